// A row of a transition table that a machine has taken.
#pragma once

#include <string>
#include <string_view>

namespace mapping {

/// Event and guard as the compiler spells them; no guard: otherwise.
struct TakenRow {
    std::string_view state, event, guard;
};

/// As the tables write it: `Connected phone::Hold [oa_stable]`.
std::string text_of(const TakenRow& row);
/// The same of words as the tables write them; no guard: otherwise.
std::string row_text(std::string_view state, std::string_view event, std::string_view guard);

} // namespace mapping
