// How a call rings: Alert-Info to ring mode, and whether it answers by itself (callflows 3.5).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/options.hpp"
#include "sccp/values.hpp"
#include "sip/values.hpp"

namespace mapping {

struct Ring {
    sccp::RingMode mode{sccp::RingMode::outside_ring};
    sccp::RingDuration duration{sccp::RingDuration::normal_ring};
    bool is_urgent{};               ///< rings through DND
    bool operator==(const Ring&) const = default;
};

/// `calling_number` decides between inside and outside when no Alert-Info does.
Ring ring_for(const sip::Headers& headers, std::string_view calling_number, const CallOptions& calls,
              const LineOptions& line);

/// Ring mode by its name in [ring]: inside outside feature urgent silent.
std::optional<sccp::RingMode> ring_mode_named(std::string_view name);

/// Wanted by the message and allowed by the line; seconds to wait, at least `auto_answer_delay`.
std::optional<std::chrono::seconds> auto_answer_after(const sip::Invited& invited, const LineOptions& line);

} // namespace mapping
