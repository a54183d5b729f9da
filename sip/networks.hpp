// IP addresses and networks, to tell friend from stranger.
#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace sip {

/// IPv4 is kept as its mapped IPv6 form, so that both compare.
class IpAddress {
  public:
    IpAddress() = default;
    static std::optional<IpAddress> parse(std::string_view text); ///< literal, with or without brackets
    static std::optional<IpAddress> of(const sockaddr* address);
    bool is_v4() const;
    std::string text() const; ///< without brackets
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
    auto operator<=>(const IpAddress&) const = default;

  private:
    std::array<std::uint8_t, 16> bytes_{};
};

/// `10.0.0.0/8`, `fc00::/7`, or a single address.
class Network {
  public:
    static std::optional<Network> parse(std::string_view text);
    bool contains(const IpAddress& address) const;

  private:
    IpAddress base_;
    unsigned prefix_{128};
};

struct TcpPeer {
    IpAddress host;
    std::uint16_t port{};
};
/// Of `tcp/192.0.2.1:5060/sip`, as Sofia names the far end of a connection; nothing: of another transport.
std::optional<TcpPeer> parse_tcp_peer(std::string_view peer);

/// All addresses of a host name, in the resolver's order; a literal is its own. Blocks: for start-up only.
std::vector<IpAddress> resolve(const std::string& host);

/// What the text of a hosts file says of a name. The stack's own resolver asks DNS only.
std::vector<IpAddress> addresses_in_hosts_file(std::istream& file, std::string_view name);

/// As in a URI: IPv6 in brackets.
std::string uri_host(std::string_view host);

} // namespace sip
