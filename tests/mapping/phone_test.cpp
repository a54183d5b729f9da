// A configured phone as a whole: message lamps, notices, forwards, do-not-disturb, texts, new configuration, end of the process.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using mapping::SoftKey;
using sccp::LampMode;
using tests::ConfiguredPhone;

namespace {

LampMode lamp(const ConfiguredPhone& phone, sccp::DeviceStimulus stimulus, unsigned instance) {
    const auto found = phone.wire.lamps.find({stimulus, instance});
    return found == phone.wire.lamps.end() ? LampMode::off : found->second;
}

LampMode message_lamp(const ConfiguredPhone& phone, unsigned line) { return lamp(phone, sccp::DeviceStimulus::voice_mail, line); }

/// What stands on the display of the idle phone, in English.
std::string idle_prompt(const ConfiguredPhone& phone) {
    for (auto message = phone.wire.sent.rbegin(); message != phone.wire.sent.rend(); ++message) {
        const auto* packed = std::get_if<sccp::DisplayPromptStatusV2>(&*message);
        if (packed && packed->line_instance == 0) return tests::readable(packed->text.str());
        const auto* fixed = std::get_if<sccp::DisplayPromptStatus>(&*message);
        if (fixed && fixed->line_instance == 0) return tests::readable(fixed->prompt_status.str());
    }
    return {};
}

std::string notice(const ConfiguredPhone& phone, unsigned priority) {
    std::string text;
    for (const auto& message : phone.wire.sent) {
        if (const auto* shown = std::get_if<sccp::DisplayPriNotifyV2>(&message); shown && shown->priority == priority)
            text = tests::readable(shown->text.str());
        if (const auto* cleared = std::get_if<sccp::ClearPriNotify>(&message); cleared && cleared->priority == priority) text.clear();
    }
    return text;
}

} // namespace

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

// ---- do not disturb (callflows 5.10)

TEST_CASE("do not disturb goes on and off by its key, is told in words and lamp, and outlives a restart") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.wire.presses(SoftKey::do_not_disturb);
    CHECK(notice(phone, 2) == "Do not disturb is active");
    CHECK(idle_prompt(phone) == "Do not disturb is active");
    CHECK(lamp(phone, sccp::DeviceStimulus::do_not_disturb, 3) == LampMode::on);
    CHECK(phone.wire.last<sccp::FeatureStatV2Res>().feature_index == 3);
    CHECK(phone.wire.last<sccp::FeatureStatV2Res>().feature_status == 1);
    phone.is_called();
    CHECK(phone.pbx.last("reject").status == 486);

    ConfiguredPhone restarted(tests::reception(), phone.world.memory);
    restarted.is_in_service();
    CHECK(notice(restarted, 2) == "Do not disturb is active");
    CHECK(restarted.wire.last<sccp::FeatureStatV2Res>().feature_status == 1);
    restarted.wire.presses(sccp::DeviceStimulus::do_not_disturb, 3);
    CHECK(notice(restarted, 2).empty());
    CHECK(idle_prompt(restarted) == "Your current options");
    CHECK(lamp(restarted, sccp::DeviceStimulus::do_not_disturb, 3) == LampMode::off);
    CHECK(restarted.wire.last<sccp::FeatureStatV2Res>().feature_status == 0);

    ConfiguredPhone again(tests::reception(), restarted.world.memory);
    again.is_in_service();
    CHECK(notice(again, 2).empty());
}

TEST_CASE("silent do not disturb blinks and lets calls in without sound; cycle goes through all three") {
    auto options = tests::reception();
    options.lines[0].dnd_mode = mapping::DndMode::cycle;
    ConfiguredPhone phone(options);
    phone.is_in_service();
    phone.wire.presses(SoftKey::do_not_disturb);
    CHECK(lamp(phone, sccp::DeviceStimulus::do_not_disturb, 3) == LampMode::on);
    phone.wire.presses(SoftKey::do_not_disturb);
    CHECK(lamp(phone, sccp::DeviceStimulus::do_not_disturb, 3) == LampMode::blink);
    const auto call = phone.is_called();
    CHECK(phone.call_state(call) == "RingIn");
    CHECK(phone.wire.rings.at(call) == sccp::RingMode::flash_only);
    phone.pbx.cancels();
    phone.wire.presses(SoftKey::do_not_disturb);
    CHECK(notice(phone, 2).empty());

    options.lines[0].dnd_mode = mapping::DndMode::silent;
    ConfiguredPhone silent(options);
    silent.is_in_service();
    silent.wire.presses(SoftKey::do_not_disturb);
    CHECK(lamp(silent, sccp::DeviceStimulus::do_not_disturb, 3) == LampMode::blink);
    silent.wire.presses(SoftKey::do_not_disturb);
    CHECK(lamp(silent, sccp::DeviceStimulus::do_not_disturb, 3) == LampMode::off);
}

TEST_CASE("models that only know rejecting get that") {
    auto options = tests::reception();
    options.lines[0].dnd_mode = mapping::DndMode::silent;
    ConfiguredPhone phone(options);
    phone.is_a(sccp::DeviceType::cisco_8945, 20);
    phone.is_in_service();
    phone.wire.presses(SoftKey::do_not_disturb);
    phone.is_called();
    CHECK(phone.pbx.last("reject").status == 486);
}

// ---- call forward (callflows 5.9)

TEST_CASE("the forward key asks for a number, sends calls there, and takes it back") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.wire.presses(SoftKey::forward_all);
    phone.wire.dials("2048");
    phone.wire.dials("#");
    const auto status = phone.wire.last<sccp::ForwardStatRes>();
    CHECK(status.active_forward == 1);
    CHECK(status.line_number == 1);
    CHECK(status.forward_all_active == 1);
    CHECK(status.forward_all_dirnum == "2048");
    CHECK(status.forward_busy_active == 0);
    phone.wait(2s);
    CHECK_FALSE(phone.phone->has_calls());
    CHECK_FALSE(phone.pbx.got("INVITE"));
    CHECK(idle_prompt(phone).find("2048") != std::string::npos);
    phone.is_called();
    CHECK(phone.pbx.last("reject").status == 302);
    CHECK(phone.pbx.last("reject").extra.contact.find("2048") != std::string::npos);

    ConfiguredPhone restarted(tests::reception(), phone.world.memory);
    restarted.is_in_service();
    CHECK(tests::only<sccp::ForwardStatRes>(restarted.says(sccp::ForwardStatReq{1}))->forward_all_dirnum == "2048");
    restarted.wire.presses(SoftKey::forward_all);
    CHECK(restarted.wire.last<sccp::ForwardStatRes>().active_forward == 0);
    CHECK(idle_prompt(restarted) == "Your current options");
    CHECK_FALSE(restarted.phone->has_calls());
    const auto call = restarted.is_called();
    CHECK(restarted.call_state(call) == "RingIn");
}

TEST_CASE("forwarding of the second line is that line's own") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.wire.presses(SoftKey::forward_all, 0, 2);
    phone.wire.dials("300", 0, 2);
    phone.wire.dials("#", 0, 2);
    phone.wait(2s);
    CHECK(phone.wire.last<sccp::ForwardStatRes>().line_number == 2);
    phone.is_called(2);
    CHECK(phone.pbx.last("reject").status == 302);
    const auto call = phone.is_called(1);
    CHECK(phone.call_state(call) == "RingIn");
    CHECK(idle_prompt(phone) == "Your current options");
}

TEST_CASE("hung up before a number is complete, nothing is forwarded") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.wire.presses(SoftKey::forward_all);
    phone.wire.dials("20");
    REQUIRE(phone.wire.calls.size() == 1);
    phone.wire.presses(SoftKey::end_call, phone.wire.calls.begin()->first);
    CHECK_FALSE(phone.phone->has_calls());
    CHECK(tests::only<sccp::ForwardStatRes>(phone.says(sccp::ForwardStatReq{1}))->active_forward == 0);
}

TEST_CASE("a forward button lights while its line is forwarded") {
    auto options = tests::reception();
    options.buttons.push_back({mapping::Button::Kind::feature, "cfwdall", "Forward"});
    ConfiguredPhone phone(options, {{"SEP001120AABBCC/1001/forward_all", "777"}, {"SEP001120AABBCC/1110/forward_busy", "'; DROP"}});
    phone.is_a(sccp::DeviceType::cisco_7975, 20);
    phone.is_in_service();
    const auto features = phone.wire.all<sccp::FeatureStatV2Res>();
    REQUIRE(features.size() == 2);
    CHECK(features[1].feature_index == 4);
    CHECK(features[1].feature_id == sccp::ButtonType::forward_all);
    CHECK(features[1].feature_status == 1);
    CHECK(tests::only<sccp::ForwardStatRes>(phone.says(sccp::ForwardStatReq{2}))->active_forward == 0);
    phone.wire.presses(sccp::DeviceStimulus::forward_all, 4);
    CHECK(phone.wire.last<sccp::FeatureStatV2Res>().feature_status == 0);
    CHECK(lamp(phone, sccp::DeviceStimulus::forward_all, 4) == LampMode::off);
}

TEST_CASE("the instance of a forward button is that of the button, not of a line") {
    auto options = tests::reception();
    options.buttons = {options.buttons[0], options.buttons[1], {mapping::Button::Kind::feature, "dnd", ""},
                       {mapping::Button::Kind::feature, "cfwdall", ""}};
    ConfiguredPhone phone(options, {{"SEP001120AABBCC/1001/forward_all", "777"}, {"SEP001120AABBCC/1110/forward_all", "888"}});
    phone.is_in_service();
    phone.wire.presses(sccp::DeviceStimulus::forward_all, 2);
    CHECK(tests::only<sccp::ForwardStatRes>(phone.says(sccp::ForwardStatReq{1}))->active_forward == 0);
    CHECK(tests::only<sccp::ForwardStatRes>(phone.says(sccp::ForwardStatReq{2}))->forward_all_dirnum == "888");
}

TEST_CASE("the idle prompt tells the most urgent: forward, do not disturb, messages") {
    ConfiguredPhone phone(tests::reception(), {{"SEP001120AABBCC/1001/forward_all", "777"}, {"SEP001120AABBCC/dnd", "reject"}});
    phone.is_in_service();
    phone.line_hears(1, sip::MessageSummary{true, 1, 0});
    CHECK(idle_prompt(phone).find("777") != std::string::npos);
    phone.wire.presses(SoftKey::forward_all);
    CHECK(idle_prompt(phone) == "Do not disturb is active");
    phone.wire.presses(SoftKey::do_not_disturb);
    CHECK(idle_prompt(phone) == "You have voice mail");
}

TEST_CASE("a feature that is not there refuses its key") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.wire.presses(SoftKey::hunt_log_in);
    CHECK(phone.wire.beeped(sccp::DeviceTone::beep_bonk));
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

// ---- new configuration

TEST_CASE("a configuration that changes nothing the phone shows is taken over without a word") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.wire.forget_log();
    phone.options.lines[0].dnd_code = 603;
    phone.phone->apply(phone.shared_options().device);
    CHECK(phone.wire.sent.empty());
    CHECK(phone.line_state(1) == "Registered");
    phone.wire.presses(SoftKey::do_not_disturb);
    phone.is_called();
    CHECK(phone.pbx.last("reject").status == 603);
}

TEST_CASE("new buttons or labels restart the phone, a new password registers its lines anew") {
    ConfiguredPhone phone;
    phone.is_in_service();
    SUBCASE("button") { phone.options.buttons[2].target = "1006"; }
    SUBCASE("label") { phone.options.lines[0].label = "Front desk"; }
    SUBCASE("password") { phone.options.lines[0].password = "other"; }
    phone.phone->apply(phone.shared_options().device);
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::restart);
    CHECK(phone.line_state(1) == "Unregistering");
    phone.line_hears(1, sip::RegisterOk{0s, {}, {}});
    phone.gets_ready();
    CHECK(phone.line_state(1) == "Registering");
    CHECK(tests::all_of<sccp::LineStatRes>(phone.says(sccp::LineStatReq{1})).at(0).line_text_label ==
          (phone.options.lines[0].label.empty() ? "1001" : "Front desk"));
}

TEST_CASE("a configuration waits for the end of the calls") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.options.buttons[2].target = "1006";
    phone.phone->apply(phone.shared_options().device);
    CHECK_FALSE(phone.wire.got<sccp::Reset>());
    CHECK(tests::only<sccp::SpeedDialStatV2Res>(phone.says(sccp::SpeedDialStatReq{1}))->speed_dial_dir_number == "1005");
    phone.wire.hangs_up(1, call);
    phone.pbx.confirms_bye(call);
    CHECK(phone.wire.got<sccp::Reset>());
}

TEST_CASE("a configuration for a phone that is away concerns its lines") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.phone->on_lost();
    phone.options.lines[1].user = "1111";
    phone.phone->apply(phone.shared_options().device);
    CHECK(phone.line_state(2) == "Unregistering");
    phone.gets_ready();
    phone.line_hears(2, sip::RegisterOk{0s, {}, {}});
    CHECK(phone.line_state(2) == "Registering");
    CHECK(phone.phone->snapshot().lines[1].user == "1111");

    ConfiguredPhone refused;
    refused.gets_ready();
    refused.line_hears(1, sip::RegisterRefused{403, "Forbidden"});
    refused.options.lines[0].dnd_code = 603;
    refused.phone->apply(refused.shared_options().device);
    CHECK(refused.line_state(1) == "Registering");
}

// ---- the end (race 56)

TEST_CASE("race 56: at the end calls and lines go, new calls get 503, then the phone looks for its next server") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    const auto ringing = phone.is_called(2);
    phone.phone->drain();
    CHECK(phone.pbx.last("BYE").leg == call);
    CHECK(phone.pbx.last("reject").leg == ringing);
    CHECK(phone.pbx.last("reject").status == 480);
    CHECK(phone.line_state(1) == "Unregistering");
    CHECK_FALSE(phone.phone->is_quiet());
    phone.is_called();
    CHECK(phone.pbx.last("reject").status == 503);

    phone.pbx.confirms_bye(call);
    phone.line_hears(1, sip::RegisterOk{0s, {}, {}});
    phone.line_hears(2, sip::RegisterOk{0s, {}, {}});
    CHECK(phone.phone->is_quiet());
    CHECK_FALSE(phone.wire.got<sccp::Reset>());
    phone.phone->restart_for_drain();
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::restart);
    CHECK(phone.wire.count<sccp::Reset>() == 1);
}

TEST_CASE("race 56: a registrar that does not answer delays the end by five seconds; a phone in configuration is restarted too") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.phone->drain();
    phone.wait(5s);
    CHECK(phone.phone->is_quiet());

    ConfiguredPhone early;
    early.registers();
    early.phone->drain();
    CHECK(early.phone->is_quiet());
    early.phone->restart_for_drain();
    CHECK(early.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::restart);
    early.says(sccp::ButtonTemplateReq{});
    early.says(sccp::TimeDateReq{});
    CHECK(early.registrar.sent.empty());

    ConfiguredPhone absent;
    absent.phone->drain();
    absent.phone->restart_for_drain();
    CHECK(absent.phone->is_quiet());
    CHECK(absent.wire.sent.empty());
}

TEST_CASE("race 56: while calls may still end by themselves, who wants another one hears and reads that there is none") {
    ConfiguredPhone phone;
    phone.is_in_service();
    SUBCASE("with the handset: a tone until it is put down") {
        phone.phone->take_no_new_calls();
        phone.wire.lifts_handset();
        CHECK(phone.wire.last<sccp::StartTone>().tone == sccp::DeviceTone::reorder_tone);
        CHECK_FALSE(phone.wire.got<sccp::CallState>());
        phone.wire.dials("204#");
        phone.wire.dials_en_bloc("204");
        phone.wire.forget_log();
        phone.wire.hangs_up();
        CHECK(phone.wire.got<sccp::StopTone>());
    }
    SUBCASE("by a key: a beep") {
        phone.phone->take_no_new_calls();
        SUBCASE("soft key") { phone.wire.presses(mapping::SoftKey::new_call); }
        SUBCASE("line key") { phone.wire.presses_line(1); }
        SUBCASE("speed dial") { phone.wire.presses(sccp::DeviceStimulus::speed_dial, 1); }
        SUBCASE("number from a list") { phone.wire.dials_en_bloc("204"); }
        CHECK(phone.wire.last<sccp::StartTone>().tone == sccp::DeviceTone::beep_bonk);
    }
    SUBCASE("beside a call, which goes on") {
        const auto call = phone.talks();
        phone.phone->take_no_new_calls();
        phone.wire.presses(mapping::SoftKey::hold, call);
        phone.pbx.accepts_offer();
        phone.wire.presses(mapping::SoftKey::new_call);
        CHECK(phone.call_state(call) == "Hold");
        phone.wire.presses(mapping::SoftKey::resume, call);
        phone.wire.opens_receive();
        phone.pbx.accepts_offer();
        CHECK(phone.call_state(call) == "Connected");
        phone.wire.presses(mapping::SoftKey::new_call);
        CHECK(phone.call_state(call) == "Connected");
        CHECK(phone.phone->snapshot().calls.size() == 1);
    }
    SUBCASE("in the place of one that has failed") {
        phone.wire.lifts_handset();
        phone.wait(20s);
        phone.phone->take_no_new_calls();
        phone.wire.presses(mapping::SoftKey::new_call);
        CHECK(phone.phone->snapshot().calls.size() <= 1);
    }
    CHECK_FALSE(phone.pbx.got("INVITE"));
    bool is_told = false;
    for (const auto& said : tests::all_of<sccp::DisplayPromptStatusV2>(phone.wire.sent)) is_told = is_told || said.text.str().find("No new calls") != std::string::npos;
    CHECK((is_told || phone.wire.prompt.find("No new calls") != std::string::npos));
    phone.wait(5s);
    if (phone.wire.calls.empty()) CHECK(phone.wire.prompt.find("No new calls") == std::string::npos);
}

TEST_CASE("race 56: a call that is being dialled when the end begins goes out, and one that rings may be taken") {
    ConfiguredPhone phone;
    phone.is_in_service();
    SUBCASE("dialled") {
        phone.wire.lifts_handset();
        phone.phone->take_no_new_calls();
        phone.wire.dials("204#");
        phone.wire.opens_receive();
        CHECK(phone.pbx.was_invited("204"));
    }
    SUBCASE("ringing") {
        const auto call = phone.is_called();
        phone.phone->take_no_new_calls();
        phone.wire.lifts_handset(1, call);
        phone.wire.opens_receive();
        phone.pbx.acknowledges();
        CHECK(phone.call_state(call) == "Connected");
    }
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
