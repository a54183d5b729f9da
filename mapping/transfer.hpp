// The words of tables/transfer.hpp: ties a source leg and a consultation leg of one phone together, or several into a
// conference (callflows 5.1 to 5.3, 8.6).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "mapping/leg_events.hpp"
#include "mapping/owned_timers.hpp"
#include "mapping/switchboard.hpp"

namespace mapping {

class TransferMachine;

/// The key or hook that an action follows.
struct TransferAct {
    TransferAct(const phone::OnHook& event) : on_hook(true), by_key(event.by_key) {}
    TransferAct(const phone::ResumeSource&) : resume(true) {}
    template <class Other> TransferAct(const Other&) {}
    bool on_hook{}, by_key{}, resume{};
};

/// The leg whose key was pressed.
struct KeyOf {
    KeyOf(const phone::Transfer& event) : leg(event.leg) {}
    KeyOf(const phone::DirTrfr& event) : leg(event.leg) {}
    KeyOf(const phone::Confer& event) : leg(event.leg), confer(true) {}
    KeyOf(const phone::Join& event) : leg(event.leg), confer(true) {}
    template <class Other> KeyOf(const Other&) {}
    LegId leg{};
    bool confer{};
};

/// The call that moved into the room, or did not.
struct PartyOf {
    PartyOf(const leg::PartyLeft& event) : leg(event.leg) {}
    PartyOf(const leg::PartyStays& event) : leg(event.leg) {}
    LegId leg{};
};

/// One per phone, owned by the switchboard. Knows its two legs by number only: either may end at any time.
class TransferController {
  public:
    explicit TransferController(Switchboard& board);
    ~TransferController();

    void process(const TransferEvent& event);
    bool on_timer(TimerId timer);
    /// The phone is gone: a REFER under way goes on, everything else is forgotten (callflows 5.1).
    void on_lost();

    std::string_view state() const { return state_; }
    bool is_idle() const { return state_ == "NoTransfer"; }
    bool is_cancelling() const { return state_ == "TransferCancelling"; }
    bool is_for_conference() const { return conference_; }
    /// Our leg to the bridge while a conference is being made; 0: none.
    LegId room() const { return room_; }
    /// The key was pressed before the target rang: it counts then.
    bool is_deferred() const { return key_deferred_; }
    LegId source() const { return source_; }
    LegId consultation() const { return consult_; }
    /// The user has hung up and nothing of it is his any more, unless it fails.
    bool has_let_go_of(LegId id) const {
        return on_hook_ && state_ == "TransferCompleting" && (id == source_ || id == consult_);
    }
    /// First 180 or 183 of the consultation leg: a key that came too early is acted on.
    void target_alerts();
    /// The REFER is out, or the user has turned to another call, and what this key ties are other calls.
    bool may_be_left_for(const phone::Transfer& key) const { return may_be_left(key.leg) && source_transferable(key); }
    bool may_be_left_for(const phone::DirTrfr& key) const { return may_be_left(0) && two_selected(key); }
    bool may_be_left_for(const phone::Confer& key) const { return may_be_left(key.leg) && source_conferrable(key); }
    bool may_be_left_for(const phone::Join& key) const { return may_be_left(0) && (can_join(key) || joins_room(key)); }

    // guards
    bool source_transferable(const KeyOf& key) const;
    bool two_selected(const KeyOf& key) const;
    bool alerting_enough() const;
    bool transfer_on_hook() const;
    bool consult_on_hold() const;
    bool source_conferrable(const KeyOf& key) const;
    bool source_is_room() const;
    bool refers_early() const;
    bool refer_put_off() const;
    bool refer_unsent() const;
    bool target_refused(const leg::ConsultEnded& end) const { return end.status != 0; }
    bool can_join(const KeyOf& key) const;
    bool joins_room(const KeyOf& key) const;
    bool room_is_no_focus() const;
    bool no_party() const { return parties_.empty(); }
    bool last_party(const PartyOf& party) const { return parties_ == std::vector{party.leg}; }

    // actions
    void hold_source(const KeyOf& key);
    void open_consult();
    void note_target();
    void reject_key(const KeyOf& key);
    void defer_key();
    void restore_source();
    void forget_source();
    void drop_consult(const TransferAct& act);
    void cancel_consult(const TransferAct& act);
    void refer_early();
    void arm_cancel_wait();
    void show_target_refused(const leg::ConsultEnded& end);
    void show_target_failure();
    void show_consult();
    void hold_consult();
    void swap_calls();
    void send_refer_blind();
    void send_refer_replaces(const TransferAct& act);
    void show_transferring();
    void clear_both_legs();
    void keep_both_legs();
    void show_cannot_complete();
    void note_consult_gone();
    void leave_to_source();
    void lose_source();
    void part_calls();
    void leave_calls();
    void leave_wait_to_source();
    void detach_phone();

    // of selected calls and of a conference (conference.cpp)
    void pair_selected(const KeyOf& key);
    void refuse_direct(const KeyOf& key);
    void refuse_conference(const KeyOf& key);
    void refuse_join(const KeyOf& key);
    void gather_pair();
    void gather_selected(const KeyOf& key);
    void call_room();
    void drop_room();
    void refer_parties();
    void resume_room();
    void forget_party(const PartyOf& party);
    void keep_parties();
    void leave_to_parties() {}                       ///< each waits for the result of its REFER by itself

    // of every machine
    void on_state(std::string_view name);
    void on_row(const TakenRow& row);
    void on_ignored(const std::string& event, std::string_view state);

  private:
    struct Selection {
        LegId source{}, consult{};
        std::size_t count{};
    };
    bool may_be_left(LegId pressed) const;
    Selection selection(LegId pressed) const;
    std::vector<LegId> joined(LegId pressed) const;
    std::vector<Leg*> calls_of_user() const;
    void refuse(const Text& why);
    void keep(LegId consult, bool alone);
    void tell_user(Label what);
    void gather(const std::vector<LegId>& legs);
    bool is_room(LegId id) const;
    Leg* leg(LegId id) const { return board_.find(id); }
    void unmark(LegId id);
    sccp::DeviceStimulus button() const {
        return conference_ ? sccp::DeviceStimulus::conference : sccp::DeviceStimulus::transfer;
    }
    void leave_consult();
    void forget_both();

    Switchboard& board_;
    OwnedTimers timers_;
    std::string_view state_{"NoTransfer"};
    LegId source_{}, consult_{};
    LegId last_source_{}, last_consult_{};   ///< of a transfer that is over
    std::string number_;        ///< of the target, for a blind REFER
    bool key_deferred_{};
    bool consult_held_{};       ///< by us, for the REFER (`hold_before_refer`)
    bool on_hook_{};            ///< the user has hung up: nothing is shown until the outcome
    bool refer_sent_{};
    bool conference_{};         ///< Confrn or Join began this, not Transfer
    LegId room_{};
    std::vector<LegId> parties_;   ///< that are still to move into the room
    std::unique_ptr<TransferMachine> machine_;
};

/// MSM's back-end of tables/transfer.hpp, in machines/transfer_machine.cpp.
class TransferMachine {
  public:
    explicit TransferMachine(TransferController& controller);
    ~TransferMachine();
    void process(const TransferEvent& event);

  private:
    struct BackEnd;
    std::unique_ptr<BackEnd> back_end_;
};

} // namespace mapping
