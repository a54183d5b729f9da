// What the HTTP side asks of the gateway.
#include "gateway/gateway.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace gateway {

namespace {
Outcome from(const mapping::Outcome& outcome) {
    if (outcome.accepted) return {};
    return {Outcome::Kind::conflict, outcome.state, "the phone is " + outcome.state};
}

Outcome no_such_phone(std::string_view device) {
    return {Outcome::Kind::not_found, {}, fmt::format("no phone {} is configured", device)};
}

// What phones and calls were told when they began.
auto of_station(const mapping::StationOptions& o) {
    return std::tie(o.keepalive, o.secondary_keepalive, o.reconnect_grace, o.server_name, o.servers);
}
auto of_calls(const mapping::CallOptions& o) {
    return std::tie(o.t_orc, o.t_port, o.t_failtone, o.ringout_timeout, o.preserve_max, o.rtp_stat_bye, o.vq_uri,
                    o.ring);
}

const mapping::LineOptions* line_named(const mapping::DeviceOptions& device, const std::string& name) {
    const auto found =
        std::find_if(device.lines.begin(), device.lines.end(), [&](const auto& line) { return line.name == name; });
    return found == device.lines.end() ? nullptr : &*found;
}

void keep_account(mapping::LineOptions& line, const mapping::LineOptions& present) {
    line.registrars = present.registrars;
    line.domain = present.domain;
    line.user = present.user;
    line.auth_user = present.auth_user;
    line.password = present.password;
    line.register_line = present.register_line;
}

Endpoint endpoint_of(const std::string& address) {
    const auto colon = address.rfind(':');
    auto host = address.substr(0, colon);
    if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
    return {host, static_cast<std::uint16_t>(colon == std::string::npos ? 0 : std::stoul(address.substr(colon + 1)))};
}
} // namespace

std::vector<Check> Gateway::readiness() {
    std::vector<Check> checks;
    const bool listens = !server_->addresses().empty() && !draining_;
    checks.push_back({"sccp_listening", Check::Role::required, listens,
                      draining_ ? "going down"
                      : listens ? ""
                                : "no listener",
                      0});
    const bool is_probed = settings_->sip.probe.count() > 0;
    for (std::size_t i = 0; i < targets_.size(); ++i) {
        const auto& probe = phones_.probes()[i];
        const auto reason = !is_probed           ? std::string("not asked: probe = 0")
                            : probe.at_unix == 0   ? std::string("not asked yet")
                            : probe.status != 0  ? std::to_string(probe.status) + " to OPTIONS"
                                                 : std::string("no answer to OPTIONS");
        checks.push_back({fmt::format("registrar {}:{}", targets_[i].host, targets_[i].port), Check::Role::any,
                          (probe.is_known || !is_probed) && agent_->target_alive(i), reason, probe.at_unix});
    }
    const auto problem = state_.problem();
    checks.push_back({"state_file", Check::Role::advisory, problem.empty(), problem, 0});
    return checks;
}

std::vector<std::string> Gateway::devices() {
    std::vector<std::string> names;
    for (const auto& [name, agent] : phones_.all()) names.push_back(name);
    return names;
}

std::optional<PhoneView> Gateway::phone(std::string_view device) {
    const auto* agent = phones_.find(device);
    if (agent == nullptr) return std::nullopt;
    return agent->view();
}

CallView Gateway::view_of(PhoneAgent& agent, mapping::CallSnapshot call) const {
    auto sip_call_id = agent.sip_call_id(call.id);
    if (sip_call_id.empty()) sip_call_id = recorder_.ladders().sip_call_id(call.id);
    return {std::move(call), agent.name(), std::move(sip_call_id)};
}

std::vector<CallView> Gateway::calls() {
    std::vector<CallView> found;
    for (auto* agent : calls_.phones())
        for (auto& call : agent->phone().call_snapshots()) found.push_back(view_of(*agent, std::move(call)));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.call.id < b.call.id; });
    return found;
}

std::optional<CallView> Gateway::call(mapping::LegId id) {
    auto* agent = calls_.phone_of(id);
    if (agent == nullptr) return std::nullopt;
    for (auto& call : agent->phone().call_snapshots())
        if (call.id == id) return view_of(*agent, std::move(call));
    return std::nullopt;
}

Outcome Gateway::reset(std::string_view device, ResetMode mode, bool force) {
    auto* agent = phones_.find(device);
    return agent == nullptr ? no_such_phone(device)
                            : from(agent->phone().reset(static_cast<std::uint32_t>(mode), force));
}

Outcome Gateway::message(std::string_view device, std::string_view text, unsigned seconds) {
    auto* agent = phones_.find(device);
    return agent == nullptr ? no_such_phone(device) : from(agent->phone().show_message(text, seconds));
}

Outcome Gateway::hang_up(mapping::LegId id) {
    auto* agent = calls_.phone_of(id);
    if (agent != nullptr && agent->phone().hang_up(id)) return {};
    return {Outcome::Kind::not_found, {}, fmt::format("no call {}", id)};
}

Outcome Gateway::trace_phone(std::string_view device, bool on) {
    if (phones_.find(device) == nullptr) return no_such_phone(device);
    log_.trace_phone(device, on);
    return {};
}

Outcome Gateway::set_log_level(std::string_view logger, std::string_view level) {
    const auto wanted = level_of(level);
    if (!wanted)
        return {Outcome::Kind::refused,
                {},
                fmt::format("{} is not a level: trace, debug, info, warning, error, off", level)};
    if (logger.empty()) {
        log_.set_level(*wanted);
        return {};
    }
    const auto which = logger_of(logger);
    if (!which)
        return {Outcome::Kind::refused, {}, fmt::format("{} is not a logger: gateway, sccp, sip, call", logger)};
    log_.set_level(*which, *wanted);
    return {};
}

PcapEndpoints Gateway::endpoints(std::string_view device) {
    PcapEndpoints found;
    found.sip_local = endpoint_of(agent_->address());
    if (!targets_.empty()) found.sip_remote = {targets_.front().host, targets_.front().port};
    auto* agent = phones_.find(device);
    if (agent == nullptr || agent->connection() == nullptr) return found;
    const auto& session = agent->connection()->session();
    found.phone = {session.peer_address(), session.peer_port()};
    found.gateway = {session.local_address(), session.local_port()};
    return found;
}

void Gateway::name_what_needs_restart(const config::Settings& next, std::vector<Change>& changes) const {
    const auto& now = at_start_; // what was said to need a restart the last time still does
    const auto needs_restart = [&](bool differs, std::string what) {
        if (differs) changes.push_back({std::move(what), "needs restart"});
    };
    needs_restart(next.sccp.listen != now.sccp.listen, "sccp listen");
    needs_restart(of_station(next.station) != of_station(now.station), "sccp keepalive and servers");
    needs_restart(
        next.sip.listen != now.sip.listen || next.sip.allow != now.sip.allow || next.sip.probe != now.sip.probe ||
            next.sip.dscp != now.sip.dscp || next.sip.registrations_in_flight != now.sip.registrations_in_flight ||
            next.sip.max_connections != now.sip.max_connections ||
            next.sip.max_connections_per_address != now.sip.max_connections_per_address ||
            next.sip.max_requests != now.sip.max_requests ||
            next.sip.max_strange_requests != now.sip.max_strange_requests ||
            next.sip.transaction_timeout != now.sip.transaction_timeout || next.sip.user_agent != now.sip.user_agent,
        "sip");
    for (const auto& target : targets_of(next))
        needs_restart(std::find(targets_.begin(), targets_.end(), target) == targets_.end(),
                      fmt::format("registrar {}:{}", target.host, target.port));
    needs_restart(of_calls(next.calls) != of_calls(now.calls), "calls");
    needs_restart(next.http.listen != now.http.listen, "http listen");
    needs_restart(next.state.file != now.state.file, "state file");
}

/// A line that shall register where the process cannot go yet stays where it is, and as whom: half of a move would take
/// it from the PBX.
void Gateway::keep_registrars(config::Settings& next) const {
    const auto is_unknown = [this](const sip::Target& target) {
        return std::find(targets_.begin(), targets_.end(), target) == targets_.end();
    };
    const auto must_wait = [&](const mapping::LineOptions& line) {
        return std::any_of(line.registrars.begin(), line.registrars.end(), is_unknown);
    };
    for (auto& [name, device] : next.devices) {
        if (std::none_of(device->lines.begin(), device->lines.end(), must_wait)) continue;
        auto kept = std::make_shared<mapping::DeviceOptions>(*device);
        const auto present = settings_->devices.find(name);
        for (auto& line : kept->lines) {
            if (!must_wait(line)) continue;
            if (const auto* now =
                    present == settings_->devices.end() ? nullptr : line_named(*present->second, line.name))
                keep_account(line, *now);
            else if (!std::all_of(line.registrars.begin(), line.registrars.end(), is_unknown))
                std::erase_if(line.registrars, is_unknown);
        }
        device = std::move(kept);
    }
}

void Gateway::take_log_level(const config::Settings& next, std::vector<Change>& changes) {
    if (next.log.level == settings_->log.level) return;
    if (const auto level = level_of(next.log.level)) {
        log_.set_level(*level);
        changes.push_back({"log", "changed"});
    }
}

Reloaded Gateway::reload() {
    if (draining_) return {{}, {"the gateway is going down"}};
    auto loaded = loader_();
    if (!loaded.problems.empty() || !loaded.settings) {
        for (const auto& problem : loaded.problems) log_.write(Logger::gateway, Level::error, {}, problem);
        log_.write(Logger::gateway, Level::error, {}, "the configuration has errors: the old one stays in force");
        return {{}, std::move(loaded.problems)};
    }
    Reloaded result;
    auto& next = *loaded.settings;
    name_what_needs_restart(next, result.changes);
    take_log_level(next, result.changes);
    recorder_.set_limits(trace_limits(next.log.trace_messages, next.devices.size()));
    if (routes_) routes_->set_token(next.http.token);
    server_->set_limits(limited(next.sccp), next.devices.size());
    keep_registrars(next);
    phones_.apply(next, result.changes);
    settings_ = std::move(loaded.settings);
    for (const auto& change : result.changes)
        log_.print(Logger::gateway, Level::info, {}, "configuration: {} {}", change.section, change.what);
    log_.write(Logger::gateway, Level::info, {}, "configuration read again");
    return result;
}

} // namespace gateway
