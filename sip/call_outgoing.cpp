// A call that we start: INVITE, its answers, ACK and CANCEL (callflows 2.6 to 2.11).
#include "sip/call.hpp"
#include "sip/networks.hpp"
#include "sip/random.hpp"
#include "sip/reading.hpp"
#include "sip/saved_request.hpp"

namespace sip {

namespace {

constexpr std::size_t most_early_dialogs = 64; // of one INVITE; a flood of forks costs no more
/// A 100 stops timer B, and then nothing may come for ever; timer C is for proxies (RFC 3261 section 16.6). As long as
/// a call may ring.
constexpr std::chrono::seconds longest_trying{180};
// from reading a message to the event; of the same turn, as a rule
constexpr std::chrono::milliseconds longest_hearing{500};

} // namespace

void Call::invite(const OutgoingInvite& invite) {
    if (is_live())
        return;
    if (call_id_.empty() || invite.fresh_call_id) {
        core_.owners.remove_dialog(call_id_, local_tag_);
        call_id_ = random_token(16);
        local_tag_ = random_token(8);
        core_.owners.add_dialog(call_id_, local_tag_, {line_, key_});
        cseq_ = 0;
        to_.clear();
        challenges_.settle();
    }
    invite_ = invite;
    last_sdp_ = invite.sdp;
    early_dialogs_.clear();
    heard_tag_.clear();
    remote_tag_.clear();
    is_cancelled_ = has_told_end_ = is_lost_ = is_dialog_known_ = has_route_set_ = false;
    our_offer_.reset(); // an UPDATE in the dialog that a redirection has ended
    their_offer_.reset();
    saved_update_.reset();
    send_invite();
}

void Call::resend_with_credentials() {
    if (!is_live() && !request_uri_.empty())
        send_invite();
}

std::string Call::from_header(const Line& line) const {
    // RFC 3323 section 4.1.1.3
    const std::string from =
        invite_.anonymous ? "\"Anonymous\" <sip:anonymous@anonymous.invalid>" : line.name_address();
    return from + ";tag=" + local_tag_;
}

std::string Call::invite_headers(Line& line) {
    using Say = OutgoingInvite::Identity;
    std::string block;
    if (invite_.anonymous)
        add_header(block, "Privacy", "id");
    if (invite_.identity == Say::asserted)
        add_header(block, "P-Asserted-Identity", line.name_address());
    else if (invite_.anonymous || invite_.identity == Say::preferred)
        add_header(block, "P-Preferred-Identity", line.name_address());
    add_header(block, "Replaces", invite_.replaces);
    // who does not know it must not ring instead
    add_header(block, "Require", invite_.takes_over != 0 ? "replaces" : "");
    add_header(block, "Referred-By", invite_.referred_by);
    return block + challenges_.authorization(line.digest(invite_.target), "INVITE", request_uri_);
}

std::string Call::wanted_uri(const Account& account) const {
    if (!invite_.request_uri.empty())
        return invite_.request_uri.substr(0, invite_.request_uri.find('?')); // no headers of a stranger
    return "sip:" + escape_user(invite_.number) + "@" + uri_host(account.domain) +
           (invite_.user_phone ? ";user=phone" : "");
}

void Call::send_invite() {
    auto* const line = core_.lines.find(line_);
    const auto* const target = line ? line->target(invite_.target) : nullptr;
    if (!target) {
        Rejected nowhere = ended_by_us(503);
        nowhere.message.sent_before_provisional = true;
        return tell_later(nowhere);
    }
    if (invite_.takes_over != 0 && invite_.replaces.empty()) { // as the far end would answer: that call has just ended
        Message message;
        message.status = 481;
        message.phrase = standard_phrase(message.status);
        return tell_later(Rejected{message, false});
    }
    const auto& account = line->account();
    request_uri_ = wanted_uri(account);
    if (to_.empty())
        to_ = "<" + request_uri_ + ">";
    contact_ = line->contact(core_.stack.address(), target->transport);
    const std::string route = line->route(), next_hop = core_.next_hop(*target);
    const std::string cseq = cseq_ == 0 ? "" : std::to_string(cseq_) + " INVITE"; // nua counts it up
    const std::string headers = invite_headers(*line);
    uses_proxy_ = route.empty();
    next_hop_ = target->host;
    saw_provisional_ = false;
    unheard_wait_.stop();
    has_sent_invite_ = true;
    was_sent_ = false;
    // until it has left: the name of the PBX may be looked up for ever
    guard_.start(core_.options.transaction_timeout + std::chrono::seconds(2));
    phase_ = Phase::calling;
    // Without an offer of ours no reliable provisional response is wanted: its offer would need the answer in PRACK.
    const bool is_delayed_offer = last_sdp_.empty();

    handle_ = Handle(nua_handle(core_.nua(), this, TAG_END()), this);
    nua_invite(handle_.get(), NUTAG_URL(request_uri_.c_str()), TAG_IF(uses_proxy_, NUTAG_PROXY(next_hop.c_str())),
               TAG_IF(!uses_proxy_, NUTAG_INITIAL_ROUTE_STR(route.c_str())),
               SIPTAG_FROM_STR(from_header(*line).c_str()), SIPTAG_TO_STR(to_.c_str()),
               SIPTAG_CALL_ID_STR(call_id_.c_str()), SIPTAG_CSEQ_STR(or_null(cseq)),
               SIPTAG_CONTACT_STR(contact_.c_str()), SIPTAG_ALLOW_STR(allowed_methods),
               TAG_IF(is_delayed_offer, SIPTAG_SUPPORTED_STR("replaces, timer")),
               SIPTAG_USER_AGENT_STR(or_null(account.user_agent)),
               NUTAG_SESSION_TIMER(session_interval(account)),
               SIPTAG_HEADER_STR(or_null(headers)), SIPTAG_CONTENT_TYPE_STR(type_of(last_sdp_)),
               SIPTAG_PAYLOAD_STR(or_null(last_sdp_)), TAG_END());
    kick();
}

void Call::on_invite_answer(const NuaEvent& event) {
    if (!is_inviting())
        return on_offer_answer(event, OfferMethod::reinvite);
    if (event.sip && event.sip->sip_cseq)
        cseq_ = event.sip->sip_cseq->cs_seq;
    note_least_session(event);
    if (event.status <= 100)
        return; // also: nua repeats it with a longer Session-Expires (422)
    if (event.status < 200)
        on_provisional(event);
    else if (event.status < 300)
        on_answered(event);
    else
        on_refused(event);
}

void Call::note_sent(int status, const std::string& branch) {
    if (status >= 200 && status < 300)
        answered_branch_ = branch;
    if (status != 0)
        return;
    if (phase_ == Phase::calling && !is_cancelled_ && !std::exchange(was_sent_, true))
        guard_.start(longest_trying);
}

/// Whatever the stack makes of it: an answer of one fork too many (early_dialogs.cpp) is acknowledged, or not even
/// that, and forgotten.
void Call::note_final(const sip_t& response) {
    if (unheard_ || !is_inviting() || !is_dialog_known_ || response.sip_cseq->cs_seq != cseq_)
        return;
    const auto& status = *response.sip_status;
    const Message message =
        read_message({nua_r_invite, status.st_status, status.st_phrase, nullptr, &response, nullptr});
    if (message.status < 300)
        unheard_ = ended_by_us(500);
    else if (message.status < 400)
        unheard_ = Redirected{message, read_contacts_by_q(&response)};
    else
        unheard_ = Rejected{message, false};
    unheard_wait_.start(longest_hearing);
}

void Call::on_unheard() {
    const auto event = std::exchange(unheard_, std::nullopt);
    if (!is_inviting() || !event)
        return;
    guard_.stop();
    phase_ = Phase::none;
    handle_.reset();
    tell_end(*event);
}

void Call::on_provisional(const NuaEvent& event) {
    phase_ = Phase::proceeding;
    saw_provisional_ = true;
    if (!is_cancelled_)
        guard_.stop(); // from now on the leg counts
    const Message message = read_message(event);
    if (!message.remote_tag.empty()) {
        note_early_dialog(message);
        remember_peer(*event.sip);
    }
    is_dialog_known_ = is_dialog_known_ || message.reliable;
    if (const auto* const rseq = message.reliable ? event.sip->sip_rseq : nullptr) // RFC 3262 section 7.2
        rack_ = std::to_string(rseq->rs_response) + " " + std::to_string(cseq_) + " INVITE";
    if (event.status == 180)
        tell(Ringing{message});
    else
        tell(Progress{message});
}

void Call::note_early_dialog(const Message& message) {
    if (early_dialogs_.size() >= most_early_dialogs && !early_dialogs_.contains(message.remote_tag))
        return;
    auto& answer = early_dialogs_[message.remote_tag];
    if (message.body.empty() || message.content_type != sdp_content_type)
        return;
    heard_tag_ = message.remote_tag;
    if (message.reliable)
        answer = message.body;
}

void Call::on_answered(const NuaEvent& event) {
    guard_.stop();
    phase_ = Phase::answered;
    challenges_.settle();
    has_route_set_ = false;
    remember_peer(*event.sip);
    keep_to_route(*event.sip);
    is_dialog_known_ = true;
    nua_set_hparams(handle_.get(), NUTAG_UPDATE_REFRESH(takes_update_), TAG_END());
    if (is_forgotten_) // the leg is gone, or CANCEL and 200 have crossed (RFC 3261 section 9.1)
        return bye({});
    if (!last_sdp_.empty())
        acknowledge({});
    Message message = read_message(event);
    const auto said = early_dialogs_.find(message.remote_tag);
    if (message.body.empty() && said != early_dialogs_.end() && !said->second.empty() &&
        heard_tag_ != message.remote_tag) {
        // Its answer stands since its reliable response (RFC 3262 section 5), but that of another fork was told after
        // it
        message.content_type = sdp_content_type;
        message.body = said->second;
    }
    early_dialogs_.clear();
    tell(Answered{std::move(message)});
}

/// nua sends all requests of a handle to its proxy: once there is a dialog, that is where its route set points to.
void Call::keep_to_route(const sip_t& sip) {
    if (!uses_proxy_)
        return;
    const auto* hop = sip.sip_record_route;
    while (hop && hop->r_next)
        hop = hop->r_next;
    const auto* const url = hop ? hop->r_url : sip.sip_contact && !has_route_set_ ? sip.sip_contact->m_url : nullptr;
    if (url)
        nua_set_hparams(handle_.get(), NUTAG_PROXY(url_text(url).c_str()), TAG_END());
}

void Call::on_refused(const NuaEvent& event) {
    guard_.stop();
    phase_ = Phase::none;
    Message message = read_message(event);
    message.sent_before_provisional = !saw_provisional_;
    auto* const line = core_.lines.find(line_);
    if (event.status < 400)
        return tell(Redirected{message, read_contacts_by_q(event.sip)});
    const bool is_challenge = event.status == 401 || event.status == 407;
    const bool can_authenticate =
        is_challenge && line && !is_cancelled_ && challenges_.can_answer(core_, line->digest(invite_.target), event);
    tell(Rejected{message, can_authenticate});
}

/// To an UPDATE or INFO that went to a fork before another one has won, or a refusal while others ring: it ends nothing
/// and agrees on nothing. True: that is all.
bool Call::on_answer_of_fork(const NuaEvent& event) {
    const auto* const to = event.sip ? event.sip->sip_to : nullptr;
    const bool is_lost = is_established() && to && !su_casematch(to->a_tag, or_null(remote_tag_));
    const bool is_challenge = event.status == 401 || event.status == 407; // it is repeated with credentials
    if (event.status < 200 || is_challenge || !(is_lost || (others_ring() && ends_dialog(event.status))))
        return false;
    if (event.event == nua_r_info) {
        if (!infos_.empty())
            send_next_info();
    } else if (our_offer_ == OfferMethod::update) {
        our_offer_.reset();
        tell_refused_offer(500);
    }
    return true;
}

/// Without its dialog the call cannot come up (RFC 3261 section 12.2.1.2), unless by another fork, nor without
/// credentials: the INVITE is cancelled, and told is what comes of that. Other refusals concern the PRACK only.
void Call::on_prack_answer(const NuaEvent& event) {
    if (event.status < 300 || answer_in_dialog(event) || !is_inviting())
        return;
    if (event.status == 401 || event.status == 407 || (ends_dialog(event.status) && !others_ring()))
        cancel({});
}

void Call::cancel(std::string_view reason) {
    if (phase_ == Phase::none) // no answer to it would come
        return tell_later(ended_by_us(487));
    if (!is_inviting())
        return;
    if (std::exchange(is_cancelled_, true))
        return;
    // Before a provisional response the stack keeps it back (RFC 3261 section 9.1).
    std::string block;
    add_header(block, "Reason", reason);
    nua_cancel(handle_.get(), SIPTAG_HEADER_STR(or_null(block)), TAG_END());
    guard_.start(core_.options.transaction_timeout + std::chrono::seconds(2));
    kick();
}

void Call::acknowledge(std::string_view sdp) {
    if (phase_ != Phase::answered)
        return;
    phase_ = Phase::confirmed;
    const std::string body(sdp);
    if (!body.empty())
        last_sdp_ = body;
    nua_ack(handle_.get(), SIPTAG_CONTENT_TYPE_STR(type_of(body)), SIPTAG_PAYLOAD_STR(or_null(body)), TAG_END());
    kick();
}

} // namespace sip
