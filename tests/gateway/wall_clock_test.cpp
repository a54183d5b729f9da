// When phones are told the time without having asked.
#include "gateway/wall_clock.hpp"

#include <doctest/doctest.h>

using namespace gateway;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

/// Both clocks of a host; the zones are asked for together.
struct Host {
    WallTime wall;
    WallClock::Steady steady{};
    WallClock clock{};
    WallClock::Zones zones{"Europe/Berlin", "America/New_York", "UTC"};

    WallClock::Zones after(seconds passed, seconds set_by = seconds{0}) {
        wall += passed + set_by;
        steady += passed;
        return clock.changed(zones, wall, steady);
    }
};

WallTime at_unix(std::time_t time) { return std::chrono::system_clock::from_time_t(time); }

const WallClock::Zones nobody;

} // namespace

TEST_CASE("the phones of a zone are told when its daylight saving begins or ends, once") {
    Host host{.wall = at_unix(1'792'889'995)}; // five seconds before 2026-10-25T01:00:00Z
    CHECK(host.after(seconds{0}) == nobody);
    CHECK(host.after(seconds{4}) == nobody);
    CHECK(host.after(seconds{5}) == WallClock::Zones{"Europe/Berlin"});
    CHECK(host.after(seconds{5}) == nobody);
    CHECK(host.after(hours{24 * 7 + 5}) == WallClock::Zones{"America/New_York"}); // 2026-11-01T06:00:00Z
    CHECK(host.after(hours{24 * 147}) == WallClock::Zones{"America/New_York", "Europe/Berlin"});
}

TEST_CASE("all phones are told when the host's clock is set, not when it is slewed") {
    Host host{.wall = at_unix(1'790'000'000)};
    host.after(seconds{0});
    CHECK(host.after(seconds{5}, seconds{1}) == nobody);
    CHECK(host.after(seconds{5}, seconds{3}) == host.zones);
    CHECK(host.after(seconds{5}) == nobody);
    CHECK(host.after(seconds{5}, -hours{1}) == host.zones);
}

TEST_CASE("a zone that comes later is not told what is no news") {
    Host host{.wall = at_unix(1'790'000'000)};
    host.zones = {"UTC"};
    host.after(seconds{0});
    host.zones.insert("Europe/Berlin");
    CHECK(host.after(seconds{5}) == nobody);
}
