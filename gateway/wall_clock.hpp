// Notices what makes the clocks on the phones wrong: daylight saving begins or ends, or the host's clock is set
// (callflows 7.4).
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "gateway/time_zone.hpp"

namespace gateway {

/// Asked every few seconds, so that it needs no timer that would have to follow a clock which is set.
class WallClock {
  public:
    using Steady = std::chrono::steady_clock::time_point;
    using Zones = std::set<std::string, std::less<>>;

    /// Those of `zones` whose phones want the time anew; the first time: none.
    Zones changed(const Zones& zones, WallTime now, Steady steady);

  private:
    bool was_set(WallTime now, Steady steady);

    std::map<std::string, std::chrono::seconds, std::less<>> offsets_;
    WallTime last_{};
    Steady last_steady_{};
    bool is_first_{true};
};

} // namespace gateway
