// Binds one configured phone to the world.
#include "gateway/phone_agent.hpp"

#include <algorithm>
#include <utility>

#include "gateway/connection.hpp"
#include "gateway/time_zone.hpp"
#include "sccp/phone_models.hpp"

namespace gateway {

namespace {
sip::Account make_account(const mapping::DeviceOptions& device, const mapping::LineOptions& line, unsigned instance,
                          const std::string& product, std::string_view model) {
    sip::Account account;
    account.user = line.user;
    account.domain = line.domain;
    account.display_name = line.display_name;
    account.auth_user = line.auth_user;
    account.password = line.password;
    account.contact_user = device.name + "-" + std::to_string(instance);
    account.user_agent = product + " (" + std::string(model) + "; " + device.name + ")";
    account.targets = line.registrars;
    account.session_expires = line.session_expires;
    account.check_sync_auth = device.check_sync_auth;
    return account;
}

gateway::Level level_of(mapping::WorldPort::Level level) {
    using From = mapping::WorldPort::Level;
    switch (level) {
    case From::debug: return gateway::Level::debug;
    case From::info: return gateway::Level::info;
    case From::warning: return gateway::Level::warning;
    case From::error: break;
    }
    return gateway::Level::error;
}
} // namespace

PhoneAgent::PhoneAgent(Services& services, PhoneKey key, const mapping::PhoneOptions& options,
                       std::vector<mapping::LineId> lines)
    : services_(services), key_(key), options_(options.device), line_ids_(std::move(lines)),
      timers_(services.timers, key) {
    add_lines();
    const mapping::Ports ports{*this, *this, *this, timers_, *this};
    phone_ = std::make_unique<mapping::Phone>(options, line_ids_, ports);
    services_.metrics.phones.set(key_, phone_->state());
    services_.shared_lines.join(*this);
}

PhoneAgent::~PhoneAgent() { // NOLINT(bugprone-exception-escape)
    services_.shared_lines.leave(*this);
    // The phone's last words still find their ports.
    phone_.reset();
    for (const auto& line : lines_) {
        services_.agent.remove_line(line.id);
        services_.metrics.lines.erase(line.id);
    }
    for (const auto& [leg, course] : courses_) services_.metrics.calls.erase(leg);
    services_.calls.forget(*this);
    services_.metrics.phones.erase(key_);
}

void PhoneAgent::add_lines() {
    for (std::size_t i = 0; i < line_ids_.size() && i < options_->lines.size(); ++i) {
        lines_.push_back({line_ids_[i], &options_->lines[i], {}, 0, {}});
        services_.agent.add_line(line_ids_[i], account_of(lines_.back()));
    }
}

sip::Account PhoneAgent::account_of(const LineSide& line) const {
    const auto instance = static_cast<unsigned>(&line - lines_.data()) + 1;
    auto account = make_account(*options_, *line.options, instance, services_.user_agent, model_);
    account.service_route = line.service_route;
    return account;
}

void PhoneAgent::bind(Connection& connection, const sccp::RegisterReq& message) {
    const bool taken_over = connection_ != nullptr && connection_ != &connection;
    if (taken_over) connection_->detach();
    connection_ = &connection;
    model_ = sccp::phone_model(static_cast<std::uint32_t>(message.device_type)).name;
    for (const auto& line : lines_) services_.agent.update_line(line.id, account_of(line));
    phone_->on_register(message, connection.peer_address(), connection.local_address(), taken_over);
}

void PhoneAgent::lost(const Connection& connection) {
    if (connection_ != &connection) return;
    connection_ = nullptr;
    phone_->on_lost();
}

void PhoneAgent::forward(const sccp::FromPhone& message) {
    at_hand_.turn(0);
    phone_->on(message);
    at_hand_.turn(0);
}

void PhoneAgent::on_timer(mapping::TimerId timer) {
    at_hand_.turn(0);
    phone_->on_timer(timer);
    at_hand_.turn(0);
}

void PhoneAgent::on_target(std::size_t target, bool alive) {
    for (const auto& line : lines_) {
        for (std::size_t i = 0; i < line.options->registrars.size(); ++i) {
            if (global_target(line, i) != target) continue;
            if (alive)
                phone_->on_line(line.id, sip::ProbeRecovered{i});
            else if (line.target == i)
                phone_->on_line(line.id, sip::ProbeFailed{});
        }
    }
}

void PhoneAgent::apply(std::shared_ptr<const mapping::DeviceOptions> options) {
    options_ = std::move(options);
    for (std::size_t i = 0; i < lines_.size(); ++i) lines_[i].options = &options_->lines[i];
    phone_->apply(options_);
}

void PhoneAgent::leave() {
    phone_->drain();
    send_away();
}

void PhoneAgent::send_away() {
    phone_->restart_for_drain();
    close_after_flush();
}

PhoneView PhoneAgent::view() const { return {phone_->snapshot(), messages_in_, messages_out_, decode_errors_}; }

std::string PhoneAgent::sip_call_id(mapping::LegId leg) const {
    const auto found = sip_call_ids_.find(leg);
    return found == sip_call_ids_.end() ? std::string() : found->second;
}

// ---- PhonePort

void PhoneAgent::send(const sccp::ToPhone& message) {
    if (connection_ != nullptr) connection_->send(message);
}

void PhoneAgent::close_after_flush() {
    if (connection_ == nullptr) return;
    auto& leaving = *connection_;
    connection_ = nullptr;
    leaving.detach();
}

// ---- SipPort

void PhoneAgent::invite(mapping::LineId line, mapping::LegId leg, const sip::OutgoingInvite& invite) {
    services_.agent.invite(line, leg, invite);
}

void PhoneAgent::on_call(mapping::LineId line, mapping::LegId leg, const sip::CallEvent& event) {
    if (std::holds_alternative<sip::Invited>(event)) invited_ = leg;
    at_hand_.turn(leg);
    phone_->on_call(line, leg, event);
    at_hand_.turn(0);
}

void PhoneAgent::forget(mapping::LegId leg) {
    services_.agent.forget(leg);
    services_.recorder.call_ended(leg);
}

// ---- RegistrarPort

PhoneAgent::LineSide* PhoneAgent::line_side(mapping::LineId id) {
    const auto found = std::find_if(lines_.begin(), lines_.end(), [id](const LineSide& line) { return line.id == id; });
    return found == lines_.end() ? nullptr : &*found;
}

std::size_t PhoneAgent::global_target(const LineSide& line, std::size_t target) const {
    const auto found =
        std::find(services_.targets.begin(), services_.targets.end(), line.options->registrars.at(target));
    return static_cast<std::size_t>(found - services_.targets.begin());
}

void PhoneAgent::send_register(mapping::LineId line, std::size_t target, std::chrono::seconds expires,
                               bool authenticate) {
    if (auto* side = line_side(line)) side->target = target;
    services_.agent.send_register(line, target, expires, authenticate);
}

void PhoneAgent::use_service_route(mapping::LineId line, const std::vector<std::string>& routes) {
    auto* side = line_side(line);
    if (side == nullptr || side->service_route == routes) return;
    side->service_route = routes;
    services_.agent.update_line(line, account_of(*side));
}

void PhoneAgent::subscribe_message_summary(mapping::LineId line, std::size_t target, bool on) {
    services_.agent.subscribe_message_summary(line, target, on);
}

bool PhoneAgent::target_alive(mapping::LineId line, std::size_t target) {
    const auto* side = line_side(line);
    if (side == nullptr || target >= side->options->registrars.size()) return false;
    return services_.agent.target_alive(global_target(*side, target));
}

// ---- WorldPort

mapping::CivilTime PhoneAgent::local_time(const std::string& timezone) {
    return civil_time(timezone, std::chrono::system_clock::now());
}

void PhoneAgent::log(Level level, mapping::LegId leg, std::string_view text) {
    const LogContext context{options_->name, leg};
    const auto as = level_of(level);
    if (services_.log.wants(Logger::call, as, options_->name)) services_.log.write(Logger::call, as, context, text);
}

void PhoneAgent::took(mapping::LegId leg, const mapping::TakenRow& row) {
    at_hand_.stepped(leg);
    services_.recorder.touched(options_->name, leg);
    if (services_.log.wants(Logger::call, gateway::Level::trace, options_->name))
        services_.log.write(Logger::call, gateway::Level::trace, {options_->name, leg}, "row " + text_of(row));
}

void PhoneAgent::ignored(mapping::LegId leg, std::string_view event, std::string_view state) {
    services_.recorder.touched(options_->name, leg);
    services_.metrics.count("ignored_events");
    services_.log.print(Logger::call, gateway::Level::debug, {options_->name, leg}, "ignored {} in {}", event, state);
}

std::string PhoneAgent::name_of_line(mapping::LineId id) const {
    for (std::size_t i = 0; i < line_ids_.size(); ++i)
        if (line_ids_[i] == id) return options_->lines[i].name;
    return {};
}

/// A warning when a line falls out of service or for another reason than before; each further attempt of the same end
/// is no news.
gateway::Level PhoneAgent::level_of_line(mapping::LineId id, std::string_view state, std::string_view reason) {
    auto* side = line_side(id);
    if (side == nullptr) return gateway::Level::info;
    // Nor is a refresh that succeeds: 20,000 phones would tell of 150 in a second.
    const bool was_refreshing = std::exchange(side->is_refreshing, state == "Refreshing");
    if (side->is_refreshing || (was_refreshing && state == "Registered")) return gateway::Level::debug;
    if (state == "Registered" || state == "Unregistered") side->complaint.clear();
    // Without a reason nobody has refused the line: its registrar is away, which has a warning of its own.
    if ((state != "Refused" && state != "BackingOff") || reason.empty()) return gateway::Level::info;
    auto complaint = fmt::format("{}: {}", state, reason);
    if (side->complaint == complaint) return gateway::Level::info;
    side->complaint = std::move(complaint);
    return gateway::Level::warning;
}

void PhoneAgent::state_changed(std::string_view what, std::uint32_t owner, std::string_view state,
                               std::string_view reason) {
    const bool of_leg = what == "call" || what == "media";
    services_.recorder.state(options_->name, of_leg ? owner : 0, what, state, reason);
    const auto level = what == "media" || what == "transfer" ? gateway::Level::debug
                       : what == "line"                      ? level_of_line(owner, state, reason)
                                                             : gateway::Level::info;
    const LogContext context{options_->name, of_leg ? owner : 0};
    if (services_.log.wants(Logger::call, level, context.phone)) {
        std::string text(what);
        if (what == "line") text.append(" ").append(name_of_line(owner));
        text.append(" is ").append(state).append(reason.empty() ? "" : ": ").append(reason);
        services_.log.write(Logger::call, level, context, text);
    }
    if (what == "phone") {
        services_.metrics.phones.set(key_, state);
        services_.events.publish({"phone", options_->name, 0, std::string(state), std::string(reason)});
    } else if (what == "line") {
        services_.metrics.lines.set(owner, state);
        services_.events.publish({"line", name_of_line(owner), 0, std::string(state), std::string(reason)});
    } else if (what == "call") {
        at_hand_.changed(owner, state);
        follow_call(owner, state, reason);
        services_.shared_lines.changed(*this);
        services_.events.publish({"call", {}, owner, std::string(state), std::string(reason)});
    }
}

void PhoneAgent::audio_counted(mapping::LegId, const mapping::Statistics& counted) {
    services_.metrics.audio(
        {counted.packets_sent, counted.packets_received, counted.packets_lost, counted.jitter_ms, counted.latency_ms});
}

void PhoneAgent::follow_call(mapping::LegId leg, std::string_view state, std::string_view reason) {
    const auto [known, is_new] = courses_.try_emplace(leg);
    auto& course = known->second;
    if (is_new) {
        services_.calls.began(leg, *this);
        course.incoming = leg == invited_;       // it may be refused without ever having rung
    }
    const auto since_complete = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - course.complete).count();
    };
    services_.metrics.calls.set(leg, state);
    if (state == "Opening" || state == "RingIn") course.complete = std::chrono::steady_clock::now();
    if (state == "RingOut" && !course.rang) {
        course.rang = true;
        services_.metrics.call_rang(since_complete());
    }
    if (state == "Connected" && !course.answered) {
        course.answered = true;
        services_.metrics.call_answered(since_complete());
    }
    if (state == "Failed") course.result = "failed";
    if (state != "Ended") return;
    const std::string result = !course.result.empty() ? course.result : course.answered ? "answered" : "abandoned";
    services_.metrics.call_ended(course.incoming, result);
    services_.metrics.calls.erase(leg);
    services_.log.print(Logger::call, gateway::Level::info, {options_->name, leg}, "call over: {}{}{}", result,
                        reason.empty() ? "" : ", ", reason);
    services_.calls.ended(leg, std::chrono::steady_clock::now());
    courses_.erase(leg);
    sip_call_ids_.erase(leg);
}

} // namespace gateway
