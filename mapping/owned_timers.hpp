// The timers of one owner: a leg, a line, the device. Arming counts the generation up, so that a late shot of an
// earlier one is known.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "mapping/ports.hpp"

namespace mapping {

class OwnedTimers {
  public:
    OwnedTimers(TimerPort& port, std::uint32_t owner) : port_(port), owner_(owner) {}

    void arm(TimerKind kind, std::chrono::milliseconds after) {
        auto* timer = find(kind);
        if (!timer) timer = &timers_.emplace_back(Timer{kind, false, 0});
        timer->running = true;
        port_.arm({kind, owner_, ++timer->generation}, after);
    }
    void cancel(TimerKind kind) {
        if (auto* timer = find(kind)) cancel(*timer);
    }
    void cancel_all() {
        for (auto& timer : timers_) cancel(timer);
    }
    bool is_running(TimerKind kind) const {
        return std::any_of(timers_.begin(), timers_.end(),
                           [kind](const Timer& timer) { return timer.running && timer.kind == kind; });
    }
    bool any_running() const {
        return std::any_of(timers_.begin(), timers_.end(), [](const Timer& timer) { return timer.running; });
    }
    /// True once, for the shot of the present generation.
    bool takes(TimerId id) {
        auto* timer = find(id.kind);
        if (id.owner != owner_ || !timer || !timer->running || timer->generation != id.generation) return false;
        timer->running = false;
        return true;
    }

  private:
    struct Timer {
        TimerKind kind{};
        bool running{};
        std::uint32_t generation{};
    };

    Timer* find(TimerKind kind) {
        const auto found =
            std::find_if(timers_.begin(), timers_.end(), [kind](const Timer& timer) { return timer.kind == kind; });
        return found == timers_.end() ? nullptr : &*found;
    }
    void cancel(Timer& timer) {
        if (!std::exchange(timer.running, false)) return;
        port_.cancel({timer.kind, owner_, timer.generation});
    }

    TimerPort& port_;
    std::uint32_t owner_;
    std::vector<Timer> timers_;   ///< those ever armed: a handful
};

} // namespace mapping
