// Registration of a phone: every row of mapping/tables/device.hpp that is not about loss or reset (callflows 1.1 to
// 1.4).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/device.hpp"
#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using tests::ConfiguredPhone;
using Strings = std::vector<std::string>;

TEST_CASE("the first words to a phone are RegisterAck and the question for its codecs") {
    ConfiguredPhone phone;
    CHECK(phone.state() == "Down");
    phone.registers();
    CHECK(phone.state() == "Configuring");
    CHECK(tests::names(phone.wire.sent) == Strings{"RegisterAck", "CapabilitiesReq"});
    const auto ack = phone.wire.last<sccp::RegisterAck>();
    CHECK(ack.keep_alive_interval == 30);
    CHECK(ack.secondary_keep_alive_interval == 60);
    CHECK(ack.date_template == "D/M/Y");
    CHECK(ack.max_protocol_ver == 11);
    CHECK(phone.registrar.sent.empty());
}

TEST_CASE("RegisterAck carries the features behind the version as the phones of that version know them") {
    for (const unsigned version : {3U, 8U, 10U}) {
        ConfiguredPhone phone;
        phone.is_a(sccp::DeviceType::cisco_7960, version).registers();
        CHECK(phone.wire.last<sccp::RegisterAck>().protocol_reserved == 0x20);
        CHECK(static_cast<unsigned>(phone.wire.last<sccp::RegisterAck>().phone_features) == 0xfef1);
    }
    for (const unsigned version : {11U, 17U, 22U}) {
        ConfiguredPhone phone;
        phone.is_a(sccp::DeviceType::cisco_7965, version).registers();
        CHECK(static_cast<unsigned>(phone.wire.last<sccp::RegisterAck>().phone_features) == 0xfff1);
    }
}

TEST_CASE("the agreed version is the least of what phone, gateway, configuration and model bear; none or 0 is 3") {
    mapping::DeviceOptions options;
    const auto& desk_phone = sccp::phone_model(sccp::DeviceType::cisco_7965);
    CHECK(mapping::agreed_version(17, desk_phone, options) == 17);
    CHECK(mapping::agreed_version(33, desk_phone, options) == 22);
    CHECK(mapping::agreed_version(0, desk_phone, options) == 3);
    CHECK(mapping::agreed_version(17, sccp::phone_model(sccp::DeviceType::cisco_ata_186), options) == 3);
    CHECK(mapping::agreed_version(17, sccp::phone_model(sccp::DeviceType::cisco_spa_525g2), options) == 8);
    options.max_protocol = 11;
    CHECK(mapping::agreed_version(17, desk_phone, options) == 11);
}

TEST_CASE("a phone is Ready when it asked for the time, told its lines, fell silent, or is used") {
    ConfiguredPhone phone;
    phone.registers();
    SUBCASE("time after the buttons") {
        phone.says(sccp::TimeDateReq{});
        CHECK(phone.state() == "Configuring");
        phone.says(sccp::ButtonTemplateReq{});
        CHECK(phone.state() == "Configuring");
        phone.says(sccp::TimeDateReq{});
    }
    SUBCASE("lines after the buttons") {
        phone.says(sccp::RegisterAvailableLines{6});
        CHECK(phone.state() == "Configuring");
        phone.says(sccp::ButtonTemplateReq{});
        phone.says(sccp::RegisterAvailableLines{6});
    }
    SUBCASE("two seconds without a question after the buttons") {
        phone.wait(3s);
        phone.says(sccp::ButtonTemplateReq{});
        phone.wait(1s);
        phone.says(sccp::LineStatReq{1});
        phone.wait(1900ms);
        CHECK(phone.state() == "Configuring");
        phone.wait(100ms);
    }
    SUBCASE("ten seconds") {
        phone.wait(9999ms);
        CHECK(phone.state() == "Configuring");
        phone.wait(1ms);
    }
    SUBCASE("handset") { phone.says(sccp::OffHook{}); }
    SUBCASE("soft key") { phone.says(sccp::SoftKeyEvent{}); }
    SUBCASE("button") { phone.says(sccp::Stimulus{}); }
    SUBCASE("digit") { phone.says(sccp::KeypadButton{}); }
    SUBCASE("number") { phone.says(sccp::EnblocCall{}); }
    CHECK(phone.state() == "Ready");
    CHECK(phone.phone->is_ready());
    CHECK(phone.line_state(1) == "Registering");
    CHECK(phone.line_state(2) == "Registering");
}

TEST_CASE("headset, accessory and capability messages neither make a phone Ready nor get an answer") {
    ConfiguredPhone phone;
    phone.registers();
    phone.wire.forget_log();
    phone.says(sccp::HeadsetStatus{});
    phone.says(sccp::MediaPathEvent{});
    phone.says(sccp::IpPort{16384});
    phone.says(sccp::UpdateCapabilities{});
    phone.says(sccp::AddOnDeviceCapabilities{});
    phone.says(sccp::LocationInfo{});
    phone.says(sccp::EnhancedAlarm{});
    phone.says(sccp::Unknown{});
    CHECK(phone.wire.sent.empty());
    CHECK(phone.state() == "Configuring");
}

TEST_CASE("at Ready the phone gets lamps, forwards, features, keys and prompt, in this order") {
    ConfiguredPhone phone;
    phone.registers();
    phone.says(sccp::ButtonTemplateReq{});
    const auto said = phone.says(sccp::TimeDateReq{});
    CHECK(tests::names(said) == Strings{"TimeDateRes", "SetLamp", "SetLamp", "SetLamp", "ForwardStatRes",
                                        "ForwardStatRes", "FeatureStatV2Res", "SelectSoftKeys",
                                        "DisplayPromptStatusV2"});
    const auto lamps = tests::all_of<sccp::SetLamp>(said);
    CHECK(lamps[0].stimulus == sccp::DeviceStimulus::voice_mail);
    CHECK(lamps[0].stimulus_instance == 0);
    CHECK(lamps[0].lamp_mode == sccp::LampMode::off);
    const auto keys = tests::all_of<sccp::SelectSoftKeys>(said)[0];
    CHECK(keys.line_instance == 0);
    CHECK(keys.call_reference == 0);
    CHECK(keys.soft_key_set_index == sccp::SoftKeySet::on_hook);
    const auto prompt = tests::all_of<sccp::DisplayPromptStatusV2>(said)[0];
    CHECK(prompt.text == "\x80\x13");
    CHECK(prompt.timeout == 0);
    CHECK(prompt.line_instance == 0);
}

TEST_CASE("a phone without soft keys gets none selected") {
    ConfiguredPhone phone;
    phone.is_a(sccp::DeviceType::cisco_7910, 3, 0x0060).gets_ready();
    CHECK_FALSE(phone.wire.got<sccp::SelectSoftKeys>());
    CHECK(phone.wire.got<sccp::DisplayPromptStatus>());
}

TEST_CASE("a phone of an unknown type is served with generic buttons, and that is said once") {
    ConfiguredPhone phone;
    phone.is_a(static_cast<sccp::DeviceType>(99'999), 17).gets_ready();
    phone.phone->on_lost();
    phone.gets_ready();
    CHECK(phone.state() == "Ready");
    int told = 0;
    for (const auto& line : phone.world.lines) told += line.text.find("99999") != std::string::npos ? 1 : 0;
    CHECK(told == 1);
    CHECK(phone.phone->snapshot().model == "unknown");
}

TEST_CASE("model= of the configuration is stronger than the type that the phone tells") {
    auto options = tests::reception();
    options.model = "7912";
    ConfiguredPhone phone(options);
    phone.registers();
    CHECK(phone.phone->snapshot().model == "7912");
    CHECK(phone.world.has_logged("button.2 has no place"));
}

TEST_CASE("codecs may come before, after or long after the buttons, asked for or not") {
    ConfiguredPhone phone;
    phone.gets_ready();
    CHECK(phone.phone->snapshot().capabilities == Strings{"pcma", "pcmu"});
    sccp::UpdateCapabilities update;
    update.audiocaps.push_back({sccp::MediaPayloadType::g729, 60, {}});
    phone.says(update);
    CHECK(phone.phone->snapshot().capabilities == Strings{"g729"});
    CHECK(phone.state() == "Ready");
}

TEST_CASE("a second Register of the same connection starts the configuration again") {
    ConfiguredPhone phone;
    SUBCASE("while configuring") { phone.registers(); }
    SUBCASE("when Ready") { phone.gets_ready(); }
    phone.wire.forget_log();
    phone.phone->on(phone.registration);
    CHECK(phone.state() == "Configuring");
    CHECK(tests::names(phone.wire.sent) == Strings{"RegisterAck", "CapabilitiesReq"});
    CHECK(phone.wire.closed == 0);
    CHECK(phone.wire.previous_closed == 0);
    phone.says(sccp::ButtonTemplateReq{});
    phone.says(sccp::TimeDateReq{});
    CHECK(phone.state() == "Ready");
}

TEST_CASE("a take-over closes the old connection and configures the new one") {
    ConfiguredPhone phone;
    SUBCASE("while configuring") { phone.registers(); }
    SUBCASE("when Ready") { phone.gets_ready(); }
    SUBCASE("while resetting") {
        phone.gets_ready();
        phone.phone->reset(2, false);
        CHECK(phone.state() == "Resetting");
    }
    phone.registers(true);
    CHECK(phone.state() == "Configuring");
    CHECK(phone.wire.previous_closed == 1);
    CHECK(phone.wire.closed == 0);
}

TEST_CASE("a connection that takes over in a consultation hears nothing of the old calls before its RegisterAck") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto source = phone.talks();
    phone.wire.presses(mapping::SoftKey::transfer, source);
    phone.pbx.accepts_offer(tests::far_sdp(), source);
    phone.wire.dials("205#");
    phone.wire.opens_receive();
    SUBCASE("no response yet") {}
    SUBCASE("under way") { phone.pbx.progresses(); }
    SUBCASE("ringing") { phone.pbx.rings(); }
    REQUIRE(phone.pbx.was_invited("205"));
    phone.wire.sent.clear();
    phone.registers(true);
    REQUIRE_FALSE(phone.wire.sent.empty());
    CHECK(phone.wire.names().front() == "RegisterAck");
}

TEST_CASE("a phone that leaves is let go, and its lines are taken from the PBX") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.wire.last<sccp::UnregisterAck>().status == sccp::DeviceUnregisterStatus::ok);
    CHECK(phone.state() == "Down");
    CHECK(phone.wire.closed == 1);
    CHECK(phone.line_state(1) == "Unregistering");
    CHECK(phone.registrar.sent.back().expires == 0s);
    CHECK_FALSE(phone.registrar.subscriptions.back().on);
    phone.line_hears(1, sip::RegisterOk{0s, {}, {}});
    CHECK(phone.line_state(1) == "Unregistered");
}

TEST_CASE("a phone may leave before it was Ready, and come back at once") {
    ConfiguredPhone phone;
    phone.registers();
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.state() == "Down");
    CHECK(phone.wire.last<sccp::UnregisterAck>().status == sccp::DeviceUnregisterStatus::ok);
    phone.gets_ready();
    CHECK(phone.state() == "Ready");
}

TEST_CASE("a phone that saves power keeps its lines registered, unless that is not wanted") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.says(sccp::UnregisterReq{sccp::UnRegReasonCode::power_save_mode});
    CHECK(phone.state() == "Down");
    CHECK(phone.line_state(1) == "Registered");
    phone.gets_ready();
    CHECK(phone.line_state(1) == "Registered");
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.line_state(1) == "Unregistering");

    auto options = tests::reception();
    options.keep_registered_on_powersave = false;
    ConfiguredPhone other(options);
    other.is_in_service();
    other.says(sccp::UnregisterReq{sccp::UnRegReasonCode::power_save_mode});
    CHECK(other.line_state(1) == "Unregistering");
}

TEST_CASE("requests are answered after Ready as before") {
    ConfiguredPhone phone;
    phone.gets_ready();
    CHECK(tests::only<sccp::LineStatRes>(phone.says(sccp::LineStatReq{1})));
    CHECK(tests::only<sccp::TimeDateRes>(phone.says(sccp::TimeDateReq{})));
    CHECK(phone.state() == "Ready");
}

TEST_CASE("a phone in none of its states hears what does not concern it") {
    ConfiguredPhone phone;
    phone.says(sccp::ButtonTemplateReq{});
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.wire.sent.empty());
    CHECK(phone.state() == "Down");
    CHECK(phone.world.ignored_events.size() == 2);
}
