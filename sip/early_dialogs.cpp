// The dialogs that one INVITE of ours makes when a proxy forks it.
#include "sip/early_dialogs.hpp"

#include <algorithm>

#include "sip/taken_place.hpp"

// Of nua_client.h and nua_stack.h, which are not installed.
struct nua_client_request; // NOLINT(readability-identifier-naming): its name
extern "C" int nua_stack_process_request(nua_handle_t* handle, nta_leg_t* leg, nta_incoming_t* transaction,
                                         const sip_t* request);

namespace sip {

namespace {

constexpr std::size_t most_dialogs = 64; // of one INVITE; a flood of forks costs no more
constexpr std::size_t most_ended = 256;  // forks whose answers may still come again
constexpr std::uint32_t last_cseq = 0x7FFFFFFF; // above that of any PRACK in that dialog (RFC 3261 section 8.1.1.5)

EarlyDialogs* current_dialogs = nullptr;

/// A request in a dialog that nua does not know: for the handle of the INVITE. Of another tag than its own nua takes no
/// NOTIFY.
extern "C" int ask_handle(nta_leg_magic_t* handle, nta_leg_t* leg, nta_incoming_t* transaction, const sip_t* request) {
    auto* const owner = reinterpret_cast<nua_handle_t*>(handle);
    const auto* const known = current_dialogs ? current_dialogs->leg_of_nua(leg) : nullptr;
    if (!known)
        return 481;
    const EarlyDialogs::Heard heard(*current_dialogs, request->sip_from->a_tag);
    const std::string tag_of_nua = text_or_empty(nta_leg_get_rtag(known));
    const char* const tag = std::exchange(request->sip_from->a_tag, tag_of_nua.c_str());
    const int status = nua_stack_process_request(owner, leg, transaction, request);
    request->sip_from->a_tag = tag; // the events are read later
    return status;
}

/// A request in the dialog of a fork that another one has won over.
extern "C" int refuse_request(nta_leg_magic_t*, nta_leg_t*, nta_incoming_t*, const sip_t*) {
    return 481;
}

bool has_body(const sip_t& sip) {
    return sip.sip_payload && sip.sip_payload->pl_len > 0;
}

} // namespace

EarlyDialogs::Scope::Scope(EarlyDialogs& dialogs) : previous_(std::exchange(current_dialogs, &dialogs)) {}
EarlyDialogs::Scope::~Scope() {
    current_dialogs = previous_;
}

EarlyDialogs* EarlyDialogs::current() {
    return current_dialogs;
}

void EarlyDialogs::clear() {
    invites_by_transaction_.clear();
    const auto gone = std::exchange(invites_, {}); // its legs come to forget()
}

void EarlyDialogs::hear(nta_outgoing_t* transaction, const sip_t& response, const std::function<void()>& pass_on) {
    const Heard heard(*this, response.sip_to ? response.sip_to->a_tag : nullptr);
    const auto found = invites_by_transaction_.find(transaction);
    const auto hearing = found == invites_by_transaction_.end()
                             ? Hearing::pass
                             : on_response(found->second, invites_.at(found->second), response);
    if (hearing == Hearing::drop)
        return;
    if (hearing == Hearing::pass)
        return pass_on();
    // Hidden, not taken away: who reads the event sees it.
    auto* const message = nta_outgoing_getresponse(transaction);
    auto& rseq = sip_object(message)->sip_rseq;
    auto* const hidden = std::exchange(rseq, nullptr);
    pass_on();
    rseq = hidden;
    msg_destroy(message);
}

EarlyDialogs::Dialog* EarlyDialogs::find(Invite& invite, std::string_view tag) {
    const auto found = std::ranges::find(invite.dialogs, tag, &Dialog::tag);
    return found == invite.dialogs.end() ? nullptr : &*found;
}

/// The one that the response belongs to; null: it cannot be made.
EarlyDialogs::Dialog* EarlyDialogs::dialog(nta_leg_t* leg, Invite& invite, const sip_t& response) {
    if (auto* const known = find(invite, heard_))
        return known;
    if (invite.dialogs.size() >= most_dialogs)
        return nullptr;
    auto* const own = nta_leg_tcreate(agent_, &ask_handle, nta_leg_magic(leg, nullptr),
                                      SIPTAG_CALL_ID(response.sip_call_id), SIPTAG_FROM(response.sip_from),
                                      SIPTAG_TO(response.sip_to), SIPTAG_CSEQ(response.sip_cseq), TAG_END());
    if (!own)
        return nullptr;
    Dialog& made = invite.dialogs.emplace_back(Dialog{heard_});
    made.leg.reset(own);
    legs_of_nua_[own] = leg;
    nta_leg_client_reroute(own, response.sip_record_route, response.sip_contact, 0);
    return &made;
}

EarlyDialogs::Hearing EarlyDialogs::on_response(nta_leg_t* leg, Invite& invite, const sip_t& response) {
    const int status = response.sip_status ? response.sip_status->st_status : 0;
    if (status <= 100 || status >= 300 || heard_.empty() || invite.is_answered)
        return Hearing::pass;
    if (status >= 200)
        return on_answered(leg, invite, response);
    const auto hearing = response.sip_rseq ? on_reliable(leg, invite, response) : Hearing::pass;
    if (auto* const ended = status == 199 ? find(invite, heard_) : nullptr) // RFC 6228
        ended->spoke = 0;
    return hearing;
}

EarlyDialogs::Hearing EarlyDialogs::on_reliable(nta_leg_t* leg, Invite& invite, const sip_t& response) {
    auto* const from = dialog(leg, invite, response);
    const auto rseq = static_cast<std::uint32_t>(response.sip_rseq->rs_response);
    // RFC 3262 section 4: what comes again, or before another one, is not acknowledged
    if (!from || (from->rseq != 0 && rseq != from->rseq + 1))
        return Hearing::drop;
    from->rseq = rseq;
    if (has_body(response))
        from->spoke = ++invite.spoken;
    if (!from->leg)
        return Hearing::pass;
    acknowledge(*from, invite, response);
    return Hearing::pass_as_unreliable;
}

/// The first 2xx wins; nta ends others by ACK and BYE.
EarlyDialogs::Hearing EarlyDialogs::on_answered(nta_leg_t* leg, Invite& invite, const sip_t& response) {
    if (!dialog(leg, invite, response))
        return Hearing::drop; // Call::note_final tells the failure
    invite.is_answered = true;
    std::erase_if(invite.dialogs, [&](const Dialog& other) { return other.tag != heard_; });
    if (invite.dialogs.front().leg)
        nta_leg_bind(leg, &refuse_request, nullptr);
    return Hearing::pass;
}

void EarlyDialogs::acknowledge(const Dialog& dialog, const Invite& invite, const sip_t& response) {
    sip_rack_t rack[1];
    sip_rack_init(rack);
    rack->ra_response = dialog.rseq;
    rack->ra_cseq = response.sip_cseq->cs_seq;
    rack->ra_method = response.sip_cseq->cs_method;
    rack->ra_method_name = response.sip_cseq->cs_method_name;
    auto* const request = nta_outgoing_getrequest(invite.transaction);
    const auto* const asked = sip_object(request);
    // The stack repeats it until it is answered. What the answer says changes nothing: the other forks go on.
    nta_outgoing_destroy(
        nta_outgoing_tcreate(dialog.leg.get(), nullptr, nullptr, nullptr, SIP_METHOD_PRACK, nullptr, SIPTAG_RACK(rack),
                             TAG_IF(asked, SIPTAG_USER_AGENT(asked ? asked->sip_user_agent : nullptr)), TAG_END()));
    msg_destroy(request);
}

bool EarlyDialogs::end_call_of(const sip_t& answer) {
    const std::unique_ptr<nta_leg_t, LegDeleter> leg(
        nta_leg_tcreate(agent_, nullptr, nullptr, SIPTAG_CALL_ID(answer.sip_call_id), SIPTAG_FROM(answer.sip_from),
                        SIPTAG_TO(answer.sip_to), SIPTAG_CSEQ(answer.sip_cseq), TAG_END()));
    if (!leg || nta_leg_client_route(leg.get(), answer.sip_record_route, answer.sip_contact) < 0)
        return false;
    nta_outgoing_destroy(nta_outgoing_tcreate(leg.get(), nullptr, nullptr, nullptr, SIP_METHOD_ACK, nullptr,
                                              NTATAG_ACK_BRANCH(answer.sip_via->v_branch), NTATAG_STATELESS(1),
                                              TAG_END()));
    auto fork = text_or_empty(answer.sip_call_id->i_id) + '\n' + text_or_empty(answer.sip_to->a_tag);
    if (std::ranges::find(ended_, fork) != ended_.end())
        return true;
    ended_.push_back(std::move(fork));
    if (ended_.size() > most_ended)
        ended_.pop_front();
    sip_cseq_t cseq[1];
    sip_cseq_init(cseq);
    cseq->cs_seq = last_cseq;
    cseq->cs_method = sip_method_bye;
    cseq->cs_method_name = sip_method_name_bye;
    nta_outgoing_destroy(nta_outgoing_tcreate(leg.get(), nullptr, nullptr, nullptr, SIP_METHOD_BYE, nullptr,
                                              SIPTAG_CSEQ(cseq), TAG_END()));
    return true;
}

bool EarlyDialogs::bind(nta_outgoing_t* invite, const char* tag, std::uint32_t rseq) {
    if (!agent_ || !routed_ || !invite || !tag)
        return false;
    auto& bound = invites_[routed_];
    bound.transaction = kept_ = invite;
    bound.spoken = 1;
    bound.dialogs.push_back(Dialog{tag, nullptr, rseq, bound.spoken});
    invites_by_transaction_[invite] = routed_;
    return true;
}

bool EarlyDialogs::keeps(nta_outgoing_t* transaction) {
    if (transaction && transaction == std::exchange(kept_, nullptr))
        return true;
    invites_by_transaction_.erase(transaction);
    return false;
}

/// Of nua's PRACKs each is for its own dialog.
nta_leg_t* EarlyDialogs::speaks_by(nta_leg_t* leg, sip_method_t method) {
    const auto found = invites_.find(leg);
    if (found == invites_.end() || method == sip_method_prack)
        return leg;
    const auto last = std::ranges::max_element(found->second.dialogs, {}, &Dialog::spoke);
    return last->leg ? last->leg.get() : leg;
}

nta_leg_t* EarlyDialogs::routes_by(nta_leg_t* leg) {
    routed_ = leg;
    const auto found = invites_.find(leg);
    if (found == invites_.end() || heard_.empty())
        return leg;
    const auto* const from = find(found->second, heard_);
    return !from ? nullptr : from->leg ? from->leg.get() : leg;
}

const nta_leg_t* EarlyDialogs::leg_of_nua(nta_leg_t* own) const {
    const auto found = legs_of_nua_.find(own);
    return found == legs_of_nua_.end() ? nullptr : found->second;
}

void EarlyDialogs::forget(nta_leg_t* leg) {
    legs_of_nua_.erase(leg);
    const auto node = invites_.extract(leg); // its legs come here, too
    if (node.empty())
        return;
    const auto found = invites_by_transaction_.find(node.mapped().transaction);
    if (found != invites_by_transaction_.end() && found->second == leg) // else the address is another's by now
        invites_by_transaction_.erase(found);
}

} // namespace sip

using sip::EarlyDialogs;
using sip::of_stack;

extern "C" {

/// The stack's own sends its BYE once, outside any transaction, and knows no answer to it.
__attribute__((visibility("default"))) int nta_msg_ackbye(nta_agent_t* agent, msg_t* message) {
    static const auto original = of_stack<int (*)(nta_agent_t*, msg_t*)>("nta_msg_ackbye");
    auto* const dialogs = EarlyDialogs::current();
    if (!dialogs || !dialogs->end_call_of(*sip_object(message)))
        return original(agent, message);
    msg_destroy(message);
    return 0;
}

/// Called once, when the stack is made.
__attribute__((visibility("default"))) int nta_agent_bind_tport_update(nta_agent_t* agent, nta_update_magic_t* magic,
                                                                       nta_update_tport_f* update) {
    static const auto original = of_stack<decltype(&nta_agent_bind_tport_update)>("nta_agent_bind_tport_update");
    if (auto* const dialogs = EarlyDialogs::current())
        dialogs->use(agent);
    return original(agent, magic, update);
}

__attribute__((visibility("default"))) int nua_client_orq_response(nua_client_request* request,
                                                                   nta_outgoing_t* transaction, const sip_t* sip) {
    static const auto original =
        of_stack<int (*)(nua_client_request*, nta_outgoing_t*, const sip_t*)>("nua_client_orq_response");
    auto* const dialogs = EarlyDialogs::current();
    if (!dialogs || !sip)
        return original(request, transaction, sip);
    dialogs->hear(transaction, *sip, [&] { original(request, transaction, sip); });
    return 0;
}

__attribute__((visibility("default"))) nta_outgoing_t* nta_outgoing_tagged(nta_outgoing_t* invite,
                                                                           nta_response_f* callback,
                                                                           nta_outgoing_magic_t* magic, const char* tag,
                                                                           const sip_rseq_t* rseq) {
    static const auto original = of_stack<decltype(&nta_outgoing_tagged)>("nta_outgoing_tagged");
    auto* const dialogs = EarlyDialogs::current();
    return dialogs && dialogs->bind(invite, tag, static_cast<std::uint32_t>(rseq->rs_response))
               ? invite
               : original(invite, callback, magic, tag, rseq);
}

__attribute__((visibility("default"))) void nta_outgoing_destroy(nta_outgoing_t* transaction) {
    static const auto original = of_stack<decltype(&nta_outgoing_destroy)>("nta_outgoing_destroy");
    if (auto* const dialogs = EarlyDialogs::current(); !dialogs || !dialogs->keeps(transaction))
        original(transaction);
}

/// Each dialog has its own count, and nta one for all.
__attribute__((visibility("default"))) int nta_outgoing_setrseq(nta_outgoing_t* transaction, std::uint32_t rseq) {
    static const auto original = of_stack<decltype(&nta_outgoing_setrseq)>("nta_outgoing_setrseq");
    const auto* const dialogs = EarlyDialogs::current();
    return dialogs && dialogs->hears_all(transaction) ? 0 : original(transaction, rseq);
}

__attribute__((visibility("default"))) int nta_msg_request_complete(msg_t* message, nta_leg_t* leg, sip_method_t method,
                                                                    const char* name, const url_string_t* uri) {
    static const auto original = of_stack<decltype(&nta_msg_request_complete)>("nta_msg_request_complete");
    auto* const dialogs = EarlyDialogs::current();
    return original(message, dialogs ? dialogs->speaks_by(leg, method) : leg, method, name, uri);
}

__attribute__((visibility("default"))) int nta_leg_client_reroute(nta_leg_t* leg, const sip_record_route_t* route,
                                                                  const sip_contact_t* contact, int initial) {
    static const auto original = of_stack<decltype(&nta_leg_client_reroute)>("nta_leg_client_reroute");
    auto* const dialogs = EarlyDialogs::current();
    auto* const meant = dialogs ? dialogs->routes_by(leg) : leg;
    return meant ? original(meant, route, contact, initial) : 0;
}

__attribute__((visibility("default"))) int nta_leg_server_route(nta_leg_t* leg, const sip_record_route_t* route,
                                                                const sip_contact_t* contact) {
    static const auto original = of_stack<decltype(&nta_leg_server_route)>("nta_leg_server_route");
    auto* const dialogs = EarlyDialogs::current();
    auto* const meant = dialogs ? dialogs->routes_by(leg) : leg;
    return meant ? original(meant, route, contact) : 0;
}

__attribute__((visibility("default"))) void nta_leg_destroy(nta_leg_t* leg) {
    static const auto original = of_stack<decltype(&nta_leg_destroy)>("nta_leg_destroy");
    if (auto* const dialogs = EarlyDialogs::current())
        dialogs->forget(leg);
    original(leg);
}

} // extern "C"
