// Recorded messages as a capture file that Wireshark opens: SCCP in made-up TCP segments, SIP in UDP datagrams.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/trace_entry.hpp"

namespace gateway {

struct Endpoint {
    std::string host; ///< IP literal
    std::uint16_t port{};
};

/// The gateway's side of SCCP is always written as port 2000, by which dissectors know the protocol.
struct PcapEndpoints {
    Endpoint phone, gateway; ///< of the TCP connection
    Endpoint sip_local, sip_remote;
};

std::string pcap_file(const std::vector<TraceEntry>& entries, const PcapEndpoints& endpoints);

} // namespace gateway
