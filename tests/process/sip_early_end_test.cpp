// Calls of a phone that end before anybody has answered, by other ways than a refusal of the INVITE: the phone hears of
// it, once.
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

void check_told(Calling& house) {
    CHECK(house.until([&] { return state_of(house, house.reference) == "Failed"; }));
    CHECK(house.phone.heard<sccp::StartTone>()->tone == sccp::DeviceTone::reorder_tone);
    CHECK(house.phone.count<sccp::CloseReceiveChannel>() >= 1);
    house.phone.say(sccp::OnHook{1, house.reference});
    check_unharmed(house, house.phone);
}

} // namespace

// not allowed: RFC 3261 section 15
TEST_CASE("case 30: BYE of a callee who has only rung ends the call on the phone, whatever becomes of the INVITE") {
    Calling house;
    house.answer(180, {});
    REQUIRE(house.until([&] { return state_of(house, house.reference) == "RingOut"; }));
    SipCaller callee(house);
    callee.take_over(house.invite, "peer");
    callee.say("BYE");
    callee.expect(200, "BYE");
    SUBCASE("487") { house.pbx.say(house.invite, {.status = 487}); }
    SUBCASE("nothing") {}
    check_told(house);
}

TEST_CASE("case 30: BYE of a callee who has only rung, after his phone's user has hung up") {
    Calling house;
    house.answer(180, {});
    REQUIRE(house.until([&] { return state_of(house, house.reference) == "RingOut"; }));
    house.phone.say(sccp::OnHook{1, house.reference});
    REQUIRE(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
    SipCaller callee(house);
    callee.take_over(house.invite, "peer");
    callee.say("BYE");
    callee.expect(200, "BYE");
    check_unharmed(house, house.phone);
}

TEST_CASE("case 37: our PRACK finds no dialog: the INVITE is cancelled, and the phone told of its end") {
    Calling house;
    house.pbx.script("PRACK", [](const SipText&) { return Answer{.status = 481}; });
    house.pbx.say(house.invite, {.status = 183,
                                 .headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(house.pbx.port()) +
                                            ">\r\nRequire: 100rel\r\nRSeq: 7\r\n",
                                 .body = Registrar::sdp});
    REQUIRE(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
    house.pbx.say(house.invite, {.status = 487});
    check_told(house);
}
