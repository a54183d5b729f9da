// The user's acts: which call each of them means, and what becomes of it.
#include "mapping/stimulus.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "mapping/button_template.hpp"
#include "mapping/dial_plan.hpp"
#include "mapping/features/going_down.hpp"
#include "mapping/features/shared_line.hpp"
#include "mapping/leg.hpp"
#include "mapping/limits.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

namespace {

/// These act on what the user has selected.
bool takes_selection(SoftKey key) { return key == SoftKey::select || key == SoftKey::join || key == SoftKey::direct_transfer; }

/// As for NewCall: nothing else can be opened.
bool is_answering(Switchboard& board) {
    const auto* active = board.active();
    return active && active->is_answering();
}

/// What a phone writes between digits: `+49 (30) 123-4`.
constexpr std::string_view separators = " ()-./";

/// A number of a directory or of a list of missed calls: without its separators, or the name of a user as it is. Empty: neither, and
/// what is left after taking something out of it would be somebody else.
std::string number_in(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return separators.find(c) == separators.npos; });
    if (std::all_of(digits.begin(), digits.end(), can_be_dialled)) return digits;
    const bool is_name = std::all_of(text.begin(), text.end(), [](char c) {
        return can_be_dialled(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
    });
    return is_name ? std::string(text) : std::string();
}

} // namespace

bool Stimuli::take(const sccp::FromPhone& message) {
    return std::visit([this](const auto& said) { return on(said) || heard(said); }, message);
}

// ---- which line, which leg --------------------------------------------------------------------------------------------------

/// Phones below protocol 15 may name the position of the button instead of the line.
unsigned Stimuli::line_of(unsigned line) const {
    if (board_.device.line(line)) return line;
    if (board_.device.protocol < 15)
        if (const auto named = line_at(board_.device, line)) return *named;
    return 1;
}

/// No number is no wrong one.
bool Stimuli::has_line(unsigned line) const {
    return line == 0 || board_.device.line(line) || (board_.device.protocol < 15 && line_at(board_.device, line));
}

Leg* Stimuli::leg_of(unsigned, LegId reference) {
    if (reference == 0) return board_.active();
    auto* leg = board_.find(reference);
    return leg && (leg->context.on_phone || leg->is("Preserved")) ? leg : nullptr;
}

Leg* Stimuli::collecting(unsigned line) {
    Leg* found = nullptr;
    for (const auto& [id, leg] : board_.legs())
        if (leg->is_collecting() && (line == 0 || leg->context.line_instance == line)) found = leg.get();
    return found;
}

void Stimuli::refuse(unsigned line, LegId reference) {
    const auto* leg = board_.find(reference);
    board_.refuse_key(line_of(line), leg && leg->context.on_phone ? reference : 0);
}

void Stimuli::ignore(std::string_view what) {
    board_.ports.world.ignored(0, what, "no call");
}

template <class Event> void Stimuli::tell(Leg* leg, Event event, unsigned line, LegId reference) {
    if (!leg) return refuse(line, reference);
    board_.post(leg->id(), LegEvent{std::move(event)});
}

// ---- hook and keypad --------------------------------------------------------------------------------------------------------

bool Stimuli::on(const sccp::OffHook& message) {
    lift(message.line_instance, message.call_reference);
    return true;
}

bool Stimuli::on(const sccp::OffHookWithCallingPartyNumber& message) {
    board_.ports.world.log(WorldPort::Level::info, 0, "off-hook on behalf of " + message.calling_party_number.str());
    lift(message.line_instance, 0);
    return true;
}

void Stimuli::lift(unsigned line, LegId reference) {
    board_.handset_lifted = true;
    auto* ringing = reference ? board_.find(reference) : nullptr;
    if (!ringing || !ringing->is("RingIn")) ringing = line ? board_.ringing(line_of(line)) : nullptr;
    if (!ringing) ringing = board_.ringing();
    if (ringing && (!board_.active() || ringing->id() == reference)) return answer(*ringing, false);
    if (auto* active = board_.active()) {
        // Handset lifted during a call by the speaker: nothing changes, but the speaker is the phone's own affair now.
        active->context.hands_free = false;
        if (active->is("Failed")) board_.post(active->id(), LegEvent{phone::OffHook{}});
        return;
    }
    new_call(line, false);
}

bool Stimuli::on(const sccp::OnHook& message) {
    board_.handset_lifted = board_.in_hand = false;
    board_.stop_howling();
    auto* leg = leg_of(message.line_instance, message.call_reference);
    auto& transfer = board_.transfer();
    const auto named = message.call_reference;
    // The call of a transfer may be off the display already.
    if (!leg && named != 0 && named != transfer.consultation() && named != transfer.source()) {
        ignore("OnHook");
        return true;
    }
    const bool is_of_transfer = !transfer.is_idle() && (!leg || leg->id() == transfer.consultation() || leg->id() == transfer.source());
    if (is_of_transfer && (!leg || !leg->is("RingIn"))) {
        board_.post(TransferEvent{phone::OnHook{false}});
        return true;
    }
    // A held or ringing call does not end with the handset (races 53, 54).
    if (!leg || leg->is_held() || leg->is("RingIn")) {
        ignore("OnHook");
        return true;
    }
    hang_up(*leg, false);
    return true;
}

bool Stimuli::on(const sccp::HookFlash& message) {
    transfer_key(leg_of(message.line_instance, message.call_reference), message.line_instance, message.call_reference);
    return true;
}

/// Newer phones tell before OffHook what was lifted.
bool Stimuli::on(const sccp::MediaPathEvent& message) {
    if (message.media_path_id != sccp::MediaPathID::speaker) board_.in_hand = message.media_path_event == sccp::MediaPathState::on;
    return false;
}

bool Stimuli::on(const sccp::KeypadButton& message) {
    const char digit = digit_of(message.kp_button);
    auto* leg = leg_of(message.line_instance, message.call_reference);
    if (message.call_reference == 0) {
        auto* dialling = collecting(message.line_instance ? line_of(message.line_instance) : 0);
        if (!dialling) dialling = collecting(0);
        if (dialling) leg = dialling;
    }
    if (!leg || digit == 0)
        ignore("KeypadButton");
    else
        board_.post(leg->id(), LegEvent{phone::Digit{digit}});
    return true;
}

bool Stimuli::on(const sccp::EnblocCall& message) {
    const auto number = number_in(message.called_party.str());
    if (number.empty()) {
        refuse(message.line_instance, 0);
        return true;
    }
    if (auto* leg = collecting(message.line_instance ? line_of(message.line_instance) : 0))
        board_.post(leg->id(), LegEvent{phone::DialNumber{number}});
    else
        dial(message.line_instance, number, !board_.handset_lifted);
    return true;
}

// ---- acts -------------------------------------------------------------------------------------------------------------------

void Stimuli::answer(Leg& leg, bool by_key) {
    if (!board_.make_room(leg.id())) return refuse(leg.context.line_instance, leg.id());
    board_.post(leg.id(), LegEvent{phone::Answer{by_key}});
}

/// Of a call that is held or in the background.
void Stimuli::resume(Leg& leg) {
    if (leg.context.background) return leg.actions.come_to_foreground();
    if (!board_.transfer().is_idle() && board_.transfer().source() == leg.id()) return board_.post(TransferEvent{phone::ResumeSource{}});
    // On its way into a conference: REFER may leave at any moment.
    if (leg.context.party || !board_.make_room(leg.id())) return refuse(leg.context.line_instance, leg.id());
    board_.post(leg.id(), LegEvent{phone::Resume{}});
}

void Stimuli::new_call(unsigned line, bool by_key) { open_call(line, by_key, LegEvent{phone::OffHook{}}); }

void Stimuli::dial(unsigned line, const std::string& number, bool by_key) { open_call(line, by_key, LegEvent{phone::DialNumber{number}}); }

void Stimuli::open_call(unsigned line, bool by_key, LegEvent beginning) {
    if (is_too_late_for_a_call(board_)) return;
    const auto on_line = line_of(line);
    if (!board_.device.line(on_line) || board_.legs().size() >= most_legs_of_a_device) return refuse(on_line, 0);
    const auto id = board_.ports.world.next_call_reference();
    if (!board_.make_room(id)) return refuse(on_line, 0);
    board_.open(id, on_line, false).context.hands_free = by_key && !board_.handset_lifted;
    board_.post(id, std::move(beginning));
}

/// Resume of a call that another phone of the line holds: a call of ours takes its place (callflows 3.10). False: there is none.
bool Stimuli::take_over(unsigned line, LegId reference) {
    const auto* held = board_.hooks.elsewhere ? board_.hooks.elsewhere->to_take(line, reference) : nullptr;
    if (!held || board_.legs().size() >= most_legs_of_a_device) return false;
    const auto takes_it = [&](const auto& entry) {
        const auto& leg = *entry.second;
        const bool is_over = !leg.context.on_phone || leg.is("Failed") || leg.is("CancellingWithTone");
        return leg.context.takes_over && leg.context.takes_over->call == held->call.call && !is_over;
    };
    if (std::any_of(board_.legs().begin(), board_.legs().end(), takes_it)) {
        ignore("Resume");   // pressed twice
        return true;
    }
    if (is_too_late_for_a_call(board_)) return true;
    const auto id = board_.ports.world.next_call_reference();
    if (!board_.make_room(id)) return false;
    auto& context = board_.open(id, held->line, false).context;
    context.hands_free = !board_.handset_lifted;
    context.takes_over = held->call;
    context.invite.takes_over = held->call.call;
    board_.post(id, LegEvent{phone::DialNumber{}});
    return true;
}

void Stimuli::hang_up(Leg& leg, bool by_key) { board_.post(leg.id(), LegEvent{phone::OnHook{by_key}}); }

void Stimuli::line_key(unsigned line) {
    if (!has_line(line)) return refuse(0, 0);
    const auto on_line = line_of(line);
    if (auto* ringing = board_.ringing(on_line)) return answer(*ringing, true);
    const auto held = board_.waiting(on_line);
    // Without soft keys there is none to choose with: the key takes the calls in turn, also from under a dial tone.
    const bool in_turn = !held.empty() && !board_.view.has_soft_keys();
    if (auto* dialling = collecting(on_line); dialling && !(in_turn && dialling->is("OffHook"))) return hang_up(*dialling, true);
    if (in_turn || held.size() == 1) return resume(*held.front());
    const auto* active = board_.active();
    const bool talks_here = active && active->context.line_instance == on_line && !active->is("Failed");
    if (!held.empty() || talks_here) return board_.view.call_plane(on_line);
    if (take_over(on_line, 0)) return;
    new_call(on_line, true);
}

void Stimuli::redial(unsigned line, LegId reference) {
    auto on_line = line_of(line);
    const auto number = board_.last_number(on_line);
    if (number.empty()) return refuse(line, reference);
    if (auto* leg = collecting(0); leg && leg->context.entry.empty())
        return board_.post(leg->id(), LegEvent{phone::DialNumber{number}});
    dial(on_line, number, true);
}

void Stimuli::speed_dial(unsigned instance) {
    const auto* button = speed_dial_button(*board_.device.options, instance);
    if (!button || button->target.empty()) return refuse(0, 0);
    const auto& number = button->target;
    if (auto* leg = collecting(0); leg && leg->context.entry.empty()) {
        leg->context.blind = leg->context.consultation && board_.device.options->blind_on_speeddial && !board_.transfer().is_for_conference();
        return board_.post(leg->id(), LegEvent{phone::DialNumber{number}});
    }
    auto* active = board_.active();
    if (active && active->is("Connected") && board_.device.options->speeddial_in_call == SpeedDialInCall::dtmf) {
        for (const char digit : number)
            if (can_be_dialled(digit)) board_.post(active->id(), LegEvent{phone::Digit{digit}});
        return;
    }
    dial(0, number, true);
}

void Stimuli::messages_key(unsigned line) {
    const auto on_line = line_of(line);
    const auto* of = board_.device.line(on_line);
    if (!of || of->options->voicemail_number.empty()) return refuse(on_line, 0);
    const auto& number = of->options->voicemail_number;
    if (auto* leg = collecting(on_line); leg && leg->context.entry.empty())
        return board_.post(leg->id(), LegEvent{phone::DialNumber{number}});
    dial(on_line, number, true);
}

// ---- keys -------------------------------------------------------------------------------------------------------------------

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
    switch (key) {
    case SoftKey::redial: return reference && leg && (leg->is_up() || leg->is_held()) ? refuse(line, reference) : redial(line, reference);   // no key of that set
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
    if (!transfer.is_idle() && !leaves_pair && (!transfer.is_for_conference() || is_of_another_pair(leg, reference))) return refuse(line, reference);
    if ((leaves_pair || transfer.is_idle()) && is_answering(board_)) return refuse(line, reference);
    if (leaves_pair) board_.post(TransferEvent{phone::TiesOthers{}});
    board_.post(TransferEvent{key});
}

void Stimuli::join_key(const Leg* leg, unsigned line, LegId reference) {
    if ((!leg && reference != 0) || is_answering(board_)) return refuse(line, reference);
    const phone::Join key{leg ? leg->id() : 0};
    if (board_.transfer().may_be_left_for(key)) board_.post(TransferEvent{phone::TiesOthers{}});
    board_.post(TransferEvent{key});
}

/// Only while the consultation leg waits for its number: the REFER goes out as soon as that is complete (callflows 5.1 "Blind").
void Stimuli::blind_transfer_key(Leg* leg, unsigned line, LegId reference) {
    if (!board_.device.options->blind_key || !leg || board_.transfer().is_for_conference()) return refuse(line, reference);
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
    if (board_.transfer().may_be_left_for(key)) board_.post(TransferEvent{phone::TiesOthers{}});
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
