// The header: length, version word, id, all little-endian (README.md, "Framing").
#include "sccp/frame.hpp"

#include <algorithm>

namespace sccp {

namespace {

std::uint32_t word(std::span<const std::uint8_t> octets, std::size_t at) {
    return octets[at] | std::uint32_t{octets[at + 1]} << 8 | std::uint32_t{octets[at + 2]} << 16 |
           std::uint32_t{octets[at + 3]} << 24;
}

void put_word(std::span<std::uint8_t> octets, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) octets[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

} // namespace

Cut cut_frame(std::span<const std::uint8_t> octets) {
    Cut cut;
    if (octets.size() < 4) return cut;
    cut.length = word(octets, 0);
    if (cut.length < min_length || cut.length > max_length) {
        cut.outcome = CutOutcome::impossible_length;
        return cut;
    }
    const std::size_t whole = std::size_t{cut.length} + 8;
    if (octets.size() < whole) return cut;
    cut.outcome = CutOutcome::whole_frame;
    cut.frame = {.version = word(octets, 4), .id = word(octets, 8), .bytes = octets.first(whole)};
    return cut;
}

unsigned effective_version(unsigned session, std::uint32_t header) {
    return header >= 10 && header <= 22 ? static_cast<unsigned>(header) : session;
}

std::uint32_t header_version(std::uint32_t id, unsigned version) {
    switch (id) {
    case 0x0001:   // RegisterReq
    case 0x0002:   // IpPort
    case 0x0081:   // RegisterAck
    case 0x0100:   // KeepAliveAck
    case 0x0118:   // UnregisterAck
        return 0;
    default:
        break;
    }
    if (version < 10) return 0;
    if (version > 11 && version < 15) return 11;   // 12 to 14 exist nowhere, Wireshark does not take them for SCCP
    return std::min(version, 22U);
}

void write_header(std::uint32_t id, unsigned version, std::span<std::uint8_t> message) {
    put_word(message, 0, static_cast<std::uint32_t>(message.size() - 8));
    put_word(message, 4, header_version(id, version));
    put_word(message, 8, id);
}

} // namespace sccp
