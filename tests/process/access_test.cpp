// Who may talk to a gateway, and where it listens.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <filesystem>
#include <netdb.h>
#include <set>

#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using tests::House;
using tests::SipText;

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
        sockaddr_storage address{};
        size = sizeof address;
        if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
        const bool is_v6 = address.ss_family == AF_INET6;
        if (!is_v6 && address.ss_family != AF_INET) continue;
        char host[NI_MAXHOST] = {}, port[NI_MAXSERV] = {};
        ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV);
        if (std::string(port) == "0" || (accepts == 0 && type != SOCK_DGRAM)) continue;
        found.insert((accepts != 0 ? "tcp " : "udp ") + (is_v6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + port);
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

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

/// Asks the line of phone 1 from ::1, by UDP.
class Ipv6Caller {
  public:
    explicit Ipv6Caller(std::string gateway)
        : gateway_(std::move(gateway)),
          to_("::1", static_cast<std::uint16_t>(std::stoul(gateway_.substr(gateway_.rfind(':') + 1)))), own_("::1", 0),
          socket_(::socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        if (::bind(socket_, own_.get(), own_.size) != 0 ||
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own_.storage), &own_.size) != 0)
            throw std::runtime_error("no IPv6 on loopback");
        address_ = "[::1]:" + std::to_string(ntohs(reinterpret_cast<const sockaddr_in6&>(own_.storage).sin6_port));
    }
    ~Ipv6Caller() { ::close(socket_); }
    Ipv6Caller(const Ipv6Caller&) = delete;
    Ipv6Caller& operator=(const Ipv6Caller&) = delete;

    void say(const std::string& method, const std::string& call_id) {
        const auto text = tests::with_body(
            method + " sip:SEP001120AABB01-1@" + gateway_ + " SIP/2.0\r\nVia: SIP/2.0/UDP " + address_ +
                ";branch=z9hG4bK" + call_id +
                "\r\nMax-Forwards: 70\r\nFrom: <sip:1009@pbx.test>;tag=caller\r\nTo: <sip:1001@pbx.test>\r\nCall-ID: " +
                call_id + "\r\nCSeq: 1 " + method + "\r\nContact: <sip:1009@" + address_ + ">\r\n",
            "application/sdp", method == "INVITE" ? tests::Registrar::sdp : "");
        ::sendto(socket_, text.data(), text.size(), 0, to_.get(), to_.size);
    }
    bool answered(int status) {
        char buffer[65536];
        for (ssize_t size; (size = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;)
            statuses_.insert(tests::SipText{{buffer, static_cast<std::size_t>(size)}}.status());
        return statuses_.contains(status);
    }

  private:
    std::string gateway_, address_;
    tests::SocketAddress to_, own_;
    int socket_;
    std::set<int> statuses_;
};

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

TEST_CASE("[sccp] allow is for IPv6 as for IPv4, and one says nothing of the other") {
    House::Options options;
    options.listen = "127.0.0.1:0, [::1]:0";
    bool is_v6_allowed = false;
    SUBCASE("the address") { options.sccp = "allow = 127.0.0.1, ::1", is_v6_allowed = true; }
    SUBCASE("a network of it") { options.sccp = "allow = 127.0.0.0/8, ::/64", is_v6_allowed = true; }
    SUBCASE("all of IPv4 is nothing of IPv6") { options.sccp = "allow = 0.0.0.0/0"; }
    SUBCASE("another network") { options.sccp = "allow = 127.0.0.1, fc00::/7, ::2, ::/128"; }
    House house(options);
    auto& phone = house.register_phone(1);
    auto& other = house.connect_to(1, "::1");
    if (is_v6_allowed) {
        house.check_good(house.register_on(other, 2));
        CHECK(house.gateway->phone(tests::phone_name(2))->phone.address.find("::1") != std::string::npos);
    } else {
        house.say_register(other, 2);
        CHECK(house.until([&] { return other.is_over(); }));
        CHECK(other.inbox.empty());
        CHECK(house.logs("connection from ::1 refused: the address is not in [sccp] allow"));
        CHECK(house.event("connections_refused") == 1);
        CHECK(house.phone_state(2) == "Down");
    }
    house.check_good(phone);
}

TEST_CASE("[sccp] allow that names IPv6 alone refuses IPv4, and [device] allow is for its phone only, in either family") {
    House house({.sccp = "allow = ::1, 127.0.0.1", .device = "allow = ::1", .listen = "127.0.0.1:0, [::1]:0"});
    auto& thief = house.connect();
    house.say_register(thief, 1);
    REQUIRE(house.until([&] { return thief.is_over(); }));
    CHECK(thief.heard<sccp::RegisterReject>());
    CHECK(house.event("register_rejected") == 1);
    auto& phone = house.register_on(house.connect_to(1, "::1"), 1);
    house.ini.replace(house.ini.find("allow = ::1, 127.0.0.1"), 22, "allow = ::1");
    house.gateway->reload();
    auto& refused = house.connect();
    CHECK(house.until([&] { return refused.is_over(); }));
    house.check_good(phone);
}

TEST_CASE("case 50: [sip] allow is for IPv6, too: an INVITE over it rings for who is allowed, and nowhere for all others") {
    House::Options options;
    options.sip_listen = "[::1]:0";
    options.line = "register = no";
    bool is_allowed = false;
    SUBCASE("registrars, by IPv4") {}
    SUBCASE("all of IPv4") { options.sip = "allow = 0.0.0.0/0, ::2, fc00::/7"; }
    SUBCASE("the address") { options.sip = "allow = registrars, ::1", is_allowed = true; }
    SUBCASE("a network of it") { options.sip = "allow = ::/64", is_allowed = true; }
    House house(options);
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.phone_state(1) == "Ready"; }));
    Ipv6Caller caller(house.gateway->sip_address());
    caller.say("INVITE", "v6");
    CHECK(house.until([&] { return caller.answered(is_allowed ? 180 : 403); }));
    CHECK((phone.heard<sccp::SetRinger>() != nullptr) == is_allowed);
    if (!is_allowed) CHECK(house.logs("SIP request refused from [::1]: 403 Forbidden to INVITE"));
    if (is_allowed) {
        caller.say("CANCEL", "v6");
        CHECK(house.until([&] { return caller.answered(487); }));
    }
    CHECK(house.answers_keep_alive(phone));
}

// Broke others: viproy
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

TEST_CASE("a phone may tell its MAC address as twelve digits") {
    House house({.device = "mac = 00:11:20:AA:BB:01"});
    auto& phone = house.connect();
    phone.say(with_mac({'0', '0', '1', '1', '2', '0', 'a', 'a', 'b', 'b', '0', '1'}));
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

TEST_CASE("case 57: a stranger who knows all of a call but our tag ends nothing by guessing: refused, counted, and soon not heard any more") {
    tests::Called house;
    house.talks();
    tests::SipCaller guesses(house, "127.0.0.2");
    const auto call = house.caller.call_id();
    constexpr int times = 400;                            // max_strange_requests: 256
    for (int i = 0; i < times; ++i) {
        guesses.learn(SipText{"SIP/2.0 200 OK\r\nTo: <sip:1001@pbx.test>;tag=guessed" + std::to_string(i) + "\r\n\r\n"});
        auto bye = guesses.request("BYE");
        for (auto at = bye.find(guesses.call_id()); at != bye.npos; at = bye.find(guesses.call_id(), at + call.size()))
            bye.replace(at, guesses.call_id().size(), call);
        guesses.send(bye);
        if (i % 50 == 0) house.settle();
        guesses.poll();
    }
    CHECK(house.until([&] { return static_cast<int>(guesses.count(481)) + static_cast<int>(house.event("sip_dropped")) == times; }));
    CHECK(guesses.count(481) == 256);
    CHECK(house.metric("sccp2sip_sip_requests_total{direction=\"in\",method=\"BYE\",status=\"481\"}") == 256);
    CHECK(house.logs("SIP request dropped from 127.0.0.2: [sip] max_strange_requests"));
    CHECK(tests::state_of(house, house.reference) == "Connected");
    house.hang_up();
    tests::check_unharmed(house, house.phone);
}

TEST_CASE("it listens where it was told to and nowhere else") {
    const auto before = listeners();
    House::Options options;
    SUBCASE("by IPv4") {}
    SUBCASE("by IPv6") {
        options.listen = "[::1]:0";
        options.sip_listen = "[::1]:0";
    }
    SUBCASE("by both") { options.listen = "127.0.0.1:0, [::1]:0"; }
    House house(options);
    auto wanted = before;
    for (const auto& address : house.gateway->sccp_addresses()) wanted.insert("tcp " + address);
    CHECK(house.gateway->sccp_addresses().size() == (contains(options.listen, ",") ? 2 : 1));
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
