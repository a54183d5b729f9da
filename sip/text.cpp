// Text of headers: what may be shown, escapes, quotes, lists and parameters.
#include "sip/text.hpp"

#include <array>

#include "sip/headers.hpp"

namespace sip {
namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (lower(c) >= 'a' && lower(c) <= 'f')
        return static_cast<unsigned>(lower(c) - 'a' + 10);
    return std::nullopt;
}

std::string escaped(std::string_view text, std::string_view allowed) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (is_alphanumeric(c) || allowed.find(c) != allowed.npos)
            out += c;
        else
            out.append({'%', digits[octet >> 4U], digits[octet & 15U]});
    }
    return out;
}

constexpr std::string_view unreserved = "-_.!~*'()"; // RFC 3261 section 25.1, with letters and digits

/// Length of the UTF-8 sequence at the start of `text`; 0: not one (RFC 3629 section 4).
std::size_t sequence_length(std::string_view text) {
    const auto octet = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    };
    const unsigned first = octet(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : first >= 0xE0 && first <= 0xEF ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((octet(i) & 0xC0U) != 0x80)
            return 0;
    const unsigned second = octet(1);
    const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool is_surrogate = first == 0xED && second > 0x9F;
    const bool is_too_high = first == 0xF4 && second > 0x8F;
    return is_overlong || is_surrogate || is_too_high ? 0 : length;
}

bool is_control(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1)
        return first < 0x20 || first == 0x7F;
    return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0; // U+0080..U+009F
}

/// Where the item that starts at `from` ends: at `separator` outside quotes and angle brackets.
std::size_t item_end(std::string_view text, std::size_t from, char separator) {
    bool is_quoted = false, is_bracketed = false;
    for (std::size_t i = from; i < text.size(); ++i) {
        const char c = text[i];
        if (is_quoted && c == '\\')
            ++i;
        else if (c == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && (c == '<' || c == '>'))
            is_bracketed = c == '<';
        else if (!is_quoted && !is_bracketed && c == separator)
            return i;
    }
    return text.size();
}

std::string unquoted(std::string_view text) {
    if (!text.starts_with('"'))
        return std::string(text);
    std::string out;
    for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        out += text[i];
    }
    return out;
}

} // namespace

const std::string* find(const Parameters& parameters, std::string_view name) {
    for (const auto& [key, value] : parameters)
        if (key == name)
            return &value;
    return nullptr;
}

std::string clean_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const auto sequence = text.substr(0, std::max<std::size_t>(length, 1));
        if (length == 0)
            out += '?';
        else if (!is_control(sequence))
            out += sequence;
        text.remove_prefix(sequence.size());
    }
    return out;
}

std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
        if (low) {
            out += static_cast<char>(*high << 4U | *low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string escape_user(std::string_view user) { return escaped(user, "-_.!~*'()&=+$"); }

std::string escape_header(std::string_view value) { return escaped(value, unreserved); }

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = item_end(text, at, ',');
        if (const auto item = trimmed(text.substr(at, end - at)); !item.empty())
            items.emplace_back(item);
        at = end + 1;
    }
    return items;
}

Parameters parse_parameters(std::string_view text) {
    Parameters parameters;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = item_end(text, at, ';');
        const auto item = trimmed(text.substr(at, end - at));
        const auto equals = item.find('=');
        if (const auto name = trimmed(item.substr(0, equals)); !name.empty())
            parameters.emplace_back(lower(name), equals == item.npos ? "" : unquoted(trimmed(item.substr(equals + 1))));
        at = end + 1;
    }
    return parameters;
}

} // namespace sip
