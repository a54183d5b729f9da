// Known code words of G.711, and what a round trip may cost.
#include "tests/phone/g711.hpp"

#include <cmath>
#include <doctest/doctest.h>

using namespace phone;

TEST_CASE("code words at the ends and in the middle are those of the recommendation") {
    CHECK(to_ulaw(0) == 0xFF);
    CHECK(to_ulaw(32767) == 0x80);
    CHECK(to_ulaw(-32768) == 0x00);
    CHECK(to_alaw(0) == 0xD5);
    CHECK(to_alaw(-1) == 0x55);
    CHECK(to_alaw(32767) == 0xAA);
    CHECK(to_alaw(-32768) == 0x2A);
    CHECK(from_ulaw(0xFF) == 0);
    CHECK(from_ulaw(0x80) == 32124);
    CHECK(from_alaw(0xD5) == 8);
    CHECK(from_alaw(0xAA) == 32256);
}

TEST_CASE("a code word survives decoding and coding") {
    for (int code = 0; code < 256; ++code) {
        const auto word = static_cast<std::uint8_t>(code);
        CHECK(to_alaw(from_alaw(word)) == word);
        if (word != 0x7F)       // the second zero of the u-law
            CHECK(to_ulaw(from_ulaw(word)) == word);
    }
}

TEST_CASE("a sample comes back within the step of its segment") {
    for (int sample = -32000; sample <= 32000; sample += 37) {
        const auto linear = static_cast<std::int16_t>(sample);
        const int allowed = std::abs(sample) / 16 + 16;
        CHECK(std::abs(from_alaw(to_alaw(linear)) - sample) <= allowed);
        CHECK(std::abs(from_ulaw(to_ulaw(linear)) - sample) <= allowed);
    }
}
