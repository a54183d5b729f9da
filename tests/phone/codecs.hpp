// The codecs a simulated phone may announce: what RTP carries them, and which of them it can really hear.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sccp/values.hpp"

namespace phone {

struct Codec {
    sccp::MediaPayloadType payload{};
    std::string_view name;              ///< as in the INI of the gateway
    std::uint8_t rtp{};                 ///< payload type of RFC 3551; dynamic ones as callflows 6.1 gives them
    unsigned octets_per_10ms_x10{};     ///< tenths, because frames are not all whole in 10 ms
    unsigned frame_ms{};
    bool audible{};                     ///< G.711: made and heard; the others are sent as zeros and only counted
};

std::span<const Codec> all_codecs();
const Codec* find_codec(sccp::MediaPayloadType payload);
const Codec* find_codec(std::string_view name);

/// `samples` in, payload out; zeros of the right size for a codec that is not audible.
std::vector<std::uint8_t> encode_audio(const Codec& codec, std::span<const std::int16_t> samples);
std::vector<std::int16_t> decode_audio(const Codec& codec, std::span<const std::uint8_t> payload);

} // namespace phone
