// What an operator is told about calls: each is counted once, under its own direction, and its end has the true reason.
#include <doctest/doctest.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {
double total(House& house, const std::string& direction, const std::string& result) {
    return house.metric("sccp2sip_calls_total{direction=\"" + direction + "\",result=\"" + result + "\"}");
}
} // namespace

TEST_CASE("a call that the gateway refuses for a busy line counts as an incoming one") {
    House house({.rest = "[defaults]\nbusy_trigger = 1"});
    auto& phone = house.register_phone(1);
    house.call(phone);
    house.pbx.invite("SEP001120AABB01-1", "second");
    REQUIRE(house.until([&] { return house.pbx.response(486) != nullptr; }));
    CHECK(house.until([&] { return total(house, "incoming", "abandoned") == 1; }));
    CHECK(total(house, "outgoing", "abandoned") == 0);
}

TEST_CASE("a call that rings and one that is dialled count under their directions") {
    House house;
    auto& phone = house.register_phone(1);
    house.check_good(phone);
    house.pbx.invite("SEP001120AABB01-1", "rings");
    REQUIRE(house.until([&] {
        return phone.heard<sccp::CallState>()->call_state == sccp::DCallState::ring_in && house.pbx.response(180);
    }));
    phone.say(sccp::SoftKeyEvent{sccp::SoftKey::end_call, 1, phone.heard<sccp::CallState>()->call_reference});
    REQUIRE(house.until([&] { return house.pbx.response(486) != nullptr; }));
    CHECK(house.until([&] { return total(house, "outgoing", "answered") == 1; }));
    CHECK(total(house, "incoming", "abandoned") == 1);
    CHECK(total(house, "outgoing", "abandoned") == 0);
}

TEST_CASE("a call from a line that is not registered says so and does not blame the phone's audio") {
    House house;
    house.pbx.is_silent = true;
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.pbx.count("REGISTER") == 1; }));
    house.pbx.say(*house.pbx.last("REGISTER"), {.status = 503});
    REQUIRE(house.until([&] { return house.line_state(1) == "BackingOff"; }));

    phone.say(sccp::EnblocCall{"1009", 1});
    CHECK(house.logs("call is Failed: the line is not registered with the PBX"));
    CHECK_FALSE(house.logged("opened no audio"));
    CHECK(house.answers_keep_alive(phone));
}
