// The phone never lies: what it says holds as long as it is true, and the log has words for every call that came to
// nothing (callflows 1.3, 2.9, 3.1, 3.8, 7.1).
#include "tests/support/configured_phone.hpp"
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

/// Reason of the last change of a call to this state.
std::string why(const Scenario& s, std::string_view state) {
    std::string found;
    for (const auto& change : s.world.changes)
        if (change.what == "call" && change.state == state) found = change.reason;
    return found;
}

} // namespace

TEST_CASE("a dead line says so as long as the handset is up, and by whose fault its call fails") {
    Scenario s;
    std::string prompt, reason;
    SUBCASE("the registrar does not answer") {
        s.status().service = mapping::LineStatus::Service::down;
        prompt = "Temp Fail", reason = "the line is not registered with the PBX";
    }
    SUBCASE("the registrar has refused it") {
        s.status().service = mapping::LineStatus::Service::refused;
        prompt = "Device not authorized", reason = "the PBX refuses the line's registration";
    }
    s.phone.lifts_handset();
    s.wait(10s);
    CHECK(s.phone.call().prompt == prompt);
    s.phone.dials("204#");
    CHECK(s.phone.call().prompt == prompt);
    CHECK(why(s, "Failed") == reason);
}

TEST_CASE("a key that is refused shows why for five seconds, then what it was before") {
    SUBCASE("in a call") {
        Scenario s;
        const auto call = s.talks();
        s.phone.presses(SoftKey::resume, call);
        CHECK(s.phone.call().prompt == "Key is not active");
        s.wait(5s);
        CHECK(s.phone.call().prompt == "Connected");
    }
    SUBCASE("for a call that is gone, during another") {
        Scenario s;
        s.talks();
        s.phone.presses(SoftKey::answer, 4711);
        s.phone.forget_log();
        s.wait(5s);
        CHECK(s.phone.count<sccp::DisplayPromptStatusV2>() == 1);
        CHECK(s.phone.call().prompt == "Connected");
    }
    SUBCASE("on an idle phone") {
        ConfiguredPhone phone;
        phone.is_in_service();
        phone.says(sccp::Stimulus{sccp::DeviceStimulus::voice_mail, 1, 0, 0});
        CHECK(phone.wire.beeped(sccp::DeviceTone::beep_bonk));
        phone.wire.forget_log();
        phone.wait(5s);
        REQUIRE(phone.wire.count<sccp::DisplayPromptStatusV2>() == 1);
        CHECK(readable(phone.wire.last<sccp::DisplayPromptStatusV2>().text.str()) == "Your current options");
        CHECK(phone.wire.last<sccp::DisplayPromptStatusV2>().timeout == 0);
    }
}

TEST_CASE("after the tone of a failure the speaker goes off where it was on, a lifted handset is left alone") {
    Scenario s;
    s.calls();
    bool by_key{};
    SUBCASE("speaker") { by_key = true; }
    SUBCASE("handset") {}
    if (by_key) s.phone.presses(SoftKey::new_call);
    else s.phone.lifts_handset();
    s.phone.dials("204#");
    s.phone.opens_receive();
    s.pbx.rejects(404);
    s.phone.forget_log();
    s.wait(15s);
    CHECK(s.is_over());
    CHECK(s.phone.count<sccp::SetSpeakerMode>() == (by_key ? 1 : 0));
}

TEST_CASE("a speed dial during a call goes out on the first line, at dial tone on the line of the dial tone") {
    Scenario s(2);
    s.device.buttons.push_back({mapping::Button::Kind::speed_dial, "777", ""});
    s.calls();
    s.phone.presses_line(2);
    SUBCASE("at dial tone") {
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.line_of[s.pbx.call()] == 2);
    }
    SUBCASE("during a call on the second line: that one is held") {
        s.phone.dials("204#", 0, 2);
        s.phone.opens_receive();
        const auto first = s.pbx.call();
        s.pbx.answers();
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.line_of[s.pbx.call()] == 1);
        CHECK(s.phone.state(first) == DCallState::hold);
    }
}

TEST_CASE("who forwards to the caller or to himself is told that this cannot be, and the call rings") {
    Scenario s;
    s.forwards[0].all = "202";
    const auto call = s.is_called();
    CHECK(s.state() == "RingIn");
    CHECK(s.phone.rings.contains(call));
    CHECK(s.phone.call().prompt == "Forward all loop");
    s.wait(5s);
    CHECK(s.phone.call().prompt == "From Bob");
    CHECK(s.world.has_logged("not forwarded to 202"));
}

TEST_CASE("a PBX that takes an INVITE and says nothing more is waited for three minutes, not for ever") {
    Scenario s;
    s.invites();
    s.wait(179s);
    CHECK(s.state() == "Inviting");
    s.wait(1s);
    CHECK(s.state() == "CancellingWithTone");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    CHECK(s.phone.call().prompt == "No answer");
    CHECK(s.pbx.count("CANCEL") == 1);
    SUBCASE("it wakes up") {
        s.pbx.rings();
        s.pbx.rejects(487);
    }
    SUBCASE("it does not") {}
    s.wait(50s);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("a call that may not ring leaves the reason in the log") {
    struct Case {
        std::string reason;
        std::function<void(Scenario&)> prepare;
    };
    const std::vector<Case> cases{
        {"refused with 503: the gateway goes down", [](Scenario& s) { s.context.draining = true; }},
        {"refused with 480: the phone is not registered", [](Scenario& s) { s.context.ready = false; }},
        {"refused with 480: the phone has just lost its connection", [](Scenario& s) { s.context.ready = false, s.context.in_grace = true; }},
        {"refused with 486: do not disturb", [](Scenario& s) { s.context.dnd = true; }},
        {"refused with 302: forwarded to 205, unconditional", [](Scenario& s) { s.forwards[0].all = "205"; }},
        {"refused with 486: busy, calls on the line: 1", [](Scenario& s) { s.line().call_waiting = false, s.talks(); }},
        {"refused with 302: forwarded to 206, user-busy",
         [](Scenario& s) { s.line().call_waiting = false, s.forwards[0].busy = "206", s.talks(); }},
        {"refused with 486: no more calls fit on the line, it has 1", [](Scenario& s) { s.line().max_calls = 1, s.talks(); }},
    };
    for (const auto& one : cases) {
        CAPTURE(one.reason);
        Scenario s;
        one.prepare(s);
        s.is_called();
        CHECK(why(s, "Ended") == one.reason);
    }
}

TEST_CASE("a call that rang and was not answered leaves the reason in the log") {
    struct Case {
        std::string reason;
        std::function<void(Scenario&)> end;
    };
    const std::vector<Case> cases{
        {"the user rejected it", [](Scenario& s) { s.phone.presses(SoftKey::end_call, s.pbx.call()); }},
        {"the user sent it to voice mail", [](Scenario& s) { s.phone.presses(SoftKey::divert, s.pbx.call()); }},
        {"the caller gave up", [](Scenario& s) { s.pbx.cancels(); }},
        {"answered elsewhere", [](Scenario& s) { s.pbx.cancels({"SIP;cause=200"}); }},
        {"nobody answered, forwarded to 205", [](Scenario& s) { s.forwards[0].no_answer = "205", s.wait(20s); }},
        {"nobody answered", [](Scenario& s) { s.wait(180s); }},
    };
    for (const auto& one : cases) {
        CAPTURE(one.reason);
        Scenario s;
        s.line().voicemail_number = "*97";
        if (one.reason.ends_with("205")) s.forwards[0].no_answer = "205";
        s.is_called();
        one.end(s);
        CHECK(s.is_over());
        CHECK(why(s, "Ended") == one.reason);
    }
}

TEST_CASE("a call that was never sent leaves the reason in the log") {
    Scenario s;
    std::string reason;
    SUBCASE("nothing dialled") {
        s.calls();
        s.phone.lifts_handset();
        s.wait(15s);
        reason = "nothing was dialled";
    }
    SUBCASE("not in the dial plan") {
        s.device.dialplan = {"_2XX"};
        s.device.dialplan_miss = mapping::DialPlanMiss::reject;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("2");
        s.phone.dials("*");
        reason = "2* matches no pattern of the dial plan";
    }
    SUBCASE("no codec") {
        s.can({Payload::opus});
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        reason = "phone and line have no codec in common";
    }
    CHECK(s.state() == "Failed");
    CHECK(why(s, "Failed") == reason);
}
