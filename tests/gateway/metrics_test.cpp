// Metrics as Prometheus reads them.
#include "gateway/metrics.hpp"

#include <cstdlib>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

using namespace gateway;

namespace {

Metrics make() {
    return Metrics([](std::uint32_t id) {
        return id == 6 ? std::string("OffHook") : id == 0x82 ? std::string("StartTone") : std::string();
    });
}

/// Name of a sample line; empty: it is none.
std::string sample_name(const std::string& line) {
    const auto name_end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");
    if (name_end == std::string::npos || name_end == 0)
        return {};
    std::size_t at = name_end;
    if (line[at] == '{') {
        bool is_quoted = false;
        for (++at; at < line.size() && (is_quoted || line[at] != '}'); ++at) {
            if (is_quoted && line[at] == '\\')
                ++at;
            else if (line[at] == '"')
                is_quoted = !is_quoted;
        }
        if (++at >= line.size())
            return {};
    }
    if (line[at] != ' ')
        return {};
    char* end = nullptr;
    std::strtod(line.c_str() + at + 1, &end);
    return *end == '\0' && end > line.c_str() + at + 1 ? line.substr(0, name_end) : std::string{};
}

std::string without(std::string name, const std::string& ending) {
    if (name.ends_with(ending))
        name.resize(name.size() - ending.size());
    return name;
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("phones are counted by state as they change") {
    Metrics metrics = make();
    metrics.phones.set(1, "Down");
    metrics.phones.set(2, "Down");
    metrics.phones.set(1, "Ready");
    metrics.phones.set(1, "Ready");
    metrics.lines.set(9, "Registered");
    metrics.lines.erase(9);
    metrics.lines.erase(9);
    metrics.calls.set(17, "RingOut");
    const std::string text = metrics.text();
    CHECK(has_line(text, "sccp2sip_phones{state=\"Down\"} 1"));
    CHECK(has_line(text, "sccp2sip_phones{state=\"Ready\"} 1"));
    CHECK(has_line(text, "sccp2sip_lines{state=\"Registered\"} 0"));
    CHECK(has_line(text, "sccp2sip_calls{state=\"RingOut\"} 1"));
}

TEST_CASE("SCCP messages are counted by direction and name, unknown ones together") {
    Metrics metrics = make();
    for (int i = 0; i < 3; ++i)
        metrics.sccp_message(true, 6);
    metrics.sccp_message(false, 0x82);
    metrics.sccp_message(true, 0x1FF);
    metrics.sccp_message(true, 0xFFFFFFFF);
    metrics.sccp_message(true, 0x8000);
    metrics.decode_error(6);
    const std::string text = metrics.text();
    CHECK(has_line(text, "sccp2sip_sccp_messages_total{direction=\"in\",message=\"OffHook\"} 3"));
    CHECK(has_line(text, "sccp2sip_sccp_messages_total{direction=\"out\",message=\"StartTone\"} 1"));
    CHECK(has_line(text, "sccp2sip_sccp_messages_total{direction=\"in\",message=\"unknown\"} 3"));
    CHECK(has_line(text, "sccp2sip_decode_errors_total{message=\"OffHook\"} 1"));
}

TEST_CASE("what a stranger sends makes no new series") {
    Metrics metrics = make();
    for (int i = 0; i < 100; ++i)
        metrics.sip_request(true, "METHOD" + std::to_string(i), 405);
    metrics.sip_request(false, "INVITE", 200);
    metrics.sip_request(false, "INVITE", 123456);
    const std::string text = metrics.text();
    CHECK(has_line(text, "sccp2sip_sip_requests_total{direction=\"in\",method=\"other\",status=\"405\"} 100"));
    CHECK(has_line(text, "sccp2sip_sip_requests_total{direction=\"out\",method=\"INVITE\",status=\"200\"} 1"));
    CHECK(has_line(text, "sccp2sip_sip_requests_total{direction=\"out\",method=\"INVITE\",status=\"0\"} 1"));
    CHECK(text.find("METHOD1") == std::string::npos);
}

TEST_CASE("ended calls are counted by direction and result") {
    Metrics metrics = make();
    metrics.call_ended(true, "answered");
    metrics.call_ended(false, "busy");
    metrics.call_ended(false, "busy");
    const std::string text = metrics.text();
    CHECK(has_line(text, "sccp2sip_calls_total{direction=\"incoming\",result=\"answered\"} 1"));
    CHECK(has_line(text, "sccp2sip_calls_total{direction=\"outgoing\",result=\"busy\"} 2"));
}

TEST_CASE("what the phones have counted of their audio is added up") {
    Metrics metrics = make();
    metrics.audio({1500, 1480, 20, 12, 30});
    metrics.audio({500, 500, 0, 4, 10});
    const auto text = metrics.text();
    CHECK_MESSAGE(has_line(text, "sccp2sip_call_audio_packets_total{direction=\"sent\"} 2000"), text);
    CHECK(has_line(text, "sccp2sip_call_audio_packets_total{direction=\"received\"} 1980"));
    CHECK(has_line(text, "sccp2sip_call_audio_packets_total{direction=\"lost\"} 20"));
    CHECK(has_line(text, "sccp2sip_call_audio_jitter_seconds_sum 0.016"));
    CHECK(has_line(text, "sccp2sip_call_audio_jitter_seconds_count 2"));
    CHECK(has_line(text, "sccp2sip_call_audio_latency_seconds_sum 0.040"));
}

TEST_CASE("a histogram counts each bucket with all below it") {
    Metrics metrics = make();
    for (const double seconds : {0.001, 0.005, 0.3, 100.0})
        metrics.call_rang(seconds);
    const std::string text = metrics.text();
    CHECK(has_line(text, "sccp2sip_call_ringing_seconds_bucket{le=\"0.005\"} 2"));
    CHECK(has_line(text, "sccp2sip_call_ringing_seconds_bucket{le=\"0.25\"} 2"));
    CHECK(has_line(text, "sccp2sip_call_ringing_seconds_bucket{le=\"0.5\"} 3"));
    CHECK(has_line(text, "sccp2sip_call_ringing_seconds_bucket{le=\"30\"} 3"));
    CHECK(has_line(text, "sccp2sip_call_ringing_seconds_bucket{le=\"+Inf\"} 4"));
    CHECK(has_line(text, "sccp2sip_call_ringing_seconds_count 4"));
}

TEST_CASE("label values are escaped") {
    Metrics metrics = make();
    metrics.count("a\"b\\c\nd\xFF");
    CHECK(has_line(metrics.text(), "sccp2sip_events_total{event=\"a\\\"b\\\\c\\\\nd\xEF\xBF\xBD\"} 1"));
}

TEST_CASE("a label holds no control character, whoever has said it") {
    Metrics metrics = make();
    metrics.count("a\x1b\xC2\x9B\xE2\x80\xA8\xE2\x80\xAE");
    CHECK(has_line(metrics.text(), "sccp2sip_events_total{event=\"a\\\\x1b\\\\x9b\\\\u2028\\\\u202e\"} 1"));
}

TEST_CASE("values may be asked for when the metrics are read") {
    Metrics metrics = make();
    double value = 4;
    metrics.ask("timers", "Timers that run.", [&] { return value; });
    metrics.ask(
        "sccp2sip_log_lines_lost_total", "Lines not written.", [&] { return 2.0; }, true);
    value = 5;
    const std::string text = metrics.text();
    CHECK(has_line(text, "sccp2sip_timers 5"));
    CHECK(has_line(text, "# TYPE sccp2sip_timers gauge"));
    CHECK(has_line(text, "# TYPE sccp2sip_log_lines_lost_total counter"));
}

TEST_CASE("every line is a comment or a sample, every family is announced once before its samples") {
    Metrics metrics = make();
    metrics.phones.set(1, "Ready");
    metrics.sccp_message(true, 6);
    metrics.call_ended(true, "answered");
    metrics.call_answered(1.5);
    std::set<std::string> announced;
    std::istringstream stream(metrics.text());
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("# TYPE ")) {
            const std::string name = line.substr(7, line.rfind(' ') - 7);
            CHECK_MESSAGE(announced.insert(name).second, line);
            continue;
        }
        if (line.starts_with("# HELP "))
            continue;
        const std::string name = sample_name(line);
        CHECK_MESSAGE(!name.empty(), line);
        const std::string family = without(without(without(name, "_bucket"), "_sum"), "_count");
        CHECK_MESSAGE((announced.contains(family) || announced.contains(name)), line);
    }
    CHECK(announced.contains("sccp2sip_build_info"));
    CHECK(announced.contains("process_start_time_seconds"));
}
