// What stands in a SIP message that is kept as text.
#include "gateway/sip_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "gateway/ladder.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace {

constexpr std::string_view sip_version = "SIP/2.0";

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r"), text.size());
    return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

/// Takes the first line out of `text`.
std::string_view next_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line.substr(0, line.find_last_not_of('\r') + 1);
}

std::string_view body_of(std::string_view message) {
    const std::size_t with_returns = message.find("\r\n\r\n"), without = message.find("\n\n");
    if (with_returns < without)
        return message.substr(with_returns + 4);
    return without == std::string_view::npos ? std::string_view{} : message.substr(without + 2);
}

/// Direction and port of the first audio stream (RFC 3264 section 5.1: without a word it is sendrecv), and the hold of
/// RFC 2543.
std::string sdp_words(std::string_view sdp) {
    constexpr std::array<std::string_view, 4> directions{"a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"};
    std::string_view direction = directions[0];
    bool is_audio = false, is_refused = false, is_nowhere = false;
    while (!sdp.empty()) {
        const std::string_view line = next_line(sdp);
        if (line.starts_with("m=")) {
            if (is_audio)
                break;
            is_audio = line.starts_with("m=audio ");
            is_refused = is_audio && line.starts_with("m=audio 0 ");
        } else if (std::find(directions.begin(), directions.end(), line) != directions.end()) {
            direction = line;
        } else if (line.starts_with("c=")) {
            is_nowhere = line.ends_with(" 0.0.0.0");
        }
    }
    return fmt::format("SDP {}{}{}", direction.substr(2), is_nowhere ? " to 0.0.0.0" : "", is_refused ? " port 0" : "");
}

/// Nothing when the message has no session description.
std::string description_of(std::string_view message) {
    const std::size_t begin = message.find("\nv=0");
    return begin == std::string_view::npos ? std::string{} : sdp_words(message.substr(begin + 1));
}

/// `begin middle end`, the middle cut so that the end can be read.
std::string joined(const std::string& begin, std::string_view middle, const std::string& end) {
    constexpr std::size_t least = 12;
    const std::size_t taken = columns(begin) + columns(end) + 2;
    const std::size_t room = std::max(least, longest_label - std::min(longest_label, taken));
    std::string out = begin;
    if (!middle.empty())
        out += " " + shortened(one_line(middle), room);
    return end.empty() ? out : out + " " + end;
}

/// Why it ended or was refused: RFC 3326, RFC 3261 section 20.43.
std::string why(std::string_view message) {
    std::string out = one_line(header_of(message, "reason", "reason"));
    const std::string warning = one_line(header_of(message, "warning", "warning"));
    if (!warning.empty())
        out += (out.empty() ? "" : " ") + ("Warning " + warning);
    return out;
}

/// `to 1003 replaces` (RFC 3515, RFC 3891).
std::string transfer_target(std::string_view message) {
    const std::string whole = header_of(message, "refer-to", "r");
    std::string_view uri = whole;
    if (const auto open = uri.find('<'); open != uri.npos)
        uri = uri.substr(open + 1, uri.find('>', open) - open - 1);
    const bool replaces = lower(uri).find("replaces=") != std::string::npos;
    if (const auto scheme = uri.find(':'); scheme != uri.npos)
        uri.remove_prefix(scheme + 1);
    const std::string_view user = uri.substr(0, std::min(uri.find_first_of("@;?>"), uri.size()));
    return joined("to", user, replaces ? "replaces" : "");
}

/// `refer 200 OK` (RFC 3515 section 2.4.5), `message-summary`.
std::string notified(std::string_view message) {
    const std::string event = header_of(message, "event", "o");
    std::string out = one_line(event.substr(0, event.find(';')));
    std::string_view body = body_of(message);
    const std::string_view first = next_line(body);
    return first.starts_with(sip_version) ? out + " " + one_line(trimmed(first.substr(sip_version.size()))) : out;
}

std::string request_label(std::string_view method, std::string_view uri, std::string_view message) {
    const std::string begin = one_line(method);
    if (method == "REFER")
        return begin + " " + transfer_target(message);
    if (method == "NOTIFY" || method == "SUBSCRIBE")
        return begin + " " + notified(message);
    if (method == "BYE" || method == "CANCEL")
        return joined(begin, uri, why(message));
    const std::string description = description_of(message);
    return joined(begin, uri, description.empty() && method == "INVITE" ? "no SDP" : description);
}

std::string answer_label(std::string_view status, std::string_view message) {
    std::string end;
    const std::string sequence = header_of(message, "cseq", "cseq");
    if (const auto blank = sequence.rfind(' '); blank != std::string::npos)
        end = fmt::format("({})", one_line(sequence.substr(blank + 1)));
    const std::string more = status >= "300" ? why(message) : description_of(message);
    if (!more.empty())
        end += (end.empty() ? "" : " ") + more;
    const std::size_t blank = std::min(status.find(' '), status.size());
    return joined(one_line(status.substr(0, blank)), trimmed(status.substr(blank)), shortened(end, longest_label - 24));
}

} // namespace

std::string header_of(std::string_view message, std::string_view name, std::string_view short_name) {
    next_line(message);
    while (!message.empty()) {
        const std::string_view line = next_line(message);
        if (line.empty())
            break;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            continue;
        const std::string found = lower(trimmed(line.substr(0, colon)));
        if (found == name || found == short_name)
            return std::string(trimmed(line.substr(colon + 1)));
    }
    return {};
}

std::string sip_label(std::string_view message) {
    std::string_view rest = message;
    std::string_view first = next_line(rest);
    if (first.starts_with(sip_version))
        return answer_label(trimmed(first.substr(sip_version.size())), message);
    if (first.ends_with(sip_version))
        first = trimmed(first.substr(0, first.size() - sip_version.size()));
    const std::size_t blank = std::min(first.find(' '), first.size());
    std::string_view uri = trimmed(first.substr(blank));
    uri = uri.substr(0, uri.find_first_of(";?"));
    return request_label(first.substr(0, blank), uri, message);
}

} // namespace gateway
