// The target of a request line taken apart.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

struct Target {
    std::vector<std::string> path; ///< decoded segments; `/` is one empty segment
    std::map<std::string, std::string> query;
};

/// RFC 9112 section 3.2.1 origin form; empty: not one, or a bad escape, or an escaped NUL.
std::optional<Target> parse_target(std::string_view target);

} // namespace gateway
