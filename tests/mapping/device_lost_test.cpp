// A phone whose connection is gone: how long its lines, and its calls, wait for it, and what it is told when it is back
// (callflows 1.4, 1.6).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/device.hpp"
#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using tests::ConfiguredPhone;
using Strings = std::vector<std::string>;

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
