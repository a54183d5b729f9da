// Which local address and port the stack binds.
#pragma once

#include <cstdint>
#include <string>

#include "sip/options.hpp"

namespace sip {

struct ListenAddress {
    std::string host; ///< IP literal, IPv6 without brackets
    std::uint16_t port{};
    std::string unknown_registrar{}; ///< whose name was not found, so that the default route decided
    std::string text() const; ///< `192.0.2.10:5062`, `[2001:db8::1]:5062`
};

/// Reads Options::listen. `auto` (also 0.0.0.0 and ::, which cannot stand in a Contact) is the local address of the
/// route to the first registrar, or of the default route while its name is not found. Port 0 is replaced by one that is
/// free for UDP and TCP. Throws std::runtime_error with the address and the reason when it cannot be bound.
ListenAddress listen_address(const Options& options);

} // namespace sip
