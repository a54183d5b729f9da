// What a device can code and decode.
#pragma once

#include "sccp/messages/codec_parameters.hpp"

// clang-format off: layouts are tables
namespace sccp {

/// One audio codec; maxFramesPerPacket is milliseconds of audio on most phones.
struct AudioCapability {
    MediaPayloadType payload_capability{};
    std::uint32_t max_frames_per_packet{};
    CapabilityParameters payloads{};
    static void layout(auto& m, auto& field) {
        field("payloadCapability",  m.payload_capability);
        field("maxFramesPerPacket", m.max_frames_per_packet);
        field("PAYLOADS",           chosen_by(m.payload_capability, m.payloads));
    }
};

struct CustomPictureFormat {
    std::uint32_t picture_width{}, picture_height{}, pixel_aspect_ratio{}, clock_conversion_code{}, clock_divisor{};
    static void layout(auto& m, auto& field) {
        field("pictureWidth",        m.picture_width);
        field("pictureHeight",       m.picture_height);
        field("pixelAspectRatio",    m.pixel_aspect_ratio);
        field("clockConversionCode", m.clock_conversion_code);
        field("clockDivisor",        m.clock_divisor);
    }
};

struct ServiceResource {
    UpTo<Layout, 5> layouts{};
    std::uint32_t service_num{}, max_streams{}, max_conferences{}, active_conference_on_registration{};
    static void layout(auto& m, auto& field) {
        field("layoutCount",                    count_of(m.layouts));
        field("layouts",                        slots<5>(m.layouts));
        field("serviceNum",                     m.service_num);
        field("maxStreams",                     m.max_streams);
        field("maxConferences",                 m.max_conferences);
        field("activeConferenceOnRegistration", m.active_conference_on_registration);
    }
};

struct ConferenceResources {
    std::uint32_t active_streams_on_registration{}, max_bw{};
    UpTo<ServiceResource, 4> service_resource{};
    static void layout(auto& m, auto& field) {
        field("activeStreamsOnRegistration", m.active_streams_on_registration);
        field("maxBW",                       m.max_bw);
        field("serviceResourceCount",        count_of(m.service_resource));
        field("serviceResource",             slots<4>(m.service_resource));
    }
};

struct LevelPreference {
    std::uint32_t transmit_preference{}, format{}, max_bit_rate{}, min_bit_rate{}, mpi{}, service_number{};
    static void layout(auto& m, auto& field) {
        field("transmitPreference", m.transmit_preference);
        field("format",             m.format);
        field("maxBitRate",         m.max_bit_rate);
        field("minBitRate",         m.min_bit_rate);
        field("MPI",                m.mpi);
        field("serviceNumber",      m.service_number);
    }
};

/// One video codec; `Parameters` grew from 8 to 24 octets with H.264.
template <class Parameters>
struct VideoCapability {
    MediaPayloadType payload_capability{};
    TransmitOrReceive video_capability_direction{};
    UpTo<LevelPreference, 4> level_preference{};
    Parameters capability{};
    static void layout(auto& m, auto& field) {
        field("payloadCapability",        m.payload_capability);
        field("videoCapabilityDirection", m.video_capability_direction);
        field("levelPreferenceCount",     count_of(m.level_preference));
        field("levelPreference",          slots<4>(m.level_preference));
        field("capability",               chosen_by(m.payload_capability, m.capability));
    }
};

/// One source has ipAddressingMode once, Wireshark twice from protocol 16 on.
struct VideoCapabilityV3 {
    MediaPayloadType payload_capability{};
    TransmitOrReceive video_capability_direction{};
    UpTo<LevelPreference, 4> level_preference{};
    MediaEncryptionCapability encryption_capability{};
    VideoParameters capability{};
    IpAddrMode ip_addressing_mode{}, ip_addressing_mode_again{};
    static void layout(auto& m, auto& field) {
        field("payloadCapability",        m.payload_capability);
        field("videoCapabilityDirection", m.video_capability_direction);
        field("levelPreferenceCount",     count_of(m.level_preference));
        field("levelPreference",          slots<4>(m.level_preference));
        field("encryptionCapability",     m.encryption_capability);
        field("capability",               chosen_by(m.payload_capability, m.capability));
        field("ipAddressingMode",         m.ip_addressing_mode);
        field("ipAddressingMode",         m.ip_addressing_mode_again, since(16));
    }
};

struct DataCapability {
    MediaPayloadType payload_capability{};
    TransmitOrReceive data_capability_direction{};
    std::uint32_t protocol_dependent_data{}, max_bit_rate{};
    static void layout(auto& m, auto& field) {
        field("payloadCapability",       m.payload_capability);
        field("dataCapabilityDirection", m.data_capability_direction);
        field("protocolDependentData",   m.protocol_dependent_data);
        field("maxBitRate",              m.max_bit_rate);
    }
};

struct DataCapabilityV3 {
    MediaPayloadType payload_capability{};
    TransmitOrReceive data_capability_direction{};
    std::uint32_t protocol_dependent_data{}, max_bit_rate{};
    MediaEncryptionCapability encryption_capability{};
    static void layout(auto& m, auto& field) {
        field("payloadCapability",       m.payload_capability);
        field("dataCapabilityDirection", m.data_capability_direction);
        field("protocolDependentData",   m.protocol_dependent_data);
        field("maxBitRate",              m.max_bit_rate);
        field("encryptionCapability",    m.encryption_capability);
    }
};

/// What can the phone code and decode? Also a way to see whether it still listens.
struct CapabilitiesReq {
    static constexpr Header header{0x009B, "CapabilitiesReq"};
    static void layout(auto&, auto&) {}
};

/// Audio codecs in order of preference. One captured sender always fills 18 slots, others send what they have.
struct CapabilitiesRes {
    static constexpr Header header{0x0010, "CapabilitiesRes"};
    UpTo<AudioCapability, 18> caps{};
    static void layout(auto& m, auto& field) {
        field("capCount", count_of(m.caps));
        field("caps",     m.caps);
    }
};

/// Audio, video and data; 1840 octets whatever the counts, unused slots hold old memory. The same under headers 0 and 22.
struct UpdateCapabilities {
    static constexpr Header header{0x0030, "UpdateCapabilities"};
    std::uint32_t rtp_payload_format{};
    UpTo<CustomPictureFormat, 6> custom_picture_format{};
    ConferenceResources conf_resources{};
    UpTo<AudioCapability, 18> audiocaps{};
    UpTo<VideoCapability<EarlyVideoParameters>, 10> vid_caps{};
    UpTo<DataCapability, 5> data_caps{};
    static void layout(auto& m, auto& field) {
        field("audioCapCount",            count_of(m.audiocaps));
        field("videoCapCount",            count_of(m.vid_caps));
        field("dataCapCount",             count_of(m.data_caps));
        field("rtpPayloadFormat",         m.rtp_payload_format);
        field("customPictureFormatCount", count_of(m.custom_picture_format));
        field("customPictureFormat",      slots<6>(m.custom_picture_format));
        field("confResources",            m.conf_resources);
        field("audiocaps",                slots<18>(m.audiocaps));
        field("vidCaps",                  slots<10>(m.vid_caps));
        field("dataCaps",                 slots<5>(m.data_caps));
    }
};

/// The same with room for H.264.
struct CapabilitiesV2Res {
    static constexpr Header header{0x0043, "CapabilitiesV2Res"};
    std::uint32_t rtp_payload_format{};
    UpTo<CustomPictureFormat, 6> custom_picture_format{};
    ConferenceResources conf_resources{};
    UpTo<AudioCapability, 18> audiocaps{};
    UpTo<VideoCapability<VideoParameters>, 10> vid_caps{};
    UpTo<DataCapability, 5> data_caps{};
    static void layout(auto& m, auto& field) {
        field("audioCapCount",            count_of(m.audiocaps));
        field("videoCapCount",            count_of(m.vid_caps));
        field("dataCapCount",             count_of(m.data_caps));
        field("rtpPayloadFormat",         m.rtp_payload_format);
        field("customPictureFormatCount", count_of(m.custom_picture_format));
        field("customPictureFormat",      slots<6>(m.custom_picture_format));
        field("confResources",            m.conf_resources);
        field("audiocaps",                slots<18>(m.audiocaps));
        field("vidCaps",                  slots<10>(m.vid_caps));
        field("dataCaps",                 slots<5>(m.data_caps));
    }
};

/// The same with encryption and address family per entry.
struct CapabilitiesV3Res {
    static constexpr Header header{0x0044, "CapabilitiesV3Res"};
    std::uint32_t rtp_payload_format{};
    UpTo<CustomPictureFormat, 6> custom_picture_format{};
    ConferenceResources conf_resources{};
    UpTo<AudioCapability, 18> audiocaps{};
    UpTo<VideoCapabilityV3, 10> vid_caps{};
    UpTo<DataCapabilityV3, 5> data_caps{};
    static void layout(auto& m, auto& field) {
        field("audioCapCount",            count_of(m.audiocaps));
        field("videoCapCount",            count_of(m.vid_caps));
        field("dataCapCount",             count_of(m.data_caps));
        field("rtpPayloadFormat",         m.rtp_payload_format);
        field("customPictureFormatCount", count_of(m.custom_picture_format));
        field("customPictureFormat",      slots<6>(m.custom_picture_format));
        field("confResources",            m.conf_resources);
        field("audiocaps",                slots<18>(m.audiocaps));
        field("vidCaps",                  slots<10>(m.vid_caps));
        field("dataCaps",                 slots<5>(m.data_caps));
    }
};

} // namespace sccp
