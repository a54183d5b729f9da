// What the ear hears and what it does not.
#include "tests/phone/tone.hpp"

#include <doctest/doctest.h>
#include <random>

#include "tests/phone/g711.hpp"

using namespace phone;

namespace {

std::vector<std::int16_t> tone(std::vector<double> frequencies, std::size_t samples) {
    ToneGenerator generator;
    generator.play(std::move(frequencies));
    std::vector<std::int16_t> audio(samples);
    generator.fill(audio);
    for (auto& sample : audio)
        sample = from_alaw(to_alaw(sample));
    return audio;
}

} // namespace

TEST_CASE("all the power of a tone lies at its frequency") {
    const auto audio = tone({1000}, 800);
    CHECK(tone_share(audio, 1000) > 0.98);
    CHECK(tone_share(audio, 1100) < 0.02);
    CHECK(tone_share(audio, 700) < 0.02);
}

TEST_CASE("the ear counts the seconds of the wanted tone") {
    Ear ear;
    ear.listen_for({440, 480});
    ear.hear(tone({440, 480}, 8000));
    CHECK(ear.tone_seconds() == doctest::Approx(1.0));
    CHECK(ear.quiet_seconds() == 0);
    ear.hear(std::vector<std::int16_t>(1600));
    CHECK(ear.tone_seconds() == doctest::Approx(0.6));      // four quiet blocks take eight away
    CHECK(ear.quiet_seconds() == doctest::Approx(0.2));
}

TEST_CASE("another tone, noise and silence are not the wanted tone") {
    Ear ear;
    ear.listen_for({1000});
    ear.hear(tone({400}, 4000));
    CHECK(ear.tone_seconds() == 0);
    CHECK(ear.description() == "about 400 Hz");
    std::mt19937 random(7);
    std::vector<std::int16_t> noise(4000);
    for (auto& sample : noise)
        sample = static_cast<std::int16_t>(random() % 20000 - 10000);
    ear.hear(noise);
    CHECK(ear.tone_seconds() == 0);
    CHECK(ear.description() == "noise or speech");
    ear.hear(std::vector<std::int16_t>(400));
    CHECK(ear.description() == "silence");
}

TEST_CASE("a tone goes on from one buffer to the next") {
    ToneGenerator generator;
    generator.play({300});
    std::vector<std::int16_t> audio;
    for (int packet = 0; packet < 20; ++packet) {
        std::vector<std::int16_t> part(160);
        generator.fill(part);
        audio.insert(audio.end(), part.begin(), part.end());
    }
    CHECK(tone_share(audio, 300) > 0.98);
}

TEST_CASE("frequencies are numbers joined by plus") {
    CHECK(parse_frequencies("440+480") == std::vector<double>{440, 480});
    CHECK(parse_frequencies("1004") == std::vector<double>{1004});
    for (const char* wrong : {"", "a", "440+", "440-480", "5", "9000"})
        CHECK(parse_frequencies(wrong).empty());
}
