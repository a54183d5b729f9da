// A call of a shared line on another phone of this gateway, as the others show it (callflows 3.10).
#pragma once

#include <string>

#include "mapping/ports.hpp"

namespace mapping {

/// Call references are unique in the process, so every phone shows the call under the same one.
struct ElsewhereCall {
    LegId call{};
    bool is_held{}, incoming{};
    std::string number, name;      ///< of the far end
    bool can_be_taken{};           ///< Resume here makes it a call of this phone
    bool operator==(const ElsewhereCall&) const = default;
};

} // namespace mapping
