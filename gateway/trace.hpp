// The last messages and state changes of each phone, kept for /trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/tape.hpp"
#include "gateway/trace_entry.hpp"

namespace gateway {

struct TraceLimits {
    unsigned messages{200};                   ///< per phone
    std::size_t bytes{std::size_t{16} << 20}; ///< of all phones; the oldest go first
};

/// What is kept for a site of that many phones: about 3 KiB each on top of 16 MiB.
TraceLimits trace_limits(unsigned messages, std::size_t phones);

/// A tape for each phone. Keep-alives, and SIP messages of no call, are kept once with a count: an idle night does not
/// wash a call away.
class Traces {
  public:
    explicit Traces(TraceLimits limits) : limits_(limits) {}
    Traces(const Traces&) = delete;
    Traces& operator=(const Traces&) = delete;

    void record(const std::string& device, const TraceEntry& entry) { record(device, entry, entry.bytes); }
    /// The entry's octets stand in `bytes`, as they were on the wire.
    void record(const std::string& device, TraceEntry entry, std::string_view bytes);
    /// As they may be shown.
    std::vector<TraceEntry> of(std::string_view device) const;
    void forget(std::string_view device);
    void set_limits(TraceLimits limits);
    std::size_t bytes() const { return bytes_; }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct OfPhone {
        Tape tape;
        bool is_in_line{}; ///< in by_age_
    };
    /// A phone, and the order of the first entry of its tape or of one that was before it.
    struct Age {
        std::uint64_t order{};
        OfPhone* phone{};
    };
    static bool is_younger(const Age& one, const Age& other) { return one.order > other.order; }

    std::uint32_t merge_repeated(Tape& tape, const TraceEntry& entry, std::string_view bytes);
    void make_room(Tape& tape);
    void drop_first(Tape& tape);
    void drop_oldest();

    TraceLimits limits_;
    using Phones = std::unordered_map<std::string, OfPhone, Hash, std::equal_to<>>;
    Phones phones_;
    Phones::value_type* latest_{}; ///< whose message was the last: the next one is mostly of the same phone
    std::vector<Age> by_age_; ///< a heap: in front is who has the oldest entry, once its age has been put right
    std::uint64_t recorded_{};
    std::size_t bytes_{};
};

} // namespace gateway
