// Audio codecs: SCCP value, SDP name, payload number and packet time in one table; what a line may use of what its
// phone can (callflows 6.1, 6.2).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/device_context.hpp"
#include "mapping/events.hpp"
#include "sip/sdp.hpp"

namespace mapping {

/// From this payload number on the meaning is agreed per session (RFC 3551 section 6).
inline constexpr unsigned first_dynamic_payload = 96;

struct Codec {
    sccp::MediaPayloadType payload{};
    std::string_view name;          ///< in `codecs=`; rows of one name and payload number are forms of one codec
    std::string_view encoding;      ///< of rtpmap
    unsigned clock{8000};           ///< Hz, as in rtpmap
    unsigned channels{1};
    unsigned payload_number{};      ///< static, or what we offer for a dynamic one
    unsigned default_ms{20};
    unsigned frame_ms{10};          ///< packet times are multiples of this
    std::string_view fmtp;          ///< as offered
    bool is_dynamic() const { return payload_number >= first_dynamic_payload; }
};

std::span<const Codec> codecs();
/// Null: not a codec that we offer.
const Codec* find_codec(sccp::MediaPayloadType payload);
/// Is `name` one of `codecs=`?
bool is_codec_name(std::string_view name);
/// `pcma`; empty for what we never offer. For REST and the log.
std::string_view codec_name(sccp::MediaPayloadType payload);

/// `codecs=` of the line, in this order, as far as the phone has them: what we offer and accept. Payload numbers are
/// ours, packet time is `ptime=` as the codec allows it, `telephone_event` is `dtmf_pt=` or 0 when digits are not to
/// travel in RTP.
std::vector<MediaFormat> usable_formats(const LineOptions& line, const DeviceContext& device);

/// rtpmap and fmtp of an offer.
sip::AudioFormat audio_format(const MediaFormat& format);
/// `annexb=no`, `mode=20`, ... as this format stands, for offer and answer.
std::string fmtp_of(const MediaFormat& format);
/// Does the format of an SDP name this codec? Annexes and modes of the same codec are the same.
bool same_codec(const MediaFormat& ours, const sip::AudioFormat& theirs);
/// Can this phone use the codec under their payload number? Phones below protocol 11 know only the number of their
/// firmware.
bool can_use_number(const MediaFormat& ours, const sip::AudioFormat& theirs, const DeviceContext& device);
/// What both may use of a codec that is the same: G.729 annex B and iLBC mode as both can, payload number theirs.
MediaFormat agreed(const MediaFormat& ours, const sip::AudioFormat& theirs, const DeviceContext& device);

/// Packet time toward the far end: its ptime (default 20) within its maxptime and what phone and codec can.
unsigned packet_time_to_send(const MediaFormat& format, std::optional<unsigned> ptime, std::optional<unsigned> maxptime,
                             const DeviceContext& device);
/// `wanted` as this codec can have it: one of 10, 20, 30, 40, 60 and a multiple of its frame.
unsigned packet_time(sccp::MediaPayloadType payload, unsigned wanted);

/// The word g723BitRateOrCodecParams of OpenReceiveChannel and StartMediaTransmission.
std::uint32_t codec_parameters(const MediaFormat& format, unsigned protocol);

} // namespace mapping
