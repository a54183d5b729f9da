// Which media address of a phone goes into SDP, and which family the phone is asked for (callflows 6.4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "mapping/device_context.hpp"
#include "mapping/events.hpp"
#include "sccp/values.hpp"

namespace mapping {

struct PublishedAddress {
    std::string host;
    std::string_view reason;        ///< for the log: why this one
};

/// Address for SDP of a phone whose ack or PortRes named `signalled`. Nothing usable: an empty host and the reason.
PublishedAddress publish(const DeviceContext& device, std::string_view signalled);

/// Where somebody can be: neither text, nor all zeros, nor multicast or broadcast.
bool names_one_host(std::string_view ip);
/// RFC 1918, RFC 4193.
bool is_private(std::string_view ip);
/// Loopback or link-local: no use to anybody else.
bool is_local_only(std::string_view ip);
bool is_ipv6(std::string_view ip);
/// `network`: address or address/bits.
bool is_inside(std::string_view ip, std::string_view network);

/// requestedIpAddrType: by `media_family`; automatic: the family of the far end, else of the phone's own connection.
sccp::IpAddrType requested_family(const DeviceContext& device, const MediaAddress& far_end);

} // namespace mapping
