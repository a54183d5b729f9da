// Do-not-disturb and call forward of a configured phone (callflows 5.9, 5.10).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/idle_phone.hpp"

using namespace std::chrono_literals;
using namespace tests;
using mapping::SoftKey;
using sccp::LampMode;

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
