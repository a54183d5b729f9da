// What is recorded of a phone: a message on its wire, a step of its machines.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gateway {

/// Something that happened on a phone's wire or in its machines.
struct TraceEntry {
    enum class Kind : std::uint8_t { sccp, sip, state } kind{};
    bool outgoing{};         ///< we sent it
    std::uint8_t protocol{}; ///< SCCP version of the session, for the layouts
    std::uint32_t call{};    ///< 0: of no call
    std::uint32_t repeats{}; ///< earlier ones of the same kind that this one stands for
    std::chrono::system_clock::time_point at;
    std::string_view name; ///< of the SCCP message, as its declaration has it; empty for other kinds
    std::string bytes;     ///< SCCP frame with its header, SIP message, `call Connected (answered)`

    /// SCCP message, SIP first line, words of a state.
    std::string_view label() const { return label_of(bytes); }
    /// The same of octets that stand elsewhere.
    std::string_view label_of(std::string_view octets) const;
    bool operator==(const TraceEntry&) const = default;
};

/// Octets that keeping it takes, about.
std::size_t memory_of(const TraceEntry& entry);

/// SIP text without what could give a password or a key away: the same length, asterisks.
std::string redacted_sip(std::string_view message);

/// An entry with its octets as they may be shown: SIP without its secrets.
TraceEntry shown(TraceEntry entry, std::string_view bytes);

} // namespace gateway
