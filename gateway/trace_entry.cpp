// What is recorded of a phone, as it may be shown.
#include "gateway/trace_entry.hpp"

#include <algorithm>
#include <array>

#include "gateway/tape.hpp"

namespace gateway {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_case_less(std::string_view line, std::string_view name) {
    return line.size() >= name.size() && std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
               return a == lower(b);
           });
}

void mask(std::string& text, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, text.size()); ++i)
        if (text[i] != '\r' && text[i] != '\n')
            text[i] = '*';
}

/// Masks the value behind each `name` inside [from, to) up to one of `ends`.
void mask_values(std::string& text, std::size_t from, std::size_t to, std::string_view name, std::string_view ends) {
    for (std::size_t at = from; at < to; ++at) {
        if (lower(text[at]) != name.front() || !same_case_less(std::string_view(text).substr(at, to - at), name))
            continue;
        std::size_t begin = at + name.size();
        if (begin < to && text[begin] == '"')
            ++begin;
        const std::size_t end = std::min(text.find_first_of(ends, begin), to);
        mask(text, begin, end);
        at = end;
    }
}

/// RFC 3261 section 22.4: the response of a digest gives an off-line attacker the password; any other scheme is hidden
/// whole.
void mask_credentials(std::string& text, std::size_t from, std::size_t to) {
    const std::size_t scheme = text.find_first_not_of(" \t", from);
    if (scheme >= to)
        return;
    if (same_case_less(std::string_view(text).substr(scheme, to - scheme), "digest"))
        mask_values(text, scheme, to, "response=", "\",; \t\r\n");
    else
        mask(text, text.find_first_not_of(" \t", std::min(text.find_first_of(" \t", scheme), to)), to);
}

std::size_t mask_header(std::string& text, std::size_t begin) {
    // A line that starts with a blank continues the one before (RFC 3261 section 7.3.1).
    std::size_t end = text.find('\n', begin);
    while (end != std::string::npos && end + 1 < text.size() && (text[end + 1] == ' ' || text[end + 1] == '\t'))
        end = text.find('\n', end + 1);
    end = end == std::string::npos ? text.size() : end + 1;
    for (const std::string_view name : {"authorization", "proxy-authorization"}) {
        if (lower(text[begin]) != name.front() ||
            !same_case_less(std::string_view(text).substr(begin, end - begin), name))
            continue;
        const std::size_t colon = text.find_first_not_of(" \t", begin + name.size());
        if (colon < end && text[colon] == ':')
            mask_credentials(text, colon + 1, end);
    }
    return end;
}

/// RFC 4568 section 6.1 `inline:` keys, RFC 4566 section 5.12 `k=`.
void mask_keys(std::string& text, std::size_t body) {
    mask_values(text, body, text.size(), "inline:", "|; \r\n");
    mask_values(text, body, text.size(), "\nk=", "\r\n");
}

} // namespace

std::string redacted_sip(std::string_view message) {
    std::string text(message);
    std::size_t at = 0;
    while (at < text.size() && text[at] != '\r' && text[at] != '\n')
        at = mask_header(text, at);
    if (at < text.size())
        mask_keys(text, at);
    return text;
}

std::string_view TraceEntry::label_of(std::string_view octets) const {
    switch (kind) {
    case Kind::sccp:
        return name;
    case Kind::sip:
        return octets.substr(0, octets.find_first_of("\r\n"));
    case Kind::state:
        break;
    }
    return octets;
}

std::size_t memory_of(const TraceEntry& entry) {
    return Tape::octets_of(entry.bytes.size());
}

TraceEntry shown(TraceEntry entry, std::string_view bytes) {
    entry.bytes = entry.kind == TraceEntry::Kind::sip ? redacted_sip(bytes) : std::string(bytes);
    return entry;
}

} // namespace gateway
