// Targets, expiries and waits of a line's registration.
#include "mapping/line_actions.hpp"

#include <algorithm>
#include <array>

namespace mapping {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds first_backoff{5}, longest_backoff{300}, long_retry{600}, unregister_guard{5}, margin{5},
    shortest_binding{10};
constexpr unsigned rounds_before_notice = 2, most_raises = 2, most_answers = 2;

/// FNV-1a: the same phone refreshes at the same moment of its interval, another one at another.
std::uint32_t spread(std::string_view name, unsigned instance) {
    std::uint32_t hash = 2166136261U;
    for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
    return (hash ^ instance) * 16777619U;
}

} // namespace

LineActions::LineActions(const std::string& device, DeviceLine& line, Ports& ports, Line::Hooks hooks)
    : device_(device), line_(line), ports_(ports), hooks_(std::move(hooks)), timers_(ports.timers, line.id) {}

// ---- targets

std::size_t LineActions::target_count() const { return std::max<std::size_t>(options().registrars.size(), 1); }

bool LineActions::is_alive(std::size_t target) const { return ports_.registrar.target_alive(line_.id, target); }

std::size_t LineActions::best_target() const {
    for (std::size_t target = 0; target < target_count(); ++target)
        if (is_alive(target)) return target;
    return 0;
}

std::size_t LineActions::next_untried() const {
    std::size_t candidate = target_count();
    for (std::size_t target = 0; target < target_count(); ++target) {
        if (tried_.contains(target)) continue;
        if (is_alive(target)) return target;
        candidate = std::min(candidate, target);
    }
    return candidate;
}

bool LineActions::has_next_target() const { return next_untried() < target_count(); }

void LineActions::pick_target() {
    target_ = best_target();
    tried_ = {target_};
    redirected_ = has_better_ = stop_noted_ = start_queued_ = false;
    unregisters_ = 0;
    retry_after_ = seconds{0};
    expires_ = std::max(expires_, options().reg_expires);
    if (!was_up_ && !is_alive(target_)) tell(LineNotice::no_service);
}

void LineActions::next_target() {
    target_ = next_untried();
    tried_.insert(target_);
}

void LineActions::note_better_target(const pbx::ProbeRecovered& probe) {
    if (probe.target >= target_ || probe.target >= target_count()) return;
    better_ = has_better_ ? std::min(better_, probe.target) : probe.target;
    has_better_ = true;
}

bool LineActions::is_better_and_free(const pbx::ProbeRecovered& probe) const {
    return probe.target < target_ && probe.target < target_count() && !(hooks_.has_dialog && hooks_.has_dialog());
}

bool LineActions::better_target_waits() const {
    return has_better_ && is_alive(better_) && !(hooks_.has_dialog && hooks_.has_dialog());
}

void LineActions::use_better_target() {
    target_ = better_;
    tried_ = {target_};
    has_better_ = false;
}

bool LineActions::better_target_lives() const {
    return best_target() < target_ && !(hooks_.has_dialog && hooks_.has_dialog());
}

void LineActions::use_best_target() {
    target_ = best_target();
    tried_ = {target_};
}

bool LineActions::may_retry_now() const { return retry_after_ == seconds{0}; }

bool LineActions::can_redirect(const pbx::RegisterRedirected& redirection) const {
    return !redirected_ && !redirection.contact.empty();
}

void LineActions::use_contact(const pbx::RegisterRedirected& redirection) {
    redirected_ = true;
    if (const auto target = ports_.registrar.add_target(line_.id, redirection.contact)) target_ = *target;
}

// ---- REGISTER

void LineActions::send_register() {
    challenges_ = 0;
    if (expires_ == seconds{0}) expires_ = options().reg_expires;
    if (line_.status.service != LineStatus::Service::up) line_.status.target = target_;
    ports_.registrar.send_register(line_.id, target_, expires_, false);
}

bool LineActions::can_answer_challenge(const pbx::Challenged& challenge) const {
    // One answer per nonce, and one more for a nonce that turned stale. A registrar that gives a new nonce each time
    // would else be asked for ever with a wrong password. A line that is stopping answers only the challenge to its
    // un-REGISTER.
    return challenge.can_answer && challenges_ < most_answers && !(stop_noted_ && unregisters_ == 0);
}

/// For the log; empty: it is answered, or nobody wants to any more.
std::string_view LineActions::obstacle(const pbx::Challenged& challenge) const {
    if (!challenge.can_answer)
        return options().password.empty() ? "no password is configured" : "user or password not accepted";
    return challenges_ < most_answers ? "" : "challenged again and again";
}

void LineActions::resend_with_auth() {
    ++challenges_;
    ports_.registrar.send_register(line_.id, target_, unregisters_ > 0 ? seconds{0} : expires_, true);
}

bool LineActions::would_loop(const pbx::IntervalTooBrief& refusal) const {
    return refusal.min_expires <= expires_ || raises_ >= most_raises;
}

void LineActions::raise_expires(const pbx::IntervalTooBrief& refusal) {
    ++raises_;
    expires_ = std::max(expires_, refusal.min_expires);
}

void LineActions::store_contacts(const pbx::RegisterOk& ok) {
    granted_ = std::max(ok.expires, shortest_binding);
    ports_.registrar.use_service_route(line_.id, ok.service_route);
    expires_at_ = static_cast<std::int64_t>(ports_.world.local_time({}).unix_time) + granted_.count();
    line_.status.target = target_;
    tried_ = {target_};
    rounds_ = 0;
    was_up_ = true;
    redirected_ = binding_expired_ = false;
    retry_after_ = seconds{0};
    timers_.cancel(TimerKind::retry);
    timers_.arm(TimerKind::expired, granted_);
    tell(LineNotice::nothing);
}

void LineActions::arm_refresh() {
    // 85 % +- 5 %, never later than 5 s before the end.
    const milliseconds whole{granted_};
    const auto fraction = 800 + spread(device_, line_.instance) % 101;
    auto after = std::min(whole * fraction / 1000, whole - milliseconds{margin});
    timers_.arm(TimerKind::refresh, std::max(after, whole / 3));
}

void LineActions::mark_up() { set_service(LineStatus::Service::up); }

void LineActions::mark_down() { set_service(LineStatus::Service::down); }

void LineActions::mark_rejected() {
    timers_.cancel(TimerKind::refresh);
    set_service(LineStatus::Service::refused);
    // Other refusals, and a redirection or an expiry in circles, are trouble of the registrar, not of this user's
    // account.
    constexpr std::array of_the_account{401, 403, 404, 405, 407, 410, 416};
    const bool is_about_us = last_status_ >= 600 || std::find(of_the_account.begin(), of_the_account.end(),
                                                              last_status_) != of_the_account.end();
    tell(is_about_us ? LineNotice::not_authorised : LineNotice::no_service);
}

void LineActions::subscribe_all() {
    if (options().mwi != MwiMode::automatic && options().mwi != MwiMode::subscribe) return;
    subscribed_ = true;
    ports_.registrar.subscribe_message_summary(line_.id, target_, true);
}

void LineActions::unsubscribe_all() {
    if (!subscribed_) return;
    subscribed_ = false;
    ports_.registrar.subscribe_message_summary(line_.id, target_, false);
}

// ---- waiting

void LineActions::note_retry_after(std::optional<std::uint32_t> wait) {
    retry_after_ = std::max(retry_after_, seconds{std::min(wait.value_or(0), 86'400U)});
}

void LineActions::arm_backoff() {
    timers_.cancel(TimerKind::refresh);
    const auto base = std::min(first_backoff * (1U << std::min(rounds_, 6U)), longest_backoff);
    ++rounds_;
    const auto chance = 500 + ports_.world.random() % 501;   // times 0.5 to 1.0
    timers_.arm(TimerKind::retry, std::max(milliseconds{base} * chance / 1000, milliseconds{retry_after_}));
    // Who has just started is told at once why nothing works; who was in service is spared a restart of the PBX.
    if (rounds_ >= rounds_before_notice || !was_up_) tell(LineNotice::no_service);
}

void LineActions::arm_long_retry() { timers_.arm(TimerKind::retry, std::max(long_retry, retry_after_)); }

void LineActions::arm_expiry() {
    // The timer has run since the last 200; if it is over already, no shot will come in this state.
    if (binding_expired_) mark_down();
}

// ---- leaving

void LineActions::note_stop() {
    stop_noted_ = true;
    was_up_ = false;
    unregisters_ = 0;
    unsubscribe_all();
    timers_.arm(TimerKind::unregister_guard, unregister_guard);
}

void LineActions::send_unregister() {
    challenges_ = 0;
    ++unregisters_;
    timers_.cancel(TimerKind::refresh);
    timers_.arm(TimerKind::unregister_guard, unregister_guard);
    ports_.registrar.send_register(line_.id, target_, seconds{0}, false);
}

bool LineActions::is_of_refresh(const pbx::RegisterOk& ok) const { return ok.expires > seconds{0} && unregisters_ < 2; }

bool LineActions::start_queued() const { return start_queued_; }

void LineActions::queue_start() { start_queued_ = true; }

void LineActions::forget_start() { start_queued_ = false; }

bool LineActions::take_queued_start() { return std::exchange(start_queued_, false); }

// ---- for the others of the house

void LineActions::use_without_registration() {
    target_ = line_.status.target = best_target();
    set_service(LineStatus::Service::up);
}

void LineActions::set_service(LineStatus::Service service) {
    if (line_.status.service == service) return;
    line_.status.service = service;
    changed();
}

void LineActions::tell(LineNotice notice) {
    if (notice_ == notice) return;
    notice_ = notice;
    changed();
}

void LineActions::note_answer(int status, std::string_view reason) {
    if (status == 200) raises_ = 0;
    last_status_ = status;
    last_reason_ = reason;
    last_at_ = static_cast<std::int64_t>(ports_.world.local_time({}).unix_time);
}

/// `403 Forbidden`; where nobody has answered there is no number.
std::string LineActions::last_answer() const {
    return last_status_ == 0 || last_reason_.empty() ? last_reason_ : std::to_string(last_status_) + ' ' + last_reason_;
}

void LineActions::on_state(std::string_view name) {
    if (name == "Unregistered") {
        timers_.cancel_all();
        stop_noted_ = has_better_ = false;
        unregisters_ = rounds_ = 0;
        expires_ = seconds{0};
        expires_at_ = 0;
        binding_expired_ = true;
        line_.status.service = LineStatus::Service::pending;
        tell(LineNotice::nothing);
    }
    // An answer of before is no reason to ask, nor to have left in peace.
    const bool is_answer = name != "Registering" && name != "Unregistering" && name != "Unregistered";
    ports_.world.state_changed("line", line_.id, name, is_answer ? last_answer() : std::string{});
}

void LineActions::on_row(const TakenRow& row) { ports_.world.took(0, row); }

void LineActions::on_ignored(const std::string& event, std::string_view state) {
    ports_.world.ignored(0, event, state);
}

LineSnapshot LineActions::snapshot(std::string_view state) const {
    LineSnapshot shot;
    shot.name = options().name;
    shot.user = options().user;
    shot.instance = line_.instance;
    shot.id = line_.id;
    shot.state = state;
    shot.target = line_.status.target;
    if (shot.target < options().registrars.size()) {
        const auto& registrar = options().registrars[shot.target];
        const bool is_ipv6 = registrar.host.find(':') != std::string::npos;
        shot.registrar = is_ipv6 ? '[' + registrar.host + ']' : registrar.host;
        if (registrar.port != 0) shot.registrar += ':' + std::to_string(registrar.port);
    }
    shot.last_status = last_status_;
    shot.last_reason = last_reason_;
    shot.last_at_unix = last_at_;
    shot.expires_at_unix = expires_at_;
    shot.contact = device_ + '-' + std::to_string(line_.instance);
    shot.new_messages = line_.status.new_messages;
    return shot;
}

} // namespace mapping
