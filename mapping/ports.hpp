// What mapping may ask of the world. The gateway implements these; the tests have fakes (tests/support).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/taken_row.hpp"
#include "sccp/catalogue.hpp"
#include "sip/values.hpp"

namespace mapping {

using LegId = sip::CallKey;   ///< callReference = conferenceId = passThroughPartyId (decision 5)
using sip::LineId;
struct Statistics;            // snapshots.hpp

/// The phone's present session. Nothing is sent while there is none.
class PhonePort {
  public:
    virtual ~PhonePort() = default;
    virtual void send(const sccp::ToPhone& message) = 0;
    virtual void close_after_flush() = 0;
    /// The session that was bound before this one, if it still is there, is closed (device::Detached).
    virtual void close_previous() {}
};

/// Calls on the SIP side; the same verbs as sip::Agent.
class SipPort {
  public:
    virtual ~SipPort() = default;
    virtual void invite(LineId line, LegId leg, const sip::OutgoingInvite& invite) = 0;
    virtual void resend_with_credentials(LegId leg) = 0;
    virtual void cancel(LegId leg, std::string_view reason) = 0;
    virtual void ack(LegId leg, std::string_view sdp) = 0;
    virtual void ring(LegId leg, int status) = 0;
    virtual void answer(LegId leg, std::string_view sdp) = 0;
    virtual void reject(LegId leg, const sip::Rejection& rejection) = 0;
    virtual void offer(LegId leg, std::string_view sdp, sip::OfferMethod method) = 0;
    virtual void answer_offer(LegId leg, std::string_view sdp) = 0;
    virtual void reject_offer(LegId leg, const sip::Rejection& rejection) = 0;
    virtual void bye(LegId leg, const sip::ExtraHeaders& extra) = 0;
    virtual void refer(LegId leg, const sip::ReferTarget& target) = 0;
    virtual void answer_refer(LegId leg, int status) = 0;
    virtual void notify_refer(LegId leg, int status) = 0;
    virtual void info(LegId leg, std::string_view content_type, std::string_view body) = 0;
    virtual void forget(LegId leg) = 0;
    virtual void publish(LineId line, const sip::Publication& publication) = 0;
};

/// Registration of a line on the SIP side.
class RegistrarPort {
  public:
    virtual ~RegistrarPort() = default;
    virtual void send_register(LineId line, std::size_t target, std::chrono::seconds expires, bool authenticate) = 0;
    virtual void use_service_route(LineId line, const std::vector<std::string>& routes) = 0;
    virtual void subscribe_message_summary(LineId line, std::size_t target, bool on) = 0;
    virtual bool target_alive(LineId line, std::size_t target) = 0;
    /// The Contact of a 301 or 302 to REGISTER as one more target of the line; none when it names no SIP address.
    virtual std::optional<std::size_t> add_target(LineId /*line*/, const std::string& /*contact*/) { return {}; }
};

/// Every timer of a phone, its lines and legs. One of a kind runs per owner; arming it again replaces it.
enum class TimerKind : std::uint8_t {
    // of a leg
    first_digit, inter_digit, hotline, ring_out, fail_tone, no_answer, auto_answer, ack, glare, guard, hold_revert,
    refer, preserve, receive_ack, port, abandoned, call_waiting, prompt, statistics, howler, transmit_retry,
    // of the transfer controller
    cancel_wait, transfer_refer,
    // of the device
    configure, configure_quiet, grace, reset_guard, device_prompt, tone_back,
    // of a line
    refresh, retry, expired, unregister_guard,
    // of a session
    register_deadline, probe, keep_alive,
};

/// Who armed a timer: a leg (its call reference), a line (its id) or the device or session (0).
struct TimerId {
    TimerKind kind{};
    std::uint32_t owner{};
    std::uint32_t generation{};   ///< a fired timer of an earlier generation is dropped
    auto operator<=>(const TimerId&) const = default;
};

class TimerPort {
  public:
    virtual ~TimerPort() = default;
    virtual void arm(TimerId id, std::chrono::milliseconds after) = 0;
    virtual void cancel(TimerId id) = 0;
};

/// Local time of a phone, for DefineTimeDate (callflows 7.4).
struct CivilTime {
    int year{}, month{}, day{}, weekday{} /* 0 = Sunday */, hour{}, minute{}, second{}, millisecond{};
    std::uint32_t unix_time{};
};

/// The rest of the world: numbers that must differ, chance, the clock on the wall, what others of the house want to
/// know.
class WorldPort {
  public:
    virtual ~WorldPort() = default;
    virtual LegId next_call_reference() = 0;
    virtual std::uint32_t random() = 0;
    virtual CivilTime local_time(const std::string& timezone) = 0;
    /// A line for the log, at the level given; the caller's phone and call keys are added by the gateway.
    enum class Level : std::uint8_t { debug, info, warning, error };
    virtual void log(Level level, LegId leg, std::string_view text) = 0;
    /// A machine changed its state (REST events, ladder, metrics). `what` is "phone", "line", "call", "media",
    /// "transfer".
    virtual void state_changed(std::string_view what, std::uint32_t owner, std::string_view state,
                               std::string_view reason) = 0;
    /// A machine takes a row of its table.
    virtual void took(LegId leg, const TakenRow& row) = 0;
    /// An event that its state does not take (callflows 8.7).
    virtual void ignored(LegId leg, std::string_view event, std::string_view state) = 0;
    virtual void count(std::string_view metric) = 0;
    /// What the phone has counted of a call's audio: once for each call, at its end (callflows 4.8).
    virtual void audio_counted(LegId leg, const Statistics& counted) = 0;
    /// What must survive a restart: last number dialled, forwards, DND. Key is per line or device.
    virtual void remember(const std::string& key, const std::string& value) = 0;
    virtual std::string recall(const std::string& key) = 0;
    /// Numbers of conference rooms, shared by all phones of the process: features/conference_rooms.hpp.
    virtual std::optional<unsigned> take_room(const std::string& pattern, unsigned first, unsigned last) = 0;
    virtual void give_back_room(const std::string& pattern, unsigned number) = 0;
};

struct Ports {
    PhonePort& phone;
    SipPort& sip;
    RegistrarPort& registrar;
    TimerPort& timers;
    WorldPort& world;
};

} // namespace mapping
