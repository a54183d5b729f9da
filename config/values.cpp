// What may stand behind a `=`.
#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

#include "config/text.hpp"

namespace config {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
constexpr std::string_view host_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

bool is_made_of(std::string_view text, std::string_view letters) {
    return !text.empty() && text.find_first_not_of(letters) == text.npos;
}

std::optional<std::uint64_t> number_in(std::string_view text, int base) {
    std::uint64_t value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                                     : std::nullopt;
}

Wrong not_a(std::string_view kind, std::string_view text) {
    return {"\"", text, "\" is not ", kind};
}

/// Address in network order; empty: not an IP literal.
std::vector<unsigned char> octets_of(const std::string& address) {
    std::vector<unsigned char> octets(sizeof(in6_addr));
    if (inet_pton(AF_INET6, address.c_str(), octets.data()) == 1)
        return octets;
    octets.resize(sizeof(in_addr));
    if (inet_pton(AF_INET, address.c_str(), octets.data()) == 1)
        return octets;
    return {};
}

std::string address_text(const std::vector<unsigned char>& octets) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(octets.size() == sizeof(in_addr) ? AF_INET : AF_INET6, octets.data(), text.data(), text.size());
    return text.data();
}

} // namespace

Parsed<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::uint64_t>, 5> units{
        {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"", 1000}}};
    const auto count = text.substr(0, text.find_first_not_of(digits));
    const auto unit = trimmed(text.substr(count.size()));
    const auto value = number_in(count, 10);
    constexpr std::uint64_t longest = 10'000'000; // of any unit: far from overflow
    for (const auto& [name, factor] : units)
        if (name == unit && value && *value <= longest)
            return std::chrono::milliseconds(static_cast<std::int64_t>(*value * factor));
    return not_a("a duration like 500ms, 30s, 5m or 1h", text);
}

std::string duration_text(std::chrono::milliseconds duration) {
    const auto count = duration.count();
    if (count == 0)
        return "0";
    if (count % 1000 != 0)
        return std::to_string(count) + "ms";
    if (count % 3'600'000 == 0)
        return std::to_string(count / 3'600'000) + 'h';
    return count % 60'000 == 0 ? std::to_string(count / 60'000) + 'm' : std::to_string(count / 1000) + 's';
}

Parsed<std::uint64_t> parse_number(std::string_view text) {
    const bool is_hex = text.starts_with("0x");
    if (const auto value = is_hex ? number_in(text.substr(2), 16) : number_in(text, 10))
        return *value;
    return not_a("a number", text);
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
    const auto count = text.substr(0, text.find_first_not_of(digits));
    const auto unit = trimmed(text.substr(count.size()));
    const auto value = number_in(count, 10);
    constexpr std::uint64_t largest = std::uint64_t{1} << 40U;
    if (value && *value <= largest && (unit.empty() || unit == "k" || unit == "M"))
        return *value << (unit == "k" ? 10U : unit == "M" ? 20U : 0U);
    return not_a("a size like 65536, 256k or 1M", text);
}

Parsed<bool> parse_yes_no(std::string_view text) {
    if (text == "yes" || text == "no")
        return text == "yes";
    return not_a("yes or no", text);
}

Parsed<std::vector<std::string>> parse_list(std::string_view text) {
    auto items = split_list(text);
    if (std::find(items.begin(), items.end(), "") != items.end())
        return Wrong{"has an empty item; to continue a list, end the line with a comma and indent the next one"};
    return items;
}

Parsed<std::pair<std::string, std::uint16_t>> parse_host(std::string_view text, std::uint16_t fallback) {
    if (text.starts_with("sip:"))
        return Wrong{"\"", text, "\": a host stands here, without sip:"};
    std::string host;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = std::min(text.find(']'), text.size());
        host = text.substr(1, end - 1);
        port = text.substr(std::min(end + 1, text.size()));
        if (octets_of(host).size() != sizeof(in6_addr) || end == text.size())
            return not_a("an address like [2001:db8::1]:5060", text);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        host = text.substr(0, colon);
        port = text.substr(colon);
        if (!port.empty() && port.find(':', 1) != port.npos)
            return Wrong{"\"", text, "\": an IPv6 address stands in brackets, [2001:db8::1]:5060"};
        if (!is_made_of(host, host_letters) || (is_made_of(host, "0123456789.") && octets_of(host).empty()))
            return not_a("a host name or address", host);
    }
    if (port.empty())
        return std::pair(host, fallback);
    const auto value = port.front() == ':' ? number_in(port.substr(1), 10) : std::nullopt;
    if (!value || *value > 65535)
        return Wrong{"port of \"", text, "\" is not 0..65535"};
    return std::pair(host, static_cast<std::uint16_t>(*value));
}

bool speaks_of_tls(std::string_view text) {
    const auto small = lower(text);
    constexpr std::array<std::string_view, 5> words{"tls", "sips", "srtp", "encrypt", "certificate"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return small.find(word) != small.npos; });
}

Parsed<Listen> parse_listen(std::string_view text) {
    if (speaks_of_tls(text.substr(std::min(text.find(';'), text.size()))))
        return Wrong{tls_comes_later};
    if (text.find(';') != text.npos)
        return Wrong{"\"", text, "\": nothing may follow the port"};
    const auto host = parse_host(text, 0);
    if (!host)
        return host.error();
    if (text.ends_with(']') || text.find(':') == text.npos)
        return Wrong{"\"", text, "\" has no port"};
    return Listen{host->first, host->second};
}

bool is_ip_literal(const std::string& text) { return !octets_of(text).empty(); }

bool is_loopback(const std::string& host) {
    const auto octets = octets_of(host);
    if (octets.size() == sizeof(in_addr))
        return octets[0] == 127;
    return host == "localhost" || (!octets.empty() && address_text(octets) == "::1");
}

std::string plain_host(const std::string& host) {
    const auto octets = octets_of(host);
    return octets.empty() ? lower(host) : address_text(octets);
}

Parsed<std::string> parse_domain(std::string_view text) {
    if (is_ip_literal(std::string(text)))
        return std::string(text);
    const auto host = parse_host(text, 0);
    return host ? Parsed<std::string>(std::string(text)) : host.error();
}

Parsed<sip::Target> parse_target(std::string_view text) {
    sip::Target target;
    const auto semicolon = std::min(text.find(';'), text.size());
    const auto parameter = text.substr(semicolon);
    if (speaks_of_tls(parameter) || lower(text.substr(0, 5)) == "sips:" || lower(text.substr(0, 4)) == "tls:")
        return Wrong{tls_comes_later};
    if (parameter == ";transport=tcp")
        target.transport = sip::Transport::tcp;
    else if (!parameter.empty() && parameter != ";transport=udp")
        return Wrong{"after the host only ;transport=udp or ;transport=tcp may stand, not \"", parameter, "\""};
    const auto address = trimmed(text.substr(0, semicolon));
    const auto host = parse_host(address, 0);
    if (!host)
        return host.error();
    if (address.ends_with(":0"))
        return Wrong{"port of \"", address, "\" is not 1..65535"};
    target.host = host->first;
    target.port = host->second;
    if (target.port == 0 && is_ip_literal(target.host)) // a bare address has no DNS records to ask
        target.port = 5060;
    return target;
}

Parsed<std::string> parse_network(std::string_view text) {
    const auto slash = std::min(text.find('/'), text.size());
    auto octets = octets_of(std::string(text.substr(0, slash)));
    if (octets.empty())
        return not_a("an address or a network like 192.168.0.0/16", text);
    if (slash == text.size())
        return std::string(text);
    const auto prefix = number_in(text.substr(slash + 1), 10);
    const auto bits = octets.size() * 8;
    if (!prefix || *prefix > bits)
        return Wrong{"prefix of \"", text, "\" is not 0..", std::to_string(bits)};
    bool has_host_bits = false;
    for (std::size_t bit = *prefix; bit < bits; ++bit) {
        const auto mask = static_cast<unsigned char>(0x80U >> (bit % 8));
        has_host_bits = has_host_bits || (octets[bit / 8] & mask) != 0;
        octets[bit / 8] = static_cast<unsigned char>(octets[bit / 8] & ~mask);
    }
    if (has_host_bits)
        return Wrong{"\"", text, "\" has bits behind its prefix; the network is ", address_text(octets), "/",
                     std::to_string(*prefix)};
    return std::string(text);
}

Parsed<std::string> parse_mac(std::string_view text) {
    std::string mac;
    for (const char c : text) {
        if (c == ':' || c == '-' || c == '.')
            continue;
        if (hex_digits.find(c) == hex_digits.npos)
            return not_a("a MAC address", text);
        mac += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    }
    if (mac.size() != 12)
        return not_a("a MAC address", text);
    return mac;
}

Parsed<std::string> parse_told(std::string_view text, std::string_view kind, std::size_t most_octets) {
    if (text.size() <= most_octets)
        return std::string(text);
    return Wrong{"a phone takes ",           kind, " of at most ", std::to_string(most_octets), " octets, not ",
                 std::to_string(text.size())};
}

namespace {

/// What is wrong with the characters between [ and ]; empty: nothing.
std::string_view fault_of_set(std::string_view set) {
    constexpr std::string_view members = "0123456789*#+ABCD";
    if (set.empty())
        return "[] holds no digit";
    for (std::size_t i = 0; i < set.size(); ++i) {
        const bool is_range = i + 2 < set.size() && set[i + 1] == '-';
        const char last = is_range ? set[i + 2] : set[i];
        if (members.find(set[i]) == members.npos || members.find(last) == members.npos)
            return "holds a character that means nothing here";
        if (last < set[i])
            return "a range runs from the lower to the higher digit";
        i += is_range ? 2 : 0;
    }
    return {};
}

/// What is wrong with a pattern between its _ and its >; empty: nothing.
std::string_view fault_of_pattern(std::string_view body) {
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (c == '[') {
            const auto end = body.find_first_of("[]", i + 1);
            if (end == body.npos || body[end] == '[')
                return "[ and ] do not match";
            if (const auto fault = fault_of_set(body.substr(i + 1, end - i - 1)); !fault.empty())
                return fault;
            i = end;
        } else if (c == ']') {
            return "[ and ] do not match";
        } else if ((c == '.' || c == '!') && i + 1 < body.size()) {
            return "nothing may follow . and !";
        } else if (std::string_view("0123456789*#+ABCDXxZzNn.!|").find(c) == std::string_view::npos) {
            return "holds a character that means nothing here";
        }
    }
    return {};
}

} // namespace

Parsed<std::string> parse_dial_pattern(std::string_view text) {
    constexpr std::string_view dialled = "0123456789*#+ABCD";
    const auto refused = [&](std::string_view why) { return Wrong{"pattern \"", text, "\": ", why}; };
    if (!text.starts_with('_')) {
        if (!is_made_of(text, dialled))
            return refused("not digits; a pattern starts with _");
        return std::string(text);
    }
    const auto body = text.substr(1, text.find('>') - 1); // without > : all
    if (text.find('>') != text.npos && !is_made_of(text.substr(text.find('>') + 1), dialled))
        return refused("behind > stands what is sent in front of the number");
    if (body.empty() || body == "|")
        return refused("nothing to match");
    if (std::count(body.begin(), body.end(), '|') > 1)
        return refused("has two |");
    if (const auto fault = fault_of_pattern(body); !fault.empty())
        return refused(fault);
    return std::string(text);
}

} // namespace config
