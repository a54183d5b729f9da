// G.711: one byte per sample, both laws (ITU-T G.711), to and from 16-bit linear samples.
#pragma once

#include <cstdint>

namespace phone {

std::uint8_t to_alaw(std::int16_t sample);
std::uint8_t to_ulaw(std::int16_t sample);
std::int16_t from_alaw(std::uint8_t code);
std::int16_t from_ulaw(std::uint8_t code);

} // namespace phone
