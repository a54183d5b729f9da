// Counters, gauges and histograms in the text format of Prometheus.
#include "gateway/metrics.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include <fmt/format.h>

#include "gateway/text.hpp"

namespace gateway {

namespace {

using LabelPairs = std::vector<std::pair<std::string_view, std::string>>;

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : one_line(value)) {
        if (c == '\\' || c == '"')
            out += '\\';
        out += c;
    }
    return out;
}

void print_head(std::string& out, std::string_view name, std::string_view help, std::string_view type) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

template <class Number>
void print_sample(std::string& out, std::string_view name, const LabelPairs& labels, Number value) {
    out += name;
    char open = '{';
    for (const auto& [label, text] : labels) {
        fmt::format_to(std::back_inserter(out), "{}{}=\"{}\"", open, label, escaped(text));
        open = ',';
    }
    fmt::format_to(std::back_inserter(out), "{} {}\n", labels.empty() ? "" : "}", value);
}

void print_states(std::string& out, std::string_view name, std::string_view help, const StateGauge& gauge) {
    print_head(out, name, help, "gauge");
    for (const auto& [state, count] : gauge.counts())
        print_sample(out, name, {{"state", state}}, count);
}

void print_histogram(std::string& out, const std::string& name, std::string_view help, const Histogram& histogram) {
    print_head(out, name, help, "histogram");
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < Histogram::bounds.size(); ++i) {
        below += histogram.buckets()[i];
        print_sample(out, name + "_bucket", {{"le", fmt::format("{}", Histogram::bounds[i])}}, below);
    }
    print_sample(out, name + "_bucket", {{"le", "+Inf"}}, histogram.count());
    print_sample(out, name + "_sum", {}, histogram.sum());
    print_sample(out, name + "_count", {}, histogram.count());
}

constexpr std::array<std::string_view, 2> in_out{"in", "out"};
constexpr std::array<std::string_view, 2> call_directions{"incoming", "outgoing"};

/// Methods of a stranger's invention share one label.
std::string_view known_method(std::string_view method) {
    constexpr std::array<std::string_view, 14> known{"INVITE",    "ACK",   "BYE",     "CANCEL", "REGISTER",
                                                     "OPTIONS",   "REFER", "NOTIFY",  "UPDATE", "PRACK",
                                                     "SUBSCRIBE", "INFO",  "MESSAGE", "PUBLISH"};
    const auto* found = std::find(known.begin(), known.end(), method);
    return found == known.end() ? "other" : *found;
}

double start_time() {
    static const double at = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return at;
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double size = 0;
    double resident = 0;
    file >> size >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
         entry.increment(error))
        ++count;
    return count;
}

} // namespace

void Histogram::observe(double seconds) {
    const auto* bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
    ++buckets_[static_cast<std::size_t>(bound - bounds.begin())];
    ++count_;
    sum_ += seconds;
}

void StateGauge::set(std::uint64_t owner, std::string_view state) {
    auto count = counts_.find(state);
    if (count == counts_.end())
        count = counts_.emplace(state, 0).first;
    const auto [known, is_new] = owners_.try_emplace(owner, count);
    if (!is_new)
        --known->second->second;
    known->second = count;
    ++count->second;
}

void StateGauge::erase(std::uint64_t owner) {
    const auto known = owners_.find(owner);
    if (known == owners_.end())
        return;
    --known->second->second;
    owners_.erase(known);
}

Metrics::Metrics(MessageName message_name) : message_name_(std::move(message_name)) {
    start_time();
}

void Metrics::sccp_message(bool incoming, std::uint32_t id) {
    ++messages_[incoming ? 0 : 1][std::min(id, known_ids)];
}

void Metrics::decode_error(std::uint32_t id) {
    ++decode_errors_[std::min(id, known_ids)];
}

void Metrics::sip_request(bool incoming, std::string_view method, int status) {
    const int bounded = status >= 100 && status <= 699 ? status : 0;
    ++requests_[{std::string(known_method(method)), bounded}][incoming ? 0 : 1];
}

void Metrics::call_ended(bool incoming, std::string_view result) {
    auto found = results_.find(result);
    if (found == results_.end())
        found = results_.try_emplace(std::string(result)).first;
    ++found->second[incoming ? 0 : 1];
}

void Metrics::count(std::string_view name, std::uint64_t times) {
    auto found = events_.find(name);
    if (found == events_.end())
        found = events_.try_emplace(std::string(name)).first;
    found->second += times;
}

void Metrics::audio(const AudioCount& counted) {
    audio_.sent += counted.sent;
    audio_.received += counted.received;
    audio_.lost += counted.lost;
    audio_.jitter_ms += counted.jitter_ms;
    audio_.latency_ms += counted.latency_ms;
    ++audio_calls_;
}

void Metrics::ask(std::string name, std::string help, std::function<double()> value, bool total) {
    if (!name.starts_with("sccp2sip_")) name.insert(0, "sccp2sip_");
    if (total && !name.ends_with("_total")) name += "_total";
    asked_.push_back({std::move(name), std::move(help), std::move(value), total});
}

void Metrics::print_messages(std::string& out) const {
    // Ids without a name count together: a peer that tries all 2^32 makes one series.
    const auto label = [&](std::uint32_t id) {
        return id == known_ids || message_name_(id).empty() ? std::string("unknown") : message_name_(id);
    };
    print_head(out, "sccp2sip_sccp_messages_total", "SCCP messages by direction and name.", "counter");
    for (std::size_t direction = 0; direction < in_out.size(); ++direction) {
        std::map<std::string, std::uint64_t> named;
        for (std::uint32_t id = 0; id <= known_ids; ++id)
            if (messages_[direction][id] > 0)
                named[label(id)] += messages_[direction][id];
        for (const auto& [name, count] : named)
            print_sample(out, "sccp2sip_sccp_messages_total",
                         {{"direction", std::string(in_out[direction])}, {"message", name}}, count);
    }
    print_head(out, "sccp2sip_decode_errors_total", "SCCP messages that could not be decoded.", "counter");
    std::map<std::string, std::uint64_t> errors;
    for (std::uint32_t id = 0; id <= known_ids; ++id)
        if (decode_errors_[id] > 0)
            errors[label(id)] += decode_errors_[id];
    for (const auto& [name, count] : errors)
        print_sample(out, "sccp2sip_decode_errors_total", {{"message", name}}, count);
}

void Metrics::print_calls(std::string& out) const {
    print_head(out, "sccp2sip_calls_total", "Ended calls by direction and result.", "counter");
    for (const auto& [result, counts] : results_)
        for (std::size_t direction = 0; direction < counts.size(); ++direction)
            if (counts[direction] > 0)
                print_sample(out, "sccp2sip_calls_total",
                             {{"direction", std::string(call_directions[direction])}, {"result", result}},
                             counts[direction]);
    print_head(out, "sccp2sip_sip_requests_total", "SIP requests by direction, method and final status; 0 means none.",
               "counter");
    for (const auto& [key, counts] : requests_)
        for (std::size_t direction = 0; direction < counts.size(); ++direction)
            if (counts[direction] > 0)
                print_sample(out, "sccp2sip_sip_requests_total",
                             {{"direction", std::string(in_out[direction])},
                              {"method", key.first},
                              {"status", std::to_string(key.second)}},
                             counts[direction]);
    print_histogram(out, "sccp2sip_call_ringing_seconds",
                    "From the number being complete to the first sign that the far end rings.", rang_);
    print_histogram(out, "sccp2sip_call_answer_seconds", "From the number being complete to the answer.", answered_);
    print_head(out, "sccp2sip_events_total", "What else happened.", "counter");
    for (const auto& [name, count] : events_)
        print_sample(out, "sccp2sip_events_total", {{"event", name}}, count);
}

void Metrics::print_audio(std::string& out) const {
    constexpr std::string_view packets = "sccp2sip_call_audio_packets_total";
    print_head(out, packets, "RTP packets of ended calls, as the phones have counted them.", "counter");
    print_sample(out, packets, {{"direction", "sent"}}, audio_.sent);
    print_sample(out, packets, {{"direction", "received"}}, audio_.received);
    print_sample(out, packets, {{"direction", "lost"}}, audio_.lost);
    const auto summary = [&](const std::string& name, std::string_view help, std::uint64_t milliseconds) {
        print_head(out, name, help, "summary");
        print_sample(out, name + "_sum", {}, fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000));
        print_sample(out, name + "_count", {}, audio_calls_);
    };
    summary("sccp2sip_call_audio_jitter_seconds", "Jitter of the audio of ended calls, as the phones have measured it.",
            audio_.jitter_ms);
    summary("sccp2sip_call_audio_latency_seconds",
            "Latency of the audio of ended calls, as the phones have measured it.", audio_.latency_ms);
}

void Metrics::print_process(std::string& out) const {
    for (const auto& asked : asked_) {
        print_head(out, asked.name, asked.help, asked.total ? "counter" : "gauge");
        print_sample(out, asked.name, {}, asked.value());
    }
    print_head(out, "sccp2sip_build_info", "Always 1; the labels say what runs.", "gauge");
    print_sample(out, "sccp2sip_build_info", {{"version", SCCP2SIP_VERSION}, {"compiler", __VERSION__}}, 1);
    print_head(out, "process_start_time_seconds", "Unix time of the start.", "gauge");
    print_sample(out, "process_start_time_seconds", {}, fmt::format("{:.3f}", start_time()));
    print_head(out, "process_resident_memory_bytes", "Memory in use.", "gauge");
    print_sample(out, "process_resident_memory_bytes", {}, fmt::format("{:.0f}", resident_bytes()));
    print_head(out, "process_open_fds", "Open descriptors.", "gauge");
    print_sample(out, "process_open_fds", {}, fmt::format("{:.0f}", open_descriptors()));
}

std::string Metrics::text() const {
    std::string out;
    print_states(out, "sccp2sip_phones", "Phones by state.", phones);
    print_states(out, "sccp2sip_lines", "Lines by the state of their registration.", lines);
    print_states(out, "sccp2sip_calls", "Calls by state.", calls);
    print_messages(out);
    print_calls(out);
    print_audio(out);
    print_process(out);
    return out;
}

} // namespace gateway
