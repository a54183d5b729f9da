// The rules of RFC 3261, 3264, 3311 and 3515 as far as a phone can break them.
#include "tests/exploration/strict_pbx.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace tests {

using Phase = Dialog::Phase;

std::string_view name_of(Phase phase) {
    constexpr std::array<std::string_view, 9> names{"inviting", "early", "challenged", "accepted", "ringing",
                                                    "answered", "confirmed", "ending", "over"};
    return names.at(static_cast<std::size_t>(phase));
}

Dialog* StrictPbx::find(LegId leg) {
    const auto found = dialogs.find(leg);
    return found == dialogs.end() ? nullptr : &found->second;
}

void StrictPbx::fault(std::string_view what, const Dialog* of) {
    faults.push_back(std::string{what} + (of ? " in a dialog that is " + std::string{name_of(of->phase)} : " without a dialog"));
}

Dialog* StrictPbx::require(LegId leg, std::string_view verb, std::initializer_list<Phase> phases) {
    auto* dialog = find(leg);
    if (dialog && std::find(phases.begin(), phases.end(), dialog->phase) != phases.end()) return dialog;
    fault(verb, dialog);
    return nullptr;
}

// ---- INVITE ---------------------------------------------------------------------------------------------------------

void StrictPbx::invite(LineId line, LegId leg, const sip::OutgoingInvite& invite) {
    if (const auto* known = find(leg); known && known->phase != Phase::challenged) return fault("INVITE", known);
    Dialog dialog;
    dialog.line = line;
    dialog.outgoing = true;
    dialog.delayed = invite.sdp.empty();
    dialog.our_offer = !dialog.delayed;
    dialogs[leg] = dialog;
}

void StrictPbx::resend_with_credentials(LegId leg) {
    auto* dialog = require(leg, "INVITE with credentials", {Phase::challenged});
    if (!dialog) return;
    dialog->phase = Phase::inviting;
    dialog->our_offer = !dialog->delayed;
}

/// The stack keeps it back until a provisional response (RFC 3261 section 9.1).
void StrictPbx::cancel(LegId leg, std::string_view) {
    auto* dialog = require(leg, "CANCEL", {Phase::inviting, Phase::early});
    if (!dialog) return;
    if (std::exchange(dialog->cancelled, true)) fault("a second CANCEL", dialog);
}

/// The stack acknowledges by itself what has no answer to carry.
void StrictPbx::ack(LegId leg, std::string_view sdp) {
    auto* dialog = require(leg, "ACK", {Phase::accepted});
    if (!dialog) return;
    if (sdp.empty()) fault("ACK without the answer", dialog);
    dialog->phase = Phase::confirmed;
    dialog->their_offer = false;
}

void StrictPbx::ring(LegId leg, int) { require(leg, "a provisional response", {Phase::ringing}); }

void StrictPbx::answer(LegId leg, std::string_view sdp) {
    auto* dialog = require(leg, "200 to INVITE", {Phase::ringing});
    if (!dialog) return;
    if (sdp.empty()) fault("200 to INVITE without SDP", dialog);
    dialog->phase = Phase::answered;
    dialog->our_offer = !std::exchange(dialog->their_offer, false);
}

void StrictPbx::reject(LegId leg, const sip::Rejection&) {
    if (auto* dialog = require(leg, "a refusal of INVITE", {Phase::ringing})) over(*dialog);
}

// ---- offers inside a dialog -----------------------------------------------------------------------------------------

/// RFC 3264 section 4: no offer while one is open. That the ACK of their re-INVITE has come is the stack's to wait for.
void StrictPbx::offer(LegId leg, std::string_view sdp, sip::OfferMethod method) {
    const bool is_update = method == sip::OfferMethod::update;
    auto* dialog = is_update ? require(leg, "UPDATE with an offer", {Phase::early, Phase::confirmed})
                             : require(leg, "re-INVITE", {Phase::confirmed});
    if (!dialog) return;
    if (sdp.empty()) fault("an offer without SDP", dialog);
    if (dialog->our_offer) fault("a second offer while ours is open", dialog);
    if (dialog->their_offer || dialog->their_requests) fault("an offer while theirs is open", dialog);
    dialog->our_offer = dialog->our_update = true;
}

void StrictPbx::answer_offer(LegId leg, std::string_view sdp) {
    auto* dialog = require(leg, "an answer", {Phase::early, Phase::confirmed});
    if (!dialog) return;
    if (dialog->their_requests == 0) return fault("an answer to no offer", dialog);
    if (sdp.empty()) fault("an answer without SDP", dialog);
    --dialog->their_requests;
    dialog->their_offer = dialog->their_requests > 0;
    dialog->awaits_ack = dialog->phase == Phase::confirmed;
    if (!std::exchange(dialog->wants_offer, false)) return;
    dialog->our_offer = dialog->offer_in_200 = true;
}

void StrictPbx::reject_offer(LegId leg, const sip::Rejection& rejection) {
    auto* dialog = find(leg);
    if (!dialog || dialog->their_requests == 0) return fault("refusal of an offer", dialog);
    if (rejection.status < 300) fault("refusal of an offer with a success", dialog);
    --dialog->their_requests;
    dialog->wants_offer = false;
    dialog->their_offer = dialog->their_requests > 0 || dialog->phase == Phase::ringing;
}

// ---- the end, REFER, INFO -------------------------------------------------------------------------------------------

/// RFC 3261 section 15: the callee waits for the ACK, or for its time-out.
void StrictPbx::bye(LegId leg, const sip::ExtraHeaders&) {
    auto* dialog = find(leg);
    const bool in_time = dialog && dialog->phase == Phase::answered && dialog->gave_up;
    if (!in_time && !require(leg, "BYE", {Phase::confirmed})) return;
    if (dialog->their_requests) fault("BYE before the answer to their request", dialog);
    const auto line = dialog->line;
    const bool outgoing = dialog->outgoing;
    *dialog = {};
    dialog->line = line;
    dialog->outgoing = outgoing;
    dialog->phase = Phase::ending;
}

void StrictPbx::refer(LegId leg, const sip::ReferTarget& target) {
    auto* dialog = require(leg, "REFER", {Phase::confirmed});
    if (!dialog) return;
    if (dialog->refers && !dialog->refer_timed_out) fault("a second REFER", dialog);
    dialog->refers = true;
    dialog->refer_accepted = dialog->refer_timed_out = false;
    if (target.number.empty() && target.uri.empty() && target.replaces == 0) fault("REFER to nobody", dialog);
    if (target.replaces == 0) return;
    const auto* other = find(target.replaces);
    if (!other || other->phase == Phase::over || other->phase == Phase::ending) fault("REFER to replace a dialog", other);
}

void StrictPbx::answer_refer(LegId leg, int) {
    auto* dialog = find(leg);
    if (!dialog || !std::exchange(dialog->referred, false)) fault("an answer to no REFER", dialog);
}

void StrictPbx::notify_refer(LegId leg, int status) {
    if (status < 100) fault("NOTIFY without a status", find(leg));
}

void StrictPbx::info(LegId leg, std::string_view, std::string_view) {
    require(leg, "INFO", {Phase::early, Phase::confirmed});
}

/// Last word about a leg: nothing of it may be open.
void StrictPbx::forget(LegId leg) {
    const auto* dialog = find(leg);
    if (!dialog) return;
    const bool is_closed = dialog->phase == Phase::over || dialog->phase == Phase::challenged ||
                           // the stack brings a BYE to its end by itself
                           dialog->phase == Phase::ending || dialog->gave_up;
    if (!is_closed) fault("the call is forgotten", dialog);
    if (dialog->their_requests || dialog->referred) fault("the call is forgotten before the answer to their request", dialog);
    dialogs.erase(leg);
}

// ---- what the far end says ------------------------------------------------------------------------------------------

void StrictPbx::over(Dialog& dialog) {
    const auto line = dialog.line;
    const bool outgoing = dialog.outgoing;
    dialog = {};
    dialog.line = line;
    dialog.outgoing = outgoing;
    dialog.phase = Phase::over;
}

void StrictPbx::note_given_up(LegId leg) {
    if (auto* dialog = find(leg)) dialog->gave_up = true;
}

void StrictPbx::note_refer_given_up() {
    for (auto& [leg, dialog] : dialogs) dialog.refer_timed_out = dialog.refers;
}

void StrictPbx::heard_offer_result(Dialog& dialog) { dialog.our_offer = dialog.our_update = false; }

void StrictPbx::note_said(LineId line, LegId leg, const sip::CallEvent& event) {
    if (const auto* invited = std::get_if<sip::Invited>(&event)) {
        Dialog dialog;
        dialog.line = line;
        dialog.phase = Phase::ringing;
        dialog.their_offer = !invited->message.body.empty();
        dialogs[leg] = dialog;
        return;
    }
    auto* dialog = find(leg);
    if (!dialog) return;
    const auto heard = [&]<class Event>(const Event& said) {
        if constexpr (std::is_same_v<Event, sip::Progress> || std::is_same_v<Event, sip::Ringing>) {
            dialog->phase = Phase::early;
            if (said.message.reliable && !said.message.body.empty()) dialog->reliable = true, dialog->our_offer = false;
        } else if constexpr (std::is_same_v<Event, sip::Answered>) {
            if (dialog->phase == Phase::confirmed) return;
            dialog->phase = dialog->delayed ? Phase::accepted : Phase::confirmed;
            dialog->their_offer = dialog->delayed;
            dialog->our_offer = dialog->cancelled = false;
        } else if constexpr (std::is_same_v<Event, sip::Redirected> || std::is_same_v<Event, sip::Rejected>) {
            const bool was_cancelled = dialog->cancelled, delayed = dialog->delayed;
            over(*dialog);
            dialog->delayed = delayed;
            if (!was_cancelled) dialog->phase = Phase::challenged;
        } else if constexpr (std::is_same_v<Event, sip::Offer>) {
            dialog->their_offer = true;
            ++dialog->their_requests;
        } else if constexpr (std::is_same_v<Event, sip::OfferWanted>) {
            ++dialog->their_requests;
            dialog->wants_offer = true;
        } else if constexpr (std::is_same_v<Event, sip::OfferAccepted> || std::is_same_v<Event, sip::OfferGlare> ||
                             std::is_same_v<Event, sip::OfferRefused>) {
            heard_offer_result(*dialog);
        } else if constexpr (std::is_same_v<Event, sip::Ack>) {
            if (dialog->phase == Phase::answered) dialog->phase = Phase::confirmed;
            dialog->awaits_ack = dialog->offer_in_200 = dialog->our_offer = false;
        } else if constexpr (std::is_same_v<Event, sip::Cancelled>) {
            if (dialog->phase == Phase::ringing) return over(*dialog);
            dialog->their_requests = 0;
            dialog->their_offer = dialog->wants_offer = false;
        } else if constexpr (std::is_same_v<Event, sip::HungUp> || std::is_same_v<Event, sip::DialogGone> ||
                             std::is_same_v<Event, sip::ByeDone>) {
            over(*dialog);
        } else if constexpr (std::is_same_v<Event, sip::ReferAccepted>) {
            dialog->refer_accepted = true;
        } else if constexpr (std::is_same_v<Event, sip::ReferSucceeded> || std::is_same_v<Event, sip::ReferFailed>) {
            dialog->refers = dialog->refer_accepted = false;
        } else if constexpr (std::is_same_v<Event, sip::ReferWanted>) {
            dialog->referred = true;
        }
    };
    std::visit(heard, event);
}

std::string StrictPbx::describe(LegId leg) const {
    const auto found = dialogs.find(leg);
    if (found == dialogs.end()) return "-";
    const auto& of = found->second;
    std::string text{name_of(of.phase)};
    for (const bool flag : {of.outgoing, of.cancelled, of.delayed, of.reliable, of.our_offer, of.our_update, of.their_offer, of.wants_offer,
                            of.offer_in_200, of.awaits_ack, of.refers, of.refer_accepted, of.refer_timed_out, of.referred, of.gave_up})
        text += flag ? '1' : '0';
    return text += static_cast<char>('0' + of.their_requests);
}

} // namespace tests
