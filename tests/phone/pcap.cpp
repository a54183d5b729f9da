// Raw IP packets (link type 101) around each piece of the stream.
#include "tests/phone/pcap.hpp"

#include <stdexcept>

#include "tests/phone/octets.hpp"

namespace phone {
namespace {

constexpr std::uint32_t link_type_raw_ip = 101;
constexpr std::uint8_t protocol_tcp = 6;
constexpr std::size_t tcp_header_size = 20;

void append_ip_header(std::vector<std::uint8_t>& out, const boost::asio::ip::address& from, const boost::asio::ip::address& to,
                      std::size_t size) {
    if (from.is_v4()) {
        out.insert(out.end(), {0x45, 0});
        append16(out, 20 + size);
        out.insert(out.end(), {0, 0, 0x40, 0, 64, protocol_tcp, 0, 0});    // no checksum: readers do not ask for it
        for (const auto octet : from.to_v4().to_bytes())
            out.push_back(octet);
        for (const auto octet : to.to_v4().to_bytes())
            out.push_back(octet);
        return;
    }
    append32(out, 0x60000000);
    append16(out, size);
    out.insert(out.end(), {protocol_tcp, 64});
    for (const auto octet : from.to_v6().to_bytes())
        out.push_back(octet);
    for (const auto octet : to.to_v6().to_bytes())
        out.push_back(octet);
}

template <class Number> void write_native(std::ofstream& out, Number number) {
    out.write(reinterpret_cast<const char*>(&number), sizeof number);
}

} // namespace

PcapFile::PcapFile(const std::string& path) : out_(path, std::ios::binary | std::ios::trunc) {
    if (!out_)
        throw std::runtime_error("cannot write the capture file " + path);
    write_native(out_, std::uint32_t{0xA1B2C3D4});
    write_native(out_, std::uint16_t{2});
    write_native(out_, std::uint16_t{4});
    write_native(out_, std::uint32_t{0});
    write_native(out_, std::uint32_t{0});
    write_native(out_, std::uint32_t{65535});
    write_native(out_, link_type_raw_ip);
}

void PcapFile::write(std::chrono::microseconds since_epoch, std::span<const std::uint8_t> ip_packet) {
    write_native(out_, static_cast<std::uint32_t>(since_epoch.count() / 1'000'000));
    write_native(out_, static_cast<std::uint32_t>(since_epoch.count() % 1'000'000));
    write_native(out_, static_cast<std::uint32_t>(ip_packet.size()));
    write_native(out_, static_cast<std::uint32_t>(ip_packet.size()));
    out_.write(reinterpret_cast<const char*>(ip_packet.data()), static_cast<std::streamsize>(ip_packet.size()));
}

PcapStream::PcapStream(PcapFile& file, Endpoint client, Endpoint server, std::chrono::microseconds now)
    : file_(file), client_(std::move(client)), server_(std::move(server)),
      // Streams that use a port again are told apart by where they begin.
      client_sequence_(static_cast<std::uint32_t>(now.count())), server_sequence_(~client_sequence_) {
    segment(true, {.syn = true}, {}, now);
    ++client_sequence_;
    segment(false, {.syn = true, .ack = true}, {}, now);
    ++server_sequence_;
    segment(true, {.ack = true}, {}, now);
}

void PcapStream::record(bool from_client, std::span<const std::uint8_t> bytes, std::chrono::microseconds now) {
    segment(from_client, {.ack = true, .push = true}, bytes, now);
    (from_client ? client_sequence_ : server_sequence_) += static_cast<std::uint32_t>(bytes.size());
}

void PcapStream::segment(bool from_client, Flags flags, std::span<const std::uint8_t> bytes, std::chrono::microseconds now) {
    const auto& from = from_client ? client_ : server_;
    const auto& to = from_client ? server_ : client_;
    std::vector<std::uint8_t> packet;
    packet.reserve(bytes.size() + 60);
    append_ip_header(packet, from.address(), to.address(), tcp_header_size + bytes.size());
    append16(packet, from.port());
    append16(packet, to.port());
    append32(packet, from_client ? client_sequence_ : server_sequence_);
    append32(packet, flags.ack ? (from_client ? server_sequence_ : client_sequence_) : 0);
    packet.push_back(0x50);
    packet.push_back(static_cast<std::uint8_t>((flags.syn ? 0x02 : 0) | (flags.push ? 0x08 : 0) | (flags.ack ? 0x10 : 0)));
    append16(packet, 65535);
    append32(packet, 0);
    packet.insert(packet.end(), bytes.begin(), bytes.end());
    file_.write(now, packet);
}

} // namespace phone
