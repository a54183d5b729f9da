// Settings of the SIP side: the [sip] section.
#pragma once

#include "sip/values.hpp"

namespace sip {

struct Options {
    std::string listen{"auto:5062"};  ///< host:port; `auto` = address of the route to the first registrar
    std::vector<Target> registrars;   ///< required
    std::string domain;               ///< default: host of the first registrar
    std::vector<std::string> allow{"registrars"}; ///< `registrars`, `any`, or networks
    std::chrono::milliseconds probe{10'000};      ///< OPTIONS to each registrar, 0 = off
    /// SIP URI that asks each registrar, in their order; empty or missing: our bare address. A PBX logs strangers as
    /// attackers.
    std::vector<std::string> askers{};
    unsigned registrations_in_flight{100};
    std::chrono::milliseconds transaction_timeout{32'000}; ///< 64*T1 (RFC 3261 section 17), not below 4 s
    unsigned max_connections{256}, max_connections_per_address{64}; ///< TCP connections that others have opened
    /// Requests outside dialogs within `transaction_timeout`: of strangers, and of who may ask us, for whom four for
    /// each line come on top.
    unsigned max_strange_requests{256}, max_requests{8'192};
    unsigned dscp{24};
    std::string user_agent;           ///< empty: sccp2sip/<version>
};

} // namespace sip
