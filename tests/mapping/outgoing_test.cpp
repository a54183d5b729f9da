// Calls that the user makes: triggers, dial tone, digits (callflows 2.1 to 2.3).
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

// ---- triggers (2.1) -------------------------------------------------------------------------------------------------

TEST_CASE("a call that nobody lifted anything for switches the speaker on, and off again at its end") {
    Scenario s(2);
    s.calls();
    SUBCASE("NewCall key") { s.phone.presses(SoftKey::new_call, 0, 2); }
    SUBCASE("line key of an idle line") { s.phone.presses_line(2); }
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.speaker);
    CHECK(s.phone.lamp(2) == LampMode::on);
    s.phone.presses(SoftKey::end_call, 1, 2);
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.phone.speaker);
}

TEST_CASE("the line key of a line that collects digits drops the call") {
    Scenario s;
    s.calls();
    s.phone.presses_line(1);
    s.phone.dials("20");
    s.phone.presses_line(1);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("a number dialled on hook is called at once; behind digits it completes them") {
    Scenario s;
    s.calls();
    SUBCASE("alone") {
        s.phone.dials_en_bloc("204");
        CHECK(s.phone.speaker);
    }
    SUBCASE("behind a lifted handset and digits") {
        s.phone.lifts_handset();
        s.phone.dials("2");
        s.phone.dials_en_bloc("04");
        CHECK_FALSE(s.phone.speaker);
    }
    CHECK(s.state() == "Opening");
    CHECK(s.phone.is_silent());
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("204"));
    CHECK(s.phone.placed.size() == 1);
}

TEST_CASE("redial calls the last number on its line; without one the key is refused") {
    Scenario s(2);
    s.calls();
    s.phone.presses(SoftKey::redial);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.is_over());
    s.phone.presses_line(2);
    s.phone.dials("204#");
    s.phone.opens_receive();
    s.pbx.rejects(486);
    s.phone.presses(SoftKey::end_call, 1, 2);
    s.phone.presses(SoftKey::redial);
    s.phone.opens_receive();
    CHECK(s.pbx.count("INVITE") == 2);
    CHECK(s.pbx.line_of[s.pbx.call()] == 2);
    CHECK(s.pbx.invites[s.pbx.call()].number == "204");
}

TEST_CASE("Redial and call forward, which the keys of a call do not say, leave that call alone") {
    Scenario s;
    LegId call{};
    SUBCASE("connected") { call = s.talks("204"); }
    SUBCASE("on hold") {
        call = s.talks("204");
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly"));
    }
    SUBCASE("ringing out") { call = s.rings_out("204"); }
    SUBCASE("ringing") { call = s.is_called(); }
    const auto state = s.state();
    const auto invites = s.pbx.count("INVITE");
    for (const auto key : {SoftKey::redial, SoftKey::forward_all}) {
        s.phone.short_tones.clear();
        s.phone.presses(key, call);
        CHECK(s.phone.beeped(DeviceTone::beep_bonk));
        CHECK(s.state() == state);
        CHECK(s.pbx.count("INVITE") == invites);
    }
}

TEST_CASE("speed dial and messages key dial their numbers, also into a waiting dial tone") {
    Scenario s;
    s.device.buttons.push_back({mapping::Button::Kind::speed_dial, "777", "Doorman"});
    s.line().voicemail_number = "*97";
    s.calls();
    SUBCASE("speed dial") {
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("777"));
    }
    SUBCASE("speed dial at dial tone stays on that call") {
        s.phone.lifts_handset();
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("777"));
        CHECK(s.phone.calls.size() == 1);
    }
    SUBCASE("messages key") {
        s.phone.presses(sccp::DeviceStimulus::voice_mail, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("*97"));
    }
}

TEST_CASE("the messages key without a number and a speed dial that is not there are refused") {
    Scenario s;
    s.calls();
    s.phone.presses(sccp::DeviceStimulus::voice_mail, 1);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    s.phone.forget_log();
    s.phone.presses(sccp::DeviceStimulus::speed_dial, 9);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.is_over());
}

TEST_CASE("a speed dial in a call may send digits") {
    Scenario s;
    s.device.buttons.push_back({mapping::Button::Kind::speed_dial, "1#", ""});
    s.device.speeddial_in_call = mapping::SpeedDialInCall::dtmf;
    s.line().dtmf = mapping::DtmfMode::info;
    s.talks();
    s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
    CHECK(s.pbx.count("INFO") == 2);
    CHECK(s.state() == "Connected");
}

TEST_CASE("a hot line dials by itself, a warm line after its delay unless a digit comes first") {
    Scenario s;
    s.line().hotline = "112";
    SUBCASE("hot") {
        s.calls();
        s.phone.lifts_handset();
        CHECK(s.state() == "Opening");
        CHECK(s.phone.count<sccp::StartTone>() == 0);
    }
    SUBCASE("warm") {
        s.line().hotline_delay = 4s;
        s.calls();
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
        s.wait(4s);
        CHECK(s.state() == "Opening");
    }
    SUBCASE("warm, with more patience than a dial tone has") {
        s.line().hotline_delay = 20s;
        SUBCASE("the usual") {}
        SUBCASE("a short one") { s.device.first_digit = 5s; }
        SUBCASE("the same") { s.device.first_digit = 20s; }
        s.calls();
        s.phone.lifts_handset();
        s.wait(19s);
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
        s.wait(1s);
        CHECK(s.state() == "Opening");
    }
    SUBCASE("warm, but the user dials, takes it back and forgets it") {
        s.line().hotline_delay = 20s;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("2");
        s.phone.presses(SoftKey::back_space);
        s.wait(15s);
        CHECK(s.state() == "Failed");
        return;
    }
    SUBCASE("warm, but the user dials") {
        s.line().hotline_delay = 4s;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("2");
        s.wait(4s);
        CHECK(s.state() == "Dialling");
        return;
    }
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("112"));
}

TEST_CASE("an analog port that lifts on behalf of somebody gets dial tone") {
    Scenario s;
    s.calls();
    s.phone.says(sccp::OffHookWithCallingPartyNumber{"4711", {}, 1});
    CHECK(s.state() == "OffHook");
    CHECK(s.world.has_logged("4711"));
}

// ---- dial tone (2.2) ------------------------------------------------------------------------------------------------

TEST_CASE("the dial tone tells of waiting messages and of an outside line") {
    Scenario s;
    SUBCASE("stutter") {
        s.status().messages_waiting = true;
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::message_waiting_indicator_tone));
    }
    SUBCASE("no stutter wanted") {
        s.line().stutter_dialtone = false;
        s.status().messages_waiting = true;
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
    }
    SUBCASE("outside") {
        s.line().outside_dialtone = true;
        s.calls();
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::outside_dial_tone));
    }
}

TEST_CASE("a line without service gives reorder, says why, and sends nothing") {
    Scenario s;
    SUBCASE("down") {
        s.status().service = mapping::LineStatus::Service::down;
        s.phone.lifts_handset();
        CHECK(s.phone.call().prompt == "Temp Fail");
    }
    SUBCASE("refused by the registrar") {
        s.status().service = mapping::LineStatus::Service::refused;
        s.phone.lifts_handset();
        CHECK(s.phone.call().prompt == "Device not authorized");
    }
    SUBCASE("with the hint for the user") {
        s.line().hint_no_service = true;
        s.status().service = mapping::LineStatus::Service::down;
        s.phone.lifts_handset();
        CHECK(s.phone.call().prompt == "Fallback service operating");
    }
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    s.phone.dials("204#");
    CHECK(s.state() == "Failed");
    CHECK_FALSE(s.phone.awaits_opening());
    CHECK_FALSE(s.pbx.got("INVITE"));
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
}

TEST_CASE("a line whose first REGISTER is on its way may call, if its registrar lives") {
    Scenario s;
    s.status().service = mapping::LineStatus::Service::pending;
    SUBCASE("it answers its probes") {
        s.invites();
        CHECK(s.pbx.got("INVITE"));
    }
    SUBCASE("it is silent") {
        s.registrar.alive = [](mapping::LineId, std::size_t) { return false; };
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::reorder_tone));
    }
}

TEST_CASE("a trunk-like line calls without registration") {
    Scenario s;
    s.line().register_line = false;
    s.status().service = mapping::LineStatus::Service::pending;
    s.invites();
    CHECK(s.pbx.got("INVITE"));
}

// ---- digits (2.3) ---------------------------------------------------------------------------------------------------

TEST_CASE("five seconds after the last digit the number is sent") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204");
    s.wait(4s);
    CHECK(s.state() == "Dialling");
    s.phone.dials("5");
    s.wait(5s);
    CHECK(s.phone.placed.front().first == "2045");
}

TEST_CASE("the Dial key sends at once, the backspace key takes digits back down to dial tone") {
    Scenario s;
    s.calls();
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("20");
    s.phone.presses(SoftKey::back_space, 1);
    CHECK(s.phone.count<sccp::BackSpaceRes>() == 1);
    CHECK(s.state() == "Dialling");
    s.phone.presses(SoftKey::back_space, 1);
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
    s.phone.dials("9");
    s.phone.presses(SoftKey::dial, 1);
    CHECK(s.phone.placed.front().first == "9");
}

TEST_CASE("a dial plan sends at once what cannot grow and refuses what cannot be, if so wished") {
    Scenario s;
    s.device.dialplan = {"_2XX", "_9|XXX"};
    s.device.dialplan_miss = mapping::DialPlanMiss::reject;
    s.calls();
    s.phone.lifts_handset();
    SUBCASE("exact") {
        s.phone.dials("204");
        CHECK(s.state() == "Opening");
    }
    SUBCASE("a prefix that is not sent") {
        s.phone.dials("9123");
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("123"));
    }
    SUBCASE("dead") {
        s.phone.dials("5");
        s.phone.dials("5");
        CHECK(s.state() == "Failed");
        CHECK(s.phone.state() == DCallState::invalid_number);
        CHECK(s.phone.call().prompt == "Unknown number");
        CHECK(s.phone.hears(DeviceTone::reorder_tone));
    }
    SUBCASE("incomplete when the time is over") {
        s.phone.dials("20");
        s.wait(5s);
        CHECK(s.state() == "Failed");
    }
}

TEST_CASE("a prefix may bring a second dial tone until the next digit") {
    Scenario s;
    s.line().secondary_dialtone = {"0"};
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("0");
    CHECK(s.phone.hears(DeviceTone::outside_dial_tone));
    s.phone.dials("1");
    CHECK(s.phone.is_silent());
}

TEST_CASE("a directory that dials faster than a finger waits two seconds only") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("20455");
    s.wait(2s);
    CHECK(s.state() == "Opening");
}

TEST_CASE("digits beyond the longest number are not taken") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials(std::string(30, '1'));
    CHECK(s.phone.call().prompt == "No more digits");
    s.phone.dials("#");
    CHECK(s.phone.placed.front().first == std::string(24, '1'));
}

TEST_CASE("a digit without call reference goes to the call that collects digits") {
    Scenario s(2);
    s.calls();
    s.phone.presses_line(2);
    s.phone.dials("204#", 0, 2);
    CHECK(s.state() == "Opening");
}
