// What a new configuration means for a phone that runs under the old one.
#pragma once

#include "mapping/options.hpp"

namespace mapping {

enum class OptionChange : std::uint8_t {
    nothing_visible,   ///< taken over as it is
    display,           ///< buttons, names or the protocol: the phone has to ask again
    identity,          ///< what is registered at the PBX is another one
};

/// Both have the same lines, by name and order.
OptionChange compare(const DeviceOptions& before, const DeviceOptions& after);

} // namespace mapping
