// Who calls, who was called, who redirected: the order of sources is that of callflows 3.6.
#include "mapping/caller_id.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "mapping/words.hpp"
#include "sip/headers.hpp"

namespace mapping {
namespace {

// clang-format off
struct ByName { std::string_view reason; RedirectReason meaning; };    // RFC 5806
constexpr std::array by_name{
    ByName{"user-busy",     RedirectReason::busy},
    ByName{"no-answer",     RedirectReason::no_answer},
    ByName{"unconditional", RedirectReason::forward_all},
    ByName{"deflection",    RedirectReason::forward_all},
    ByName{"unavailable",   RedirectReason::no_answer},
};
struct ByCause { unsigned cause; RedirectReason meaning; };            // RFC 4458, RFC 7044
constexpr std::array by_cause{
    ByCause{486, RedirectReason::busy},
    ByCause{408, RedirectReason::no_answer},
    ByCause{302, RedirectReason::forward_all},
    ByCause{480, RedirectReason::forward_all},
    ByCause{503, RedirectReason::no_answer},
};
// clang-format on

RedirectReason meaning_of(std::string_view reason) {
    const auto found =
        std::find_if(by_name.begin(), by_name.end(), [&](const ByName& row) { return same_word(row.reason, reason); });
    return found == by_name.end() ? RedirectReason::unknown : found->meaning;
}

RedirectReason meaning_of(std::optional<unsigned> cause) {
    const auto found =
        std::find_if(by_cause.begin(), by_cause.end(), [&](const ByCause& row) { return row.cause == cause; });
    return found == by_cause.end() ? RedirectReason::unknown : found->meaning;
}

/// `1001;phone-context=example.com` is the number 1001 (RFC 3261 section 19.1.6).
std::string number_in(const sip::Uri& uri) { return uri.user.substr(0, uri.user.find(';')); }

std::string without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

/// A name that only repeats the number would be shown twice.
Party party_of(const sip::NameAddr& address, bool is_private = false) {
    if (is_private || sip::is_anonymous(address)) return {{}, {}, true};
    Party party{without_blanks(address.display), number_in(address.uri), false};
    if (party.name == party.number) party.name.clear();
    return party;
}

std::optional<Party> asserted_party(const sip::Headers& headers) {
    const bool is_private = sip::parse_privacy(headers.privacy).hides_identity();
    for (const auto& value : sip::split_list(headers.p_asserted_identity))
        if (const auto address = sip::parse_name_addr(value)) return party_of(*address, is_private);
    return std::nullopt;
}

/// draft-ietf-sip-privacy-04: each value says of whom it is; one that does not is of who sends it. `other`: whose is
/// not looked for.
std::optional<Party> remote_party(const sip::Headers& headers, std::string_view other) {
    for (const auto& value : sip::split_list(headers.remote_party_id)) {
        const auto address = sip::parse_name_addr(value);
        const auto* whose = address ? sip::find(address->parameters, "party") : nullptr;
        if (!address || (whose && same_word(*whose, other))) continue;
        const auto* privacy = sip::find(address->parameters, "privacy");
        const bool hides = privacy && !privacy->empty() && !same_word(*privacy, "off");
        return party_of(*address, hides || sip::parse_privacy(headers.privacy).hides_identity());
    }
    return std::nullopt;
}

std::optional<Party> trusted_party(const sip::Headers& headers, bool trusted, std::string_view other) {
    if (!trusted) return std::nullopt;
    if (auto party = asserted_party(headers)) return party;
    return remote_party(headers, other);
}

/// Entries that went to somebody else than the one before: routing steps to the same user and unchanged targets are no
/// redirection.
std::vector<std::size_t> redirecting_entries(const std::vector<sip::HistoryEntry>& entries) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i + 1 < entries.size(); ++i)
        if (number_in(entries[i].target.uri) != number_in(entries[i + 1].target.uri)) result.push_back(i);
    return result;
}

Party party_of(const sip::HistoryEntry& entry) { return party_of(entry.target, entry.is_private); }

const sip::HistoryEntry* entry_at(const std::vector<sip::HistoryEntry>& entries, std::string_view index) {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.index == index; });
    return index.empty() || found == entries.end() ? nullptr : &*found;
}

/// RFC 7044: who redirected last is the entry that ours was derived from.
std::size_t last_redirecting(const std::vector<sip::HistoryEntry>& entries,
                             const std::vector<std::size_t>& redirecting) {
    const auto& ours = entries.back();
    for (const auto* index : {&ours.mp, &ours.rc})
        if (const auto* entry = entry_at(entries, *index)) return static_cast<std::size_t>(entry - entries.data());
    return redirecting.back();
}

bool take_history(CallInfoData& info, const sip::Headers& headers) {
    const auto entries = sip::parse_history_info(headers.history_info);
    const auto redirecting = redirecting_entries(entries);
    if (redirecting.empty()) return false;
    const std::size_t last = last_redirecting(entries, redirecting);
    info.original_called = party_of(entries.front());
    info.original_reason = meaning_of(sip::redirect_cause(entries, redirecting.front()));
    info.last_redirecting = party_of(entries[last]);
    info.last_reason = meaning_of(sip::redirect_cause(entries, last));
    // A queue or hunt group shows itself by the mapped target.
    if (const auto* pilot = entry_at(entries, entries.back().mp)) info.hunt_pilot = party_of(*pilot);
    return true;
}

bool take_diversion(CallInfoData& info, const sip::Headers& headers) {
    const auto diversion = sip::parse_diversion(headers.diversion);
    if (diversion.empty()) return false;
    // RFC 5806 section 4: the topmost is the last one
    const auto& last = diversion.front();
    const auto& first = diversion.back();
    info.original_called = party_of(first.who, first.is_private);
    info.original_reason = meaning_of(first.reason);
    info.last_redirecting = party_of(last.who, last.is_private);
    info.last_reason = meaning_of(last.reason);
    return true;
}

} // namespace

Party calling_party(const sip::Headers& headers, bool trusted) {
    const auto from = sip::parse_name_addr(headers.from);
    const bool is_private = sip::parse_privacy(headers.privacy).hides_identity() || (from && sip::is_anonymous(*from));
    if (is_private) return {{}, {}, true};
    if (auto party = trusted_party(headers, trusted, "called")) return *party;
    return from ? party_of(*from) : Party{};
}

Party connected_party(const sip::Headers& headers, bool trusted, const Party& before) {
    if (auto party = trusted_party(headers, trusted, "")) {
        if (party->number.empty() && !party->is_private) party->number = before.number;
        if (party->name.empty() && party->number == before.number && !party->is_private) party->name = before.name;
        return *party;
    }
    if (sip::parse_privacy(headers.privacy).hides_identity()) return {{}, {}, true};
    const auto contact = sip::parse_name_addr(headers.contact);
    Party party = before;
    // The user part of a Contact is often a name of the PBX, so only its display name counts.
    if (contact && !without_blanks(contact->display).empty() && !before.is_private)
        party.name = without_blanks(contact->display);
    if (party.name == party.number) party.name.clear();
    return party;
}

Party own_party(const DeviceLine& line) {
    if (!line.options) return {};
    const auto& options = *line.options;
    const auto& name = !options.label.empty()          ? options.label
                       : !options.display_name.empty() ? options.display_name
                                                       : options.name;
    return {name == options.user ? std::string{} : name, options.user, false};
}

CallInfoData incoming_call(const sip::Invited& invited, const DeviceLine& line, LegId call, unsigned instance) {
    CallInfoData info;
    const auto& headers = invited.message.headers;
    info.calling = calling_party(headers, invited.from_registrar);
    info.called = own_party(line);
    if (line.options) info.called_voice_mail = line.options->voicemail_number;
    info.line = line.instance;
    info.call = call;
    info.instance = instance;
    // Like an identity, a redirection is believed when a registrar tells it.
    if (invited.from_registrar && (take_history(info, headers) || take_diversion(info, headers)))
        info.type = sccp::CallType::forward_call;
    return info;
}

CallInfoData outgoing_call(std::string_view number, const DeviceLine& line, LegId call, unsigned instance) {
    CallInfoData info;
    info.type = sccp::CallType::out_bound_call;
    info.calling = own_party(line);
    info.called.number = std::string(number);
    if (line.options) info.calling_voice_mail = line.options->voicemail_number;
    info.line = line.instance;
    info.call = call;
    info.instance = instance;
    return info;
}

bool refresh(CallInfoData& info, const sip::Headers& headers, bool trusted) {
    if (info.called.is_conference) return false;   // whatever the bridge calls itself
    Party& far_end = info.type == sccp::CallType::out_bound_call ? info.called : info.calling;
    const Party now = connected_party(headers, trusted, far_end);
    if (now == far_end) return false;
    far_end = now;
    return true;
}

std::uint32_t restriction_bits(const CallInfoData& info) {
    using Bits = sccp::RestrictInformationType;
    std::uint32_t bits = 0;
    const auto add = [&](const Party& party, Bits of_party) {
        bits |= party.is_private ? static_cast<std::uint32_t>(of_party) : 0;
    };
    add(info.calling, Bits::calling_party);
    add(info.called, Bits::called_party);
    add(info.original_called, Bits::original_called_party);
    add(info.last_redirecting, Bits::last_redirect_party);
    return bits;
}

Text shown_name(const Party& party) {
    if (party.is_conference) return Label::conference;
    return party.is_private ? Text(Label::private_) : Text(party.name);
}

Text shown(const Party& party) {
    if (party.is_private) return Label::private_;
    if (!party.name.empty()) return party.name;
    return party.number.empty() ? Text(Label::unknown_number) : Text(party.number);
}

std::string forwarded_to(const sip::Headers& headers) {
    const auto entries = sip::parse_history_info(headers.history_info);
    if (redirecting_entries(entries).empty() || entries.back().is_private) return {};
    return number_in(entries.back().target.uri);
}

unsigned diversions(const sip::Headers& headers) {
    const auto by_diversion = sip::parse_diversion(headers.diversion).size();
    const auto by_history = redirecting_entries(sip::parse_history_info(headers.history_info)).size();
    return static_cast<unsigned>(std::max(by_diversion, by_history));
}

} // namespace mapping
