// Two phones with the same line: a call of one is seen on the other, as long as it is there (callflows 3.10).
#include <doctest/doctest.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

const std::string shared = "[line 1500]\n[device SEPAA0000000001]\nline = 1500\n[device SEPAA0000000002]\nline = 1500\n";

tests::SkinnyPhone& register_as(House& house, const std::string& name) {
    auto& phone = house.connect();
    sccp::RegisterReq message;
    message.device_name = name;
    message.device_type = sccp::DeviceType::cisco_7960;
    message.station_ip_addr = sccp::Address::from_text("127.0.0.1");
    message.protocol_ver = 5;
    phone.say(message);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.http("GET", "/api/v1/lines/1500").body.find("Registered") != std::string::npos && phone.heard<sccp::SelectSoftKeys>(); }));
    return phone;
}

sccp::DCallState state_of(const tests::SkinnyPhone& phone, std::uint32_t call) {
    auto state = sccp::DCallState::on_hook;
    for (const auto& message : phone.inbox)
        if (const auto* told = std::get_if<sccp::CallState>(&message); told && told->call_reference == call) state = told->call_state;
    return state;
}

sccp::LampMode lamp_of(const tests::SkinnyPhone& phone) {
    auto lamp = sccp::LampMode::off;
    for (const auto& message : phone.inbox)
        if (const auto* told = std::get_if<sccp::SetLamp>(&message); told && told->stimulus == sccp::DeviceStimulus::line) lamp = told->lamp_mode;
    return lamp;
}

} // namespace

TEST_CASE("a call of a shared line is in use on the other phone, held there, and gone with its end") {
    House house({.rest = shared});
    auto& first = register_as(house, "SEPAA0000000001");
    auto& second = register_as(house, "SEPAA0000000002");
    const auto call = house.call(first);
    REQUIRE(house.until([&] { return state_of(second, call) == sccp::DCallState::call_remote_multiline; }));
    CHECK(lamp_of(second) == sccp::LampMode::on);
    SUBCASE("hung up") { first.say(sccp::OnHook{1, call}); }
    SUBCASE("held, then the phone goes for good") {
        first.say(sccp::SoftKeyEvent{static_cast<sccp::SoftKey>(3), 1, call});
        REQUIRE(house.until([&] { return state_of(second, call) == sccp::DCallState::hold; }));
        CHECK(lamp_of(second) == sccp::LampMode::wink);
        first.close();
        for (int i = 0; i < 8; ++i) {              // preserve_max, while the other phone keeps alive
            house.turn(20s);
            CHECK(house.answers_keep_alive(second));
        }
    }
    CHECK(house.until([&] { return state_of(second, call) == sccp::DCallState::on_hook && lamp_of(second) == sccp::LampMode::off; }));
}

TEST_CASE("a phone that registers later sees what goes on, a device that leaves takes its calls along") {
    House house({.rest = shared});
    auto& first = register_as(house, "SEPAA0000000001");
    const auto call = house.call(first);
    auto& second = register_as(house, "SEPAA0000000002");
    REQUIRE(house.until([&] { return state_of(second, call) == sccp::DCallState::call_remote_multiline; }));
    const std::string gone = "[device SEPAA0000000001]\nline = 1500\n";
    house.ini.replace(house.ini.find(gone), gone.size(), "");
    CHECK(house.http("POST", "/api/v1/reload").status == 200);
    CHECK(house.until([&] { return state_of(second, call) == sccp::DCallState::on_hook; }));
    CHECK(lamp_of(second) == sccp::LampMode::off);
}
