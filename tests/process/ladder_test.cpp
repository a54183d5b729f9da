// The ladder of a call of a phone whose messages name no call.
#include <doctest/doctest.h>

#include "tests/process/house.hpp"

using tests::Bytes;
using tests::House;
using tests::SkinnyPhone;

namespace {

Bytes words(std::initializer_list<std::uint32_t> values) {
    Bytes out;
    for (const auto value : values)
        for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
    return out;
}

/// A 7910: fixed buttons, protocol 3, bodies without line and call.
struct OldPhone {
    explicit OldPhone(House& house) : phone(house.connect()) {
        sccp::RegisterReq message;
        message.device_name = tests::phone_name(1);
        message.device_type = sccp::DeviceType::cisco_7910;
        message.station_ip_addr = sccp::Address::from_text("127.0.0.1");
        message.max_streams = 1;
        message.protocol_ver = 3;
        phone.say(message);
        REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
        house.configure(phone);
        REQUIRE(house.until([&] { return house.phone_state(1) == "Ready" && house.line_state(1) == "Registered"; }));
    }
    void lifts() { phone.say(tests::raw_frame(0x0006)); }
    void hangs_up() { phone.say(tests::raw_frame(0x0007)); }
    void dials(const std::string& number) {
        for (const char digit : number)
            phone.say(tests::raw_frame(0x0003, words({digit == '#' ? 15U : static_cast<std::uint32_t>(digit - '0')})));
    }
    void presses(sccp::DeviceStimulus key) { phone.say(tests::raw_frame(0x0005, words({static_cast<std::uint32_t>(key), 1}))); }
    void opens(const sccp::OpenReceiveChannel& order) {
        phone.say(tests::raw_frame(0x0022, words({0, 0x0100007F, 20000, order.pass_thru_party_id})));
    }
    SkinnyPhone& phone;
};

std::string contact(const House& house) { return "Contact: <sip:1009@127.0.0.1:" + std::to_string(house.pbx.port()) + ">\r\n"; }

/// The PBX says yes to a change of a call; to a new one the test answers.
void agree_to_changes(House& house) {
    house.pbx.script("INVITE", [&house](const tests::SipText& request) -> std::optional<tests::Answer> {
        if (request.header("To").find("tag=") == std::string::npos) return std::nullopt;
        return tests::Answer{.headers = contact(house), .body = tests::Registrar::sdp};
    });
}

std::uint32_t connects(House& house, OldPhone& old, const std::string& number) {
    const auto started = old.phone.count<sccp::StartMediaTransmission>(), invites = house.pbx.count("INVITE");
    auto opened = old.phone.count<sccp::OpenReceiveChannel>();
    const auto opens_what_it_is_told = [&] {
        if (old.phone.count<sccp::OpenReceiveChannel>() > opened) {
            ++opened;
            old.opens(*old.phone.heard<sccp::OpenReceiveChannel>());
        }
    };
    old.dials(number + "#");
    REQUIRE(house.until([&] {
        opens_what_it_is_told();
        return house.pbx.count("INVITE") > invites;
    }));
    house.pbx.say(*house.pbx.last("INVITE"), {.headers = contact(house), .body = tests::Registrar::sdp});
    REQUIRE(house.until([&] {
        opens_what_it_is_told();
        return old.phone.count<sccp::StartMediaTransmission>() > started;
    }));
    return old.phone.heard<sccp::StartMediaTransmission>()->pass_thru_party_id;
}

std::string ladder(House& house, std::uint32_t call) { return house.http("GET", "/api/v1/calls/" + std::to_string(call) + "/ladder").body; }

/// These stand in that order, each behind the one before.
void check_order(const std::string& text, std::initializer_list<std::string> parts) {
    std::size_t at = 0;
    for (const auto& part : parts) {
        const auto found = text.find(part, at);
        CHECK_MESSAGE(found != std::string::npos, part << " is missing in its place:\n" << text);
        if (found != std::string::npos) at = found;
    }
}

} // namespace

TEST_CASE("all that a phone of protocol 3 does stands in the ladder of the call") {
    House house;
    agree_to_changes(house);
    OldPhone old(house);
    old.lifts();
    const auto call = connects(house, old, "21");
    old.presses(sccp::DeviceStimulus::hold);
    REQUIRE(house.until([&] { return house.gateway->call(call)->call.state == "Hold"; }));
    const auto text = ladder(house, call);
    check_order(text, {" OffHook ", " SetLamp line 1 ", " StartTone inside_dial_tone ", "[call OffHook]",
                       " KeypadButton 2 ", " KeypadButton 1 ", " KeypadButton # ", " OpenReceiveChannel pcma ",
                       " OpenReceiveChannelAck ok 127.0.0.1:20000 ", "INVITE sip:21@", "SDP sendrecv",
                       "200 Said So (INVITE) SDP sendrecv", " StartMediaTransmission 127.0.0.1:30000 pcma ",
                       " Stimulus hold 1 "});
    CHECK(text.find("KeepAlive") == std::string::npos);
    old.hangs_up();      // the call stays on hold: nothing comes of it
    CHECK(house.until([&] { return ladder(house, call).find(" OnHook ") != std::string::npos; }));
}

TEST_CASE("the handset that goes down stands before what ends the call, and the light that goes out behind") {
    House house;
    OldPhone old(house);
    old.lifts();
    const auto call = connects(house, old, "21");
    old.hangs_up();
    REQUIRE(house.until([&] { return house.pbx.count("BYE") == 1; }));
    CHECK(house.until([&] { return ladder(house, call).find("[call Ended]") != std::string::npos; }));
    check_order(ladder(house, call), {" OnHook ", " SetLamp line 1 off ", "BYE sip:", "(BYE)", "[call Ended]"});
}

TEST_CASE("a key that moves two calls stands in both ladders") {
    House house;
    agree_to_changes(house);
    OldPhone old(house);
    old.lifts();
    const auto first = connects(house, old, "21");
    old.presses(sccp::DeviceStimulus::transfer);
    REQUIRE(house.until([&] { return house.gateway->call(first)->call.state == "Hold"; }));
    const auto second = connects(house, old, "22");
    REQUIRE(second != first);
    old.presses(sccp::DeviceStimulus::transfer);
    REQUIRE(house.until([&] { return house.pbx.count("REFER") == 1; }));
    check_order(ladder(house, first), {" OffHook ", " KeypadButton 1 ", " Stimulus transfer 1 ",
                                       " Stimulus transfer 1 ", "REFER to 1009 replaces"});
    check_order(ladder(house, second), {" Stimulus transfer 1 ", " KeypadButton 2 ", " KeypadButton 2 ",
                                        "INVITE sip:22@", " Stimulus transfer 1 "});
    CHECK(ladder(house, first).find("INVITE sip:22@") == std::string::npos);
}
