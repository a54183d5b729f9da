// What begins a call, and on which line: keys, buttons and directories that outgoing_test.cpp does not press (callflows
// 2.1 to 2.3).
#include "tests/support/held_call.hpp"

using namespace tests;
using Button = sccp::DeviceStimulus;
using Kind = mapping::Button::Kind;

TEST_CASE("whatever begins another call holds the one that talks, complete on the wire before the other one opens") {
    Scenario s(2);
    s.device.buttons.push_back({Kind::speed_dial, "777", ""});
    const auto first = s.talks();
    s.phone.forget_log();
    SUBCASE("NewCall") { s.phone.presses(SoftKey::new_call); }
    SUBCASE("the NewCall button") { s.phone.presses(Button::new_call); }
    SUBCASE("the key of another line") { s.phone.presses_line(2); }
    SUBCASE("a speed dial") { s.phone.presses(Button::speed_dial, 1); }
    SUBCASE("Redial") { s.phone.presses(SoftKey::redial); }
    SUBCASE("a directory") { s.phone.dials_en_bloc("204"); }
    const auto second = s.phone.calls.rbegin()->first;
    REQUIRE(second != first);
    CHECK(s.state(first) == "Holding");
    CHECK(s.pbx.last("offer").leg == first);
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.phone.state(first) == DCallState::hold);
    CHECK(s.phone.names().front() == "CloseReceiveChannel");
    CHECK_FALSE(s.phone.receiving.contains(first));
    if (s.state(second) == "OffHook") s.phone.dials("205#", second, s.phone.call(second).line);
    CHECK(s.state(second) == "Opening");
    s.phone.opens_receive("192.0.2.7", 18100, second);
    s.pbx.accepts_offer(held_answer, first);
    CHECK(s.state(first) == "Hold");
    CHECK(s.pbx.last("INVITE").leg == second);
}

TEST_CASE("handset and directory call on the line that they name") {
    Scenario s(2);
    s.calls();
    SUBCASE("handset") {
        s.phone.lifts_handset(2);
        CHECK(s.phone.lamp(2) == LampMode::on);
        CHECK(s.phone.plane == 2);
        s.phone.dials("204#", 0, 2);
    }
    SUBCASE("directory") { s.phone.dials_en_bloc("204", 2); }
    s.phone.opens_receive();
    CHECK(s.pbx.line_of.at(s.pbx.call()) == 2);
    CHECK(s.phone.lamp(1) == LampMode::off);
}

TEST_CASE("the line key of a hot line dials as its handset does") {
    Scenario s(2);
    s.line(2).hotline = "112";
    s.calls();
    s.phone.presses_line(2);
    CHECK(s.state() == "Opening");
    CHECK(s.phone.count<sccp::StartTone>() == 0);
    CHECK(s.phone.speaker);
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("112"));
    CHECK(s.pbx.line_of.at(s.pbx.call()) == 2);
}

TEST_CASE("a phone below protocol 15 may name its line by the place of the button") { // callflows 0.4 rule 3
    unsigned protocol{};
    SUBCASE("14") { protocol = 14; }
    SUBCASE("15") { protocol = 15; }
    Scenario s(2, "7960", protocol);
    s.device.buttons = {{Kind::line, "201", {}}, {Kind::speed_dial, "777", {}}, {Kind::line, "202", {}}};
    s.calls();
    s.phone.presses_line(3);
    if (protocol == 15) {
        CHECK(s.phone.beeped(DeviceTone::beep_bonk));
        CHECK(s.phone.calls.empty());
        return;
    }
    CHECK(s.phone.call().line == 2);
    s.phone.dials("204#", 0, 3);
    s.phone.opens_receive();
    CHECK(s.pbx.line_of.at(s.pbx.call()) == 2);
}

TEST_CASE("a busy lamp and the Redial button dial as speed dial and Redial key do") {
    Scenario s;
    s.device.buttons.push_back({Kind::blf, "777", ""});
    s.calls();
    s.phone.presses(Button::blf_speed_dial, 1);
    s.phone.opens_receive();
    CHECK(s.pbx.last("INVITE").text == "777");
    s.pbx.rejects(404);
    s.phone.presses(SoftKey::end_call, s.pbx.call());
    s.phone.presses(Button::last_number_redial);
    s.phone.opens_receive();
    CHECK(s.pbx.count("INVITE") == 2);
    CHECK(s.pbx.last("INVITE").text == "777");
}

TEST_CASE("a key that has nothing to dial says so on the idle phone for five seconds") {
    Scenario s;
    s.calls();
    SUBCASE("Redial key") { s.phone.presses(SoftKey::redial); }
    SUBCASE("Redial button") { s.phone.presses(Button::last_number_redial); }
    SUBCASE("messages") { s.phone.presses(Button::messages); }
    SUBCASE("speed dial") { s.phone.presses(Button::speed_dial, 7); }
    const auto words = [&] { return readable(s.phone.last<sccp::DisplayPromptStatusV2>().text.str()); };
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(words() == "Key is not active");
    CHECK(s.phone.last<sccp::DisplayPromptStatusV2>().timeout == 5);
    s.wait(5s);
    CHECK(words() == "Your current options");
    CHECK(s.is_over());
}

TEST_CASE("four digits at the pace of a finger are no directory: the whole time passes before they are sent") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    for (const auto* digit : {"2", "0", "4", "5"}) {
        s.phone.dials(digit);
        s.wait(1s);
    }
    s.wait(3s);
    CHECK(s.state() == "Dialling");
    s.wait(1s);
    CHECK(s.state() == "Opening");
}

TEST_CASE("marks belong to a number: # and * in the first place, + anywhere, # at the end is the order to dial") {
    Scenario s;
    std::string keys, number;
    SUBCASE("#") { keys = "#31#", number = "#31"; }
    SUBCASE("*") { keys = "*21*204#", number = "*21*204"; }
    SUBCASE("+") { keys = "+4930#", number = "+4930"; }
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials(keys);
    CHECK(s.phone.placed.front().first == number);
    s.phone.opens_receive();
    CHECK(s.pbx.last("INVITE").text == number);
}

TEST_CASE("a number that no pattern has is sent when the time is over, unless the plan is to refuse it") {
    Scenario s;
    s.device.dialplan = {"_2XX"};
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("55");
    CHECK(s.state() == "Dialling");
    s.wait(5s);
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("55"));
}

TEST_CASE("a second dial tone comes behind each of its prefixes and nothing else") {
    Scenario s;
    s.line().secondary_dialtone = {"0", "99"};
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("9");
    CHECK(s.phone.is_silent());
    s.phone.dials("9");
    CHECK(s.phone.hears(DeviceTone::outside_dial_tone));
    s.phone.dials("0");
    CHECK(s.phone.is_silent());
}

TEST_CASE("who dials nothing loses the words with the dial tone; on a dead line the time runs as well") {
    Scenario s;
    SUBCASE("in service") { s.calls(); }
    SUBCASE("without service") { s.status().service = mapping::LineStatus::Service::down; }
    s.phone.lifts_handset();
    s.wait(15s);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.call().prompt.empty());
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    s.wait(15s);
    CHECK(s.is_over());
    CHECK(s.phone.idle_tone == DeviceTone::receiver_off_hook_tone);
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
}
