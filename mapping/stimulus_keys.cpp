// The keys of a phone, soft and fixed: what each does to the call it means.
#include <algorithm>
#include <utility>

#include "mapping/button_template.hpp"
#include "mapping/leg.hpp"
#include "mapping/stimulus.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

namespace {

/// These act on what the user has selected.
bool takes_selection(SoftKey key) {
    return key == SoftKey::select || key == SoftKey::join || key == SoftKey::direct_transfer;
}

/// In a call only where the call offers it; what acts on the call itself asks the call.
bool begins_something_else(SoftKey key) {
    return key == SoftKey::new_call || key == SoftKey::redial || key == SoftKey::forward_all ||
           key == SoftKey::forward_busy || key == SoftKey::forward_no_answer;
}

/// As for NewCall: nothing else can be opened.
bool is_answering(Switchboard& board) {
    const auto* active = board.active();
    return active && active->is_answering();
}

/// Calls that wait to be tied to others are let go of for it; false: just now that is impossible.
template <class Key> bool may_tie(Switchboard& board, const Key& key) {
    const bool leaves_others = board.transfer().may_be_left_for(key);
    if (leaves_others) board.post(TransferEvent{phone::TiesOthers{}});
    return leaves_others || board.transfer().is_idle();
}

} // namespace

template <class Event> void Stimuli::tell(Leg* leg, Event event, unsigned line, LegId reference) {
    if (!leg) return refuse(line, reference);
    board_.post(leg->id(), LegEvent{std::move(event)});
}

bool Stimuli::on(const sccp::SoftKeyEvent& message) {
    if (const auto key = mapping::soft_key(message.soft_key_event))
        soft_key(*key, message.line_instance, message.call_reference);
    else
        refuse(message.line_instance, message.call_reference);
    return true;
}

void Stimuli::soft_key(SoftKey key, unsigned line, LegId reference) {
    if (!takes_selection(key)) board_.clear_selection();
    auto* leg = leg_of(line, reference);
    if (leg && reference && begins_something_else(key) &&
        !board_.view.offers(key, leg->context.line_instance, leg->id()))
        return refuse(line, reference);
    switch (key) {
    case SoftKey::redial: return redial(line, reference);
    case SoftKey::new_call: return new_call(line, true);
    case SoftKey::hold: return tell(leg, phone::Hold{true}, line, reference);
    case SoftKey::transfer: return transfer_key(leg, line, reference);
    case SoftKey::back_space: return tell(leg || reference ? leg : collecting(0), phone::BackSpace{}, line, reference);
    case SoftKey::dial: return tell(leg || reference ? leg : collecting(0), phone::DialKey{}, line, reference);
    case SoftKey::end_call:
        // Pressed twice: the call is gone already (race 52).
        return leg ? hang_up(*leg, true) : ignore("EndCall");
    case SoftKey::resume: return resume_key(leg, line, reference);
    case SoftKey::answer:
        if (!leg) leg = reference == 0 ? board_.ringing() : nullptr;
        return leg && leg->is("RingIn") ? answer(*leg, true) : refuse(line, reference);
    case SoftKey::divert: return divert_key(leg, line, reference);
    case SoftKey::conference: return conference_key(leg, line, reference);
    case SoftKey::join: return join_key(leg, line, reference);
    case SoftKey::select: return select_key(leg, line, reference);
    case SoftKey::direct_transfer: return direct_transfer_key(leg, line, reference);
    case SoftKey::transfer_to_voice_mail: return blind_transfer_key(leg, line, reference);
    case SoftKey::forward_all: return feature(FeatureKey::forward_all, line, reference);
    case SoftKey::forward_busy: return feature(FeatureKey::forward_busy, line, reference);
    case SoftKey::forward_no_answer: return feature(FeatureKey::forward_no_answer, line, reference);
    case SoftKey::do_not_disturb: return feature(FeatureKey::do_not_disturb, line, reference);
    case SoftKey::privacy: return feature(FeatureKey::privacy, line, reference);
    case SoftKey::park: return feature(FeatureKey::park, line, reference);
    case SoftKey::pick_up: return feature(FeatureKey::pick_up, line, reference);
    case SoftKey::group_pick_up: return feature(FeatureKey::group_pick_up, line, reference);
    case SoftKey::other_pick_up: return feature(FeatureKey::other_pick_up, line, reference);
    case SoftKey::meet_me: return feature(FeatureKey::meet_me, line, reference);
    case SoftKey::barge: return feature(FeatureKey::barge, line, reference);
    case SoftKey::call_back: return feature(FeatureKey::call_back, line, reference);
    case SoftKey::conference_list: return feature(FeatureKey::conference_list, line, reference);
    case SoftKey::quality_report: return feature(FeatureKey::quality_report, line, reference);
    case SoftKey::hunt_log_in: return feature(FeatureKey::hunt_log_in, line, reference);
    case SoftKey::record: return feature(FeatureKey::record, line, reference);
    case SoftKey::info: return feature(FeatureKey::info, line, reference);
    default: return feature(FeatureKey::other, line, reference);
    }
}

bool Stimuli::on(const sccp::Stimulus& message) {
    using Key = sccp::DeviceStimulus;
    const auto reference = message.call_reference;
    auto* leg = leg_of(0, reference);
    if (message.stimulus != Key::select) board_.clear_selection();
    switch (message.stimulus) {
    case Key::line: line_key(message.instance); break;
    case Key::speed_dial:
    case Key::blf_speed_dial: speed_dial(message.instance); break;
    case Key::last_number_redial: redial(0, reference); break;
    case Key::hold: hold_key(leg, message.instance, reference); break;
    case Key::transfer: transfer_key(leg, 0, reference); break;
    case Key::conference: conference_key(leg, 0, reference); break;
    case Key::voice_mail:
    case Key::messages: messages_key(message.instance); break;
    case Key::new_call: new_call(0, true); break;
    case Key::end_call: leg ? hang_up(*leg, true) : ignore("EndCall"); break;
    case Key::answer_release: answer_key(leg, reference); break;
    case Key::select: select_key(leg, 0, reference); break;
    case Key::forward_all: feature(FeatureKey::forward_all, 0, reference, message.instance); break;
    case Key::forward_busy: feature(FeatureKey::forward_busy, 0, reference, message.instance); break;
    case Key::forward_no_answer: feature(FeatureKey::forward_no_answer, 0, reference, message.instance); break;
    case Key::do_not_disturb: feature(FeatureKey::do_not_disturb, 0, reference, message.instance); break;
    case Key::privacy: feature(FeatureKey::privacy, 0, reference, message.instance); break;
    case Key::call_park: feature(FeatureKey::park, 0, reference, message.instance); break;
    case Key::call_pick_up: feature(FeatureKey::pick_up, 0, reference, message.instance); break;
    case Key::group_call_pick_up: feature(FeatureKey::group_pick_up, 0, reference, message.instance); break;
    case Key::other_pickup: feature(FeatureKey::other_pick_up, 0, reference, message.instance); break;
    case Key::meet_me_conference: feature(FeatureKey::meet_me, 0, reference, message.instance); break;
    case Key::call_back: feature(FeatureKey::call_back, 0, reference, message.instance); break;
    case Key::conf_list: feature(FeatureKey::conference_list, 0, reference, message.instance); break;
    case Key::remove_last_participant: feature(FeatureKey::remove_last, 0, reference, message.instance); break;
    case Key::qrt: feature(FeatureKey::quality_report, 0, reference, message.instance); break;
    case Key::malicious_call: feature(FeatureKey::malicious_call, 0, reference, message.instance); break;
    case Key::h_log: feature(FeatureKey::hunt_log_in, 0, reference, message.instance); break;
    default: feature(FeatureKey::other, 0, reference, message.instance); break;
    }
    return true;
}

void Stimuli::feature(FeatureKey key, unsigned line, LegId reference, unsigned instance) {
    const auto* leg = leg_of(line, reference);
    const auto on_line = leg ? leg->context.line_instance : line_of(line);
    const FeaturePress press{key, on_line, leg ? leg->id() : 0, instance};
    if (!board_.hooks.feature_key || !board_.hooks.feature_key(press)) refuse(on_line, reference);
}

/// One key for both on the oldest phones; without a call of its own it takes the one that rings.
void Stimuli::answer_key(Leg* leg, LegId reference) {
    auto* ringing = reference ? leg : board_.ringing();
    if (ringing && ringing->is("RingIn")) return answer(*ringing, true);
    ignore("AnswerRelease");
}

void Stimuli::hold_key(Leg* leg, unsigned line, LegId reference) {
    // The one that was put on hold last is the one that is shown.
    if (!leg && reference == 0)
        for (auto* other : board_.waiting())
            if (other->is_held()) leg = other;
    // What waits for the answer to the other one is taken back.
    if (leg && leg->is("Resuming") && leg->context.hold_queued) return tell(leg, phone::Resume{}, line, reference);
    if (leg && !leg->context.resume_queued && (leg->is_held() || leg->context.background)) return resume(*leg);
    if (!leg && take_over(0, reference)) return;
    tell(leg, phone::Hold{true}, line, reference);
}

void Stimuli::resume_key(Leg* leg, unsigned line, LegId reference) {
    if (leg && leg->is_held()) return resume(*leg);
    if (leg || !take_over(line == 0 ? 0 : line_of(line), reference)) refuse(line, reference);
}

/// While two calls are tied together, the keys that tie are about these two only.
bool Stimuli::is_of_another_pair(const Leg* leg, LegId reference) const {
    const auto& transfer = board_.transfer();
    if (transfer.is_idle()) return false;
    if (!leg) return reference != 0;
    return leg->id() != transfer.source() && leg->id() != transfer.consultation();
}

/// A pair whose REFER is out needs the user no more: it is left alone when he ties others.
bool Stimuli::may_transfer(const Leg* leg, LegId reference) {
    const auto& transfer = board_.transfer();
    const bool leaves_pair = leg && transfer.may_be_left_for(phone::Transfer{leg->id()});
    const bool is_of_others = is_of_another_pair(leg, reference);
    if ((is_of_others || transfer.is_for_conference()) && !leaves_pair) return false;
    if ((is_of_others || transfer.is_idle()) && is_answering(board_)) return false;
    if (is_of_others) board_.post(TransferEvent{phone::TiesOthers{}});
    return true;
}

void Stimuli::transfer_key(Leg* leg, unsigned line, LegId reference) {
    if (!may_transfer(leg, reference)) return refuse(line, reference);
    board_.post(TransferEvent{phone::Transfer{leg ? leg->id() : reference}});
}

void Stimuli::conference_key(Leg* leg, unsigned line, LegId reference) {
    const auto& transfer = board_.transfer();
    const phone::Confer key{leg ? leg->id() : reference};
    const bool leaves_pair = transfer.may_be_left_for(key);
    if (!transfer.is_idle() && !leaves_pair && (!transfer.is_for_conference() || is_of_another_pair(leg, reference)))
        return refuse(line, reference);
    if ((leaves_pair || transfer.is_idle()) && is_answering(board_)) return refuse(line, reference);
    if (leaves_pair) board_.post(TransferEvent{phone::TiesOthers{}});
    board_.post(TransferEvent{key});
}

void Stimuli::join_key(const Leg* leg, unsigned line, LegId reference) {
    if ((!leg && reference != 0) || is_answering(board_)) return refuse(line, reference);
    const phone::Join key{leg ? leg->id() : 0};
    if (!may_tie(board_, key)) return refuse(line, reference);
    board_.post(TransferEvent{key});
}

/// Only while the consultation leg waits for its number: the REFER goes out as soon as that is complete (callflows 5.1
/// "Blind").
void Stimuli::blind_transfer_key(Leg* leg, unsigned line, LegId reference) {
    if (!board_.device.options->blind_key || !leg || board_.transfer().is_for_conference())
        return refuse(line, reference);
    if (leg->context.consultation && leg->is_collecting()) {
        leg->context.blind = true;
        if (!leg->context.entry.empty()) board_.post(leg->id(), LegEvent{phone::DialKey{}});
        return;
    }
    if (!may_transfer(leg, reference)) return refuse(line, reference);
    board_.post(TransferEvent{phone::Transfer{leg->id()}});
    board_.then([this] {
        if (auto* consult = board_.find(board_.transfer().consultation())) consult->context.blind = true;
    });
}

void Stimuli::direct_transfer_key(Leg* leg, unsigned line, LegId reference) {
    if (!leg && reference != 0) return refuse(line, reference);
    const phone::DirTrfr key{leg ? leg->id() : reference};
    if (!may_tie(board_, key)) return refuse(line, reference);
    board_.post(TransferEvent{key});
}

void Stimuli::select_key(Leg* leg, unsigned line, LegId reference) {
    if (!leg || !(leg->is("Connected") || leg->is("Hold"))) return refuse(line, reference);
    leg->context.selected = !leg->context.selected;
    board_.view.call_select(leg->context.selected, leg->context.line_instance, leg->id());
}

/// Ringing: 302. Up: REFER to the mail box, without a consultation (callflows 3.8, 5.11).
void Stimuli::divert_key(Leg* leg, unsigned line, LegId reference) {
    if (!leg || leg->context.options().voicemail_number.empty()) return refuse(line, reference);
    if (!leg->is("Connected") && !leg->is("Hold")) return tell(leg, phone::Divert{}, line, reference);
    sip::ReferTarget target;
    target.number = leg->context.options().voicemail_number;
    board_.post(leg->id(), LegEvent{leg::Refer{target, false}});
}

} // namespace mapping
