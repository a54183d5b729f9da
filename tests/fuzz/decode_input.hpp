// What the octets of decode_fuzz mean, and what must hold for them: octet 0 version, octet 1 direction, octets 2 and 3
// id, then the body.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace decode_input {

inline constexpr unsigned versions = 23, directions = 3;         ///< from the phone, to the phone, media
inline constexpr std::size_t head = 4;

inline std::vector<std::uint8_t> make(unsigned version, unsigned direction, std::uint32_t id, std::span<const std::uint8_t> body) {
    std::vector<std::uint8_t> octets{static_cast<std::uint8_t>(version), static_cast<std::uint8_t>(direction),
                                     static_cast<std::uint8_t>(id), static_cast<std::uint8_t>(id >> 8U)};
    octets.insert(octets.end(), body.begin(), body.end());
    return octets;
}

template <class Any>
using Decode = sccp::Result<Any> (*)(std::uint32_t, unsigned, std::span<const std::uint8_t>);

/// What is decoded prints, is encoded, and is then decoded to the same; an error names message, field and place. Else
/// it aborts. The name of what was decoded; empty: an error.
template <class Any>
std::string_view check(Decode<Any> decode, std::uint32_t id, unsigned version, std::span<const std::uint8_t> body) {
    const auto first = decode(id, version, body);
    if (!first) {
        const auto& error = first.error();
        if (error.id != id || error.message != sccp::message_name(id) || error.field.empty() ||
            error.have != body.size() || error.offset > body.size())
            std::abort();
        return {};
    }
    if (sccp::id_of(*first) != id) std::abort();
    const auto printed = sccp::print(*first, version);
    std::vector<std::uint8_t> octets, again;
    sccp::encode(*first, version, octets);
    if (octets.size() % 4 != 0 || octets.size() > sccp::max_message + 4) std::abort();
    const auto second = decode(id, version, std::span(octets).subspan(sccp::header_octets));
    if (!second) std::abort();
    sccp::encode(*second, version, again);
    if (octets != again) std::abort();
    if (printed.find('\n') != printed.npos) std::abort();        // a log line stays one line
    return sccp::name_of(*first);
}

inline std::string_view run(std::span<const std::uint8_t> data) {
    if (data.size() < head || data.size() > sccp::max_length) return {};
    const unsigned version = data[0] % versions;
    const std::uint32_t id = data[2] | std::uint32_t{data[3]} << 8U;
    const auto body = data.subspan(head);
    switch (data[1] % directions) {
    case 0: return check<sccp::FromPhone>(sccp::decode_from_phone, id, version, body);
    case 1: return check<sccp::ToPhone>(sccp::decode_to_phone, id, version, body);
    default: return check<sccp::Media>(sccp::decode_media, id, version, body);
    }
}

} // namespace decode_input
