// What may stand behind a `=`: durations, numbers, addresses, networks, targets. Each parser says what is wrong.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>

#include "mapping/options.hpp"
#include "sip/values.hpp"

namespace config {

/// Why a value is refused, put together from its parts. Reads on after the name of the key.
struct Wrong {
    Wrong() = default;
    Wrong(std::initializer_list<std::string_view> parts) {
        for (const auto part : parts)
            what += part;
    }
    std::string what;
};
template <class T> using Parsed = boost::system::result<T, Wrong>;

/// `500ms`, `30`, `30s`, `5m`, `1h`; a bare number means seconds.
Parsed<std::chrono::milliseconds> parse_duration(std::string_view text);
/// `90 s` as somebody would write it: `90s`, `5m`, `500ms`, `0`.
std::string duration_text(std::chrono::milliseconds duration);
/// Decimal, or hexadecimal with 0x.
Parsed<std::uint64_t> parse_number(std::string_view text);
/// Octets, with `k` or `M` behind the number.
Parsed<std::uint64_t> parse_size(std::string_view text);
Parsed<bool> parse_yes_no(std::string_view text);
/// Items of a comma-separated list; none of them may be empty.
Parsed<std::vector<std::string>> parse_list(std::string_view text);

/// Somebody asks for TLS or SRTP, in whatever words: `;tls`, `sips:`, `encryption`.
bool speaks_of_tls(std::string_view text);
inline constexpr std::string_view tls_comes_later = "not available in this version: TLS and SRTP come later";

/// `host:port` or `[v6]:port`; port 0 takes a free one.
struct Listen {
    std::string host;         ///< IPv6 without brackets
    std::uint16_t port{};
};
Parsed<Listen> parse_listen(std::string_view text);
bool is_ip_literal(const std::string& text);
bool is_loopback(const std::string& host);
/// An address as everybody writes it, a name in small letters.
std::string plain_host(const std::string& host);
/// `host`, `host:port`, `[v6]:port`; `fallback` is the port when there is none.
Parsed<std::pair<std::string, std::uint16_t>> parse_host(std::string_view text, std::uint16_t fallback);
/// What stands behind the @ of a SIP address: a host, also with a port. Stays as it is written.
Parsed<std::string> parse_domain(std::string_view text);
/// A SIP registrar: `host[:port][;transport=udp|tcp]`. A name without port is looked up by DNS (RFC 3263): port 0.
Parsed<sip::Target> parse_target(std::string_view text);
/// `10.0.0.0/8`, `fc00::/7` or an address.
Parsed<std::string> parse_network(std::string_view text);
/// 12 hexadecimal digits, also in pairs with `:`, `-` or `.` between; the result is upper case without separators.
Parsed<std::string> parse_mac(std::string_view text);
/// One pattern of a dial plan (callflows 2.3).
Parsed<std::string> parse_dial_pattern(std::string_view text);

/// Text that a phone would be told only in part, and then means something else: a URL, a number, a name.
Parsed<std::string> parse_told(std::string_view text, std::string_view kind, std::size_t most_octets);
/// Of a number that a phone keeps: speed dial, mail box.
inline constexpr std::size_t longest_told_number = 24;

/// The value of `button.N`.
Parsed<mapping::Button> parse_button(std::string_view text);
/// Names that `feature NAME` takes.
const std::vector<std::string>& feature_names();

} // namespace config
