// Recorded messages as a capture file.
#include "gateway/pcap.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace gateway {

namespace {

using Address = boost::asio::ip::address_v6::bytes_type; // IPv4 as ::ffff:a.b.c.d

constexpr std::uint16_t sccp_port = 2000;
constexpr std::size_t longest_payload = 65'000; // the IP length word has 16 bits

struct Side {
    Address address{};
    bool is_v4{};
    std::uint16_t port{};
};

Side side_of(const Endpoint& endpoint, std::string_view fallback, std::uint16_t port) {
    boost::system::error_code error;
    auto address = boost::asio::ip::make_address(endpoint.host, error);
    if (error)
        address = boost::asio::ip::make_address(fallback);
    const bool is_v4 = address.is_v4();
    const auto v6 =
        is_v4 ? boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()) : address.to_v6();
    return {v6.to_bytes(), is_v4, endpoint.port == 0 ? port : endpoint.port};
}

void put_big(std::string& out, std::uint32_t value, int octets) {
    while (octets-- > 0)
        out += static_cast<char>(value >> (8 * octets) & 0xFF);
}

void put_little(std::string& out, std::uint32_t value, int octets) {
    for (int i = 0; i < octets; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

/// RFC 1071: the sum that checksums of IP, TCP and UDP are made of.
std::uint32_t sum(std::string_view octets) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < octets.size(); ++i)
        total += static_cast<std::uint32_t>(static_cast<unsigned char>(octets[i])) << (i % 2 == 0 ? 8 : 0);
    return total;
}

std::uint16_t folded(std::uint32_t total) {
    while (total > 0xFFFF)
        total = (total & 0xFFFF) + (total >> 16);
    return static_cast<std::uint16_t>(~total & 0xFFFF);
}

std::string address_octets(const Side& side, bool v4) {
    const auto* begin = reinterpret_cast<const char*>(side.address.data());
    return v4 ? std::string(begin + 12, 4) : std::string(begin, 16);
}

constexpr std::uint32_t tcp = 6, udp = 17;

/// RFC 791 or RFC 8200 around a transport segment whose checksum field at `checksum_at` is still zero.
std::string ip_packet(const Side& from, const Side& to, std::uint32_t protocol, std::string segment,
                      std::size_t checksum_at) {
    const bool v4 = from.is_v4 && to.is_v4;
    const std::string addresses = address_octets(from, v4) + address_octets(to, v4);
    const auto length = static_cast<std::uint32_t>(segment.size());
    const std::uint16_t checksum = folded(sum(addresses) + protocol + length + sum(segment));
    segment[checksum_at] = static_cast<char>(checksum >> 8);
    segment[checksum_at + 1] = static_cast<char>(checksum & 0xFF);
    std::string header;
    if (v4) {
        put_big(header, 0x4500, 2);
        put_big(header, length + 20, 2);
        put_big(header, 0x00004000, 4);                 // no identification, do not fragment
        put_big(header, 64U << 24 | protocol << 16, 4); // TTL 64
        header += addresses;
        const std::uint16_t own = folded(sum(header));
        header[10] = static_cast<char>(own >> 8);
        header[11] = static_cast<char>(own & 0xFF);
    } else {
        put_big(header, 0x60000000, 4);
        put_big(header, length, 2);
        put_big(header, protocol << 8 | 64, 2);
        header += addresses;
    }
    return header + segment;
}

/// RFC 9293 section 3.1, with PSH and ACK.
std::string tcp_packet(const Side& from, const Side& to, std::uint32_t sequence, std::uint32_t acknowledged,
                       std::string_view payload) {
    std::string segment;
    put_big(segment, from.port, 2);
    put_big(segment, to.port, 2);
    put_big(segment, sequence, 4);
    put_big(segment, acknowledged, 4);
    put_big(segment, 0x5018, 2);
    put_big(segment, 65'535, 2);
    put_big(segment, 0, 4);
    segment += payload;
    return ip_packet(from, to, tcp, std::move(segment), 16);
}

std::string udp_packet(const Side& from, const Side& to, std::string_view payload) {
    std::string segment;
    put_big(segment, from.port, 2);
    put_big(segment, to.port, 2);
    put_big(segment, static_cast<std::uint32_t>(payload.size() + 8), 2);
    put_big(segment, 0, 2);
    segment += payload;
    return ip_packet(from, to, udp, std::move(segment), 6);
}

void put_record(std::string& out, const TraceEntry& entry, const std::string& packet) {
    const auto since = std::chrono::floor<std::chrono::microseconds>(entry.at.time_since_epoch());
    put_little(out, static_cast<std::uint32_t>(since.count() / 1'000'000), 4);
    put_little(out, static_cast<std::uint32_t>(since.count() % 1'000'000), 4);
    put_little(out, static_cast<std::uint32_t>(packet.size()), 4);
    put_little(out, static_cast<std::uint32_t>(packet.size()), 4);
    out += packet;
}

} // namespace

std::string pcap_file(const std::vector<TraceEntry>& entries, const PcapEndpoints& endpoints) {
    const Side phone = side_of(endpoints.phone, "192.0.2.1", 49'152);
    Side gateway = side_of(endpoints.gateway, "192.0.2.2", sccp_port);
    gateway.port = sccp_port;
    const Side local = side_of(endpoints.sip_local, "192.0.2.2", 5062);
    const Side remote = side_of(endpoints.sip_remote, "192.0.2.3", 5060);
    std::string out;
    put_little(out, 0xA1B2C3D4, 4); // microseconds
    put_little(out, 0x00040002, 4); // format 2.4
    out.append(8, '\0');
    put_little(out, 262'144, 4);
    put_little(out, 101, 4);                     // LINKTYPE_RAW: IPv4 or IPv6 without a frame around
    std::array<std::uint32_t, 2> sequence{1, 1}; // of the phone, of the gateway
    for (const auto& entry : entries) {
        const std::string_view payload = std::string_view(entry.bytes).substr(0, longest_payload);
        if (payload.empty() || entry.kind == TraceEntry::Kind::state)
            continue;
        if (entry.kind == TraceEntry::Kind::sip) {
            put_record(out, entry,
                       entry.outgoing ? udp_packet(local, remote, payload) : udp_packet(remote, local, payload));
            continue;
        }
        const std::size_t sender = entry.outgoing ? 1 : 0;
        put_record(out, entry,
                   tcp_packet(sender == 1 ? gateway : phone, sender == 1 ? phone : gateway, sequence[sender],
                              sequence[1 - sender], payload));
        sequence[sender] += static_cast<std::uint32_t>(payload.size());
    }
    return out;
}

} // namespace gateway
