// Overlap sending: the number goes out while it is dialled (RFC 3578; callflows 2.3).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

struct Overlap : Scenario {
    LegId call{};

    Overlap() {
        device.overlap = true;
        calls();
        phone.lifts_handset();
        phone.dials("20");
        wait(1500ms);
        phone.opens_receive();
        call = pbx.call();
    }
};

} // namespace

TEST_CASE("with overlap=yes the number is sent after a second and a half") {
    Overlap s;
    CHECK(s.pbx.last("INVITE").text == "20");
    CHECK(s.phone.placed.empty());
    s.pbx.rings();
    REQUIRE(s.phone.placed.size() == 1);
    CHECK(s.phone.placed.front().first == "20");
    s.pbx.answers();
    CHECK(s.phone.placed.size() == 1);
    CHECK(s.phone.has_audio());
}

TEST_CASE("484 for a call that the user has left for another one is its end") {
    Overlap s;
    s.pbx.progresses();
    s.phone.presses(SoftKey::new_call);
    s.pbx.rejects(484);
    CHECK(s.state(s.call) == "Failed");
}

TEST_CASE("484 lets the user dial on; the next INVITE is of the same call") {
    Overlap s;
    s.pbx.rejects(484);
    CHECK(s.state() == "Dialling");
    CHECK(s.phone.state() == DCallState::off_hook);
    CHECK(s.phone.is_silent());
    CHECK(s.phone.offers(SoftKey::back_space));
    s.phone.dials("4");
    CHECK(s.pbx.count("INVITE") == 1);
    s.wait(1500ms);
    CHECK(s.pbx.count("INVITE") == 2);
    CHECK(s.pbx.last("INVITE").text == "204");
    CHECK(s.pbx.last("INVITE").leg == s.call);
    CHECK(s.pbx.last("INVITE").sdp.find("m=audio 18000") != std::string::npos);
    CHECK_FALSE(s.pbx.invites.at(s.call).fresh_call_id);
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 1);
    s.pbx.progresses();
    s.pbx.rings();
    s.pbx.answers();
    CHECK(s.phone.placed == std::vector<std::pair<std::string, LegId>>{{"204", s.call}});
    CHECK(s.phone.has_audio());
    s.phone.hangs_up();
    s.pbx.confirms_bye();
    s.check_no_leak();
}

TEST_CASE("digits that come before the 484 are sent without waiting for more") {
    Overlap s;
    s.phone.dials("4");
    CHECK(s.state() == "Inviting");
    s.pbx.rejects(484);
    s.wait(1500ms);
    CHECK(s.pbx.last("INVITE").text == "204");
}

TEST_CASE("a user who dials no more after a 484 hears that the number is not complete") {
    Overlap s;
    s.pbx.rejects(484);
    s.wait(15s);
    CHECK(s.pbx.count("INVITE") == 1);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.call().prompt == "Number not configured");
    CHECK(s.phone.receiving.empty());
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("hung up between two attempts, nothing is left open") {
    Overlap s;
    s.pbx.rejects(484);
    s.phone.hangs_up();
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.pbx.got("CANCEL"));
}

TEST_CASE("without overlap=yes a 484 is a failure") {
    Scenario s;
    s.invites("20");
    s.pbx.rejects(484);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.call().prompt == "Number not configured");
}

TEST_CASE("who takes all digits of a number back that was too short begins anew, and leaves no channel open") {
    Overlap s;
    s.pbx.rejects(484);
    s.phone.presses(SoftKey::back_space, s.call);
    s.phone.presses(SoftKey::back_space, s.call);
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.receiving.empty());
    SUBCASE("hung up") {
        s.phone.hangs_up();
        s.check_no_leak();
    }
    SUBCASE("dialled again") {
        s.phone.dials("3");
        s.wait(1500ms);
        s.phone.opens_receive("192.0.2.7", 18002);
        CHECK(s.pbx.last("INVITE").text == "3");
        CHECK(s.pbx.last("INVITE").sdp.find("m=audio 18002") != std::string::npos);
    }
}
