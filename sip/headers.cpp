// Headers that the stack leaves as text: who redirected, why, how to ring and answer, transfer, small bodies.
#include "sip/headers.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "sip/text.hpp"

namespace sip {
namespace {

/// Items of a header that may be repeated or joined by commas.
std::vector<std::string> items_of(const std::vector<std::string>& values) {
    std::vector<std::string> items;
    for (const auto& value : values)
        for (auto& item : split_list(value))
            items.push_back(std::move(item));
    return items;
}

std::string value_of(const Parameters& parameters, std::string_view name) {
    const auto* value = find(parameters, name);
    return value ? *value : "";
}

/// Q.850 and SIP causes have three digits.
std::optional<unsigned> cause_in(const Parameters& parameters) { return number(value_of(parameters, "cause"), 999); }

bool comes_before(const HistoryEntry& a, const HistoryEntry& b) {
    std::string_view left = a.index, right = b.index;
    constexpr unsigned most = std::numeric_limits<unsigned>::max();
    while (!left.empty() && !right.empty()) {
        const auto x = number(next_word(left, "."), most).value_or(0),
                   y = number(next_word(right, "."), most).value_or(0);
        if (x != y)
            return x < y;
    }
    return left.empty() && !right.empty();
}

/// Reason and Privacy stand in the header part of the entry's URI (RFC 7044 section 5).
void take_uri_headers(HistoryEntry& entry) {
    auto& headers = entry.target.uri.headers;
    for (const auto& reason : parse_reason({value_of(headers, "reason")})) {
        if (!entry.cause || same_word(reason.protocol, "SIP")) {
            entry.reason_protocol = reason.protocol;
            entry.cause = reason.cause;
        }
    }
    entry.is_private = parse_privacy(value_of(headers, "privacy")).hides_identity() ||
                       lower(value_of(headers, "privacy")).find("history") != std::string::npos;
    std::erase_if(headers, [](const auto& header) { return header.first == "reason" || header.first == "privacy"; });
    entry.target_cause = cause_in(entry.target.uri.parameters);
}

bool wants_auto_answer(std::string_view alert_info) {
    constexpr std::array<std::string_view, 4> marks{"info=alert-autoanswer", "auto answer", "ring-answer",
                                                    "intercom=true"};
    const auto text = lower(alert_info);
    return std::any_of(marks.begin(), marks.end(), [&](auto mark) { return text.find(mark) != text.npos; });
}

std::optional<std::chrono::seconds> seconds_in(const Parameters& parameters, std::string_view name) {
    constexpr unsigned longest = 3600;
    const auto value = number(value_of(parameters, name), longest);
    return value ? std::optional(std::chrono::seconds(*value)) : std::nullopt;
}

/// First token of `Auto;require`.
bool is_word(std::string_view value, std::string_view word) {
    return same_word(trimmed(value.substr(0, value.find(';'))), word);
}

/// The count of `2/8 (0/2)` that comes next.
unsigned next_count(std::string_view& text) {
    const auto digits = next_word(text, " \t/()");
    return static_cast<unsigned>(parse_seconds(digits).value_or(0));
}

} // namespace

std::vector<Diversion> parse_diversion(const std::vector<std::string>& values) {
    std::vector<Diversion> diversions;
    for (const auto& item : items_of(values)) {
        auto who = parse_name_addr(item);
        if (!who)
            continue;
        const auto privacy = lower(value_of(who->parameters, "privacy"));
        auto reason = lower(value_of(who->parameters, "reason"));
        diversions.push_back({std::move(*who), std::move(reason), !privacy.empty() && privacy != "off"});
    }
    return diversions;
}

std::vector<HistoryEntry> parse_history_info(const std::vector<std::string>& values) {
    std::vector<HistoryEntry> entries;
    for (const auto& item : items_of(values)) {
        auto target = parse_name_addr(item);
        if (!target)
            continue;
        HistoryEntry entry;
        entry.target = std::move(*target);
        const auto& parameters = entry.target.parameters;
        entry.index = value_of(parameters, "index");
        entry.mp = value_of(parameters, "mp");
        entry.rc = value_of(parameters, "rc");
        entry.np = value_of(parameters, "np");
        take_uri_headers(entry);
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(), comes_before);
    return entries;
}

std::optional<unsigned> redirect_cause(const std::vector<HistoryEntry>& entries, std::size_t i) {
    if (i >= entries.size())
        return std::nullopt;
    if (entries[i].cause || i + 1 == entries.size())
        return entries[i].cause;
    const auto& next = entries[i + 1];
    return next.target_cause ? next.target_cause : next.cause;
}

std::vector<Reason> parse_reason(const std::vector<std::string>& values) {
    std::vector<Reason> reasons;
    for (const auto& item : items_of(values)) {
        const auto semicolon = item.find(';');
        const auto protocol = trimmed(std::string_view(item).substr(0, semicolon));
        if (protocol.empty())
            continue;
        const auto parameters =
            semicolon == item.npos ? Parameters{} : parse_parameters(std::string_view(item).substr(semicolon));
        reasons.push_back({std::string(protocol), cause_in(parameters), clean_text(value_of(parameters, "text"))});
    }
    return reasons;
}

std::string to_text(const Reason& reason) {
    auto out = reason.protocol;
    if (reason.cause)
        out += ";cause=" + std::to_string(*reason.cause);
    if (!reason.text.empty())
        out += ";text=" + quoted(reason.text);
    return out;
}

std::vector<Info> parse_info(const std::vector<std::string>& values) {
    std::vector<Info> infos;
    for (auto& item : items_of(values)) {
        const std::string_view text = item;
        Info info;
        const auto open = text.find('<'), close = text.find('>');
        const auto semicolon = text.find(';');
        if (open != text.npos && close != text.npos && open < close) {
            info.uri = trimmed(text.substr(open + 1, close - open - 1));
            info.parameters = parse_parameters(text.substr(close + 1));
        } else if (const auto head = text.substr(0, semicolon);
                   head.find(':') != head.npos && head.find('=') == head.npos) {
            info.uri = trimmed(head);
            info.parameters = parse_parameters(text.substr(head.size()));
        } else {
            info.parameters = parse_parameters(text);
        }
        info.text = std::move(item);
        infos.push_back(std::move(info));
    }
    return infos;
}

std::optional<std::chrono::seconds> answer_after(const std::vector<std::string>& call_info) {
    for (const auto& info : parse_info(call_info))
        if (const auto seconds = seconds_in(info.parameters, "answer-after"))
            return seconds;
    return std::nullopt;
}

std::optional<std::chrono::seconds> auto_answer_wanted(const Headers& headers) {
    if (const auto seconds = answer_after(headers.call_info))
        return seconds;
    for (const auto& info : parse_info(headers.alert_info))
        if (wants_auto_answer(info.text))
            return seconds_in(info.parameters, "delay").value_or(std::chrono::seconds(0));
    if (is_word(headers.answer_mode, "Auto") || is_word(headers.priv_answer_mode, "Auto") ||
        is_word(headers.p_auto_answer, "normal"))
        return std::chrono::seconds(0);
    return std::nullopt;
}

Privacy parse_privacy(std::string_view value) {
    Privacy privacy;
    const std::array<std::pair<std::string_view, bool*>, 6> flags{{{"id", &privacy.id},
                                                                   {"user", &privacy.user},
                                                                   {"header", &privacy.header},
                                                                   {"session", &privacy.session},
                                                                   {"critical", &privacy.critical},
                                                                   {"none", &privacy.none}}};
    for (auto word = next_word(value, "; ,\t"); !word.empty(); word = next_word(value, "; ,\t"))
        for (const auto& [name, flag] : flags)
            *flag = *flag || same_word(word, name);
    return privacy;
}

std::optional<Replaces> parse_replaces(std::string_view value) {
    const auto semicolon = std::min(value.find(';'), value.size());
    const auto parameters = parse_parameters(value.substr(semicolon));
    Replaces replaces{std::string(trimmed(value.substr(0, semicolon))), value_of(parameters, "to-tag"),
                      value_of(parameters, "from-tag"), find(parameters, "early-only") != nullptr};
    if (replaces.call_id.empty() || replaces.to_tag.empty() || replaces.from_tag.empty())
        return std::nullopt;
    return replaces;
}

std::string to_text(const Replaces& replaces) {
    return replaces.call_id + ";to-tag=" + replaces.to_tag + ";from-tag=" + replaces.from_tag +
           (replaces.early_only ? ";early-only" : "");
}

std::optional<ReferTo> parse_refer_to(std::string_view value) {
    auto address = parse_name_addr(value);
    if (!address)
        return std::nullopt;
    ReferTo refer_to{std::move(address->uri), std::nullopt};
    // RFC 3515 section 2.1
    if (const auto* method = find(refer_to.uri.parameters, "method"); method && *method != "INVITE")
        return std::nullopt;
    if (const auto* replaces = find(refer_to.uri.headers, "replaces")) {
        refer_to.replaces = parse_replaces(*replaces);
        if (!refer_to.replaces) // a transfer into a dialog that cannot be named must not become a plain call
            return std::nullopt;
        std::erase_if(refer_to.uri.headers, [](const auto& header) { return header.first == "replaces"; });
    }
    return refer_to;
}

std::string to_text(const ReferTo& refer_to) {
    auto uri = refer_to.uri;
    if (refer_to.replaces)
        uri.headers.emplace_back("Replaces", to_text(*refer_to.replaces));
    return '<' + to_text(uri) + '>';
}

std::optional<std::uint32_t> parse_seconds(std::string_view value) {
    value = trimmed(value);
    const auto digits = value.substr(0, std::min(value.find_first_not_of("0123456789"), value.size()));
    if (digits.empty())
        return std::nullopt;
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    return number(digits, most).value_or(most);
}

std::optional<MessageSummary> parse_message_summary(std::string_view body) {
    std::optional<MessageSummary> summary;
    MessageSummary counts;
    for (auto line = next_word(body, "\r\n"); !line.empty(); line = next_word(body, "\r\n")) {
        const auto colon = std::min(line.find(':'), line.size());
        const auto name = trimmed(line.substr(0, colon));
        auto value = trimmed(line.substr(std::min(colon + 1, line.size())));
        if (same_word(name, "Messages-Waiting")) {
            counts.waiting = same_word(value, "yes");
            if (counts.waiting || same_word(value, "no"))
                summary = counts;
        } else if (same_word(name, "Voice-Message")) {
            counts.new_messages = next_count(value);
            counts.old_messages = next_count(value);
        }
    }
    if (summary)
        summary = counts;
    return summary;
}

std::optional<int> parse_sipfrag(std::string_view body) {
    constexpr std::string_view version = "SIP/2.0";
    if (!same_word(next_word(body), version))
        return std::nullopt;
    const auto code = number(next_word(body, " \t\r\n"), 699);
    return code && *code >= 100 ? std::optional(static_cast<int>(*code)) : std::nullopt;
}

} // namespace sip
