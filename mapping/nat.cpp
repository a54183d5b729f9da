// Which media address of a phone goes into SDP, and which family the phone is asked for.
#include "mapping/nat.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "mapping/sccp_address.hpp"
#include "mapping/words.hpp"
#include "sip/sdp.hpp"

namespace mapping {
namespace {

// clang-format off
constexpr std::array private_networks{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"};   // RFC 1918, RFC 4193
constexpr std::array local_only_networks{"127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"};
// clang-format on

/// A dual-stack listener shows IPv4 phones as ::ffff:192.0.2.7.
std::string_view without_mapping(std::string_view ip) {
    constexpr std::string_view mapped = "::ffff:";
    const bool is_mapped =
        ip.size() > mapped.size() && same_word(ip.substr(0, mapped.size()), mapped) && ip.find('.') != ip.npos;
    return is_mapped ? ip.substr(mapped.size()) : ip;
}

bool is_inside_any(std::string_view ip, const auto& networks) {
    return std::any_of(networks.begin(), networks.end(),
                       [&](std::string_view network) { return is_inside(ip, network); });
}

bool same_bits(const sccp::Address& a, const sccp::Address& b, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i) {
        const auto mask = static_cast<std::uint8_t>(0x80u >> (i % 8));
        if ((a.octets[i / 8] & mask) != (b.octets[i / 8] & mask)) return false;
    }
    return true;
}

PublishedAddress published(std::string_view host, std::string_view reason) { return {std::string(host), reason}; }

PublishedAddress automatic(const DeviceContext& device, std::string_view signalled) {
    const auto peer = without_mapping(device.peer_address);
    const bool can_replace = !peer.empty() && peer != signalled && is_ipv6(peer) == is_ipv6(signalled);
    if (!can_replace) return published(signalled, "the address of the phone's own");
    if (is_local_only(signalled)) return published(peer, "the phone named an address of no use to others");
    if (is_private(signalled) && !is_private(peer) && !is_local_only(peer))
        return published(peer, "the phone is behind NAT");
    const auto& localnet = device.options->localnet;
    if (!localnet.empty() && !is_inside_any(signalled, localnet))
        return published(peer, "the address is outside localnet");
    return published(signalled, "the address of the phone's own");
}

} // namespace

PublishedAddress publish(const DeviceContext& device, std::string_view signalled) {
    const std::string& nat = device.options->nat;
    if (!names_one_host(signalled)) return published({}, "the phone named no address of its own");
    if (same_word(nat, "no")) return published(signalled, "nat=no");
    if (sccp::Address::from_text(nat).is_valid()) return published(nat, "nat names this address");
    return automatic(device, without_mapping(signalled));
}

bool names_one_host(std::string_view ip) {
    const auto kind = sip::kind_of(sip::connection_to(without_mapping(ip)));
    return kind == sip::AddressKind::unicast || kind == sip::AddressKind::loopback;
}

bool is_private(std::string_view ip) { return is_inside_any(ip, private_networks); }
bool is_local_only(std::string_view ip) { return is_inside_any(ip, local_only_networks); }
bool is_ipv6(std::string_view ip) { return ip.find(':') != ip.npos; }

bool is_inside(std::string_view ip, std::string_view network) {
    const auto slash = network.find('/');
    const auto base = sccp::Address::from_text(network.substr(0, slash));
    const auto address = sccp::Address::from_text(without_mapping(ip));
    if (!base.is_valid() || !address.is_valid() || base.type != address.type) return false;
    unsigned bits = base.is_v6() ? 128 : 32;
    if (slash != network.npos) {
        const auto digits = network.substr(slash + 1);
        unsigned given = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), given);
        if (error != std::errc{} || end != digits.data() + digits.size() || given > bits) return false;
        bits = given;
    }
    return same_bits(address, base, bits);
}

sccp::IpAddrType requested_family(const DeviceContext& device, const MediaAddress& far_end) {
    using Family = sccp::IpAddrType;
    if (device.protocol < 17) return Family::v4;   // older layouts hold no other
    switch (device.options->media_family) {
    case MediaFamily::ipv4: return Family::v4;
    case MediaFamily::ipv6: return Family::v6;
    case MediaFamily::both:
        return far_end.host.empty() ? Family::v4_v6 : is_ipv6(far_end.host) ? Family::v6 : Family::v4;
    case MediaFamily::automatic: break;
    }
    const auto shown = far_end.host.empty() ? without_mapping(device.peer_address) : std::string_view(far_end.host);
    return is_ipv6(shown) ? Family::v6 : Family::v4;
}

} // namespace mapping
