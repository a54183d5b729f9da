// Do not disturb: off, reject, or silent; remembered over a restart (callflows 5.10).
#pragma once

#include <functional>

#include "mapping/device_context.hpp"
#include "mapping/ports.hpp"

namespace mapping {

/// One per phone, owned by mapping::Phone; DeviceContext tells the calls.
class DoNotDisturb {
  public:
    DoNotDisturb(DeviceContext& device, WorldPort& world, std::function<void()> changed);

    void recall();
    /// The key: on and off, or through off, reject and silent with `dnd_mode=cycle`.
    void toggle();

  private:
    DndMode configured() const;
    void set(bool on, DndMode mode);

    DeviceContext& device_;
    WorldPort& world_;
    std::function<void()> changed_;
};

} // namespace mapping
