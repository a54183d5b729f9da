// What the TCP server and the SIP agent tell, brought to the phone it concerns.
#include <algorithm>
#include <ctime>

#include "gateway/frame_text.hpp"
#include "gateway/phones.hpp"

namespace gateway {

Connection* Phones::connection_of(const sccp::Session& session) {
    const auto found = connections_.find(session.id());
    return found == connections_.end() ? nullptr : found->second.get();
}

namespace {
/// Whose offences are counted together: a phone's, or those of an address where nobody has registered yet.
std::string_view offender(const Connection& connection) {
    return connection.agent() != nullptr ? connection.device_name() : std::string_view(connection.peer_address());
}

/// Value of the first field of that name in a message of our own stack, which writes names in full.
std::string_view field_of(std::string_view message, std::string_view name) {
    auto at = message.find(name);
    while (at != message.npos && (at == 0 || message[at - 1] != '\n')) at = message.find(name, at + 1);
    if (at == message.npos) return {};
    const auto value = message.substr(at + name.size());
    return value.substr(0, value.find_first_of("\r\n"));
}

/// Where an answer went: the stack notes who has really asked (RFC 3261 section 18.2.1).
std::string_view answered_host(std::string_view answer) {
    const auto via = field_of(answer, "Via: ");
    constexpr std::string_view noted = ";received=";
    if (const auto at = via.find(noted); at != via.npos) {
        const auto host = via.substr(at + noted.size());
        return host.substr(0, host.find_first_of(";, "));
    }
    const auto host = via.substr(std::min(via.find(' ') + 1, via.size()));
    return host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find_first_of(":;, "));
}

/// What is not readable, or a stranger's, is refused before it is anybody's: by us or by the stack, so its answer is
/// where it is seen.
void note_refusal(Services& services, std::string_view first_line, std::string_view answer) {
    const auto status = first_line.substr(0, 11);
    const auto cseq = field_of(answer, "CSeq: ");
    const auto method = cseq.substr(std::min(cseq.find(' ') + 1, cseq.size())).substr(0, 32);
    const bool is_unfit = status == "SIP/2.0 400" || status == "SIP/2.0 403";
    if (!is_unfit && method != "INVITE") return;      // a call that reaches no phone has no other line in the log
    if (is_unfit) services.metrics.count("sip_refused");
    services.log.offence(Logger::sip, {}, "SIP request refused", answered_host(answer),
                         fmt::format("{} to {}", first_line.substr(8), method));
}

} // namespace

// ---- sccp::ServerListener

void Phones::on_accepted(sccp::Session& session) {
    services_->log.print(Logger::sccp, Level::debug, {}, "connection from {}:{}", session.peer_address(),
                         session.peer_port());
    connections_[session.id()] =
        std::make_unique<Connection>(*services_, *this, session, *station_, settings_->sccp.register_deadline);
}

void Phones::on_refused(const std::string& address, std::string_view reason) {
    services_->metrics.count("connections_refused");
    services_->log.offence(Logger::sccp, {}, reason, address,
                           "connection from " + address + " refused: " + std::string(reason));
}

void Phones::on_message(sccp::Session& session, const sccp::FromPhone& message) {
    auto* connection = connection_of(session);
    if (connection == nullptr) return;
    // One phone's trouble is that phone's: it is dropped and comes back, the others do not notice.
    try {
        connection->on_message(message);
    } catch (const std::exception& error) {
        services_->log.print(Logger::sccp, Level::error, {connection->device_name(), 0}, "{} could not be handled: {}",
                             sccp::name_of(message), error.what());
        session.close("a message could not be handled");
    }
    services_->recorder.handled();
}

void Phones::on_alive(sccp::Session& session) {
    if (auto* connection = connection_of(session)) connection->on_bytes();
}

void Phones::on_decode_error(sccp::Session& session, const sccp::DecodeError& error) {
    auto* connection = connection_of(session);
    services_->recorder.handled();
    if (connection == nullptr) return;
    connection->on_noise();
    services_->metrics.decode_error(error.id);
    if (connection->agent() != nullptr) connection->agent()->count_decode_error();
    // Not by field: a flood of messages that are wrong in ever new ways is one offence.
    services_->log.offence(Logger::sccp, {connection->device_name(), 0}, fmt::format("unreadable {}", error.message),
                           offender(*connection), "dropped: " + error.print());
}

void Phones::on_unknown(sccp::Session& session, std::uint32_t id, std::size_t size) {
    services_->metrics.count("unknown_messages");
    services_->recorder.handled();
    auto* connection = connection_of(session);
    if (connection == nullptr) return;
    connection->on_noise();
    services_->log.offence(
        Logger::sccp, {connection->device_name(), 0}, "unknown message", offender(*connection),
        fmt::format("message id 0x{:04X} of {} octets is not one that a phone sends: skipped", id, size));
}

void Phones::on_frame(sccp::Session& session, bool sent, std::uint32_t id, std::uint32_t call,
                      std::span<const std::uint8_t> frame) {
    services_->metrics.sccp_message(!sent, id);
    const auto* connection = connection_of(session);
    const auto device = connection != nullptr ? connection->device_name() : std::string_view();
    const auto name = sccp::message_name(id);
    const auto* agent = connection != nullptr ? connection->agent() : nullptr;
    if (!device.empty())
        services_->recorder.sccp(std::string(device), call, sent, name, frame, session.version(),
                                 agent != nullptr ? agent->call_at_hand() : 0);
    if (!services_->log.wants(Logger::sccp, Level::trace, device)) return;
    services_->log.write(Logger::sccp, Level::trace, {device, call},
                         std::string(sent ? "sent " : "received ") + print_frame(frame, sent, session.version()));
}

void Phones::on_slowed(sccp::Session& session) {
    const auto* connection = connection_of(session);
    services_->metrics.count("sessions_slowed");
    if (connection == nullptr) return;
    services_->log.offence(Logger::sccp, {connection->device_name(), 0}, "too many messages", offender(*connection),
                           "it sends more than [sccp] message_rate: it is read slower now");
}

void Phones::on_dropped(sccp::Session& session, std::string_view reason) {
    const auto* connection = connection_of(session);
    services_->metrics.count("connections_dropped");
    if (connection == nullptr) return;
    services_->log.offence(Logger::sccp, {connection->device_name(), 0}, "connection dropped", offender(*connection),
                           reason);
}

void Phones::on_closed(sccp::Session& session, std::string_view reason) {
    const auto found = connections_.find(session.id());
    if (found == connections_.end()) return;
    const auto device = found->second->device_name();
    services_->log.print(Logger::sccp, device.empty() ? Level::debug : Level::info, {device, 0},
                         "connection from {} ended: {}", session.peer_address(), reason);
    found->second->on_closed();
    // The machine may be in the middle of its reaction: the connection goes with the next turn of the loop.
    boost::asio::post(services_->loop, [gone = std::shared_ptr<Connection>(std::move(found->second))] {});
    connections_.erase(found);
}

// ---- sip::EventSink

void Phones::on_call(sip::LineId line, sip::CallKey key, const sip::CallEvent& event) {
    auto* agent = by_line(line);
    if (agent == nullptr) return;
    if (draining_ && std::holds_alternative<sip::Invited>(event)) {
        sip::Rejection going_down{503, {}, {}};
        going_down.extra.retry_after = 10;
        services_->agent.reject(key, going_down);
        return services_->agent.forget(key);
    }
    try {
        agent->on_call(line, key, event);
    } catch (const std::exception& error) {
        services_->log.print(Logger::call, Level::error, {agent->name(), key}, "an event could not be handled: {}",
                             error.what());
        services_->agent.forget(key);
    }
}

void Phones::on_line(sip::LineId line, const sip::LineEvent& event) {
    if (auto* agent = by_line(line)) agent->phone().on_line(line, event);
}

bool Phones::is_ready(sip::LineId line) {
    const auto* agent = by_line(line);
    return agent != nullptr && agent->phone().is_ready();
}

bool Phones::on_text(sip::LineId line, std::string_view text) {
    auto* agent = by_line(line);
    return agent != nullptr && agent->phone().on_text(line, text);
}

void Phones::on_target(std::size_t registrar, bool alive, int status) {
    if (registrar >= probes_.size()) return;
    auto& probe = probes_[registrar];
    const bool is_news = !probe.is_known || probe.alive != alive;
    probe.is_known = true;
    probe.alive = alive;
    if (!is_news) return;
    const auto& target = services_->targets[registrar];
    services_->log.print(Logger::sip, alive ? Level::info : Level::warning, {}, "registrar {} {}",
                         target.port == 0 ? target.host + " (by DNS)" : fmt::format("{}:{}", target.host, target.port),
                         alive || status != 0
                             ? fmt::format("{} ({} to OPTIONS)", alive ? "answers" : "is out of service", status)
                             : "does not answer");
    for (const auto& [name, agent] : phones_) agent->on_target(registrar, alive);
}

void Phones::on_probe(std::size_t registrar, int status) {
    if (registrar >= probes_.size()) return;
    probes_[registrar].status = status;
    probes_[registrar].at_unix = static_cast<std::int64_t>(std::time(nullptr));
}

void Phones::on_trace(sip::LineId line, sip::CallKey key, bool sent, std::string_view first_line,
                      std::string_view whole) {
    if (sent && key == 0 && first_line.starts_with("SIP/2.0 4")) note_refusal(*services_, first_line, whole);
    const auto* agent = by_line(line);
    const auto device = agent != nullptr ? std::string_view(agent->name()) : std::string_view();
    if (agent != nullptr) services_->recorder.sip(agent->name(), key, sent, whole);
    if (services_->log.wants(Logger::sip, Level::trace, device))
        services_->log.write(Logger::sip, Level::trace, {device, key},
                             (sent ? "sent " : "received ") + redacted_sip(whole));
    else if (key != 0)
        services_->log.print(Logger::sip, Level::debug, {device, key}, "{} {}", sent ? "sent" : "received", first_line);
}

void Phones::on_connection_refused(std::string_view address, std::string_view reason) {
    services_->metrics.count("sip_connections_refused");
    services_->log.offence(Logger::sip, {}, reason, address,
                           fmt::format("TCP connection of {} refused: {}", address, reason));
}

void Phones::on_connection_silent(std::string_view address) {
    services_->log.offence(Logger::sip, {}, "silent TCP connection", address, "it has said nothing, and was closed");
}

void Phones::on_noise(std::string_view address) {
    services_->metrics.count("sip_noise");
    services_->log.offence(Logger::sip, {}, "no SIP", address, "what came is no SIP, and was dropped");
}

void Phones::on_unreadable(sip::LineId line, sip::CallKey call, std::string_view address, std::string_view what) {
    const auto* agent = by_line(line);
    const auto device = agent != nullptr ? std::string_view(agent->name()) : std::string_view();
    services_->metrics.count("sip_unreadable");
    services_->log.offence(Logger::sip, {device, call}, "SIP message ignored", address, what);
}

void Phones::on_request_dropped(std::string_view address, std::string_view reason) {
    services_->metrics.count("sip_dropped");
    services_->log.offence(Logger::sip, {}, "SIP request dropped", address, reason);
}

void Phones::on_registrations_wait(std::size_t lines) {
    services_->metrics.count("registrations_delayed", lines);
    services_->log.seldom(Logger::sip, Level::info, {}, "REGISTER delayed", "own lines",
                          "[sip] registrations_in_flight are out, the others wait for their turn");
}

void Phones::on_warning(std::string_view text) {
    services_->log.offence(Logger::sip, {}, "fault", "the SIP side", std::string(text));
}

void Phones::on_request(bool sent, std::string_view method, int status) {
    services_->metrics.sip_request(!sent, method, status);
}

} // namespace gateway
