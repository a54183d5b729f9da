// Pure parsers of header text: addresses, URIs, and the headers that the stack leaves as text.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/values.hpp"

namespace sip {

/// `;name=value` in order. Names in lower case, values unquoted; a flag has an empty value.
using Parameters = std::vector<std::pair<std::string, std::string>>;
const std::string* find(const Parameters& parameters, std::string_view name); ///< null: absent

// ---- text -----------------------------------------------------------------------------------------------------------
/// Text that may be shown: no control characters, octets that are not UTF-8 become `?`.
std::string clean_text(std::string_view text);
/// %41 -> A; an incomplete `%` stays as it is.
std::string unescape(std::string_view text);
/// The user part of a URI: all but letters, digits and `-_.!~*'()&=+$` become %XX, so `#` -> `%23`.
std::string escape_user(std::string_view user);
/// A parameter or header value of a URI (`?Replaces=...`): also `&=+$` become %XX.
std::string escape_header(std::string_view value);
/// `"..."` with backslashes where needed.
std::string quoted(std::string_view text);
/// Splits at commas outside quotes and angle brackets, without blanks around the items; empty items are dropped.
std::vector<std::string> split_list(std::string_view text);
/// `;name=value;flag`
Parameters parse_parameters(std::string_view text);

// ---- addresses ------------------------------------------------------------------------------------------------------
struct Uri {
    std::string scheme{"sip"};  ///< in lower case
    std::string user{};         ///< unescaped; the number of a tel: URI
    std::string host{};         ///< IPv6 without brackets; empty in a tel: URI
    std::uint16_t port{};       ///< 0: none given
    Parameters parameters{};
    Parameters headers{};       ///< after `?`, unescaped, names in lower case
    std::string opaque{};       ///< all after the scheme when it is not sip, sips or tel
    bool operator==(const Uri&) const = default;
};
std::optional<Uri> parse_uri(std::string_view text);
std::string to_text(const Uri& uri);
/// What a display shows of it: the user part without its `;` parameters, clean; a tel: number without visual
/// separators.
std::string number_of(const Uri& uri);

/// `"Alice" <sip:1001@pbx>;tag=x`, or without angle brackets.
struct NameAddr {
    std::string display;        ///< unquoted, clean
    Uri uri;
    Parameters parameters;      ///< of the header
    std::string tag() const;    ///< empty: none
    bool operator==(const NameAddr&) const = default;
};
std::optional<NameAddr> parse_name_addr(std::string_view text);
std::string to_text(const NameAddr& address);
/// RFC 3323: nobody is to be shown.
bool is_anonymous(const NameAddr& address);

// ---- who redirected (callflows 3.6) ---------------------------------------------------------------------------------
/// RFC 5806; the first of a message is the last who redirected.
struct Diversion {
    NameAddr who;
    std::string reason;         ///< lower case: `user-busy`, `no-answer`, `unconditional`, ...
    bool is_private{};          ///< privacy other than off
};
/// Values as they came: one per header field or joined by commas. What cannot be read is left out; so in all parsers
/// below.
std::vector<Diversion> parse_diversion(const std::vector<std::string>& values);

/// RFC 7044, one hi-entry.
struct HistoryEntry {
    std::string index;          ///< `1.2.1`
    NameAddr target;            ///< without the Reason and Privacy headers of its URI
    std::string reason_protocol; ///< `SIP`, `Q.850`
    std::optional<unsigned> cause; ///< Reason in its URI: why this target was left
    std::optional<unsigned> target_cause; ///< RFC 4458 cause in its URI: why the call was sent to this target
    std::string mp, rc, np;     ///< index of the entry that this one was derived from; empty: absent
    bool is_private{};
};
/// In the order of their index.
std::vector<HistoryEntry> parse_history_info(const std::vector<std::string>& values);
/// Why the call went on from entry `i`: its own cause, else that of the entry behind it.
std::optional<unsigned> redirect_cause(const std::vector<HistoryEntry>& entries, std::size_t i);

// ---- why ------------------------------------------------------------------------------------------------------------
/// RFC 3326
struct Reason {
    std::string protocol;       ///< as written: `SIP`, `Q.850`
    std::optional<unsigned> cause;
    std::string text;
    bool operator==(const Reason&) const = default;
};
std::vector<Reason> parse_reason(const std::vector<std::string>& values);
std::string to_text(const Reason& reason);

// ---- how to ring and answer (callflows 3.5) -------------------------------------------------------------------------
/// Alert-Info and Call-Info: `<uri>;parameters`, also the bare words that PBXs write (`Bellcore-dr1`, `Auto Answer`).
struct Info {
    std::string text;           ///< the whole value, for search by substring
    std::string uri;            ///< inside the angle brackets; never fetched
    Parameters parameters;
};
std::vector<Info> parse_info(const std::vector<std::string>& values);
/// Call-Info `answer-after`; several: the first.
std::optional<std::chrono::seconds> answer_after(const std::vector<std::string>& call_info);
/// Any of the ways to ask for automatic answer (Call-Info, Alert-Info, RFC 5373, P-Auto-Answer), and after how long.
std::optional<std::chrono::seconds> auto_answer_wanted(const Headers& headers);

// ---- privacy --------------------------------------------------------------------------------------------------------
/// RFC 3323, RFC 3325
struct Privacy {
    bool id{}, user{}, header{}, session{}, critical{}, none{};
    bool hides_identity() const { return !none && (id || user || header); }
    bool operator==(const Privacy&) const = default;
};
Privacy parse_privacy(std::string_view value);

// ---- transfer -------------------------------------------------------------------------------------------------------
/// RFC 3891
struct Replaces {
    std::string call_id, to_tag, from_tag;
    bool early_only{};
    bool operator==(const Replaces&) const = default;
};
std::optional<Replaces> parse_replaces(std::string_view value);
std::string to_text(const Replaces& replaces);

/// RFC 3515: where to, and instead of which dialog.
struct ReferTo {
    Uri uri;                    ///< without Replaces; its other headers are kept
    std::optional<Replaces> replaces;
};
std::optional<ReferTo> parse_refer_to(std::string_view value);
/// `<sip:204@pbx?Replaces=...>`
std::string to_text(const ReferTo& refer_to);

// ---- numbers and bodies ---------------------------------------------------------------------------------------------
/// Retry-After, Min-Expires, Expires: seconds, what follows (comment, parameters) is ignored; above 2^32-1 counts as
/// that.
std::optional<std::uint32_t> parse_seconds(std::string_view value);
/// Body of NOTIFY Event: message-summary (RFC 3842); counts of voice messages.
std::optional<MessageSummary> parse_message_summary(std::string_view body);
/// Status of a message/sipfrag body: `SIP/2.0 200 OK` (RFC 3515 section 2.4.5).
std::optional<int> parse_sipfrag(std::string_view body);

} // namespace sip
