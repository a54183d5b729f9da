// Which media address of a phone goes into SDP.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/nat.hpp"
#include "tests/support/device.hpp"

using namespace mapping;
using tests::Device;
using Family = sccp::IpAddrType;

TEST_CASE("the address for SDP follows from the ack, the connection and the nat option") {
    struct Row { const char* what; const char* nat; const char* peer; const char* signalled; std::vector<std::string> localnet; const char* host; };
    // clang-format off
    const Row rows[] = {
        {"the same",                     "auto", "192.168.1.7",  "192.168.1.7",  {}, "192.168.1.7"},
        {"both private",                 "auto", "192.168.1.1",  "10.0.0.7",     {}, "10.0.0.7"},
        {"behind NAT",                   "auto", "203.0.113.9",  "192.168.1.7",  {}, "203.0.113.9"},
        {"behind NAT, 172.16/12",        "auto", "203.0.113.9",  "172.31.0.7",   {}, "203.0.113.9"},
        {"not private",                  "auto", "203.0.113.9",  "172.32.0.7",   {}, "172.32.0.7"},
        {"both public",                  "auto", "203.0.113.9",  "198.51.100.7", {}, "198.51.100.7"},
        {"excluded by localnet",         "auto", "203.0.113.9",  "198.51.100.7", {"192.0.2.0/24"}, "203.0.113.9"},
        {"inside localnet",              "auto", "203.0.113.9",  "198.51.100.7", {"192.0.2.0/24", "198.51.100.0/24"}, "198.51.100.7"},
        {"loopback",                     "auto", "192.168.1.7",  "127.0.0.1",    {}, "192.168.1.7"},
        {"link-local",                   "auto", "192.168.1.7",  "169.254.9.9",  {}, "192.168.1.7"},
        {"everything on this host",      "auto", "127.0.0.1",    "127.0.0.1",    {}, "127.0.0.1"},
        {"a test network on this host",  "auto", "127.0.0.1",    "192.168.1.7",  {}, "192.168.1.7"},
        {"IPv6 behind NAT",              "auto", "2001:db8::9",  "fd00::7",      {}, "2001:db8::9"},
        {"IPv6 link-local",              "auto", "2001:db8::9",  "fe80::7",      {}, "2001:db8::9"},
        {"families differ",              "auto", "2001:db8::9",  "192.168.1.7",  {}, "192.168.1.7"},
        {"mapped IPv4 connection",       "auto", "::ffff:203.0.113.9", "192.168.1.7", {}, "203.0.113.9"},
        {"mapped, the same",             "auto", "::ffff:192.168.1.7", "192.168.1.7", {}, "192.168.1.7"},
        {"nat=no",                       "no",   "203.0.113.9",  "192.168.1.7",  {}, "192.168.1.7"},
        {"nat=address",                  "198.51.100.1", "203.0.113.9", "192.168.1.7", {}, "198.51.100.1"},
        {"no address",                   "auto", "203.0.113.9",  "0.0.0.0",      {}, ""},
        {"no address, nat=no",           "no",   "203.0.113.9",  "",             {}, ""},
        {"multicast",                    "auto", "203.0.113.9",  "239.1.1.1",    {}, ""},
        {"broadcast, nat=address",       "198.51.100.1", "203.0.113.9", "255.255.255.255", {}, ""},
        {"no peer known",                "auto", "",             "192.168.1.7",  {}, "192.168.1.7"},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Device device;
        device.options.nat = row.nat;
        device.options.localnet = row.localnet;
        device.context.peer_address = row.peer;
        const auto published = publish(device.context, row.signalled);
        CHECK(published.host == row.host);
        CHECK_FALSE(published.reason.empty());
    }
}

TEST_CASE("addresses are known by their kind") {
    CHECK(is_private("10.1.2.3"));
    CHECK(is_private("fd12::1"));
    CHECK_FALSE(is_private("100.64.0.1"));
    CHECK_FALSE(is_private("pbx.example.com"));
    for (const auto* nowhere : {"0.0.0.0", "::", "nonsense", "", "224.0.1.75", "255.255.255.255", "ff02::1", "::ffff:239.1.1.1"}) {
        CAPTURE(nowhere);
        CHECK_FALSE(names_one_host(nowhere));
    }
    for (const auto* somewhere : {"192.0.2.1", "127.0.0.1", "2001:db8::7", "::ffff:192.0.2.1"}) {
        CAPTURE(somewhere);
        CHECK(names_one_host(somewhere));
    }
    CHECK(is_local_only("127.8.9.1"));
    CHECK(is_local_only("::1"));
    CHECK_FALSE(is_local_only("::2"));
}

TEST_CASE("a network holds its addresses") {
    CHECK(is_inside("192.0.2.7", "192.0.2.0/24"));
    CHECK(is_inside("192.0.2.7", "192.0.2.7"));
    CHECK(is_inside("192.0.2.7", "0.0.0.0/0"));
    CHECK(is_inside("192.0.2.130", "192.0.2.128/25"));
    CHECK_FALSE(is_inside("192.0.2.127", "192.0.2.128/25"));
    CHECK(is_inside("2001:db8::1", "2001:db8::/32"));
    CHECK(is_inside("::ffff:192.0.2.7", "192.0.2.0/24"));
    CHECK_FALSE(is_inside("192.0.2.7", "2001:db8::/32"));
    CHECK_FALSE(is_inside("192.0.2.7", "192.0.2.0/33"));
    CHECK_FALSE(is_inside("192.0.2.7", "192.0.2.0/x"));
    CHECK_FALSE(is_inside("192.0.2.7", "192.0.2.0/"));
    CHECK_FALSE(is_inside("x", "192.0.2.0/24"));
}

TEST_CASE("a phone is asked for the family of its far end") {
    struct Row { unsigned protocol; MediaFamily option; const char* peer; const char* far_end; Family family; };
    const Row rows[] = {
        {17, MediaFamily::automatic, "192.0.2.7", "", Family::v4},
        {17, MediaFamily::automatic, "2001:db8::7", "", Family::v6},
        {17, MediaFamily::automatic, "::ffff:192.0.2.7", "", Family::v4},
        {17, MediaFamily::automatic, "2001:db8::7", "192.0.2.9", Family::v4},
        {17, MediaFamily::automatic, "192.0.2.7", "2001:db8::9", Family::v6},
        {17, MediaFamily::ipv4, "2001:db8::7", "", Family::v4},
        {17, MediaFamily::ipv6, "192.0.2.7", "", Family::v6},
        {17, MediaFamily::both, "192.0.2.7", "", Family::v4_v6},
        {17, MediaFamily::both, "192.0.2.7", "2001:db8::9", Family::v6},
        {11, MediaFamily::ipv6, "192.0.2.7", "2001:db8::9", Family::v4},   // its messages hold no other
    };
    for (const auto& row : rows) {
        CAPTURE(row.peer);
        CAPTURE(row.far_end);
        Device device("7941", row.protocol);
        device.options.media_family = row.option;
        device.context.peer_address = row.peer;
        CHECK(requested_family(device.context, {row.far_end, 4000}) == row.family);
    }
}
