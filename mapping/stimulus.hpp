// What the user does and what the phone's media answers: SCCP message to event, one overload per message (callflows
// 2.1, 3.4, 4.5).
#pragma once

#include <optional>
#include <string>

#include "mapping/switchboard.hpp"

namespace mapping {

/// Owned by Calls. Finds the leg that a message concerns (callflows 0.4 rules 2 to 4) and posts the event; the caller
/// runs the queue.
class Stimuli {
  public:
    explicit Stimuli(Switchboard& board) : board_(board) {}

    /// False: the message concerns no call.
    bool take(const sccp::FromPhone& message);

    /// The user's acts without their message: for NOTIFY talk and the like.
    void answer(Leg& leg, bool by_key);
    void resume(Leg& leg);

  private:
    bool on(const sccp::OffHook& message);
    bool on(const sccp::OffHookWithCallingPartyNumber& message);
    bool on(const sccp::OnHook& message);
    bool on(const sccp::HookFlash& message);
    bool on(const sccp::MediaPathEvent& message);
    bool on(const sccp::KeypadButton& message);
    bool on(const sccp::EnblocCall& message);
    bool on(const sccp::Stimulus& message);
    bool on(const sccp::SoftKeyEvent& message);
    template <class Other> bool on(const Other&) { return false; }

    // media_answers.cpp
    bool heard(const sccp::OpenReceiveChannelAck& message);
    bool heard(const sccp::StartMediaTransmissionAck& message);
    bool heard(const sccp::MediaTransmissionFailure& message);
    bool heard(const sccp::PortRes& message);
    bool heard(const sccp::ConnectionStatisticsRes& message);
    template <class Other> bool heard(const Other&) { return false; }
    enum class Waits { for_channel, for_port, no };
    Leg* leg_of_ack(LegId party, LegId reference, Waits pending);

    void report_quality(const CallSnapshot& call);

    unsigned line_of(unsigned line) const;
    bool has_line(unsigned line) const;
    bool may_transfer(const Leg* leg, LegId reference);
    bool is_of_another_pair(const Leg* leg, LegId reference) const;
    Leg* leg_of(unsigned line, LegId reference);
    Leg* collecting(unsigned line);
    void lift(unsigned line, LegId reference);
    void new_call(unsigned line, bool by_key);
    void dial(unsigned line, const std::string& number, bool by_key);
    void open_call(unsigned line, bool by_key, LegEvent beginning);
    void line_key(unsigned line);
    bool take_over(unsigned line, LegId reference);
    void hang_up(Leg& leg, bool by_key);
    void answer_key(Leg* leg, LegId reference);
    void hold_key(Leg* leg, unsigned line, LegId reference);
    void resume_key(Leg* leg, unsigned line, LegId reference);
    void transfer_key(Leg* leg, unsigned line, LegId reference);
    void conference_key(Leg* leg, unsigned line, LegId reference);
    void join_key(const Leg* leg, unsigned line, LegId reference);
    void blind_transfer_key(Leg* leg, unsigned line, LegId reference);
    void direct_transfer_key(Leg* leg, unsigned line, LegId reference);
    void select_key(Leg* leg, unsigned line, LegId reference);
    void divert_key(Leg* leg, unsigned line, LegId reference);
    void redial(unsigned line, LegId reference);
    void speed_dial(unsigned instance);
    void messages_key(unsigned line);
    void feature(FeatureKey key, unsigned line, LegId reference, unsigned instance = 0);
    void soft_key(SoftKey key, unsigned line, LegId reference);
    void refuse(unsigned line, LegId reference);
    template <class Event> void tell(Leg* leg, Event event, unsigned line, LegId reference);
    void ignore(std::string_view what);

    Switchboard& board_;
};

} // namespace mapping
