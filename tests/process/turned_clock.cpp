// What the C library would say, and by how much tests have turned it: everyone in the process, Sofia too, asks here.
#include "tests/process/turned_clock.hpp"

#include <atomic>
#include <ctime>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

constexpr long in_a_second = 1'000'000'000;
std::atomic<long long> steady_turned{}, wall_turned{}; // ns

long long turned(clockid_t which) {
    switch (which) {
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        return steady_turned;
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        return wall_turned;
    default:
        return 0;
    }
}

} // namespace

extern "C" int clock_gettime(clockid_t which, timespec* now) noexcept {
    if (::syscall(SYS_clock_gettime, which, now) != 0)
        return -1;
    const auto nanoseconds = now->tv_nsec + turned(which);
    now->tv_sec += nanoseconds / in_a_second;
    now->tv_nsec = nanoseconds % in_a_second;
    if (now->tv_nsec < 0) {
        now->tv_nsec += in_a_second;
        --now->tv_sec;
    }
    return 0;
}

extern "C" int gettimeofday(timeval* now, void*) noexcept {
    timespec precise{};
    ::clock_gettime(CLOCK_REALTIME, &precise);
    *now = {precise.tv_sec, precise.tv_nsec / 1000};
    return 0;
}

extern "C" time_t time(time_t* out) noexcept {
    timespec precise{};
    ::clock_gettime(CLOCK_REALTIME, &precise);
    if (out)
        *out = precise.tv_sec;
    return precise.tv_sec;
}

namespace tests {

void let_pass(std::chrono::nanoseconds time) {
    steady_turned += time.count();
    wall_turned += time.count();
}

void turn_wall_clock(std::chrono::nanoseconds by) { wall_turned += by.count(); }

WallClockAt::WallClockAt(std::chrono::system_clock::time_point at) { turn_wall_clock(at - std::chrono::system_clock::now()); }

WallClockAt::~WallClockAt() { wall_turned = 0; }

} // namespace tests
