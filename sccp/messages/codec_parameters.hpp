// Parameters of a codec, as capability lists and the messages that open streams carry them.
#pragma once

#include "sccp/layout.hpp"

// clang-format off: layouts are tables
namespace sccp {

// An alternative of a Choice says by `is_for` when it is meant, and by `wire_name` what Wireshark calls its part of the union.

struct G723Rate {
    MediaG723BitRate g723_bit_rate{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::g7231; }
    static void layout(auto& m, auto& field) {
        field("g723BitRate", m.g723_bit_rate);
    }
};

/// V.150.1 modem relay.
struct ModemRelay {
    static constexpr const char* wire_name = "modemRelay";
    std::uint32_t cap_and_ver{}, mod_and2833{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::v150_lc_modem_relay; }
    static void layout(auto& m, auto& field) {
        field("capAndVer",  m.cap_and_ver);
        field("modAnd2833", m.mod_and2833);
    }
};

/// V.150.1 simple packet relay transport.
struct Sprt {
    static constexpr const char* wire_name = "sprtPayload";
    std::uint16_t chan0_max_payload{}, chan2_max_payload{}, chan3_max_payload{}, chan2_max_window{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::v150_lc_sprt; }
    static void layout(auto& m, auto& field) {
        field("chan0MaxPayload", m.chan0_max_payload);
        field("chan2MaxPayload", m.chan2_max_payload);
        field("chan3MaxPayload", m.chan3_max_payload);
        field("chan2MaxWindow",  m.chan2_max_window);
    }
};

/// V.150.1 state signalling events.
struct StateSignalling {
    static constexpr const char* wire_name = "sse";
    std::uint32_t standard{}, vendor{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::v150_lc_sse; }
    static void layout(auto& m, auto& field) {
        field("standard", m.standard);
        field("vendor",   m.vendor);
    }
};

/// Every other codec.
struct CodecParams {
    static constexpr const char* wire_name = "codecParams";
    std::uint8_t codec_mode{}, dynamic_payload{}, codec_param1{}, codec_param2{};
    static void layout(auto& m, auto& field) {
        field("codecMode",      m.codec_mode);
        field("dynamicPayload", m.dynamic_payload);
        field("codecParam1",    m.codec_param1);
        field("codecParam2",    m.codec_param2);
    }
};

/// Behind the codec of a capability list, and of a stream to be opened.
using CapabilityParameters = Choice<8, G723Rate, ModemRelay, Sprt, StateSignalling, CodecParams>;
using CodecParamsUnion     = Choice<4, G723Rate, CodecParams>;

// `in_stream`: the same inside the parameters of a stream (multimedia.hpp).

struct H261Video {
    static constexpr const char* wire_name = "h261VideoCapability";
    static constexpr const char* in_stream = "capability.h261VideoCapability";
    std::uint32_t temporal_spatial_trade_off_capability{}, still_image_transmission{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::h261; }
    static void layout(auto& m, auto& field) {
        field("temporalSpatialTradeOffCapability", m.temporal_spatial_trade_off_capability);
        field("stillImageTransmission",            m.still_image_transmission);
    }
};

struct H263Video {
    static constexpr const char* wire_name = "h263VideoCapability";
    static constexpr const char* in_stream = "capability.h263VideoCapability";
    std::uint32_t h263_capability_bitfield{}, annex_n_and_w_future_use{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::h263; }
    static void layout(auto& m, auto& field) {
        field("h263_capability_bitfield", m.h263_capability_bitfield);
        field("annexNandWFutureUse",      m.annex_n_and_w_future_use);
    }
};

struct H264Video {
    static constexpr const char* wire_name = "h264VideoCapability";
    static constexpr const char* in_stream = "capability.h264VideoCapability";
    std::uint32_t profile{}, level{}, custom_max_mbps{}, custom_max_fs{}, custom_max_dpb{}, custom_max_br_and_cpb{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::h264; }
    static void layout(auto& m, auto& field) {
        field("profile",           m.profile);
        field("level",             m.level);
        field("customMaxMBPS",     m.custom_max_mbps);
        field("customMaxFS",       m.custom_max_fs);
        field("customMaxDPB",      m.custom_max_dpb);
        field("customMaxBRandCPB", m.custom_max_br_and_cpb);
    }
};

struct VieoVideo {
    static constexpr const char* wire_name = "vieoVideoCapability";
    static constexpr const char* in_stream = "capability.vieoVideoCapability";
    std::uint32_t model_number{}, bandwidth{};
    static constexpr bool is_for(MediaPayloadType codec) { return codec == MediaPayloadType::vieo; }
    static void layout(auto& m, auto& field) {
        field("modelNumber", m.model_number);
        field("bandwidth",   m.bandwidth);
    }
};

/// Video codecs whose parameters nobody has described.
struct OtherVideo {
    static constexpr const char* in_stream = "capability";
    static constexpr bool is_for(MediaPayloadType codec) { return codec >= MediaPayloadType::h261 && codec <= MediaPayloadType::h264_fec; }
    static void layout(auto&, auto&) {}
};

using VideoParameters      = Choice<24, H261Video, H263Video, H264Video, VieoVideo, OtherVideo>;
using EarlyVideoParameters = Choice<8, H261Video, H263Video, VieoVideo, OtherVideo>;

} // namespace sccp
