// Voice quality of a call that is over (RFC 6035 section 4.6).
#include "mapping/quality_report.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string_view>

#include "mapping/codecs.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

void add(std::string& text, std::string_view name, const std::string& value) {
    text.append(name).append(":").append(value).append("\r\n");
}

/// 2026-03-02T09:30:00Z
std::string utc(std::int64_t unix_time) {
    const std::chrono::sys_seconds at{std::chrono::seconds{unix_time}};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int{date.year()}, unsigned{date.month()},
                  unsigned{date.day()}, static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text;
}

std::string decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string identity(const std::string& name, const std::string& number, const std::string& domain) {
    const auto uri = number.empty() ? std::string{"sip:anonymous@anonymous.invalid"}
                                    : "sip:" + sip::escape_user(number) + '@' + domain;
    return name.empty() ? '<' + uri + '>' : sip::quoted(name) + " <" + uri + '>';
}

/// Phones do not tell their SSRC; the grammar wants one.
std::string address(const MediaAddress& of) {
    return "IP=" + of.host + " PORT=" + std::to_string(of.port) + " SSRC=0x00000000";
}

std::string session(const CallSnapshot& call) {
    const auto all = codecs();
    const auto codec = std::find_if(all.begin(), all.end(), [&](const Codec& one) { return one.name == call.codec; });
    if (codec == all.end() || call.ptime == 0) return {};
    const auto frames = std::max(1u, call.ptime / codec->frame_ms);
    return "PT=" + std::to_string(codec->payload_number) + " PD=" + std::string{codec->encoding} +
           " SR=" + std::to_string(codec->clock) + " FD=" + std::to_string(codec->frame_ms) +
           " FPP=" + std::to_string(frames) + " PPS=" + std::to_string(1000 / call.ptime);
}

double loss_percent(const Statistics& counted) {
    const auto expected = static_cast<double>(counted.packets_received) + static_cast<double>(counted.packets_lost);
    return expected > 0 ? 100.0 * counted.packets_lost / expected : 0.0;
}

/// `MLQK=4.5000;MLQKav=...`: listening quality, 1 to 5.
std::optional<double> mos(std::string_view quality) {
    constexpr std::string_view name = "MLQK=";
    const auto at = quality.find(name);
    if (at == std::string_view::npos) return {};
    double value{};
    const std::string text{quality.substr(at + name.size(), 8)};
    // "nan" is a number to sscanf
    if (std::sscanf(text.c_str(), "%lf", &value) != 1 || !(value >= 1.0 && value <= 5.0)) return {};
    return value;
}

} // namespace

std::string quality_report(const CallSnapshot& call, const LineOptions& line, std::int64_t ended_unix) {
    const auto counted = call.statistics.value_or(Statistics{});
    const auto ours = identity(line.display_name, line.user, line.domain);
    const auto theirs = identity(call.remote_name, call.remote_number, line.domain);
    std::string text = "VQSessionReport:CallTerm\r\n";
    add(text, "CallID", call.sip_call_id);
    add(text, "LocalID", ours);
    add(text, "RemoteID", theirs);
    add(text, "OrigID", call.incoming ? theirs : ours);
    add(text, "LocalAddr", address(call.media_phone));
    add(text, "RemoteAddr", address(call.media_remote));
    text += "LocalMetrics:\r\n";
    add(text, "Timestamps", "START=" + utc(call.answered_unix) + " STOP=" + utc(ended_unix));
    if (const auto described = session(call); !described.empty()) add(text, "SessionDesc", described);
    add(text, "PacketLoss", "NLR=" + decimal(loss_percent(counted)));
    add(text, "Delay", "SOWD=" + std::to_string(counted.latency_ms) + " IAJ=" + std::to_string(counted.jitter_ms));
    if (const auto heard = mos(counted.quality)) add(text, "QualityEst", "MOSLQ=" + decimal(*heard));
    return text;
}

sip::Publication publication_of(const CallSnapshot& call, const LineOptions& line, const std::string& collector,
                                std::int64_t ended_unix) {
    sip::Publication made;
    made.uri = collector;
    made.event = "vq-rtcpxr";
    made.content_type = "application/vq-rtcpxr";
    made.body = quality_report(call, line, ended_unix);
    return made;
}

} // namespace mapping
