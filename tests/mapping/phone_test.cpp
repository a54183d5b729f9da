// A configured phone as a whole: message lamps, notices, texts, what PBX and operator ask, one event after the other.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/idle_phone.hpp"

using namespace std::chrono_literals;
using namespace tests;
using mapping::SoftKey;
using sccp::LampMode;

// ---- message waiting (callflows 5.8)

TEST_CASE("messages light the handset and the line they are for, and are told in words") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.line_hears(2, sip::MessageSummary{true, 2, 1});
    CHECK(message_lamp(phone, 0) == LampMode::on);
    CHECK(message_lamp(phone, 1) == LampMode::off);
    CHECK(message_lamp(phone, 2) == LampMode::on);
    CHECK(phone.wire.last<sccp::DisplayNotifyV2>().text == "\x80\x24");
    CHECK(idle_prompt(phone) == "You have voice mail");
    CHECK(phone.phone->snapshot().lines[1].new_messages == 2);

    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    phone.line_hears(2, sip::MessageSummary{false, 0, 3});
    CHECK(message_lamp(phone, 0) == LampMode::on);
    CHECK(message_lamp(phone, 2) == LampMode::off);
    phone.line_hears(1, sip::MessageSummary{false, 0, 4});
    CHECK(message_lamp(phone, 0) == LampMode::off);
    CHECK(phone.wire.got<sccp::ClearNotify>());
    CHECK(idle_prompt(phone) == "Your current options");
}

TEST_CASE("only a change of the message lamps is sent") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    phone.wire.forget_log();
    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    phone.line_hears(1, sip::MessageSummary{true, 5, 0});
    CHECK(phone.wire.sent.empty());
}

TEST_CASE("messages that came while the phone was away are shown when it is back") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.phone->on_lost();
    phone.wire.restarts();
    phone.wire.forget_log();
    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    CHECK(phone.wire.sent.empty());
    phone.gets_ready();
    CHECK(message_lamp(phone, 0) == LampMode::on);
    CHECK(idle_prompt(phone) == "You have voice mail");
}

TEST_CASE("the lamp may flash or wink, and be dark during calls") {
    auto options = tests::reception();
    options.mwi_lamp = mapping::MwiLamp::flash;
    options.mwi_off_in_call = true;
    ConfiguredPhone phone(options);
    phone.is_in_service();
    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    CHECK(message_lamp(phone, 0) == LampMode::flash);
    const auto call = phone.talks();
    CHECK(message_lamp(phone, 0) == LampMode::off);
    phone.wire.hangs_up(1, call);
    phone.pbx.confirms_bye(call);
    CHECK(message_lamp(phone, 0) == LampMode::flash);
}

TEST_CASE("the words about messages leave the display during calls") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    phone.wire.forget_log();
    const auto call = phone.talks();
    CHECK(phone.wire.count<sccp::ClearNotify>() == 1);
    CHECK(message_lamp(phone, 0) == LampMode::on);
    phone.wire.hangs_up(1, call);
    phone.pbx.confirms_bye(call);
    CHECK(phone.wire.count<sccp::DisplayNotifyV2>() == 1);
    CHECK(idle_prompt(phone) == "You have voice mail");
}

// ---- registration notices (callflows 1.3)

TEST_CASE("a line that is refused or without service is told by its label, and no more when it is well") {
    ConfiguredPhone phone;
    phone.is_in_service();
    CHECK(notice(phone, 3).empty());
    phone.line_hears(2, sip::FlowLost{});
    phone.line_hears(2, sip::RegisterFailed{503, "Service Unavailable", {}, false});
    phone.wait(5s);
    CHECK(notice(phone, 3).empty());
    phone.line_hears(2, sip::RegisterFailed{503, "Service Unavailable", {}, false});
    CHECK(notice(phone, 3) == "Shared line: no service");
    phone.line_hears(1, sip::FlowLost{});
    phone.line_hears(1, sip::RegisterRefused{403, "Forbidden"});
    CHECK(notice(phone, 3) == "1001: not authorised");
    phone.wait(600s);
    phone.line_hears(1, sip::RegisterOk{300s, {}, {}});
    CHECK(notice(phone, 3) == "Shared line: no service");
    phone.wait(300s);
    phone.line_hears(2, sip::RegisterOk{300s, {}, {}});
    CHECK(notice(phone, 3).empty());
}

TEST_CASE("race 49: a refresh that fails touches no call") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.wait(299s);
    REQUIRE(phone.line_state(1) == "Refreshing");
    phone.line_hears(1, sip::RegisterFailed{408, "Request Timeout", {}, true});
    CHECK(phone.line_state(1) == "BackingOff");
    phone.wait(60s);
    CHECK(phone.call_state(call) == "Connected");
    CHECK(phone.pbx.count("BYE") == 0);
}

TEST_CASE("race 48: a registrar that is lost in a call leaves the call alone; the next call goes to the next registrar") {
    auto options = tests::reception();
    options.lines[0].registrars.push_back({"pbx2.example", 5060, {}});
    ConfiguredPhone phone(options);
    phone.is_in_service();
    const auto call = phone.talks();
    phone.registrar.alive = [](mapping::LineId, std::size_t target) { return target == 1; };
    phone.line_hears(1, sip::ProbeFailed{});
    phone.line_hears(1, sip::RegisterOk{300s, {}, {}});
    CHECK(phone.call_state(call) == "Connected");
    CHECK(phone.phone->snapshot().lines[0].registrar == "pbx2.example:5060");

    phone.registrar.alive = [](mapping::LineId, std::size_t) { return true; };
    phone.line_hears(1, sip::ProbeRecovered{0});
    CHECK(phone.line_state(1) == "Registered");
    phone.wire.hangs_up(1, call);
    phone.pbx.confirms_bye(call);
    CHECK(phone.line_state(1) == "Registering");
    CHECK(phone.registrar.sent.back().target == 0);
}

TEST_CASE("an INVITE that does not reach the registrar moves the line too, a refusal of the registrar does not") {
    auto options = tests::reception();
    options.lines[0].registrars.push_back({"pbx2.example", 5060, {}});
    ConfiguredPhone phone(options);
    phone.is_in_service();
    phone.wire.lifts_handset();
    phone.wire.dials("204#");
    phone.wire.opens_receive();
    auto refusal = phone.pbx.message(503);
    bool moves{};
    SUBCASE("transport error") { refusal.internal = true, moves = true; }
    SUBCASE("503 of the PBX") { refusal.sent_before_provisional = true; }
    phone.pbx.says(sip::Rejected{refusal, false});
    CHECK(phone.pbx.invites[phone.pbx.call()].target == 1);
    CHECK(phone.line_state(1) == (moves ? "Registering" : "Registered"));
    CHECK(phone.registrar.sent.back().target == (moves ? 1u : 0u));
    CHECK(phone.world.has_logged("the registrar does not answer, the call goes to the next one"));
}

// ---- what a PBX and an operator may ask (callflows 5.14, interfaces.md)

TEST_CASE("check-sync restarts the phone when it is idle, with reboot it resets it") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.line_hears(1, sip::CheckSync{false});
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::restart);
    ConfiguredPhone busy;
    busy.is_in_service();
    const auto call = busy.talks();
    busy.line_hears(2, sip::CheckSync{true});
    CHECK_FALSE(busy.wire.got<sccp::Reset>());
    busy.wire.hangs_up(1, call);
    busy.pbx.confirms_bye(call);
    CHECK(busy.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::reset);
}

TEST_CASE("a MESSAGE is shown if that is wanted and the phone is there") {
    ConfiguredPhone phone;
    phone.is_in_service();
    CHECK_FALSE(phone.phone->on_text(ConfiguredPhone::first_line, "Fire drill at ten"));
    auto options = tests::reception();
    options.message_display = true;
    ConfiguredPhone other(options);
    CHECK_FALSE(other.phone->on_text(ConfiguredPhone::first_line, "too early"));
    other.is_in_service();
    CHECK(other.phone->on_text(ConfiguredPhone::first_line, "Fire drill at ten"));
    CHECK(notice(other, 1) == "Fire drill at ten");
    CHECK(other.wire.last<sccp::DisplayPriNotifyV2>().timeout == 30);
    CHECK_FALSE(other.phone->on_text(4711, "for nobody"));
}

TEST_CASE("a text of the operator is shown for as long as it says") {
    ConfiguredPhone phone;
    CHECK(phone.phone->show_message("hello", 5).state == "Down");
    phone.is_in_service();
    CHECK(phone.phone->show_message("hello", 5).accepted);
    CHECK(notice(phone, 1) == "hello");
    CHECK(phone.wire.last<sccp::DisplayPriNotifyV2>().timeout == 5);
}

TEST_CASE("the operator hangs up a call by its number") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    CHECK_FALSE(phone.phone->hang_up(4711));
    CHECK(phone.phone->hang_up(call));
    CHECK(phone.pbx.last("BYE").leg == call);
    CHECK(phone.wire.calls.empty());
}

TEST_CASE("REST sees who the phone is and how it stands") {
    ConfiguredPhone phone;
    CHECK(phone.phone->snapshot().state == "Down");
    phone.registration.firmware_load_name = "P0030801SR02";
    phone.world.time.unix_time = 1'800'000'000;
    phone.is_in_service();
    phone.phone->note_alarm("25: Name=SEP001120AABBCC Load=8.1 Last=Reset-Reset");
    const auto shot = phone.phone->snapshot();
    CHECK(shot.device == "SEP001120AABBCC");
    CHECK(shot.description == "Reception");
    CHECK(shot.state == "Ready");
    CHECK(shot.model == "7960");
    CHECK(shot.type == 7);
    CHECK(shot.protocol == 11);
    CHECK(shot.load == "P0030801SR02");
    CHECK(shot.address == "192.0.2.7");
    CHECK(shot.last_alarm == "25: Name=SEP001120AABBCC Load=8.1 Last=Reset-Reset");
    CHECK(shot.since_unix == 1'800'000'000);
    REQUIRE(shot.lines.size() == 2);
    CHECK(shot.lines[0].name == "1001");
    CHECK(shot.lines[1].instance == 2);
    CHECK(shot.lines[1].contact == "SEP001120AABBCC-2");
    CHECK(shot.calls.empty());
}

// ---- one event after the other

TEST_CASE("a connection that breaks while it is written to is heard after what was under way") {
    ConfiguredPhone phone;
    phone.is_in_service();
    bool broken = false;
    phone.wire.when_sent = [&](const sccp::ToPhone&) {
        if (std::exchange(broken, true)) return;
        phone.phone->on_lost();
        CHECK(phone.state() == "Ready");
    };
    phone.says(sccp::LineStatReq{1});
    CHECK(broken);
    CHECK(phone.state() == "Lost");
}

TEST_CASE("events for lines and timers that are not there change nothing") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.phone->on_line(4711, sip::FlowLost{});
    phone.phone->on_timer({mapping::TimerKind::refresh, 4711, 1});
    phone.phone->on_timer({mapping::TimerKind::grace, 0, 77});
    phone.phone->on_timer({mapping::TimerKind::probe, 0, 1});
    CHECK(phone.state() == "Ready");
    CHECK(phone.line_state(1) == "Registered");
}

TEST_CASE("a phone that is here is told the time when its clock has become wrong") {
    ConfiguredPhone phone;
    phone.phone->show_time();
    CHECK_FALSE(phone.wire.got<sccp::TimeDateRes>());
    phone.is_in_service();
    phone.wire.forget_log();
    phone.world.time.hour = 10;
    phone.phone->show_time();
    REQUIRE(phone.wire.sent.size() == 1);
    CHECK(phone.wire.last<sccp::TimeDateRes>().time_data_info.w_hour == 10);
}
