// Which of several calls rings aloud, and which one waits with a beep (callflows 3.3).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string bob = "\"Bob\" <sip:202@pbx.test>;tag=b";
const std::string eve = "\"Eve\" <sip:203@pbx.test>;tag=e";

} // namespace

TEST_CASE("a second call during a call waits: lamp, flash, a beep every ten seconds") {
    Scenario s;
    s.line().call_waiting_182 = true;
    const auto first = s.talks();
    const auto second = s.is_called(eve);
    CHECK(s.pbx.last("ring").status == 182);
    CHECK(s.phone.call(second).prompt == "Call Waiting Eve");
    CHECK(s.phone.rings.at(second) == sccp::RingMode::flash_only);
    CHECK(s.phone.beeped(DeviceTone::call_waiting_tone));
    CHECK(s.phone.has_audio(first));
    s.phone.forget_log();
    s.wait(10s);
    CHECK(s.phone.beeped(DeviceTone::call_waiting_tone));
    s.phone.forget_log();
    SUBCASE("the active call ends: now it rings") {
        s.pbx.hangs_up(first);
        CHECK(s.phone.rings.at(second) == sccp::RingMode::outside_ring);
        CHECK(s.phone.state(second) == DCallState::ring_in);
    }
    SUBCASE("the waiting one gives up") {
        s.pbx.cancels();
        CHECK(s.phone.rings.empty());
        CHECK(s.phone.has_audio(first));
    }
    s.wait(10s);
    CHECK_FALSE(s.phone.beeped(DeviceTone::call_waiting_tone));
}

TEST_CASE("the beep of a waiting call ends with the call it sounds in") {
    Scenario s;
    const auto first = s.talks();
    const auto second = s.is_called(eve);
    REQUIRE(s.phone.beeped_in.contains(first));
    s.phone.forget_log();
    bool rings = true;
    SUBCASE("the far end hangs up") { s.pbx.hangs_up(first); }
    SUBCASE("the user ends it by key") { s.phone.presses(SoftKey::end_call, first); }
    SUBCASE("its dialog dies") {
        s.pbx.says(sip::DialogGone{481}, first);
        CHECK(s.phone.hears(DeviceTone::reorder_tone, first));
        rings = false;
    }
    SUBCASE("the user holds it") { s.phone.presses(SoftKey::hold, first); }
    CHECK(s.phone.beeped_in.empty());
    CHECK(s.phone.all<sccp::StopTone>().front().call_reference == first);
    CHECK(s.phone.count<sccp::StopTone>() == 1);
    CHECK((s.phone.rings.at(second) == sccp::RingMode::outside_ring) == rings);
    s.wait(20s);
    CHECK_FALSE(s.phone.beeped(DeviceTone::call_waiting_tone));
}

TEST_CASE("the beep of a waiting call ends with the digits that its answer drops") {
    Scenario s(2);
    s.calls();
    s.phone.presses_line(1);
    s.phone.dials("12");
    const auto waiting = s.is_called(eve, far_sdp(), 2);
    REQUIRE(s.phone.beeped_in.size() == 1);
    s.phone.presses_line(2);
    s.phone.opens_receive();
    CHECK(s.state(waiting) == "AwaitingAck");
    CHECK(s.phone.beeped_in.empty());
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("answering the waiting call stops its beep in the other one, which goes on hold") {
    Scenario s;
    const auto first = s.talks();
    const auto second = s.is_called(eve);
    s.phone.forget_log();
    SUBCASE("soft key") { s.phone.presses(SoftKey::answer, second); }
    SUBCASE("line key") { s.phone.presses_line(1); }
    CHECK(s.phone.last<sccp::StopTone>().call_reference == first);
    CHECK(s.phone.count<sccp::StopTone>() == 1);
    CHECK(s.phone.state(first) == DCallState::hold);
    s.wait(20s);
    CHECK_FALSE(s.phone.beeped(DeviceTone::call_waiting_tone));
}

TEST_CASE("cw_repeat=no beeps once") {
    Scenario s;
    s.device.cw_repeat = false;
    s.talks();
    s.is_called(eve);
    s.phone.forget_log();
    s.wait(20s);
    CHECK_FALSE(s.phone.beeped(DeviceTone::call_waiting_tone));
}

TEST_CASE("of several calls on an idle phone only the oldest rings aloud; when it goes the next one does") {
    Scenario s;
    const auto first = s.is_called(bob), second = s.is_called(eve);
    CHECK(s.phone.rings.at(first) == sccp::RingMode::outside_ring);
    CHECK(s.phone.rings.at(second) == sccp::RingMode::flash_only);
    s.pbx.talk_about(first);
    s.pbx.cancels();
    CHECK(s.phone.rings.at(second) == sccp::RingMode::outside_ring);
}

TEST_CASE("a phone with dial tone counts as busy for ringing") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    const auto call = s.is_called();
    CHECK(s.phone.rings.at(call) == sccp::RingMode::flash_only);
    CHECK(s.phone.state(call) == DCallState::ring_in);
    s.phone.hangs_up();
    CHECK(s.phone.rings.at(call) == sccp::RingMode::outside_ring);
}

TEST_CASE("a call that waits rings when the other one is put on hold: nobody would hear of it, and one that comes now rings too") {
    Scenario s;
    const auto first = s.is_called(bob);
    s.phone.presses(SoftKey::answer, first);       // by the speaker: nothing is lifted
    s.phone.opens_receive();
    s.pbx.acknowledges();
    const auto second = s.is_called(eve);
    REQUIRE(s.phone.rings.at(second) == sccp::RingMode::flash_only);
    s.phone.presses(SoftKey::hold, first);
    CHECK(s.phone.rings.at(second) == sccp::RingMode::outside_ring);
    CHECK(s.phone.call(second).prompt == "From Eve");
    s.pbx.accepts_offer(held_answer, first);
    SUBCASE("and waits again when that one is resumed") {
        s.phone.forget_log();
        s.phone.presses(SoftKey::resume, first);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), first);
        CHECK(s.phone.rings.at(second) == sccp::RingMode::flash_only);
        CHECK(s.phone.call(second).prompt == "Call Waiting Eve");
        s.phone.forget_log();
        s.wait(10s);
        CHECK(s.phone.beeped(DeviceTone::call_waiting_tone));
    }
    SUBCASE("and is answered") {
        s.phone.presses(SoftKey::answer, second);
        CHECK(s.phone.rings.empty());
        CHECK(s.phone.state(second) == DCallState::connected);
    }
}

TEST_CASE("a call that rings aloud does not ring on while the user talks in another one or dials") {
    Scenario s(2);
    const auto first = s.is_called(bob), second = s.is_called(eve, far_sdp(), 2);
    REQUIRE(s.phone.rings.at(first) == sccp::RingMode::outside_ring);
    SUBCASE("he answers the second one") {
        s.phone.presses(SoftKey::answer, second, 2);
        s.phone.opens_receive();
        s.pbx.talk_about(second);
        s.pbx.acknowledges();
        CHECK(s.phone.has_audio(second));
        CHECK(s.phone.rings.at(first) == sccp::RingMode::flash_only);
        s.pbx.hangs_up(second);
        CHECK(s.phone.rings.at(first) == sccp::RingMode::outside_ring);
    }
    SUBCASE("he opens a call of his own") {
        s.phone.presses(SoftKey::new_call);
        CHECK(s.phone.rings.at(first) == sccp::RingMode::flash_only);
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone, s.phone.calls.rbegin()->first));
        s.phone.presses(SoftKey::end_call, s.phone.calls.rbegin()->first);
        CHECK(s.phone.rings.at(first) == sccp::RingMode::outside_ring);
    }
}

TEST_CASE("the tone of a waiting call ends with the call it sounds in, also where that has made room for another one before its ACK") {
    Scenario s;
    s.line().busy_trigger = 4;
    const auto answered = s.is_called();
    s.phone.presses(SoftKey::answer, answered);
    s.phone.opens_receive();
    s.is_called();
    CHECK(s.phone.beeped_in.count(answered) == 1);
    s.phone.dials_en_bloc("206");
    CHECK(s.phone.beeped_in.count(answered) == 0);
    s.wait(32s);
    CHECK(s.state(answered) == "Releasing");
}

TEST_CASE("the handset takes a waiting call also while a failed one still sounds from the speaker") {
    Scenario s;
    s.calls();
    s.phone.dials_en_bloc("204");
    s.phone.opens_receive();
    s.pbx.rejects(486);
    const auto waiting = s.is_called(eve);
    s.phone.lifts_handset();
    CHECK(s.state(waiting) == "Answering");
    CHECK(s.phone.calls.size() == 1);
}
