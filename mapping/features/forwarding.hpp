// Call forwarding that the gateway does itself: on and off per line, remembered over a restart (callflows 5.9).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/device_context.hpp"
#include "mapping/ports.hpp"

namespace mapping {

enum class ForwardKind : std::uint8_t { all, busy, no_answer };

/// At most 32 of `0-9*#+A-D` (security 1.5).
bool is_dial_string(std::string_view number);

/// One per phone, owned by mapping::Phone.
class Forwarding {
  public:
    /// `changed` hears every change with the instance of the line.
    Forwarding(const DeviceContext& device, WorldPort& world, std::function<void(unsigned line)> changed);

    /// What was remembered, for the lines as they are now.
    void recall();
    Forwards of(unsigned line) const;
    /// An empty number switches off; one that cannot be dialled is refused.
    bool set(unsigned line, ForwardKind kind, const std::string& number);
    /// A CFwd key: off when on; to `party` when that is known; else the user is asked for a number on a leg of its own.
    bool press(unsigned line, ForwardKind kind, const std::string& party, Calls& calls);

  private:
    std::string& number(unsigned line, ForwardKind kind);
    std::string key(unsigned line, ForwardKind kind) const;

    const DeviceContext& device_;
    WorldPort& world_;
    std::function<void(unsigned)> changed_;
    std::vector<Forwards> lines_;
};

} // namespace mapping
