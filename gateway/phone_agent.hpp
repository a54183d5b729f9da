// Binds one configured phone to the world: its present session, its SIP lines, its timers, its log and trace.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/calls_at_hand.hpp"
#include "gateway/operations.hpp"
#include "gateway/services.hpp"
#include "mapping/phone.hpp"

namespace gateway {

class Connection;

/// Owned by Phones, one per [device]. Implements the ports of its mapping::Phone; everything runs on the loop thread.
class PhoneAgent final : mapping::PhonePort, mapping::SipPort, mapping::RegistrarPort, mapping::WorldPort {
  public:
    PhoneAgent(Services& services, PhoneKey key, const mapping::PhoneOptions& options,
               std::vector<mapping::LineId> lines);
    ~PhoneAgent() override; // NOLINT(bugprone-exception-escape): only for want of memory, which ends the process anyway
    PhoneAgent(const PhoneAgent&) = delete;
    PhoneAgent& operator=(const PhoneAgent&) = delete;

    const std::string& name() const { return options_->name; }
    const mapping::DeviceOptions& options() const { return *options_; }
    const std::vector<mapping::LineId>& line_ids() const { return line_ids_; }
    mapping::Phone& phone() { return *phone_; }
    const mapping::Phone& phone() const { return *phone_; }
    Connection* connection() const { return connection_; }

    /// `connection` is the phone's session from now on; the one before is detached.
    void bind(Connection& connection, const sccp::RegisterReq& message);
    /// The bound session ended by itself.
    void lost(const Connection& connection);
    void forward(const sccp::FromPhone& message);
    void on_timer(mapping::TimerId timer);
    /// A registrar, by its index in Services::targets, came up or went down (callflows 1.7).
    void on_target(std::size_t target, bool alive);
    /// What SIP tells about a call of this phone.
    void on_call(mapping::LineId line, mapping::LegId leg, const sip::CallEvent& event);
    void apply(std::shared_ptr<const mapping::DeviceOptions> options);
    /// Taken out of the configuration: calls end, lines un-register, the phone is sent away and its connection closed.
    void leave();
    /// Reset(2), and the connection ends when that has gone out (race 56).
    void send_away();

    /// That a message which names none is about.
    mapping::LegId call_at_hand() const { return at_hand_.call(); }

    PhoneView view() const;
    void count_in() { ++messages_in_; }
    void count_out() { ++messages_out_; }
    void count_decode_error() { ++decode_errors_; }
    void note_sip_call(mapping::LegId leg, const std::string& call_id) { sip_call_ids_[leg] = call_id; }
    std::string sip_call_id(mapping::LegId leg) const;

  private:
    // PhonePort
    void send(const sccp::ToPhone& message) override;
    void close_after_flush() override;
    // SipPort
    void invite(mapping::LineId line, mapping::LegId leg, const sip::OutgoingInvite& invite) override;
    void resend_with_credentials(mapping::LegId leg) override { services_.agent.resend_with_credentials(leg); }
    void cancel(mapping::LegId leg, std::string_view reason) override { services_.agent.cancel(leg, reason); }
    void ack(mapping::LegId leg, std::string_view sdp) override { services_.agent.ack(leg, sdp); }
    void ring(mapping::LegId leg, int status) override { services_.agent.ring(leg, status); }
    void answer(mapping::LegId leg, std::string_view sdp) override { services_.agent.answer(leg, sdp); }
    void reject(mapping::LegId leg, const sip::Rejection& rejection) override {
        services_.agent.reject(leg, rejection);
    }
    void offer(mapping::LegId leg, std::string_view sdp, sip::OfferMethod method) override {
        services_.agent.offer(leg, sdp, method);
    }
    void answer_offer(mapping::LegId leg, std::string_view sdp) override { services_.agent.answer_offer(leg, sdp); }
    void reject_offer(mapping::LegId leg, const sip::Rejection& rejection) override {
        services_.agent.reject_offer(leg, rejection);
    }
    void bye(mapping::LegId leg, const sip::ExtraHeaders& extra) override { services_.agent.bye(leg, extra); }
    void refer(mapping::LegId leg, const sip::ReferTarget& target) override { services_.agent.refer(leg, target); }
    void answer_refer(mapping::LegId leg, int status) override { services_.agent.answer_refer(leg, status); }
    void notify_refer(mapping::LegId leg, int status) override { services_.agent.notify_refer(leg, status); }
    void info(mapping::LegId leg, std::string_view content_type, std::string_view body) override {
        services_.agent.info(leg, content_type, body);
    }
    void forget(mapping::LegId leg) override;
    void publish(mapping::LineId line, const sip::Publication& publication) override {
        services_.agent.publish(line, publication);
    }
    // RegistrarPort
    void send_register(mapping::LineId line, std::size_t target, std::chrono::seconds expires,
                       bool authenticate) override;
    void use_service_route(mapping::LineId line, const std::vector<std::string>& routes) override;
    void subscribe_message_summary(mapping::LineId line, std::size_t target, bool on) override;
    bool target_alive(mapping::LineId line, std::size_t target) override;
    // WorldPort
    mapping::LegId next_call_reference() override { return services_.references.next(); }
    std::uint32_t random() override { return static_cast<std::uint32_t>(services_.random()); }
    mapping::CivilTime local_time(const std::string& timezone) override;
    void log(Level level, mapping::LegId leg, std::string_view text) override;
    void state_changed(std::string_view what, std::uint32_t owner, std::string_view state,
                       std::string_view reason) override;
    void took(mapping::LegId leg, const mapping::TakenRow& row) override;
    void ignored(mapping::LegId leg, std::string_view event, std::string_view state) override;
    void count(std::string_view metric) override { services_.metrics.count(metric); }
    void audio_counted(mapping::LegId leg, const mapping::Statistics& counted) override;
    void remember(const std::string& key, const std::string& value) override { services_.state.remember(key, value); }
    std::string recall(const std::string& key) override { return services_.state.recall(key); }
    std::optional<unsigned> take_room(const std::string& pattern, unsigned first, unsigned last) override {
        return services_.rooms.take(pattern, first, last, random());
    }
    void give_back_room(const std::string& pattern, unsigned number) override {
        services_.rooms.give_back(pattern, number);
    }

    struct LineSide {
        mapping::LineId id{};
        const mapping::LineOptions* options{};
        std::vector<std::string> service_route;
        std::size_t target{};      ///< last used
        bool is_refreshing{};
        std::string complaint{};   ///< why it is not registered, as the log was told
    };
    /// What the metrics tell about a call when it is over.
    struct CallCourse {
        std::chrono::steady_clock::time_point complete;   ///< number complete
        bool incoming{}, rang{}, answered{};
        std::string result;
    };

    void add_lines();
    sip::Account account_of(const LineSide& line) const;
    LineSide* line_side(mapping::LineId id);
    std::size_t global_target(const LineSide& line, std::size_t target) const;
    std::string name_of_line(mapping::LineId id) const;
    gateway::Level level_of_line(mapping::LineId id, std::string_view state, std::string_view reason);
    void follow_call(mapping::LegId leg, std::string_view state, std::string_view reason);

    Services& services_;
    PhoneKey key_;
    mapping::LegId invited_{};                ///< the last one that the PBX has brought
    std::shared_ptr<const mapping::DeviceOptions> options_;
    std::vector<mapping::LineId> line_ids_;
    std::vector<LineSide> lines_;
    std::string_view model_{"unknown"};
    PhoneTimers timers_;
    CallsAtHand at_hand_;
    Connection* connection_{};
    std::map<mapping::LegId, CallCourse> courses_;
    std::map<mapping::LegId, std::string> sip_call_ids_;
    std::uint64_t messages_in_{}, messages_out_{}, decode_errors_{};
    std::unique_ptr<mapping::Phone> phone_;   ///< last: it uses all of the above from its constructor on
};

} // namespace gateway
