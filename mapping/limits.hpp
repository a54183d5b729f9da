// Waits and limits that more than one part of a phone's calls keeps to.
#pragma once

#include <chrono>
#include <cstddef>

namespace mapping {

constexpr std::chrono::seconds transient_time{5};       ///< a text that is taken back by us
/// for the first word about a REFER, as for any transaction (RFC 3261 timer F)
constexpr std::chrono::seconds refer_time{32};
constexpr std::size_t most_legs_of_a_device = 64;

} // namespace mapping
