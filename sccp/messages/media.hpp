// Messages of audio streams: open and close the receiving side, start and stop the sending side, ports, statistics.
#pragma once

#include "sccp/messages/codec_parameters.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// Modem and fax relay a gateway may switch to later (V.150.1). All zero: none.
struct LatentCapabilities {
    std::uint32_t active{};
    ModemRelay modem_relay{};
    Sprt sprt{};
    StateSignalling sse{};
    std::uint8_t nse{}, rfc2833{}, sse_payload{}, v150sprt{}, noaudio{}, future1{}, future2{}, future3{};
    static void layout(auto& m, auto& field) {
        field("active",           m.active);
        field("modemRelay",       m.modem_relay);
        field("sprt",             m.sprt);
        field("sse",              m.sse);
        field("payload.nse",      m.nse);
        field("payload.rfc2833",  m.rfc2833);
        field("payload.sse",      m.sse_payload);
        field("payload.v150sprt", m.v150sprt);
        field("payload.noaudio",  m.noaudio);
        field("payload.future1",  m.future1);
        field("payload.future2",  m.future2);
        field("payload.future3",  m.future3);
    }
};

/// Asks the phone to open a port for incoming RTP; it answers with OpenReceiveChannelAck.
/// CallManager 3 ended it after the salt.
struct OpenReceiveChannel {
    static constexpr Header header{0x0105, "OpenReceiveChannel"};
    std::uint32_t conference_id{}, pass_thru_party_id{};
    std::uint32_t millisecond_packet_size{};
    MediaPayloadType payload_capability{};
    MediaEchoCancellation echo_cancel{};
    std::uint32_t g723_bit_rate_or_codec_params{};
    std::uint32_t call_reference{};
    MediaEncryptionAlgorithmType algorithm_id{};
    std::uint16_t keylen{}, saltlen{};
    Secret<16> key{}, salt{};
    std::uint32_t is_mki_present{}, key_derivation_rate{}, stream_pass_thru_id{}, associated_stream_id{};
    std::uint32_t rfc2833_payload_type{}, dtmf_type{};
    std::uint32_t mixing_mode{}, direction{};
    Address source_ip_addr{};
    std::uint32_t source_port{};
    IpAddrType requested_ip_addr_type{};
    std::int32_t audio_level_adjustment{};
    LatentCapabilities latent_caps{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",             m.conference_id);
        field("passThruPartyId",          m.pass_thru_party_id);
        field("millisecondPacketSize",    m.millisecond_packet_size);
        field("payloadCapability",        m.payload_capability);
        field("echoCancel",               m.echo_cancel);
        field("g723BitRateOrCodecParams", m.g723_bit_rate_or_codec_params);
        field("callReference",            m.call_reference,         if_room_until(10));
        field("algorithmID",              m.algorithm_id,           if_room_until(10));
        field("keylen",                   m.keylen,                 if_room_until(10));
        field("saltlen",                  m.saltlen,                if_room_until(10));
        field("key",                      m.key,                    if_room_until(10));
        field("salt",                     m.salt,                   if_room_until(10));
        field("isMKIPresent",             m.is_mki_present,         if_room_until(10));
        field("keyDerivationRate",        m.key_derivation_rate,    if_room_until(10));
        field("streamPassThruId",         m.stream_pass_thru_id,    if_room_until(10));
        field("associatedStreamId",       m.associated_stream_id,   if_room_until(10));
        field("rfc2833PayloadType",       m.rfc2833_payload_type,   if_room_until(10));
        field("dtmfType",                 m.dtmf_type,              if_room_until(10));
        field("mixingMode",               m.mixing_mode,            since(11), if_room_until(16));
        field("direction",                m.direction,              since(11), if_room_until(16));
        field("sourceIpAddr",             m.source_ip_addr,         since(11), if_room_until(16));
        field("sourcePort",               m.source_port,            since(11), if_room_until(16));
        field("requestedIpAddrType",      m.requested_ip_addr_type, since(17));
        field("audioLevelAdjustment",     m.audio_level_adjustment, since(21), if_room);
        field("latentCaps",               m.latent_caps,            since(21), if_room);
    }
};

/// Where the phone listens, or why it does not. Old ones end before callReference, the oldest before passThruPartyId.
struct OpenReceiveChannelAck {
    static constexpr Header header{0x0022, "OpenReceiveChannelAck"};
    MediaStatus media_reception_status{};
    Address ip_addr{};
    std::uint32_t port{}, pass_thru_party_id{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("mediaReceptionStatus", m.media_reception_status);
        field("ipAddr",               m.ip_addr);
        field("port",                 m.port);
        field("passThruPartyId",      m.pass_thru_party_id, if_room);
        field("callReference",        m.call_reference,     if_room);
    }
};

/// Close that port.
struct CloseReceiveChannel {
    static constexpr Header header{0x0106, "CloseReceiveChannel"};
    std::uint32_t conference_id{}, pass_thru_party_id{}, call_reference{};
    PortHandling port_handling_flag{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",     m.conference_id);
        field("passThruPartyId",  m.pass_thru_party_id);
        field("callReference",    m.call_reference,     if_room);
        field("portHandlingFlag", m.port_handling_flag, if_room);
    }
};

/// Asks the phone to send RTP; it answers with StartMediaTransmissionAck from protocol 17 on.
struct StartMediaTransmission {
    static constexpr Header header{0x008A, "StartMediaTransmission"};
    std::uint32_t conference_id{}, pass_thru_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port{};
    std::uint32_t millisecond_packet_size{};
    MediaPayloadType payload_capability{};
    std::uint32_t precedence{};   ///< the whole TOS octet
    MediaSilenceSuppression silence_suppression{};
    std::uint16_t max_frames_per_packet{};
    std::uint32_t g723_bit_rate_or_codec_params{};
    std::uint32_t call_reference{};
    MediaEncryptionAlgorithmType algorithm_id{};
    std::uint16_t keylen{}, saltlen{};
    Secret<16> key{}, salt{};
    std::uint32_t is_mki_present{}, key_derivation_rate{}, stream_pass_thru_id{}, associated_stream_id{};
    std::uint32_t rfc2833_payload_type{}, dtmf_type{};
    std::uint32_t mixing_mode{}, direction{};
    LatentCapabilities latent_caps{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",             m.conference_id);
        field("passThruPartyId",          m.pass_thru_party_id);
        field("remoteIpAddr",             m.remote_ip_addr);
        field("remotePort",               m.remote_port);
        field("millisecondPacketSize",    m.millisecond_packet_size);
        field("payloadCapability",        m.payload_capability);
        field("precedence",               m.precedence);
        field("silenceSuppression",       m.silence_suppression);
        field("maxFramesPerPacket",       m.max_frames_per_packet);
        field("pad",                      reserved<2>);
        field("g723BitRateOrCodecParams", m.g723_bit_rate_or_codec_params);
        field("callReference",            m.call_reference,       if_room_until(16));
        field("algorithmID",              m.algorithm_id,         if_room_until(16));
        field("keylen",                   m.keylen,               if_room_until(16));
        field("saltlen",                  m.saltlen,              if_room_until(16));
        field("key",                      m.key,                  if_room_until(16));
        field("salt",                     m.salt,                 if_room_until(16));
        field("isMKIPresent",             m.is_mki_present,       if_room_until(16));
        field("keyDerivationRate",        m.key_derivation_rate,  if_room_until(16));
        field("streamPassThruId",         m.stream_pass_thru_id,  if_room_until(16));
        field("associatedStreamId",       m.associated_stream_id, if_room_until(16));
        field("rfc2833PayloadType",       m.rfc2833_payload_type, if_room_until(16));
        field("dtmfType",                 m.dtmf_type,            if_room_until(16));
        field("mixingMode",               m.mixing_mode,          if_room_until(16));
        field("direction",                m.direction,            if_room_until(16), sent_since(15));
        field("latentCaps",               m.latent_caps,          since(21), if_room);
    }
};

/// From where the phone sends, or why it does not. 6901 and 6911 name the call only, and the former appends 8 octets.
struct StartMediaTransmissionAck {
    static constexpr Header header{0x0154, "StartMediaTransmissionAck"};
    std::uint32_t conference_id{}, pass_thru_party_id{}, call_reference{};
    Address ip_addr{};
    std::uint32_t port{};
    MediaStatus media_transmission_status{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",            m.conference_id);
        field("passThruPartyId",         m.pass_thru_party_id);
        field("callReference",           m.call_reference);
        field("ipAddr",                  m.ip_addr);
        field("port",                    m.port);
        field("mediaTransmissionStatus", m.media_transmission_status);
        field("unknown",                 reserved<8>, since(17), if_room);
    }
};

/// Stop sending.
struct StopMediaTransmission {
    static constexpr Header header{0x008B, "StopMediaTransmission"};
    std::uint32_t conference_id{}, pass_thru_party_id{}, call_reference{};
    PortHandling port_handling_flag{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",     m.conference_id);
        field("passThruPartyId",  m.pass_thru_party_id);
        field("callReference",    m.call_reference,     if_room);
        field("portHandlingFlag", m.port_handling_flag, if_room);
    }
};

/// The phone cannot go on sending.
struct MediaTransmissionFailure {
    static constexpr Header header{0x002A, "MediaTransmissionFailure"};
    std::uint32_t conference_id{}, pass_thru_party_id{};
    Address remote_ip_addr{};
    std::uint32_t remote_port{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",    m.conference_id);
        field("passThruPartyId", m.pass_thru_party_id);
        field("remoteIpAddr",    m.remote_ip_addr);
        field("remotePort",      m.remote_port);
        field("callReference",   m.call_reference);
    }
};

/// Listed with no body by one source.
struct StartMediaReception {
    static constexpr Header header{0x008C, "StartMediaReception"};
    static void layout(auto&, auto&) {}
};

/// Listed by one source.
struct StopMediaReception {
    static constexpr Header header{0x008D, "StopMediaReception"};
    std::uint32_t conference_id{}, pass_thru_party_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",    m.conference_id);
        field("passThruPartyId", m.pass_thru_party_id);
    }
};

/// Watch the incoming stream and report its loss.
struct StartMediaFailureDetection {
    static constexpr Header header{0x011C, "StartMediaFailureDetection"};
    std::uint32_t conference_id{}, pass_through_party_id{};
    std::uint32_t milli_second_packet_size{};
    MediaPayloadType compression_type{};
    MediaEchoCancellation ec_value{};
    MediaG723BitRate g723_bit_rate{};
    CodecParamsUnion codec_params_union{};
    std::uint32_t call_reference{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                 m.conference_id);
        field("passThroughPartyId",           m.pass_through_party_id);
        field("milliSecondPacketSize",        m.milli_second_packet_size);
        field("compressionType",              m.compression_type);
        field("qualifierIn.ecValue",          m.ec_value);
        field("qualifierIn.g723BitRate",      m.g723_bit_rate,                                     until(10));
        field("qualifierIn.codecParamsUnion", chosen_by(m.compression_type, m.codec_params_union), since(11));
        field("callReference",                m.call_reference);
    }
};

/// Ports of a device with many streams.
struct MediaPortList {
    static constexpr Header header{0x0011, "MediaPortList"};
    UpTo<std::uint32_t, 16> rtp_media_port{};
    static void layout(auto& m, auto& field) {
        field("portCount",    count_of(m.rtp_media_port));
        field("rtpMediaPort", m.rtp_media_port);
    }
};

/// Which port will a stream use? Asked before a codec is known; for phones with the port_request feature.
struct PortReq {
    static constexpr Header header{0x014B, "PortReq"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    MediaTransportType media_transport_type{};
    IpAddrType ip_address_type{};
    MediaType media_type{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("mediaTransportType", m.media_transport_type);
        field("ipAddressType",      m.ip_address_type);
        field("mediaType",          m.media_type);
    }
};

/// This one.
struct PortRes {
    static constexpr Header header{0x0045, "PortRes"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    Address ip_addr{};
    std::uint32_t port_number{}, rtcp_port_number{};
    MediaType media_type{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("ipAddr",             m.ip_addr);
        field("portNumber",         m.port_number);
        field("RTCPPortNumber",     m.rtcp_port_number);
        field("mediaType",          m.media_type, since(19));
    }
};

/// Close a port that was asked for.
struct PortClose {
    static constexpr Header header{0x014C, "PortClose"};
    std::uint32_t conference_id{}, call_reference{}, pass_through_party_id{};
    MediaType media_type{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("callReference",      m.call_reference);
        field("passThroughPartyId", m.pass_through_party_id);
        field("mediaType",          m.media_type);
    }
};

/// How good was the call? Must be asked before CallState on_hook.
struct ConnectionStatisticsReq {
    static constexpr Header header{0x0107, "ConnectionStatisticsReq"};
    Text<24, 28> directory_number{};
    std::uint32_t call_reference{};
    StatsProcessingType stats_processing{};
    static void layout(auto& m, auto& field) {
        field("directoryNumber", m.directory_number);
        field("callReference",   m.call_reference);
        field("statsProcessing", m.stats_processing);
    }
};

/// Counters of the call, and a text. Words are aligned to protocol 21, packed behind one octet of statsProcessing at 22.
struct ConnectionStatisticsRes {
    static constexpr Header header{0x0023, "ConnectionStatisticsRes"};
    /// Which layout a phone uses from 18 on is not known for all of them.
    static constexpr unsigned also_try_from = 18;
    static constexpr std::array<unsigned, 2> also_try{20, 22};
    Text<24, 28> directory_number{};
    std::uint32_t call_reference{};
    StatsProcessingType stats_processing{};
    std::uint32_t number_packets_sent{}, number_octets_sent{}, number_packets_received{}, number_octets_received{}, number_packets_lost{};
    std::uint32_t jitter{}, latency{};   ///< ms
    Data<600> quality_stats{};
    static void layout(auto& m, auto& field) {
        field("directoryNumber",       m.directory_number);
        field("callReference",         m.call_reference);
        field("statsProcessing",       m.stats_processing,        until(21));
        field("statsProcessing",       octet(m.stats_processing), since(22));
        field("numberPacketsSent",     m.number_packets_sent);
        field("numberOctetsSent",      m.number_octets_sent);
        field("numberPacketsReceived", m.number_packets_received);
        field("numberOctetsReceived",  m.number_octets_received);
        field("numberPacketsLost",     m.number_packets_lost);
        field("jitter",                m.jitter);
        field("latency",               m.latency);
        field("qualityStatsSize",      count_of(m.quality_stats), if_room);
        field("qualityStats",          m.quality_stats,           if_room);
    }
};

} // namespace sccp
