// One call of one phone: its data, its media, and the signalling machine of its present phase.
#pragma once

#include <memory>
#include <string_view>

#include "mapping/call_actions.hpp"
#include "mapping/leg_context.hpp"
#include "mapping/leg_events.hpp"
#include "mapping/media_leg.hpp"

namespace mapping {

/// One of the three signalling machines; each one's back-end is in a .cpp of its own under machines/ (callflows 8.0).
class LegMachine {
  public:
    virtual ~LegMachine() = default;
    virtual void process(const LegEvent& event) = 0;
    virtual bool owns(std::string_view state) const = 0;                              ///< has rows for it
    virtual bool takes(std::string_view state, std::string_view event) const = 0;
};

/// `state`: OnHook, or the one that another machine led to.
std::unique_ptr<LegMachine> make_setup_machine(CallActions& actions, std::string_view state);
std::unique_ptr<LegMachine> make_incoming_machine(CallActions& actions, std::string_view state);
std::unique_ptr<LegMachine> make_active_machine(CallActions& actions, std::string_view state);

/// Owned by the switchboard, from the first event to the end of the reaction in which it became Ended.
class Leg {
  public:
    Leg(Switchboard& board, LegId id, unsigned line, bool incoming);
    ~Leg();
    Leg(const Leg&) = delete;
    Leg& operator=(const Leg&) = delete;

    void process(const LegEvent& event);
    void process(const MediaEvent& event);
    /// Nothing is sent to the phone for this leg from now on, until it is back.
    void let_go_of_phone();
    /// A timer of this leg; false: an earlier generation, or none of its own.
    bool on_timer(TimerId timer);

    LegId id() const { return context.id; }
    std::string_view state() const { return context.state; }
    bool is(std::string_view state) const { return context.state == state; }
    bool has_ended() const { return context.state == "Ended"; }
    /// Is being set up, talks, or will in a moment: owns the audio path if it is the active one.
    bool is_collecting() const { return is("OffHook") || is("Dialling"); }
    bool is_early() const { return is("Inviting") || is("Proceed") || is("RingOut"); }
    bool is_answering() const { return is("Answering") || is("LateOffer"); }   ///< makes room for nobody
    /// for its user: the far end may still have to agree
    bool is_held() const { return is("Hold") || is("Holding"); }
    bool is_up() const;
    bool is_leaving() const;                                       ///< for its user it is over
    CallSnapshot snapshot() const;

    LegContext context;
    MediaLeg media;
    CallActions actions;

  private:
    void hand_over();
    void cancel_stale_timers();

    std::unique_ptr<LegMachine> machine_;
};

} // namespace mapping
