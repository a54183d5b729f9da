// Transfers that fail or are given up (callflows 5.1): what the user is left with.
#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("a target that fails leaves the source on hold") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    SUBCASE("busy") {
        s.pbx.rejects(486);
        CHECK(s.phone.call(target).prompt == "Transfer destination is busy");
        CHECK(s.phone.state(target) == DCallState::busy);
    }
    SUBCASE("unknown") {
        s.pbx.rejects(404);
        CHECK(s.phone.call(target).prompt == "Unknown number");
    }
    CHECK(s.state(source) == "Hold");
    CHECK(s.state(target) == "Failed");
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK(s.phone.call(source).keys == sccp::SoftKeySet::on_hold);
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::transfer, 1}) == LampMode::off);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.wait(15s);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.lamp() == LampMode::wink);
    s.phone.presses(SoftKey::resume, source);
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), source);
    CHECK(s.phone.has_audio(source));
}

TEST_CASE("resume_on_failed_consult takes the source back by itself") {
    Scenario s;
    s.device.resume_on_failed_consult = true;
    const auto [source, target] = consults_ringing(s);
    s.pbx.rejects(486);
    CHECK(s.state(source) == "ResumeOpening");
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), source);
    CHECK(s.phone.has_audio(source));
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("a REFER that comes to nothing leaves the source held and the target connected") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    SUBCASE("refused") { s.pbx.says(sip::ReferFailed{603}, source); }
    SUBCASE("accepted, then it failed") {
        s.pbx.says(sip::ReferAccepted{}, source);
        s.pbx.says(sip::ReferFailed{486}, source);
    }
    SUBCASE("accepted, and nothing more is heard") {
        s.pbx.says(sip::ReferAccepted{}, source);
        s.wait(32s);
    }
    CHECK(s.state(source) == "Hold");
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::on);
    CHECK(s.state(target) == "Connected");
    CHECK(s.phone.has_audio(target));
    CHECK(s.phone.call(target).keys == sccp::SoftKeySet::connected);
    CHECK(s.phone.call(source).prompt == "Can not complete transfer");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.calls().snapshot().size() == 2);
}

TEST_CASE("a REFER that comes to nothing brings back the target that was held for it") {
    Scenario s;
    s.device.hold_before_refer = true;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.accepts_offer(held_answer, target);
    REQUIRE(s.state(target) == "Hold");
    s.pbx.says(sip::ReferFailed{486}, source);
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), target);
    CHECK(s.state(source) == "Hold");
    CHECK(s.phone.has_audio(target));
    CHECK(s.phone.call(source).prompt == "Can not complete transfer");
}

TEST_CASE("race 34: a source that the user ended while its REFER was out rings back when that fails") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.says(sip::ReferAccepted{}, source);
    s.phone.presses(SoftKey::end_call, source);
    SUBCASE("and nobody else is there") {
        s.phone.presses(SoftKey::end_call, target);
        s.pbx.says(sip::ReferFailed{486}, source);
        CHECK(s.phone.state(source) == DCallState::hold_revert);
        CHECK(s.phone.rings.contains(source));
    }
    SUBCASE("but not while he talks") {
        s.pbx.says(sip::ReferFailed{486}, source);
        CHECK(s.phone.state(source) == DCallState::hold);
        CHECK(s.phone.has_audio(target));
    }
}

TEST_CASE("the source hangs up during the consultation: what is left is an ordinary call") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    SUBCASE("it rings") {
        s.pbx.hangs_up(source);
        s.pbx.answers();
    }
    SUBCASE("it talks") {
        s.pbx.answers();
        s.pbx.hangs_up(source);
    }
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.call(target).keys == sccp::SoftKeySet::connected);
    CHECK(s.phone.offers(SoftKey::hold, target));
    CHECK(s.phone.has_audio(target));
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::transfer, 1}) == LampMode::off);
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.state(target) == "Holding");
}

TEST_CASE("the source hangs up while the consultation collects digits") {
    Scenario s;
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(held_answer, source);
    s.pbx.hangs_up(source);
    CHECK(s.phone.calls.size() == 1);
    s.phone.dials("205#");
    s.phone.opens_receive();
    s.pbx.answers();
    CHECK(s.phone.call().keys == sccp::SoftKeySet::connected);
}

TEST_CASE("the handset put down before there is a target leaves the source on hold") {
    Scenario s;
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(held_answer, source);
    SUBCASE("no number") { s.phone.hangs_up(); }
    SUBCASE("half a number") {
        s.phone.dials("20");
        s.phone.hangs_up();
    }
    SUBCASE("it failed") {
        s.phone.dials("205#");
        s.phone.opens_receive();
        s.pbx.rejects(404);
        s.phone.hangs_up();
    }
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
    CHECK(s.phone.call(source).prompt == "Hold");
    CHECK(s.phone.is_silent(source));
    CHECK_FALSE(s.pbx.got("REFER"));
}

TEST_CASE("EndCall on the consultation leaves the source on hold") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    SUBCASE("ringing") {
        s.phone.presses(SoftKey::end_call, target);
        CHECK(s.pbx.last("CANCEL").leg == target);
        s.pbx.rejects(487);
    }
    SUBCASE("talking") {
        s.pbx.answers();
        s.phone.presses(SoftKey::end_call, target);
        CHECK(s.pbx.last("BYE").leg == target);
        s.pbx.confirms_bye(target);
    }
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(source) == DCallState::hold);
}

TEST_CASE("taking the source back ends the transfer") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    SUBCASE("a target that rings is dropped") {
        SUBCASE("key") { s.phone.presses(SoftKey::resume, source); }
        SUBCASE("line") { s.phone.presses_line(1); }
        CHECK(s.pbx.last("CANCEL").leg == target);
        s.pbx.rejects(487);
        CHECK(s.phone.calls.size() == 1);
    }
    SUBCASE("a target that talks is held") {
        s.pbx.answers();
        s.phone.presses(SoftKey::resume, source);
        CHECK(s.state(target) == "Holding");
        s.pbx.accepts_offer(held_answer, target);
    }
    CHECK(s.state(source) == "ResumeOpening");
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), source);
    CHECK(s.phone.has_audio(source));
    CHECK_FALSE(s.pbx.got("REFER"));
}

TEST_CASE("a call that is not up cannot be transferred, nor one where that is not wanted") {
    Scenario s;
    SUBCASE("ringing") {
        const auto call = s.is_called();
        s.phone.presses(SoftKey::transfer, call);
        CHECK(s.phone.call().prompt == "Key is not active");
    }
    SUBCASE("dialling") {
        s.start();
        s.phone.lifts_handset();
        s.phone.presses(SoftKey::transfer, s.phone.calls.begin()->first);
        CHECK(s.phone.call().prompt == "Key is not active");
    }
    SUBCASE("transfer=no") {
        s.device.transfer = false;
        const auto call = s.talks();
        CHECK_FALSE(s.phone.offers(SoftKey::transfer, call));
        s.phone.presses(SoftKey::transfer, call);
        CHECK(s.state(call) == "Connected");
    }
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("the phone is lost in a transfer") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    SUBCASE("REFER is under way: it goes on") {
        s.phone.presses(SoftKey::transfer, target);
        s.calls().on_lost();
        s.phone.restarts();
        s.phone.forget_log();
        s.pbx.says(sip::ReferSucceeded{}, source);
        s.pbx.confirms_bye(source);
        CHECK(s.pbx.all("BYE", target).size() == 1);
        s.pbx.confirms_bye(target);
        CHECK(s.is_over());
    }
    SUBCASE("before: both calls wait for it") {
        s.calls().on_lost();
        s.phone.restarts();
        CHECK(s.state(source) == "Hold");
        CHECK(s.state(target) == "Preserved");
        s.wait(120s);
        CHECK(s.pbx.count("BYE") == 2);
        s.pbx.confirms_bye(source);
        s.pbx.confirms_bye(target);
        CHECK(s.is_over());
    }
    CHECK(s.phone.calls.empty());
}

TEST_CASE("a user who has hung up to transfer makes and takes calls before the PBX says what became of it") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.hangs_up();
    s.pbx.says(sip::ReferAccepted{}, source);
    SUBCASE("he calls") {
        s.phone.lifts_handset();
        REQUIRE(s.phone.calls.size() == 3);
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone, s.phone.calls.rbegin()->first));
    }
    SUBCASE("he is called") {
        s.line().busy_trigger = 2;
        const auto third = s.is_called();
        CHECK(s.phone.rings.contains(third));
        CHECK(s.phone.state(third) == DCallState::ring_in);
        CHECK_FALSE(s.phone.beeped(DeviceTone::call_waiting_tone));
        s.phone.lifts_handset();
        CHECK(s.state(third) == "Answering");
    }
    s.phone.forget_log();
    s.pbx.says(sip::ReferFailed{486}, source);
    CHECK(s.state(source) == "Hold");
    CHECK(s.state(target) == "Holding");
    CHECK(s.phone.rings.empty());                  // he is in another call
}

TEST_CASE("a talk that was to go to the mail box is on hold for both sides when that is refused") {
    Scenario s;
    s.line().voicemail_number = "990";
    const auto call = s.talks();
    s.phone.presses(SoftKey::divert, call);
    REQUIRE(s.pbx.last("REFER").leg == call);
    SUBCASE("refused") { s.pbx.says(sip::ReferFailed{603}, call); }
    SUBCASE("no result") { s.wait(32s); }
    CHECK(s.state(call) == "Holding");
    CHECK(s.phone.state(call) == DCallState::hold);
    CHECK(s.phone.receiving.empty());
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.phone.call(call).prompt == "Can not complete transfer");
    s.pbx.accepts_offer(held_answer, call);
    CHECK(s.state(call) == "Hold");
}

TEST_CASE("a talk that was to go to the mail box and that the user has left is on hold for its far end when that is refused") {
    Scenario s;
    s.line().voicemail_number = "990";
    s.line().busy_trigger = 3;
    const auto call = s.talks();
    s.phone.presses(SoftKey::divert, call);
    s.pbx.says(sip::ReferAccepted{}, call);
    SUBCASE("for a new call") { s.phone.presses(SoftKey::new_call); }
    SUBCASE("for a caller") { s.phone.presses(SoftKey::answer, s.is_called()); }
    SUBCASE("by its key") { s.phone.presses(SoftKey::end_call, call); }
    SUBCASE("by the handset") { s.phone.hangs_up(); }
    s.pbx.says(sip::ReferFailed{603}, call);
    CHECK(s.state(call) == "Holding");
    CHECK(s.pbx.last("offer").leg == call);
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
}
