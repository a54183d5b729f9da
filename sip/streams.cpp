// TCP connections on the SIP port: how many others may open, and the end of those that the stack would keep for
// nothing.
#include "sip/streams.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include <linux/tcp.h> // tcpi_bytes_received, which netinet/tcp.h lacks
#include <netinet/in.h>
#include <sofia-sip/tport.h>
#include <sys/socket.h>

#include "sip/networks.hpp"
#include "sip/text.hpp"

namespace sip {

namespace {

constexpr std::chrono::seconds time_to_read{1}; // at least; twice that at most
constexpr unsigned established = 1; // of the kernel; RFC 9293 section 3.3.2 for its meaning

struct Silent {
    std::string peer, host;
};

std::optional<std::pair<IpAddress, unsigned>> end_of(int descriptor, decltype(::getsockname)& which) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const address = reinterpret_cast<sockaddr*>(&storage);
    if (which(descriptor, address, &size) != 0 || (storage.ss_family != AF_INET && storage.ss_family != AF_INET6))
        return std::nullopt;
    const auto ip = IpAddress::of(address);
    if (!ip)
        return std::nullopt;
    // The port is at the same place in both families.
    return std::pair{*ip, unsigned{ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port)}};
}

std::optional<Silent> silent(int descriptor, unsigned port) {
    const auto local = end_of(descriptor, ::getsockname);
    if (!local || local->second != port)
        return std::nullopt;
    tcp_info info{};
    socklen_t size = sizeof info;
    const auto peer = end_of(descriptor, ::getpeername);
    if (!peer || ::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return std::nullopt;
    if (info.tcpi_state != established || info.tcpi_bytes_received != 0)
        return std::nullopt;
    const auto host = peer->first.text();
    return Silent{host + ' ' + std::to_string(peer->second), host};
}

} // namespace

Streams::Streams(Stack& stack, const Options& options, const Sources& sources, EventSink& sink)
    : stack_(stack), options_(options), sources_(sources), sink_(sink), timer_(stack, [this] { look(); }),
      farewell_(stack, [this] { close_answered(); }) {
    const auto& address = stack.address();
    port_ = number(std::string_view(address).substr(address.rfind(':') + 1), 65535).value_or(0);
    timer_.start(interval);
}

/// At a full limit in all, who may ask us something gets the place of the oldest who may not: a PBX is never shut out
/// by strangers.
void Streams::accepted(Id id, std::string_view peer) {
    const auto tcp = parse_tcp_peer(peer);
    if (!tcp)
        return;
    const auto host = tcp->host.text();
    const auto from_there = std::ranges::count(streams_, host, &Stream::host);
    streams_.push_back({id, host, sources_.may_request(tcp->host)});
    const auto newcomer = std::prev(streams_.end());
    if (from_there >= static_cast<std::ptrdiff_t>(options_.max_connections_per_address))
        return refuse(newcomer, "[sip] max_connections_per_address");
    if (streams_.size() <= options_.max_connections)
        return;
    const auto stranger = newcomer->may_request ? std::ranges::find(streams_, false, &Stream::may_request) : newcomer;
    refuse(stranger == streams_.end() ? newcomer : stranger, "[sip] max_connections");
}

void Streams::closed(Id id) {
    for (auto* const among : {&refused_, &answered_, &over_})
        among->erase(id);
    std::erase_if(streams_, [id](const Stream& stream) { return stream.id == id; });
}

void Streams::spoiled(Id id, bool is_answered) {
    if (!is_answered)
        return close_soon(id);
    if (answered_.empty() && over_.empty())
        farewell_.start(time_to_read);
    answered_.insert(id);
}

void Streams::close_answered() {
    for (const Id id : over_)
        close_soon(id);
    over_ = std::exchange(answered_, {});
    if (!over_.empty())
        farewell_.start(time_to_read);
}

/// The stack is at work on it: it is closed in the next step.
void Streams::close_soon(Id id) {
    if (refused_.empty())
        stack_.post([this] { close_refused(); });
    refused_.insert(id);
}

void Streams::refuse(std::list<Stream>::iterator stream, std::string_view reason) {
    close_soon(stream->id);
    sink_.on_connection_refused(stream->host, reason);
    streams_.erase(stream);
}

void Streams::close_refused() {
    while (!refused_.empty()) {
        const Id id = *refused_.begin();
        refused_.erase(id);
        // NOLINTNEXTLINE(performance-no-int-to-ptr): it is what the log has printed
        tport_shutdown(reinterpret_cast<tport_t*>(id), 2);
    }
}

void Streams::look() {
    timer_.start(interval);
    if (streams_.empty() && refused_.empty()) // to look through the descriptors of 20,000 phones takes a while
        return silent_.clear();
    std::set<std::string> found;
    std::error_code error;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
         entry.increment(error)) {
        const auto descriptor = number(entry->path().filename().string(), 1U << 30U);
        const auto one = descriptor ? silent(static_cast<int>(*descriptor), port_) : std::nullopt;
        if (!one)
            continue;
        if (!silent_.contains(one->peer)) {
            found.insert(one->peer);
            continue;
        }
        // The stack hears that it is over and closes it.
        ::shutdown(static_cast<int>(*descriptor), SHUT_RDWR);
        sink_.on_connection_silent(one->host);
    }
    silent_ = std::move(found);
}

} // namespace sip
