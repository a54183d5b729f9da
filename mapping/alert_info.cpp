// How a call rings, and whether it answers by itself: the tables of callflows 3.5.
#include "mapping/alert_info.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "mapping/dial_plan.hpp"
#include "mapping/words.hpp"
#include "sip/headers.hpp"

namespace mapping {
namespace {

using Mode = sccp::RingMode;
using Duration = sccp::RingDuration;

// clang-format off
struct Named { std::string_view name; Mode mode; };
constexpr std::array modes{
    Named{"inside", Mode::inside_ring}, Named{"outside", Mode::outside_ring}, Named{"feature", Mode::feature_ring},
    Named{"urgent", Mode::precedence_ring}, Named{"silent", Mode::flash_only},
};

struct Rule { std::string_view contains; Mode mode; Duration duration; };
constexpr std::array rules{
    Rule{"info=internal",                   Mode::inside_ring,     Duration::normal_ring},
    Rule{"Bellcore-dr1",                    Mode::inside_ring,     Duration::normal_ring},
    Rule{"internal",                        Mode::inside_ring,     Duration::normal_ring},   // urn:alert:source:internal (RFC 7462) too
    Rule{"info=external",                   Mode::outside_ring,    Duration::normal_ring},
    Rule{"Bellcore-dr2",                    Mode::outside_ring,    Duration::normal_ring},
    Rule{"external",                        Mode::outside_ring,    Duration::normal_ring},
    Rule{"Bellcore-dr3",                    Mode::feature_ring,    Duration::normal_ring},
    Rule{"Bellcore-dr4",                    Mode::feature_ring,    Duration::normal_ring},
    Rule{"feature",                         Mode::feature_ring,    Duration::normal_ring},
    Rule{"urn:alert:service:call-waiting",  Mode::feature_ring,    Duration::normal_ring},
    Rule{"Bellcore-dr5",                    Mode::precedence_ring, Duration::normal_ring},
    Rule{"urgent",                          Mode::precedence_ring, Duration::normal_ring},
    Rule{"urn:alert:priority:high",         Mode::precedence_ring, Duration::normal_ring},
    Rule{"silent",                          Mode::flash_only,      Duration::normal_ring},
    Rule{"urn:alert:duration:short",        Mode::flash_only,      Duration::single_ring},
};
// clang-format on

bool any_contains(const std::vector<std::string>& values, std::string_view word) {
    return std::any_of(values.begin(), values.end(),
                       [&](const std::string& value) { return contains_word(value, word); });
}

Ring ring(Mode mode, Duration duration) { return {mode, duration, mode == Mode::precedence_ring}; }

std::optional<Ring> by_configuration(const std::vector<std::string>& alert_info, const CallOptions& calls) {
    for (const auto& [contains, name] : calls.ring)
        if (const auto mode = ring_mode_named(name); mode && any_contains(alert_info, contains))
            return ring(*mode, Duration::normal_ring);
    return std::nullopt;
}

std::optional<Ring> by_default(const std::vector<std::string>& alert_info) {
    for (const Rule& rule : rules)
        if (any_contains(alert_info, rule.contains)) return ring(rule.mode, rule.duration);
    return std::nullopt;
}

bool is_internal(std::string_view number, const std::string& pattern) {
    if (pattern.empty() || number.empty()) return false;
    const auto plan = DialPlan::parse({pattern});
    return plan && plan->accepts(number);
}

} // namespace

std::optional<sccp::RingMode> ring_mode_named(std::string_view name) {
    const auto found =
        std::find_if(modes.begin(), modes.end(), [&](const Named& row) { return same_word(row.name, name); });
    return found == modes.end() ? std::nullopt : std::optional(found->mode);
}

Ring ring_for(const sip::Headers& headers, std::string_view calling_number, const CallOptions& calls,
              const LineOptions& line) {
    const auto wanted =
        calls.ring.empty() ? by_default(headers.alert_info) : by_configuration(headers.alert_info, calls);
    if (wanted) return *wanted;
    return ring(is_internal(calling_number, line.internal_pattern) ? Mode::inside_ring : Mode::outside_ring,
                Duration::normal_ring);
}

std::optional<std::chrono::seconds> auto_answer_after(const sip::Invited& invited, const LineOptions& line) {
    if (line.auto_answer == AutoAnswer::no) return std::nullopt;
    if (line.auto_answer == AutoAnswer::yes && !invited.from_registrar) return std::nullopt;
    const auto wanted = sip::auto_answer_wanted(invited.message.headers);
    if (!wanted) return std::nullopt;
    return std::max(*wanted, line.auto_answer_delay);
}

} // namespace mapping
