// One call of one phone: routes events to the machine in charge and hands the call over from one machine to the next.
#include "mapping/leg.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mapping/codecs.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

LegContext::LegContext(Switchboard& switchboard, LegId leg, unsigned line, bool is_incoming)
    : board(switchboard), id(leg), line_instance(line), incoming(is_incoming), timers(switchboard.ports.timers, leg),
      entry(*switchboard.device.options, *switchboard.device.line(line)->options,
            longest_number(switchboard.device.protocol)),
      own(session_id_from(switchboard.ports.world.random(), switchboard.ports.world.random())),
      started_unix(unix_now(switchboard)) {}

std::int64_t unix_now(const Switchboard& board) {
    return board.ports.world.local_time(board.device.options->timezone).unix_time;
}

namespace {

using Make = std::unique_ptr<LegMachine> (*)(CallActions&, std::string_view);
constexpr std::array<Make, 3> machines{make_setup_machine, make_incoming_machine, make_active_machine};

/// Timers of the signalling machines, by the event they become.
struct SignallingTimer {
    TimerKind kind;
    std::string_view word;
    LegEvent (*event)();
};
template <class Event> LegEvent make() { return Event{}; }
constexpr std::array signalling_timers{
    SignallingTimer{TimerKind::first_digit, "timer::FirstDigit", make<timer::FirstDigit>},
    SignallingTimer{TimerKind::inter_digit, "timer::InterDigit", make<timer::InterDigit>},
    SignallingTimer{TimerKind::ring_out, "timer::RingOut", make<timer::RingOut>},
    SignallingTimer{TimerKind::fail_tone, "timer::FailTone", make<timer::FailTone>},
    SignallingTimer{TimerKind::no_answer, "timer::NoAnswer", make<timer::NoAnswer>},
    SignallingTimer{TimerKind::ack, "timer::Ack", make<timer::Ack>},
    SignallingTimer{TimerKind::glare, "timer::Glare", make<timer::Glare>},
    SignallingTimer{TimerKind::guard, "timer::Guard", make<timer::Guard>},
    SignallingTimer{TimerKind::hold_revert, "timer::HoldRevert", make<timer::HoldRevert>},
    SignallingTimer{TimerKind::refer, "timer::Refer", make<timer::Refer>},
    SignallingTimer{TimerKind::preserve, "timer::Preserve", make<timer::Preserve>},
    // these two stand for an act of the user
    SignallingTimer{TimerKind::auto_answer, "phone::Answer", nullptr},
    SignallingTimer{TimerKind::hotline, "timer::FirstDigit", nullptr},
};

} // namespace

Leg::Leg(Switchboard& board, LegId id, unsigned line, bool incoming)
    : context(board, id, line, incoming), media(context), actions(context, media),
      machine_(incoming ? make_incoming_machine(actions, "OnHook") : make_setup_machine(actions, "OnHook")) {}

Leg::~Leg() { context.timers.cancel_all(); }

void Leg::process(const LegEvent& event) {
    if (has_ended()) return;
    const auto before = context.state;
    if (std::holds_alternative<pbx::Ack>(event)) context.timers.cancel(TimerKind::ack);
    machine_->process(event);
    if (context.state != before) {
        hand_over();
        cancel_stale_timers();
    }
    if (std::holds_alternative<phone::Lost>(event)) {
        let_go_of_phone();
        media.forget();
    }
    actions.tell_refer(event);
}

void Leg::let_go_of_phone() {
    context.lost = true;
    context.on_phone = false;
    context.beeps_on = 0;
    // its ring is gone with the session
    if (context.shown == LegDisplayState::hold_reversion) context.shown = LegDisplayState::held;
}

/// Also of a leg that has ended: its channels still have to close.
void Leg::process(const MediaEvent& event) { media.process(event); }

void Leg::hand_over() {
    if (has_ended() || machine_->owns(context.state)) return;
    context.handing_over = true;
    for (const auto make_machine : machines) {
        auto next = make_machine(actions, context.state);
        if (!next->owns(context.state)) continue;
        machine_ = std::move(next);
        break;
    }
    context.handing_over = false;
}

/// What the new state does not listen to is of an earlier one.
void Leg::cancel_stale_timers() {
    if (has_ended()) return context.timers.cancel_all();
    if (!context.timers.any_running()) return;
    for (const auto& timer : signalling_timers)
        if (context.timers.is_running(timer.kind) && !machine_->takes(context.state, timer.word))
            context.timers.cancel(timer.kind);
}

bool Leg::on_timer(TimerId id) {
    if (id.owner != context.id || !context.timers.takes(id)) return false;
    switch (id.kind) {
    case TimerKind::port: context.board.post(context.id, MediaEvent{timer::Port{}}); return true;
    case TimerKind::receive_ack: context.board.post(context.id, MediaEvent{timer::ReceiveAck{}}); return true;
    case TimerKind::abandoned: context.board.post(context.id, MediaEvent{timer::Abandoned{}}); return true;
    case TimerKind::call_waiting: actions.beep_waiting(); return true;
    case TimerKind::prompt: actions.prompt_is_over(); return true;
    case TimerKind::statistics: actions.statistics_came(); return true;
    case TimerKind::hotline:
        context.board.post(context.id, LegEvent{phone::DialNumber{context.options().hotline}});
        return true;
    case TimerKind::auto_answer: actions.answer_by_itself(); return true;
    default: break;
    }
    for (const auto& timer : signalling_timers)
        if (timer.kind == id.kind && timer.event) context.board.post(context.id, timer.event());
    return true;
}

bool Leg::is_up() const {
    constexpr std::array<std::string_view, 5> up{"AwaitingAck", "Connected", "Reopening", "ResumeOpening", "Resuming"};
    return std::find(up.begin(), up.end(), context.state) != up.end();
}

bool Leg::is_leaving() const {
    constexpr std::array<std::string_view, 4> over{"Cancelling", "CancellingWithTone", "Failed", "Releasing"};
    return context.detached || std::find(over.begin(), over.end(), context.state) != over.end();
}

CallSnapshot Leg::snapshot() const {
    CallSnapshot made;
    const auto& line = context.line();
    made.id = context.id;
    made.line = context.line_instance;
    made.line_id = line.id;
    made.line_name = line.options->name;
    made.incoming = context.incoming;
    made.state = context.state;
    made.media_state = media.state();
    const auto& ours = context.incoming ? context.info.called : context.info.calling;
    const auto& theirs = context.incoming ? context.info.calling : context.info.called;
    made.local_number = ours.number;
    made.local_name = ours.name;
    made.remote_number = theirs.number;
    made.remote_name = theirs.name;
    if (media.format()) {
        made.codec = codec_name(media.format()->payload);
        made.ptime = media.format()->packet_ms;
    }
    made.media_phone = context.local.address;
    if (context.agreement) made.media_remote = context.agreement->remote;
    made.hold_unsignalled = context.hold_unsignalled;
    // Not from under a transfer or a conference, and nothing of a private call is for others (callflows 3.10, 5.13).
    const bool is_tied = context.source || context.consultation || context.party || context.room;
    made.can_be_taken = is("Hold") && context.peer_takes_replaces && !is_tied && !context.invite.anonymous;
    made.started_unix = context.started_unix;
    made.answered_unix = context.answered_unix;
    made.statistics = context.statistics;
    made.sip_call_id = context.call_id;
    return made;
}

} // namespace mapping
