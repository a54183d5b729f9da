// G.711 by its definition: sign, three bits of segment, four bits within it.
#include "tests/phone/g711.hpp"

#include <algorithm>
#include <bit>

namespace phone {
namespace {

constexpr int ulaw_bias = 0x84;      // 33 in 14-bit samples, G.711 table 2
constexpr int ulaw_limit = 32635;
constexpr std::uint8_t alaw_even_bits = 0x55;

int segment_of(unsigned magnitude, unsigned first_segment_bits) {
    return std::max(0, static_cast<int>(std::bit_width(magnitude)) - static_cast<int>(first_segment_bits));
}

} // namespace

std::uint8_t to_ulaw(std::int16_t sample) {
    const bool negative = sample < 0;
    const int magnitude = std::min(negative ? -static_cast<int>(sample) : sample, ulaw_limit) + ulaw_bias;
    const int segment = segment_of(static_cast<unsigned>(magnitude), 8);
    const int within = (magnitude >> (segment + 3)) & 0x0F;
    return static_cast<std::uint8_t>(~((negative ? 0x80 : 0) | (segment << 4) | within));
}

std::int16_t from_ulaw(std::uint8_t code) {
    const int bits = static_cast<std::uint8_t>(~code);
    const int segment = (bits >> 4) & 7;
    const int magnitude = ((((bits & 0x0F) << 3) + ulaw_bias) << segment) - ulaw_bias;
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? -magnitude : magnitude);
}

std::uint8_t to_alaw(std::int16_t sample) {
    const bool negative = sample < 0;
    const int magnitude = negative ? -static_cast<int>(sample) - 1 : sample;
    const int segment = segment_of(static_cast<unsigned>(magnitude), 8);
    const int within = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0F;
    return static_cast<std::uint8_t>(((negative ? 0 : 0x80) | (segment << 4) | within) ^ alaw_even_bits);
}

std::int16_t from_alaw(std::uint8_t code) {
    const int bits = code ^ alaw_even_bits;
    const int segment = (bits >> 4) & 7;
    int magnitude = ((bits & 0x0F) << 4) + 8;      // middle of the step
    if (segment > 0)
        magnitude = (magnitude + 0x100) << (segment - 1);
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

} // namespace phone
