// A call forgotten on hold reminds its user (callflows 4.1).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

/// One call on hold, and another one in which the user talks when its reminder is due.
struct Reminded : Scenario {
    LegId forgotten{}, talk{};

    void is_reminded() {
        forgotten = holds(*this);
        phone.dials_en_bloc("205");
        phone.opens_receive();
        pbx.answers();
        talk = pbx.call();
        phone.forget_log();
        wait(60s);
        REQUIRE(phone.beeped(DeviceTone::reverting_tone));
        REQUIRE(phone.last<sccp::StartTone>().call_reference == talk);
        phone.forget_log();
    }
};

} // namespace

TEST_CASE("a call forgotten on hold reminds its user, again and again") {
    Scenario s;
    const auto call = holds(s);
    s.wait(60s);
    CHECK(s.phone.state() == DCallState::hold_revert);
    CHECK(s.phone.rings.at(call) == sccp::RingMode::inside_ring);
    CHECK(s.phone.notice == "Hold reversion");
    s.phone.forget_log();
    s.wait(60s);
    CHECK(s.phone.count<sccp::SetRinger>() == 1);
    s.phone.presses(SoftKey::resume, call);
    CHECK(s.state() == "ResumeOpening");
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp());
    CHECK(s.phone.notice.empty());
    CHECK(s.phone.rings.empty());
}

TEST_CASE("the reminder goes when the held call ends") {
    Scenario s;
    holds(s);
    s.wait(60s);
    s.pbx.hangs_up();
    CHECK(s.phone.notice.empty());
    CHECK(s.phone.is_idle());
}

TEST_CASE("the reminder of a held call is a tone while somebody talks, and nothing with hold_revert=0") {
    Scenario s;
    SUBCASE("tone") {
        holds(s);
        s.phone.dials_en_bloc("205");
        s.phone.opens_receive();
        s.pbx.answers();
        s.phone.forget_log();
        s.wait(60s);
        CHECK(s.phone.beeped(DeviceTone::reverting_tone));
    }
    SUBCASE("off") {
        s.device.hold_revert = 0s;
        holds(s);
        s.wait(300s);
        CHECK(s.phone.state() == DCallState::hold);
    }
}

TEST_CASE("the tone of the reminder ends with the talk that it sounds in") {
    Reminded s;
    s.is_reminded();
    SUBCASE("the user ends it") { s.phone.presses(SoftKey::end_call, s.talk); }
    SUBCASE("the far end ends it") { s.pbx.hangs_up(s.talk); }
    SUBCASE("the user holds it") { s.phone.presses(SoftKey::hold, s.talk); }
    SUBCASE("he takes the forgotten one back") { s.phone.presses(SoftKey::resume, s.forgotten); }
    CHECK(s.phone.beeped_in.empty());
    CHECK(s.phone.count<sccp::StopTone>() == 1);
    CHECK(s.phone.last<sccp::StopTone>().call_reference == s.talk);
}

TEST_CASE("the tone of the reminder ends with the call that was forgotten") {
    Reminded s;
    s.is_reminded();
    SUBCASE("its far end hangs up") { s.pbx.hangs_up(s.forgotten); }
    SUBCASE("the user ends it") { s.phone.presses(SoftKey::end_call, s.forgotten); }
    CHECK(s.phone.beeped_in.empty());
    CHECK(s.phone.last<sccp::StopTone>().call_reference == s.talk);
    CHECK(s.phone.has_audio(s.talk));
}

TEST_CASE("a reminder does not silence the tone that the user hears") {
    Scenario s;
    s.device.first_digit = 90s;
    holds(s);
    s.phone.presses(SoftKey::new_call);
    const auto fresh = s.phone.calls.rbegin()->first;
    SUBCASE("dial tone") {}
    SUBCASE("ringback") {
        s.phone.dials("205#");
        s.phone.opens_receive();
        s.pbx.rings();
    }
    REQUIRE_FALSE(s.phone.is_silent(fresh));
    s.phone.forget_log();
    s.wait(60s);
    CHECK_FALSE(s.phone.beeped(DeviceTone::reverting_tone));
    CHECK(s.phone.count<sccp::StopTone>() == 0);
    CHECK_FALSE(s.phone.is_silent(fresh));
}

TEST_CASE("the reminder of a held call does not take the place of the call that rings") {
    Scenario s;
    const auto held = holds(s);
    s.phone.hangs_up();
    s.wait(50s);
    s.is_called();
    s.wait(10s);
    CHECK(s.phone.notice == "From Bob");
    CHECK_FALSE(s.phone.rings.contains(held));
}

TEST_CASE("a call that is answered while it waits in the background calls a user who is in no other one") {
    Scenario s;
    const auto first = s.rings_out();
    const auto second = s.is_called();
    s.phone.presses(SoftKey::answer, second);
    s.phone.opens_receive("192.0.2.7", 18100, second);
    s.pbx.says(sip::Ack{}, second);
    s.pbx.hangs_up(second);
    s.phone.hangs_up();
    s.pbx.says(sip::Answered{s.pbx.message(200, far_sdp())}, first);
    CHECK(s.state(first) == "Holding");
    CHECK(s.phone.state(first) == DCallState::hold_revert);
    CHECK(s.phone.rings.contains(first));
}

TEST_CASE("a reminder that was under way does not ring a phone that has registered again") {
    Scenario s;
    const auto call = holds(s);
    s.phone.hangs_up();
    s.wait(60s);
    REQUIRE(s.phone.state(call) == DCallState::hold_revert);
    s.calls().on_lost();
    s.phone.restarts();
    s.view.reset();
    s.phone.forget_log();
    s.context.active_streams = 1;
    s.calls().on_back(true);
    CHECK(s.phone.count<sccp::SetRinger>() == 0);
    CHECK(s.phone.state(call) == DCallState::hold);
}

TEST_CASE("the ringer that rings for one call rings on when another one leaves") {
    Scenario s;
    s.line().busy_trigger = 3;
    const auto first = s.is_called();
    const auto second = s.is_called("\"Eve\" <sip:203@pbx.test>;tag=e");
    s.phone.forget_log();
    s.pbx.says(sip::Cancelled{}, second);
    const auto ringers = s.phone.all<sccp::SetRinger>();
    REQUIRE_FALSE(ringers.empty());
    CHECK(ringers.back().call_reference == first);
    CHECK(ringers.back().ring_mode == sccp::RingMode::outside_ring);
}

TEST_CASE("the line key takes back the call that rings on in the background, whatever else is held") {
    Scenario s;
    s.line().busy_trigger = 4;
    const auto held = holds(s);
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("205#");
    s.phone.opens_receive("192.0.2.7", 18100);
    const auto ringing = s.pbx.call();
    s.pbx.rings();
    const auto third = s.is_called();
    s.phone.presses(SoftKey::answer, third);
    s.phone.opens_receive("192.0.2.7", 18200, third);
    s.pbx.says(sip::Ack{}, third);
    s.phone.presses(SoftKey::end_call, third);
    REQUIRE(s.phone.state(ringing) == DCallState::proceed);
    s.phone.presses_line(1);
    CHECK(s.phone.state(ringing) == DCallState::ring_out);
    CHECK(s.phone.hears(DeviceTone::alerting_tone, ringing));
    CHECK(s.state(held) == "Hold");
}
