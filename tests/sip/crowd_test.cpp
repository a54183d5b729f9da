// How many requests outside dialogs are taken.
#include "sip/crowd.hpp"

#include <doctest/doctest.h>

using std::chrono::seconds;

TEST_CASE("a crowd is as large as the transactions that live, and shrinks as they end") {
    sip::Crowd crowd(seconds(32));
    const auto begin = sip::Crowd::Clock::time_point(seconds(1'000));
    const auto takes = [&](seconds at) {
        int taken = 0;
        while (taken < 1'000 && crowd.takes_one_more(100, begin + at)) ++taken;
        return taken;
    };
    CHECK(takes(seconds(0)) == 100);
    CHECK(takes(seconds(31)) == 0);
    CHECK(takes(seconds(32)) == 0);
    CHECK(takes(seconds(40)) == 25); // a quarter of the period is over
    CHECK(takes(seconds(63)) > 50);
    CHECK(takes(seconds(1'000)) == 100);
}
