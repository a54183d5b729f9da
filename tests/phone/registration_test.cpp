// The order of questions by family.
#include "tests/phone/registration.hpp"

#include <doctest/doctest.h>

using namespace phone;

namespace {

std::string names(const std::vector<sccp::FromPhone>& messages) {
    std::string text;
    for (const auto& message : messages)
        text += (text.empty() ? "" : " ") + std::string(sccp::name_of(message));
    return text;
}

sccp::ButtonTemplateRes buttons() {
    sccp::ButtonTemplateRes m;
    m.definition = {{1, sccp::ButtonType::line}, {2, sccp::ButtonType::line}, {1, sccp::ButtonType::speed_dial}};
    return m;
}

Profile profile_of(const char* model) { return make_profile(*find_model(model), "SEP001120AABBCC"); }

} // namespace

TEST_CASE("a 7960 asks one question after the other, line by line") {
    const Profile profile = profile_of("7960");
    RegistrationSequence sequence(profile, sccp::Address::from_text("192.0.2.7"));
    CHECK(names(sequence.begin()) == "Alarm RegisterReq");
    CHECK(sequence.waiting_for() == "RegisterAck");
    CHECK(names(sequence.on(sccp::RegisterAck{})) == "HeadsetStatus ButtonTemplateReq");
    CHECK(names(sequence.on(sccp::CapabilitiesReq{})) == "CapabilitiesRes");
    CHECK(names(sequence.on(buttons())) == "SoftKeyTemplateReq");
    CHECK(names(sequence.on(sccp::SetLamp{})) == "");
    CHECK(names(sequence.on(sccp::SoftKeyTemplateRes{})) == "SoftKeySetReq");
    CHECK(names(sequence.on(sccp::SoftKeySetRes{})) == "ConfigStatReq");
    CHECK(names(sequence.on(sccp::ConfigStatRes{})) == "LineStatReq");
    CHECK(names(sequence.on(sccp::LineStatRes{})) == "ForwardStatReq");
    CHECK(names(sequence.on(sccp::ForwardStatRes{})) == "LineStatReq");
    CHECK(names(sequence.on(sccp::LineStatV2Res{})) == "ForwardStatReq");
    CHECK(names(sequence.on(sccp::ForwardStatRes{})) == "SpeedDialStatReq");
    CHECK(names(sequence.on(sccp::SpeedDialStatV2Res{})) == "TimeDateReq");
    CHECK(sequence.waiting_for() == "TimeDateRes");
    CHECK_FALSE(sequence.is_complete());
    CHECK(names(sequence.on(sccp::TimeDateRes{})) == "");
    CHECK(sequence.is_complete());
}

TEST_CASE("a phone without soft keys does not ask for them") {
    const Profile profile = profile_of("12sp+");
    RegistrationSequence sequence(profile, {});
    CHECK(names(sequence.begin()) == "Alarm RegisterReq IpPort");
    CHECK(names(sequence.on(sccp::RegisterAck{})) == "ButtonTemplateReq");
    CHECK(names(sequence.on(buttons())) == "LineStatReq");
}

TEST_CASE("a small business phone asks for a token first and ends with its lines") {
    Profile profile = profile_of("spa525g");
    profile.available_lines = 5;
    RegistrationSequence sequence(profile, {});
    CHECK(names(sequence.begin()) == "SPCPRegisterTokenReq");
    CHECK(sequence.waiting_for() == "SPCPRegisterTokenAck");
    CHECK(names(sequence.on(sccp::SPCPRegisterTokenAck{})) == "RegisterReq");
    sequence.on(sccp::RegisterAck{});
    sccp::ButtonTemplateRes one_line;
    one_line.definition = {{1, sccp::ButtonType::line}};
    sequence.on(one_line);
    sequence.on(sccp::SoftKeyTemplateRes{});
    sequence.on(sccp::SoftKeySetRes{});
    sequence.on(sccp::LineStatRes{});
    CHECK(names(sequence.on(sccp::ForwardStatRes{})) == "TimeDateReq");
    const auto last = sequence.on(sccp::TimeDateRes{});
    REQUIRE(names(last) == "RegisterAvailableLines");
    CHECK(std::get<sccp::RegisterAvailableLines>(last[0]).max_num_of_avail_lines == 5);
    CHECK(sequence.is_complete());
}

TEST_CASE("a 69xx sends a keep-alive before it registers") {
    const Profile profile = profile_of("6911");
    RegistrationSequence sequence(profile, {});
    CHECK(names(sequence.begin()) == "KeepAliveReq RegisterReq");
}

TEST_CASE("with the quirk all questions leave at once") {
    Profile profile = profile_of("7960");
    profile.quirks.coalesce = true;
    RegistrationSequence sequence(profile, {});
    CHECK(names(sequence.on(sccp::RegisterAck{})) ==
          "HeadsetStatus ButtonTemplateReq SoftKeyTemplateReq SoftKeySetReq ConfigStatReq LineStatReq ForwardStatReq TimeDateReq");
}

TEST_CASE("Register tells who the phone is") {
    Profile profile = profile_of("7941");
    profile.active_streams = 1;
    const RegistrationSequence sequence(profile, sccp::Address::from_text("192.0.2.7"));
    const auto request = sequence.register_request();
    CHECK(request.device_name == "SEP001120AABBCC");
    CHECK(static_cast<unsigned>(request.device_type) == 115);
    CHECK(request.station_ip_addr.to_text() == "192.0.2.7");
    CHECK(request.protocol_ver == 17);
    CHECK(sccp::has(request.phone_features, sccp::PhoneFeatures::port_request));
    CHECK(request.active_streams == 1);
    CHECK(request.mac_address == std::array<std::uint8_t, 12>{0x00, 0x11, 0x20, 0xAA, 0xBB, 0xCC});
}

TEST_CASE("capabilities are those of the profile, and events where the phone can send them") {
    const Profile newer = profile_of("7941");
    const auto update = RegistrationSequence(newer, {}).capabilities();
    REQUIRE(std::holds_alternative<sccp::UpdateCapabilities>(update));
    const auto& caps = std::get<sccp::UpdateCapabilities>(update).audiocaps;
    REQUIRE(caps.size() == newer.codecs.size() + 1);
    CHECK(caps[0].payload_capability == sccp::MediaPayloadType::wide_band_256k);
    CHECK(caps[caps.size() - 1].payload_capability == sccp::MediaPayloadType::rfc2833_dyn_payload);
    const Profile oldest = profile_of("12sp+");
    const auto answer = RegistrationSequence(oldest, {}).capabilities();
    REQUIRE(std::holds_alternative<sccp::CapabilitiesRes>(answer));
    CHECK(std::get<sccp::CapabilitiesRes>(answer).caps.size() == 2);
}
