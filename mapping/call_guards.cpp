// The propositions of a leg's tables (callflows 8.9).
#include <algorithm>

#include "mapping/call_actions.hpp"
#include "mapping/codecs.hpp"
#include "mapping/dtmf.hpp"
#include "mapping/leg.hpp"
#include "mapping/nat.hpp"
#include "mapping/transfer.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

constexpr std::size_t most_redirections = 5;
constexpr int address_incomplete = 484;
constexpr unsigned most_challenges = 2;
/// A dead registrar shows itself at once; later the call is somebody's who is slow (callflows 1.7).
constexpr std::int64_t failover_window_ms = 4'000;

NumberEntry::Step after(NumberEntry entry, char digit) { return entry.push(digit); }

} // namespace

bool CallActions::completes_now(const phone::Digit& digit) const {
    return after(leg_.entry, digit.digit) == NumberEntry::Step::complete;
}

bool CallActions::dial_plan_dead(const phone::Digit& digit) const {
    return after(leg_.entry, digit.digit) == NumberEntry::Step::dead;
}

/// What the PBX has found too short is not sent again as it is.
bool CallActions::dial_plan_accepts() const { return leg_.entry.accepts() && !leg_.incomplete; }

/// Of the number that was dialled; a target that the PBX has named gets no longer by the user's digits.
bool CallActions::wants_more_digits(const pbx::Rejected& rejection) const {
    return overlaps() && rejection.message.status == address_incomplete && !leg_.background && leg_.redirects.empty();
}

bool CallActions::last_digit() const { return leg_.entry.dialled().size() == 1; }

bool CallActions::has_next_codec(const media::Failed& failure) const {
    using Status = sccp::MediaStatus;
    const auto status = static_cast<Status>(failure.status);
    const bool is_codec = status == Status::codec_too_complex || status == Status::invalid_codec ||
                          status == Status::encoder_or_decoder_failed;
    const bool is_size = status == Status::invalid_packet_size;
    if (failure.no_ack || leg_.reduced_phone || !media_.format() || !(is_codec || is_size)) return false;
    if (is_size) return media_.format()->packet_ms != 20;
    const auto all = usable_formats(leg_.options(), leg_.phone());
    return std::any_of(all.begin(), all.end(),
                       [&](const MediaFormat& one) { return one.payload != media_.format()->payload; });
}

bool CallActions::has_replaces(const pbx::Invited& invited) const { return invited.replaces != 0 && !why_not(invited); }

/// The user is not in the call that is replaced: he holds it, or has turned to another one.
bool CallActions::replaces_unattended(const pbx::Invited& invited) const {
    const auto* active = leg_.board.active();
    return has_replaces(invited) && (!active || active->id() != invited.replaces);
}

bool CallActions::is_auto_answer(const pbx::Invited& invited) const {
    return !leg_.board.is_busy() && auto_answer_after(invited, leg_.options()) && !why_not(invited);
}

bool CallActions::is_admissible(const pbx::Invited& invited) const { return !why_not(invited); }

bool CallActions::has_cfna() const {
    if (!leg_.board.hooks.forwards || !leg_.invited) return false;
    const auto to = leg_.board.hooks.forwards(leg_.line_instance).no_answer;
    return !to.empty() && !is_forward_loop(to, *leg_.invited);
}

/// RFC 3261 section 8.1.3.4: each target once. What asks for TLS is none of ours (section 26.2.2: it must not go in
/// clear).
bool CallActions::is_new_target(const std::string& contact) const {
    const auto uri = sip::parse_uri(contact);
    const auto is_in = [&](const std::vector<std::string>& known) {
        return std::find(known.begin(), known.end(), contact) != known.end();
    };
    const bool is_first = uri && uri->user == leg_.dialled && uri->host == leg_.options().domain;
    return uri && uri->scheme == "sip" && !is_first && !is_in(leg_.redirects) && !is_in(leg_.alternatives);
}

bool CallActions::can_recurse(const pbx::Redirected& redirection) const {
    const auto& contacts = redirection.contacts;
    return leg_.options().follow_redirect && redirection.message.status != 305 &&
           leg_.redirects.size() < most_redirections &&
           std::any_of(contacts.begin(), contacts.end(),
                       [this](const std::string& contact) { return is_new_target(contact); });
}

/// 6xx speaks for the user wherever he is (RFC 3261 section 21.6); what our own stack gave up is the way there, which
/// is that of all targets.
bool CallActions::has_alternative(const Why& why) const {
    return !leg_.alternatives.empty() && leg_.redirects.size() < most_redirections && why.message &&
           why.message->status < 600 && !why.message->internal;
}

bool CallActions::can_retry_auth(const pbx::Rejected& rejection) const {
    return rejection.can_authenticate && leg_.challenges < most_challenges;
}

bool CallActions::can_failover(const pbx::Rejected& rejection) const {
    const auto& message = rejection.message;
    const bool is_dead = message.internal || (message.status == 503 && message.sent_before_provisional);
    return is_dead && !leg_.failed_over && leg_.board.now_ms() - leg_.invited_ms <= failover_window_ms &&
           leg_.invite.target + 1 < leg_.options().registrars.size();
}

bool CallActions::ack_has_bad_answer(const pbx::Ack& ack) const {
    const auto* pending = leg_.offers.pending();
    if (!pending || leg_.offers.state() != OfferAnswer::State::local_offer) return false;
    const auto answer = sip::parse(ack.sdp);
    return !answer || !agree_answer(*answer, *pending);
}

bool CallActions::can_answer_now(const pbx::Offer& offer) const {
    const auto next = agree(offer.message);
    if (!next) return false;
    const bool same = media_.opened() == next->receive.payload;
    return same && !quits_receiving(*next);
}

/// Ours was refused with 491 and waits to be repeated: two that answer 491 meanwhile would never agree (RFC 3261
/// section 14.2 has it for an offer that is out only).
bool CallActions::answers_meanwhile(const pbx::Offer& offer) const {
    return leg_.offers.is_stable() && can_answer_now(offer);
}

bool CallActions::needs_reopen(const pbx::Offer& offer) const { return agree(offer.message).has_value(); }

bool CallActions::port_changed(const media::Ready& ready) const {
    const auto published = publish(leg_.board.device, ready.address.host);
    return !leg_.local.address.host.empty() &&
           (published.host != leg_.local.address.host || ready.address.port != leg_.local.address.port);
}

/// The far end sends to a port that the phone has left; an offer of the new one is not under way any more.
bool CallActions::is_unheard() const {
    return leg_.offers.current() && !leg_.refresh_queued && leg_.offers.current()->local.address != leg_.local.address;
}

/// For the phone, or for the REFER that names it.
bool CallActions::preservable() const { return leg_.call_options().preserve_max.count() > 0 || is_being_replaced(); }

/// A REFER that names this call is out: without it that would fail, whatever has become of the phone (callflows 5.1).
bool CallActions::is_being_replaced() const {
    return std::any_of(leg_.board.legs().begin(), leg_.board.legs().end(), [this](const auto& entry) {
        return entry.second->is("Referring") && entry.second->context.refers_to == leg_.id;
    });
}

/// A REFER was sent from a call in which the user talked (iDivert): its far end knows of no hold.
bool CallActions::is_unheld() const {
    const auto* agreed = leg_.offers.current();
    return leg_.offers.is_stable() && agreed &&
           (agreed->local.direction == sip::Direction::sendrecv || agreed->local.direction == sip::Direction::recvonly);
}

bool CallActions::need_info_dtmf() const {
    const auto negotiated = leg_.agreement ? leg_.agreement->send.telephone_event : 0;
    return digit_path(leg_.options(), leg_.board.device, negotiated) == DigitPath::info;
}

bool CallActions::for_transfer() const { return leg_.consultation && leg_.board.transfer().is_cancelling(); }

} // namespace mapping
