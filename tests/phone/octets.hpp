// Numbers in network order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace phone {

inline void append16(std::vector<std::uint8_t>& out, std::size_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void append32(std::vector<std::uint8_t>& out, std::uint32_t value) {
    append16(out, value >> 16);
    append16(out, value);
}

} // namespace phone
