// The public face of the SIP side: hands each request to the part that does it, and each event to the part it belongs
// to.
#include "sip/agent.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "sip/call.hpp"
#include "sip/core.hpp"
#include "sip/crowd.hpp"
#include "sip/message_waiting.hpp"
#include "sip/out_of_dialog.hpp"
#include "sip/probe.hpp"
#include "sip/publish.hpp"
#include "sip/registration.hpp"
#include "sip/streams.hpp"

namespace sip {

class Agent::Impl final : public Stack::Listener {
  public:
    Impl(Options given, EventSink& events, std::function<CallKey()> next)
        : options(std::move(given)), sink(events), next_key(std::move(next)), sources(options), stack(options, *this) {}

    ~Impl() { is_gone = true; }

    Call* find(CallKey key) {
        const auto found = calls.find(key);
        return found == calls.end() ? nullptr : found->second.get();
    }
    void on_stranger(const NuaEvent& event) override;
    void on_wire(WireMessage message) override;
    bool hides_tag(const sip_t& request) const;
    MessageReader::Verdict on_request_read(const sip_t& request, const IpAddress& source) override;
    void on_response_read(const sip_t& response) override;
    std::optional<EarlyAnswers::Answer> early_answer(const sip_t& request) override;
    void on_connection_accepted(std::uintptr_t id, std::string_view peer) override {
        if (!is_gone)
            streams.accepted(id, peer);
    }
    void on_connection_closed(std::uintptr_t id, std::string_view peer) override {
        if (is_gone)
            return;
        streams.closed(id);
        registrations.connection_closed(peer);
    }
    void on_connection_spoiled(std::uintptr_t id, bool is_answered) override {
        if (!is_gone)
            streams.spoiled(id, is_answered);
    }
    void on_failure(std::string_view what) noexcept override;
    void take_call(const NuaEvent& event);
    void match_replaces(const NuaEvent& event, Invited& invited);
    void tell_wire(const WireMessage& message, MessageOwner owner);
    void tell_unreadable(const WireMessage& message);
    void tell_waiting_wire(const NuaEvent& event);
    void tell_all_waiting_wire();
    void sweep();

    const Options options;
    EventSink& sink;
    std::function<CallKey()> next_key;
    Lines lines;
    Sources sources;
    MessageOwners owners;
    std::vector<WireMessage> waiting_wire; ///< whose owners are not known yet
    Phrases phrases;
    Crowd peers{options.transaction_timeout}, strangers{options.transaction_timeout};
    Stack stack;
    Streams streams{stack, options, sources, sink};
    Core core{options, sink, stack, lines, sources, owners, phrases};
    Registrations registrations{core};
    MessageWaiting message_waiting{core};
    Publications publications{core};
    OutOfDialog out_of_dialog{core};
    Probes probes{core};
    std::unordered_map<CallKey, std::unique_ptr<Call>> calls;
    std::vector<std::unique_ptr<Call>> leaving; ///< forgotten, but not yet gone from the wire
    bool is_ending{}, is_gone{};                ///< gone: the stack still ends, the parts no longer exist
};

void Agent::Impl::on_stranger(const NuaEvent& event) {
    if (is_gone)
        return;
    if (event.event == nua_i_invite && event.handle && event.status < 200)
        return take_call(event);
    tell_waiting_wire(event);
    const bool is_in_dialog = event.event == nua_i_ack || event.event == nua_i_cancel || event.event == nua_i_bye;
    if (event.handle && event.sip && event.sip->sip_request && !is_in_dialog)
        out_of_dialog.answer(event);
}

void Agent::Impl::take_call(const NuaEvent& event) {
    auto admitted = out_of_dialog.admit(event, is_ending);
    if (!admitted)
        return tell_waiting_wire(event);
    match_replaces(event, admitted->invited);
    const CallKey key = next_key();
    auto& call = calls[key] = std::make_unique<Call>(core, admitted->line, key, event);
    tell_waiting_wire(event);
    call->tell(admitted->invited);
}

void Agent::Impl::match_replaces(const NuaEvent& event, Invited& invited) {
    const auto* const header = event.sip->sip_replaces;
    if (!header)
        return;
    const Replaces replaces{text_or_empty(header->rp_call_id), text_or_empty(header->rp_to_tag),
                            text_or_empty(header->rp_from_tag), header->rp_early_only != 0};
    const auto found =
        std::ranges::find_if(calls, [&](const auto& entry) { return entry.second->is_named_by(replaces); });
    invited.replaces = found == calls.end() ? 0 : found->first;
    invited.replaces_unmatched = found == calls.end();
    invited.replaces_early_only = replaces.early_only;
}

/// A message that is nobody's is kept until the event that it causes: by then its call may have a key.
void Agent::Impl::on_wire(WireMessage message) {
    if (is_gone)
        return;
    if (message.is_noise)
        return message.unreadable.empty() ? sink.on_noise(message.source)
                                          : sink.on_unreadable({}, {}, message.source, message.unreadable);
    if (!message.unreadable.empty())
        tell_unreadable(message);
    if (const auto* const owner = owners.find(message)) {
        if (auto* const call = message.sent && message.method == "INVITE" ? find(owner->key) : nullptr)
            call->note_sent(message.status, message.branch);
        tell_wire(message, *owner);
    } else {
        waiting_wire.push_back(std::move(message));
    }
}

/// No event comes of it.
void Agent::Impl::tell_unreadable(const WireMessage& message) {
    const auto* const owner = owners.find(message);
    const auto whose = owner ? *owner : MessageOwner{};
    const auto method = message.method.empty() ? "a request" : message.method;
    const auto what = message.status == 0 ? method : std::to_string(message.status) + " to " + method;
    sink.on_unreadable(whose.line, whose.key, message.source, what + ": " + message.unreadable);
}

/// An empty tag names nothing; nor does a request inside a call of ours that leaves ours out (only its INVITE and
/// CANCEL do).
bool Agent::Impl::hides_tag(const sip_t& request) const {
    const auto is_empty = [](const char* tag) { return tag && *tag == '\0'; };
    const char* const ours = request.sip_to->a_tag;
    if (is_empty(ours) || (ours && request.sip_from && is_empty(request.sip_from->a_tag)))
        return true;
    const auto method = request.sip_request->rq_method;
    return !ours && method != sip_method_invite && method != sip_method_cancel &&
           owners.has_call(text_or_empty(request.sip_call_id->i_id));
}

/// What belongs to a dialog of ours is always taken, wherever it comes from; so is ACK, which makes no transaction.
MessageReader::Verdict Agent::Impl::on_request_read(const sip_t& request, const IpAddress& source) {
    using Verdict = MessageReader::Verdict;
    if (is_gone || !request.sip_to || !request.sip_call_id)
        return Verdict::take;
    const auto taken = hides_tag(request) ? Verdict::take_as_unknown : Verdict::take;
    if (request.sip_request->rq_method == sip_method_ack)
        return taken;
    WireMessage asked;
    asked.call_id = text_or_empty(request.sip_call_id->i_id);
    asked.local_tag = text_or_empty(request.sip_to->a_tag);
    if (taken == Verdict::take && !asked.local_tag.empty() && owners.find(asked))
        return Verdict::take;
    const bool is_strange = !sources.may_request(source);
    const auto most = is_strange ? options.max_strange_requests : options.max_requests + 4 * lines.size();
    if ((is_strange ? strangers : peers).takes_one_more(most, Crowd::Clock::now()))
        return taken;
    sink.on_request_dropped(source.text(),
                            (is_strange ? "[sip] max_strange_requests: more than " : "[sip] max_requests: more than ") +
                                std::to_string(most) + " outside calls in " +
                                std::to_string(options.transaction_timeout / std::chrono::seconds(1)) + " s");
    return is_strange ? Verdict::hang_up : Verdict::drop;
}

void Agent::Impl::on_response_read(const sip_t& response) {
    const bool is_final =
        response.sip_status->st_status >= 200 && response.sip_cseq && response.sip_cseq->cs_method == sip_method_invite;
    if (is_gone || !is_final || !response.sip_call_id || !response.sip_from)
        return;
    WireMessage answered;
    answered.call_id = text_or_empty(response.sip_call_id->i_id);
    answered.local_tag = text_or_empty(response.sip_from->a_tag);
    if (const auto* const owner = owners.find(answered))
        if (auto* const call = find(owner->key))
            call->note_final(response);
}

std::optional<EarlyAnswers::Answer> Agent::Impl::early_answer(const sip_t& request) {
    const auto method = request.sip_request->rq_method;
    if (is_gone || (method != sip_method_cancel && method != sip_method_invite))
        return std::nullopt;
    WireMessage asked;
    asked.call_id = text_or_empty(request.sip_call_id->i_id);
    asked.local_tag = text_or_empty(request.sip_to->a_tag);
    asked.branch = text_or_empty(request.sip_via->v_branch);
    const auto* const owner = owners.find(asked);
    const auto* const call = owner ? find(owner->key) : nullptr;
    return call ? call->early_answer(request) : std::nullopt;
}

/// The message of the event and what belongs to it. Others wait for their own: the next may be another fork.
void Agent::Impl::tell_waiting_wire(const NuaEvent& event) {
    if (!event.sip || !event.sip->sip_call_id || !event.sip->sip_via)
        return;
    const std::string branch = text_or_empty(event.sip->sip_via->v_branch);
    for (auto& message : std::exchange(waiting_wire, {})) {
        const auto* const owner = owners.find(message);
        if (owner || (message.call_id == event.sip->sip_call_id->i_id && message.branch == branch))
            tell_wire(message, owner ? *owner : MessageOwner{});
        else
            waiting_wire.push_back(std::move(message));
    }
}

void Agent::Impl::tell_all_waiting_wire() {
    for (const auto& message : std::exchange(waiting_wire, {})) {
        const auto* const owner = owners.find(message);
        tell_wire(message, owner ? *owner : MessageOwner{});
    }
}

void Agent::Impl::tell_wire(const WireMessage& message, MessageOwner owner) {
    const std::string_view text = message.text;
    sink.on_trace(owner.line, owner.key, message.sent, text.substr(0, text.find('\n')), text);
    if (message.status >= 200) // a response that we sent answers a request that we received
        sink.on_request(!message.sent, message.method, message.status);
}

void Agent::Impl::on_failure(std::string_view what) noexcept {
    try {
        sink.on_warning(what);
    } catch (...) { // nobody left to tell
    }
}

void Agent::Impl::sweep() {
    std::erase_if(leaving, [](const auto& call) { return call->may_be_deleted(); });
    registrations.sweep();
    message_waiting.sweep();
    publications.sweep();
}

Agent::Agent(Options options, EventSink& sink, std::function<CallKey()> next_call_key)
    : impl_(std::make_unique<Impl>(std::move(options), sink, std::move(next_call_key))) {}

Agent::~Agent() = default;

int Agent::event_descriptor() const {
    return impl_->stack.event_descriptor();
}

std::chrono::milliseconds Agent::step() {
    const auto wait = impl_->stack.step();
    impl_->stack.guarded([this] { impl_->tell_all_waiting_wire(); });
    impl_->sweep();
    return wait;
}

void Agent::on_wanted(std::function<void()> kick) {
    impl_->stack.on_wanted(std::move(kick));
}
const std::string& Agent::unknown_registrar() const {
    return impl_->stack.unknown_registrar();
}

std::string Agent::address() const {
    return impl_->stack.address();
}

void Agent::add_line(LineId line, Account account) {
    impl_->lines.add(line, std::move(account));
}
void Agent::update_line(LineId line, Account account) {
    impl_->lines.add(line, std::move(account));
}

void Agent::remove_line(LineId line) {
    impl_->registrations.forget(line);
    impl_->message_waiting.forget(line);
    if (const auto* const known = impl_->lines.find(line))
        impl_->owners.remove_dialog(known->register_call_id, known->register_tag);
    impl_->lines.remove(line);
}

void Agent::send_register(LineId line, std::size_t target, std::chrono::seconds expires, bool) {
    impl_->registrations.send(line, target, expires);
}

void Agent::subscribe_message_summary(LineId line, std::size_t target, bool on) {
    if (on)
        impl_->message_waiting.subscribe(line, target);
    else
        impl_->message_waiting.unsubscribe(line);
}

bool Agent::target_alive(std::size_t registrar) const {
    return impl_->probes.is_alive(registrar);
}

void Agent::invite(LineId line, CallKey key, const OutgoingInvite& invite) {
    auto& call = impl_->calls[key];
    if (!call)
        call = std::make_unique<Call>(impl_->core, line, key);
    auto wanted = invite;
    if (const auto* const other = invite.takes_over != 0 ? impl_->find(invite.takes_over) : nullptr)
        other->give_place_to(wanted);
    call->invite(wanted);
}

void Agent::resend_with_credentials(CallKey key) {
    if (auto* const call = impl_->find(key))
        call->resend_with_credentials();
}

void Agent::cancel(CallKey key, std::string_view reason) {
    if (auto* const call = impl_->find(key))
        call->cancel(reason);
}

void Agent::ack(CallKey key, std::string_view sdp) {
    if (auto* const call = impl_->find(key))
        call->acknowledge(sdp);
}

void Agent::ring(CallKey key, int status, std::string_view sdp) {
    if (auto* const call = impl_->find(key))
        call->ring(status, sdp);
}

void Agent::answer(CallKey key, std::string_view sdp) {
    if (auto* const call = impl_->find(key))
        call->answer(sdp);
}

void Agent::reject(CallKey key, const Rejection& rejection) {
    if (auto* const call = impl_->find(key))
        call->reject(rejection);
}

void Agent::offer(CallKey key, std::string_view sdp, OfferMethod method) {
    if (auto* const call = impl_->find(key))
        call->offer(sdp, method);
}

void Agent::answer_offer(CallKey key, std::string_view sdp) {
    if (auto* const call = impl_->find(key))
        call->answer_offer(sdp);
}

void Agent::reject_offer(CallKey key, const Rejection& rejection) {
    if (auto* const call = impl_->find(key))
        call->reject_offer(rejection);
}

void Agent::bye(CallKey key, const ExtraHeaders& extra) {
    if (auto* const call = impl_->find(key))
        call->bye(extra);
}

void Agent::refer(CallKey key, const ReferTarget& target) {
    auto* const call = impl_->find(key);
    if (!call)
        return;
    const auto* const line = impl_->lines.find(call->line());
    if (const auto* const other = target.replaces != 0 ? impl_->find(target.replaces) : nullptr)
        call->refer(other->refer_to());
    else if (target.replaces == 0 && !target.uri.empty())
        call->refer("<" + target.uri + ">");
    else if (line && target.replaces == 0)
        call->refer("<sip:" + escape_user(target.number) + "@" + uri_host(line->account().domain) + ">");
    else
        call->refer({});
}

void Agent::answer_refer(CallKey key, int status) {
    if (auto* const call = impl_->find(key))
        call->answer_refer(status);
}

void Agent::notify_refer(CallKey key, int status) {
    if (auto* const call = impl_->find(key))
        call->notify_refer(status);
}

void Agent::info(CallKey key, std::string_view content_type, std::string_view body) {
    if (auto* const call = impl_->find(key))
        call->info(content_type, body);
}

void Agent::forget(CallKey key) {
    const auto found = impl_->calls.find(key);
    if (found == impl_->calls.end())
        return;
    found->second->forget();
    impl_->leaving.push_back(std::move(found->second));
    impl_->calls.erase(found);
}

void Agent::publish(LineId line, const Publication& publication) {
    impl_->publications.send(line, publication);
}

std::size_t Agent::dialogs() const {
    const auto live = std::ranges::count_if(impl_->calls, [](const auto& entry) { return entry.second->is_live(); });
    return static_cast<std::size_t>(live) + static_cast<std::size_t>(std::ranges::count_if(
                                                impl_->leaving, [](const auto& call) { return call->is_live(); }));
}

bool Agent::shut_down() {
    if (!std::exchange(impl_->is_ending, true)) {
        impl_->probes.stop();
        std::vector<CallKey> keys;
        for (const auto& [key, call] : impl_->calls)
            keys.push_back(key);
        for (const CallKey key : keys)
            forget(key);
    }
    if (dialogs() != 0 || !impl_->registrations.is_idle() || !impl_->message_waiting.is_idle())
        return false;
    impl_->message_waiting.stop();
    impl_->publications.stop();
    return impl_->stack.shut_down();
}

} // namespace sip
