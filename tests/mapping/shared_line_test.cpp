// A line that several phones of this gateway have: what each shows of the calls of the others (callflows 3.10).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using tests::ConfiguredPhone;
using mapping::ElsewhereCall;
using mapping::SoftKey;
using sccp::DCallState;
using sccp::LampMode;

namespace {

constexpr mapping::LegId there = 4711;
constexpr unsigned line = 2;

ElsewhereCall bobs_call(bool is_held = false) { return {there, is_held, true, "202", "Bob"}; }

ConfiguredPhone& in_service(ConfiguredPhone& phone) {
    phone.is_in_service();
    phone.wire.forget_log();
    return phone;
}

std::vector<std::string> names(const ConfiguredPhone& phone) { return phone.wire.names(); }

} // namespace

TEST_CASE("a call that another phone of the line has is shown as in use there, and goes with it") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call()});
    CHECK(phone.wire.state(there) == DCallState::call_remote_multiline);
    CHECK(phone.wire.lamp(line) == LampMode::on);
    CHECK(phone.wire.call(there).prompt == "In Use Remote");
    CHECK(phone.wire.call(there).keys == sccp::SoftKeySet::on_hook_with_stealable_call);
    CHECK_FALSE(phone.wire.offers(SoftKey::resume, there));
    CHECK(phone.wire.call(there).calling == "202");
    CHECK(phone.wire.call(there).called == "1110");
    CHECK(names(phone) == std::vector<std::string>{"CallState", "CallInfoV2", "SetLamp", "SelectSoftKeys", "DisplayPromptStatusV2"});
    phone.wire.forget_log();
    phone.phone->show_elsewhere(line, {bobs_call()});
    CHECK(phone.wire.sent.empty());
    phone.phone->show_elsewhere(line, {});
    CHECK(phone.wire.is_idle());
    CHECK(phone.phone->snapshot().calls.empty());
}

TEST_CASE("a call that another phone holds blinks, on old phones as Hold") {
    ConfiguredPhone phone;
    DCallState expected{};
    SUBCASE("a phone that knows RemoteHold") {
        phone.is_a(sccp::DeviceType::cisco_7970, 17);
        expected = DCallState::remote_hold;
    }
    SUBCASE("one of the first generation") { expected = DCallState::hold; }
    in_service(phone).phone->show_elsewhere(line, {bobs_call()});
    phone.phone->show_elsewhere(line, {bobs_call(true)});
    CHECK(phone.wire.state(there) == expected);
    CHECK(phone.wire.lamp(line) == LampMode::wink);
    CHECK(phone.wire.call(there).prompt == "Hold");
    CHECK(phone.wire.call(there).keys == sccp::SoftKeySet::on_hold);
    CHECK_FALSE(phone.wire.offers(SoftKey::resume, there));
    CHECK(phone.wire.offers(SoftKey::new_call, there));
    CHECK_FALSE(phone.wire.offers(SoftKey::end_call, there));
    CHECK_FALSE(phone.wire.offers(SoftKey::transfer, there));
    phone.phone->show_elsewhere(line, {});
    CHECK(phone.wire.is_idle());
}

TEST_CASE("a call of another phone cannot be taken, ended or held here") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call(true)});
    for (const auto key : {SoftKey::resume, SoftKey::hold, SoftKey::transfer}) {
        phone.wire.forget_log();
        phone.wire.presses(key, there, line);
        CHECK(phone.wire.beeped(sccp::DeviceTone::beep_bonk));
    }
    phone.wire.presses(SoftKey::end_call, there, line);
    CHECK(phone.wire.call(there).prompt == "Hold");
    CHECK_FALSE(phone.pbx.got("INVITE"));
}

TEST_CASE("who shares a line may call on it all the same, and its lamp is that of the own call first") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call(true)});
    const auto own = phone.is_called(line);
    CHECK(phone.wire.lamp(line) == LampMode::blink);
    phone.pbx.cancels();
    CHECK(phone.call_state(own).empty());
    CHECK(phone.wire.lamp(line) == LampMode::wink);
    phone.wire.presses_line(line);
    CHECK(phone.wire.lamp(line) == LampMode::on);
    phone.wire.hangs_up();
    CHECK(phone.wire.lamp(line) == LampMode::wink);
}

TEST_CASE("a call that another phone answered is no missed call here, even if the PBX does not say so") {
    ConfiguredPhone phone;
    phone.is_a(sccp::DeviceType::cisco_7970, 17);
    const auto call = in_service(phone).is_called(line);
    bool answered_there{};
    SUBCASE("answered there") { answered_there = true; }
    SUBCASE("the caller gave up") {}
    if (answered_there) phone.phone->show_elsewhere(line, {bobs_call()});
    phone.pbx.cancels();
    CHECK(phone.wire.histories.contains(call) == answered_there);
    if (answered_there) CHECK(phone.wire.histories.at(call) == sccp::CallHistoryDisposition::ignore);
}

TEST_CASE("a phone that comes back is shown the calls of the others; while it is away it is told nothing") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call()});
    phone.phone->on_lost();
    phone.wire.restarts();
    phone.wire.forget_log();
    phone.phone->show_elsewhere(line, {bobs_call(true)});
    CHECK(phone.wire.sent.empty());
    SUBCASE("held meanwhile") {
        phone.gets_ready();
        CHECK(phone.wire.call(there).prompt == "Hold");
        CHECK(phone.wire.lamp(line) == LampMode::wink);
    }
    SUBCASE("over meanwhile") {
        phone.phone->show_elsewhere(line, {});
        phone.gets_ready();
        CHECK(phone.wire.is_idle());
    }
}
