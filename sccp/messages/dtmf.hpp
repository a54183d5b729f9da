// Digits in the media path of devices that convert them, and multicast audio.
#pragma once

#include "sccp/messages/codec_parameters.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// A digit was heard.
struct NotifyDtmfTone {
    static constexpr Header header{0x0127, "NotifyDtmfTone"};
    DeviceTone tone{};
    std::uint32_t conference_id{}, passthru_party_id{};
    static void layout(auto& m, auto& field) {
        field("tone",            m.tone);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
    }
};

/// Play a digit.
struct SendDtmfTone {
    static constexpr Header header{0x0128, "SendDtmfTone"};
    DeviceTone tone{};
    std::uint32_t conference_id{}, passthru_party_id{};
    static void layout(auto& m, auto& field) {
        field("tone",            m.tone);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
    }
};

/// Report digits of this payload type.
struct SubscribeDtmfPayloadReq {
    static constexpr Header header{0x0129, "SubscribeDtmfPayloadReq"};
    std::uint32_t payload_dtmf{}, conference_id{}, passthru_party_id{}, dtmf_type{};
    static void layout(auto& m, auto& field) {
        field("payloadDtmf",     m.payload_dtmf);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
        field("dtmfType",        m.dtmf_type);
    }
};

/// Done.
struct SubscribeDtmfPayloadRes {
    static constexpr Header header{0x012A, "SubscribeDtmfPayloadRes"};
    std::uint32_t payload_dtmf{}, conference_id{}, passthru_party_id{};
    static void layout(auto& m, auto& field) {
        field("payloadDtmf",     m.payload_dtmf);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
    }
};

/// Not possible.
struct SubscribeDtmfPayloadErr {
    static constexpr Header header{0x012B, "SubscribeDtmfPayloadErr"};
    std::uint32_t payload_dtmf{}, conference_id{}, passthru_party_id{};
    static void layout(auto& m, auto& field) {
        field("payloadDtmf",     m.payload_dtmf);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
    }
};

/// No longer report digits.
struct UnSubscribeDtmfPayloadReq {
    static constexpr Header header{0x012C, "UnSubscribeDtmfPayloadReq"};
    std::uint32_t payload_dtmf{}, conference_id{}, passthru_party_id{}, dtmf_type{};
    static void layout(auto& m, auto& field) {
        field("payloadDtmf",     m.payload_dtmf);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
        field("dtmfType",        m.dtmf_type);
    }
};

/// Done.
struct UnSubscribeDtmfPayloadRes {
    static constexpr Header header{0x012D, "UnSubscribeDtmfPayloadRes"};
    std::uint32_t payload_dtmf{}, conference_id{}, passthru_party_id{};
    static void layout(auto& m, auto& field) {
        field("payloadDtmf",     m.payload_dtmf);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
    }
};

/// Not possible.
struct UnSubscribeDtmfPayloadErr {
    static constexpr Header header{0x012E, "UnSubscribeDtmfPayloadErr"};
    std::uint32_t payload_dtmf{}, conference_id{}, passthru_party_id{};
    static void layout(auto& m, auto& field) {
        field("payloadDtmf",     m.payload_dtmf);
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
    }
};

/// Listen to a multicast group: music on hold, paging.
struct StartMulticastMediaReception {
    static constexpr Header header{0x0101, "StartMulticastMediaReception"};
    std::uint32_t conference_id{}, pass_through_party_id{};
    Address multicast_ip_addr{};
    std::uint32_t multicast_port_number{};
    std::uint32_t milli_second_packet_size{};
    MediaPayloadType compression_type{};
    MediaEchoCancellation ec_value{};
    MediaG723BitRate g723_bit_rate{};
    CodecParamsUnion codec_params_union{};
    std::uint32_t call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                 m.conference_id);
        field("passThroughPartyId",           m.pass_through_party_id);
        field("multicastIpAddr",              m.multicast_ip_addr);
        field("multicastPortNumber",          m.multicast_port_number);
        field("milliSecondPacketSize",        m.milli_second_packet_size);
        field("compressionType",              m.compression_type);
        field("qualifierIn.ecValue",          m.ec_value);
        field("qualifierIn.g723BitRate",      m.g723_bit_rate,                                     until(10));
        field("qualifierIn.codecParamsUnion", chosen_by(m.compression_type, m.codec_params_union), since(11));
        field("callReference",                m.call_reference);
    }
};

/// Done, or not.
struct MulticastMediaReceptionAck {
    static constexpr Header header{0x0021, "MulticastMediaReceptionAck"};
    MulticastMediaReceptionStatus multicast_reception_status{};
    std::uint32_t pass_through_party_id{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("multicastReceptionStatus", m.multicast_reception_status);
        field("passThroughPartyId",       m.pass_through_party_id);
        field("callReference",            m.call_reference);
    }
};

/// Send to a multicast group.
struct StartMulticastMediaTransmission {
    static constexpr Header header{0x0102, "StartMulticastMediaTransmission"};
    std::uint32_t conference_id{}, pass_through_party_id{};
    Address multicast_ip_addr{};
    std::uint32_t multicast_port_number{};
    std::uint32_t milli_second_packet_size{};
    MediaPayloadType compression_type{};
    std::uint32_t precedence_value{};
    MediaSilenceSuppression ss_value{};
    std::uint16_t max_frames_per_packet{};
    MediaG723BitRate g723_bit_rate{};
    CodecParamsUnion codec_params_union{};
    std::uint32_t call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                    m.conference_id);
        field("passThroughPartyId",              m.pass_through_party_id);
        field("multicastIpAddr",                 m.multicast_ip_addr);
        field("multicastPortNumber",             m.multicast_port_number);
        field("milliSecondPacketSize",           m.milli_second_packet_size);
        field("compressionType",                 m.compression_type);
        field("qualifierOut.precedenceValue",    m.precedence_value);
        field("qualifierOut.ssValue",            m.ss_value);
        field("qualifierOut.maxFramesPerPacket", m.max_frames_per_packet);
        field("qualifierOut.padding",            reserved<2>);
        field("qualifierOut.g723BitRate",        m.g723_bit_rate,                                     until(10));
        field("qualifierOut.codecParamsUnion",   chosen_by(m.compression_type, m.codec_params_union), since(11));
        field("callReference",                   m.call_reference);
    }
};

/// Listen no longer.
struct StopMulticastMediaReception {
    static constexpr Header header{0x0103, "StopMulticastMediaReception"};
    std::uint32_t conference_id{}, pass_through_party_id{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("passThroughPartyId", m.pass_through_party_id);
        field("callReference",      m.call_reference);
    }
};

/// Send no longer.
struct StopMulticastMediaTransmission {
    static constexpr Header header{0x0104, "StopMulticastMediaTransmission"};
    std::uint32_t conference_id{}, pass_through_party_id{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("passThroughPartyId", m.pass_through_party_id);
        field("callReference",      m.call_reference);
    }
};

} // namespace sccp
