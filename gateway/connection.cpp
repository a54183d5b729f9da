// One TCP connection between its socket, its session machine and the phone it belongs to.
#include "gateway/connection.hpp"

#include <utility>

#include "gateway/phone_agent.hpp"
#include "gateway/phones.hpp"

namespace gateway {

namespace {
using Clock = std::chrono::steady_clock;
constexpr auto time_to_read = std::chrono::seconds(1);
// a phone that has changed its address is kept out for so long at most
constexpr auto life_is_believed = std::chrono::seconds(5);
} // namespace

/// The session machine's world: of all it may ask, a connection without a phone can only tell.
class Connection::World final : public mapping::WorldPort {
  public:
    World(Services& services, Connection& connection) : services_(services), connection_(connection) {}

    mapping::LegId next_call_reference() override { return services_.references.next(); }
    std::uint32_t random() override { return static_cast<std::uint32_t>(services_.random()); }
    mapping::CivilTime local_time(const std::string&) override { return {}; }
    void log(Level level, mapping::LegId, std::string_view text) override {
        // Strangers get one line, however often they come; their alarms get none before they have registered
        // (note_alarm).
        if (level == Level::debug || level == Level::info)
            services_.log.print(Logger::sccp, gateway::Level::debug, context(), "{}: {}", connection_.peer_address(),
                                text);
        else
            // it names the phone
            services_.log.offence(Logger::sccp, context(), "refused", connection_.peer_address(), text, text);
    }
    void state_changed(std::string_view what, std::uint32_t, std::string_view state, std::string_view reason) override {
        services_.log.print(Logger::sccp, gateway::Level::debug, context(), "{} of {}:{} is {}{}{}", what,
                            connection_.peer_address(), connection_.session_.peer_port(), state,
                            reason.empty() ? "" : ": ", reason);
    }
    void took(mapping::LegId, const mapping::TakenRow& row) override {
        if (services_.log.wants(Logger::sccp, gateway::Level::trace, context().phone))
            services_.log.write(Logger::sccp, gateway::Level::trace, context(), "row " + text_of(row));
    }
    void ignored(mapping::LegId, std::string_view event, std::string_view state) override {
        services_.metrics.count("ignored_events");
        services_.log.print(Logger::sccp, gateway::Level::debug, context(), "ignored {} in {}", event, state);
    }
    void count(std::string_view metric) override { services_.metrics.count(metric); }
    // a connection makes no calls
    void audio_counted(mapping::LegId, const mapping::Statistics&) override {}
    void remember(const std::string&, const std::string&) override {}
    std::string recall(const std::string&) override { return {}; }
    std::optional<unsigned> take_room(const std::string&, unsigned, unsigned) override { return {}; }
    void give_back_room(const std::string&, unsigned) override {}

  private:
    LogContext context() const { return {connection_.device_name(), 0}; }

    Services& services_;
    Connection& connection_;
};

Connection::Connection(Services& services, Phones& phones, sccp::Session& session,
                       const mapping::StationOptions& station, std::chrono::milliseconds register_deadline)
    : services_(services), phones_(phones), session_(session), world_(std::make_unique<World>(services, *this)),
      machine_(std::make_unique<mapping::SessionMachine>(static_cast<mapping::SessionPort&>(*this), *world_, station,
                                                         register_deadline)) {}

Connection::~Connection() = default;

std::string_view Connection::device_name() const {
    if (agent_ != nullptr) return agent_->name();
    return machine_ ? std::string_view(machine_->device_name()) : std::string_view();
}

void Connection::on_bytes() {
    machine_->on_bytes();
    if (std::exchange(is_asked_, false)) shown_at_ = Clock::now();
    if (agent_ != nullptr) phones_.heard_from(*agent_);
}

// Many newcomers are no reason for many questions: who registers and leaves at once, again and again, would have a
// phone do nothing but answer.
void Connection::ask_for_life() {
    if (!std::exchange(is_asked_, true)) send(sccp::CapabilitiesReq{});
}

bool Connection::has_shown_life() const {
    return shown_at_ != Clock::time_point() && Clock::now() - shown_at_ < life_is_believed;
}

void Connection::on_message(const sccp::FromPhone& message) {
    if (agent_ != nullptr) agent_->count_in();
    machine_->on_message(message);
}

void Connection::on_closed() {
    alarms_.clear();
    auto* const agent = agent_;
    // When the machine itself closes the socket this waits until it has told the device, which must still be known
    // then.
    machine_->on_disconnected();
    if (agent != nullptr) phones_.gone(*agent);
}

void Connection::detach() {
    agent_ = nullptr;
    is_detached_ = true;
    machine_->on_detached();
}

void Connection::send(const sccp::ToPhone& message) {
    if (const auto* ack = std::get_if<sccp::RegisterAck>(&message)) session_.set_version(ack->max_protocol_ver);
    if (agent_ != nullptr) agent_->count_out();
    session_.send(message);
}

void Connection::close(std::string_view reason) { session_.drop(reason); }

void Connection::close_after_flush() { session_.close_after_flush(); }

void Connection::arm(mapping::TimerKind kind, std::chrono::milliseconds after) {
    auto& alarm = alarms_.try_emplace(kind, services_.loop).first->second;
    alarm.deadline = std::chrono::steady_clock::now() + after;
    if (!alarm.is_set || alarm.timer.expiry() > alarm.deadline) set(kind, alarm);
}

void Connection::set(mapping::TimerKind kind, Alarm& alarm) {
    alarm.is_set = true;
    alarm.timer.expires_at(alarm.deadline);
    alarm.timer.async_wait([this, kind](const boost::system::error_code& error) {
        if (!error) on_alarm(kind);
    });
}

void Connection::on_alarm(mapping::TimerKind kind) {
    const auto found = alarms_.find(kind);
    if (found == alarms_.end() || !found->second.is_set) return;
    // After a time in which the process stood still timers come before most sockets: Asio takes 128 of these, then
    // looks at the clock.
    if (session_.has_unread()) found->second.deadline = std::chrono::steady_clock::now() + time_to_read;
    if (found->second.deadline > std::chrono::steady_clock::now()) return set(kind, found->second);
    found->second.is_set = false;
    // What the old connection has said may lie unread, because it is read slowly or because the process stood still.
    if (kind == mapping::TimerKind::probe && phones_.has_old_spoken(machine_->device_name())) return;
    machine_->on_timer(kind);
}

void Connection::cancel(mapping::TimerKind kind) {
    alarms_.erase(kind);
}

mapping::Admission Connection::admit(const sccp::RegisterReq& message) { return phones_.admit(*this, message); }
bool Connection::token_allowed(const std::string& device) { return phones_.token_allowed(device); }
mapping::BoundElsewhere Connection::bound_elsewhere(const std::string& device) {
    return phones_.bound_elsewhere(*this, device);
}
void Connection::probe_old(const std::string& device) { phones_.probe(*this, device); }
void Connection::cancel_probe(const std::string& device) { phones_.cancel_probe(*this, device); }
void Connection::report_duplicate(const std::string& device) { phones_.report_duplicate(*this, device); }

void Connection::bind(const sccp::RegisterReq& message) {
    auto* const agent = phones_.find(machine_->device_name());
    if (agent == nullptr) return session_.close("the device was removed from the configuration");
    agent_ = agent;
    session_.mark_registered();
    agent->bind(*this, message);
    if (!alarm_.empty()) agent->phone().note_alarm(alarm_);
}

void Connection::forward(const sccp::FromPhone& message) {
    if (agent_ != nullptr) agent_->forward(message);
}

void Connection::lost() {
    if (auto* const agent = std::exchange(agent_, nullptr)) agent->lost(*this);
}

void Connection::note_alarm(std::string_view text) {
    alarm_ = text;
    if (agent_ == nullptr) return;
    agent_->phone().note_alarm(text);
    services_.log.seldom(Logger::sccp, Level::info, {agent_->name(), 0}, "alarm", agent_->name(), text);
}

} // namespace gateway
