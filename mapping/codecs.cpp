// Audio codecs: the table of callflows 6.1 and what follows from it for offers, answers and the messages of a phone.
#include "mapping/codecs.hpp"

#include <algorithm>
#include <array>

#include "mapping/dtmf.hpp"
#include "mapping/words.hpp"

namespace mapping {
namespace {

using Payload = sccp::MediaPayloadType;

constexpr unsigned collision_payload = 120;   ///< instead of a dynamic number that `dtmf_pt` has taken

// clang-format off
// Rows of one name and payload number are forms of one codec, the plainer form first: the phone's first is used.
//    SCCP value                           name        rtpmap       Hz      ch  PT   ms  frame  fmtp
constexpr std::array table{
Codec{Payload::g711_ulaw64k,              "pcmu",     "PCMU",       8'000, 1,   0,  20, 10, ""},
Codec{Payload::g711_alaw64k,              "pcma",     "PCMA",       8'000, 1,   8,  20, 10, ""},
Codec{Payload::g722_64k,                  "g722",     "G722",       8'000, 1,   9,  20, 10, ""},   // 16 kHz; RFC 3551 section 4.5.2 keeps 8000
Codec{Payload::g7231,                     "g723",     "G723",       8'000, 1,   4,  30, 30, "bitrate=6.3;annexa=no"},
Codec{Payload::g728,                      "g728",     "G728",       8'000, 1,  15,  20, 10, ""},
Codec{Payload::g729_annex_a,              "g729",     "G729",       8'000, 1,  18,  20, 10, "annexb=no"},
Codec{Payload::g729,                      "g729",     "G729",       8'000, 1,  18,  20, 10, "annexb=no"},
Codec{Payload::g729_annex_aw_annex_b,     "g729",     "G729",       8'000, 1,  18,  20, 10, "annexb=yes"},
Codec{Payload::g729_annex_b,              "g729",     "G729",       8'000, 1,  18,  20, 10, "annexb=yes"},
Codec{Payload::gsm_full_rate,             "gsm",      "GSM",        8'000, 1,   3,  20, 20, ""},
Codec{Payload::gsm,                       "gsm",      "GSM",        8'000, 1,   3,  20, 20, ""},
Codec{Payload::gsm_enhanced_full_rate,    "gsm-efr",  "GSM-EFR",    8'000, 1, 110,  20, 20, ""},
Codec{Payload::wide_band_256k,            "l16",      "L16",       16'000, 1, 111,  20, 10, ""},
Codec{Payload::g7221_32k,                 "g7221",    "G7221",     16'000, 1, 102,  20, 20, "bitrate=32000"},
Codec{Payload::g7221_24k,                 "g7221",    "G7221",     16'000, 1, 103,  20, 20, "bitrate=24000"},
Codec{Payload::g726_32k,                  "g726",     "G726-32",    8'000, 1, 112,  20, 10, ""},
Codec{Payload::g726_24k,                  "g726",     "G726-24",    8'000, 1, 113,  20, 10, ""},
Codec{Payload::g726_16k,                  "g726",     "G726-16",    8'000, 1, 114,  20, 10, ""},
Codec{Payload::ilbc,                      "ilbc",     "iLBC",       8'000, 1,  97,  20, 20, "mode=20"},
Codec{Payload::isac,                      "isac",     "ISAC",      16'000, 1, 104,  30, 30, ""},
Codec{Payload::opus,                      "opus",     "opus",      48'000, 2, 107,  20, 20, "maxplaybackrate=16000;stereo=0;useinbandfec=1"},
};

constexpr std::array packet_times{60u, 40u, 30u, 20u, 10u};
// clang-format on

bool is_g729(Payload payload) {
    const auto* codec = find_codec(payload);
    return codec && codec->name == "g729";
}
bool has_annex_b(Payload payload) {
    return payload == Payload::g729_annex_b || payload == Payload::g729_annex_aw_annex_b;
}

const Capability* capability(const DeviceContext& device, Payload payload) {
    const auto& all = device.capabilities;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Capability& item) { return item.payload == payload; });
    return found == all.end() ? nullptr : &*found;
}

/// The form of G.729 to open, with annex B or without; a phone that has only the other form can be told not to use the
/// annex.
std::optional<Payload> g729_form(const DeviceContext& device, bool annex_b) {
    std::optional<Payload> other;
    for (const Codec& codec : table) {
        if (codec.name != "g729" || !capability(device, codec.payload)) continue;
        if (has_annex_b(codec.payload) == annex_b) return codec.payload;
        if (!other) other = codec.payload;
    }
    return other;
}

unsigned ilbc_mode(unsigned packet_ms) { return packet_ms == 30 ? 30 : 20; }

/// RFC 3952 section 4.2: without a mode parameter 30 ms frames are meant.
unsigned ilbc_mode_of(const sip::AudioFormat& theirs) {
    return sip::fmtp_parameter(theirs.fmtp, "mode").value_or("30") == "20" ? 20 : 30;
}

/// RFC 4856 section 2.1.9: a missing annexb parameter means yes.
bool wants_annex_b(const sip::AudioFormat& theirs) {
    return !same_word(sip::fmtp_parameter(theirs.fmtp, "annexb").value_or("yes"), "no");
}

bool is_usable(const Codec& codec, const DeviceContext& device) {
    // A phone below protocol 11 cannot be told a dynamic number; of its own numbers only iLBC's is known.
    if (codec.is_dynamic() && device.protocol < 11 && codec.payload != Payload::ilbc) return false;
    return capability(device, codec.payload) != nullptr;
}

MediaFormat format_of(const Codec& codec, const LineOptions& line, const DeviceContext& device) {
    MediaFormat format{codec.payload, packet_time(codec.payload, line.ptime), codec.payload_number, false,
                       event_payload_offered(line)};
    if (codec.name == "g729" && line.vad) {
        const auto form = g729_form(device, true);
        format.payload = form.value_or(codec.payload);
        format.silence_suppression = has_annex_b(format.payload);
    }
    if (format.payload_number == format.telephone_event && device.protocol >= 11)
        format.payload_number = collision_payload;
    return format;
}

/// Longest packet the phone says it can send. Phones give milliseconds, some frames for codecs that have them; in doubt
/// 20 ms.
unsigned longest_packet(const MediaFormat& format, const DeviceContext& device) {
    constexpr unsigned in_doubt = 20;
    const auto* has = capability(device, format.payload);
    const auto* codec = find_codec(format.payload);
    if (!has || !codec || has->max_frames == 0) return in_doubt;
    const bool is_g711_or_g722 = codec->payload == Payload::g711_ulaw64k || codec->payload == Payload::g711_alaw64k ||
                                 codec->payload == Payload::g722_64k;
    const bool in_frames = has->max_frames < in_doubt && !is_g711_or_g722;
    const unsigned milliseconds = in_frames ? has->max_frames * codec->frame_ms : has->max_frames;
    return milliseconds < 10 ? in_doubt : milliseconds;
}

} // namespace

std::span<const Codec> codecs() { return table; }

const Codec* find_codec(sccp::MediaPayloadType payload) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Codec& codec) { return codec.payload == payload; });
    return found == table.end() ? nullptr : &*found;
}

bool is_codec_name(std::string_view name) {
    return std::any_of(table.begin(), table.end(), [&](const Codec& codec) { return codec.name == name; });
}

std::string_view codec_name(sccp::MediaPayloadType payload) {
    const auto* codec = find_codec(payload);
    return codec ? codec->name : std::string_view{};
}

std::vector<MediaFormat> usable_formats(const LineOptions& line, const DeviceContext& device) {
    std::vector<MediaFormat> result;
    for (const auto& name : line.codecs) {
        for (const Codec& codec : table) {
            if (codec.name != name || !is_usable(codec, device)) continue;
            const MediaFormat format = format_of(codec, line, device);
            const bool is_known = std::any_of(result.begin(), result.end(), [&](const MediaFormat& other) {
                return other.payload_number == format.payload_number;
            });
            if (!is_known) result.push_back(format);
        }
    }
    return result;
}

std::string fmtp_of(const MediaFormat& format) {
    const auto* codec = find_codec(format.payload);
    if (!codec) return {};
    if (is_g729(format.payload)) return format.silence_suppression ? "annexb=yes" : "annexb=no";
    if (format.payload == Payload::ilbc) return "mode=" + std::to_string(ilbc_mode(format.packet_ms));
    return std::string(codec->fmtp);
}

sip::AudioFormat audio_format(const MediaFormat& format) {
    const auto* codec = find_codec(format.payload);
    if (!codec) return {};
    return {format.payload_number, std::string(codec->encoding), codec->clock, fmtp_of(format), codec->channels};
}

bool same_codec(const MediaFormat& ours, const sip::AudioFormat& theirs) {
    const auto* codec = find_codec(ours.payload);
    if (!codec || !sip::same_encoding(codec->encoding, theirs.encoding) || codec->clock != theirs.clock) return false;
    if (codec->channels != theirs.channels) return false;
    // RFC 5577 section 4.1: the bit rate tells the forms of G.722.1 apart.
    if (codec->name == "g7221")
        return sip::fmtp_parameter(theirs.fmtp, "bitrate") == sip::fmtp_parameter(codec->fmtp, "bitrate");
    return true;
}

bool can_use_number(const MediaFormat& ours, const sip::AudioFormat& theirs, const DeviceContext& device) {
    return device.protocol >= 11 || theirs.payload_number < first_dynamic_payload ||
           theirs.payload_number == ours.payload_number;
}

MediaFormat agreed(const MediaFormat& ours, const sip::AudioFormat& theirs, const DeviceContext& device) {
    MediaFormat result = ours;
    result.payload_number = theirs.payload_number;
    if (is_g729(ours.payload)) {
        result.silence_suppression = ours.silence_suppression && wants_annex_b(theirs);
        result.payload = g729_form(device, result.silence_suppression).value_or(ours.payload);
    }
    if (ours.payload == Payload::ilbc && ilbc_mode_of(theirs) == 30) result.packet_ms = 30;
    return result;
}

unsigned packet_time(sccp::MediaPayloadType payload, unsigned wanted) {
    const auto* codec = find_codec(payload);
    const unsigned frame = codec ? codec->frame_ms : 10;
    // Two 30 ms frames of iLBC and three of 20 ms look alike: 60 ms means the latter.
    if (payload == Payload::ilbc && wanted >= 30 && wanted < 40) return 30;
    unsigned shortest = codec ? codec->default_ms : 20;
    for (const unsigned time : packet_times) {
        if (time % frame != 0) continue;
        if (time <= wanted) return time;
        shortest = time;
    }
    return shortest;
}

unsigned packet_time_to_send(const MediaFormat& format, std::optional<unsigned> ptime, std::optional<unsigned> maxptime,
                             const DeviceContext& device) {
    if (format.payload == Payload::ilbc && ilbc_mode(format.packet_ms) == 30) return 30;
    unsigned wanted = ptime.value_or(20);
    if (maxptime) wanted = std::min(wanted, *maxptime);
    wanted = std::min(wanted, longest_packet(format, device));
    const unsigned time = packet_time(format.payload, wanted);
    return format.payload == Payload::ilbc && time == 30 ? 20 : time;
}

std::uint32_t codec_parameters(const MediaFormat& format, unsigned protocol) {
    constexpr auto bit_rate_6_3 = static_cast<std::uint32_t>(sccp::MediaG723BitRate::g723_rate_6_3);
    if (format.payload == Payload::g7231) return bit_rate_6_3;
    const auto* codec = find_codec(format.payload);
    if (protocol < 11 || !codec || !codec->is_dynamic()) return 0;
    // codecParams from protocol 11 on: an octet of codec mode, then one of dynamic payload number
    const std::uint32_t mode = format.payload == Payload::ilbc ? ilbc_mode(format.packet_ms) : 0;
    return mode | (format.payload_number << 8);
}

} // namespace mapping
