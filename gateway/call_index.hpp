// Which phone has a call: found by its number, without asking every phone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "mapping/ports.hpp"

namespace gateway {

class PhoneAgent;

/// Owned by Gateway. Ended calls stay while their phone keeps their statistics (10 s).
class CallIndex {
  public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds memory{10};

    void began(mapping::LegId call, PhoneAgent& phone) { calls_[call] = {&phone, std::nullopt}; }
    void ended(mapping::LegId call, Time now);
    /// The phone is taken out of the house.
    void forget(const PhoneAgent& phone);
    /// Drops what ended longer ago than the memory lasts.
    void sweep(Time now);

    /// Null: no such call.
    PhoneAgent* phone_of(mapping::LegId call) const;
    bool is_live(mapping::LegId call) const;
    /// Each phone that has a call, once.
    std::vector<PhoneAgent*> phones() const;
    std::size_t size() const { return calls_.size(); }

  private:
    struct Entry {
        PhoneAgent* phone{};
        std::optional<Time> ended;
    };
    std::unordered_map<mapping::LegId, Entry> calls_;
};

} // namespace gateway
