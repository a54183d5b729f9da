// IP literals to the addresses of SCCP messages and back.
#pragma once

#include <string>
#include <string_view>

#include "mapping/events.hpp"
#include "sccp/layout.hpp"

namespace mapping {

/// Empty or no IP literal: 0.0.0.0.
sccp::Address to_sccp(std::string_view ip);
/// Empty for 0.0.0.0 and for an address the message did not carry.
std::string to_text(const sccp::Address& address);
MediaAddress media_address(const sccp::Address& address, std::uint32_t port);

} // namespace mapping
