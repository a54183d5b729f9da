// IP literals to the addresses of SCCP messages and back.
#include "mapping/sccp_address.hpp"

namespace mapping {

sccp::Address to_sccp(std::string_view ip) {
    const auto address = sccp::Address::from_text(ip);
    return address.is_valid() ? address : sccp::Address{};
}

std::string to_text(const sccp::Address& address) {
    return address.is_valid() && !address.is_unspecified() ? address.to_text() : std::string{};
}

MediaAddress media_address(const sccp::Address& address, std::uint32_t port) {
    if (port == 0 || port > 65'535) return {};
    const auto host = to_text(address);
    if (host.empty()) return {};
    return {host, static_cast<std::uint16_t>(port)};
}

} // namespace mapping
