// Notices what makes the clocks on the phones wrong.
#include "gateway/wall_clock.hpp"

#include <utility>

namespace gateway {

namespace {
constexpr std::chrono::seconds tolerated{2}; // NTP that slews is no jump
}

bool WallClock::was_set(WallTime now, Steady steady) {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - std::exchange(last_, now));
    const auto really =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady - std::exchange(last_steady_, steady));
    return !std::exchange(is_first_, false) && std::chrono::abs(passed - really) > tolerated;
}

WallClock::Zones WallClock::changed(const Zones& zones, WallTime now, Steady steady) {
    const bool all = was_set(now, steady);
    Zones found;
    for (const auto& zone : zones) {
        const auto offset = utc_offset(zone, now);
        const auto [known, is_new] = offsets_.try_emplace(zone, offset);
        if (all || (!is_new && known->second != offset)) found.insert(zone);
        known->second = offset;
    }
    return found;
}

} // namespace gateway
