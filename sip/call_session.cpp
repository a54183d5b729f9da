// The session of a dialog: its timer (RFC 4028, callflows 4.6), and the refusals that end it.
#include <algorithm>

#include "sip/call.hpp"

namespace sip {

namespace {

constexpr unsigned most_raises = 3;               // in a row, of a peer that wants a longer session each time
constexpr unsigned long longest_session = 86'400; // s, as of the option
constexpr int tries = 8;                          // that fit into the time of a session

std::chrono::seconds retry_after(const NuaEvent& event) {
    const auto* const told = event.sip ? event.sip->sip_retry_after : nullptr;
    return std::chrono::seconds(told ? std::min<unsigned long>(told->af_delta, longest_session) : 0);
}

const sip_min_se_t* min_se(const NuaEvent& event) {
    const bool is_too_small = event.sip && event.sip->sip_status && event.sip->sip_status->st_status == 422;
    return is_too_small ? event.sip->sip_min_se : nullptr;
}

} // namespace

// ---- the refusals that end a dialog (RFC 3261 section 12.2.1.2)

/// No answer at all is a 408 of our own stack. A proxy may have lost the request, so the far end hears of it. In an
/// early dialog the INVITE is cancelled, and told is what comes of that.
void Call::lose_dialog(int status) {
    infos_.clear();
    if (phase_ == Phase::none || phase_ == Phase::ending)
        return;
    if (std::exchange(our_offer_, std::nullopt))
        last_sdp_ = std::exchange(agreed_sdp_, {});
    if (is_inviting())
        return cancel({});
    is_lost_ = true;
    bye({});
    tell_end(DialogGone{status});
}

// ---- the session timer

/// What we ask for, in seconds.
unsigned Call::session_interval(const Account& account) const {
    return static_cast<unsigned>(std::max(account.session_expires, least_session_).count());
}

/// True when a longer session than before is wanted. nua has repeated an INVITE with it by now, but not an UPDATE
/// (dialog_end.cpp).
bool Call::note_least_session(const NuaEvent& event) {
    const auto* const least = min_se(event);
    const auto* const line = core_.lines.find(line_);
    if (!least || !line || !handle_)
        return false;
    const unsigned asked = session_interval(line->account());
    least_session_ = std::max(least_session_, std::chrono::seconds(std::min(least->min_delta, longest_session)));
    nua_set_hparams(handle_.get(), NUTAG_SESSION_TIMER(session_interval(line->account())), TAG_END());
    return least->min_delta >
               std::max<unsigned long>(asked, asked == 0 ? static_cast<unsigned long>(session_expires_.count()) : 0) &&
           raises_++ < most_raises;
}

/// Our UPDATE, or the one that nua refreshes the session with.
void Call::repeat_update() {
    if (our_offer_ == OfferMethod::update)
        offer(std::string(last_sdp_), OfferMethod::update);
    else
        refresh();
}

/// nua starts its timer anew with a 2xx only: after a refusal nobody would refresh the session any more, and the far
/// end would end it.
void Call::note_refresh(const NuaEvent& event) {
    if (event.status < 300) {
        raises_ = 0;
        session_since_ = core_.stack.now();
        return refresh_.stop();
    }
    if (session_expires_.count() == 0)
        return;
    last_refusal_ = event.status;
    refresh_after(std::max(session_expires_ / tries, retry_after(event)));
}

/// Or when the session is over, if that is sooner.
void Call::refresh_after(std::chrono::milliseconds wait) {
    refresh_.start(
        std::clamp(session_since_ + session_expires_ - core_.stack.now(), std::chrono::milliseconds(0), wait));
}

void Call::refresh() {
    if (phase_ != Phase::confirmed || is_forgotten_)
        return;
    if (core_.stack.now() >= session_since_ + session_expires_)
        return lose_dialog(last_refusal_);
    if (our_offer_ || their_offer_ || awaits_ack_)
        return refresh_after(session_expires_ / tries);
    if (takes_update_)
        send_offer(OfferMethod::update, {});
    else
        send_offer(OfferMethod::reinvite, last_sdp_);
}

} // namespace sip
