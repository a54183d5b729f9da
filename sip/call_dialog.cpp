// Inside a dialog: new offers, INFO, BYE, and the challenges to all of them (callflows 4.1 to 4.5, 2.11).
#include <algorithm>
#include <random>

#include "sip/call.hpp"
#include "sip/reading.hpp"
#include "sip/saved_request.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

constexpr std::size_t longest_info_queue = 32;

/// RFC 3261 section 14.2: 0 to 10 s
std::string random_retry_after() {
    static std::minstd_rand generator{std::random_device{}()};
    return to_block(ExtraHeaders{.retry_after = std::uniform_int_distribution<std::uint32_t>(0, 10)(generator)});
}

/// Sofia's digest knows nothing else; a challenge that it cannot read is final for it.
bool is_plain_md5(const std::string& challenge) {
    constexpr std::string_view name = "algorithm=";
    const std::string text = lower(challenge);
    const auto at = text.find(name);
    if (at == text.npos)
        return true;
    std::string_view value = std::string_view(text).substr(at + name.size());
    return next_word(value, " \t\",") == "md5";
}

} // namespace

// ---- offers of the far end

void Call::on_reinvite(const NuaEvent& event) {
    const Message message = read_message(event);
    if (const auto wanted = unreadable_body(*event.sip, message); !wanted.empty())
        return respond(core_, event, 415, wanted);
    // nua compares INVITE with INVITE only (RFC 3311 section 5.2)
    if (our_offer_)
        return respond(core_, event, 491);
    if (their_offer_)
        return respond(core_, event, 500, random_retry_after());
    remember_peer(*event.sip);
    their_offer_ = OfferMethod::reinvite;
    if (message.body.empty())
        tell(OfferWanted{message});
    else
        tell(Offer{message, OfferMethod::reinvite});
}

void Call::on_update(const NuaEvent& event) {
    const Message message = read_message(event);
    if (const auto wanted = unreadable_body(*event.sip, message); !wanted.empty())
        return respond(core_, event, 415, wanted);
    if (message.body.empty()) {
        remember_peer(*event.sip);
        respond(core_, event, 200);
        return tell(Identity{message});
    }
    // RFC 3311 section 5.2
    if (our_offer_)
        return respond(core_, event, 491);
    if (their_offer_)
        return respond(core_, event, 500, random_retry_after());
    remember_peer(*event.sip);
    their_offer_ = OfferMethod::update;
    saved_update_ = std::make_unique<SavedRequest>(core_.nua());
    tell(Offer{message, OfferMethod::update});
}

void Call::respond_to_saved(std::unique_ptr<SavedRequest> saved, int status, const std::string& phrase,
                            std::string_view sdp, const std::string& block) {
    if (!saved)
        return;
    const std::string body(sdp);
    nua_respond(handle_.get(), status, core_.phrases.kept(phrase, status), NUTAG_WITH_SAVED(saved->event),
                SIPTAG_HEADER_STR(or_null(block)), SIPTAG_CONTENT_TYPE_STR(type_of(body)),
                SIPTAG_PAYLOAD_STR(or_null(body)), TAG_END());
    kick();
}

void Call::answer_offer(std::string_view sdp) {
    const auto method = std::exchange(their_offer_, std::nullopt);
    if (!method)
        return;
    last_sdp_ = sdp;
    if (*method == OfferMethod::update)
        return respond_to_saved(std::move(saved_update_), 200, {}, sdp);
    awaits_ack_ = true;
    respond_to_invite(200, {}, sdp);
}

void Call::reject_offer(const Rejection& rejection) {
    const auto method = std::exchange(their_offer_, std::nullopt);
    if (!method)
        return;
    if (*method == OfferMethod::reinvite)
        respond_to_invite(rejection.status, rejection.phrase, {}, to_block(rejection.extra));
    else
        respond_to_saved(std::move(saved_update_), rejection.status, rejection.phrase, {}, to_block(rejection.extra));
}

// ---- our offers

void Call::offer(std::string_view sdp, OfferMethod method) {
    const bool can_be_sent = method == OfferMethod::update ? is_dialog_known_ : is_established();
    if (!is_live() || phase_ == Phase::ending || !can_be_sent)
        return tell_later(OfferRefused{500});
    if (!our_offer_) // else it is repeated with credentials
        agreed_sdp_ = last_sdp_;
    our_offer_ = method;
    last_sdp_ = sdp;
    send_offer(method, last_sdp_);
}

/// An UPDATE without SDP refreshes the session.
void Call::send_offer(OfferMethod method, const std::string& sdp) {
    const bool is_reinvite = method == OfferMethod::reinvite;
    const std::string headers = credentials(is_reinvite ? "INVITE" : "UPDATE");
    const auto send = is_reinvite ? &nua_invite : &nua_update;
    const auto least = static_cast<unsigned>(std::max<long>(least_session_.count(), shortest_session));
    has_sent_invite_ = has_sent_invite_ || is_reinvite;
    send(handle_.get(), SIPTAG_HEADER_STR(or_null(headers)), SIPTAG_CONTENT_TYPE_STR(type_of(sdp)),
         SIPTAG_PAYLOAD_STR(or_null(sdp)), NUTAG_MIN_SE(least), TAG_END());
    if (least > shortest_session) // what others ask for is another matter
        nua_set_hparams(handle_.get(), NUTAG_MIN_SE(shortest_session), TAG_END());
    kick();
}

void Call::on_offer_answer(const NuaEvent& event, OfferMethod method) {
    const bool is_too_short = note_least_session(event);
    if (event.status < 200)
        return;
    const Message message = read_message(event);
    const bool is_ok = event.status < 300;
    const bool has_answer = message.content_type == sdp_content_type && !message.body.empty();
    if (is_ok && method == OfferMethod::reinvite) {
        // A session refresh by nua without our SDP brings an offer: what we said last is the answer.
        const std::string answer = has_answer && !our_offer_ && !has_sent_invite_ ? last_sdp_ : "";
        nua_ack(handle_.get(), SIPTAG_CONTENT_TYPE_STR(type_of(answer)), SIPTAG_PAYLOAD_STR(or_null(answer)),
                TAG_END());
        kick();
    }
    if (is_ok && event.sip) {
        remember_peer(*event.sip);
        keep_to_route(*event.sip);
        dialog_challenges_.settle();
    }
    if (phase_ == Phase::none || phase_ == Phase::ending || answer_in_dialog(event))
        return;
    if (is_too_short && method == OfferMethod::update)
        return repeat_update();
    if (ends_dialog(event.status))
        return lose_dialog(event.status);
    note_refresh(event);
    // The answer to an offer has SDP; an UPDATE that nua sends to refresh the session has none on either way.
    const bool is_ours = our_offer_ == method && !(is_ok && method == OfferMethod::update && !has_answer);
    if (!is_ours)
        return;
    our_offer_.reset();
    if (is_ok)
        tell(OfferAccepted{message});
    else
        tell_refused_offer(message.status);
}

void Call::tell_refused_offer(int status) {
    last_sdp_ = std::exchange(agreed_sdp_, {});
    if (status == 491)
        tell(OfferGlare{is_outgoing_});
    else
        tell(OfferRefused{status});
}

// ---- credentials

/// Only for a registrar: the far end's Contact may be anywhere.
std::string Call::credentials(std::string_view method) {
    auto* const line = core_.lines.find(line_);
    const auto* const target = line ? line->target(target_index(*line)) : nullptr;
    const auto hop = IpAddress::parse(next_hop_);
    const bool is_registrar = target && (next_hop_ == target->host || (hop && core_.sources.is_registrar(*hop)));
    if (!is_registrar)
        return {};
    return dialog_challenges_.authorization(line->digest(target_index(*line)), method, remote_target_);
}

bool Call::answer_in_dialog(const NuaEvent& event) {
    if (event.status != 401 && event.status != 407)
        return false;
    auto* const line = core_.lines.find(line_);
    const auto source = source_of_event(core_);
    if (!line || !source || !core_.sources.is_registrar(*source))
        return false;
    if (event.event == nua_r_bye)
        return answer_for_bye(event, line->account());
    return dialog_challenges_.can_answer(core_, line->digest(target_index(*line)), event) && repeat(event.event);
}

/// A refused BYE ends the call for nua, unless it answers the challenge itself: the one place where Sofia's own digest
/// is used (sip-stack.md 2.1).
bool Call::answer_for_bye(const NuaEvent& event, const Account& account) {
    const bool is_proxy = event.status == 407;
    const auto* const header = is_proxy ? event.sip->sip_proxy_authenticate : event.sip->sip_www_authenticate;
    const std::string realm = header ? text_or_empty(msg_header_find_param(header->au_common, "realm=")) : "";
    const bool can_say =
        account.auth_user.find(':') == std::string::npos && account.password.find(':') == std::string::npos;
    if (realm.empty() || !can_say || !std::ranges::all_of(read_challenges(event.sip, is_proxy), &is_plain_md5) ||
        std::exchange(has_answered_for_bye_, true))
        return false;
    nua_authenticate(handle_.get(),
                     NUTAG_AUTH(("Digest:" + realm + ":" + account.auth_user + ":" + account.password).c_str()),
                     TAG_END());
    kick();
    return true;
}

bool Call::repeat(nua_event_t request) {
    if (request == nua_r_refer) {
        send_refer();
        return true;
    }
    if (request == nua_r_info) {
        send_info();
        return true;
    }
    if (request == nua_r_prack) {
        nua_prack(handle_.get(), SIPTAG_RACK_STR(rack_.c_str()), SIPTAG_HEADER_STR(credentials("PRACK").c_str()),
                  TAG_END());
        kick();
        return true;
    }
    if (our_offer_)
        offer(std::string(last_sdp_), *our_offer_);
    return our_offer_.has_value();
}

// ---- INFO (callflows 4.5)

void Call::on_info(const NuaEvent& event) {
    const Message message = read_message(event);
    const std::string type = lower(message.content_type);
    const bool is_known =
        type.empty() || type.starts_with("application/dtmf-relay") || type.starts_with("application/dtmf");
    respond(core_, event, is_known ? 200 : 415, is_known ? "" : "Accept: application/dtmf-relay, application/dtmf\r\n");
    // Some PBXs name a new party so (callflows 3.6).
    if (!message.headers.p_asserted_identity.empty() || !message.headers.remote_party_id.empty())
        tell(Identity{message});
}

void Call::info(std::string_view content_type, std::string_view body) {
    if (!is_live() || phase_ == Phase::ending || !is_dialog_known_ || infos_.size() >= longest_info_queue)
        return;
    infos_.push_back({std::string(content_type), std::string(body)});
    if (infos_.size() == 1)
        send_info();
}

void Call::send_info() {
    const auto& info = infos_.front();
    const std::string headers = credentials("INFO");
    nua_info(handle_.get(), SIPTAG_HEADER_STR(or_null(headers)), SIPTAG_CONTENT_TYPE_STR(or_null(info.content_type)),
             SIPTAG_PAYLOAD_STR(or_null(info.body)), TAG_END());
    kick();
}

void Call::on_info_answer(const NuaEvent& event) {
    if (event.status < 200 || infos_.empty() || answer_in_dialog(event))
        return;
    if (ends_dialog(event.status)) // it belongs to the usage of the INVITE (RFC 5057 section 4.1)
        return lose_dialog(event.status);
    send_next_info();
}

void Call::send_next_info() {
    infos_.pop_front();
    if (!infos_.empty() && is_live() && phase_ != Phase::ending)
        send_info();
}

// ---- the end

void Call::bye(const ExtraHeaders& extra) {
    const std::string block = to_block(extra);
    switch (phase_) {
    case Phase::none:
        return tell_later(ByeDone{481});
    case Phase::calling:
    case Phase::proceeding:
        return cancel(extra.reason);
    case Phase::ringing:
        return reject({.status = 480, .extra = extra});
    case Phase::answered:
        acknowledge({});
        return send_bye(block);
    case Phase::accepted:
    case Phase::confirmed:
        // RFC 3261 section 15: who has answered waits for the ACK; without one nua ends the call itself
        if (phase_ == Phase::confirmed && !awaits_ack_)
            return send_bye(block);
        bye_after_ack_ = block;
        return;
    case Phase::ending:
        return;
    }
}

void Call::send_bye(const std::string& block) {
    phase_ = Phase::ending;
    const std::string headers = block + credentials("BYE");
    nua_bye(handle_.get(), SIPTAG_HEADER_STR(or_null(headers)), TAG_END());
    guard_.start(core_.options.transaction_timeout + std::chrono::seconds(2));
    kick();
}

/// In an early dialog (RFC 3261 section 15) the caller may send it, and nua answers the INVITE with 487; the callee
/// must not, but for nua that ends our INVITE, of which it tells nothing more.
void Call::on_bye(const NuaEvent& event) {
    const auto reasons = read_reasons(event.sip);
    const bool is_ringing = phase_ == Phase::ringing, was_inviting = is_inviting();
    if (phase_ != Phase::ending)
        phase_ = Phase::none;
    if (is_ringing)
        return tell_end(Cancelled{reasons});
    if (!was_inviting)
        return tell_end(HungUp{reasons});
    guard_.stop();
    Rejected refused = ended_by_us(487);
    refused.message.internal = false;
    refused.message.headers.reason = reasons;
    tell_end(refused);
}

void Call::on_bye_answer(const NuaEvent& event) {
    if (phase_ != Phase::ending || event.status < 200 || answer_in_dialog(event))
        return;
    phase_ = Phase::none;
    guard_.stop();
    has_told_end_ = true;
    tell_bye_done(status_of(event));
}

/// The session is gone from the stack; when nobody has said why, the dialog died: refused refresh, expiry, no ACK.
void Call::on_terminated(const NuaEvent& event) {
    const Phase phase = std::exchange(phase_, Phase::none);
    guard_.stop();
    if (!is_refer_open_)
        handle_.reset();
    else if (is_forgotten_)
        guard_.start(std::chrono::seconds(5));
    tell_gone(phase, event.status < 300 || event.status >= 700 ? 408 : event.status);
}

} // namespace sip
