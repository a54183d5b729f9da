// One leg's dialog on the SIP side: its life, its identity, and who does what with an event.
#include "sip/call.hpp"

#include "sip/headers.hpp"
#include "sip/networks.hpp"
#include "sip/out_of_dialog.hpp"
#include "sip/reading.hpp"
#include "sip/saved_request.hpp"

namespace sip {

namespace {

constexpr std::chrono::seconds notify_patience{5}, margin{2};

} // namespace

Call::Call(Core& core, LineId line, CallKey key)
    : core_(core), line_(line), key_(key), is_outgoing_(true), unheard_wait_(core.stack, [this] { on_unheard(); }),
      refresh_(core.stack, [this] { refresh(); }),
      guard_(core.stack, [this] { give_up(); }),
      late_(core.stack, [this] {
          for (const auto& event : std::exchange(late_events_, {}))
              tell(event);
      }) {}

Call::Call(Core& core, LineId line, CallKey key, const NuaEvent& event) : Call(core, line, key) {
    is_outgoing_ = false;
    is_dialog_known_ = true;
    phase_ = Phase::ringing;
    handle_ = Handle(event.handle, this);
    const sip_t& sip = *event.sip;
    call_id_ = text_or_empty(sip.sip_call_id->i_id);
    Home home;
    if (const auto* const own = nua_handle_make_replaces(handle_.get(), home, 0))
        local_tag_ = text_or_empty(own->rp_from_tag);
    branch_ = text_or_empty(sip.sip_via ? sip.sip_via->v_branch : nullptr);
    core_.owners.add_dialog(call_id_, local_tag_, {line_, key_});
    core_.owners.add_branch(call_id_, branch_, {line_, key_});
    way_ = core_.stack.forks().hold(sip, local_tag_);
    remember_peer(sip);
    if (const auto from = parse_name_addr(header_text(sip.sip_from)); from && !is_anonymous(*from))
        caller_ = from->uri.user;
    const bool is_tcp =
        sip.sip_via && sip.sip_via->v_protocol && su_casematch(sip.sip_via->v_protocol, sip_transport_tcp);
    if (auto* const known = core_.lines.find(line_))
        contact_ = known->contact(core_.stack.address(), is_tcp ? Transport::tcp : Transport::udp);
}

Call::~Call() {
    core_.owners.remove_dialog(call_id_, local_tag_);
    if (!is_outgoing_)
        core_.owners.remove_branch(call_id_, branch_);
}

bool Call::is_live() const {
    return phase_ != Phase::none;
}

void Call::tell(const CallEvent& event) {
    if (!is_forgotten_)
        core_.sink.on_call(line_, key_, event);
}

void Call::tell_end(const CallEvent& event) {
    if (!std::exchange(has_told_end_, true))
        tell(event);
}

void Call::tell_gone(Phase in, int status) {
    switch (in) {
    case Phase::none:
        return;
    case Phase::calling:
    case Phase::proceeding:
        return tell_end(ended_by_us(is_cancelled_ ? 487 : status));
    case Phase::ringing:
        return tell_end(Cancelled{});
    case Phase::answered:
        return tell_end(HungUp{});
    case Phase::ending:
        return tell_bye_done(status); // also when both sides have said BYE
    case Phase::accepted:
    case Phase::confirmed:
        return tell_end(DialogGone{status});
    }
}

/// Not of the BYE that follows the loss of the dialog: the leg has not asked for it.
void Call::tell_bye_done(int status) {
    if (!is_lost_)
        tell(ByeDone{status});
}

Rejected Call::ended_by_us(int status) {
    Rejected ended;
    ended.message.status = status;
    ended.message.phrase = standard_phrase(status);
    ended.message.internal = true;
    return ended;
}

void Call::tell_later(CallEvent event) {
    late_events_.push_back(std::move(event));
    late_.start(std::chrono::milliseconds(0));
    kick();
}

void Call::on_event(const NuaEvent& event) {
    switch (event.event) {
    case nua_r_invite:
        return on_invite_answer(event);
    case nua_i_ack:
        return on_ack(event);
    case nua_i_cancel:
        return on_cancel(event);
    case nua_i_bye:
        return on_bye(event);
    case nua_r_bye:
        return on_bye_answer(event);
    case nua_r_prack:
        return on_prack_answer(event);
    case nua_r_update:
        if (!on_answer_of_fork(event))
            on_offer_answer(event, OfferMethod::update);
        return;
    case nua_r_info:
        if (!on_answer_of_fork(event))
            on_info_answer(event);
        return;
    case nua_r_refer:
        return on_refer_answer(event);
    case nua_i_terminated:
        return on_terminated(event);
    default:
        return on_inside(event);
    }
}

/// Requests inside the dialog that wait for an answer of ours.
void Call::on_inside(const NuaEvent& event) {
    const bool is_request = event.event == nua_i_invite || event.event == nua_i_update || event.event == nua_i_info ||
                            event.event == nua_i_refer || event.event == nua_i_notify || event.event == nua_i_options ||
                            event.event == nua_i_message;
    if (!is_request || !event.sip)
        return;
    if (event.event == nua_i_notify)
        return on_notify(event);
    if (event.status >= 200)
        return; // nua has answered
    if (is_forgotten_)
        return respond(core_, event, 481);
    if (event.event == nua_i_invite)
        on_reinvite(event);
    else if (event.event == nua_i_update)
        on_update(event);
    else if (event.event == nua_i_info)
        on_info(event);
    else if (event.event == nua_i_refer)
        on_refer(event);
    else if (event.event == nua_i_message)
        respond(core_, event, answer_text(core_, line_, event));
    else
        respond(core_, event, 200);
}

/// Tag, target and abilities of the far end, from any message that may change them.
void Call::remember_peer(const sip_t& sip) {
    const auto* const remote = sip.sip_request ? sip.sip_from : sip.sip_to;
    if (remote && remote->a_tag)
        remote_tag_ = remote->a_tag;
    if (sip.sip_contact)
        remote_target_ = url_text(sip.sip_contact->m_url);
    if (sip.sip_session_expires) {
        session_expires_ = std::chrono::seconds(sip.sip_session_expires->x_delta);
        session_since_ = core_.stack.now();
    }
    if (sip.sip_allow)
        takes_update_ = sip_is_allowed(sip.sip_allow, SIP_METHOD_UPDATE);
    // Responses carry the route backwards: the last Record-Route is our next hop (RFC 3261 section 12.1).
    const auto* hop = sip.sip_record_route;
    while (hop && sip.sip_status && hop->r_next)
        hop = hop->r_next;
    has_route_set_ = has_route_set_ || hop;
    if (hop)
        next_hop_ = text_or_empty(hop->r_url->url_host);
    else if (sip.sip_contact && !has_route_set_)
        next_hop_ = text_or_empty(sip.sip_contact->m_url->url_host);
}

bool Call::is_named_by(const Replaces& replaces) const {
    if (!is_live() || replaces.call_id != call_id_ || replaces.to_tag != local_tag_)
        return false;
    // RFC 3891 section 3: of early dialogs only those that we started
    if (phase_ == Phase::proceeding)
        return early_dialogs_.contains(replaces.from_tag);
    return phase_ != Phase::ringing && replaces.from_tag == remote_tag_;
}

std::string Call::refer_to() const {
    const auto uri = parse_uri(remote_target_);
    if (!uri || remote_tag_.empty())
        return {};
    return to_text(ReferTo{*uri, named_by_far_end()});
}

/// A PBX looks the number up before it looks at Replaces, and a proxy knows its users, not their Contacts. Who calls
/// without a number is behind a proxy at his Contact; to a PBX any number will do that it has.
std::string Call::far_end_uri(const Line& line) const {
    if (is_outgoing_)
        return request_uri_;
    if (!caller_.empty())
        return "sip:" + escape_user(caller_) + "@" + uri_host(line.account().domain);
    return has_route_set_ ? remote_target_ : line.address_of_record();
}

void Call::give_place_to(OutgoingInvite& invite) const {
    const auto* const line = core_.lines.find(line_);
    if (!is_established() || !line)
        return;
    invite.replaces = to_text(named_by_far_end());
    if (invite.request_uri.empty()) // else that of a redirection
        invite.request_uri = far_end_uri(*line);
}

std::size_t Call::target_index(const Line& line) const {
    return is_outgoing_ ? invite_.target : line.registered_at.value_or(0);
}

void Call::forget() {
    if (std::exchange(is_forgotten_, true))
        return;
    late_.stop();
    if (phase_ == Phase::ringing)
        reject({.status = 480});
    else if (is_live() && phase_ != Phase::ending)
        bye({});
    if (is_live())
        guard_.start(core_.options.transaction_timeout + margin);
    else if (is_refer_open_)
        guard_.start(notify_patience);
    kick();
}

void Call::give_up() {
    if (phase_ == Phase::calling && was_sent_ && !is_cancelled_)
        return cancel({}); // its end is told when it comes, or by the next guard
    const Phase phase = std::exchange(phase_, Phase::none);
    is_refer_open_ = false;
    handle_.reset();
    if (phase == Phase::calling || phase == Phase::proceeding)
        tell_gone(phase, 408);
    else if (phase == Phase::ending)
        tell_end(ByeDone{408});
}

} // namespace sip
