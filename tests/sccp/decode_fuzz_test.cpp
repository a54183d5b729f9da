// The fuzzer of the decoders starts where there is something to break: at every decoder, in every version and
// direction.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "tests/fuzz/decode_seeds.hpp"

TEST_CASE("an input of decode_fuzz reaches each decoder at each version, and passes") {
    std::set<std::tuple<samples::Direction, std::uint32_t>> reached;
    for (const auto& sample : samples::all())
        for (unsigned version = 0; version < decode_input::versions; ++version) {
            CAPTURE(version);
            CAPTURE(sample.name);
            CHECK(decode_input::run(decode_input::seed(sample, version)) == sample.name);
            reached.emplace(sample.direction, sample.id);
        }
    const auto known = sccp::FromPhoneMessages::count + sccp::ToPhoneMessages::count + sccp::MediaMessages::count;
    CHECK(reached.size() == known);
}

TEST_CASE("the seeds of decode_fuzz are one for each layout of each message") {
    const auto seeds = decode_input::seeds();
    std::set<std::tuple<unsigned, std::uint32_t>> messages;
    for (const auto& seed : seeds) {
        CHECK_FALSE(decode_input::run(seed).empty());
        messages.emplace(seed[1], seed[2] | std::uint32_t{seed[3]} << 8U);
    }
    CHECK(messages.size() == samples::all().size());
    CHECK(std::ranges::any_of(seeds, [](const auto& seed) { return seed[0] >= 17; }));   // addresses of either family
    CHECK(std::ranges::any_of(seeds, [](const auto& seed) { return seed[0] >= 21; }));
}
