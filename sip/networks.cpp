// IP addresses and networks, to tell friend from stranger.
#include "sip/networks.hpp"

#include <algorithm>
#include <cstring>
#include <istream>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "sip/text.hpp"

namespace sip {

namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 section 2.5.5.2

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    const std::string literal(text);
    IpAddress address;
    if (inet_pton(AF_INET6, literal.c_str(), address.bytes_.data()) == 1)
        return address;
    std::copy(mapped.begin(), mapped.end(), address.bytes_.begin());
    if (inet_pton(AF_INET, literal.c_str(), address.bytes_.data() + mapped.size()) == 1)
        return address;
    return std::nullopt;
}

std::optional<IpAddress> IpAddress::of(const sockaddr* address) {
    IpAddress result;
    if (address && address->sa_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, address, sizeof v6);
        std::memcpy(result.bytes_.data(), &v6.sin6_addr, result.bytes_.size());
        return result;
    }
    if (address && address->sa_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, address, sizeof v4);
        std::copy(mapped.begin(), mapped.end(), result.bytes_.begin());
        std::memcpy(result.bytes_.data() + mapped.size(), &v4.sin_addr, 4);
        return result;
    }
    return std::nullopt;
}

bool IpAddress::is_v4() const {
    return std::equal(mapped.begin(), mapped.end(), bytes_.begin());
}

std::string IpAddress::text() const {
    char buffer[INET6_ADDRSTRLEN] = "";
    if (is_v4())
        inet_ntop(AF_INET, bytes_.data() + mapped.size(), buffer, sizeof buffer);
    else
        inet_ntop(AF_INET6, bytes_.data(), buffer, sizeof buffer);
    return buffer;
}

std::optional<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto base = IpAddress::parse(trimmed(text.substr(0, slash)));
    if (!base)
        return std::nullopt;
    Network network;
    network.base_ = *base;
    if (slash != text.npos) {
        const auto prefix = number(trimmed(text.substr(slash + 1)), base->is_v4() ? 32 : 128);
        if (!prefix)
            return std::nullopt;
        network.prefix_ = *prefix + (base->is_v4() ? 96 : 0);
    }
    return network;
}

bool Network::contains(const IpAddress& address) const {
    const auto& a = address.bytes();
    const auto& b = base_.bytes();
    const std::size_t whole = prefix_ / 8;
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
        return false;
    const unsigned rest = prefix_ % 8;
    return rest == 0 || (a[whole] >> (8 - rest)) == (b[whole] >> (8 - rest));
}

std::optional<TcpPeer> parse_tcp_peer(std::string_view peer) {
    const auto protocol = next_word(peer, "/");
    const auto address = next_word(peer, "/");
    const auto colon = address.rfind(':');
    const auto host = IpAddress::parse(address.substr(0, colon));
    const auto port = colon == address.npos ? std::nullopt : number(address.substr(colon + 1), 65535);
    if (protocol != "tcp" || !host || !port)
        return std::nullopt;
    return TcpPeer{*host, static_cast<std::uint16_t>(*port)};
}

std::vector<IpAddress> resolve(const std::string& host) {
    if (const auto literal = IpAddress::parse(host))
        return {*literal};
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    std::vector<IpAddress> addresses;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0)
        return addresses;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
    for (const auto* info = found; info; info = info->ai_next)
        if (const auto address = IpAddress::of(info->ai_addr))
            addresses.push_back(*address);
    return addresses;
}

std::vector<IpAddress> addresses_in_hosts_file(std::istream& file, std::string_view name) {
    std::vector<IpAddress> addresses;
    for (std::string line; std::getline(file, line);) {
        std::string_view rest = std::string_view(line).substr(0, line.find('#'));
        const auto address = IpAddress::parse(next_word(rest, " \t\r"));
        for (auto word = next_word(rest, " \t\r"); address && !word.empty(); word = next_word(rest, " \t\r"))
            if (same_word(word, name))
                addresses.push_back(*address);
    }
    return addresses;
}

std::string uri_host(std::string_view host) {
    const bool is_bare_v6 = host.find(':') != host.npos && host.front() != '[';
    return is_bare_v6 ? "[" + std::string(host) + "]" : std::string(host);
}

} // namespace sip
