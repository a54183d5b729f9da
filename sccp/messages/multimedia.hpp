// Messages of video streams.
#pragma once

#include "sccp/messages/codec_parameters.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// SRTP keys of a stream.
struct EncryptionKeyInfo {
    MediaEncryptionAlgorithmType algorithm_id{};
    std::uint16_t keylen{}, saltlen{};
    Secret<16> key{}, salt{};
    std::uint32_t is_mki_present{}, key_derivation_rate{};
    static void layout(auto& m, auto& field) {
        field("algorithmID",       m.algorithm_id);
        field("keylen",            m.keylen);
        field("saltlen",           m.saltlen);
        field("key",               m.key);
        field("salt",              m.salt);
        field("isMKIPresent",      m.is_mki_present);
        field("keyDerivationRate", m.key_derivation_rate);
    }
};

/// RTP numbering of a stream.
struct PayloadNumbers {
    std::uint32_t payload_rfc_number{}, payload_type{};
    static void layout(auto& m, auto& field) {
        field("payload_rfc_number", m.payload_rfc_number);
        field("payloadType",        m.payload_type);
    }
};

struct PictureFormat {
    std::uint32_t format{}, mpi{};
    static void layout(auto& m, auto& field) {
        field("format", m.format);
        field("MPI",    m.mpi);
    }
};

struct G723Stream {
    static constexpr const char* wire_name = "audioParameters";
    std::uint32_t milli_second_packet_size{};
    MediaEchoCancellation ec_value{};
    MediaG723BitRate g723_bit_rate{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::g7231; }
    static void layout(auto& m, auto& field) {
        field("milliSecondPacketSize",                    m.milli_second_packet_size);
        field("qualifierIn.ecValue",                      m.ec_value);
        field("qualifierIn.g723BitRate",                  m.g723_bit_rate, until(10));
        field("qualifierIn.codecParamsUnion.g723BitRate", m.g723_bit_rate, since(11));
    }
};

struct AudioStream {
    static constexpr const char* wire_name = "audioParameters";
    std::uint32_t milli_second_packet_size{};
    MediaEchoCancellation ec_value{};
    CodecParams codec_params{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec <= MediaPayloadType::amr_wb; }
    static void layout(auto& m, auto& field) {
        field("milliSecondPacketSize",                    m.milli_second_packet_size);
        field("qualifierIn.ecValue",                      m.ec_value);
        field("qualifierIn.codecParamsUnion.codecParams", m.codec_params, since(11));
    }
};

/// `Parameters` is that of the video codec.
template <class Parameters>
struct VideoStream {
    static constexpr const char* wire_name = "vidParameters";
    std::uint32_t bit_rate{};
    UpTo<PictureFormat, 5> picture_format{};
    std::uint32_t conf_service_num{};
    Parameters capability{};
    static constexpr bool is_for(MediaPayloadType codec) { return Parameters::is_for(codec); }
    static void layout(auto& m, auto& field) {
        field("bitRate",             m.bit_rate);
        field("pictureFormatCount",  count_of(m.picture_format));
        field("pictureFormat",       slots<5>(m.picture_format));
        field("confServiceNum",      m.conf_service_num);
        field(Parameters::in_stream, m.capability);
    }
};

struct DataStream {
    static constexpr const char* wire_name = "dataParameters";
    std::uint32_t protocol_dependent_data{}, max_bit_rate{};
    static void layout(auto& m, auto& field) {
        field("protocolDependentData", m.protocol_dependent_data);
        field("maxBitRate",            m.max_bit_rate);
    }
};

/// The parameter block of a stream, 76 octets. The codec decides how it is read (Wireshark goes by the RTP payload type and errs).
using StreamParameters = Choice<76, G723Stream, AudioStream, VideoStream<H261Video>, VideoStream<H263Video>, VideoStream<H264Video>,
                                VideoStream<VieoVideo>, VideoStream<OtherVideo>, DataStream>;

struct FastUpdatePicture {
    static constexpr const char* wire_name = "videoFastUpdatePicture";
    std::uint32_t first_gob{}, number_of_gobs{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::video_fast_update_picture; }
    static void layout(auto& m, auto& field) {
        field("firstGOB",     m.first_gob);
        field("numberOfGOBs", m.number_of_gobs);
    }
};
struct FastUpdateGob {
    static constexpr const char* wire_name = "videoFastUpdateGOB";
    std::uint32_t first_gob{}, number_of_gobs{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::video_fast_update_gob; }
    static void layout(auto& m, auto& field) {
        field("firstGOB",     m.first_gob);
        field("numberOfGOBs", m.number_of_gobs);
    }
};
struct FastUpdateMb {
    static constexpr const char* wire_name = "videoFastUpdateMB";
    std::uint32_t first_gob{}, first_mb{}, number_of_mbs{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::video_fast_update_mb; }
    static void layout(auto& m, auto& field) {
        field("firstGOB",    m.first_gob);
        field("firstMB",     m.first_mb);
        field("numberOfMBs", m.number_of_mbs);
    }
};
struct PictureReference {
    std::uint32_t picture_number{}, long_term_picture_index{};
    static void layout(auto& m, auto& field) {
        field("pictureNumber",        m.picture_number);
        field("longTermPictureIndex", m.long_term_picture_index);
    }
};
struct LostPicture {
    static constexpr const char* wire_name = "lostPicture";
    std::uint32_t picture_number{}, long_term_picture_index{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::lost_picture; }
    static void layout(auto& m, auto& field) {
        field("pictureNumber",        m.picture_number);
        field("longTermPictureIndex", m.long_term_picture_index);
    }
};
struct LostPartialPicture {
    static constexpr const char* wire_name = "lostPartialPicture";
    PictureReference picture_reference{};
    std::uint32_t first_mb{}, number_of_mbs{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::lost_partial_picture; }
    static void layout(auto& m, auto& field) {
        field("pictureReference", m.picture_reference);
        field("firstMB",          m.first_mb);
        field("numberOfMBs",      m.number_of_mbs);
    }
};
struct RecoveryReference {
    static constexpr const char* wire_name = "recoveryReferencePictureValue";
    UpTo<PictureReference, 4> recovery_reference_picture{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::recovery_reference_picture; }
    static void layout(auto& m, auto& field) {
        field("recoveryReferencePictureCount", count_of(m.recovery_reference_picture));
        field("recoveryReferencePicture",      slots<4>(m.recovery_reference_picture));
    }
};
struct TemporalSpatialTradeOff {
    std::uint32_t temporal_spatial_trade_off{};
    static constexpr bool is_for(MiscCommandType command) { return command == MiscCommandType::temporal_spatial_trade_off; }
    static void layout(auto& m, auto& field) {
        field("temporalSpatialTradeOff", m.temporal_spatial_trade_off);
    }
};
struct NoCommandData {
    std::uint32_t none{};
    static void layout(auto& m, auto& field) {
        field("none", m.none);
    }
};

/// Asks the phone to open a port for incoming video.
struct OpenMultiMediaReceiveChannel {
    static constexpr Header header{0x0131, "OpenMultiMediaReceiveChannel"};
    std::uint32_t conference_id{}, pass_through_party_id{};
    MediaPayloadType compression_type{};
    std::uint32_t line_instance{}, call_reference{};
    PayloadNumbers payload_type{};
    std::uint32_t is_conference_creator{};
    StreamParameters capability{};
    EncryptionKeyInfo m_rx_media_encryption_key_info{};
    std::uint32_t stream_pass_through_id{}, associated_stream_id{};
    Address source_ip_addr{};
    std::uint32_t source_port_number{};
    IpAddrType requested_ip_addr_type{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",              m.conference_id);
        field("passThroughPartyId",        m.pass_through_party_id);
        field("compressionType",           m.compression_type);
        field("lineInstance",              m.line_instance);
        field("callReference",             m.call_reference);
        field("payloadType",               m.payload_type);
        field("isConferenceCreator",       m.is_conference_creator);
        field("capability",                chosen_by(m.compression_type, m.capability));
        field("mRxMediaEncryptionKeyInfo", m.m_rx_media_encryption_key_info);
        field("streamPassThroughId",       m.stream_pass_through_id);
        field("associatedStreamId",        m.associated_stream_id);
        field("sourceIpAddr",              m.source_ip_addr,         since(11));
        field("sourcePortNumber",          m.source_port_number,     since(11));
        field("requestedIpAddrType",       m.requested_ip_addr_type, since(16));
    }
};

/// Where the phone listens, or that it does not.
struct OpenMultiMediaReceiveChannelAck {
    static constexpr Header header{0x0031, "OpenMultiMediaReceiveChannelAck"};
    OpenReceiveChanStatus multimedia_reception_status{};
    Address ip_addr{};
    std::uint32_t port_number{}, pass_through_party_id{}, call_reference{};
    static void layout(auto& m, auto& field) {
        field("multimediaReceptionStatus", m.multimedia_reception_status);
        field("ipAddr",                    m.ip_addr);
        field("portNumber",                m.port_number);
        field("passThroughPartyId",        m.pass_through_party_id);
        field("callReference",             m.call_reference);
    }
};

/// Asks the phone to send video.
struct StartMultiMediaTransmission {
    static constexpr Header header{0x0132, "StartMultiMediaTransmission"};
    std::uint32_t conference_id{}, passthru_party_id{};
    MediaPayloadType compression_type{};
    Address remote_ip_addr{};
    std::uint32_t remote_port_number{}, call_reference{};
    PayloadNumbers payload_type{};
    std::uint32_t dscp_value{};
    StreamParameters capability{};
    EncryptionKeyInfo m_tx_media_encryption_key_info{};
    std::uint32_t stream_pass_through_id{}, associated_stream_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",              m.conference_id);
        field("passthruPartyID",           m.passthru_party_id);
        field("compressionType",           m.compression_type);
        field("remoteIpAddr",              m.remote_ip_addr);
        field("remotePortNumber",          m.remote_port_number);
        field("callReference",             m.call_reference);
        field("payloadType",               m.payload_type);
        field("DSCPValue",                 m.dscp_value);
        field("capability",                chosen_by(m.compression_type, m.capability));
        field("mTxMediaEncryptionKeyInfo", m.m_tx_media_encryption_key_info);
        field("streamPassThroughId",       m.stream_pass_through_id);
        field("associatedStreamId",        m.associated_stream_id);
    }
};

/// From where the phone sends, or why it does not.
struct StartMultiMediaTransmissionAck {
    static constexpr Header header{0x0155, "StartMultiMediaTransmissionAck"};
    std::uint32_t conference_id{}, pass_through_party_id{}, call_reference{};
    Address transmit_ip_addr{};
    std::uint32_t port_number{};
    MediaStatus multimedia_transmission_status{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",                 m.conference_id);
        field("passThroughPartyId",           m.pass_through_party_id);
        field("callReference",                m.call_reference);
        field("transmitIpAddr",               m.transmit_ip_addr);
        field("portNumber",                   m.port_number);
        field("multimediaTransmissionStatus", m.multimedia_transmission_status);
    }
};

/// Stop sending video.
struct StopMultiMediaTransmission {
    static constexpr Header header{0x0133, "StopMultiMediaTransmission"};
    std::uint32_t conference_id{}, pass_through_party_id{}, call_reference{};
    PortHandling port_handling_flag{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("passThroughPartyId", m.pass_through_party_id);
        field("callReference",      m.call_reference);
        field("portHandlingFlag",   m.port_handling_flag);
    }
};

/// Close the port for video.
struct CloseMultiMediaReceiveChannel {
    static constexpr Header header{0x0136, "CloseMultiMediaReceiveChannel"};
    std::uint32_t conference_id{}, pass_through_party_id{}, call_reference{};
    PortHandling port_handling_flag{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",       m.conference_id);
        field("passThroughPartyId", m.pass_through_party_id);
        field("callReference",      m.call_reference);
        field("portHandlingFlag",   m.port_handling_flag);
    }
};

/// H.245 commands to the video coder.
struct MiscellaneousCommand {
    static constexpr Header header{0x0134, "MiscellaneousCommand"};
    using Parameters = Choice<36, FastUpdatePicture, FastUpdateGob, FastUpdateMb, LostPicture, LostPartialPicture, RecoveryReference,
                              TemporalSpatialTradeOff, NoCommandData>;
    std::uint32_t conference_id{}, passthru_party_id{}, call_reference{};
    MiscCommandType command{};
    Parameters u{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
        field("callReference",   m.call_reference);
        field("command",         m.command);
        field("u",               chosen_by(m.command, m.u));
    }
};

/// Send no more bits per second than this.
struct FlowControlCommand {
    static constexpr Header header{0x0135, "FlowControlCommand"};
    std::uint32_t conference_id{}, passthru_party_id{}, call_reference{}, maximum_bit_rate{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
        field("callReference",   m.call_reference);
        field("maximumBitRate",  m.maximum_bit_rate);
    }
};

/// No more bits per second than this will come.
struct FlowControlNotify {
    static constexpr Header header{0x0141, "FlowControlNotify"};
    std::uint32_t conference_id{}, passthru_party_id{}, call_reference{}, maximum_bit_rate{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",    m.conference_id);
        field("passthruPartyID", m.passthru_party_id);
        field("callReference",   m.call_reference);
        field("maximumBitRate",  m.maximum_bit_rate);
    }
};

/// How a conference should be laid out.
struct VideoDisplayCommand {
    static constexpr Header header{0x0140, "VideoDisplayCommand"};
    std::uint32_t conference_id{}, call_reference{}, layout_id{};
    static void layout(auto& m, auto& field) {
        field("conferenceId",  m.conference_id);
        field("callReference", m.call_reference);
        field("layoutID",      m.layout_id);
    }
};

} // namespace sccp
