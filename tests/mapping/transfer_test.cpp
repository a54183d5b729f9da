// Transfer (callflows 5.1): attended, semi-attended, blind, failed, given up, and what a third party asks of our calls.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

/// A held source, and a consultation that rings.
std::pair<LegId, LegId> consults(Scenario& s) {
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(held_answer, source);
    s.phone.dials("205#");
    s.phone.opens_receive("192.0.2.7", 18100);
    s.pbx.rings();
    return {source, s.pbx.call()};
}

} // namespace

TEST_CASE("an attended transfer connects the two others and clears the phone") {
    Scenario s;
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.pbx.last("CANCEL").leg == target);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.rejects(487);
    CHECK(s.pbx.last("REFER").text == "205");
    CHECK(s.pbx.last("REFER").replaces == 0);
}

// ---- ways to complete -------------------------------------------------------------------------------------------------------

TEST_CASE("the success of a transfer is told and heard") {
    Scenario s;
    s.device.transfer_tone = true;
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.pbx.last("offer").leg == target);
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.pbx.last("REFER").leg == source);
}

TEST_CASE("the handset put down completes a transfer") {
    Scenario s;
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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

// ---- blind ------------------------------------------------------------------------------------------------------------------

namespace {

struct Blind : Scenario {
    LegId source{};
    Blind() {
        device.blind_key = device.blind_on_speeddial = true;
        device.buttons.push_back({mapping::Button::Kind::speed_dial, "205", "Eve"});
        source = talks("204");
    }
    void dials_behind_key() {
        phone.presses(SoftKey::transfer_to_voice_mail, source);
        phone.dials("205#");
    }
};

} // namespace

TEST_CASE("a blind transfer refers as soon as the number is complete, and calls nobody") {
    Blind s;
    SUBCASE("key first") {
        CHECK(s.phone.offers(SoftKey::transfer_to_voice_mail, s.source));
        s.dials_behind_key();
    }
    SUBCASE("key behind the number") {
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.dials("205");
        CHECK(s.phone.offers(SoftKey::transfer_to_voice_mail, s.phone.calls.rbegin()->first));
        s.phone.presses(SoftKey::transfer_to_voice_mail, s.phone.calls.rbegin()->first);
    }
    SUBCASE("speed dial") {
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
    }
    CHECK(s.pbx.count("INVITE") == 1);
    s.pbx.accepts_offer(held_answer, s.source);
    REQUIRE(s.pbx.got("REFER"));
    CHECK(s.pbx.last("REFER").leg == s.source);
    CHECK(s.pbx.last("REFER").text == "205");
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("what becomes of a blind transfer") {
    Blind s;
    const auto source = s.source;
    s.dials_behind_key();
    s.pbx.accepts_offer(held_answer, source);
    SUBCASE("done") {
        s.pbx.says(sip::ReferSucceeded{}, source);
        CHECK(s.phone.calls.empty());
        s.pbx.confirms_bye(source);
        CHECK(s.phone.prompt == "Transfer completed");
        s.check_no_leak();
    }
    SUBCASE("refused") {
        s.pbx.says(sip::ReferFailed{404}, source);
        CHECK(s.state(source) == "Hold");
        CHECK(s.phone.state(source) == DCallState::hold);
        CHECK(s.phone.call(source).prompt == "Can not complete transfer");
    }
}

TEST_CASE("the blind key is refused where it is not wanted") {
    Scenario s;
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer_to_voice_mail, source);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.state(source) == "Connected");
}

// ---- given up, failed -------------------------------------------------------------------------------------------------------

TEST_CASE("a target that fails leaves the source on hold") {
    Scenario s;
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
    s.pbx.rejects(486);
    CHECK(s.state(source) == "ResumeOpening");
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), source);
    CHECK(s.phone.has_audio(source));
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("a REFER that comes to nothing leaves the source held and the target connected") {
    Scenario s;
    const auto [source, target] = consults(s);
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

TEST_CASE("the source hangs up during the consultation: what is left is an ordinary call") {
    Scenario s;
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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
    const auto [source, target] = consults(s);
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

// ---- to the mail box (5.11) -------------------------------------------------------------------------------------------------

TEST_CASE("iDivert sends a call that is up to the mail box") {
    Scenario s;
    s.line().voicemail_number = "*97";
    const auto call = s.talks();
    CHECK(s.phone.offers(SoftKey::divert));
    SUBCASE("held") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
        CHECK(s.phone.offers(SoftKey::divert));
        s.phone.presses(SoftKey::divert, call);
        CHECK(s.pbx.last("REFER").text == "*97");
        return;
    }
    s.phone.presses(SoftKey::divert, call);
    CHECK(s.pbx.last("REFER").leg == call);
    CHECK(s.pbx.last("REFER").text == "*97");
    CHECK(s.pbx.last("REFER").replaces == 0);
    SUBCASE("done") {
        s.pbx.says(sip::ReferSucceeded{}, call);
        s.pbx.confirms_bye(call);
        CHECK(s.is_over());
        CHECK(s.phone.is_idle());
    }
    SUBCASE("refused") {
        s.pbx.says(sip::ReferFailed{403}, call);
        CHECK(s.state(call) == "Hold");
        CHECK(s.phone.call(call).prompt == "Can not complete transfer");
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), call);
        CHECK(s.phone.has_audio(call));
    }
}

TEST_CASE("iDivert without a mail box, and on a call that rings out, is refused") {
    Scenario s;
    SUBCASE("no mail box") {
        const auto call = s.talks();
        CHECK_FALSE(s.phone.offers(SoftKey::divert));
        s.phone.presses(SoftKey::divert, call);
    }
    SUBCASE("rings out") {
        s.line().voicemail_number = "*97";
        const auto call = s.rings_out();
        CHECK_FALSE(s.phone.offers(SoftKey::divert));
        s.phone.presses(SoftKey::divert, call);
    }
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

// ---- the operator -----------------------------------------------------------------------------------------------------------

TEST_CASE("the operator hangs up a call in any state, once") {
    Scenario s;
    LegId call{};
    SUBCASE("talking") {
        call = s.talks();
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("BYE").leg == call);
    }
    SUBCASE("held") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("BYE").leg == call);
    }
    SUBCASE("ringing out") {
        call = s.rings_out();
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("CANCEL").leg == call);
    }
    SUBCASE("ringing") {
        call = s.is_called();
        CHECK(s.calls().hang_up(call));
        CHECK(s.pbx.last("reject").status == 486);
    }
    SUBCASE("REFER is outstanding") {
        call = s.talks();
        s.line().voicemail_number = "*97";
        s.phone.presses(SoftKey::divert, call);
        CHECK(s.calls().hang_up(call));
    }
    CHECK_FALSE(s.calls().hang_up(call));
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.calls().hang_up(4711));
    s.check_no_leak();
}
