// What of an SCCP message tells.
#include "gateway/sccp_words.hpp"

#include <vector>

#include <doctest/doctest.h>

#include "sccp/catalogue.hpp"

using namespace gateway;

namespace {

template <class Message> std::string words(const Message& message, unsigned version = 17) {
    std::vector<std::uint8_t> frame;
    constexpr bool to_phone = sccp::ToPhoneMessages::holds<Message>;
    if constexpr (to_phone)
        sccp::encode(sccp::ToPhone(message), version, frame);
    else
        sccp::encode(sccp::FromPhone(message), version, frame);
    return sccp_words(frame, to_phone, version);
}

} // namespace

TEST_CASE("a key tells which one it is") {
    CHECK(words(sccp::SoftKeyEvent{sccp::SoftKey::transfer, 1, 7}) == "transfer");
    CHECK(words(sccp::Stimulus{sccp::DeviceStimulus::hold, 1, 0, 0}) == "hold 1");
    CHECK(words(sccp::KeypadButton{sccp::KeyPadButton::seven, 1, 7}) == "7");
    CHECK(words(sccp::KeypadButton{sccp::KeyPadButton::star, 1, 7}, 3) == "*");
    CHECK(words(sccp::KeypadButton{sccp::KeyPadButton::pound, 1, 7}) == "#");
    CHECK(words(sccp::KeypadButton{static_cast<sccp::KeyPadButton>(99), 1, 7}) == "unknown(99)");
    CHECK(words(sccp::EnblocCall{"1009", 1}) == "1009");
}

TEST_CASE("what a phone is told tells the state, the sound and the light") {
    CHECK(words(sccp::CallState{sccp::DCallState::ring_out, 1, 7, {}, 0, 0}) == "ring_out");
    CHECK(words(sccp::StartTone{sccp::DeviceTone::alerting_tone, {}, 1, 7}) == "alerting_tone");
    CHECK(words(sccp::SetLamp{sccp::DeviceStimulus::line, 1, sccp::LampMode::blink}) == "line 1 blink");
    CHECK(words(sccp::SetRinger{sccp::RingMode::inside_ring, {}, 1, 7}) == "inside_ring");
    CHECK(words(sccp::SetSpeakerMode{sccp::SpeakerMode::off}) == "off");
    CHECK(words(sccp::StopTone{1, 7, {}}).empty());
}

TEST_CASE("media tell address, codec and outcome") {
    sccp::OpenReceiveChannelAck ack;
    ack.ip_addr = sccp::Address::from_text("192.0.2.7");
    ack.port = 16384;
    CHECK(words(ack) == "ok 192.0.2.7:16384");
    CHECK(words(ack, 3) == "ok 192.0.2.7:16384");
    sccp::StartMediaTransmission start;
    start.remote_ip_addr = sccp::Address::from_text("192.0.2.9");
    start.remote_port = 4000;
    start.payload_capability = sccp::MediaPayloadType::g711_alaw64k;
    CHECK(words(start) == "192.0.2.9:4000 pcma");
    sccp::OpenReceiveChannel open;
    open.payload_capability = sccp::MediaPayloadType::g729;
    CHECK(words(open) == "g729");
}

TEST_CASE("what cannot be read has no words") {
    CHECK(sccp_words({}, true, 17).empty());
    const std::vector<std::uint8_t> cut{8, 0, 0, 0, 0, 0, 0, 0, 0x26, 0, 0, 0, 1, 0, 0, 0};
    CHECK(sccp_words(cut, false, 17).empty());
}

TEST_CASE("keys, hooks, lamps and audio are about calls, keep-alives and configuration are not") {
    const auto is = [](unsigned id) {
        return is_about_calls(std::vector<std::uint8_t>{4, 0, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(id),
                                                        static_cast<std::uint8_t>(id >> 8), 0, 0});
    };
    for (const unsigned id : {0x03U, 0x05U, 0x06U, 0x07U, 0x22U, 0x26U, 0x82U, 0x86U, 0x88U, 0x116U})
        CHECK_MESSAGE(is(id), id);
    for (const unsigned id : {0x00U, 0x01U, 0x0DU, 0x0EU, 0x20U, 0x100U})
        CHECK_FALSE_MESSAGE(is(id), id);
    CHECK_FALSE(is_about_calls({}));
}
