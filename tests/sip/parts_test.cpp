// The parts of the agent that need no stack: networks, sources, lines, wire messages.
#include <sstream>

#include <netinet/in.h>

#include "sip/lines.hpp"
#include "sip/message_log.hpp"
#include "sip/networks.hpp"
#include "sip/random.hpp"
#include "sip/sources.hpp"
#include "sip/writing.hpp"

#include <doctest/doctest.h>

using namespace sip;

namespace {

IpAddress ip(const char* text) {
    return IpAddress::parse(text).value();
}

Account account(const std::string& user, const std::string& contact) {
    Account account;
    account.user = user;
    account.domain = "pbx.test";
    account.contact_user = contact;
    account.targets = {{"pbx.test", 5060, Transport::udp}};
    return account;
}

} // namespace

TEST_CASE("addresses are read and written, with and without brackets") {
    CHECK(ip("192.0.2.1").text() == "192.0.2.1");
    CHECK(ip("[2001:db8::1]").text() == "2001:db8::1");
    CHECK(ip("::ffff:192.0.2.1") == ip("192.0.2.1"));
    for (const char* const text : {"", "pbx", "192.0.2", "192.0.2.256", "[::1", "1.2.3.4.5", ":::"})
        CHECK_FALSE(IpAddress::parse(text));
    CHECK(uri_host("2001:db8::1") == "[2001:db8::1]");
    CHECK(uri_host("[::1]") == "[::1]");
    CHECK(uri_host("pbx.test") == "pbx.test");
}

TEST_CASE("a socket address becomes an address") {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(0xC0000201);
    CHECK(IpAddress::of(reinterpret_cast<const sockaddr*>(&v4)) == ip("192.0.2.1"));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    CHECK(IpAddress::of(reinterpret_cast<const sockaddr*>(&v6)) == ip("::1"));
    CHECK_FALSE(IpAddress::of(nullptr));
}

TEST_CASE("networks contain what their prefix says") {
    struct Row {
        const char *network, *address;
        bool is_inside;
    };
    for (const auto& row :
         {Row{"10.0.0.0/8", "10.255.0.1", true}, Row{"10.0.0.0/8", "11.0.0.1", false},
          Row{"192.0.2.128/25", "192.0.2.127", false}, Row{"192.0.2.128/25", "192.0.2.200", true},
          Row{"192.0.2.7", "192.0.2.7", true}, Row{"192.0.2.7", "192.0.2.8", false},
          Row{"0.0.0.0/0", "203.0.113.1", true}, Row{"0.0.0.0/0", "::1", false}, Row{"fc00::/7", "fd12::1", true},
          Row{"fc00::/7", "fe80::1", false}, Row{"::1", "::1", true}}) {
        CAPTURE(row.network);
        CAPTURE(row.address);
        CHECK(Network::parse(row.network).value().contains(ip(row.address)) == row.is_inside);
    }
    for (const char* const text : {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "any"})
        CHECK_FALSE(Network::parse(text));
}

TEST_CASE("only the registrars may ask us, unless more is allowed") {
    Options options;
    options.registrars = {{"192.0.2.1", 5060, Transport::udp}, {"192.0.2.2", 5060, Transport::udp}};
    const Sources strict(options);
    CHECK(strict.may_request(ip("192.0.2.2")));
    CHECK_FALSE(strict.may_request(ip("192.0.2.3")));
    CHECK(strict.is_target({options.registrars[1]}, ip("192.0.2.2")));
    CHECK_FALSE(strict.is_target({options.registrars[1]}, ip("192.0.2.1")));
    options.allow = {"registrars", "198.51.100.0/24"};
    const Sources more(options);
    CHECK(more.may_request(ip("192.0.2.1")));
    CHECK(more.may_request(ip("198.51.100.9")));
    CHECK_FALSE(more.is_registrar(ip("198.51.100.9")));
    options.allow = {"any"};
    CHECK(Sources(options).may_request(ip("203.0.113.1")));
    options.allow = {"10.0.0.0/8"};
    CHECK_FALSE(Sources(options).may_request(ip("192.0.2.1")));
}

TEST_CASE("the hosts file is read, DNS is left to the stack") {
    std::istringstream file("127.0.0.1 localhost # comment\n::1\tlocalhost ip6-localhost\n# 192.0.2.9 pbx\n192.0.2.5 a "
                            "PBX.test pbx\nx pbx\n\n");
    CHECK(addresses_in_hosts_file(file, "pbx.TEST") == std::vector<IpAddress>{ip("192.0.2.5")});
    file.clear();
    file.seekg(0);
    CHECK(addresses_in_hosts_file(file, "localhost") == std::vector<IpAddress>{ip("127.0.0.1"), ip("::1")});
    Options options;
    options.registrars = {{"localhost", 5070, Transport::tcp}, {"192.0.2.1", 0, Transport::udp}};
    const Sources sources(options);
    CHECK(sources.next_hop(options.registrars[0], true) == "sip:127.0.0.1:5070;transport=tcp");
    CHECK(sources.next_hop(options.registrars[1], true) == "sip:192.0.2.1;transport=udp");
    CHECK(sources.next_hop({"pbx.example.com", 0, Transport::udp}, true) == "sip:pbx.example.com;transport=udp");
}

TEST_CASE("addresses of a registrar are learned for names, never for literals") {
    Options options;
    options.registrars = {{"localhost", 0, Transport::udp}, {"192.0.2.1", 5060, Transport::udp}};
    Sources sources(options);
    CHECK(sources.is_registrar(ip("127.0.0.1")));
    sources.learn(options.registrars[0], ip("198.51.100.1"));
    CHECK(sources.is_registrar(ip("198.51.100.1")));
    sources.learn(options.registrars[1], ip("198.51.100.2"));
    CHECK_FALSE(sources.is_registrar(ip("198.51.100.2")));
    for (int i = 2; i < 40; ++i)
        sources.learn(options.registrars[0], ip(("198.51.100." + std::to_string(i)).c_str()));
    CHECK(sources.is_registrar(ip("198.51.100.39")));
    CHECK_FALSE(sources.is_registrar(ip("198.51.100.1"))); // the oldest gives way
}

TEST_CASE("a line writes its addresses so that they can be read back") {
    Account quoted_name = account("10#1", "SEP0011-1");
    quoted_name.display_name = "Al \"the\" ice";
    const Line line(1, quoted_name);
    CHECK(line.address_of_record() == "sip:10%231@pbx.test");
    CHECK(line.name_address() == "\"Al \\\"the\\\" ice\" <sip:10%231@pbx.test>");
    CHECK(line.contact("[::1]:5062", Transport::tcp) == "<sip:SEP0011-1@[::1]:5062;transport=tcp>");
    CHECK(uri_of({"2001:db8::1", 5070, Transport::tcp}) == "sip:[2001:db8::1]:5070;transport=tcp");
    CHECK(uri_of({"pbx.test", 0, Transport::udp}) == "sip:pbx.test;transport=udp");
}

TEST_CASE("tokens differ and have the length asked for") {
    CHECK(random_token(8).size() == 16);
    CHECK(random_token(16).size() == 32);
    CHECK(random_token(3).size() == 6);
    CHECK(random_token(16) != random_token(16));
}

TEST_CASE("new credentials forget the old nonces") {
    Line line(1, account("1001", "SEP0011-1"));
    line.digest(0).learn({"Digest realm=\"r\", nonce=\"n\""}, false, {});
    CHECK(line.digest(0).authorization("REGISTER", "sip:x").size() == 1);
    Account same = account("1001", "SEP0011-1");
    same.display_name = "Other";
    line.update(same);
    CHECK(line.digest(0).authorization("REGISTER", "sip:x").size() == 1);
    same.password = "new";
    line.update(same);
    CHECK(line.digest(0).authorization("REGISTER", "sip:x").empty());
}

TEST_CASE("lines are found by Contact, then by a user that is theirs alone") {
    Lines lines;
    lines.add(1, account("1001", "SEP0011-1"));
    lines.add(2, account("1002", "SEP0011-2"));
    lines.add(3, account("1002", "SEP0022-1"));
    sip::LineId away = 0;
    const auto is_there = [&](sip::LineId line) { return line != away; };
    CHECK(lines.by_user("SEP0011-2", is_there)->id() == 2);
    CHECK(lines.by_user("1001", is_there)->id() == 1);
    CHECK(lines.by_user("1002", is_there) == nullptr);
    away = 2;
    CHECK(lines.by_user("1002", is_there)->id() == 3);
    away = 0;
    CHECK(lines.by_user("", is_there) == nullptr);
    lines.add(3, account("1003", "SEP0022-1"));
    CHECK(lines.by_user("1002", is_there)->id() == 2);
    CHECK(lines.by_user("1003", is_there)->id() == 3);
    lines.remove(2);
    CHECK(lines.by_user("SEP0011-2", is_there) == nullptr);
    lines.remove(2);
    CHECK(lines.find(2) == nullptr);
}

TEST_CASE("what is shown of a message hides what must not be shown") {
    CHECK(shown_text("SIP/2.0 200 OK\r\ni: abc@x\r\n\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20|1:4\r\n") ==
          "SIP/2.0 200 OK\ni: abc@x\n\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***|2^20|1:4\n");
    CHECK(shown_text("BYE sip:x SIP/2.0\nAuthorization: Digest username=\"u\", response=\"0123\", uri=\"sip:x\"\n\n") ==
          "BYE sip:x SIP/2.0\nAuthorization: Digest username=\"u\", response=***, uri=\"sip:x\"\n\n");
    CHECK(shown_text("").empty());
}

TEST_CASE("a secret is hidden wherever its line stands, the other lines stay as they were, however they end") {
    CHECK(
        shown_text(
            "INVITE sip:x SIP/2.0\rCSeq: 2 INVITE\r\nproxy-authorization: Digest response=\"00ff\"\nCall-ID: y\n\nv=0\n"
            "a=crypto:1 X inline:abc\r\na=end") ==
        "INVITE sip:x SIP/2.0\nCSeq: 2 INVITE\nproxy-authorization: Digest response=***\nCall-ID: y\n\nv=0\na=crypto:1 X inline:***\na=end\n");
    CHECK(shown_text("ACK sip:x SIP/2.0\r\n\r\n") == "ACK sip:x SIP/2.0\n\n");
}

TEST_CASE("connections are read out of the transport's log") {
    std::vector<std::string> connections;
    const auto noted = [&](const std::string& what) {
        return [&connections, what](std::uintptr_t id, std::string_view peer) {
            connections.push_back(what + " " + std::to_string(id) + " " + std::string(peer));
        };
    };
    MessageLog log([](const WireMessage&) {}, noted("new"), noted("closed"), [](std::uintptr_t, bool) {});
    log.take("tport_wakeup_pri(0x1): events IN\nnta: something else\ntport_accept(0x1f): new connec");
    log.take("tion from tcp/192.0.2.1:5060/sip\ntport_close(0x1f): tcp/192.0.2.1:5060/sip\n"
             "tport_close(nothing): tcp/192.0.2.2:5060/sip\n");
    CHECK(connections == std::vector<std::string>{"new 31 tcp/192.0.2.1:5060/sip", "closed 31 tcp/192.0.2.1:5060/sip"});
}

TEST_CASE("header values cannot start a header of their own") {
    std::string block;
    add_header(block, "X-A", "one\r\nX-B: two");
    add_header(block, "X-C", "");
    CHECK(block == "X-A: one  X-B: two\r\n");
    CHECK(to_block(ExtraHeaders{.retry_after = 5, .reason = "Q.850;cause=16"}) ==
          "Retry-After: 5\r\nReason: Q.850;cause=16\r\n");
}
