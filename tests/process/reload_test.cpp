// A new configuration while phones are registered: SIGHUP and POST /api/v1/reload.
#include <atomic>
#include <csignal>
#include <thread>
#include <unistd.h>
#include <doctest/doctest.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

void replace(std::string& text, const std::string& old, const std::string& wanted) {
    const auto at = text.find(old);
    REQUIRE(at != text.npos);
    text.replace(at, old.size(), wanted);
}

void reload(House& house) {
    const auto before = house.log().size();
    std::raise(SIGHUP);
    REQUIRE(house.until([&] { return house.log().find("configuration read again", before) != std::string::npos; }));
}

} // namespace

TEST_CASE("a changed line: the phone is sent away, comes back and is called at its new line") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto kept = house.call(other);
    replace(house.ini, "[line 1001]\n", "[line 1001]\nuser = 2001\n");
    reload(house);
    CHECK(house.logs("device SEP001120AABB01 changed"));
    REQUIRE(house.until([&] { return phone.is_over() && house.pbx.count("REGISTER", "expires=0") == 1; }));

    auto& again = house.register_phone(1);
    CHECK(house.pbx.last("REGISTER")->uri_in("To") == "sip:2001@pbx.test");
    house.turn(10s);                                  // what was is gone for good
    house.pbx.invite("SEP001120AABB01-1", "to-the-new-line");
    CHECK(house.until([&] { return house.pbx.response(180) != nullptr; }));
    CHECK(again.heard<sccp::SetRinger>());
    CHECK(house.gateway->call(kept)->call.state == "Connected");
}

TEST_CASE("a device that is taken out ends its call, un-registers and may not come back; one that is new may come") {
    House house;
    auto& gone = house.register_phone(1);
    auto& stays = house.register_phone(2);
    house.call(gone);
    replace(house.ini, "[device SEP001120AABB01]", "[device SEP001120AABB07]");
    reload(house);
    CHECK(house.logs("device SEP001120AABB01 removed"));
    CHECK(house.logs("device SEP001120AABB07 added"));
    REQUIRE(house.until([&] { return gone.is_over(); }));
    CHECK(house.pbx.count("BYE") == 1);
    CHECK(house.until([&] { return house.pbx.count("REGISTER", "expires=0") == 1; }));
    CHECK(house.http("GET", "/api/v1/phones/SEP001120AABB01").status == 404);

    // The phone is slow to see it, and says one more thing; then it tries again.
    gone.say(sccp::KeepAliveReq{});
    house.turn(10s);
    auto& late = house.connect();
    house.say_register(late, 1);
    REQUIRE(house.until([&] { return late.is_over(); }));
    CHECK(late.heard<sccp::RegisterReject>()->text.str() == "Not configured");

    house.check_good(house.register_phone(7));
    house.check_good(stays);
    CHECK(house.metric("sccp2sip_phones{state=\"Ready\"}") == 2);
    CHECK(house.metric("sccp2sip_phones{state=\"Down\"}") == 0);
}

TEST_CASE("a device that is taken out while another connection asks for it") {
    House house;
    auto& old = house.register_phone(1);
    auto& newcomer = house.connect("127.0.0.2");
    house.say_register(newcomer, 1);
    house.settle();
    replace(house.ini, "[device SEP001120AABB01]", "[device SEP001120AABB07]");
    reload(house);
    REQUIRE(house.until([&] { return old.is_over(); }));
    house.turn(2100ms);
    CHECK(house.until([&] { return newcomer.is_over(); }));
    CHECK_FALSE(newcomer.heard<sccp::RegisterAck>());
}

TEST_CASE("a file with mistakes changes nothing, and every mistake is told with its line") {
    House house;
    auto& phone = house.register_phone(1);
    const auto reference = house.call(phone);
    house.ini = "[sccp]\nkeepalive = soon\n[sipp]\n" + house.ini.substr(house.ini.find("[http]"));
    SUBCASE("by signal") {
        std::raise(SIGHUP);
        REQUIRE(house.logs("the configuration has errors: the old one stays in force"));
    }
    SUBCASE("by HTTP") {
        const auto answer = house.http("POST", "/api/v1/reload");
        CHECK(answer.status == 422);
        CHECK(answer.body.find("house.ini:2: [sccp] keepalive") != std::string::npos);
        REQUIRE(house.logs("the old one stays in force"));
    }
    CHECK(house.logs("house.ini:2: [sccp] keepalive"));
    CHECK(house.logs("house.ini:3: "));
    CHECK(house.gateway->call(reference)->call.state == "Connected");
    house.phones[0]->say(sccp::OnHook{1, reference});
    house.check_good(phone);
}

TEST_CASE("a burst of SIGHUP reads it again and again, and ends nothing") {
    House house;
    auto& phone = house.register_phone(1);
    const auto reference = house.call(phone);
    std::atomic<bool> is_over{};
    std::thread others([&] {
        for (int i = 0; i < 60; ++i) {
            ::kill(::getpid(), SIGHUP);
            std::this_thread::yield();
        }
        is_over = true;
    });
    house.until([&] { return is_over.load(); });
    others.join();
    CHECK(house.logs("configuration read again"));
    CHECK(house.gateway->call(reference)->call.state == "Connected");
    phone.say(sccp::OnHook{1, reference});
    house.check_good(phone);
}

TEST_CASE("what can be taken over is, the rest is said to need a restart") {
    House house;
    auto& phone = house.register_phone(1);
    replace(house.ini, "[sccp]\n", "[sccp]\nallow = 127.0.0.2\nkeepalive = 20\n");
    replace(house.ini, "domain = pbx.test", "domain = pbx.test\nallow = any");
    house.ini += "[calls]\nringout_timeout = 100\n[log]\nlevel = debug\n";
    const auto answer = house.http("POST", "/api/v1/reload");
    CHECK(answer.status == 200);
    for (const std::string part : {"\"sip\"", "needs restart", "\"log\"", "\"sccp keepalive and servers\"", "\"calls\""})
        CHECK_MESSAGE(answer.body.find(part) != std::string::npos, part, " in ", answer.body);
    // nothing has changed since, and nothing is in force yet
    const auto again = house.http("POST", "/api/v1/reload").body;
    for (const std::string part : {"\"sip\"", "needs restart", "\"sccp keepalive and servers\"", "\"calls\""})
        CHECK_MESSAGE(again.find(part) != std::string::npos, part, " in ", again);
    CHECK(again.find("\"log\"") == std::string::npos);
    auto& stranger = house.connect();
    CHECK(house.until([&] { return stranger.is_over(); }));
    auto& welcome = house.connect("127.0.0.2");
    CHECK(house.answers_keep_alive(welcome));
    house.check_good(phone);                          // who is in stays in
}

TEST_CASE("a line with a registrar that the process does not know yet") {
    House house;
    auto& phone = house.register_phone(1);
    tests::ScriptedPeer elsewhere;
    replace(house.ini, "[line 1001]\n", "[line 1001]\nregistrar = " + elsewhere.address() + "\n");
    // the second time nothing has changed, and nothing is in force yet
    for (int times = 0; times < 2; ++times) {
        const auto answer = house.http("POST", "/api/v1/reload");
        CHECK(answer.body.find("registrar " + elsewhere.address() + "\",\"change\":\"needs restart") != std::string::npos);
        CHECK(answer.body.find("device") == std::string::npos);
    }
    house.turn(10s);
    CHECK_FALSE(phone.is_over());
    CHECK_FALSE(phone.heard<sccp::Reset>());
    CHECK(house.pbx.count("REGISTER", "expires=0") == 0);
    house.check_good(phone);
}

TEST_CASE("a registrar more needs a restart: until then no line leaves where it is, and no phone is sent away") {
    House house({.phones = 2});
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto kept = house.call(other);
    tests::ScriptedPeer more;
    const auto registrar = "registrar = 127.0.0.1:" + std::to_string(house.pbx.port());
    replace(house.ini, registrar, registrar + ", " + more.address());
    SUBCASE("and no more") {}
    SUBCASE("and more: what needs none is taken over, a device that is new comes") {
        house.ini += "[line 1009]\nuser = 1009\n[device SEP001120AABB09]\nline = 1009\n[log]\nlevel = debug\n";
    }
    const auto answer = house.http("POST", "/api/v1/reload");
    CHECK(answer.body.find("registrar " + more.address() + "\",\"change\":\"needs restart") != std::string::npos);
    CHECK(answer.body.find("SEP001120AABB01") == std::string::npos);
    CHECK(answer.body.find("SEP001120AABB02") == std::string::npos);
    house.turn(10s);
    CHECK_FALSE(phone.is_over());
    CHECK_FALSE(phone.heard<sccp::Reset>());
    CHECK(house.pbx.count("REGISTER", "expires=0") == 0);
    CHECK(house.gateway->call(kept)->call.state == "Connected");
    house.check_good(phone);
    if (house.ini.find("AABB09") != std::string::npos) house.check_good(house.register_phone(9));
}
