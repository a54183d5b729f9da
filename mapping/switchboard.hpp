// The legs of one phone: which of them is active, and the one queue that carries events from machine to machine.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/features/last_number.hpp"
#include "mapping/leg_events.hpp"
#include "mapping/owned_timers.hpp"
#include "mapping/phone_view.hpp"

namespace mapping {

class Leg;
class TransferController;

/// Owned by Calls. An event is handled to its end before the next one; what its handling posts comes next, in order,
/// before what was waiting already: the consequences of a hold are over before the answer that made room begins
/// (callflows 0.4 rule 5, 8.0).
class Switchboard {
  public:
    Switchboard(DeviceContext& device, Ports& ports, PhoneView& view);
    ~Switchboard();
    Switchboard(const Switchboard&) = delete;
    Switchboard& operator=(const Switchboard&) = delete;

    DeviceContext& device;
    Ports& ports;
    PhoneView& view;
    Calls::Hooks hooks;
    LastNumber last_number;
    bool handset_lifted{};       ///< off-hook by hand or by the speaker key, as far as the phone tells
    bool in_hand{};              ///< the phone has told that it is the handset or the headset (MediaPathEvent)
    bool phone_is_away{};        ///< its connection is lost, and it is not Ready again
    bool phone_kept_audio{};     ///< it was back last with the audio of its calls still running (callflows 1.6)

    // -- the queue
    void post(LegId leg, LegEvent event);
    void post(LegId leg, MediaEvent event);
    void post(TransferEvent event);
    /// Display that has to follow a closing that was posted before it (callflows 0.4 rule 6).
    void then(std::function<void()> work);
    /// Handles everything, then removes the legs that have ended and lets the next call ring. Nested calls return at
    /// once.
    void run();

    // -- legs
    using Legs = std::map<LegId, std::unique_ptr<Leg>>;   ///< call references grow: the oldest comes first
    Leg& open(LegId id, unsigned line, bool incoming);
    Leg* find(LegId id);
    const Legs& legs() const { return legs_; }
    std::size_t count(unsigned line) const;               ///< that the phone shows or is about to
    /// Index of a leg among those of its line, from 1.
    unsigned instance_of(LegId id, unsigned line) const;
    /// On hold or in the background, who waits longest first; line 0: on any line.
    std::vector<Leg*> waiting(unsigned line = 0) const;
    std::uint64_t count_hold() { return ++holds_; }
    /// What the Select key marked; every other act of the user ends it (callflows 5.3).
    void clear_selection();

    // -- the audio path
    Leg* active();
    LegId active_id() const { return active_; }
    /// Its audio is what the user hears from now on.
    void activate(LegId id) {
        stop_howling();
        active_ = id;
    }
    void release(LegId id);
    /// Holds, or drops if it has no far end yet, whoever is active. False: just now that is impossible; the user's act
    /// is refused.
    bool make_room(LegId for_whom);
    /// Before a receive channel is opened: no other leg keeps one (phones with one stream).
    void close_other_audio(LegId id);

    // -- ringing
    Leg* ringing(unsigned line = 0);                      ///< by `answer_order`; line 0: of any line
    bool is_busy() const { return active_ != 0; }

    /// Another call has told the phone to stop its ringer, and most have only one.
    void ring_on();

    // -- display
    sccp::LampMode line_lamp(unsigned line) const;
    KeyConditions key_conditions(unsigned line) const;
    /// A leg is off the display: what the phone shows now (callflows 2.11, 4.10).
    void show_rest(bool switch_speaker_off);
    /// Their keys change with the number of calls; `newcomer`: a call that is not shown yet.
    void show_keys_for_several(LegId newcomer = 0);
    /// Beep and words for a moment, then what the phone showed before: it restores nothing by itself (callflows 7.1,
    /// 7.2). Beep-bonk; what it interrupts comes back.
    void beep(unsigned line, LegId call);
    /// Beep-bonk and "Key Is Not Active" for five seconds (callflows 7.2).
    void refuse_key(unsigned line, LegId call);
    void tell_for_a_moment(const Text& text);             ///< of no call
    /// The handset was forgotten off the hook.
    void howl();
    /// The far end has hung up and the user shall hear it (`tone_on_remote_hangup`).
    void mourn();
    void stop_howling();
    /// by the clock on the wall; for gaps and deadlines of a few seconds only
    std::int64_t now_ms() const;

    TransferController& transfer() { return *transfer_; }
    const TransferController& transfer() const { return *transfer_; }

    bool on_timer(TimerId timer);                         ///< of no leg; false: not ours
    std::map<LegId, CallSnapshot> ended;                  ///< for 10 s: statistics may come late (race 55)

  private:
    struct Work {
        LegId leg{};
        std::variant<LegEvent, MediaEvent, TransferEvent, std::function<void()>> what;
    };
    void handle(const Work& work);
    void settle();
    bool remove_ended();
    void ring_in_turn();
    bool shows_several() const;
    void give_up(LegId leg, std::string_view what);
    void restore_prompt();

    Legs legs_;
    bool had_several_{};   ///< calls on the display
    std::vector<Work> fresh_;     ///< what the event at hand has posted, in order
    std::vector<Work> waiting_;   ///< what comes next is last
    bool running_{};
    bool had_legs_{};
    LegId active_{};
    std::uint64_t holds_{};
    OwnedTimers timers_;
    std::unique_ptr<TransferController> transfer_;
};

} // namespace mapping
