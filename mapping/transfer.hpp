// The words of tables/transfer.hpp: ties a source leg and a consultation leg of one phone together (callflows 5.1, 8.6).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

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
    template <class Other> KeyOf(const Other&) {}
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
    LegId source() const { return source_; }
    LegId consultation() const { return consult_; }
    /// First 180 or 183 of the consultation leg: a key that came too early is acted on.
    void target_alerts();

    // guards
    bool source_transferable(const KeyOf& key) const;
    bool two_selected(const KeyOf& key) const;
    bool alerting_enough() const;
    bool transfer_on_hook() const;

    // actions
    void hold_source(const KeyOf& key);
    void open_consult();
    void pair_selected(const KeyOf& key);
    void note_target();
    void reject_key(const KeyOf& key);
    void defer_key();
    void restore_source();
    void forget_source();
    void drop_consult(const TransferAct& act);
    void cancel_consult(const TransferAct& act);
    void arm_cancel_wait();
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
    void detach_phone();

    // of every machine
    void on_state(std::string_view name);
    void on_ignored(const std::string& event, std::string_view state);

  private:
    struct Selection {
        LegId source{}, consult{};
    };
    Selection selection(LegId pressed) const;
    Leg* leg(LegId id) const { return board_.find(id); }
    void unmark(LegId id);
    void forget_both();

    Switchboard& board_;
    OwnedTimers timers_;
    std::string_view state_{"NoTransfer"};
    LegId source_{}, consult_{}, last_consult_{};
    std::string number_;        ///< of the target, for a blind REFER
    bool key_deferred_{};
    bool on_hook_{};            ///< the user has hung up: nothing is shown until the outcome
    bool refer_sent_{};
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
