// Calls that the user makes (callflows 2).
#include "tests/support/scenario.hpp"

using namespace tests;

TEST_CASE("a phone that goes off hook gets dial tone") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.state() == DCallState::off_hook);
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
    CHECK(s.phone.lamp() == LampMode::on);
    CHECK(s.phone.call().prompt == "Enter number");
    CHECK(s.phone.plane == 1);
    CHECK_FALSE(s.phone.speaker);
    s.phone.hangs_up();
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    CHECK(s.phone.prompt == "Your current options");
}

TEST_CASE("a call from dial tone to the far end's answer and the user's hang-up") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("2");
    CHECK(s.state() == "Dialling");
    CHECK(s.phone.is_silent());
    s.phone.dials("04#");
    CHECK(s.state() == "Opening");
    CHECK(s.phone.state() == DCallState::proceed);
    REQUIRE(s.phone.placed.size() == 1);
    CHECK(s.phone.placed.front().first == "204");
    REQUIRE(s.phone.awaits_opening());
    CHECK_FALSE(s.pbx.got("INVITE"));
    s.phone.opens_receive("192.0.2.7", 18000);
    CHECK(s.state() == "Inviting");
    REQUIRE(s.pbx.was_invited("204"));
    CHECK(s.pbx.last("INVITE").sdp.find("m=audio 18000 RTP/AVP 8 0 18 101") != std::string::npos);
    s.pbx.rings();
    CHECK(s.state() == "RingOut");
    CHECK(s.phone.state() == DCallState::ring_out);
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    s.pbx.answers(far_sdp("8 101", 30000));
    CHECK(s.state() == "Connected");
    CHECK(s.phone.state() == DCallState::connected);
    CHECK(s.phone.is_silent());
    REQUIRE(s.phone.has_audio());
    CHECK(s.phone.sending.begin()->second.host == "203.0.113.9");
    CHECK(s.phone.sending.begin()->second.port == 30000);
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
    CHECK(s.phone.statistics_asked.size() == 1);
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=16");
    CHECK(s.state() == "Releasing");
    s.pbx.confirms_bye();
    CHECK(s.is_over());
    CHECK(s.idle_count == 1);
}
