// Table of codecs and the two that are real here.
#include "tests/phone/codecs.hpp"

#include <algorithm>
#include <array>

#include "tests/phone/g711.hpp"

namespace phone {
namespace {

using P = sccp::MediaPayloadType;

// clang-format off
constexpr std::array codecs{
    Codec{P::g711_ulaw64k,          "pcmu",   0, 800, 10, true },
    Codec{P::g711_alaw64k,          "pcma",   8, 800, 10, true },
    Codec{P::g722_64k,              "g722",   9, 800, 10, false},
    Codec{P::g729,                  "g729",  18, 100, 10, false},
    Codec{P::g729_annex_a,          "g729a", 18, 100, 10, false},
    Codec{P::g729_annex_b,          "g729b", 18, 100, 10, false},
    Codec{P::g729_annex_aw_annex_b, "g729ab",18, 100, 10, false},
    Codec{P::g7231,                 "g723",   4,  80, 30, false},
    Codec{P::g728,                  "g728",  15, 200, 10, false},
    Codec{P::gsm_full_rate,         "gsm",    3, 165, 20, false},
    Codec{P::ilbc,                  "ilbc",  97, 190, 20, false},
    Codec{P::wide_band_256k,        "l16",  111, 3200, 10, false},
};
// clang-format on

} // namespace

std::span<const Codec> all_codecs() { return codecs; }

const Codec* find_codec(sccp::MediaPayloadType payload) {
    const auto found = std::find_if(codecs.begin(), codecs.end(), [&](const Codec& codec) { return codec.payload == payload; });
    return found == codecs.end() ? nullptr : &*found;
}

const Codec* find_codec(std::string_view name) {
    const auto found = std::find_if(codecs.begin(), codecs.end(), [&](const Codec& codec) { return codec.name == name; });
    return found == codecs.end() ? nullptr : &*found;
}

std::vector<std::uint8_t> encode_audio(const Codec& codec, std::span<const std::int16_t> samples) {
    if (!codec.audible)
        return std::vector<std::uint8_t>(samples.size() * codec.octets_per_10ms_x10 / 800);
    std::vector<std::uint8_t> payload(samples.size());
    std::transform(samples.begin(), samples.end(), payload.begin(), codec.payload == P::g711_alaw64k ? to_alaw : to_ulaw);
    return payload;
}

std::vector<std::int16_t> decode_audio(const Codec& codec, std::span<const std::uint8_t> payload) {
    if (!codec.audible)
        return {};
    std::vector<std::int16_t> samples(payload.size());
    std::transform(payload.begin(), payload.end(), samples.begin(), codec.payload == P::g711_alaw64k ? from_alaw : from_ulaw);
    return samples;
}

} // namespace phone
