// What a phone is sent for one act or one answer of the PBX, message by message: the listings of callflows 2 to 5.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

using Words = std::vector<std::string>;

unsigned number(auto value) { return static_cast<unsigned>(value); }

/// `CallState(5)`, `StartTone(0x24)`, `SetLamp(2)`; of other messages the name, without the V2 of the younger form.
std::string word(const sccp::ToPhone& message) {
    const auto with = [](std::string_view name, unsigned value) { return std::string{name} + '(' + std::to_string(value) + ')'; };
    if (const auto* told = std::get_if<sccp::CallState>(&message)) return with("CallState", number(told->call_state));
    if (const auto* told = std::get_if<sccp::StartTone>(&message)) return with("StartTone", number(told->tone));
    if (const auto* told = std::get_if<sccp::SelectSoftKeys>(&message)) return with("SelectSoftKeys", number(told->soft_key_set_index));
    if (const auto* told = std::get_if<sccp::SetLamp>(&message)) return with("SetLamp", number(told->lamp_mode));
    if (const auto* told = std::get_if<sccp::SetRinger>(&message)) return with("SetRinger", number(told->ring_mode));
    if (const auto* told = std::get_if<sccp::SetSpeakerMode>(&message)) return with("SetSpeakerMode", number(told->speaker_mode));
    std::string name{sccp::name_of(message)};
    if (name.ends_with("V2")) name.resize(name.size() - 2);
    return name;
}

Words words(const Scenario& s) {
    Words found;
    for (const auto& message : s.phone.sent) found.push_back(word(message));
    return found;
}

/// What the act brings.
template <class Act> Words after(Scenario& s, Act act) {
    s.calls();
    s.phone.forget_log();
    act();
    return words(s);
}

} // namespace

TEST_CASE("ladder 2.2: off-hook") {
    Scenario s;
    Words expected{"SetRinger(1)",  "SetLamp(2)",        "CallState(1)",     "DisplayPromptStatus",
                   "SelectSoftKeys(4)", "ActivateCallPlane", "StartTone(33)"};
    SUBCASE("by the handset") { CHECK(after(s, [&] { s.phone.lifts_handset(); }) == expected); }
    SUBCASE("by a key the speaker is switched on first") {
        expected.insert(expected.begin() + 1, "SetSpeakerMode(1)");
        CHECK(after(s, [&] { s.phone.presses(SoftKey::new_call); }) == expected);
    }
}

TEST_CASE("ladder 2.3 and 2.4: the first digit, and the complete number") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    CHECK(after(s, [&] { s.phone.dials("2"); }) == Words{"StopTone", "SelectSoftKeys(6)"});
    CHECK(after(s, [&] { s.phone.dials("0"); }).empty());
    CHECK(after(s, [&] { s.phone.dials("4#"); }) ==
          Words{"CallInfo", "DialedNumber", "CallState(12)", "DisplayPromptStatus", "SelectSoftKeys(8)", "OpenReceiveChannel"});
    CHECK(s.phone.call().prompt == "Call Proceed");
}

TEST_CASE("ladder 2.4: a number dialled on hook, from the first message to the media address") {
    Scenario s;
    CHECK(after(s, [&] { s.phone.dials_en_bloc("204"); }) ==
          Words{"SetRinger(1)", "SetSpeakerMode(1)", "SetLamp(2)", "CallState(1)", "DisplayPromptStatus",
                "SelectSoftKeys(4)", "ActivateCallPlane", "CallInfo", "DialedNumber", "CallState(12)",
                "DisplayPromptStatus", "SelectSoftKeys(8)", "OpenReceiveChannel"});
}

TEST_CASE("ladder 2.7 and 2.8: ringing, and the answer") {
    Scenario s;
    s.invites();
    CHECK(after(s, [&] { s.pbx.rings(); }) == Words{"CallState(3)", "CallInfo", "DisplayPromptStatus", "StartTone(36)"});
    CHECK(after(s, [&] { s.pbx.answers(); }) ==
          Words{"StopTone", "CallState(5)", "CallInfo", "SelectSoftKeys(1)", "DisplayPromptStatus", "StartMediaTransmission"});
}

TEST_CASE("CallInfo says that a call is not encrypted from the answer on") {
    Scenario s;
    s.rings_out();
    CHECK(s.phone.last<sccp::CallInfoV2>().call_security_status == sccp::CallSecurityStatusType::unknown);
    s.pbx.answers();
    CHECK(s.phone.last<sccp::CallInfoV2>().call_security_status == sccp::CallSecurityStatusType::not_authenticated);
}

TEST_CASE("ladder 2.8: an answer with another codec opens the channel again before anything is sent") {
    Scenario s;
    s.rings_out();
    CHECK(after(s,
                [&] {
                    s.pbx.answers(far_sdp("0 101"));
                    s.phone.opens_receive();
                }) == Words{"StopTone", "CallState(5)", "CallInfo", "SelectSoftKeys(1)", "DisplayPromptStatus",
                            "CloseReceiveChannel", "OpenReceiveChannel", "StartMediaTransmission"});
}

TEST_CASE("ladder 2.12: a phone that reserves ports, with early media and without") {
    Scenario s(1, "7941", 17, 0x8572);
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("20");
    CHECK(after(s, [&] { s.phone.dials("4#"); }) ==
          Words{"CallInfo", "DialedNumber", "CallState(12)", "DisplayPromptStatus", "SelectSoftKeys(8)", "PortReq"});
    s.phone.reserves_port("192.0.2.7", 19000, 19001);
    SUBCASE("ringing, then the answer") {
        CHECK(after(s, [&] { s.pbx.rings(); }) == Words{"CallState(3)", "CallInfo", "DisplayPromptStatus", "StartTone(36)"});
        CHECK(after(s, [&] { s.pbx.answers(far_sdp("0 101")); }) ==
              Words{"StopTone", "CallState(5)", "CallInfo", "SelectSoftKeys(1)", "DisplayPromptStatus", "OpenReceiveChannel"});
    }
    SUBCASE("an announcement: the channel opens in its codec") {
        CHECK(after(s, [&] { s.pbx.progresses(183, far_sdp("0 101")); }) == Words{"OpenReceiveChannel"});
    }
    CHECK(s.phone.receiving.begin()->second.payload == Payload::g711_ulaw64k);
    CHECK(after(s, [&] { s.phone.opens_receive("192.0.2.7", 19000); }) == Words{"StartMediaTransmission"});
    CHECK_FALSE(s.pbx.got("offer"));
}

TEST_CASE("ladder 2.9: a failure closes the channel before its tone") {
    Scenario s;
    s.rings_out();
    CHECK(after(s, [&] { s.pbx.rejects(486); }) ==
          Words{"CloseReceiveChannel", "CallState(6)", "CallInfo", "DisplayPromptStatus", "StopTone", "StartTone(35)"});
    CHECK(s.phone.offers(SoftKey::end_call));
}

TEST_CASE("ladder 2.11: hanging up") {
    Scenario s;
    const Words clear{
        "ConnectionStatisticsReq", "CloseReceiveChannel", "StopMediaTransmission", "SetRinger(1)", "SetLamp(1)",
        "ClearPromptStatus",       "CallState(2)",        "SelectSoftKeys(0)"};
    Words end{"TimeDateRes", "DisplayPromptStatus"};
    const auto call = s.talks();
    Words found;
    SUBCASE("with the handset") {
        found = after(s, [&] { s.phone.hangs_up(); });
    }
    SUBCASE("by the far end: the speaker too") {
        end.insert(end.begin(), "SetSpeakerMode(2)");
        found = after(s, [&] { s.pbx.hangs_up(); });
    }
    SUBCASE("by the key: the speaker too") {
        end.insert(end.begin(), "SetSpeakerMode(2)");
        found = after(s, [&] { s.phone.presses(SoftKey::end_call, call); });
    }
    Words expected = clear;
    expected.insert(expected.end(), end.begin(), end.end());
    CHECK(found == expected);
}

TEST_CASE("ladder 3.2: ringing on an idle phone") {
    Scenario s;
    CHECK(after(s, [&] { s.is_called(); }) == Words{"CallState(4)", "CallInfo", "SetLamp(5)", "SelectSoftKeys(3)", "DisplayPromptStatus",
                                                    "DisplayPriNotify", "SetRinger(3)"});
    CHECK(s.timers.remaining(mapping::TimerKind::no_answer) == 180s);
}

TEST_CASE("ladder 3.3: call waiting") {
    Scenario s;
    s.talks();
    CHECK(after(s, [&] { s.is_called(); }) == Words{"SelectSoftKeys(1)", // the other one has Select and Join now
                                                    "CallState(4)", "CallInfo", "SetLamp(5)", "SelectSoftKeys(3)",
                                                    "DisplayPromptStatus", "SetRinger(5)", "StartTone(45)"});
}

TEST_CASE("ladder 3.7: the answer") {
    Scenario s;
    const auto call = s.is_called();
    CHECK(after(s, [&] { s.phone.presses(SoftKey::answer, call); }) ==
          Words{"SetRinger(1)", "ClearPriNotify", "SetSpeakerMode(1)", "CallState(1)", "ActivateCallPlane", "CallState(5)", "SetLamp(2)",
                "OpenReceiveChannel"});
    CHECK(after(s, [&] { s.phone.opens_receive(); }) ==
          Words{"CallInfo", "SelectSoftKeys(1)", "DisplayPromptStatus", "StartMediaTransmission"});
}

TEST_CASE("ladder 3.9: a ringing call is cleared") {
    Words expected{"SetRinger(1)", "ClearPriNotify", "SetLamp(1)", "ClearPromptStatus", "CallState(2)", "SelectSoftKeys(0)", "TimeDateRes",
                   "DisplayPromptStatus"};
    const auto with_history = [&](const std::string& how) { expected.insert(expected.begin() + 4, how); };
    SUBCASE("missed") {
        Scenario s;
        s.is_called();
        CHECK(after(s, [&] { s.pbx.cancels(); }) == expected);
    }
    SUBCASE("answered elsewhere, on a phone that takes CallHistoryInfo") {
        Scenario s(1, "7970", 17);
        s.is_called();
        with_history("CallHistoryInfo");
        CHECK(after(s, [&] { s.pbx.cancels({"SIP;cause=200"}); }) == expected);
    }
    SUBCASE("answered elsewhere, on an old phone: connected for a moment, so that it logs no missed call") {
        Scenario s(1, "7910", 3, 0);
        s.is_called();
        s.phone.forget_log();
        s.pbx.cancels({"SIP;cause=200"});
        CHECK(s.phone.last<sccp::CallState>().call_state == DCallState::on_hook);
        const auto told = s.phone.all<sccp::CallState>();
        REQUIRE(told.size() == 2);
        CHECK(told.front().call_state == DCallState::connected);
        CHECK(told.front().visibility == sccp::CallPrivacy::full);
    }
}

TEST_CASE("ladder 4.1: hold") {
    Scenario s;
    Words expected{"CloseReceiveChannel", "StopMediaTransmission", "SetLamp(3)", "CallState(8)", "CallInfo",
                   "SelectSoftKeys(2)",   "DisplayPromptStatus"};
    SUBCASE("with the handset up") { s.talks(); }
    SUBCASE("by the speaker") {
        s.calls();
        s.phone.dials_en_bloc("204");
        s.phone.opens_receive();
        s.pbx.answers();
        expected.push_back("SetSpeakerMode(2)");
    }
    CHECK(after(s, [&] { s.phone.presses(SoftKey::hold, s.pbx.call()); }) == expected);
    CHECK(after(s, [&] { s.pbx.accepts_offer(held_answer); }).empty());
}

TEST_CASE("ladder 4.2: resume") {
    Scenario s;
    const auto call = holds(s);
    s.phone.hangs_up();
    CHECK(after(s, [&] { s.phone.presses(SoftKey::resume, call); }) ==
          Words{"SetSpeakerMode(1)", "ActivateCallPlane", "OpenReceiveChannel"});
    CHECK(after(s, [&] { s.phone.opens_receive(); }) == Words{"DisplayPromptStatus"});
    CHECK(s.phone.call().prompt == "Connecting");
    CHECK(after(s, [&] { s.pbx.accepts_offer(); }) ==
          Words{"SetLamp(2)", "CallState(5)", "CallInfo", "SelectSoftKeys(1)", "DisplayPromptStatus", "StartMediaTransmission"});
}

TEST_CASE("ladder 5.1: the Transfer key holds the call under another name and opens the next one") {
    Scenario s;
    const auto call = s.talks();
    CHECK(after(s, [&] { s.phone.presses(SoftKey::transfer, call); }) ==
          Words{"CloseReceiveChannel", "StopMediaTransmission", "SetLamp(3)", "CallState(10)", "CallInfo",
                "SelectSoftKeys(2)", "DisplayPromptStatus", "SetRinger(1)", "SelectSoftKeys(2)", "SetLamp(2)",
                "CallState(1)", "DisplayPromptStatus", "SelectSoftKeys(9)", "ActivateCallPlane", "StartTone(33)",
                "SetLamp(4)"});
    CHECK(s.phone.call(call).prompt == "Call Transfer");
}
