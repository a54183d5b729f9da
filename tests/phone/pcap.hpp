// A capture file of what crossed a TCP connection, written from the program's own view: Wireshark opens it without
// rights.
#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

namespace phone {

/// The file; one per process, shared by its connections. Outlives the streams.
class PcapFile {
  public:
    /// Throws std::runtime_error when the file cannot be made: start-up only.
    explicit PcapFile(const std::string& path);
    void write(std::chrono::microseconds since_epoch, std::span<const std::uint8_t> ip_packet);
    bool flush() { return static_cast<bool>(out_.flush()); }      ///< false: not all could be written

  private:
    std::ofstream out_;
};

/// One TCP connection of the file: keeps the sequence numbers, and begins with a handshake so that Wireshark knows the
/// sides.
class PcapStream {
  public:
    using Endpoint = boost::asio::ip::tcp::endpoint;
    PcapStream(PcapFile& file, Endpoint client, Endpoint server, std::chrono::microseconds now);

    void record(bool from_client, std::span<const std::uint8_t> bytes, std::chrono::microseconds now);

  private:
    struct Flags {
        bool syn{}, ack{}, push{};
    };
    void segment(bool from_client, Flags flags, std::span<const std::uint8_t> bytes, std::chrono::microseconds now);

    PcapFile& file_;
    Endpoint client_, server_;
    std::uint32_t client_sequence_, server_sequence_;
};

} // namespace phone
