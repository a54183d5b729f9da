// Accepts the phones.
#include "sccp/server.hpp"

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stdexcept>
#include <sys/socket.h>

namespace sccp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {
constexpr int backlog = 4096;              // security 1.1: at least 1024
constexpr auto descriptors_gone_pause = 100ms;
constexpr auto time_to_speak = 2s;         // a phone sends Register at once

std::string text_of(const tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

tcp::endpoint parse_endpoint(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        throw std::runtime_error("[sccp] listen: " + text + " is not an address and a port");
    auto host = text.substr(0, colon);
    if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) throw std::runtime_error("[sccp] listen: " + host + " is not an IP address");
    return {address, static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)))};
}

// DSCP is the upper six bits of the TOS byte (RFC 2474 section 3).
void set_dscp(tcp::acceptor& acceptor, bool is_v6, unsigned dscp) {
    const int tos = static_cast<int>(dscp << 2);
    ::setsockopt(acceptor.native_handle(), is_v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP),
                 is_v6 ? IPV6_TCLASS : IP_TOS, &tos, sizeof tos);
}
} // namespace

Server::Server(asio::io_context& loop, Options options, std::size_t configured_devices, ServerListener& listener)
    : loop_(loop), options_(std::move(options)), configured_devices_(configured_devices), allowed_(options_.allow),
      listener_(listener) {}

Server::~Server() { close_all("the gateway stops"); }

void Server::listen() {
    std::string failures;
    for (const auto& address : options_.listen) {
        try {
            open(address);
        } catch (const boost::system::system_error& error) {
            // A machine without IPv6 still serves its IPv4 phones.
            const bool no_family = error.code() == boost::system::errc::address_family_not_supported;
            if (!no_family || options_.listen.size() == 1)
                throw std::runtime_error("[sccp] listen: " + address + ": " + error.code().message());
        }
    }
    if (doors_.empty()) throw std::runtime_error("[sccp] listen: no address could be opened");
    for (auto& door : doors_) accept(door);
}

void Server::open(const std::string& address) {
    const auto endpoint = parse_endpoint(address);
    tcp::acceptor acceptor(loop_, endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true));
    set_dscp(acceptor, endpoint.address().is_v6(), options_.dscp);
    acceptor.bind(endpoint);
    acceptor.listen(backlog);
    doors_.push_back({std::move(acceptor), asio::steady_timer(loop_)});
}

void Server::accept(Door& door) {
    door.acceptor.async_accept([this, &door](const error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (doors_.empty()) return;   // closed since
        if (!error) {
            admit(std::move(socket));
            return accept(door);
        }
        // No descriptor left (EMFILE): the queue stays readable, so the loop must not spin on it.
        listener_.on_refused("-", error.message());
        door.pause.expires_after(descriptors_gone_pause);
        door.pause.async_wait([this, &door](const error_code& waited) {
            if (!waited) accept(door);
        });
    });
}

void Server::admit(tcp::socket socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    SessionOwner& owner = *this;
    const auto session = std::make_shared<Session>(std::move(socket), options_, listener_, owner, next_id_++);
    const auto& address = session->peer_address();
    if (!allowed_.contains(peer.address())) return listener_.on_refused(address, "the address is not in [sccp] allow");
    if (!make_room(address))
        return listener_.on_refused(address, is_full() ? "[sccp] max_connections"
                                                       : "too many connections that have not registered");
    sessions_.emplace(session->id(), session);
    unregistered_[address].emplace(session->id(), session.get());
    ++unregistered_in_all_;
    listener_.on_accepted(*session);
    session->start();
}

std::size_t Server::limit_in_all() const {
    if (options_.max_unregistered != 0) return options_.max_unregistered;
    return std::max<std::size_t>(4096, 4 * configured_devices_);
}

bool Server::is_full() const { return options_.max_connections != 0 && sessions_.size() >= options_.max_connections; }

void Server::on_settled(Session& session) {
    const auto found = unregistered_.find(session.peer_address());
    if (found == unregistered_.end() || found->second.erase(session.id()) == 0) return;
    --unregistered_in_all_;
    if (found->second.empty()) unregistered_.erase(found);
}

void Server::on_gone(Session& session) { sessions_.erase(session.id()); }

// At a full limit the oldest connection that has not yet sent a whole message gives way, not the newcomer: a phone
// sends Register at once and is never that one (security 1.1). Standby connections stay, unless there are more
// connections than phones: then somebody holds the door shut with them, and the oldest gives way, before phones that
// have just come throw each other out.
bool Server::make_room(const std::string& address) {
    const auto here = unregistered_.find(address);
    const auto now = Clock::now();
    Session* victim = nullptr;
    if (here != unregistered_.end() && here->second.size() >= options_.max_unregistered_per_address)
        victim = who_gives_way(here->second, now);
    else if (unregistered_in_all_ >= limit_in_all() || is_full())
        victim = who_gives_way_of_the_most(now);
    else
        return true;
    if (victim == nullptr) return false;
    listener_.on_refused(victim->peer_address(),
                         victim->has_sent_message()
                             ? "gave way to a newer connection: there are more on standby than phones"
                             : "gave way to a newer connection: it had not sent a message");
    victim->close("gave way to a newer connection");
    return true;
}

Server::Claim Server::claim_of(const Session& session, Clock::time_point now) const {
    if (!session.has_sent_message())
        return now - session.accepted_at() < time_to_speak ? Claim::has_just_come : Claim::is_silent;
    return sessions_.size() > configured_devices_ ? Claim::is_one_too_many : Claim::is_on_standby;
}

/// The oldest of those with the least claim. Each connection at a full limit asks: a silent one is soon found where
/// there are many.
Session* Server::who_gives_way(const ByAge& sessions, Clock::time_point now) const {
    const auto oldest = [&sessions](bool has_spoken) -> Session* {
        const auto found = std::find_if(sessions.begin(), sessions.end(), [=](const auto& entry) {
            return entry.second->has_sent_message() == has_spoken;
        });
        return found == sessions.end() ? nullptr : found->second;
    };
    auto* const silent = oldest(false);
    if (silent != nullptr && claim_of(*silent, now) == Claim::is_silent) return silent;
    const bool are_too_many = sessions_.size() > configured_devices_;
    auto* const standby = are_too_many ? oldest(true) : nullptr;
    return standby != nullptr ? standby : silent;
}

/// Of those with the least claim one of the address with the most connections.
Session* Server::who_gives_way_of_the_most(Clock::time_point now) const {
    Session* found = nullptr;
    auto least = Claim::is_on_standby;
    std::size_t most = 0;
    for (const auto& [address, sessions] : unregistered_) {
        if (least == Claim::is_silent && sessions.size() <= most) continue;
        auto* const one = who_gives_way(sessions, now);
        if (one == nullptr) continue;
        const auto claim = claim_of(*one, now);
        if (claim > least || (claim == least && sessions.size() <= most)) continue;
        least = claim;
        most = sessions.size();
        found = one;
    }
    return found;
}

void Server::stop_listening() {
    doors_.clear();
}

void Server::close_all(std::string_view reason) {
    stop_listening();
    const auto copies = sessions_;
    for (const auto& [id, session] : copies) session->close(reason);
}

bool Server::is_quiet() const {
    return std::none_of(sessions_.begin(), sessions_.end(),
                        [](const auto& entry) { return entry.second->is_leaving(); });
}

std::vector<std::string> Server::addresses() const {
    std::vector<std::string> found;
    for (const auto& door : doors_) {
        error_code error;
        const auto endpoint = door.acceptor.local_endpoint(error);
        if (!error) found.push_back(text_of(endpoint));
    }
    return found;
}

void Server::set_limits(Options options, std::size_t configured_devices) {
    options.listen = options_.listen;
    allowed_ = AllowList(options.allow);
    options_ = std::move(options);
    configured_devices_ = configured_devices;
}

} // namespace sccp
