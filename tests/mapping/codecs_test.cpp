// The codec table, and what a line may use of what its phone can.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "mapping/codecs.hpp"
#include "tests/support/device.hpp"

using namespace mapping;
using P = sccp::MediaPayloadType;
using tests::Device;

namespace {

std::vector<P> payloads(const std::vector<MediaFormat>& formats) {
    std::vector<P> result;
    for (const auto& format : formats) result.push_back(format.payload);
    return result;
}

MediaFormat only(const Device& device) {
    const auto formats = usable_formats(device.line, device.context);
    REQUIRE(formats.size() == 1);
    return formats.front();
}

} // namespace

TEST_CASE("every codec is named in SDP as the design says") {
    struct Row { unsigned value; const char* name; const char* encoding; unsigned clock, channels, number, ms; };
    // clang-format off
    const Row rows[] = {
        {4,  "pcmu",    "PCMU",     8000, 1,   0, 20}, {2,  "pcma",  "PCMA",     8000, 1,   8, 20},
        {6,  "g722",    "G722",     8000, 1,   9, 20}, {9,  "g723",  "G723",     8000, 1,   4, 30},
        {10, "g728",    "G728",     8000, 1,  15, 20}, {11, "g729",  "G729",     8000, 1,  18, 20},
        {12, "g729",    "G729",     8000, 1,  18, 20}, {15, "g729",  "G729",     8000, 1,  18, 20},
        {16, "g729",    "G729",     8000, 1,  18, 20}, {18, "gsm",   "GSM",      8000, 1,   3, 20},
        {80, "gsm",     "GSM",      8000, 1,   3, 20}, {20, "gsm-efr", "GSM-EFR", 8000, 1, 110, 20},
        {25, "l16",     "L16",     16000, 1, 111, 20}, {40, "g7221", "G7221",   16000, 1, 102, 20},
        {41, "g7221",   "G7221",   16000, 1, 103, 20}, {82, "g726",  "G726-32",  8000, 1, 112, 20},
        {83, "g726",    "G726-24",  8000, 1, 113, 20}, {84, "g726",  "G726-16",  8000, 1, 114, 20},
        {86, "ilbc",    "iLBC",     8000, 1,  97, 20}, {89, "isac",  "ISAC",    16000, 1, 104, 30},
        {90, "opus",    "opus",    48000, 2, 107, 20},
    };
    // clang-format on
    CHECK(std::size(rows) == codecs().size());
    for (const auto& row : rows) {
        CAPTURE(row.value);
        const auto* codec = find_codec(static_cast<P>(row.value));
        REQUIRE(codec);
        CHECK(codec->name == row.name);
        CHECK(is_codec_name(row.name));
        CHECK(codec_name(codec->payload) == row.name);
        CHECK(codec->encoding == row.encoding);
        CHECK(codec->clock == row.clock);
        CHECK(codec->channels == row.channels);
        CHECK(codec->payload_number == row.number);
        CHECK(codec->default_ms == row.ms);
    }
    for (const P never : {P::g711_alaw56k, P::g711_ulaw56k, P::g722_56k, P::g722_48k, P::aac, P::h264, P::rfc2833_dyn_payload}) {
        CHECK(find_codec(never) == nullptr);
        CHECK(codec_name(never).empty());
    }
    CHECK_FALSE(is_codec_name("mp3"));
}

TEST_CASE("codecs of a line come in its order, as far as the phone has them") {
    Device device;
    device.has({P::g729_annex_a, P::g711_ulaw64k, P::g722_64k, P::rfc2833_dyn_payload});
    CHECK(payloads(usable_formats(device.line, device.context)) == std::vector{P::g711_ulaw64k, P::g722_64k, P::g729_annex_a});
    device.line.codecs = {"g729", "pcmu", "g729", "unheard-of"};
    CHECK(payloads(usable_formats(device.line, device.context)) == std::vector{P::g729_annex_a, P::g711_ulaw64k});
    device.has({P::g711_alaw56k, P::g711_ulaw56k, P::g722_56k});
    CHECK(usable_formats(device.line, device.context).empty());
    device.has({P::g7221_24k, P::g7221_32k, P::gsm, P::gsm_full_rate});
    device.line.codecs = {"g7221", "gsm"};
    CHECK(payloads(usable_formats(device.line, device.context)) == std::vector{P::g7221_32k, P::g7221_24k, P::gsm_full_rate});
}

TEST_CASE("a format carries the packet time and the event payload of its line") {
    Device device;
    device.has({P::g711_alaw64k});
    CHECK(only(device).packet_ms == 20);
    CHECK(only(device).payload_number == 8);
    CHECK(only(device).telephone_event == 101);
    CHECK_FALSE(only(device).silence_suppression);
    device.line.ptime = 30;
    device.line.dtmf_pt = 96;
    CHECK(only(device).packet_ms == 30);
    CHECK(only(device).telephone_event == 96);
    device.line.dtmf = DtmfMode::info;
    CHECK(only(device).telephone_event == 0);
}

TEST_CASE("a dynamic payload number is what the phone can be told") {
    Device old("7960", 8);
    old.has({P::ilbc, P::g7221_32k, P::g711_ulaw64k});
    old.line.codecs = {"ilbc", "g7221", "pcmu"};
    CHECK(payloads(usable_formats(old.line, old.context)) == std::vector{P::ilbc, P::g711_ulaw64k});
    const auto ilbc = usable_formats(old.line, old.context).front();
    CHECK(can_use_number(ilbc, {97, "iLBC", 8000}, old.context));
    CHECK_FALSE(can_use_number(ilbc, {98, "iLBC", 8000}, old.context));

    Device newer("7941", 11);
    newer.has({P::ilbc, P::g7221_32k});
    newer.line.codecs = {"ilbc", "g7221"};
    CHECK(payloads(usable_formats(newer.line, newer.context)) == std::vector{P::ilbc, P::g7221_32k});
    CHECK(can_use_number(ilbc, {98, "iLBC", 8000}, newer.context));

    newer.line.dtmf_pt = 97;    // taken by the digits
    const auto moved = usable_formats(newer.line, newer.context).front();
    CHECK(moved.payload_number != 97);
    CHECK(moved.payload_number >= first_dynamic_payload);
}

TEST_CASE("G.729 is offered once, with annex B only when the phone has it and vad is on") {
    struct Row { std::vector<P> has; bool vad; P payload; const char* fmtp; };
    const Row rows[] = {
        {{P::g729, P::g729_annex_a}, false, P::g729_annex_a, "annexb=no"},
        {{P::g729}, false, P::g729, "annexb=no"},
        {{P::g729_annex_a, P::g729_annex_aw_annex_b}, false, P::g729_annex_a, "annexb=no"},
        {{P::g729_annex_a, P::g729_annex_aw_annex_b}, true, P::g729_annex_aw_annex_b, "annexb=yes"},
        {{P::g729_annex_b}, true, P::g729_annex_b, "annexb=yes"},
        {{P::g729_annex_a}, true, P::g729_annex_a, "annexb=no"},
        {{P::g729_annex_aw_annex_b}, false, P::g729_annex_aw_annex_b, "annexb=no"},   // usable without its annex
    };
    for (const auto& row : rows) {
        Device device;
        for (const P payload : row.has) device.context.capabilities.push_back({payload, 60});
        device.line.codecs = {"g729"};
        device.line.vad = row.vad;
        CAPTURE(row.fmtp);
        CHECK(only(device).payload == row.payload);
        CHECK(fmtp_of(only(device)) == row.fmtp);
        CHECK(audio_format(only(device)).payload_number == 18);
    }
}

TEST_CASE("annex B is used when both say yes") {
    Device device;
    device.has({P::g729_annex_a, P::g729_annex_aw_annex_b});
    device.line.codecs = {"g729"};
    device.line.vad = true;
    const auto ours = only(device);

    const auto silent = agreed(ours, {18, "G729", 8000, ""}, device.context);      // RFC 4856: missing means yes
    CHECK(silent.payload == P::g729_annex_aw_annex_b);
    CHECK(silent.silence_suppression);
    CHECK(fmtp_of(silent) == "annexb=yes");
    const auto refused = agreed(ours, {18, "G729", 8000, "annexb=no"}, device.context);
    CHECK(refused.payload == P::g729_annex_a);
    CHECK_FALSE(refused.silence_suppression);
    CHECK(fmtp_of(refused) == "annexb=no");

    device.line.vad = false;
    const auto unwanted = agreed(only(device), {18, "g729", 8000, "annexb=yes"}, device.context);
    CHECK(unwanted.payload == P::g729_annex_a);
    CHECK_FALSE(unwanted.silence_suppression);

    device.has({P::g729_annex_b});
    const auto other_form = agreed(only(device), {18, "G729", 8000, "annexb=no"}, device.context);
    CHECK(other_form.payload == P::g729_annex_b);
    CHECK_FALSE(other_form.silence_suppression);
}

TEST_CASE("iLBC runs in the higher mode of the two") {
    struct Row { unsigned ptime; const char* theirs; unsigned packet_ms; const char* fmtp; };
    const Row rows[] = {
        {20, "mode=20", 20, "mode=20"}, {20, "mode=30", 30, "mode=30"}, {30, "mode=20", 30, "mode=30"},
        {20, "", 30, "mode=30"},        {60, "mode=20", 60, "mode=20"}, {40, "mode=30", 30, "mode=30"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.theirs);
        Device device;
        device.has({P::ilbc});
        device.line.codecs = {"ilbc"};
        device.line.ptime = row.ptime;
        const auto format = agreed(only(device), {98, "iLBC", 8000, row.theirs}, device.context);
        CHECK(format.packet_ms == row.packet_ms);
        CHECK(format.payload_number == 98);
        CHECK(fmtp_of(format) == row.fmtp);
    }
}

TEST_CASE("codecs are the same by name, clock, channels and bit rate") {
    const MediaFormat pcmu{P::g711_ulaw64k}, g7221{P::g7221_32k}, opus{P::opus}, g729{P::g729_annex_a};
    CHECK(same_codec(pcmu, {0, "pcmu", 8000}));
    CHECK_FALSE(same_codec(pcmu, {0, "PCMU", 16000}));
    CHECK_FALSE(same_codec(pcmu, {8, "PCMA", 8000}));
    CHECK(same_codec(g729, {18, "G729", 8000, "annexb=yes"}));
    CHECK(same_codec(g7221, {115, "G7221", 16000, "bitrate=32000"}));
    CHECK_FALSE(same_codec(g7221, {115, "G7221", 16000, "bitrate=24000"}));
    CHECK_FALSE(same_codec(g7221, {115, "G7221", 16000, ""}));
    CHECK(same_codec(opus, {107, "opus", 48000, "", 2}));
    CHECK_FALSE(same_codec(opus, {107, "opus", 48000, "", 1}));
    CHECK_FALSE(same_codec({P::h264}, {97, "H264", 90000}));
}

TEST_CASE("packet times are those that a codec has") {
    struct Row { P payload; unsigned wanted, time; };
    const Row rows[] = {
        {P::g711_ulaw64k, 20, 20}, {P::g711_ulaw64k, 35, 30}, {P::g711_ulaw64k, 50, 40}, {P::g711_ulaw64k, 100, 60},
        {P::g711_ulaw64k, 5, 10},  {P::g7231, 20, 30},        {P::g7231, 30, 30},        {P::g7231, 60, 60},
        {P::gsm, 30, 20},          {P::gsm, 10, 20},          {P::isac, 20, 30},         {P::ilbc, 20, 20},
        {P::ilbc, 30, 30},         {P::ilbc, 60, 60},         {P::g729, 10, 10},
    };
    for (const auto& row : rows) {
        CAPTURE(row.wanted);
        CHECK(packet_time(row.payload, row.wanted) == row.time);
    }
}

TEST_CASE("the packet time to send is theirs, within what they and the phone can") {
    struct Row { P payload; unsigned frames; std::optional<unsigned> ptime, maxptime; unsigned time; };
    const Row rows[] = {
        {P::g711_ulaw64k, 40, {}, {}, 20},   {P::g711_ulaw64k, 40, 30, {}, 30}, {P::g711_ulaw64k, 40, 60, {}, 40},
        {P::g711_ulaw64k, 60, 40, 30, 30},   {P::g711_ulaw64k, 40, {}, 10, 10}, {P::g711_ulaw64k, 2, 40, {}, 20},
        {P::g729_annex_a, 60, 60, {}, 60},   {P::g729_annex_a, 3, 60, {}, 30},  {P::g729_annex_a, 0, 60, {}, 20},
        {P::g7231, 60, 20, {}, 30},
    };
    for (const auto& row : rows) {
        CAPTURE(row.time);
        Device device;
        device.has({row.payload}, row.frames);
        CHECK(packet_time_to_send({row.payload}, row.ptime, row.maxptime, device.context) == row.time);
    }
    Device device;
    device.has({P::ilbc}, 60);
    CHECK(packet_time_to_send({P::ilbc, 30}, 20, {}, device.context) == 30);   // the mode was agreed
    CHECK(packet_time_to_send({P::ilbc, 20}, 30, {}, device.context) == 20);
    CHECK(packet_time_to_send({P::ilbc, 20}, 40, {}, device.context) == 40);
}

TEST_CASE("codec parameters hold a bit rate, or mode and payload number from protocol 11 on") {
    CHECK(codec_parameters({P::g7231, 30, 4}, 3) == 2);
    CHECK(codec_parameters({P::g7231, 30, 4}, 22) == 2);
    CHECK(codec_parameters({P::g711_ulaw64k, 20, 0}, 17) == 0);
    CHECK(codec_parameters({P::ilbc, 30, 97}, 17) == (30u | 97u << 8));
    CHECK(codec_parameters({P::ilbc, 60, 97}, 17) == (20u | 97u << 8));
    CHECK(codec_parameters({P::ilbc, 20, 97}, 8) == 0);
    CHECK(codec_parameters({P::g7221_32k, 20, 115}, 11) == 115u << 8);
}
