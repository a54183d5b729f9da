// What the Redial key dials: the number dialled last and the line it was dialled on; remembered over a restart.
#pragma once

#include <string>

#include "mapping/device_context.hpp"
#include "mapping/ports.hpp"

namespace mapping {

/// One per phone, owned by the switchboard. The key is asked for at each display, the store of what outlives the
/// process only once.
class LastNumber {
  public:
    LastNumber(const DeviceContext& device, WorldPort& world);

    void remember(unsigned line, const std::string& number);
    const std::string& number() const;   ///< empty: none, or its line is no longer one of this phone's
    unsigned line() const;               ///< 0: none

  private:
    std::string key() const { return device_.options->name + '/' + line_ + "/last_number"; }

    const DeviceContext& device_;
    WorldPort& world_;
    std::string line_, number_;
};

} // namespace mapping
