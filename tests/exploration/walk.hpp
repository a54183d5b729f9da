// Long walks at random: deeper than every sequence can be followed, and each fault cut down to the acts that it needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "tests/exploration/explorer.hpp"

namespace tests {

/// Gives the next choice among `count`, below it; nothing: the walk is over.
using Choose = std::function<std::optional<std::size_t>(std::size_t count)>;

/// From the beginning of the setting until a fault or the end of the choices; then everything is brought to its end.
std::optional<Violation> walk(const Setting& setting, const Choose& choose);

/// A walk of `length` acts; the same seed walks the same way.
std::optional<Violation> walk(const Setting& setting, std::uint32_t seed, std::size_t length);

/// Without the acts that the fault does not need.
Violation shrink(const Setting& setting, Violation violation);

} // namespace tests
