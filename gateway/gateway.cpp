// The process: parts in the order of their start, and of their end.
#include "gateway/gateway.hpp"

#include <algorithm>
#include <csignal>
#include <set>

#include "gateway/frame_text.hpp"
#include "gateway/memory.hpp"
#include "sccp/catalogue.hpp"
#include "sip/headers.hpp"

namespace gateway {

using namespace std::chrono_literals;

namespace {
// Race 56: sockets are closed within five seconds.
constexpr auto longest_goodbye = 2500ms;   // of calls and lines
// of phones and of the SIP stack; with the last of the state file all within 5 s (race 56)
constexpr auto longest_farewell = 1500ms;
constexpr auto look_again = 20ms;

/// Call references rise across restarts too: they start at a number made of the clock (a 7940 wants that).
std::uint32_t first_reference() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count()) & 0x3FFFFFFFU;
}

/// Address of a line that registers there: Asterisk writes "No matching endpoint found" for every request of somebody
/// it does not know, and tools that ban attackers read that log.
std::string asker_of(const sip::Target& target, const config::Settings& settings) {
    for (const auto& [name, device] : settings.devices)
        for (const auto& line : device->lines)
            if (std::find(line.registrars.begin(), line.registrars.end(), target) != line.registrars.end())
                return "sip:" + sip::escape_user(line.user) + "@" + line.domain;
    return {};
}

config::Settings without_devices(config::Settings settings) {
    settings.devices.clear();
    return settings;
}

std::string message_name(std::uint32_t id) { return std::string(sccp::message_name(id)); }
} // namespace

Gateway::Gateway(std::unique_ptr<config::Settings> settings, Loader loader, Log& log, std::string version)
    : Gateway(Unstarted{}, std::move(settings), std::move(loader), log, std::move(version)) {
    start();
}

Gateway::Gateway(Unstarted, std::unique_ptr<config::Settings> settings, Loader loader, Log& log, std::string version)
    : settings_(std::move(settings)), at_start_(without_devices(*settings_)), loader_(std::move(loader)), log_(log),
      version_(std::move(version)), signals_(loop_, SIGTERM, SIGINT, SIGHUP), tidy_(loop_), drain_(loop_),
      random_(std::random_device{}()), references_(first_reference()), shared_lines_(loop_),
      targets_(targets_of(*settings_)),
      shares_(share_descriptors(descriptor_limit(), settings_->sip.max_connections, targets_.size())),
      metrics_(message_name), recorder_(trace_limits(settings_->log.trace_messages, settings_->devices.size())),
      state_(settings_->state.file), phones_(*settings_),
      timers_(loop_, [this](PhoneKey key, mapping::TimerId timer) { phones_.on_timer(key, timer); }) {}

void Gateway::start() {
    auto sip_options = settings_->sip;
    sip_options.registrars = targets_;
    for (const auto& target : targets_) sip_options.askers.push_back(asker_of(target, *settings_));
    const auto product = settings_->sip.user_agent.empty() ? "sccp2sip/" + version_ : settings_->sip.user_agent;
    sip_options.user_agent = product;
    sip_options.max_connections = shares_.sip;
    agent_ = std::make_unique<sip::Agent>(sip_options, phones_, [this] { return references_.next(); });
    services_ =
        std::make_unique<Services>(Services{loop_, log_, metrics_, recorder_, events_, state_, timers_, *agent_,
                                            references_, rooms_, calls_, shared_lines_, random_, targets_, product});
    phones_.start(*services_);
    pump_ = std::make_unique<SofiaPump>(loop_, *agent_);
    pump_->start();
    if (!pump_->is_event_driven())
        log_.write(Logger::gateway, Level::warning, {},
                   "the SIP stack's event descriptor was not found: it is asked every 5 ms");
    server_ = std::make_unique<sccp::Server>(loop_, limited(settings_->sccp), settings_->devices.size(), phones_);
    server_->listen();
    start_http();
    watch_signals();
    tidy_up_regularly();
    metrics_.ask(
        "log_lines_lost", "log lines that found no room or no disk",
        [this] { return static_cast<double>(log_.lost()); }, true);
    metrics_.ask("sip_dialogs", "SIP dialogs", [this] { return static_cast<double>(agent_->dialogs()); });
    metrics_.ask("connections", "TCP connections of phones",
                 [this] { return static_cast<double>(server_->connections()); });
    tell_start();
}

void Gateway::tell_start() {
    for (const auto& address : server_->addresses())
        log_.print(Logger::gateway, Level::info, {}, "SCCP listens on {}", address);
    log_.print(Logger::gateway, Level::info, {}, "SIP listens on {}", agent_->address());
    if (!agent_->unknown_registrar().empty())
        log_.print(
            Logger::sip, Level::warning, {},
            "the name of the registrar {} is not found: SIP listens on the address of the default route; another one needs a restart, or [sip] listen",
            agent_->unknown_registrar());
    if (http_) log_.print(Logger::gateway, Level::info, {}, "HTTP listens on {}", http_->address());
    if (shares_.phones < settings_->devices.size() || shares_.phones < settings_->sccp.max_connections)
        log_.print(Logger::gateway, Level::warning, {}, "the limit of {} open files leaves {} connections to phones",
                   descriptor_limit(), shares_.phones);
    log_.print(Logger::gateway, Level::info, {}, "sccp2sip {} started with {} phones", version_,
               settings_->devices.size());
}

std::vector<sip::Target> Gateway::targets_of(const config::Settings& settings) {
    auto targets = settings.sip.registrars;
    for (const auto& [name, device] : settings.devices)
        for (const auto& line : device->lines)
            for (const auto& target : line.registrars)
                if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
    return targets;
}

/// What no setting can exceed: a process without descriptors can accept nobody, not even the PBX.
sccp::Options Gateway::limited(sccp::Options options) const {
    if (options.max_connections == 0 || options.max_connections > shares_.phones)
        options.max_connections = shares_.phones;
    return options;
}

Gateway::~Gateway() {
    if (http_) http_->stop();
    if (server_) server_->close_all("the gateway stops");
    phones_.stop();
    if (pump_) pump_->stop();
}

void Gateway::start_http() {
    if (settings_->http.listen.empty()) return;
    const auto print = [](const TraceEntry& entry) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(entry.bytes.data());
        return print_frame({bytes, entry.bytes.size()}, entry.outgoing, entry.protocol);
    };
    routes_ = std::make_unique<Routes>(
        RouteWorld{*this, metrics_, recorder_.traces(), recorder_.ladders(), settings_->http.token, print});
    http_ = std::make_unique<HttpServer>(loop_, settings_->http, *routes_, events_, log_);
}

void Gateway::run() { loop_.run(); }

void Gateway::watch_signals() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;
        if (signal == SIGHUP)
            reload();
        else
            drain();
        watch_signals();
    });
}

void Gateway::tidy_up_regularly() {
    tidy_.expires_after(5s);
    tidy_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        log_.sweep();
        recorder_.sweep([this](std::uint32_t call) { return calls_.is_live(call); });
        const auto now = std::chrono::steady_clock::now();
        calls_.sweep(now);
        phones_.tidy_up();
        phones_.show_time(wall_clock_.changed(phones_.zones(), std::chrono::system_clock::now(), now));
        give_back_memory(kept_free_, ++tidied_ % 6 == 0 && agent_->dialogs() == 0);
        tidy_up_regularly();
    });
}

// SIGTERM (race 56): nothing new, then when no call is left, or after `drain`, the calls end and the lines un-register,
// then the phones are sent away.
void Gateway::drain() {
    if (draining_) return shut_down();     // asked twice: at once
    draining_ = true;
    log_.write(Logger::gateway, Level::info, {}, "going down: no new calls, no new phones");
    phones_.begin_drain();
    wait_for_calls(std::chrono::steady_clock::now() + settings_->calls.drain);
}

void Gateway::wait_for_calls(std::chrono::steady_clock::time_point deadline) {
    if (metrics_.calls.empty() || std::chrono::steady_clock::now() >= deadline) return end_calls();
    drain_.expires_after(look_again);
    drain_.async_wait([this, deadline](const boost::system::error_code& error) {
        if (!error) wait_for_calls(deadline);
    });
}

void Gateway::end_calls() {
    phones_.drain();
    wait_until_quiet(std::chrono::steady_clock::now() + longest_goodbye);
}

void Gateway::wait_until_quiet(std::chrono::steady_clock::time_point deadline) {
    if (phones_.is_quiet() || std::chrono::steady_clock::now() >= deadline) return shut_down();
    drain_.expires_after(look_again);
    drain_.async_wait([this, deadline](const boost::system::error_code& error) {
        if (!error) wait_until_quiet(deadline);
    });
}

void Gateway::shut_down() {
    if (std::exchange(stopping_, true)) return;
    server_->stop_listening();
    phones_.restart_all();
    finish(std::chrono::steady_clock::now() + longest_farewell);
}

void Gateway::finish(std::chrono::steady_clock::time_point deadline) {
    const bool is_said = agent_->shut_down() && server_->is_quiet();
    if (is_said || std::chrono::steady_clock::now() >= deadline) {
        if (http_) http_->stop();
        server_->close_all("the gateway stops");
        phones_.stop();
        state_.flush(1s);
        pump_->stop();
        log_.write(Logger::gateway, Level::info, {}, "stopped");
        return loop_.stop();
    }
    drain_.expires_after(look_again);
    drain_.async_wait([this, deadline](const boost::system::error_code& error) {
        if (!error) finish(deadline);
    });
}

} // namespace gateway
