// Who is registered: the configured phones by name, their connections, and the rules that concern more than one of
// them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/settings.hpp"
#include "gateway/connection.hpp"
#include "gateway/phone_agent.hpp"
#include "sccp/server.hpp"

namespace gateway {

/// Owned by Gateway. Hears the TCP server and the SIP agent and brings each event to the phone it concerns.
class Phones final : public sccp::ServerListener, public sip::EventSink {
  public:
    explicit Phones(const config::Settings& settings) : settings_(&settings) {}
    ~Phones() override;

    /// The services exist only after the SIP agent, which wants this object as its listener.
    void start(Services& services);
    void stop();
    /// New settings: phones come, go and change; what changed is appended. Names are those of the sections. A phone
    /// whose lines changed keeps the old ones while it has a call.
    void apply(const config::Settings& settings, std::vector<Change>& changes);
    /// To be called every few seconds: what waited for the end of a call or of a goodbye is done.
    void tidy_up();
    /// Phones in these time zones are told the time.
    void show_time(const std::set<std::string, std::less<>>& zones);
    std::set<std::string, std::less<>> zones() const;

    PhoneAgent* find(std::string_view device);
    PhoneAgent* by_line(sip::LineId line);
    const std::map<std::string, std::unique_ptr<PhoneAgent>, std::less<>>& all() const { return phones_; }
    void on_timer(PhoneKey key, mapping::TimerId timer);

    /// From now on: no Register, no token, no new call.
    void begin_drain();
    void drain();                          ///< calls end, lines un-register
    bool is_quiet() const;
    void restart_all();                    ///< Reset(2) to each phone

    // -- asked by connections
    mapping::Admission admit(const Connection& newcomer, const sccp::RegisterReq& message);
    bool token_allowed(std::string_view device);
    mapping::BoundElsewhere bound_elsewhere(const Connection& newcomer, std::string_view device);
    void probe(Connection& newcomer, std::string_view device);
    void cancel_probe(const Connection& newcomer, std::string_view device);
    void report_duplicate(const Connection& newcomer, std::string_view device);
    /// The bound session has said something that nobody has read: that answers a probe, too.
    bool has_old_spoken(std::string_view device);
    void heard_from(PhoneAgent& agent);    ///< bytes of the bound session: answers a probe
    void gone(PhoneAgent& agent);          ///< the bound session closed

    // -- sccp::ServerListener
    void on_accepted(sccp::Session& session) override;
    void on_refused(const std::string& address, std::string_view reason) override;
    void on_message(sccp::Session& session, const sccp::FromPhone& message) override;
    void on_alive(sccp::Session& session) override;
    void on_decode_error(sccp::Session& session, const sccp::DecodeError& error) override;
    void on_unknown(sccp::Session& session, std::uint32_t id, std::size_t size) override;
    void on_frame(sccp::Session& session, bool sent, std::uint32_t id, std::uint32_t call,
                  std::span<const std::uint8_t> frame) override;
    void on_slowed(sccp::Session& session) override;
    void on_dropped(sccp::Session& session, std::string_view reason) override;
    void on_closed(sccp::Session& session, std::string_view reason) override;

    // -- sip::EventSink
    void on_call(sip::LineId line, sip::CallKey key, const sip::CallEvent& event) override;
    void on_line(sip::LineId line, const sip::LineEvent& event) override;
    bool is_ready(sip::LineId line) override;
    bool on_text(sip::LineId line, std::string_view text) override;
    void on_target(std::size_t registrar, bool alive, int status) override;
    void on_probe(std::size_t registrar, int status) override;
    void on_trace(sip::LineId line, sip::CallKey key, bool sent, std::string_view first_line,
                  std::string_view whole) override;
    void on_request(bool sent, std::string_view method, int status) override;
    void on_connection_refused(std::string_view address, std::string_view reason) override;
    void on_connection_silent(std::string_view address) override;
    void on_noise(std::string_view address) override;
    void on_unreadable(sip::LineId line, sip::CallKey call, std::string_view address, std::string_view what) override;
    void on_request_dropped(std::string_view address, std::string_view reason) override;
    void on_registrations_wait(std::size_t lines) override;
    void on_warning(std::string_view text) override;

    /// What the last OPTIONS to a registrar got.
    struct Probe {
        bool is_known{}, alive{};    ///< alive is what several of them say; not known: too few yet
        int status{};                ///< 0: nobody has answered
        std::int64_t at_unix{};
    };
    const std::vector<Probe>& probes() const { return probes_; }

  private:
    Connection* connection_of(const sccp::Session& session);
    using ByName = std::map<std::string, std::unique_ptr<PhoneAgent>, std::less<>>;
    void add(const std::shared_ptr<const mapping::DeviceOptions>& device);
    ByName::iterator take_out(ByName::iterator phone);
    void replace_idle();
    void forget_quiet();
    bool is_its_hardware(const mapping::DeviceOptions& device, const sccp::RegisterReq& message) const;
    bool any_target_alive(const PhoneAgent& agent) const;
    std::string note_duplicate(const Connection& newcomer, std::string_view device);

    const config::Settings* settings_;
    std::shared_ptr<const mapping::CallOptions> calls_;
    std::shared_ptr<const mapping::StationOptions> station_;         ///< connections refer to it
    Services* services_{};
    ByName phones_;
    std::set<std::string> changed_;        ///< lines of these are to be replaced
    std::vector<std::unique_ptr<PhoneAgent>> leaving_;               ///< removed from the configuration, un-registering
    std::unordered_map<PhoneKey, PhoneAgent*> by_key_;
    std::unordered_map<sip::LineId, PhoneAgent*> by_line_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;   ///< by session
    std::map<std::string, Connection*, std::less<>> probing_;        ///< device -> the newcomer that waits
    std::vector<Probe> probes_;
    PhoneKey next_key_{};
    sip::LineId next_line_{};
    bool draining_{};
};

} // namespace gateway
