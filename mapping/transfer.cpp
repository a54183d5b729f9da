// Transfer: two legs of one phone, one REFER (callflows 5.1).
#include "mapping/transfer.hpp"

#include <algorithm>
#include <utility>

#include "mapping/leg.hpp"
#include "mapping/limits.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

constexpr auto cancel_wait = 500ms;

} // namespace

TransferController::TransferController(Switchboard& board)
    : board_(board), timers_(board.ports.timers, 0), machine_(std::make_unique<TransferMachine>(*this)) {}

TransferController::~TransferController() { timers_.cancel_all(); }

void TransferController::process(const TransferEvent& event) { machine_->process(event); }

bool TransferController::on_timer(TimerId timer) {
    if (timer.kind != TimerKind::cancel_wait && timer.kind != TimerKind::transfer_refer) return false;
    if (!timers_.takes(timer)) return false;
    if (timer.kind == TimerKind::cancel_wait)
        board_.post(TransferEvent{timer::CancelWait{}});
    else
        board_.post(TransferEvent{timer::Refer{}});
    return true;
}

void TransferController::on_lost() {
    if (is_idle()) return;
    on_hook_ = true;
    if (state_ != "TransferCompleting" && state_ != "TransferCancelling" && room_ == 0)
        board_.post(TransferEvent{leg::SourceGone{}});
}

void TransferController::target_alerts() {
    if (std::exchange(key_deferred_, false)) board_.post(TransferEvent{phone::Transfer{consult_}});
}

bool TransferController::may_be_left(LegId pressed) const {
    const auto refers = [this](LegId id) { return leg(id) && leg(id)->is("Referring"); };
    if (state_ == "ConferenceJoining") return std::all_of(parties_.begin(), parties_.end(), refers);
    const auto* source = leg(source_);
    if (state_ == "TransferCompleting") return source && source->is("Referring");
    const auto* active = board_.active();
    const auto is_of_pair = [this](LegId id) { return id == source_ || id == consult_; };
    const bool is_elsewhere = active && !is_of_pair(active->id()) && !is_of_pair(pressed);
    return is_elsewhere && (state_ == "TransferCalling" || state_ == "TransferTalking");
}

// ---- guards ---------------------------------------------------------------------------------------------------------

bool TransferController::source_transferable(const KeyOf& key) const {
    const auto* source = leg(key.leg);
    if (!source || !board_.device.options->transfer || source->context.detached || source->actions.is_being_replaced())
        return false;
    return source->is("Connected") || source->is("AwaitingAck") || source->is_held();
}

bool TransferController::alerting_enough() const {
    const auto* consult = leg(consult_);
    return !conference_ && consult && (consult->is("RingOut") || consult->is("Proceed") || consult->context.blind);
}

bool TransferController::refers_early() const {
    const auto* consult = leg(consult_);
    return alerting_enough() && !consult->context.blind &&
           board_.device.options->semi_attended == SemiAttended::replaces;
}

/// Not yet sent, because the source is still on its way to Hold; a blind one names no call that could end.
bool TransferController::refer_put_off() const {
    const auto* source = leg(source_);
    return source && source->context.refer_queued && source->context.refer_queued->replaces != 0;
}

bool TransferController::transfer_on_hook() const {
    const auto* consult = leg(consult_);
    const bool rings_or_talks = consult && (consult->is("RingOut") || consult->is("Proceed") || consult->is_up());
    return !conference_ && board_.device.options->transfer_on_hangup && rings_or_talks;
}

/// Or the user has sent it away meanwhile: he does not talk in it, whatever becomes of it.
bool TransferController::consult_on_hold() const {
    const auto* consult = leg(consult_);
    return consult && (consult->is_held() || consult->is("Referring"));
}

/// It waits for the hold of the source, or for what comes before that.
bool TransferController::refer_unsent() const {
    const auto* source = leg(source_);
    return source && source->context.refer_queued.has_value();
}

// ---- the two calls --------------------------------------------------------------------------------------------------

void TransferController::hold_source(const KeyOf& key) {
    source_ = key.leg;
    conference_ = key.confer;
    auto* source = leg(source_);
    source->context.source = true;
    if (!source->is_held()) return board_.post(source_, LegEvent{phone::Hold{}});
    source->actions.show_as_source();
}

void TransferController::open_consult() {
    auto* source = leg(source_);
    consult_ = board_.ports.world.next_call_reference();
    auto& consult = board_.open(consult_, source->context.line_instance, false).context;
    consult.consultation = true;
    consult.hands_free = !board_.handset_lifted;
    board_.post(consult_, LegEvent{phone::OffHook{}});
    board_.then([this] { board_.view.lamp(button(), 1, sccp::LampMode::flash); });
}

void TransferController::note_target() {
    if (const auto* consult = leg(consult_)) number_ = consult->context.invite.number;
}

void TransferController::reject_key(const KeyOf& key) {
    auto* pressed = leg(key.leg);
    if (!pressed && key.leg != 0 && key.leg == last_consult_) {
        // the target hung up in the very moment of the key (race 35)
        return tell_user(Label::can_not_complete_transfer);
    }
    if (!pressed) return board_.refuse_key(1, 0);
    pressed->actions.refuse_key();
}

void TransferController::defer_key() { key_deferred_ = true; }

void TransferController::unmark(LegId id) {
    auto* of = leg(id);
    if (!of) return;
    of->context.source = of->context.consultation = of->context.party = of->context.blind = of->context.end_told =
        false;
    of->context.refer_queued.reset();   // what still waits for a hold is too late
}

void TransferController::forget_both() {
    unmark(source_);
    unmark(consult_);
    last_source_ = source_;
    last_consult_ = consult_;
    source_ = consult_ = 0;
    key_deferred_ = refer_sent_ = consult_held_ = false;
    if (!board_.phone_is_away) board_.view.lamp(button(), 1, sccp::LampMode::off);
}

/// The source shows Hold again; the user takes it back himself.
void TransferController::restore_source() {
    const auto source = source_;
    forget_both();
    board_.then([this, source] {
        auto* of = leg(source);
        if (!of || of->has_ended()) return;
        if (of->is_held()) of->actions.show_as_held();
        if (on_hook_ && !board_.is_busy()) board_.post(source, LegEvent{timer::HoldRevert{}});
        if (!board_.device.options->resume_on_failed_consult || on_hook_) return;
        if (board_.make_room(source)) board_.post(source, LegEvent{phone::Resume{}});
    });
}

/// The consultation goes on as an ordinary call.
void TransferController::forget_source() {
    const auto consult = consult_;
    forget_both();
    board_.then([this, consult] {
        if (auto* of = leg(consult); of && !of->has_ended() && of->context.on_phone) of->actions.show_again();
    });
}

void TransferController::drop_consult(const TransferAct& act) {
    const auto source = source_, consult = consult_;
    if (act.resume) forget_both();
    board_.post(consult, LegEvent{phone::OnHook{false}});
    if (act.resume) board_.post(source, LegEvent{phone::Resume{}});
}

/// Before its INVITE has left there is nothing to cancel.
void TransferController::cancel_consult(const TransferAct& act) {
    on_hook_ = on_hook_ || act.on_hook;
    const auto* consult = leg(consult_);
    if (!consult) return board_.post(TransferEvent{leg::ConsultEnded{}});
    if (consult->is_early() && !act.on_hook)
        board_.post(consult_, LegEvent{leg::Refer{{}, true}});
    else
        board_.post(consult_, LegEvent{phone::OnHook{true}});
}

/// `semi_attended=replaces`: the consultation leg knows its dialog.
void TransferController::refer_early() {
    refer_sent_ = true;
    board_.post(consult_, LegEvent{leg::Refer{{}, true}});
}

void TransferController::arm_cancel_wait() { timers_.arm(TimerKind::cancel_wait, cancel_wait); }

void TransferController::show_target_failure() {
    auto* consult = leg(consult_);
    if (!consult || !consult->context.failure || consult->context.failure->call_state != sccp::DCallState::busy) return;
    consult->context.failure->prompt = Label::transfer_destination_is_busy;
    if (consult->context.on_phone) consult->actions.show_again();
}

/// It said no while our CANCEL was on the way: a REFER to it would fare no better (race 30).
void TransferController::show_target_refused(const leg::ConsultEnded& end) {
    const bool is_busy = end.status == 486 || end.status == 600;
    tell_user(is_busy ? Label::transfer_destination_is_busy : Label::can_not_complete_transfer);
}

/// The consultation leg shows itself as connected with the keys of a transfer.
void TransferController::show_consult() {
    auto* consult = leg(consult_);
    if (!consult) return;
    number_ = consult->context.invite.number;
}

/// Each is a call of its own again, and what the user does not talk in outlasts his handset (races 53, 54).
void TransferController::part_calls() {
    const auto source = source_, consult = consult_;
    forget_both();
    for (const auto id : {source, consult}) {
        auto* of = leg(id);
        if (!of) continue;
        if (of->is_held()) of->actions.show_as_held();
        // the hook may be that of another call: the speaker is still on
        else board_.post(id, LegEvent{phone::OnHook{true}});
    }
}

/// The user ties other calls, and these two are calls of their own again.
void TransferController::leave_calls() {
    const auto source = source_, consult = consult_;
    forget_both();
    board_.then([this, source, consult] {
        for (auto* of : {leg(source), leg(consult)})
            if (of && !of->has_ended() && of->context.on_phone)
                of->is_held() ? of->actions.show_as_held() : of->actions.show_again();
    });
}

/// There is nobody any more to be put through: the target goes on as any other call, and ends with a user who has hung
/// up.
void TransferController::lose_source() {
    if (on_hook_ && !board_.phone_is_away) board_.post(consult_, LegEvent{phone::OnHook{true}});
    forget_source();
}

void TransferController::hold_consult() {
    consult_held_ = board_.device.options->hold_before_refer && !consult_on_hold();
    if (consult_held_) board_.post(consult_, LegEvent{phone::Hold{}});
}

void TransferController::swap_calls() {
    board_.post(consult_, LegEvent{phone::Hold{}});
    board_.post(source_, LegEvent{phone::Resume{}});
}

// ---- REFER ----------------------------------------------------------------------------------------------------------

void TransferController::send_refer_blind() {
    if (refer_sent_) return;
    refer_sent_ = true;
    sip::ReferTarget target;
    target.number = number_;
    board_.post(source_, LegEvent{leg::Refer{target, false}});
}

void TransferController::send_refer_replaces(const TransferAct& act) {
    on_hook_ = on_hook_ || act.on_hook;
    if (on_hook_) leave_consult();
    if (refer_sent_) return;
    // The user has gone back to it, or selected it while he talks in it.
    if (const auto* source = leg(source_); source && source->is_up()) board_.post(source_, LegEvent{phone::Hold{}});
    refer_sent_ = true;
    const auto* consult = leg(consult_);
    sip::ReferTarget target;
    target.number = consult && consult->context.incoming ? consult->context.info.calling.number : number_;
    if (target.number.empty() && consult) target.number = consult->context.info.called.number;
    target.replaces = consult_;
    board_.post(source_, LegEvent{leg::Refer{target, false}});
    show_transferring();
}

/// The user has hung up: until the outcome is known the target waits as the source does, and neither is shown as
/// connected.
void TransferController::leave_consult() {
    if (auto* consult = leg(consult_)) consult->actions.go_on_unheard();
}

void TransferController::show_transferring() {
    auto* consult = leg(consult_);
    if (!consult || !consult->context.on_phone || on_hook_) return;
    const auto line = consult->context.line_instance;
    // One on hold can be taken back all the same.
    if (!consult->is_held()) board_.view.select_soft_keys(line, consult_, sccp::SoftKeySet::connected_transferable, 0u);
    board_.view.prompt(Label::call_transfer, line, consult_);
}

void TransferController::clear_both_legs() {
    const auto source = source_, consult = consult_;
    const bool silent = on_hook_;
    forget_both();
    for (const auto id : {source, consult})
        if (leg(id)) board_.post(id, LegEvent{phone::OnHook{true}});
    board_.then([this, silent] {
        if (board_.phone_is_away) return;
        board_.tell_for_a_moment("Transfer completed");
        if (board_.device.options->transfer_tone && !silent) board_.view.tone(sccp::DeviceTone::zip, 0, 0);
    });
}

/// Both calls stay; a user who has hung up finds them on hold and hears of it (race 34), and nobody rings for him any
/// more.
void TransferController::keep_both_legs() {
    const auto source = source_, consult = consult_;
    const bool alone = on_hook_, was_talking = consult_held_;
    forget_both();
    if (const auto* target = leg(consult); alone && target && target->is_early())
        board_.post(consult, LegEvent{phone::OnHook{true}});
    if (const auto* target = leg(consult); !alone && was_talking && target && target->is_held() && !board_.active())
        board_.post(consult, LegEvent{phone::Resume{}});
    board_.then([this, source, consult, alone] {
        keep(consult, alone);
        auto* of = leg(source);
        if (!of || !of->is_held()) return;
        const bool is_unseen = std::exchange(of->context.detached, false);
        of->actions.show_as_held();
        if (!alone && !is_unseen) return;
        // Behind the hold of the other one.
        board_.then([this, source] {
            if (!board_.is_busy()) board_.post(source, LegEvent{timer::HoldRevert{}});
        });
    });
}

void TransferController::keep(LegId consult, bool alone) {
    auto* of = leg(consult);
    // Whoever was hung up meanwhile must not come back to the display.
    if (!of || !(of->is("Connected") || of->is_held() || of->is_early())) return;
    if (alone && of->is("Connected")) board_.post(consult, LegEvent{phone::Hold{}});
    if (!of->context.on_phone || (alone && of->is_held())) of->actions.show_as_held();
    else if (!alone) of->actions.show_again();
}

void TransferController::show_cannot_complete() { tell_user(Label::can_not_complete_transfer); }

/// On the call that the user has left, or without one.
void TransferController::tell_user(Label what) {
    board_.then([this, source = last_source_, what] {
        if (board_.phone_is_away) return;
        if (auto* of = leg(source); of && of->context.on_phone) return of->actions.tell_user(what);
        board_.tell_for_a_moment(what);
        board_.beep(0, 0);
    });
}

/// With both off the display nobody knows any more what the lamp tells of.
void TransferController::note_consult_gone() {
    const auto* source = leg(source_);
    if (!board_.phone_is_away && !(source && source->context.on_phone))
        board_.view.lamp(button(), 1, sccp::LampMode::off);
}

/// That leg goes on by itself: it knows whom its REFER names, and waits for the result or for BYE.
void TransferController::leave_to_source() {
    const auto consult = consult_;
    const bool alone = on_hook_;
    forget_both();
    board_.then([this, consult, alone] { keep(consult, alone); });
}

/// From the 202 on it is known there how long the PBX may take.
void TransferController::leave_wait_to_source() { timers_.cancel(TimerKind::transfer_refer); }

void TransferController::detach_phone() {
    on_hook_ = true;
    if (state_ == "TransferCompleting") leave_consult();
}

// ---- of every machine -----------------------------------------------------------------------------------------------

void TransferController::on_state(std::string_view name) {
    state_ = name;
    if (name != "TransferCancelling") timers_.cancel(TimerKind::cancel_wait);
    if (name == "TransferCompleting")
        timers_.arm(TimerKind::transfer_refer, refer_time);
    else
        timers_.cancel(TimerKind::transfer_refer);
    if (name == "TransferDialling") on_hook_ = false;
    if (name == "NoTransfer") {
        conference_ = false;
        room_ = 0;
        parties_.clear();
    }
    board_.ports.world.state_changed("transfer", 0, name, {});
}

void TransferController::on_row(const TakenRow& row) { board_.ports.world.took(source_, row); }

void TransferController::on_ignored(const std::string& event, std::string_view state) {
    board_.ports.world.ignored(source_, event, state);
    const bool is_key =
        event == "phone::Transfer" || event == "phone::DirTrfr" || event == "phone::Confer" || event == "phone::Join";
    if (is_key || event == "phone::ResumeSource") reject_key(KeyOf{phone::Transfer{consult_}});
}

} // namespace mapping
