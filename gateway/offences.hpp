// Keeps a peer that does the same wrong thing a thousand times from filling the log.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway {

/// Counts by kind and source; bounded, so that forged sources cannot make it grow.
class Offences {
  public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::size_t max_entries = 4096, max_details = 64;

    explicit Offences(std::chrono::seconds interval = std::chrono::seconds{10}) : interval_(interval) {}

    /// How many were kept silent since the last line, when this one is to be printed; empty: keep silent.
    /// `detail`: who of those behind one source it is; beyond `max_details` they count as the source.
    std::optional<std::uint64_t> admit(std::string_view kind, std::string_view source, Time now,
                                       std::string_view detail = {});

    struct Summary {
        std::string kind, source;
        std::uint64_t count{};
    };
    /// Forgets what is older than the interval and tells what was kept silent.
    std::vector<Summary> sweep(Time now);

  private:
    using Key = std::pair<std::string, std::string>; ///< kind and source
    struct Entry {
        Time since;
        std::uint64_t silent{};
    };
    std::chrono::seconds interval_;
    bool is_known_among_few(const Key& key, const std::string& before) const;
    std::map<Key, Entry> entries_;
};

} // namespace gateway
