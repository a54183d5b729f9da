// Transfer (callflows 5.1): attended and semi-attended, and the ways to complete it.
#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("an attended transfer connects the two others and clears the phone") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    CHECK(s.phone.state(source) == DCallState::call_transfer);
    s.pbx.answers();
    CHECK(s.phone.offers(SoftKey::transfer, target));
    s.phone.presses(SoftKey::transfer, target);
    REQUIRE(s.pbx.got("REFER"));
    CHECK(s.pbx.last("REFER").leg == source);
    CHECK(s.pbx.last("REFER").replaces == target);
    s.pbx.says(sip::ReferAccepted{}, source);
    s.pbx.says(sip::ReferSucceeded{}, source);
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.receiving.empty());
    CHECK(s.pbx.count("BYE") == 2);
    s.check_no_leak();
}

TEST_CASE("a transfer that the PBX refuses leaves the source held and the target connected") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.says(sip::ReferFailed{603}, source);
    CHECK(s.state(source) == "Hold");
    CHECK(s.state(target) == "Connected");
    CHECK(s.phone.has_audio(target));
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a transfer to a ringing target cancels it and refers to its number") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.pbx.last("CANCEL").leg == target);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.rejects(487);
    CHECK(s.pbx.last("REFER").text == "205");
    CHECK(s.pbx.last("REFER").replaces == 0);
}

// ---- ways to complete -----------------------------------------------------------------------------------------------

TEST_CASE("the success of a transfer is told and heard") {
    Scenario s;
    s.device.transfer_tone = true;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.phone.call(target).prompt == "Call Transfer");
    SUBCASE("a NOTIFY says so") { s.pbx.says(sip::ReferSucceeded{}, source); }
    SUBCASE("both are hung up instead, the target first") {
        s.pbx.says(sip::ReferAccepted{}, source);
        s.pbx.hangs_up(target);
        CHECK(s.state(source) == "Referring");
        s.pbx.hangs_up(source);
        CHECK_FALSE(s.pbx.got("BYE"));
    }
    CHECK(s.phone.prompt == "Transfer completed");
    CHECK(s.phone.beeped(DeviceTone::zip));
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::transfer, 1}) == LampMode::off);
    s.check_no_leak();
}

TEST_CASE("hold_before_refer holds the target before REFER leaves") {
    Scenario s;
    s.device.hold_before_refer = true;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.pbx.last("offer").leg == target);
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.pbx.last("REFER").leg == source);
}

TEST_CASE("the handset put down completes a transfer") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    SUBCASE("to a target that talks") {
        s.pbx.answers();
        s.phone.hangs_up();
        CHECK(s.pbx.last("REFER").replaces == target);
    }
    SUBCASE("to a target that rings") {
        s.phone.hangs_up();
        CHECK(s.pbx.last("CANCEL").leg == target);
        s.pbx.rejects(487, {});
        CHECK(s.pbx.last("REFER").text == "205");
    }
    CHECK(s.pbx.last("REFER").leg == source);
    CHECK(s.phone.sending.empty());
    s.pbx.says(sip::ReferSucceeded{}, source);
    CHECK(s.phone.calls.empty());
    s.check_no_leak();
}

TEST_CASE("transfer_on_hangup=no: the handset put down ends the consultation only") {
    Scenario s;
    s.device.transfer_on_hangup = false;
    const auto [source, target] = consults_ringing(s);
    SUBCASE("it rings") {
        s.phone.hangs_up();
        CHECK(s.pbx.last("CANCEL").leg == target);
        s.pbx.rejects(487);
    }
    SUBCASE("it talks") {
        s.pbx.answers();
        s.phone.hangs_up();
        CHECK(s.pbx.last("BYE").leg == target);
        s.pbx.confirms_bye(target);
    }
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
}

TEST_CASE("semi_attended=replaces refers to the ringing dialog") {
    Scenario s;
    s.device.semi_attended = mapping::SemiAttended::replaces;
    const auto [source, target] = consults_ringing(s);
    s.phone.presses(SoftKey::transfer, target);
    CHECK_FALSE(s.pbx.got("CANCEL"));
    CHECK(s.pbx.last("REFER").leg == source);
    CHECK(s.pbx.last("REFER").replaces == target);
    SUBCASE("it works") {
        s.pbx.says(sip::ReferSucceeded{}, source);
        CHECK(s.phone.calls.empty());
        s.pbx.rejects(487);
        s.pbx.confirms_bye(source);
        s.check_no_leak();
    }
    SUBCASE("it does not") {
        s.pbx.says(sip::ReferFailed{501}, source);
        CHECK(s.state(source) == "Hold");
        CHECK(s.state(target) == "RingOut");
        CHECK(s.phone.state(target) == DCallState::ring_out);
    }
}

TEST_CASE("a PBX that never confirms the CANCEL delays a transfer by half a second only") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.phone.presses(SoftKey::transfer, target);
    s.wait(500ms);
    CHECK(s.pbx.last("REFER").leg == source);
    CHECK(s.pbx.last("REFER").text == "205");
    s.pbx.rejects(487);
    CHECK(s.pbx.count("REFER") == 1);
}

TEST_CASE("the key before the target rings is remembered until it does") {
    Scenario s;
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(held_answer, source);
    s.phone.dials("205#");
    s.phone.opens_receive();
    s.phone.presses(SoftKey::transfer, s.pbx.call());
    CHECK_FALSE(s.pbx.got("CANCEL"));
    s.pbx.rings();
    CHECK(s.pbx.got("CANCEL"));
    s.pbx.rejects(487);
    CHECK(s.pbx.last("REFER").leg == source);
}

TEST_CASE("a transfer begun on a held call, by the button of an old phone, by hook flash") {
    Scenario s;
    const auto source = s.talks("204");
    SUBCASE("held") {
        s.phone.presses(SoftKey::hold, source);
        s.pbx.accepts_offer(held_answer, source);
        s.phone.presses(SoftKey::transfer, source);
    }
    SUBCASE("button") { s.phone.presses(sccp::DeviceStimulus::transfer, 1, source); }
    SUBCASE("flash") { s.phone.says(sccp::HookFlash{1, source}); }
    CHECK(s.phone.state(source) == DCallState::call_transfer);
    CHECK(s.phone.call(source).prompt == "Call Transfer");
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::transfer, 1}) == LampMode::flash);
    CHECK(s.phone.calls.size() == 2);
    CHECK(s.phone.calls.rbegin()->second.keys == sccp::SoftKeySet::off_hook_with_features);
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone, s.phone.calls.rbegin()->first));
}
