// All calls of one phone: finds the leg an event concerns, keeps one leg active, carries events from machine to machine
// in one queue.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/device_context.hpp"
#include "mapping/events.hpp"
#include "mapping/ports.hpp"
#include "mapping/snapshots.hpp"
#include "sccp/catalogue.hpp"

namespace mapping {

class PhoneView;
class SharedLines;
class Switchboard;

/// Where a line is forwarded by the gateway; an empty number means off (callflows 5.9).
struct Forwards {
    std::string all, busy, no_answer;
};

/// A key that starts no call and controls none: who owns the feature answers it.
enum class FeatureKey : std::uint8_t {
    forward_all, forward_busy, forward_no_answer, do_not_disturb, privacy, park, pick_up, group_pick_up, other_pick_up,
    meet_me, barge, call_back, conference_list, remove_last, quality_report, malicious_call, hunt_log_in, record, info,
    other,
};

struct FeaturePress {
    FeatureKey key{};
    unsigned line{};          ///< instance; the default line when the phone named none
    LegId leg{};              ///< 0: none
    unsigned instance{};      ///< as in Stimulus: number of the button of its kind
};

/// One per device, owned by mapping::Phone, which outlives it. Legs end only between two events, never inside one.
class Calls {
  public:
    /// What calls ask of the phone they live on; every hook may stay empty.
    struct Hooks {
        std::function<Forwards(unsigned line)> forwards;
        std::function<bool(const FeaturePress&)> feature_key;   ///< false: the key is refused with beep-bonk
        std::function<void()> when_idle;                        ///< leg::AllIdle: the last leg has ended
        /// Keys, speaker off if so, clock and prompt of a phone without a call (2.11, 7.1); empty: plain ones
        std::function<void(bool switch_speaker_off)> show_idle;
        std::function<void()> show_idle_prompt;                 ///< of these the prompt alone, again
        std::function<void(unsigned line)> target_failed;       ///< an INVITE did not reach the line's registrar (1.7)
        /// calls that other phones have on this one's lines (3.10)
        const SharedLines* elsewhere{};
    };

    Calls(DeviceContext& device, Ports& ports, PhoneView& view);
    ~Calls();
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;

    void use(Hooks hooks);

    /// User acts and media answers. False: the message is none of these.
    bool on(const sccp::FromPhone& message);
    /// Includes Invited, which makes the leg `leg`.
    void on_call(LineId line, LegId leg, const sip::CallEvent& event);
    /// False: the timer belongs to nobody here.
    bool on_timer(TimerId timer);
    void on_lost();                          ///< the phone's session is gone (1.6)
    void on_back(bool same_address);         ///< registered again and Ready
    void drop_all();                         ///< device machine's drop_legs: the phone will not come back
    bool hang_up(LegId leg);                 ///< by the operator; false: no such call
    void drain();                            ///< the process goes down: BYE to all, 480 to ringing
    /// Opens a leg that collects a number for a feature and sends no SIP; `done` gets it when it is complete (5.9).
    bool collect_number(unsigned line, std::string_view prompt, std::function<void(const std::string&)> done);

    /// a leg that the user would miss: keeps Unregister and Reset waiting (1.4)
    bool has_active_call() const;
    bool empty() const;
    std::size_t count(unsigned line) const;  ///< legs on a line
    sccp::LampMode line_lamp(unsigned line) const;   ///< with the calls elsewhere
    std::vector<CallSnapshot> snapshot() const;
    const Switchboard& board() const;        ///< the legs themselves, for who examines more than a snapshot tells

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace mapping
