// `sccp2sip health`: asks a running gateway by HTTP whether it is well. For container and supervisor checks without
// curl.
#pragma once

#include <string>

namespace gateway {

struct Health {
    bool is_well{};
    std::string text;   ///< for a person
};

/// GET /healthz at `listen` (`127.0.0.1:8080`), two seconds at most; a wildcard address is asked on loopback.
Health ask_health(const std::string& listen);

} // namespace gateway
