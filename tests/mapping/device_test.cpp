// Registration of a phone: every row of mapping/tables/device.hpp, cold start, leaving, loss, return, reset (callflows 1.1 to 1.6).
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
    CHECK(tests::names(said) == Strings{"TimeDateRes", "SetLamp", "SetLamp", "SetLamp", "ForwardStatRes", "ForwardStatRes", "FeatureStatV2Res",
                                        "SelectSoftKeys", "DisplayPromptStatusV2"});
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

TEST_CASE("race 46: a phone in a call is not let go, and the call goes on") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    REQUIRE(phone.call_state(call) == "Connected");
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.wire.last<sccp::UnregisterAck>().status == sccp::DeviceUnregisterStatus::nak);
    CHECK(phone.state() == "Ready");
    CHECK(phone.call_state(call) == "Connected");
    CHECK(phone.line_state(1) == "Registered");
}

TEST_CASE("a phone that is lost keeps its lines for the grace, and gets new calls refused with a time to retry") {
    ConfiguredPhone phone;
    phone.is_in_service();
    phone.phone->on_lost();
    CHECK(phone.state() == "Lost");
    CHECK(phone.line_state(1) == "Registered");
    phone.is_called();
    CHECK(phone.pbx.last("reject").status == 480);
    CHECK(phone.pbx.last("reject").extra.retry_after == 10U);
    SUBCASE("it is back in time") {
        phone.wait(44s);
        phone.gets_ready();
        CHECK(phone.state() == "Ready");
        CHECK(phone.line_state(1) == "Registered");
        phone.wait(60s);
        CHECK(phone.state() == "Ready");
    }
    SUBCASE("it is not") {
        phone.wait(45s);
        CHECK(phone.state() == "Down");
        CHECK(phone.line_state(1) == "Unregistering");
        phone.is_called();
        CHECK(phone.pbx.last("reject").status == 480);
        CHECK_FALSE(phone.pbx.last("reject").extra.retry_after);
    }
}

TEST_CASE("a phone that is lost while it is configured is awaited as well") {
    ConfiguredPhone phone;
    phone.registers();
    phone.phone->on_lost();
    CHECK(phone.state() == "Lost");
    phone.registers();
    CHECK(phone.state() == "Configuring");
    phone.phone->on_lost();
    phone.wait(45s);
    CHECK(phone.state() == "Down");
    CHECK(phone.registrar.sent.empty());
    phone.phone->on_lost();
    CHECK(phone.state() == "Down");
}

TEST_CASE("race 41: a call that rang when the phone was lost gets 480, and nothing rings when it is back") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.is_called();
    CHECK(phone.call_state(call) == "RingIn");
    phone.phone->on_lost();
    CHECK(phone.pbx.last("reject").status == 480);
    phone.wire.restarts();
    phone.gets_ready();
    phone.wait(1s);
    CHECK(phone.wire.calls.empty());
    CHECK(phone.wire.rings.empty());
}

TEST_CASE("race 42: a phone that comes back without its audio ends the call with cause 41") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.phone->on_lost();
    CHECK(phone.pbx.count("BYE") == 0);
    phone.wire.restarts();
    phone.registration.active_streams = 0;
    phone.wait(20s);
    phone.gets_ready();
    CHECK(phone.pbx.last("BYE").leg == call);
    CHECK(phone.pbx.last("BYE").text.find("cause=41") != std::string::npos);
    CHECK(phone.wire.calls.empty());
}

TEST_CASE("race 43: a phone that kept its audio keeps its call, and is told nothing about it") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.phone->on_lost();
    phone.wire.restarts(true);
    phone.registration.active_streams = 1;
    phone.wait(5s);
    phone.wire.forget_log();
    phone.gets_ready();
    CHECK(phone.call_state(call) == "Preserved");
    CHECK_FALSE(phone.wire.got<sccp::CallState>());
    CHECK_FALSE(phone.wire.got<sccp::OpenReceiveChannel>());
    CHECK_FALSE(phone.wire.got<sccp::CloseReceiveChannel>());
    SUBCASE("it hangs up") {
        phone.says(sccp::OnHook{});
        CHECK(phone.pbx.last("BYE").leg == call);
    }
    SUBCASE("the far end hangs up") {
        phone.pbx.hangs_up(call);
        CHECK(phone.pbx.count("BYE") == 0);
    }
    phone.pbx.confirms_bye(call);
    CHECK_FALSE(phone.phone->has_calls());
}

TEST_CASE("a phone that kept its audio but changed its address has lost its call") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.registration.active_streams = 1;
    phone.address = "198.51.100.9";
    phone.gets_ready(true);
    CHECK(phone.wire.previous_closed == 1);
    CHECK(phone.pbx.last("BYE").leg == call);
}

TEST_CASE("race 44: a phone that never returns: its call ends after preserve_max, its lines after the grace") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.phone->on_lost();
    phone.wait(46s);
    CHECK(phone.state() == "Down");
    CHECK(phone.line_state(1) == "Unregistering");
    CHECK(phone.call_state(call) == "Preserved");
    CHECK(phone.pbx.count("BYE") == 0);
    phone.wait(75s);
    CHECK(phone.pbx.last("BYE").leg == call);
    phone.wait(35s);
    CHECK_FALSE(phone.phone->has_calls());
}

TEST_CASE("a held call is shown again when the phone is back") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    phone.wire.presses(mapping::SoftKey::hold, call);
    phone.pbx.accepts_offer();
    REQUIRE(phone.call_state(call) == "Hold");
    phone.phone->on_lost();
    phone.wire.restarts();
    phone.gets_ready();
    CHECK(phone.call_state(call) == "Hold");
    CHECK(phone.wire.state(call) == sccp::DCallState::hold);
    CHECK(phone.wire.lamp(1) == sccp::LampMode::wink);
    CHECK(phone.pbx.count("BYE") == 0);
}

TEST_CASE("a reset of an idle phone goes out at once, its lines leave, and it comes back") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto outcome = phone.phone->reset(1, false);
    CHECK(outcome.accepted);
    CHECK(outcome.state == "Resetting");
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::reset);
    CHECK(phone.line_state(1) == "Unregistering");
    SUBCASE("by Unregister and a new connection") {
        phone.says(sccp::UnregisterReq{});
        CHECK(phone.state() == "Resetting");
        CHECK(phone.wire.last<sccp::UnregisterAck>().status == sccp::DeviceUnregisterStatus::ok);
        phone.phone->on_lost();
        CHECK(phone.state() == "Down");
    }
    SUBCASE("by a new Register on a connection that is still there") {
        phone.registers();
        CHECK(phone.state() == "Configuring");
        phone.wait(9s);
    }
    SUBCASE("or not at all: after a minute its connection is closed") {
        phone.wait(60s);
        CHECK(phone.state() == "Down");
        CHECK(phone.wire.closed == 1);
    }
    phone.gets_ready();
    if (phone.line_state(1) == "Unregistering") phone.line_hears(1, sip::RegisterOk{0s, {}, {}});
    CHECK(phone.line_state(1) == "Registering");
    CHECK(phone.wire.count<sccp::Reset>() == 1);
}

namespace {

/// Told to reset, and used before it goes: it may finish what it does, and a minute is long.
struct ResettingPhone : ConfiguredPhone {
    mapping::LegId call{};

    /// Lines that need no registration: they can be used until the phone goes.
    static mapping::DeviceOptions unregistered() {
        auto options = tests::reception();
        for (auto& line : options.lines) line.register_line = false;
        return options;
    }

    ResettingPhone() : ConfiguredPhone(unregistered()) {
        gets_ready();
        phone->reset(1, false);
    }
    void lifts_handset() {
        wire.lifts_handset();
        call = wire.calls.begin()->first;
        REQUIRE(call_state(call) == "OffHook");
    }
    void is_answered() {
        lifts_handset();
        wire.dials("204#");
        wire.opens_receive();
        pbx.answers();
        REQUIRE(call_state(call) == "Connected");
    }
    /// All that the user sees of a phone that is back: nothing, and dial tone when he lifts the handset.
    void check_as_new() {
        CHECK_FALSE(phone->has_calls());
        CHECK(wire.calls.empty());
        wire.forget_log();
        wire.lifts_handset();
        CHECK(wire.got<sccp::CallState>());
        CHECK(wire.last<sccp::StartTone>().tone == sccp::DeviceTone::inside_dial_tone);
    }
};

} // namespace

TEST_CASE("a phone that is told to reset may be used before it goes; a call that is not up ends with its session") {
    ResettingPhone phone;
    phone.lifts_handset();
    SUBCASE("dial tone, and the connection goes") {
        phone.phone->on_lost();
        CHECK(phone.state() == "Down");
    }
    SUBCASE("ringing at the far end") {
        phone.wire.dials("204#");
        phone.wire.opens_receive();
        phone.pbx.rings();
        phone.phone->on_lost();
        CHECK(phone.pbx.count("CANCEL") == 1);
        phone.pbx.rejects(487);
    }
    SUBCASE("it registers again on its connection") {}
    SUBCASE("it takes its own place from a new connection") {
        phone.wire.restarts();
        phone.registers(true);
        CHECK(phone.wire.previous_closed == 1);
    }
    phone.wire.restarts();
    phone.gets_ready();
    phone.wait(60s);
    phone.check_as_new();
}

TEST_CASE("a phone that is told to reset and goes while it talks: its call is kept or ended as in any other loss") {
    ResettingPhone phone;
    phone.is_answered();
    SUBCASE("its audio ends with it") {
        phone.phone->on_lost();
        CHECK(phone.pbx.count("BYE") == 0);
        phone.wire.restarts();
        phone.gets_ready();
        CHECK(phone.pbx.last("BYE").text.find("cause=41") != std::string::npos);
    }
    SUBCASE("it never comes back") {
        phone.phone->on_lost();
        phone.wait(121s);
        CHECK(phone.pbx.count("BYE") == 1);
    }
    SUBCASE("it is on hold, and is shown again") {
        phone.wire.presses(mapping::SoftKey::hold, phone.call);
        phone.pbx.accepts_offer();
        phone.phone->on_lost();
        phone.wire.restarts();
        phone.gets_ready();
        CHECK(phone.wire.state(phone.call) == sccp::DCallState::hold);
        CHECK(phone.pbx.count("BYE") == 0);
        phone.wire.presses(mapping::SoftKey::resume, phone.call);
        phone.wire.opens_receive();
        phone.pbx.accepts_offer();
        phone.wire.hangs_up(1, phone.call);
        CHECK(phone.pbx.count("BYE") == 1);
    }
    phone.pbx.confirms_bye();
    CHECK_FALSE(phone.phone->has_calls());
}

TEST_CASE("a phone that is told to reset is not let go, nor its connection closed, while it is in a call") {
    ResettingPhone phone;
    phone.is_answered();
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.wire.last<sccp::UnregisterAck>().status == sccp::DeviceUnregisterStatus::nak);
    phone.wait(61s);
    CHECK(phone.state() == "Resetting");
    CHECK(phone.wire.closed == 0);
    phone.wire.hangs_up(1, phone.call);
    phone.says(sccp::UnregisterReq{});
    CHECK(phone.wire.last<sccp::UnregisterAck>().status == sccp::DeviceUnregisterStatus::ok);
    phone.pbx.confirms_bye();
    phone.wait(60s);
    CHECK(phone.state() == "Down");
    CHECK(phone.wire.closed == 1);
    CHECK_FALSE(phone.phone->has_calls());
}

TEST_CASE("race 47: a reset during a call waits for its end") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    CHECK(phone.phone->reset(2, false).accepted);
    CHECK(phone.state() == "Ready");
    CHECK_FALSE(phone.wire.got<sccp::Reset>());
    phone.wire.hangs_up(1, call);
    phone.pbx.confirms_bye(call);
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::restart);
    CHECK(phone.state() == "Resetting");
}

TEST_CASE("a forced reset ends the call first") {
    ConfiguredPhone phone;
    phone.is_in_service();
    const auto call = phone.talks();
    CHECK(phone.phone->reset(1, true).accepted);
    CHECK(phone.state() == "Resetting");
    CHECK(phone.pbx.last("BYE").leg == call);
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::reset);
}

TEST_CASE("a reset of a phone that is being configured waits until it is Ready") {
    ConfiguredPhone phone;
    phone.registers();
    CHECK(phone.phone->reset(3, false).accepted);
    CHECK_FALSE(phone.wire.got<sccp::Reset>());
    phone.says(sccp::ButtonTemplateReq{});
    phone.says(sccp::TimeDateReq{});
    CHECK(phone.wire.last<sccp::Reset>().reset_type == sccp::DeviceResetType::apply_config);
    CHECK(phone.state() == "Resetting");
}

TEST_CASE("a reset of a phone that is not there is refused in the name of its state") {
    ConfiguredPhone phone;
    CHECK_FALSE(phone.phone->reset(1, false).accepted);
    CHECK(phone.phone->reset(1, false).state == "Down");
    phone.gets_ready();
    phone.phone->on_lost();
    CHECK(phone.phone->reset(1, true).state == "Lost");
    phone.gets_ready();
    phone.phone->reset(1, false);
    CHECK_FALSE(phone.phone->reset(1, false).accepted);
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
