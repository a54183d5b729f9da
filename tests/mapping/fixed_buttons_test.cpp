// Phones without soft keys: what the line key and the Hold button do with calls on hold (callflows 4.1, 4.2).
#include "tests/support/held_call.hpp"

using namespace tests;
using Button = sccp::DeviceStimulus;

namespace {

/// Two calls on one line.
struct TwoCalls : Scenario {
    LegId first{}, second{};

    explicit TwoCalls(std::string_view model = "7910") : Scenario(1, model, 5, 0) {}

    /// Some models play no tone over an open channel, and open it anew for the answer.
    LegId talks_alone() {
        const auto call = talks("204");
        if (phone.awaits_opening()) phone.opens_receive();
        REQUIRE(phone.has_audio(call));
        return call;
    }
    LegId holds_one() {
        const auto call = talks_alone();
        phone.presses(Button::hold);
        pbx.accepts_offer(held_answer, call);
        REQUIRE(state(call) == "Hold");
        return call;
    }
    /// The first is held for the second.
    void talks_in_second() {
        first = talks_alone();
        second = is_called();
        phone.presses_line(1);
        pbx.accepts_offer(held_answer, first);
        phone.opens_receive("192.0.2.7", 18100, second);
        pbx.says(sip::Ack{}, second);
        REQUIRE(phone.has_audio(second));
    }
    void holds_both() {
        talks_in_second();
        holds_talk(second);
    }
    void holds_talk(LegId call) {
        phone.presses(Button::hold);
        pbx.accepts_offer(held_answer, call);
        REQUIRE(state(first) == "Hold");
        REQUIRE(state(second) == "Hold");
    }
    void check_taken(LegId call) {
        CHECK(state(call) == "ResumeOpening");
        phone.opens_receive("192.0.2.7", 18200, call);
        pbx.accepts_offer(far_sdp(), call);
        CHECK(phone.has_audio(call));
    }
};

} // namespace

TEST_CASE("without soft keys Hold and the line key take two calls in turn") {
    std::string model;
    SUBCASE("7910") { model = "7910"; }
    SUBCASE("7902") { model = "7902"; }
    SUBCASE("12SP+") { model = "12SP+"; }
    SUBCASE("30VIP") { model = "30VIP"; }
    TwoCalls s(model);
    s.holds_both();
    s.phone.presses_line(1);
    s.check_taken(s.first);
    s.holds_talk(s.first);
    s.phone.presses_line(1);
    s.check_taken(s.second);
    s.phone.presses_line(1);
    s.pbx.accepts_offer(held_answer, s.second);
    s.check_taken(s.first);
}

TEST_CASE("with soft keys the user selects one of several held calls: the line key shows them only") {
    TwoCalls s("7960");
    s.holds_both();
    s.phone.forget_log();
    s.phone.presses_line(1);
    CHECK(s.phone.count<sccp::ActivateCallPlane>() == 1);
    CHECK(s.state(s.first) == "Hold");
    CHECK(s.state(s.second) == "Hold");
}

TEST_CASE("Hold pressed again takes back the call that was put on hold last") {
    TwoCalls s;
    s.holds_both();
    SUBCASE("the newer one") {
        s.phone.presses(Button::hold);
        s.check_taken(s.second);
    }
    SUBCASE("the older one") {
        s.phone.presses_line(1);
        s.check_taken(s.first);
        s.holds_talk(s.first);
        s.phone.presses(Button::hold);
        s.check_taken(s.first);
    }
}

TEST_CASE("a handset that is lifted for a held call opens a line; the line key takes the call all the same") {
    TwoCalls s;
    SUBCASE("of two") {
        s.holds_both();
        s.phone.hangs_up();
        s.phone.lifts_handset();
    }
    SUBCASE("of one") {
        s.first = s.holds_one();
        s.phone.hangs_up();
        s.phone.lifts_handset();
    }
    const auto fresh = s.phone.calls.rbegin()->first;
    REQUIRE(s.state(fresh) == "OffHook");
    s.phone.presses_line(1);
    CHECK_FALSE(s.phone.calls.contains(fresh));
    s.check_taken(s.first);
}

TEST_CASE("a number that is being dialled is given up by the line key as before") {
    TwoCalls s;
    s.first = s.holds_one();
    s.phone.lifts_handset();
    s.phone.dials("2");
    s.phone.presses_line(1);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.state(s.first) == "Hold");
}

// ---- faster than the far end ----------------------------------------------------------------------------------------

TEST_CASE("the hold button pressed again before the far end knows of the hold resumes behind it") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(sccp::DeviceStimulus::hold, 1, call);
    CHECK(s.state() == "Holding");
    s.phone.forget_log();
    s.phone.presses(sccp::DeviceStimulus::hold, 1, call);
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "ResumeOpening");
}

TEST_CASE("the last press of the Hold button counts, however slow the far end is to agree") {
    TwoCalls s;
    const auto call = s.talks_alone();
    std::size_t presses{};
    SUBCASE("held") { presses = 1; }
    SUBCASE("held and taken back") { presses = 2; }
    SUBCASE("held again") { presses = 3; }
    SUBCASE("taken back again") { presses = 4; }
    for (std::size_t i = 0; i < presses; ++i) s.phone.presses(Button::hold);
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.pbx.count("offer") == 1);
    s.pbx.accepts_offer(held_answer, call);
    if (presses % 2) {
        CHECK(s.state(call) == "Hold");
        CHECK(s.pbx.count("offer") == 1);
    } else {
        s.check_taken(call);
    }
}

TEST_CASE("... and how slow it is to agree to the resume") {
    TwoCalls s;
    const auto call = s.holds_one();
    s.phone.presses(Button::hold);
    s.phone.opens_receive("192.0.2.7", 18200, call);
    REQUIRE(s.state(call) == "Resuming");
    bool talks{};
    SUBCASE("taken back") { talks = true; }
    SUBCASE("held again") { s.phone.presses(Button::hold); }
    SUBCASE("taken back again") {
        s.phone.presses(Button::hold);
        s.phone.presses(Button::hold);
        talks = true;
    }
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    s.pbx.accepts_offer(far_sdp(), call);
    CHECK(s.state(call) == (talks ? "Connected" : "Holding"));
    CHECK(s.phone.has_audio(call) == talks);
}
