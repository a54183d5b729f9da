// Tones that end by themselves or with what the user does, and one that comes back.
#include <algorithm>
#include <variant>

#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("who lifts and dials nothing hears reorder, then the howler, then is left in peace") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.wait(15s);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    s.wait(15s);
    CHECK(s.is_over());
    CHECK(s.phone.idle_tone == DeviceTone::receiver_off_hook_tone);
    s.wait(60s);
    CHECK_FALSE(s.phone.idle_tone.has_value());
}

TEST_CASE("the howler stops when the handset is put down, and there is none for a speaker call") {
    Scenario s;
    s.calls();
    SUBCASE("handset") {
        s.phone.lifts_handset();
        s.wait(30s);
        CHECK(s.phone.idle_tone.has_value());
        s.phone.hangs_up();
    }
    SUBCASE("speaker") {
        s.phone.presses(SoftKey::new_call);
        s.wait(30s);
        CHECK_FALSE(s.phone.speaker);
    }
    CHECK_FALSE(s.phone.idle_tone.has_value());
    CHECK(s.is_over());
}

TEST_CASE("the howler stops when a call is answered or begun beside it") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.wait(30s);
    REQUIRE(s.phone.idle_tone.has_value());
    SUBCASE("answered") {
        const auto call = s.is_called();
        s.phone.presses(SoftKey::answer, call);
    }
    SUBCASE("begun") {
        s.phone.presses(SoftKey::new_call);
        CHECK(s.state() == "OffHook");
    }
    CHECK_FALSE(s.phone.idle_tone.has_value());
}

TEST_CASE("a call that is answered by key while the handset is up is heard in the handset") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    const auto call = s.is_called();
    s.phone.presses(SoftKey::answer, call);
    CHECK_FALSE(s.phone.speaker);
    s.phone.opens_receive();
    s.pbx.says(sip::Ack{});
    CHECK(s.phone.has_audio(call));
    s.pbx.hangs_up();
    CHECK_FALSE(s.phone.speaker);
}

TEST_CASE("the tone that a refused key interrupts comes back a second later, if it still belongs there") {
    Scenario s;
    const auto call = s.rings_out();
    s.phone.presses(SoftKey::hold, call);
    s.phone.sent.clear();
    const auto starts = [&] {
        return std::count_if(s.phone.sent.begin(), s.phone.sent.end(),
                             [](const auto& told) { return std::holds_alternative<sccp::StartTone>(told); });
    };
    SUBCASE("ringback") {
        s.wait(1s);
        CHECK(starts() == 1);
        CHECK(s.phone.hears(DeviceTone::alerting_tone));
    }
    SUBCASE("answered meanwhile") {
        s.pbx.answers();
        s.wait(1s);
        CHECK(starts() == 0);
        CHECK(s.state() == "Connected");
    }
}

TEST_CASE("the tone at the end of a call is for who talked in it, not for a phone at rest") {
    Scenario s;
    s.device.tone_on_remote_hangup = true;
    const auto call = holds(s);
    s.phone.hangs_up();
    s.pbx.hangs_up(call);
    CHECK_FALSE(s.phone.idle_tone.has_value());
}
