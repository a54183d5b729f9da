// Settings of the phone side: the [sccp] section.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace sccp {

struct Options {
    std::vector<std::string> listen{"0.0.0.0:2000", "[::]:2000"};   ///< port 0 takes a free one
    std::vector<std::string> allow{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1"};
    std::chrono::seconds keepalive{30}, secondary_keepalive{60};
    std::chrono::seconds reconnect_grace{45};
    std::chrono::milliseconds register_deadline{10'000};
    bool reject_when_pbx_down{};
    unsigned max_connections{0};           ///< of phones, registered or not; 0 = no limit
    unsigned max_unregistered_per_address{1024};
    unsigned max_unregistered{0};          ///< 0 = 4 x configured devices, at least 4096
    unsigned message_rate{64}, message_burst{256};
    std::size_t output_queue{std::size_t{256} * 1024}; ///< bytes
    unsigned dscp{24};
    std::string server_name{"sccp2sip"};
    std::vector<std::string> servers;      ///< host[:port]; empty: own address
};

} // namespace sccp
