// What an INI file says of lines and phones is what PBX and phones see of it: the way of the keys through the whole
// gateway (callflows 10).
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

/// TOS octets of this process' sockets at a port, without repetition.
std::set<int> tos_at(std::uint16_t port) {
    std::set<int> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int fd = std::stoi(entry.path().filename());
        sockaddr_in own{};
        socklen_t size = sizeof own;
        if (::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) != 0 || own.sin_family != AF_INET ||
            ntohs(own.sin_port) != port)
            continue;
        int tos{};
        size = sizeof tos;
        if (::getsockopt(fd, IPPROTO_IP, IP_TOS, &tos, &size) == 0) found.insert(tos);
    }
    return found;
}

std::uint16_t port_of(const std::string& address) { return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1))); }

} // namespace

TEST_CASE("[sccp] dscp and [sip] dscp mark the signalling of both sides") {
    House house({.sccp = "dscp = 40\n", .sip = "dscp = 26\n"});
    house.register_phone(1);
    CHECK(tos_at(house.sccp_port()) == std::set<int>{40 << 2});
    CHECK(tos_at(port_of(house.gateway->sip_address())) == std::set<int>{26 << 2});
}

TEST_CASE("[sip] probe = 0: a registrar that nobody asks counts as there") {
    House house({.sip = "probe = 0\n"});
    house.register_phone(1);
    const auto readiness = house.http("GET", "/readyz");
    CHECK(readiness.status == 200);
    CHECK(readiness.body.find("not asked: probe = 0") != std::string::npos);
    CHECK(house.pbx.count("OPTIONS") == 0);
}

TEST_CASE("[log] level = trace tells the row that a machine takes") {
    House house({.rest = "[log]\nlevel = trace\n"});
    auto& phone = house.register_phone(1);
    phone.say(sccp::OffHook{});
    CHECK(house.until([&] { return house.logs("row OnHook phone::OffHook"); }));
}

TEST_CASE("password, password_file and auth_user answer the registrar's challenge") {
    const auto file = std::filesystem::temp_directory_path() / "sccp2sip-options-test.secret";
    std::string key;
    SUBCASE("password") { key = "password = s3cret\n"; }
    SUBCASE("password_file") {
        std::ofstream(file) << "s3cret\n";
        key = "password_file = " + file.string() + "\n";
    }
    House house({.phones = 0, .rest = "[line 1500]\nauth_user = u1\n" + key + "[device SEP001120AABB01]\nline = 1500\n"});
    std::filesystem::remove(file);
    house.pbx.is_silent = true;
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.pbx.count("REGISTER") > 0; }));
    house.pbx.say(*house.pbx.last("REGISTER"), {.status = 401, .headers = "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"n1\"\r\n"});
    REQUIRE(house.until([&] { return house.pbx.count("REGISTER", "Authorization") > 0; }));
    const auto answer = house.pbx.last("REGISTER")->header("Authorization");
    CHECK(answer.find("username=\"u1\"") != std::string::npos);
    // MD5 of u1:pbx.test:s3cret, n1 and REGISTER:sip:pbx.test (RFC 2617 section 3.2.2.1, without qop)
    CHECK(answer.find("b0d5de579dd6b37122e32576c75b7328") != std::string::npos);
}

TEST_CASE("the keys of a line are what the PBX sees of it") {
    House house({.phones = 0, .sip = "user_agent = Test House/1\n", .rest = R"(
[line front]
user = 1500
display_name = Reception
label = Desk
domain = other.test
reg_expires = 1200
session_expires = 600
identity = pai
user_phone = yes
codecs = pcma
ptime = 30
dtmf_pt = 96
[device SEP001120AABB01]
line = front
)"});
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    phone.say(sccp::LineStatReq{1});
    house.configure(phone);
    REQUIRE(house.until([&] {
        return house.pbx.count("REGISTER") > 0 && phone.heard<sccp::LineStatRes>() && house.phone_state(1) == "Ready";
    }));
    CHECK(phone.heard<sccp::LineStatRes>()->line_dir_number.str() == "1500");
    CHECK(phone.heard<sccp::LineStatRes>()->line_text_label.str() == "Desk");
    CHECK(phone.heard<sccp::LineStatRes>()->line_fully_qualified_display_name.str() == "Reception");
    const auto registered = *house.pbx.last("REGISTER");
    CHECK(registered.first_line() == "REGISTER sip:other.test SIP/2.0");
    CHECK(registered.header("From").find("Reception") != std::string::npos);
    CHECK(registered.header("From").find("<sip:1500@other.test>") != std::string::npos);
    CHECK(registered.header("Contact").find("expires=1200") != std::string::npos);
    CHECK(registered.header("User-Agent") == "Test House/1 (7960; SEP001120AABB01)");
    REQUIRE(house.until([&] { return house.metric("sccp2sip_lines{state=\"Registered\"}") == 1; }));
    house.call(phone, "204");
    const auto invite = *house.pbx.last("INVITE");
    CHECK(invite.first_line() == "INVITE sip:204@other.test;user=phone SIP/2.0");
    CHECK(invite.header("P-Asserted-Identity").find("<sip:1500@other.test>") != std::string::npos);
    CHECK(invite.header("Session-Expires").starts_with("600"));
    CHECK(invite.text.find("m=audio 20000 RTP/AVP 8 96") != std::string::npos);
    CHECK(invite.text.find("a=ptime:30") != std::string::npos);
}

TEST_CASE("the keys of a phone and of [sccp] are what the phone sees of them") {
    House house(
        {.sccp =
             "keepalive = 20\nsecondary_keepalive = 90\nserver_name = front desk\nservers = 192.0.2.1, 192.0.2.2:2001\n",
         .device =
             "date_format = Y-M-D\nmax_protocol = 3\ntimezone = Asia/Kolkata\nfirmware = P00308010100\ndescription = Lobby\n"});
    auto& phone = house.register_phone(1);
    const auto* ack = phone.heard<sccp::RegisterAck>();
    REQUIRE(ack);
    CHECK(ack->keep_alive_interval == 20);
    CHECK(ack->secondary_keep_alive_interval == 90);
    CHECK(ack->date_template.str() == "Y-M-D");
    CHECK(ack->max_protocol_ver == 3);
    phone.say(sccp::ConfigStatReq{});
    phone.say(sccp::VersionReq{});
    phone.say(sccp::ServerReq{});
    REQUIRE(house.until([&] { return phone.heard<sccp::ServerRes>() != nullptr; }));
    CHECK(phone.heard<sccp::ConfigStatRes>()->server_name.str() == "front desk");
    CHECK(phone.heard<sccp::ConfigStatRes>()->user_name.str() == "Lobby");
    CHECK(phone.heard<sccp::VersionRes>()->version_str.str() == "P00308010100");
    CHECK(phone.heard<sccp::ServerRes>()->server_name[1].str() == "192.0.2.2");
    CHECK(phone.heard<sccp::ServerRes>()->server_tcp_listen_port[1] == 2001);
    // India has half an hour that no other clock has.
    const auto* time = phone.heard<sccp::TimeDateRes>();
    REQUIRE(time);
    CHECK(time->time_data_info.w_minute == (time->system_time / 60 + 30) % 60);
}

TEST_CASE("[sccp] reject_when_pbx_down sends phones to their next server while no registrar answers") {
    std::string key;
    bool is_refused{};
    SUBCASE("yes") { key = "reject_when_pbx_down = yes", is_refused = true; }
    SUBCASE("no") { key = "reject_when_pbx_down = no"; }
    House house({.sccp = key});
    house.pbx.is_silent = true;
    for (int round = 0; round < 8 && !house.logged("does not answer"); ++round) house.turn(10s);
    REQUIRE(house.logs("does not answer"));
    auto& phone = house.connect();
    house.say_register(phone, 1);
    if (is_refused) {
        REQUIRE(house.until([&] { return phone.is_over(); }));
        REQUIRE(phone.heard<sccp::RegisterReject>());
        CHECK(phone.heard<sccp::RegisterReject>()->text.str() == "PBX unavailable");
    } else {
        CHECK(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    }
}
