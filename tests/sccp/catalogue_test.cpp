// Messages by id: unknown ones, those of strange and old clients, whole messages octet by octet.
#include <doctest/doctest.h>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"
#include "sccp/printer.hpp"
#include "tests/sccp/tables.hpp"

namespace {

using namespace sccp;

std::string hex(const ToPhone& message, unsigned version) {
    std::vector<std::uint8_t> octets;
    encode(message, version, octets);
    std::string out;
    append_hex(out, octets);
    return out;
}

template <class M>
M read(unsigned version, const std::string& body) {
    const auto octets = tables::octets(body);
    const auto message = decode_from_phone(M::header.id, version, octets);
    REQUIRE(message.has_value());
    REQUIRE(std::holds_alternative<M>(*message));
    return std::get<M>(*message);
}

std::string zeros(std::size_t octets) { return std::string(2 * octets, '0'); }

} // namespace

TEST_CASE("a message is a header, its body and zeros to a multiple of four") {
    CHECK(hex(KeepAliveAck{}, 22) == "04000000" "00000000" "00010000");
    CHECK(hex(SetLamp{DeviceStimulus::line, 1, LampMode::on}, 20) == "10000000" "14000000" "86000000" "09000000" "01000000" "02000000");
    // CUCM's DialedNumber of the v20 capture: 25 octets of number, then packed words
    CHECK(hex(DialedNumber{"307", 1, 19805770}, 20) == "28000000" "14000000" "1d010000" "333037" + zeros(22) + "01000000" "4a362e01" "000000");
    CHECK(hex(DialedNumber{"307", 1, 7}, 17) == "24000000" "11000000" "1d010000" "333037" + zeros(21) + "01000000" "07000000");
    CHECK(hex(DisplayPromptStatusV2{.timeout = 0, .line_instance = 1, .call_reference = 7, .text = "hi"}, 11) ==
          "14000000" "0b000000" "45010000" "00000000" "01000000" "07000000" "686900" "00");
}

TEST_CASE("messages are appended one behind the other, each padded for itself") {
    std::vector<std::uint8_t> out;
    encode(ToPhone(DisplayNotifyV2{.timeout = 1, .text = "abcd"}), 8, out);
    const auto first = out.size();
    CHECK(first % 4 == 0);
    encode(ToPhone(SetSpeakerMode{SpeakerMode::off}), 8, out);
    const auto cut = cut_frame(out);
    REQUIRE(cut.outcome == CutOutcome::whole_frame);
    CHECK(cut.frame.bytes.size() == first);
    CHECK(cut_frame(std::span(out).subspan(first)).frame.id == SetSpeakerMode::header.id);
}

TEST_CASE("an unknown id keeps its body and prints it") {
    const auto octets = tables::octets("0102ff");
    const auto message = decode_from_phone(0x4242, 17, octets);
    REQUIRE(message.has_value());
    const auto& unknown = std::get<Unknown>(*message);
    CHECK(unknown.id == 0x4242);
    CHECK(unknown.body == octets);
    CHECK(id_of(*message) == 0x4242);
    CHECK(name_of(*message) == "Unknown");
    CHECK(print(*message, 17) == "Unknown{id=0x4242 body=0102ff}");
    CHECK(message_name(0x4242).empty());
    CHECK_FALSE(is_from_phone(0x4242));
}

TEST_CASE("an id of the other direction is unknown, but has a name") {
    const auto message = decode_from_phone(StartTone::header.id, 17, {});
    REQUIRE(message.has_value());
    CHECK(std::holds_alternative<Unknown>(*message));
    CHECK_FALSE(is_from_phone(StartTone::header.id));
    CHECK(message_name(StartTone::header.id) == "StartTone");
    CHECK(is_from_phone(NotifyDtmfTone::header.id));
}

TEST_CASE("a message tells which call it is about") {
    CHECK(call_reference_of(FromPhone(OnHook{1, 77})) == 77);
    CHECK(call_reference_of(FromPhone(KeepAliveReq{})) == 0);
    CHECK(call_reference_of(ToPhone(CallState{.call_state = DCallState::on_hook, .line_instance = 1, .call_reference = 5})) == 5);
    CHECK(call_reference_of(ToPhone(Unknown{9, {}})) == 0);
}

TEST_CASE("a message prints with names for numbers and without keys") {
    OpenReceiveChannel open{.conference_id = 7, .pass_thru_party_id = 7, .millisecond_packet_size = 20, .payload_capability = MediaPayloadType::g711_ulaw64k};
    open.key.octets[0] = 0xAA;
    const auto text = print(ToPhone(open), 20);
    CHECK(text.starts_with("OpenReceiveChannel{conferenceId=7 passThruPartyId=7 millisecondPacketSize=20 payloadCapability=g711_ulaw64k "));
    CHECK(text.find(" key=*** salt=*** ") != text.npos);
    CHECK(text.find("aa") == text.npos);
    CHECK(text.find("latentCaps") == text.npos);
    CHECK(print(ToPhone(open), 22).find("latentCaps={active=0 ") != text.npos);
}

TEST_CASE("bit masks print as hex: they are no numbers of a list") {
    CHECK(print(ToPhone(SelectSoftKeys{1, 17, SoftKeySet::connected, static_cast<SoftKeyMask>(34144)}), 11) ==
          "SelectSoftKeys{lineInstance=1 callReference=17 softKeySetIndex=connected validKeyMask=0x8560}");
}

TEST_CASE("a decode error prints message, field and place") {
    const auto missing = decode_from_phone(SoftKeyEvent::header.id, 17, tables::octets("0b00000001"));
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().print() == "SoftKeyEvent: no lineInstance at 4 (body of 5 octets)");
    const auto too_many = decode_from_phone(CapabilitiesRes::header.id, 17, tables::octets("28000000"));
    REQUIRE_FALSE(too_many.has_value());
    CHECK(too_many.error().print() == "CapabilitiesRes: count 40 too high in capCount at 0 (body of 4 octets)");
}

// ---- what real and strange clients send (README.md, "Strange clients") ----------------------------------------------

TEST_CASE("Register of 36 octets is a phone of protocol 3 without features") {
    const std::string body = "53455030303131323233333434353500" "00000000" "01000000" "c0000207" "07000000" "00000000";
    const auto shortest = read<RegisterReq>(0, body);
    CHECK(shortest.device_name == "SEP001122334455");
    CHECK(shortest.device_type == DeviceType::cisco_7960);
    CHECK(shortest.station_ip_addr.to_text() == "192.0.2.7");
    CHECK(shortest.protocol_ver == 0);
    CHECK(shortest.phone_features == PhoneFeatures{});
    CHECK(read<RegisterReq>(0, body + "00000000" "0b000072").protocol_ver == 11);
    CHECK(read<RegisterReq>(0, body + "00000000" "16").protocol_ver == 22);
    CHECK(read<RegisterReq>(0, body + "00000000" "0b006085" "00000000" + zeros(12)).phone_features == PhoneFeatures{0x8560});
    // its addresses have their sizes in every version
    CHECK(read<RegisterReq>(22, body).station_ip_addr.to_text() == "192.0.2.7");
    const auto error = decode_from_phone(RegisterReq::header.id, 0, tables::octets(body.substr(0, 70)));
    REQUIRE_FALSE(error.has_value());
    CHECK(error.error().field == "maxStreams");
}

TEST_CASE("digits and hook events come with and without line and call") {
    CHECK(read<KeypadButton>(3, "05000000").kp_button == KeyPadButton::five);
    CHECK(read<KeypadButton>(11, "0e000000" "01000000" "09000000").call_reference == 9);
    CHECK(read<KeypadButton>(11, "0e000000" "01000000" "09000000" + zeros(8)).call_reference == 9);
    CHECK(read<OffHook>(3, "").line_instance == 0);
    CHECK(read<OnHook>(3, "02000000").line_instance == 2);
    CHECK(read<Stimulus>(3, "09000000" "01000000").instance == 1);
    CHECK(read<Stimulus>(3, "09000000" "01000000" "05000000" "00000000").call_reference == 5);
    CHECK(read<UnregisterReq>(17, "").unregister_reason == UnRegReasonCode::unknown);
    CHECK(read<UnregisterReq>(17, "01000000").unregister_reason == UnRegReasonCode::power_save_mode);
}

TEST_CASE("an IpPort of two octets is taken as one that says nothing") {
    CHECK(read<IpPort>(0, "4e20").rtp_media_port == 0);
    CHECK(read<IpPort>(0, "204e0000").rtp_media_port == 20000);
}

TEST_CASE("OpenReceiveChannelAck may end before the party, before the call, and grows at 17") {
    const auto oldest = read<OpenReceiveChannelAck>(3, "00000000" "c0000201" "10270000");
    CHECK(oldest.ip_addr.to_text() == "192.0.2.1");
    CHECK(oldest.port == 10000);
    CHECK(oldest.pass_thru_party_id == 0);
    CHECK(read<OpenReceiveChannelAck>(3, "00000000" "c0000201" "10270000" "07000000").pass_thru_party_id == 7);
    const auto newer = read<OpenReceiveChannelAck>(17, "00000000" "00000000" "c0000201" + zeros(12) + "10270000" "07000000" "08000000");
    CHECK(newer.port == 10000);
    CHECK(newer.pass_thru_party_id == 7);
    CHECK(newer.call_reference == 8);
}

TEST_CASE("EnblocCall is read without line, with a packed and with an aligned one") {
    CHECK(read<EnblocCall>(11, "333037" + zeros(21)).called_party == "307");
    CHECK(read<EnblocCall>(17, "333037" + zeros(21) + "02000000").line_instance == 2);
    CHECK(read<EnblocCall>(22, "333037" + zeros(22) + "01000000" + zeros(3)).line_instance == 1);   // 7970
    CHECK(read<EnblocCall>(22, "333037" + zeros(22) + zeros(3) + "01000000").line_instance == 1);   // 8945
}

TEST_CASE("statistics are read aligned and packed whatever the version from 18 on says") {
    const std::string number = "333037" + zeros(25), counters = "64000000" "65000000" "66000000" "67000000" "68000000" "69000000" "6a000000";
    const std::string aligned = number + "07000000" "00000000" + counters + "02000000" "4142", packed = number + "07000000" "00" + counters + "02000000" "4142";
    for (const unsigned version : {18U, 19U, 20U, 21U, 22U})
        for (const auto& body : {aligned, packed}) {
            const auto statistics = read<ConnectionStatisticsRes>(version, body);
            CHECK(statistics.number_packets_sent == 100);
            CHECK(statistics.latency == 106);
            CHECK(statistics.quality_stats == "AB");
        }
}

TEST_CASE("statistics without text are read in the layout of their version, without any if they fit no other") {
    const std::string number = "333037" + zeros(25), counters = "64000000" "65000000" "66000000" "67000000" "68000000" "69000000" "6a000000";
    CHECK(read<ConnectionStatisticsRes>(20, number + "07000000" "00000000" + counters).latency == 106);
    CHECK(read<ConnectionStatisticsRes>(20, number + "07000000" "00000000" + counters + zeros(4)).latency == 106);
    CHECK(read<ConnectionStatisticsRes>(20, number + "07000000" "00" + counters + zeros(4)).latency == 106);
    CHECK(read<ConnectionStatisticsRes>(22, number + "07000000" "00" + counters + zeros(4)).latency == 106);
}

TEST_CASE("a list that promises more than it holds is refused") {
    const auto error = decode_from_phone(CapabilitiesRes::header.id, 17, tables::octets("02000000" "04000000" "14000000" + zeros(8)));
    REQUIRE_FALSE(error.has_value());
    CHECK(error.error().reason == DecodeError::Reason::too_many);
    CHECK(error.error().field == "caps.payloadCapability");
    CHECK(error.error().count == 2);
}
