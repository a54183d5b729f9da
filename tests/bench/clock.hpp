// The one clock of the benchmarks: microseconds of the wall clock, so that stamps of two processes can be compared.
#pragma once

#include <chrono>
#include <cstdint>

namespace bench {

using Micros = std::int64_t;   ///< since 1970

inline Micros now() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

inline std::chrono::system_clock::time_point at(Micros time) {
    return std::chrono::system_clock::time_point(std::chrono::microseconds(time));
}

} // namespace bench
