// A configured phone gets a new configuration, or the end of the process (race 56).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/idle_phone.hpp"

using namespace std::chrono_literals;
using namespace tests;
using mapping::SoftKey;
using sccp::LampMode;

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
    for (const auto& said : tests::all_of<sccp::DisplayPromptStatusV2>(phone.wire.sent))
        is_told = is_told || said.text.str().find("No new calls") != std::string::npos;
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
