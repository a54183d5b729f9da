// The timers of one owner: a leg, a line, the device. Arming counts the generation up, so that a late shot of an earlier one is known.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>

#include "mapping/ports.hpp"

namespace mapping {

class OwnedTimers {
  public:
    OwnedTimers(TimerPort& port, std::uint32_t owner) : port_(port), owner_(owner) {}

    void arm(TimerKind kind, std::chrono::milliseconds after) {
        auto& timer = timers_[kind];
        timer.running = true;
        port_.arm({kind, owner_, ++timer.generation}, after);
    }
    void cancel(TimerKind kind) {
        const auto found = timers_.find(kind);
        if (found == timers_.end() || !found->second.running) return;
        found->second.running = false;
        port_.cancel({kind, owner_, found->second.generation});
    }
    void cancel_all() {
        for (const auto& entry : timers_) cancel(entry.first);
    }
    bool is_running(TimerKind kind) const {
        const auto found = timers_.find(kind);
        return found != timers_.end() && found->second.running;
    }
    /// True once, for the shot of the present generation.
    bool takes(TimerId id) {
        const auto found = timers_.find(id.kind);
        if (id.owner != owner_ || found == timers_.end() || !found->second.running || found->second.generation != id.generation) return false;
        found->second.running = false;
        return true;
    }

  private:
    struct Timer {
        std::uint32_t generation{};
        bool running{};
    };
    TimerPort& port_;
    std::uint32_t owner_;
    std::map<TimerKind, Timer> timers_;
};

} // namespace mapping
