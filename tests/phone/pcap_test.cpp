// Octets of a capture file, read back by hand.
#include "tests/phone/pcap.hpp"

#include <cstdio>
#include <cstring>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace phone;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct TemporaryFile {
    std::string path = (std::filesystem::temp_directory_path() / ("pcap_test." + std::to_string(getpid()))).string();
    ~TemporaryFile() { std::remove(path.c_str()); }
    std::vector<std::uint8_t> octets() const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

std::uint32_t native32(const std::vector<std::uint8_t>& octets, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, octets.data() + at, 4);
    return value;
}

std::uint32_t network32(const std::vector<std::uint8_t>& octets, std::size_t at) {
    return std::uint32_t{octets[at]} << 24 | std::uint32_t{octets[at + 1]} << 16 | std::uint32_t{octets[at + 2]} << 8 | octets[at + 3];
}

/// Starts of the IP packets in the file.
std::vector<std::size_t> packets(const std::vector<std::uint8_t>& octets) {
    std::vector<std::size_t> starts;
    for (std::size_t at = 24; at + 16 <= octets.size(); at += 16 + native32(octets, at + 8))
        starts.push_back(at + 16);
    return starts;
}

void write_conversation(const std::string& path, const char* client, const char* server) {
    PcapFile file(path);
    PcapStream stream(file, {asio::ip::make_address(client), 40000}, {asio::ip::make_address(server), 2000}, 1s);
    const std::uint8_t request[]{1, 2, 3, 4}, answer[]{5, 6};
    stream.record(true, request, 2s);
    stream.record(false, answer, 3s);
    stream.record(true, request, 4s);
}

} // namespace

TEST_CASE("a stream has a handshake and running sequence numbers") {
    TemporaryFile file;
    write_conversation(file.path, "127.0.0.1", "192.0.2.1");
    const auto octets = file.octets();
    CHECK(native32(octets, 0) == 0xA1B2C3D4);
    CHECK(native32(octets, 20) == 101);
    const auto starts = packets(octets);
    REQUIRE(starts.size() == 6);
    const auto tcp = [&](std::size_t packet) { return starts[packet] + 20; };
    CHECK(octets[tcp(0) + 13] == 0x02);
    CHECK(octets[tcp(1) + 13] == 0x12);
    CHECK(octets[tcp(2) + 13] == 0x10);
    CHECK(network32(octets, tcp(3) + 4) == network32(octets, tcp(0) + 4) + 1);
    CHECK(network32(octets, tcp(4) + 4) == network32(octets, tcp(1) + 4) + 1);
    CHECK(network32(octets, tcp(4) + 8) == network32(octets, tcp(3) + 4) + 4);
    CHECK(network32(octets, tcp(5) + 4) == network32(octets, tcp(3) + 4) + 4);
    CHECK(octets[tcp(3)] * 256 + octets[tcp(3) + 1] == 40000);
    CHECK(octets[tcp(3) + 20] == 1);
    CHECK(native32(octets, starts[3] - 16) == 2);
}

TEST_CASE("IPv6 has its own header") {
    TemporaryFile file;
    write_conversation(file.path, "::1", "2001:db8::1");
    const auto octets = file.octets();
    const auto starts = packets(octets);
    REQUIRE(starts.size() == 6);
    CHECK((octets[starts[3]] >> 4) == 6);
    CHECK(octets[starts[3] + 6] == 6);
    CHECK(octets[starts[3] + 5] == 24);
    CHECK(octets[starts[3] + 60] == 1);
}

TEST_CASE("a file that cannot be made is an error at once") { CHECK_THROWS(PcapFile("/nonexistent/directory/file.pcap")); }
