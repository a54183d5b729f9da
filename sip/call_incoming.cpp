// A call that came in: our answers to its INVITE, ACK and CANCEL (callflows 3.2, 3.7, 3.8).
#include "sip/call.hpp"
#include "sip/reading.hpp"
#include "sip/saved_request.hpp"

namespace sip {

void Call::respond_to_invite(int status, const std::string& phrase, std::string_view sdp, const std::string& block) {
    const auto* const line = core_.lines.find(line_);
    const std::string body(sdp);
    const bool has_contact = status < 300;
    // A peer that takes no UPDATE could only be refreshed by a re-INVITE without SDP: we ask for no session timer then.
    const unsigned expires = line && takes_update_ ? session_interval(line->account()) : 0;
    nua_respond(handle_.get(), status, core_.phrases.kept(phrase, status),
                SIPTAG_CONTACT_STR(has_contact ? or_null(contact_) : nullptr),
                TAG_IF(has_contact, SIPTAG_ALLOW_STR(allowed_methods)),
                SIPTAG_USER_AGENT_STR(line ? or_null(line->account().user_agent) : nullptr),
                NUTAG_SESSION_TIMER(expires), NUTAG_UPDATE_REFRESH(takes_update_), SIPTAG_HEADER_STR(or_null(block)),
                SIPTAG_CONTENT_TYPE_STR(type_of(body)), SIPTAG_PAYLOAD_STR(or_null(body)), TAG_END());
    if (!body.empty())
        last_sdp_ = body;
    kick();
}

void Call::ring(int status, std::string_view sdp) {
    if (phase_ == Phase::ringing)
        respond_to_invite(status, {}, sdp);
}

void Call::answer(std::string_view sdp) {
    if (phase_ != Phase::ringing)
        return;
    phase_ = Phase::accepted;
    respond_to_invite(200, {}, sdp);
}

void Call::reject(const Rejection& rejection) {
    if (phase_ != Phase::ringing)
        return;
    phase_ = Phase::none;
    has_told_end_ = true;
    respond_to_invite(rejection.status, rejection.phrase, {}, to_block(rejection.extra));
}

/// A CANCEL that our 200 has crossed changes nothing (RFC 3261 section 9.2); a re-INVITE that the ACK of our 200
/// follows comes too early.
std::optional<EarlyAnswers::Answer> Call::early_answer(const sip_t& request) const {
    if (request.sip_request->rq_method == sip_method_cancel) {
        const bool is_late = !answered_branch_.empty() && answered_branch_ == text_or_empty(request.sip_via->v_branch);
        return is_late ? std::optional(EarlyAnswers::Answer{200, local_tag_}) : std::nullopt;
    }
    const bool is_reinvite = request.sip_request->rq_method == sip_method_invite && request.sip_to->a_tag;
    if (is_reinvite && (phase_ == Phase::accepted || awaits_ack_))
        return EarlyAnswers::Answer{491};
    return std::nullopt;
}

void Call::on_ack(const NuaEvent& event) {
    if (phase_ == Phase::accepted)
        phase_ = Phase::confirmed;
    awaits_ack_ = false;
    session_since_ = core_.stack.now(); // a phone may have rung for longer than it lasts
    if (const auto headers = std::exchange(bye_after_ack_, std::nullopt))
        return send_bye(*headers);
    const Message message = read_message(event);
    tell(Ack{message.content_type == sdp_content_type ? message.body : std::string()});
}

/// nua has answered: 200 to it and 487 to the INVITE. It comes for the first INVITE even after answer(): then our 200
/// never left, and for a leg that has answered a CANCEL would change nothing.
void Call::on_cancel(const NuaEvent& event) {
    const Cancelled cancelled{read_reasons(event.sip)};
    if (phase_ != Phase::ringing && phase_ != Phase::accepted) {
        their_offer_.reset(); // a re-INVITE: the call stands
        return tell(cancelled);
    }
    if (std::exchange(phase_, Phase::none) == Phase::ringing)
        tell_end(cancelled);
    else
        tell_end(HungUp{cancelled.reason});
}

} // namespace sip
