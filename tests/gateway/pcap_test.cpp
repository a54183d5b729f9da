// Capture files, and what Wireshark makes of them.
#include "gateway/pcap.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/gateway/trace_samples.hpp"

using namespace gateway;
using namespace samples;

namespace {

const PcapEndpoints v4{{"10.0.0.5", 49'200}, {"10.0.0.1", 12'000}, {"10.0.0.1", 5062}, {"10.0.0.2", 5060}};

std::vector<TraceEntry> call() {
    return {sccp_entry(0x0006, "OffHook", false, 17, 0),
            state_entry(17, "call OffHook"),
            sccp_entry(0x0082, "StartTone", true, 17, 1),
            sip_entry(17, true, "INVITE sip:1002@10.0.0.2 SIP/2.0",
                           "Via: SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1\r\nFrom: <sip:1001@10.0.0.2>;tag=1\r\nTo: "
                           "<sip:1002@10.0.0.2>\r\n"
                           "Call-ID: x\r\nCSeq: 1 INVITE\r\n",
                           1500),
            sip_entry(17, false, "SIP/2.0 180 Ringing",
                           "Via: SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bK1\r\nFrom: <sip:1001@10.0.0.2>;tag=1\r\nTo: "
                           "<sip:1002@10.0.0.2>;tag=2\r\n"
                           "Call-ID: x\r\nCSeq: 1 INVITE\r\n",
                           1600),
            sccp_entry(0x0007, "OnHook", false, 17, 2000)};
}

/// The output of tshark for a capture; empty when tshark is not installed.
std::string dissected(const std::string& capture, const std::string& fields) {
    if (std::system("command -v tshark >/dev/null 2>&1") != 0)
        return {};
    std::string name = (std::filesystem::temp_directory_path() / "sccp2sip-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    REQUIRE(descriptor >= 0);
    REQUIRE(write(descriptor, capture.data(), capture.size()) == static_cast<ssize_t>(capture.size()));
    ::close(descriptor);
    const std::string command =
        "tshark -n -r " + name +
        " -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields " + fields +
        " 2>/dev/null";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string out;
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
        out.append(buffer.data(), count);
    std::filesystem::remove(name);
    return out;
}

} // namespace

TEST_CASE("a capture begins with the header of the format, and states are left out") {
    const std::string file = pcap_file(call(), v4);
    CHECK(file.substr(0, 8) == std::string("\xD4\xC3\xB2\xA1\x02\x00\x04\x00", 8));
    CHECK(static_cast<unsigned char>(file[20]) == 101);
    // header; 20 + 20 + 28 octets of IP, TCP and SCCP behind a record header of 16
    CHECK(static_cast<unsigned char>(file[24 + 8]) == 68);
    CHECK(file.substr(24 + 16 + 12, 4) == std::string("\x0A\x00\x00\x05", 4));
    CHECK(pcap_file({}, {}).size() == 24);
}

TEST_CASE("Wireshark dissects the messages and finds no fault in their packets") {
    const std::string out =
        dissected(pcap_file(call(), v4), "-e ip.src -e ip.dst -e tcp.srcport -e tcp.dstport -e skinny.messageId -e "
                                         "sip.Method -e sip.Status-Code -e _ws.expert.message "
                                         "-e ip.checksum.status -e tcp.checksum.status -e udp.checksum.status");
    if (out.empty()) {
        MESSAGE("tshark is not installed: only the octets were checked");
        return;
    }
    // The last three columns are checksums, 1 is good.
    CHECK(out == "10.0.0.5\t10.0.0.1\t49200\t2000\t6\t\t\t\t1\t1\t\n"
                 "10.0.0.1\t10.0.0.5\t2000\t49200\t130\t\t\t\t1\t1\t\n"
                 "10.0.0.1\t10.0.0.2\t\t\t\tINVITE\t\t\t1\t\t1\n"
                 "10.0.0.2\t10.0.0.1\t\t\t\t\t180\t\t1\t\t1\n"
                 "10.0.0.5\t10.0.0.1\t49200\t2000\t7\t\t\t\t1\t1\t\n");
}

TEST_CASE("a phone on IPv6 is dissected too, a registrar on IPv4 beside it") {
    const PcapEndpoints v6{{"2001:db8::5", 49'200}, {"2001:db8::1", 2000}, {"2001:db8::1", 5062}, {"10.0.0.2", 5060}};
    const std::string out =
        dissected(pcap_file(call(), v6), "-e ipv6.src -e skinny.messageId -e sip.Method -e sip.Status-Code -e "
                                         "tcp.checksum.status -e udp.checksum.status");
    if (out.empty())
        return;
    CHECK(out == "2001:db8::5\t6\t\t\t1\t\n2001:db8::1\t130\t\t\t1\t\n2001:db8::1\t\tINVITE\t\t\t1\n"
                 "::ffff:10.0.0.2\t\t\t180\t\t1\n2001:db8::5\t7\t\t\t1\t\n");
}

TEST_CASE("an unknown endpoint gets an address of documentation, an overlong message is cut") {
    auto entry = sip_entry(1, true, "INVITE sip:x SIP/2.0");
    entry.bytes.resize(100'000, 'x');
    const std::string file = pcap_file({std::move(entry)}, {{"not an address", 0}, {}, {}, {}});
    CHECK(file.size() == 24 + 16 + 20 + 8 + 65'000);
    CHECK(file.substr(24 + 16 + 12, 4) == std::string("\xC0\x00\x02\x02", 4));
}
