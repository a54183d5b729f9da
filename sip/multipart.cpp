// Finds the session description in a body (RFC 2046 section 5.1).
#include "sip/headers.hpp"
#include "sip/sdp.hpp"
#include "sip/text.hpp"

namespace sip {
namespace {

std::string_view media_type(std::string_view content_type) {
    return trimmed(content_type.substr(0, content_type.find(';')));
}

/// Where `delimiter` stands at the start of a line.
std::size_t find_delimiter(std::string_view body, std::string_view delimiter, std::size_t from) {
    for (auto at = body.find(delimiter, from); at != body.npos; at = body.find(delimiter, at + 1))
        if (at == 0 || body[at - 1] == '\n')
            return at;
    return body.npos;
}

/// What stands between two delimiter lines, without the line break that belongs to the second.
std::vector<std::string_view> parts_of(std::string_view body, std::string_view delimiter) {
    std::vector<std::string_view> parts;
    auto start = find_delimiter(body, delimiter, 0);
    while (start != body.npos) {
        const auto end = find_delimiter(body, delimiter, start + delimiter.size());
        const auto line_end = body.find('\n', start);
        if (end == body.npos || line_end == body.npos)
            break;
        auto part = body.substr(line_end + 1, end - line_end - 1);
        if (part.ends_with('\n'))
            part.remove_suffix(part.ends_with("\r\n") ? 2 : 1);
        parts.push_back(part);
        start = end;
    }
    return parts;
}

/// Moves the header fields and the empty line behind them from the front of `part` to `headers`.
void split_headers(std::string_view& part, std::vector<std::string_view>& headers) {
    while (!part.empty()) {
        const auto end = part.find('\n');
        const auto line = trimmed(part.substr(0, end));
        part.remove_prefix(end == part.npos ? part.size() : end + 1);
        if (line.empty())
            return;
        headers.push_back(line);
    }
}

std::string_view field(const std::vector<std::string_view>& headers, std::string_view name) {
    for (const auto line : headers) {
        const auto colon = line.find(':');
        if (colon != line.npos && same_word(trimmed(line.substr(0, colon)), name))
            return trimmed(line.substr(colon + 1));
    }
    return {};
}

bool is_plain(std::string_view encoding) {
    return encoding.empty() || same_word(encoding, "7bit") || same_word(encoding, "8bit") ||
           same_word(encoding, "binary");
}

} // namespace

std::optional<std::string> sdp_in_body(std::string_view content_type, std::string_view body) {
    const auto type = media_type(content_type);
    if (same_word(type, "application/sdp"))
        return std::string(body);
    if (!same_word(type.substr(0, 10), "multipart/"))
        return std::nullopt;
    const auto parameters = parse_parameters(content_type);
    const auto* boundary = find(parameters, "boundary");
    if (!boundary || boundary->empty())
        return std::nullopt;
    for (auto part : parts_of(body, "--" + *boundary)) {
        std::vector<std::string_view> headers;
        split_headers(part, headers);
        if (same_word(media_type(field(headers, "Content-Type")), "application/sdp") &&
            is_plain(field(headers, "Content-Transfer-Encoding")))
            return std::string(part);
    }
    return std::nullopt;
}

} // namespace sip
