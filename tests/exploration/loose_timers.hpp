// Timers without a clock: any that runs may fire now, in whatever order.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "mapping/ports.hpp"

namespace tests {

class LooseTimers : public mapping::TimerPort {
  public:
    using Key = std::pair<std::uint32_t, mapping::TimerKind>;   ///< owner, kind
    std::function<void(mapping::TimerId)> fire;                 ///< set by the bench

    void arm(mapping::TimerId id, std::chrono::milliseconds after) override {
        running_[{id.owner, id.kind}] = {id.generation, now_ + after, ++order_};
    }
    void cancel(mapping::TimerId id) override { running_.erase({id.owner, id.kind}); }

    std::vector<Key> running() const {
        std::vector<Key> keys;
        for (const auto& [key, timer] : running_) keys.push_back(key);
        return keys;
    }
    bool runs(std::uint32_t owner, mapping::TimerKind kind) const { return running_.contains({owner, kind}); }
    void shoot(std::uint32_t owner, mapping::TimerKind kind) {
        const auto found = running_.find({owner, kind});
        if (found == running_.end()) return;
        const mapping::TimerId id{kind, owner, found->second.generation};
        now_ = std::max(now_, found->second.due);
        running_.erase(found);
        fire(id);
    }
    /// The one that is due first.
    std::optional<Key> next() const {
        if (running_.empty()) return {};
        const auto next = std::min_element(running_.begin(), running_.end(), [](const auto& a, const auto& b) {
            return std::pair{a.second.due, a.second.order} < std::pair{b.second.due, b.second.order};
        });
        return next->first;
    }

  private:
    struct Running {
        std::uint32_t generation{};
        std::chrono::milliseconds due{};
        std::uint64_t order{};
    };
    std::map<Key, Running> running_;
    std::chrono::milliseconds now_{};
    std::uint64_t order_{};
};

} // namespace tests
