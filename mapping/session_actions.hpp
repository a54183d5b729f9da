// The words of tables/session.hpp: what a connection does before and while it speaks for a device (callflows 1.2, 1.5).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "mapping/events.hpp"
#include "mapping/session.hpp"

namespace mapping {

using SessionMachineEvent = std::variant<phone::TokenReq, phone::Alarm, phone::KeepAlive, phone::Register,
                                         phone::Message, phone::Disconnected, timer::Register, timer::Probe,
                                         timer::KeepAlive, device::OldAnswered, device::OldGone, device::Detached>;

/// Context of the session machine; owned by SessionMachine.
class SessionActions {
  public:
    SessionActions(SessionPort& port, WorldPort& world, const StationOptions& station);

    // guards
    bool token_allowed() const { return port_.token_allowed(token_name_); }
    bool access_denied() const;
    bool reject_while_pbx_down() const { return admission_ == Admission::pbx_unavailable; }
    bool live_elsewhere() const { return port_.bound_elsewhere(asked_name()) == BoundElsewhere::other_address; }
    bool same_name() const { return asked_name() == name_; }

    // actions
    void send_token_ack();
    void send_token_reject();
    void log_alarm();
    void ack_keep_alive();
    void mark_standby();
    void send_register_reject();
    void close_after_flush() { port_.close_after_flush(); }
    void probe_old_session();
    void arm_probe();
    void cancel_probe() { port_.cancel_probe(name_); }
    void report_duplicate() { port_.report_duplicate(name_); }
    void bind_device();
    void close_tcp();
    void forward_to_device() { port_.forward(*message_); }
    void count_foreign_register();
    void tell_device_lost() { port_.lost(); }

    // of every machine
    void on_state(std::string_view name);
    void on_row(const TakenRow& row) { world_.took(0, row); }
    void on_ignored(const std::string& event, std::string_view state) { world_.ignored(0, event, state); }

    // for the facade
    void begin(std::chrono::milliseconds register_deadline);
    /// Something that neither a phone before Register nor a standby connection says: this is no standby connection.
    void note_noise();
    void arm_keep_alive();
    void note_message(const sccp::FromPhone& message) { message_ = &message; }
    void note_register(const sccp::RegisterReq& message, bool is_new);
    void note_token(std::string_view device, bool is_spcp);
    void note_alarm(std::string_view text);
    const std::string& device_name() const { return name_; }

  private:
    void arm_deadline(std::chrono::milliseconds after) { port_.arm(TimerKind::register_deadline, after); }
    const std::string& asked_name() const { return asked_name_; }

    SessionPort& port_;
    WorldPort& world_;
    const StationOptions& station_;
    const sccp::FromPhone* message_{};   ///< of the event that is handled now
    std::unique_ptr<sccp::RegisterReq> register_;
    std::string asked_name_;             ///< of the last Register
    std::string name_;                   ///< of the Register that was let in or waits for the old session
    std::string token_name_, alarm_;
    Admission admission_{};
    std::chrono::milliseconds register_deadline_{};
    bool is_spcp_{}, is_bound_{}, is_noisy_{};
    std::string_view close_reason_;
};

/// MSM's back-end of tables/session.hpp, in machines/session_machine.cpp.
class SessionTableMachine {
  public:
    explicit SessionTableMachine(SessionActions& actions);
    ~SessionTableMachine();
    void process(const SessionMachineEvent& event);
    std::string_view state() const;

  private:
    struct BackEnd;
    std::unique_ptr<BackEnd> back_end_;
};

} // namespace mapping
