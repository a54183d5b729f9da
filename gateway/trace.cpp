// The last messages and state changes of each phone.
#include "gateway/trace.hpp"

#include <algorithm>
#include <array>

namespace gateway {

namespace {

bool is_keep_alive(const TraceEntry& entry) {
    // SCCP 0x0000 KeepAliveReq, 0x0100 KeepAliveAck; id at offset 8, little-endian
    return entry.kind == TraceEntry::Kind::sccp && entry.bytes.size() >= 12 && entry.bytes[8] == 0 &&
           (entry.bytes[9] == 0 || entry.bytes[9] == 1) && entry.bytes[10] == 0 && entry.bytes[11] == 0;
}

/// The regular traffic of an idle phone.
bool is_routine(const TraceEntry& entry) {
    return entry.call == 0 && (entry.kind == TraceEntry::Kind::sip || is_keep_alive(entry));
}

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

std::string_view TraceEntry::label() const {
    const std::string_view text = bytes;
    switch (kind) {
    case Kind::sccp:
        return name;
    case Kind::sip:
        return text.substr(0, text.find_first_of("\r\n"));
    case Kind::state:
        break;
    }
    return text;
}

std::size_t memory_of(const TraceEntry& entry) {
    constexpr std::size_t bookkeeping = 96; // places in the lists, shared pointer's counts, those of malloc
    return sizeof(TraceEntry) + bookkeeping + entry.bytes.size();
}

TraceLimits trace_limits(unsigned messages, std::size_t phones) {
    return {messages, (std::size_t{16} << 20) + phones * 3072};
}

Traces::~Traces() {
    while (!all_.empty())
        drop(all_.front());
}

TracePtr Traces::record(const std::string& device, TraceEntry entry) {
    Ring& ring = rings_[device];
    entry.repeats = merge_repeated(ring, entry);
    const auto kept = std::make_shared<Kept>(std::move(entry), ring);
    kept->self = kept;
    bytes_ += memory_of(*kept);
    all_.push_back(*kept);
    ring.push_back(*kept);
    make_room(ring);
    return kept;
}

/// Takes the earlier one of the same routine message out of the routine at the end of the ring; tells for how many it
/// stood.
std::uint32_t Traces::merge_repeated(Ring& ring, const TraceEntry& entry) {
    constexpr int most_back = 16;
    if (!is_routine(entry))
        return 0;
    int back = 0;
    for (auto old = ring.rbegin(); old != ring.rend() && back < most_back && is_routine(*old); ++old, ++back) {
        if (old->kind != entry.kind || old->outgoing != entry.outgoing || old->label() != entry.label())
            continue;
        const std::uint32_t repeats = old->repeats + 1;
        drop(*old);
        return repeats;
    }
    return 0;
}

void Traces::make_room(Ring& ring) {
    while (ring.size() > limits_.messages)
        drop(ring.front());
    while (bytes_ > limits_.bytes && !all_.empty())
        drop(all_.front());
}

/// A ladder may go on holding it.
void Traces::drop(Kept& old) {
    bytes_ -= memory_of(old);
    all_.erase(all_.iterator_to(old));
    old.ring.erase(old.ring.iterator_to(old));
    const auto last_hold = std::move(old.self);
}

std::vector<TracePtr> Traces::of(std::string_view device) const {
    std::vector<TracePtr> out;
    const auto found = rings_.find(device);
    if (found == rings_.end())
        return out;
    out.reserve(found->second.size());
    for (const auto& kept : found->second)
        out.push_back(kept.self);
    return out;
}

void Traces::forget(std::string_view device) {
    const auto found = rings_.find(device);
    if (found == rings_.end())
        return;
    while (!found->second.empty())
        drop(found->second.front());
    rings_.erase(found);
}

void Traces::set_limits(TraceLimits limits) {
    limits_ = limits;
    for (auto& [device, ring] : rings_)
        make_room(ring);
}

} // namespace gateway
