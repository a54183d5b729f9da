// What a phone shows, plays and opens: the only place that knows which form of a message a phone gets and what its
// model can show.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "mapping/caller_id.hpp"
#include "mapping/device_context.hpp"
#include "mapping/events.hpp"
#include "mapping/ports.hpp"
#include "mapping/soft_keys.hpp"
#include "mapping/texts.hpp"
#include "sccp/values.hpp"

namespace mapping {

/// How a leg stands, as far as the display cares (callflows 7.1).
enum class LegDisplayState : std::uint8_t {
    idle, off_hook, digits, proceeding, ring_out, ringing, call_waiting, connected, consulting, held, held_by_far_end,
    hold_reversion, in_use_elsewhere, held_elsewhere, busy, failed,
};

/// What a change of the display consists of; the order differs by state, as call managers send it.
enum class DisplayStep : std::uint8_t { lamp, call_state, call_info, keys, prompt };
using DisplayOrder = std::array<DisplayStep, 5>;

/// A row of callflows 7.1.
struct StateDisplay {
    LegDisplayState state{};
    sccp::DCallState call_state{};
    sccp::LampMode lamp{};
    std::optional<Label> prompt;        ///< none: the phone shows something of its own
    sccp::SoftKeySet keys{};
    DisplayOrder order{};
};
const StateDisplay& display_of(LegDisplayState state);

/// The lamp of a line with several legs: ringing > connected > off-hook or proceeding > held > elsewhere. No leg: off.
sccp::LampMode line_lamp(std::span<const LegDisplayState> legs);

/// What PhoneView::show needs besides the state.
struct LegView {
    unsigned line{};
    LegId call{};
    Text detail{};                      ///< behind the prompt: caller, number forwarded to
    std::optional<Text> prompt{};       ///< instead of the prompt of the state
    std::optional<sccp::DCallState> call_state{};  ///< of a failure (callflows 2.9)
    bool conference{};                  ///< connected: set 7
    KeyConditions keys{};               ///< `consultation` also picks sets 5 and 9
    std::optional<sccp::LampMode> lamp{}; ///< of the line with all its legs; empty: of this leg
    const CallInfoData* info{};         ///< sent behind CallState
    std::string_view dialled{};         ///< for the list of placed calls: sent behind CallInfo
};

/// DisplayPriNotify: the phone shows one at a time, the highest.
enum class Notice : std::uint32_t { information = 1, do_not_disturb = 2, registration = 3, incoming_call = 5 };

enum class PortUse : std::uint8_t { close, keep };

/// One per phone, owned by mapping::Phone. Remembers what the phone shows, so that only changes are sent.
class PhoneView {
  public:
    using seconds = std::chrono::seconds;

    PhoneView(const DeviceContext& device, PhonePort& phone);

    /// The phone registered again: nothing is known about its display.
    void reset();

    /// Lamp, CallState, CallInfo, soft keys, prompt of a leg; lamp, state and keys that the phone already shows are
    /// left out.
    void show(LegDisplayState state, const LegView& leg);
    /// The keys only.
    void keys(LegDisplayState state, const LegView& leg);

    // -- display
    void prompt(const Text& text, unsigned line, LegId call, seconds timeout = seconds{0});
    void clear_prompt(unsigned line, LegId call);
    void notify(const Text& text, seconds timeout = seconds{0});
    void clear_notify();
    /// Kept until cleared, even while a higher one is shown; one with a time-out is shown once.
    void priority_notify(Notice level, const Text& text, seconds timeout = seconds{0});
    void clear_priority_notify(Notice level);
    void call_info(const CallInfoData& info);
    /// OnHook removes the call from the display, and what is remembered of it here.
    void call_state(unsigned line, LegId call, sccp::DCallState state,
                    sccp::CallPrivacy privacy = sccp::CallPrivacy::none);
    void call_plane(unsigned line);
    void dialed_number(std::string_view number, unsigned line, LegId call);
    void back_space(unsigned line, LegId call);
    /// Before CallState OnHook: in which list the call goes. Old models can only be kept from logging a missed call
    /// (callflows 3.9).
    void call_history(sccp::CallHistoryDisposition list, unsigned line, LegId call);
    void call_select(bool selected, unsigned line, LegId call);
    void time_date(const CivilTime& time);

    // -- lamps, ringer, tones, keys
    void lamp(sccp::DeviceStimulus stimulus, unsigned instance, sccp::LampMode mode);
    void line_lamp(unsigned line, sccp::LampMode mode);
    void ringer(sccp::RingMode mode, sccp::RingDuration duration, unsigned line, LegId call);
    void stop_ringer(unsigned line, LegId call);
    /// A tone that still plays for the leg is stopped before (callflows 0.4 rule 7).
    void tone(sccp::DeviceTone tone, unsigned line, LegId call);
    void stop_tone(unsigned line, LegId call);
    /// Beep-bonk. A phone has one generator, so a tone that lasts ends with it. True: there was one.
    bool beep(unsigned line, LegId call);
    /// What the beep has ended.
    void resume_tones();
    void speaker(bool on);
    void microphone(bool on);
    void select_soft_keys(unsigned line, LegId call, sccp::SoftKeySet set, std::uint32_t mask);
    /// The keys that the phone shows for the call; true also where none were selected.
    bool offers(SoftKey key, unsigned line, LegId call) const;
    void select_soft_keys(unsigned line, LegId call, sccp::SoftKeySet set, const KeyConditions& conditions);
    /// Set 0 at 0/0 as after a hang-up: always sent.
    void idle_soft_keys(const KeyConditions& conditions);

    // -- media; conferenceId = passThroughPartyId = callReference
    void request_port(LegId call, const MediaAddress& far_end);
    void close_port(LegId call);
    void open_receive(LegId call, const MediaFormat& format, const MediaAddress& far_end);
    void close_receive(LegId call, PortUse port);
    void start_transmit(LegId call, const MediaFormat& format, const MediaAddress& remote);
    void stop_transmit(LegId call, PortUse port);
    void request_statistics(LegId call, std::string_view directory_number, bool clear = true);

    /// Texts as this phone takes them, up to `limit` octets: for the messages that others build (line, speed dial,
    /// feature labels).
    std::string text(const Text& text, std::size_t limit) const;
    bool has_soft_keys() const;

  private:
    struct Keys {
        sccp::SoftKeySet set{};
        std::uint32_t mask{};
        bool operator==(const Keys&) const = default;
    };
    struct PriorityText {
        Text text;
        seconds timeout{};
        bool was_shown{};
    };
    using LineAndCall = std::pair<unsigned, LegId>;

    const sccp::PhoneModel& model() const { return *device_.model; }
    TextForm form(std::size_t limit) const;
    std::string short_text(const Text& text) const;
    void step(DisplayStep step, const StateDisplay& row, const LegView& leg);
    void show_call_state(const StateDisplay& row, const LegView& leg);
    void show_prompt(const StateDisplay& row, const LegView& leg);
    sccp::SoftKeySet set_of(const StateDisplay& row, const LegView& leg) const;
    void show_highest_notice();
    void send_notice(Notice level, const PriorityText& notice);
    void send_call_info_fixed(const CallInfoData& info);
    void send_call_info_dynamic(const CallInfoData& info);

    const DeviceContext& device_;
    PhonePort& phone_;
    std::map<LineAndCall, Keys> keys_;
    std::map<LineAndCall, sccp::DCallState> call_states_;
    std::map<std::pair<sccp::DeviceStimulus, unsigned>, sccp::LampMode> lamps_;
    std::map<LineAndCall, sccp::DeviceTone> tones_;   ///< the last that was started for a leg
    std::map<Notice, PriorityText> notices_;
    std::optional<Notice> shown_notice_;
};

} // namespace mapping
