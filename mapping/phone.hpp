// One configured phone: its registration, its lines, its calls, its display. What the gateway talks to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/elsewhere.hpp"
#include "mapping/options.hpp"
#include "mapping/ports.hpp"
#include "mapping/snapshots.hpp"
#include "sccp/catalogue.hpp"
#include "sip/values.hpp"

namespace mapping {

/// What became of an order of the operator: carried out or queued, or refused in the state named (HTTP 409).
struct Outcome {
    bool accepted{};
    std::string state;
};

/// What holds for one phone. Constant, one copy for all who read it: there may be twenty thousand phones, and most of
/// this is the same for all of them. A reload brings new objects.
struct PhoneOptions {
    std::shared_ptr<const DeviceOptions> device;
    std::shared_ptr<const CallOptions> calls;
    std::shared_ptr<const StationOptions> station;
};

/// One per [device], owned by the gateway for as long as the device is configured. Every event is handled to its end:
/// when a method returns, no event of this phone waits. The caller drops events of a session that is not bound any more
/// (callflows 8.4).
class Phone {
  public:
    /// `lines`: one id per line of the device, in the order of its line buttons.
    Phone(PhoneOptions options, const std::vector<LineId>& lines, Ports ports);
    ~Phone();
    Phone(const Phone&) = delete;
    Phone& operator=(const Phone&) = delete;

    /// Register was admitted and its session is now what PhonePort sends to. `taken_over`: another session was bound
    /// until now.
    void on_register(const sccp::RegisterReq& message, const std::string& peer_address,
                     const std::string& local_address, bool taken_over);
    /// Any other message of the bound session; a Register of the same name starts the configuration again.
    void on(const sccp::FromPhone& message);
    /// The bound session is gone.
    void on_lost();
    /// Alarm of the session that registered, sent before Register: kept for REST.
    void note_alarm(std::string_view text);

    void on_call(LineId line, LegId leg, const sip::CallEvent& event);
    void on_line(LineId line, const sip::LineEvent& event);
    void on_timer(TimerId timer);
    /// SIP MESSAGE; false: 405.
    bool on_text(LineId line, std::string_view text);

    /// All calls that other phones have on this line, which they share; `line` is the instance here.
    void show_elsewhere(unsigned line, const std::vector<ElsewhereCall>& calls);

    bool is_ready() const;              ///< device machine in Ready
    std::string_view state() const;     ///< of the device machine
    unsigned protocol() const;          ///< agreed version
    bool has_calls() const;

    /// SCCP Reset type 1 reset, 2 restart, 3 apply configuration; waits for the last call unless forced.
    Outcome reset(std::uint32_t type, bool force);
    Outcome show_message(std::string_view text, std::uint32_t seconds);
    bool hang_up(LegId leg);
    /// The clock that it shows is wrong now: daylight saving began or ended, or the host's clock was set (callflows
    /// 7.4).
    void show_time();

    /// The process goes down, calls may go on: another one is refused, and the user is told.
    void take_no_new_calls();
    /// The process goes down: calls end, lines un-register (race 56). `restart` sends Reset(2) to the phone, once,
    /// after that.
    void drain();
    void restart_for_drain();
    /// No call is left and every line has said goodbye to its registrar, or given up.
    bool is_quiet() const;

    /// New configuration with the same lines (names, order); taken over when the last call has ended. Other lines: make
    /// a new Phone.
    void apply(std::shared_ptr<const DeviceOptions> options);

    PhoneSnapshot snapshot() const;
    /// Its calls alone, ended ones too while their statistics are kept.
    std::vector<CallSnapshot> call_snapshots() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace mapping
