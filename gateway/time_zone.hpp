// Local time of a phone from the tz database of the host (callflows 7.4).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "mapping/ports.hpp"

namespace gateway {

using WallTime = std::chrono::system_clock::time_point;

/// An IANA name such as `Europe/Berlin`; empty means the host's and exists always.
bool zone_exists(std::string_view name);

/// A zone that does not exist counts as UTC.
mapping::CivilTime civil_time(std::string_view zone, WallTime now);

/// Local time less UTC; a zone that does not exist has none.
std::chrono::seconds utc_offset(std::string_view zone, WallTime now);

} // namespace gateway
