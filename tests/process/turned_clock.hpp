// The clocks of this program, turned forward by tests: nobody waits for a timer.
#pragma once

#include <chrono>

namespace tests {

/// Time passes, on every clock, for the whole program and for good.
void let_pass(std::chrono::nanoseconds time);
/// The clock on the wall; an administrator or NTP may turn it to and fro.
void turn_wall_clock(std::chrono::nanoseconds by);
/// `at` is what the clock on the wall shows now, until it is taken back at the end of its owner's life.
class WallClockAt {
  public:
    explicit WallClockAt(std::chrono::system_clock::time_point at);
    ~WallClockAt();
    WallClockAt(const WallClockAt&) = delete;
    WallClockAt& operator=(const WallClockAt&) = delete;
};

} // namespace tests
