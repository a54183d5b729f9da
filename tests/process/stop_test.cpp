// SIGTERM: calls end, lines un-register, phones are sent away, the process ends (callflows, race 56).
#include <csignal>
#include <doctest/doctest.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {
std::size_t un_registered(const House& house) { return house.pbx.count("REGISTER", "expires=0"); }
} // namespace

TEST_CASE("SIGTERM ends the calls, un-registers the lines, sends the phones away and stops") {
    House house({.phones = 3});
    auto& talking = house.register_phone(1);
    auto& ringing = house.register_phone(2);
    auto& idle = house.register_phone(3);
    const auto reference = house.call(talking);
    house.pbx.invite("SEP001120AABB02-1", "rings");
    REQUIRE(house.until([&] { return ringing.heard<sccp::SetRinger>() && house.pbx.response(180); }));

    std::raise(SIGTERM);
    REQUIRE(house.until([&] { return house.gateway->loop().stopped(); }));
    CHECK(house.pbx.count("BYE") == 1);
    CHECK(house.pbx.response(480));
    CHECK(un_registered(house) == 3);
    const auto* over = talking.heard<sccp::CallState>();
    REQUIRE(over);
    CHECK(over->call_reference == reference);
    CHECK(over->call_state == sccp::DCallState::on_hook);
    for (auto* phone : {&talking, &ringing, &idle}) {
        CHECK(house.until([&] { return phone->is_over(); }));
        REQUIRE(phone->heard<sccp::Reset>());
        CHECK(phone->heard<sccp::Reset>()->reset_type == sccp::DeviceResetType::restart);
        CHECK(phone->count<sccp::Reset>() == 1);
    }
    CHECK(house.logs("stopped"));
}

TEST_CASE("while it goes down calls go on for a time, and nobody and nothing new gets in") {
    House house({.phones = 3, .rest = "[calls]\ndrain = 60"});
    auto& phone = house.register_phone(1);
    auto& idle = house.register_phone(3);
    const auto reference = house.call(phone);
    std::raise(SIGTERM);
    REQUIRE(house.logs("going down"));

    CHECK(house.answers_keep_alive(phone));
    CHECK(house.gateway->call(reference)->call.state == "Connected");
    house.pbx.invite("SEP001120AABB01-1", "late");
    REQUIRE(house.until([&] { return house.pbx.response(503) != nullptr; }));
    CHECK(house.pbx.response(503)->header("Retry-After") == "10");
    auto& newcomer = house.connect();
    sccp::RegisterTokenReq token;
    token.device_name = tests::phone_name(2);
    newcomer.say(token);
    CHECK(house.until([&] { return newcomer.heard<sccp::RegisterTokenReject>() != nullptr; }));
    house.say_register(newcomer, 2);
    REQUIRE(house.until([&] { return newcomer.is_over(); }));
    CHECK(newcomer.heard<sccp::RegisterReject>()->text.str() == "Try later");
    CHECK(house.http("GET", "/readyz").status == 503);
    CHECK(house.pbx.count("BYE") == 0);

    const auto invited = house.pbx.count("INVITE");
    idle.say(sccp::OffHook{});
    REQUIRE(house.until([&] { return idle.heard<sccp::StartTone>() != nullptr; }));
    CHECK(idle.heard<sccp::StartTone>()->tone == sccp::DeviceTone::reorder_tone);
    CHECK_FALSE(idle.heard<sccp::CallState>());
    for (const char digit : std::string("204#"))
        idle.say(sccp::KeypadButton{digit == '#' ? sccp::KeyPadButton::pound : static_cast<sccp::KeyPadButton>(digit - '0'), 1, 0});
    CHECK(house.answers_keep_alive(idle));
    CHECK(house.pbx.count("INVITE") == invited);

    house.turn(61s);
    CHECK(house.until([&] { return house.gateway->loop().stopped(); }));
    CHECK(house.pbx.count("BYE") == 1);
    CHECK(un_registered(house) == 2);
}

TEST_CASE("a PBX that says nothing any more holds the end up for five seconds at most") {
    House house;
    auto& phone = house.register_phone(1);
    house.call(phone);
    house.pbx.is_silent = true;
    std::raise(SIGTERM);
    REQUIRE(house.until([&] { return house.pbx.count("BYE") == 1; }));
    CHECK_FALSE(house.gateway->loop().stopped());
    house.turn(5s);
    CHECK(house.until([&] { return house.gateway->loop().stopped(); }));
    house.until([&] { return phone.is_over(); });
    CHECK(phone.heard<sccp::Reset>());
}

TEST_CASE("where nobody calls nothing is waited for, and where the last call ends no longer") {
    House house({.rest = "[calls]\ndrain = 1h"});
    auto& phone = house.register_phone(1);
    SUBCASE("no call") { std::raise(SIGTERM); }
    SUBCASE("a call that ends") {
        const auto reference = house.call(phone);
        std::raise(SIGTERM);
        REQUIRE(house.logs("going down"));
        CHECK_FALSE(house.gateway->loop().stopped());
        phone.say(sccp::OnHook{1, reference});
    }
    CHECK(house.until([&] { return house.gateway->loop().stopped(); }));
    CHECK(un_registered(house) == 1);
}

TEST_CASE("asked twice it goes at once") {
    House house({.rest = "[calls]\ndrain = 1h"});
    auto& phone = house.register_phone(1);
    house.call(phone);
    std::raise(SIGTERM);
    REQUIRE(house.logs("going down"));
    std::raise(SIGINT);
    CHECK(house.until([&] { return house.gateway->loop().stopped(); }));
    house.until([&] { return phone.is_over(); });
    CHECK(phone.count<sccp::Reset>() == 1);
}
