// REGISTER of all lines: one transaction each, so many at a time.
#include "sip/registration.hpp"

#include <algorithm>
#include <utility>

#include "sip/headers.hpp"
#include "sip/reading.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

/// What our own stack says where no peer has said anything, for people. Its numbers would look like a peer's: such a
/// failure has status 0.
std::string words_of_failure(int status, const std::string& phrase) {
    if (status == 408)
        return "no answer";
    const bool is_plain = phrase.empty() || phrase == standard_phrase(status);
    return "cannot be reached" + (is_plain ? "" : ": " + phrase);
}

} // namespace

/// One REGISTER transaction.
class Registrations::Request final : public HandleOwner {
  public:
    Request(Registrations& owner, const Order& order) : owner_(owner), core_(owner.core_), order_(order) {}
    void send(Line& line);
    void on_event(const NuaEvent& event) override;
    void mute() { is_muted_ = true; } ///< the line is gone

  private:
    void report(Line& line, const NuaEvent& event);
    bool is_registrar(const std::string& uri) const;
    void tell(const LineEvent& event) const { core_.sink.on_line(order_.line, event); }
    RegisterOk granted(Line& line, const NuaEvent& event) const;

    Registrations& owner_;
    Core& core_;
    Order order_;
    Handle handle_;
    bool is_muted_{};
};

void Registrations::Request::send(Line& line) {
    const Target* const target = line.target(order_.target);
    const std::string registrar = "sip:" + uri_host(line.account().domain), from = line.name_address();
    const std::string next_hop = line.redirected_to ? *line.redirected_to : core_.next_hop(*target);
    const bool is_elsewhere = line.redirected_to && !is_registrar(*line.redirected_to);
    line.redirected_to.reset();
    const std::string contact =
        line.contact(core_.stack.address(), target->transport) + ";expires=" + std::to_string(order_.expires.count());
    const std::string cseq = std::to_string(++line.register_cseq) + " REGISTER";
    const std::string authorization =
        is_elsewhere ? ""
                     : owner_.challenges_[order_.line].authorization(line.digest(order_.target), "REGISTER", registrar);
    core_.owners.add_dialog(line.register_call_id, line.register_tag, {order_.line, 0});

    handle_ = Handle(nua_handle(core_.nua(), this, TAG_END()), this);
    // With no repetition of its own, each answer is final for nua: 401, 423 and Retry-After are ours.
    nua_method(handle_.get(), NUTAG_METHOD("REGISTER"), NUTAG_DIALOG(0), NUTAG_RETRY_COUNT(0),
               NUTAG_URL(registrar.c_str()), NUTAG_PROXY(next_hop.c_str()),
               SIPTAG_FROM_STR((from + ";tag=" + line.register_tag).c_str()), SIPTAG_TO_STR(from.c_str()),
               SIPTAG_CALL_ID_STR(line.register_call_id.c_str()), SIPTAG_CSEQ_STR(cseq.c_str()),
               SIPTAG_CONTACT_STR(contact.c_str()), SIPTAG_SUPPORTED_STR("path"), SIPTAG_ALLOW_STR(allowed_methods),
               SIPTAG_USER_AGENT_STR(or_null(line.account().user_agent)), SIPTAG_HEADER_STR(or_null(authorization)),
               TAG_END());
    core_.stack.kick();
}

/// Credentials go nowhere else (security.md 1.7), whoever sends us there.
bool Registrations::Request::is_registrar(const std::string& uri) const {
    const auto parsed = parse_uri(uri);
    const auto address = parsed ? IpAddress::parse(parsed->host) : std::nullopt;
    return (address && core_.sources.is_registrar(*address)) ||
           (parsed && std::ranges::any_of(core_.options.registrars,
                                          [&](const Target& target) { return same_word(target.host, parsed->host); }));
}

void Registrations::Request::on_event(const NuaEvent& event) {
    if (event.event != nua_r_method || event.status < 200)
        return;
    handle_.reset();
    if (auto* const line = is_muted_ ? nullptr : core_.lines.find(order_.line))
        report(*line, event);
    owner_.finish(order_.line);
}

void Registrations::Request::report(Line& line, const NuaEvent& event) {
    const int status = status_of(event);
    const std::string phrase = text_or_empty(event.phrase);
    if (const auto source = source_of_event(core_); source && !is_internal(event))
        core_.sources.learn(*line.target(order_.target), *source);

    if (status == 401 || status == 407) {
        auto& challenges = owner_.challenges_[order_.line];
        if (challenges.can_answer(core_, line.digest(order_.target), event))
            return tell(Challenged{status, true});
        const std::string obstacle = challenges.obstacle();
        owner_.challenges_.erase(order_.line);
        return obstacle.empty() ? tell(Challenged{status, false}) : tell(RegisterRefused{status, obstacle});
    }
    owner_.challenges_.erase(order_.line);
    if (status < 300) {
        const RegisterOk ok = granted(line, event);
        line.registered_at = ok.expires.count() > 0 ? std::optional(order_.target) : std::nullopt;
        return tell(ok);
    }
    line.registered_at.reset();
    const Message message = read_message(event);
    const auto contacts = read_contacts_by_q(event.sip);
    if ((status == 301 || status == 302) && !contacts.empty()) {
        line.redirected_to = contacts.front();
        return tell(RegisterRedirected{contacts.front()});
    }
    if (status == 423 && message.headers.min_expires)
        return tell(IntervalTooBrief{std::chrono::seconds(*message.headers.min_expires)});
    if (message.internal)
        return tell(RegisterFailed{0, words_of_failure(status, phrase), {}, true});
    // callflows 1.3: what another attempt, there or at the next target, may change, and what not
    if (status == 408 || status == 480 || status == 429 || (status >= 500 && status < 600))
        return tell(RegisterFailed{status, phrase, message.headers.retry_after, false});
    tell(RegisterRefused{status, phrase});
}

RegisterOk Registrations::Request::granted(Line& line, const NuaEvent& event) const {
    RegisterOk ok;
    const sip_t& sip = *event.sip;
    const auto asked = static_cast<sip_time_t>(order_.expires.count());
    const sip_contact_t* ours = nullptr;
    for (const auto* contact = sip.sip_contact; contact; contact = contact->m_next)
        if (contact->m_url->url_user && unescape(contact->m_url->url_user) == line.account().contact_user)
            ours = contact;
    const auto expires =
        order_.expires.count() == 0 ? 0 : sip_contact_expires(ours, sip.sip_expires, sip.sip_date, asked, sip_now());
    ok.expires =
        // Sofia's clock: no timer beyond 14 days
        std::chrono::seconds(std::min<sip_time_t>(expires, sip_time_t{14} * 86'400));
    for (const auto* route = sip_service_route(&sip); route; route = route->r_next)
        ok.service_route.push_back(header_text(route));
    const auto* const server = sip.sip_server ? sip.sip_server : sip.sip_user_agent;
    ok.server = server ? text_or_empty(server->g_string) : "";
    if (sip.sip_authentication_info)
        line.digest(order_.target).learn_next_nonce(header_text(sip.sip_authentication_info));
    return ok;
}

Registrations::Registrations(Core& core) : core_(core) {}
Registrations::~Registrations() = default;

void Registrations::sweep() {
    finished_.clear();
}

void Registrations::send(LineId line, std::size_t target, std::chrono::seconds expires) {
    if (waiting_.insert_or_assign(line, Order{line, target, expires}).second) {
        queue_.push_back(line);
        ++untold_;
    }
    core_.stack.post([this] { start_waiting(); });
}

void Registrations::start_waiting() {
    for (std::size_t left = queue_.size(); left > 0 && running_.size() < core_.options.registrations_in_flight;
         --left) {
        const LineId id = queue_.front();
        queue_.pop_front();
        const auto waiting = waiting_.find(id);
        if (waiting == waiting_.end())
            continue;
        if (running_.contains(id)) { // RFC 3261 section 10.2: one at a time
            queue_.push_back(id);
            continue;
        }
        const Order order = waiting->second;
        waiting_.erase(waiting);
        Line* const line = core_.lines.find(id);
        if (line && line->target(order.target)) {
            auto& request = running_[id] = std::make_unique<Request>(*this, order);
            request->send(*line);
        }
    }
    tell_waiting();
}

void Registrations::tell_waiting() {
    const auto news = std::min(std::exchange(untold_, 0), queue_.size());
    if (news > 0 && running_.size() >= core_.options.registrations_in_flight)
        core_.sink.on_registrations_wait(news);
}

void Registrations::finish(LineId line) {
    const auto found = running_.find(line);
    if (found == running_.end())
        return;
    finished_.push_back(std::move(found->second)); // still on the stack of the caller
    running_.erase(found);
    start_waiting();
}

void Registrations::forget(LineId line) {
    waiting_.erase(line);
    challenges_.erase(line);
    if (const auto found = running_.find(line); found != running_.end())
        found->second->mute();
}

void Registrations::connection_closed(std::string_view peer) {
    const auto tcp = parse_tcp_peer(peer);
    if (!tcp)
        return;
    core_.lines.for_each([&](Line& line) {
        const Target* const target = line.registered_at ? line.target(*line.registered_at) : nullptr;
        const bool is_its_flow = target && target->transport == Transport::tcp &&
                                 (target->port == 0 || target->port == tcp->port) &&
                                 core_.sources.is_target({*target}, tcp->host);
        if (!is_its_flow)
            return;
        line.registered_at.reset();
        core_.stack.post([&core = core_, id = line.id()] { core.sink.on_line(id, FlowLost{}); });
    });
}

} // namespace sip
