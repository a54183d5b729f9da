// Time of the SIP stack, turned by a test: minutes of silence pass without waiting.
#pragma once

#include <chrono>

#include <sofia-sip/su_time.h>

/// Sofia's own door for its tests (su_time0.c): may change each reading of its clock.
extern "C" void (*_su_time)(su_time_t* reading);

namespace tests {

/// One for the process; it only goes forward, because stacks of earlier tests have read it.
class SofiaClock {
  public:
    static void advance(std::chrono::milliseconds by) {
        ahead() += by;
        _su_time = [](su_time_t* reading) {
            const auto usec = static_cast<unsigned long>(reading->tv_usec) +
                              static_cast<unsigned long>(ahead().count() % 1000) * 1000UL;
            reading->tv_sec += static_cast<unsigned long>(ahead().count() / 1000) + usec / 1'000'000UL;
            reading->tv_usec = usec % 1'000'000UL;
        };
    }

  private:
    static std::chrono::milliseconds& ahead() {
        static std::chrono::milliseconds value{};
        return value;
    }
};

} // namespace tests
