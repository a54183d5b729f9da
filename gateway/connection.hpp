// One TCP connection: feeds its session machine, carries what the machine asks to the socket and to the registry of
// phones.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "gateway/services.hpp"
#include "mapping/session.hpp"
#include "sccp/session.hpp"

namespace gateway {

class PhoneAgent;
class Phones;

/// Owned by Phones from on_accepted until the machine is closed and the socket gone.
class Connection final : mapping::SessionPort {
  public:
    Connection(Services& services, Phones& phones, sccp::Session& session, const mapping::StationOptions& station,
               std::chrono::milliseconds register_deadline);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void on_message(const sccp::FromPhone& message);
    void on_bytes();
    void on_noise() { machine_->on_noise(); }
    void on_closed();
    /// The phone is to show that it lives: whatever it says next does. Not asked again before that.
    void ask_for_life();
    /// It has shown that lately: so soon nobody asks it again.
    bool has_shown_life() const;
    void on_old_answered() { machine_->on_old_answered(); }
    void on_old_gone() { machine_->on_old_gone(); }
    /// The device has another session now, or none.
    void detach();
    /// A message of the phone's machines.
    void send(const sccp::ToPhone& message) override;

    sccp::Session& session() { return session_; }
    PhoneAgent* agent() const { return agent_; }
    std::string_view device_name() const;
    const std::string& peer_address() const { return session_.peer_address(); }
    const std::string& local_address() const { return session_.local_address(); }

  private:
    // SessionPort
    void close(std::string_view reason) override;
    void close_after_flush() override;
    void arm(mapping::TimerKind kind, std::chrono::milliseconds after) override;
    void cancel(mapping::TimerKind kind) override;
    mapping::Admission admit(const sccp::RegisterReq& message) override;
    bool token_allowed(const std::string& device) override;
    mapping::BoundElsewhere bound_elsewhere(const std::string& device) override;
    void probe_old(const std::string& device) override;
    void cancel_probe(const std::string& device) override;
    void report_duplicate(const std::string& device) override;
    void bind(const sccp::RegisterReq& message) override;
    void forward(const sccp::FromPhone& message) override;
    void lost() override;
    void note_alarm(std::string_view text) override;

    class World;

    Services& services_;
    Phones& phones_;
    sccp::Session& session_;
    PhoneAgent* agent_{};          ///< while bound
    bool is_detached_{};
    bool is_asked_{};              ///< whether it lives
    std::chrono::steady_clock::time_point shown_at_;
    std::string alarm_;            ///< came before Register
    /// Every message of the phone puts its keep-alive off: a timer that is set looks at the deadline when it fires.
    struct Alarm {
        explicit Alarm(boost::asio::io_context& loop) : timer(loop) {}
        boost::asio::steady_timer timer;
        std::chrono::steady_clock::time_point deadline;
        bool is_set{};
    };
    void set(mapping::TimerKind kind, Alarm& alarm);
    void on_alarm(mapping::TimerKind kind);
    std::map<mapping::TimerKind, Alarm> alarms_;
    std::unique_ptr<World> world_;
    std::unique_ptr<mapping::SessionMachine> machine_;
};

} // namespace gateway
