// One line per kind of offence and source.
#include "gateway/offences.hpp"

#include <doctest/doctest.h>

using namespace gateway;
using std::chrono::seconds;

namespace {
const Offences::Time start{};
}

TEST_CASE("the first offence is printed, more of it are counted until the interval is over") {
    Offences offences(seconds{10});
    CHECK(offences.admit("bad frame", "192.0.2.1", start) == 0);
    for (int i = 0; i < 56; ++i)
        CHECK_FALSE(offences.admit("bad frame", "192.0.2.1", start + seconds{9}));
    CHECK(offences.admit("bad frame", "192.0.2.1", start + seconds{10}) == 56);
    CHECK_FALSE(offences.admit("bad frame", "192.0.2.1", start + seconds{11}));
}

TEST_CASE("kinds and sources are counted apart") {
    Offences offences;
    CHECK(offences.admit("bad frame", "192.0.2.1", start));
    CHECK(offences.admit("bad frame", "192.0.2.2", start));
    CHECK(offences.admit("no register", "192.0.2.1", start));
}

TEST_CASE("what was kept silent is told when the offence has stopped") {
    Offences offences(seconds{10});
    offences.admit("flood", "192.0.2.1", start);
    offences.admit("flood", "192.0.2.1", start);
    offences.admit("once", "192.0.2.1", start);
    CHECK(offences.sweep(start + seconds{9}).empty());
    const auto gone = offences.sweep(start + seconds{10});
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].kind == "flood");
    CHECK(gone[0].count == 1);
    CHECK(offences.sweep(start + seconds{30}).empty());
}

TEST_CASE("forged sources share one entry when there are too many") {
    Offences offences(seconds{10});
    std::size_t printed = 0;
    for (std::size_t i = 0; i < 2 * Offences::max_entries; ++i)
        printed += offences.admit("flood", std::to_string(i), start) ? 1U : 0U;
    CHECK(printed == Offences::max_entries + 1);
}

TEST_CASE("each of those behind one source has a line of its own, up to a number that does no harm") {
    Offences offences(seconds{10});
    CHECK(offences.admit("refused", "192.0.2.1", start, "SEP1") == 0);
    CHECK(offences.admit("refused", "192.0.2.1", start, "SEP2") == 0);
    CHECK_FALSE(offences.admit("refused", "192.0.2.1", start, "SEP1"));
    CHECK(offences.admit("refused", "192.0.2.10", start, "SEP1") == 0);
    std::size_t printed = 0;
    for (std::size_t i = 0; i < 10 * Offences::max_details; ++i)
        printed += offences.admit("refused", "192.0.2.1", start, "forged " + std::to_string(i)) ? 1U : 0U;
    CHECK(printed == Offences::max_details - 2 + 1); // and one for all the others
    CHECK_FALSE(offences.admit("refused", "192.0.2.1", start, "SEP2"));
    CHECK(offences.admit("refused", "192.0.2.2", start, "SEP2") == 0);
}
