// An IP address as SCCP carries it, free of sockets.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sccp/values.hpp"

namespace sccp {

/// IPv4 or IPv6 address in network byte order: IPv4 in the first four octets, the rest zero (protocol 17 and up sends
/// all sixteen).
struct Address {
    IpAddrType type{IpAddrType::v4};
    std::array<std::uint8_t, 16> octets{};

    /// Type `invalid` and zeros when the text is no address literal.
    static Address from_text(std::string_view text);
    /// Dotted quad or RFC 5952 form; empty when the type is `invalid`.
    std::string to_text() const;

    bool is_v6() const { return type == IpAddrType::v6; }
    bool is_valid() const { return type != IpAddrType::invalid; }
    /// 0.0.0.0 or ::
    bool is_unspecified() const { return octets == std::array<std::uint8_t, 16>{}; }
    bool operator==(const Address&) const = default;
};

} // namespace sccp
