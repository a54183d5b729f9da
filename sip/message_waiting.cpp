// SUBSCRIBE Event: message-summary for lines (callflows 5.8).
#include "sip/message_waiting.hpp"

#include "sip/headers.hpp"
#include "sip/random.hpp"
#include "sip/reading.hpp"

namespace sip {

namespace {

constexpr std::chrono::seconds soon{5}, later{60}, patience{5};

} // namespace

void tell_message_summary(const Core& core, LineId line, const sip_t* sip) {
    if (!sip || !sip->sip_payload || !sip->sip_payload->pl_data)
        return;
    const std::string_view body(sip->sip_payload->pl_data, sip->sip_payload->pl_len);
    if (const auto summary = parse_message_summary(body))
        core.sink.on_line(line, *summary);
}

/// One line at one target. nua refreshes it; what nua cannot repeat starts again as a new subscription.
class MessageWaiting::Subscription final : public HandleOwner {
  public:
    Subscription(Core& core, LineId line, std::size_t target)
        : core_(core), line_(line), target_(target), again_(core.stack, [this] { start_new_dialog(); }),
          end_(core.stack, [this] { is_over_ = true; }) {}
    ~Subscription() { core_.owners.remove_dialog(call_id_, from_tag_); }
    void start() { start_new_dialog(); }
    void leave();
    bool is_over() const { return is_over_; }
    bool is_at(std::size_t target) const { return target_ == target; }
    void on_event(const NuaEvent& event) override;

  private:
    void start_new_dialog();
    void send();
    void on_answer(const NuaEvent& event);
    void on_challenge(Line& line, const NuaEvent& event);
    void on_notify(const NuaEvent& event);
    void retry(std::chrono::seconds after);

    Core& core_;
    LineId line_;
    std::size_t target_;
    std::string call_id_, from_tag_;
    Handle handle_;
    ChallengeCount challenges_;
    Timer again_, end_;
    bool is_accepted_{}, is_leaving_{}, is_over_{};
};

void MessageWaiting::Subscription::start_new_dialog() {
    core_.owners.remove_dialog(call_id_, from_tag_);
    call_id_ = random_token(16);
    from_tag_ = random_token(8);
    challenges_.settle();
    send();
}

void MessageWaiting::Subscription::send() {
    auto* const line = core_.lines.find(line_);
    const auto* const target = line ? line->target(target_) : nullptr;
    if (!target)
        return;
    const std::string account = line->address_of_record(), address = line->name_address(), route = line->route();
    const std::string next_hop = route.empty() ? core_.next_hop(*target) : "";
    const std::string contact = line->contact(core_.stack.address(), target->transport);
    const std::string authorization = challenges_.authorization(line->digest(target_), "SUBSCRIBE", account);
    core_.owners.add_dialog(call_id_, from_tag_, {line_, 0});
    is_accepted_ = false;
    handle_ = Handle(nua_handle(core_.nua(), this, TAG_END()), this);
    nua_subscribe(handle_.get(), NUTAG_URL(account.c_str()), TAG_IF(!next_hop.empty(), NUTAG_PROXY(next_hop.c_str())),
                  TAG_IF(!route.empty(), NUTAG_INITIAL_ROUTE_STR(route.c_str())),
                  SIPTAG_FROM_STR((address + ";tag=" + from_tag_).c_str()), SIPTAG_TO_STR(address.c_str()),
                  SIPTAG_CALL_ID_STR(call_id_.c_str()), SIPTAG_CONTACT_STR(contact.c_str()),
                  SIPTAG_EVENT_STR("message-summary"), SIPTAG_ACCEPT_STR("application/simple-message-summary"),
                  SIPTAG_EXPIRES_STR("3600"), SIPTAG_USER_AGENT_STR(or_null(line->account().user_agent)),
                  SIPTAG_HEADER_STR(or_null(authorization)), TAG_END());
    core_.stack.kick();
}

void MessageWaiting::Subscription::leave() {
    is_leaving_ = true;
    again_.stop();
    if (!is_accepted_) {
        is_over_ = true;
        return;
    }
    nua_unsubscribe(handle_.get(), TAG_END());
    core_.stack.kick();
    end_.start(patience);
}

void MessageWaiting::Subscription::on_event(const NuaEvent& event) {
    if (event.event == nua_r_subscribe && event.status >= 200 && !is_leaving_)
        on_answer(event);
    else if (event.event == nua_r_unsubscribe && event.status >= 300)
        is_over_ = true; // after a 2xx the last NOTIFY is waited for
    else if (event.event == nua_i_notify)
        on_notify(event);
}

void MessageWaiting::Subscription::on_answer(const NuaEvent& event) {
    auto* const line = core_.lines.find(line_);
    if (!line)
        return;
    const int status = status_of(event);
    if (status < 300) {
        is_accepted_ = true;
        challenges_.settle();
    } else if (status == 401 || status == 407) {
        on_challenge(*line, event);
    } else if (status == 481) { // the far end forgot the subscription
        retry(soon);
    } else if (is_internal(event) || status == 408 || status == 480 || status >= 500) {
        retry(later);
    } else { // 489, 403, 404, ...: unsolicited NOTIFY only
        handle_.reset();
        is_accepted_ = false;
    }
}

void MessageWaiting::Subscription::on_challenge(Line& line, const NuaEvent& event) {
    const bool is_refresh = is_accepted_; // nua repeated our old answer: that it is refused says nothing
    if (is_refresh)
        challenges_ = {};
    if (!challenges_.can_answer(core_, line.digest(target_), event))
        return retry(later);
    if (is_refresh)
        return start_new_dialog();
    send(); // on a fresh handle: on this one nua waits for credentials of its own
}

void MessageWaiting::Subscription::on_notify(const NuaEvent& event) {
    if (event.status < 200)
        respond(core_, event, 200);
    if (event.status < 300 && !is_leaving_)
        tell_message_summary(core_, line_, event.sip);
    const auto* const state = event.sip ? event.sip->sip_subscription_state : nullptr;
    const bool is_terminated = !event.sip || (state && su_casematch(state->ss_substate, "terminated"));
    if (is_terminated && is_leaving_)
        is_over_ = true;
    else if (is_terminated)
        retry(soon); // the lamp stays as it is
}

void MessageWaiting::Subscription::retry(std::chrono::seconds after) {
    is_accepted_ = false;
    challenges_.settle();
    handle_.reset();
    again_.start(after);
}

MessageWaiting::MessageWaiting(Core& core) : core_(core) {}
MessageWaiting::~MessageWaiting() = default;

void MessageWaiting::subscribe(LineId line, std::size_t target) {
    auto& subscription = subscriptions_[line];
    if (subscription && subscription->is_at(target))
        return;
    if (subscription)
        retire(std::move(subscription));
    subscription = std::make_unique<Subscription>(core_, line, target);
    subscription->start();
}

void MessageWaiting::unsubscribe(LineId line) {
    if (const auto found = subscriptions_.find(line); found != subscriptions_.end()) {
        retire(std::move(found->second));
        subscriptions_.erase(found);
    }
}

void MessageWaiting::forget(LineId line) {
    unsubscribe(line);
}

void MessageWaiting::stop() {
    subscriptions_.clear();
    leaving_.clear();
}

void MessageWaiting::retire(std::unique_ptr<Subscription> subscription) {
    subscription->leave();
    leaving_.push_back(std::move(subscription));
}

void MessageWaiting::sweep() {
    std::erase_if(leaving_, [](const auto& subscription) { return subscription->is_over(); });
}

} // namespace sip
