// Why a call failed or ended: the tables of callflows 2.9 and 2.5.
#include "mapping/causes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "mapping/words.hpp"
#include "sip/headers.hpp"

namespace mapping {
namespace {

using Tone = sccp::DeviceTone;
using State = sccp::DCallState;

enum class Kind : std::uint8_t {
    busy, declined, unknown_number, incomplete_number, forbidden, not_authorized, no_answer, not_available,
    incompatible, loop, high_traffic, temporary, setup, resources, quiet,
};

// clang-format off
struct Display { Kind kind; Tone tone; State state; std::string_view words; std::optional<Label> label; bool may_call_back; };
constexpr std::array displays{
    Display{Kind::busy,              Tone::line_busy_tone, State::busy,           "",              Label::busy,                     true},
    Display{Kind::declined,          Tone::line_busy_tone, State::busy,           "Declined",      {},                              false},
    Display{Kind::unknown_number,    Tone::reorder_tone,   State::invalid_number, "",              Label::unknown_number,           false},
    Display{Kind::incomplete_number, Tone::reorder_tone,   State::invalid_number, "",              Label::number_not_configured,    false},
    Display{Kind::forbidden,         Tone::reorder_tone,   State::congestion,     "Forbidden",     {},                              false},
    Display{Kind::not_authorized,    Tone::reorder_tone,   State::congestion,     "",              Label::device_not_authorized,    false},
    Display{Kind::no_answer,         Tone::reorder_tone,   State::congestion,     "No answer",     {},                              true},
    Display{Kind::not_available,     Tone::reorder_tone,   State::congestion,     "Not available", {},                              false},
    Display{Kind::incompatible,      Tone::reorder_tone,   State::congestion,     "",              Label::incompatible_device_type, false},
    Display{Kind::loop,              Tone::reorder_tone,   State::congestion,     "Loop",          {},                              false},
    Display{Kind::high_traffic,      Tone::reorder_tone,   State::congestion,     "",              Label::high_traffic,             false},
    Display{Kind::temporary,         Tone::reorder_tone,   State::congestion,     "",              Label::temp_fail,                false},
    Display{Kind::setup,             Tone::reorder_tone,   State::congestion,     "",              Label::setup_failed,             false},
    Display{Kind::resources,         Tone::reorder_tone,   State::congestion,     "",              Label::no_resources,             false},
    Display{Kind::quiet,             Tone::reorder_tone,   State::off_hook,       "",              {},                              false},
};

struct ByNumber { unsigned number; Kind kind; };
constexpr std::array by_status{
    ByNumber{300, Kind::not_available},  ByNumber{301, Kind::not_available},  ByNumber{302, Kind::not_available},
    ByNumber{305, Kind::not_available},  ByNumber{380, Kind::not_available},
    ByNumber{401, Kind::not_authorized}, ByNumber{403, Kind::forbidden},      ByNumber{404, Kind::unknown_number},
    ByNumber{407, Kind::not_authorized}, ByNumber{408, Kind::no_answer},      ByNumber{410, Kind::unknown_number},
    ByNumber{415, Kind::incompatible},   ByNumber{416, Kind::unknown_number}, ByNumber{420, Kind::incompatible},
    ByNumber{433, Kind::forbidden},      ByNumber{480, Kind::not_available},  ByNumber{482, Kind::loop},
    ByNumber{483, Kind::loop},           ByNumber{484, Kind::incomplete_number}, ByNumber{485, Kind::unknown_number},
    ByNumber{486, Kind::busy},           ByNumber{488, Kind::incompatible},   ByNumber{503, Kind::high_traffic},
    ByNumber{600, Kind::busy},           ByNumber{603, Kind::declined},       ByNumber{604, Kind::unknown_number},
    ByNumber{606, Kind::incompatible},   ByNumber{607, Kind::declined},       ByNumber{608, Kind::declined},
};

// ITU-T Q.850 causes
constexpr std::array by_q850{
    ByNumber{1,  Kind::unknown_number},  ByNumber{17, Kind::busy},            ByNumber{18, Kind::no_answer},
    ByNumber{19, Kind::no_answer},       ByNumber{20, Kind::not_available},   ByNumber{21, Kind::declined},
    ByNumber{22, Kind::unknown_number},  ByNumber{28, Kind::unknown_number},  ByNumber{34, Kind::high_traffic},
    ByNumber{42, Kind::high_traffic},    ByNumber{44, Kind::high_traffic},    ByNumber{55, Kind::forbidden},
    ByNumber{57, Kind::forbidden},       ByNumber{65, Kind::incompatible},    ByNumber{79, Kind::incompatible},
    ByNumber{88, Kind::incompatible},
};

struct ByMediaStatus { sccp::MediaStatus status; Kind kind; };
constexpr std::array by_media_status{
    ByMediaStatus{sccp::MediaStatus::ok,                  Kind::resources},   // "ok" without an address: out of ports
    ByMediaStatus{sccp::MediaStatus::not_enough_channels, Kind::resources},
    ByMediaStatus{sccp::MediaStatus::out_of_sockets,      Kind::resources},
};

struct ByCause { EndCause cause; std::string_view reason; };
constexpr std::array reasons{
    ByCause{EndCause::normal,             "Q.850;cause=16"},
    ByCause{EndCause::endpoint_restarted, "Q.850;cause=41;text=\"Endpoint restarted\""},
    ByCause{EndCause::media_unusable,     "SIP;cause=488"},
    ByCause{EndCause::no_ack,             "SIP;cause=408;text=\"No ACK\""},
    ByCause{EndCause::shut_down,          "Q.850;cause=41;text=\"Shutting down\""},
};
// clang-format on

constexpr unsigned longest_phrase = 31;

std::optional<Kind> find(const auto& rows, unsigned number) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const ByNumber& row) { return row.number == number; });
    return found == rows.end() ? std::nullopt : std::optional(found->kind);
}

Failure failure(Kind kind) {
    const auto row =
        std::find_if(displays.begin(), displays.end(), [&](const Display& display) { return display.kind == kind; });
    return {row->tone, row->state, row->label ? Text(*row->label) : Text(row->words), row->may_call_back};
}

/// PBXs map poorly: where they say why in Q.850 terms, or name the SIP status of the far leg, that is what counts.
std::optional<Kind> by_reason(const std::vector<std::string>& values) {
    std::optional<Kind> from_sip;
    for (const auto& reason : sip::parse_reason(values)) {
        if (!reason.cause) continue;
        if (same_word(reason.protocol, "Q.850")) {
            if (const auto kind = find(by_q850, *reason.cause)) return kind;
        } else if (same_word(reason.protocol, "SIP") && !from_sip && *reason.cause >= 300) {
            from_sip = find(by_status, *reason.cause);
        }
    }
    return from_sip;
}

Kind by_response(const sip::Message& response) {
    // What our own stack made up tells nothing about the far end.
    if (response.internal) return Kind::temporary;
    if (const auto kind = by_reason(response.headers.reason)) return *kind;
    return find(by_status, static_cast<unsigned>(response.status)).value_or(Kind::temporary);
}

Failure with_options(Kind kind, const DeviceOptions& device) {
    Failure result = failure(kind);
    if (kind == Kind::unknown_number) result.tone = static_cast<Tone>(device.tone_unobtainable);
    return result;
}

} // namespace

Failure failure_of(const sip::Message& response, const LineOptions& line, const DeviceOptions& device) {
    Failure result = with_options(by_response(response), device);
    if (line.show_reason_phrase && !response.internal && !response.phrase.empty())
        result.prompt = cut(response.phrase, Charset::utf8, longest_phrase);
    return result;
}

Failure failure_of(int status, const DeviceOptions& device) {
    return with_options(find(by_status, static_cast<unsigned>(status)).value_or(Kind::temporary), device);
}

Failure no_answer() { return failure(Kind::no_answer); }

Failure media_failure(sccp::MediaStatus status) {
    const auto found = std::find_if(by_media_status.begin(), by_media_status.end(),
                                    [&](const ByMediaStatus& row) { return row.status == status; });
    return failure(found == by_media_status.end() ? Kind::setup : found->kind);
}

Failure no_media_ack() { return failure(Kind::temporary); }

Failure dial_time_out() { return failure(Kind::quiet); }

std::string reason_of(EndCause cause) {
    const auto found =
        std::find_if(reasons.begin(), reasons.end(), [&](const ByCause& row) { return row.cause == cause; });
    return found == reasons.end() ? std::string{} : std::string(found->reason);
}

bool is_answered_elsewhere(const std::vector<std::string>& reason) {
    const auto all = sip::parse_reason(reason);
    return std::any_of(all.begin(), all.end(), [](const sip::Reason& one) {
        // Q.850 26: non-selected user clearing
        return (same_word(one.protocol, "SIP") && one.cause == 200u) ||
               (same_word(one.protocol, "Q.850") && one.cause == 26u);
    });
}

} // namespace mapping
