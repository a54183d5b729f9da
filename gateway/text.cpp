// Text made fit to be shown.
#include "gateway/text.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/format.h>

namespace gateway {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

/// Octets of the well-formed sequence at the start, 0: there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
        return at(i) >= low && at(i) <= high;
    };
    const unsigned lead = at(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

/// Calls `plain` with each well-formed character, U+FFFD in place of each bad octet.
template <class Plain> void each_character(std::string_view text, Plain plain) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        plain(length == 0 ? replacement : text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

/// Of a well-formed sequence.
unsigned code_point(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1)
        return lead;
    unsigned code = lead & (0xFFU >> (character.size() + 1));
    for (const char next : character.substr(1))
        code = code << 6 | (static_cast<unsigned char>(next) & 0x3FU);
    return code;
}

/// What a terminal obeys, breaks a line at or turns around, and what no document may hold: no name needs it.
bool is_control(unsigned code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0)   // C0, DEL, C1: these move cursors on some terminals
           // line and paragraph separator, bidirectional embedding and override
           || (code >= 0x2028 && code <= 0x202E)
           || (code >= 0x2066 && code <= 0x2069)          // bidirectional isolates (Unicode annex 9)
           || code == 0xFFFE || code == 0xFFFF;           // no characters (XML 1.0 section 2.2)
}

/// Nearly all text is, and needs no second look.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string escaped_control(unsigned code) {
    switch (code) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
    }
}

/// The one place that cleans: control characters other than `kept` are written out.
std::string cleaned(std::string_view text, std::string_view kept) {
    std::string out;
    out.reserve(text.size());
    each_character(text, [&](std::string_view character) {
        const unsigned code = code_point(character);
        if (is_control(code) && kept.find(character) == std::string_view::npos)
            out += escaped_control(code);
        else
            out += character;
    });
    return out;
}

} // namespace

std::string one_line(std::string_view text) {
    return is_plain(text) ? std::string(text) : cleaned(text, {});
}

std::string many_lines(std::string_view text) {
    return cleaned(text, "\r\n\t");
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_character(text, [&](std::string_view character) {
        if (character == "&")
            out += "&amp;";
        else if (character == "<")
            out += "&lt;";
        else if (character == ">")
            out += "&gt;";
        else if (character == "\"")
            out += "&quot;";
        else if (character == "'")
            out += "&#39;";
        else if (is_control(code_point(character)))
            out += ' ';
        else
            out += character;
    });
    return out;
}

std::string iso_time(std::chrono::system_clock::time_point at) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
    const auto whole = std::chrono::floor<std::chrono::seconds>(since);
    // Stamps come in rows: nearly all are of the same second as the one before. Both threads that log have their own.
    thread_local std::time_t of_text = -1;
    thread_local std::string text;
    if (const auto seconds = static_cast<std::time_t>(whole.count()); text.empty() || seconds != of_text) {
        std::tm utc{};
        gmtime_r(&seconds, &utc);
        of_text = seconds;
        text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                           utc.tm_hour, utc.tm_min, utc.tm_sec);
    }
    const auto rest = static_cast<unsigned>((since - whole).count());
    const auto digit = [](unsigned value) { return static_cast<char>('0' + value % 10); };
    const std::array end{digit(rest / 100), digit(rest / 10), digit(rest), 'Z'};
    std::string stamp;
    stamp.reserve(text.size() + end.size());
    return stamp.append(text).append(end.data(), end.size());
}

std::string iso_time(std::int64_t unix_seconds) {
    if (unix_seconds == 0)
        return {};
    std::string text = iso_time(std::chrono::system_clock::time_point{std::chrono::seconds{unix_seconds}});
    return text.erase(text.size() - 5) + "Z"; // the milliseconds are not known
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
    if (host.empty())
        return {};
    return host.find(':') == std::string_view::npos ? fmt::format("{}:{}", host, port)
                                                    : fmt::format("[{}]:{}", host, port);
}

} // namespace gateway
