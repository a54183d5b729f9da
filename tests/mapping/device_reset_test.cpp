// A phone that is told to reset, idle, in a call, and used before it goes (callflows 1.5).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/device.hpp"
#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using tests::ConfiguredPhone;
using Strings = std::vector<std::string>;

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
