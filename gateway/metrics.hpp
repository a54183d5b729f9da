// Counters, gauges and histograms in the text format of Prometheus 0.0.4.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gateway {

/// Cumulative buckets of seconds.
class Histogram {
  public:
    static constexpr std::array<double, 12> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
    void observe(double seconds);
    const std::array<std::uint64_t, bounds.size() + 1>& buckets() const { return buckets_; }
    std::uint64_t count() const { return count_; }
    double sum() const { return sum_; }

  private:
    std::array<std::uint64_t, bounds.size() + 1> buckets_{}; ///< not cumulative; the last is +Inf
    std::uint64_t count_{};
    double sum_{};
};

/// How many owners are in which state: sccp2sip_phones{state} and its like.
class StateGauge {
  public:
    void set(std::uint64_t owner, std::string_view state);
    void erase(std::uint64_t owner);
    bool contains(std::uint64_t owner) const { return owners_.contains(owner); }
    bool empty() const { return owners_.empty(); }
    const std::map<std::string, std::int64_t, std::less<>>& counts() const { return counts_; }

  private:
    using Counts = std::map<std::string, std::int64_t, std::less<>>;
    Counts counts_;
    std::unordered_map<std::uint64_t, Counts::iterator> owners_;
};

/// Of one call, as its phone has counted it: packets, milliseconds.
struct AudioCount {
    std::uint64_t sent{}, received{}, lost{}, jitter_ms{}, latency_ms{};
};

/// Owned by gateway::Gateway; the names are those of the design's table. Nothing here depends on what a stranger sends:
/// labels are bounded.
class Metrics {
  public:
    /// Name of an SCCP message id, empty for an unknown one.
    using MessageName = std::function<std::string(std::uint32_t)>;
    explicit Metrics(MessageName message_name);

    void sccp_message(bool incoming, std::uint32_t id); ///< two array look-ups
    void decode_error(std::uint32_t id);
    void sip_request(bool incoming, std::string_view method, int status);
    void call_ended(bool incoming, std::string_view result);           ///< `answered`, `busy`, `cancelled`, ...
    void call_rang(double seconds) { rang_.observe(seconds); }         ///< number complete to the first 18x
    void call_answered(double seconds) { answered_.observe(seconds); } ///< number complete to 200
    void count(std::string_view name, std::uint64_t times = 1);        ///< WorldPort::count
    /// what a phone has counted at the end of a call
    void audio(const AudioCount& counted);

    StateGauge phones, lines, calls;

    /// A value that is asked for when the metrics are read; `total` makes it a counter. `sccp2sip_` and `_total` are
    /// added to the name when they are not there.
    void ask(std::string name, std::string help, std::function<double()> value, bool total = false);

    std::string text() const;

  private:
    static constexpr std::uint32_t known_ids = 0x200; ///< ids above share one counter
    using Labels = std::pair<std::string, std::string>;
    struct Asked {
        std::string name, help;
        std::function<double()> value;
        bool total{};
    };

    void print_messages(std::string& out) const;
    void print_calls(std::string& out) const;
    void print_audio(std::string& out) const;
    void print_process(std::string& out) const;

    MessageName message_name_;
    std::array<std::array<std::uint64_t, known_ids + 1>, 2> messages_{};
    std::array<std::uint64_t, known_ids + 1> decode_errors_{};
    std::map<std::pair<std::string, int>, std::array<std::uint64_t, 2>> requests_;
    std::map<std::string, std::array<std::uint64_t, 2>, std::less<>> results_;
    std::map<std::string, std::uint64_t, std::less<>> events_;
    Histogram rang_, answered_;
    AudioCount audio_;                           ///< the sums
    std::uint64_t audio_calls_{};
    std::vector<Asked> asked_;
};

} // namespace gateway
