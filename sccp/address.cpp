// Text forms of addresses: dotted quad, and IPv6 as RFC 4291 section 2.2 reads and RFC 5952 writes it.
#include "sccp/address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace sccp {

namespace {

using Octets = std::array<std::uint8_t, 16>;

/// The whole text as one number up to `limit`; a sign, a space or anything else is an error.
std::optional<unsigned> number(std::string_view text, int base, std::size_t max_digits, unsigned limit) {
    unsigned value{};
    if (text.empty() || text.size() > max_digits) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size() || value > limit) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (auto at = text.find(separator); at != text.npos; at = text.find(separator)) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

std::optional<std::array<std::uint8_t, 4>> parse_v4(std::string_view text) {
    const auto parts = split(text, '.');
    if (parts.size() != 4) return std::nullopt;
    std::array<std::uint8_t, 4> quad{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto value = number(parts[i], 10, 3, 255);
        if (!value) return std::nullopt;
        quad[i] = static_cast<std::uint8_t>(*value);
    }
    return quad;
}

/// The groups of one side of "::" as octets; where the address ends, the last group may be a dotted quad.
std::optional<std::vector<std::uint8_t>> parse_groups(std::string_view text, bool ends_address) {
    std::vector<std::uint8_t> octets;
    if (text.empty()) return octets;
    const auto parts = split(text, ':');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (ends_address && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
            const auto quad = parse_v4(parts[i]);
            if (!quad) return std::nullopt;
            octets.insert(octets.end(), quad->begin(), quad->end());
            continue;
        }
        const auto group = number(parts[i], 16, 4, 0xFFFF);
        if (!group) return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(*group >> 8));
        octets.push_back(static_cast<std::uint8_t>(*group & 0xFF));
    }
    return octets;
}

std::optional<Octets> parse_v6(std::string_view text) {
    const auto gap = text.find("::");
    const auto head = parse_groups(text.substr(0, gap), gap == text.npos);
    const auto tail = parse_groups(gap == text.npos ? std::string_view{} : text.substr(gap + 2), true);
    if (!head || !tail) return std::nullopt;
    const std::size_t given = head->size() + tail->size();
    if (gap == text.npos ? given != 16 : given > 14) return std::nullopt;
    Octets octets{};
    std::copy(head->begin(), head->end(), octets.begin());
    std::copy(tail->rbegin(), tail->rend(), octets.rbegin());
    return octets;
}

struct Run { int start{-1}, length{}; };

/// The longest run of at least two zero groups, the first of equals (RFC 5952 section 4.2).
Run longest_zero_run(const std::array<unsigned, 8>& groups) {
    Run best;
    for (int i = 0; i < 8;) {
        int end = i;
        while (end < 8 && groups[static_cast<std::size_t>(end)] == 0) ++end;
        if (end - i > best.length && end - i > 1) best = {i, end - i};
        i = end == i ? i + 1 : end;
    }
    return best;
}

std::string v6_text(const Octets& octets) {
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<unsigned>(octets[2 * i] << 8 | octets[2 * i + 1]);
    const Run run = longest_zero_run(groups);
    std::string text;
    for (int i = 0; i < 8; ++i) {
        if (i == run.start) {
            text += "::";
            i += run.length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        char digits[8];
        const auto end = std::to_chars(digits, digits + sizeof digits, groups[static_cast<std::size_t>(i)], 16).ptr;
        text.append(digits, end);
    }
    return text;
}

} // namespace

Address Address::from_text(std::string_view text) {
    Address address;
    if (const auto quad = parse_v4(text)) {
        std::copy(quad->begin(), quad->end(), address.octets.begin());
    } else if (const auto octets = parse_v6(text)) {
        address.type = IpAddrType::v6;
        address.octets = *octets;
    } else {
        address.type = IpAddrType::invalid;
    }
    return address;
}

std::string Address::to_text() const {
    if (!is_valid()) return {};
    if (is_v6()) return v6_text(octets);
    std::string text = std::to_string(octets[0]);
    for (std::size_t i = 1; i < 4; ++i) text += '.' + std::to_string(octets[i]);
    return text;
}

} // namespace sccp
