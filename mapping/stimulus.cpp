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

/// What a phone writes between digits: `+49 (30) 123-4`.
constexpr std::string_view separators = " ()-./";

/// A number of a directory or of a list of missed calls: without its separators, or the name of a user as it is. Empty:
/// neither, and what is left after taking something out of it would be somebody else.
std::string number_in(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return separators.find(c) == separators.npos; });
    if (std::all_of(digits.begin(), digits.end(), can_be_dialled)) return digits;
    const bool is_name = std::all_of(text.begin(), text.end(), [](char c) {
        return can_be_dialled(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
               c == '_';
    });
    return is_name ? std::string(text) : std::string();
}

} // namespace

bool Stimuli::take(const sccp::FromPhone& message) {
    return std::visit([this](const auto& said) { return on(said) || heard(said); }, message);
}

// ---- which line, which leg ------------------------------------------------------------------------------------------

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

// ---- hook and keypad ------------------------------------------------------------------------------------------------

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
    auto* active = board_.active();
    const bool has_failed = active && (active->is("Failed") || active->is("CancellingWithTone"));
    if (ringing && (!active || has_failed || ringing->id() == reference)) return answer(*ringing, false);
    if (active) {
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
    const bool is_of_transfer =
        !transfer.is_idle() && (!leg || leg->id() == transfer.consultation() || leg->id() == transfer.source());
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
    if (message.media_path_id != sccp::MediaPathID::speaker)
        board_.in_hand = message.media_path_event == sccp::MediaPathState::on;
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

// ---- acts -----------------------------------------------------------------------------------------------------------

void Stimuli::answer(Leg& leg, bool by_key) {
    if (!board_.make_room(leg.id())) return refuse(leg.context.line_instance, leg.id());
    board_.post(leg.id(), LegEvent{phone::Answer{by_key}});
}

/// Of a call that is held or in the background.
void Stimuli::resume(Leg& leg) {
    if (leg.context.background) return leg.actions.come_to_foreground();
    if (!board_.transfer().is_idle() && board_.transfer().source() == leg.id())
        return board_.post(TransferEvent{phone::ResumeSource{}});
    // On its way into a conference: REFER may leave at any moment.
    if (leg.context.party || !board_.make_room(leg.id())) return refuse(leg.context.line_instance, leg.id());
    board_.post(leg.id(), LegEvent{phone::Resume{}});
}

void Stimuli::new_call(unsigned line, bool by_key) { open_call(line, by_key, LegEvent{phone::OffHook{}}); }

void Stimuli::dial(unsigned line, const std::string& number, bool by_key) {
    open_call(line, by_key, LegEvent{phone::DialNumber{number}});
}

void Stimuli::open_call(unsigned line, bool by_key, LegEvent beginning) {
    if (is_too_late_for_a_call(board_)) return;
    const auto on_line = line_of(line);
    if (!board_.device.line(on_line) || board_.legs().size() >= most_legs_of_a_device) return refuse(on_line, 0);
    const auto id = board_.ports.world.next_call_reference();
    if (!board_.make_room(id)) return refuse(on_line, 0);
    board_.open(id, on_line, false).context.hands_free = by_key && !board_.handset_lifted;
    board_.post(id, std::move(beginning));
}

/// Resume of a call that another phone of the line holds: a call of ours takes its place (callflows 3.10). False: there
/// is none.
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
    if (auto* dialling = collecting(on_line); dialling && !(in_turn && dialling->is("OffHook")))
        return hang_up(*dialling, true);
    if (in_turn || held.size() == 1) return resume(*held.front());
    const auto* active = board_.active();
    // One that rings on in the background has no Resume key (callflows 4.1).
    const auto is_early = [](const Leg* leg) { return !leg->is_held(); };
    if (!active && std::count_if(held.begin(), held.end(), is_early) == 1)
        return resume(**std::find_if(held.begin(), held.end(), is_early));
    const bool talks_here = active && active->context.line_instance == on_line && !active->is("Failed");
    if (!held.empty() || talks_here) return board_.view.call_plane(on_line);
    if (take_over(on_line, 0)) return;
    new_call(on_line, true);
}

void Stimuli::redial(unsigned line, LegId reference) {
    const auto number = board_.last_number.number();
    if (number.empty()) return refuse(line, reference);
    if (auto* leg = collecting(0); leg && leg->context.entry.empty())
        return board_.post(leg->id(), LegEvent{phone::DialNumber{number}});
    dial(board_.last_number.line(), number, true);
}

void Stimuli::speed_dial(unsigned instance) {
    const auto* button = speed_dial_button(*board_.device.options, instance);
    if (!button || button->target.empty()) return refuse(0, 0);
    const auto& number = button->target;
    if (auto* leg = collecting(0); leg && leg->context.entry.empty()) {
        leg->context.blind = leg->context.consultation && board_.device.options->blind_on_speeddial &&
                             !board_.transfer().is_for_conference();
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

} // namespace mapping
