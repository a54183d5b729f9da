// Local time of a phone from the tz database of the host (callflows 7.4).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/ports.hpp"

namespace gateway {

using WallTime = std::chrono::system_clock::time_point;

/// An IANA name such as `Europe/Berlin`; empty means the host's and exists always.
bool zone_exists(std::string_view name);

/// A zone that does not exist counts as UTC.
mapping::CivilTime civil_time(std::string_view zone, WallTime now);

/// When the zone's offset changes next (daylight saving); empty: never again.
std::optional<WallTime> next_offset_change(std::string_view zone, WallTime now);

} // namespace gateway
