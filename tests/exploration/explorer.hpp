// Walks every sequence of acts of a setting, breadth first, and examines each place it comes to.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/exploration/act.hpp"
#include "tests/exploration/setting.hpp"

namespace tests {

/// Something that must not be, and how to get there.
struct Violation {
    std::string what;
    Acts acts;
    std::string after;      ///< how everything was ended; empty: it is wrong already
};

struct Findings {
    std::size_t places{};        ///< that differ in anything that decides about the future
    std::size_t steps{};         ///< acts tried, one place and one act each
    std::size_t depth{};         ///< every sequence of so many acts was looked at
    bool is_complete{};          ///< and no longer one leads to a new place
    std::vector<Violation> violations;   ///< one of each kind, the shortest
};

struct Limits {
    std::size_t depth{};         ///< acts
    std::size_t places{};        ///< bounds the time
    bool every_end{};            ///< all four ways to end everything from each place, instead of one of them in turn
};

/// Replays: the machines are not copied, so each place is reached again by its acts.
Findings explore(const Setting& setting, const Limits& limits);

/// The list in words, with the state of the calls after each act.
std::string story(const Setting& setting, const Violation& violation);

} // namespace tests
