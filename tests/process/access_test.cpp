// Who may talk to a gateway, and where it listens.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <filesystem>
#include <set>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

/// `tcp ADDRESS` for each socket of this process that accepts, `udp ADDRESS` for each bound one.
std::multiset<std::string> listeners() {
    std::multiset<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int descriptor = std::stoi(entry.path().filename().string());
        int type = 0, accepts = 0;
        socklen_t size = sizeof type;
        if (::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0) continue;
        size = sizeof accepts;
        ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &accepts, &size);
        sockaddr_in address{};
        size = sizeof address;
        if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0 || address.sin_family != AF_INET || address.sin_port == 0)
            continue;
        char host[INET_ADDRSTRLEN] = {};
        ::inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
        if (accepts != 0 || type == SOCK_DGRAM) found.insert((accepts != 0 ? "tcp " : "udp ") + std::string(host) + ":" + std::to_string(ntohs(address.sin_port)));
    }
    return found;
}

sccp::RegisterReq with_mac(std::initializer_list<std::uint8_t> mac) {
    sccp::RegisterReq message;
    message.device_name = tests::phone_name(1);
    message.device_type = sccp::DeviceType::cisco_7960;
    std::copy(mac.begin(), mac.end(), message.mac_address.begin());
    return message;
}

} // namespace

TEST_CASE("a connection from an address outside [sccp] allow is closed unheard, told and counted") {
    House house({.sccp = "allow = 127.0.0.1, 127.0.0.3"});
    auto& phone = house.register_phone(1);
    auto& stranger = house.connect("127.0.0.2");
    house.say_register(stranger, 2);
    CHECK(house.until([&] { return stranger.is_over(); }));
    CHECK(stranger.inbox.empty());
    CHECK(house.logs("connection from 127.0.0.2 refused: the address is not in [sccp] allow"));
    CHECK(house.event("connections_refused") == 1);
    CHECK(house.phone_state(2) == "Down");
    house.check_good(phone);
    house.register_phone(2, "127.0.0.3");
}

TEST_CASE("a name that is bound to a MAC address is for that phone only") {
    House house({.device = "mac = 00:11:20:AA:BB:01"});
    auto& thief = house.connect();
    SUBCASE("another address") { thief.say(with_mac({0x00, 0x11, 0x20, 0xAA, 0xBB, 0x02})); }
    SUBCASE("none at all") { thief.say(with_mac({})); }
    REQUIRE(house.until([&] { return thief.is_over(); }));
    REQUIRE(thief.heard<sccp::RegisterReject>());
    CHECK(thief.heard<sccp::RegisterReject>()->text.str() == "Address denied");
    CHECK(house.logs("127.0.0.1 is not the phone of [device SEP001120AABB01] mac"));
    CHECK(house.event("register_rejected") == 1);

    auto& phone = house.connect();
    phone.say(with_mac({0x00, 0x11, 0x20, 0xAA, 0xBB, 0x01}));
    CHECK(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
}

TEST_CASE("case 50: an INVITE of somebody who is no registrar rings nowhere") {
    House house;
    auto& phone = house.register_phone(1);
    tests::ScriptedPeer stranger("127.0.0.2");
    house.pbx.invite("SEP001120AABB01-1", "stranger", &stranger);
    CHECK(house.until([&] {
        stranger.poll();
        return !stranger.inbox.empty();
    }));
    CHECK(stranger.inbox.front().status() == 403);
    CHECK_FALSE(phone.heard<sccp::SetRinger>());
    CHECK(house.gateway->calls().empty());
    house.check_good(phone);
}

TEST_CASE("it listens where it was told to and nowhere else") {
    const auto before = listeners();
    House house;
    auto wanted = before;
    wanted.insert("tcp " + house.gateway->sccp_addresses().at(0));
    wanted.insert("tcp " + house.gateway->http_address());
    wanted.insert("tcp " + house.gateway->sip_address());
    wanted.insert("udp " + house.gateway->sip_address());
    wanted.insert("udp 127.0.0.1:" + std::to_string(house.pbx.port()));
    CHECK(listeners() == wanted);
    CHECK(gateway::HttpOptions{}.listen.starts_with("127.0.0.1:"));
}

TEST_CASE("what changes something asks for the token") {
    House house({.http = "token = secret"});
    CHECK(house.http("GET", "/healthz").status == 200);
    CHECK(house.http("POST", "/api/v1/reload").status == 401);
    CHECK(house.http("POST", "/api/v1/phones/SEP001120AABB01/reset").status == 401);
    CHECK(house.http("DELETE", "/api/v1/calls/1").status == 401);
    CHECK_FALSE(house.logged("configuration read again"));
}
