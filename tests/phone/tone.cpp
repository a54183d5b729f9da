// Goertzel's filter at the asked frequency, in blocks of 50 ms.
#include "tests/phone/tone.hpp"

#include <algorithm>
#include <cmath>
#include <charconv>
#include <numbers>

namespace phone {
namespace {

constexpr double quiet_below = 60.0;        // RMS; G.711's idle codes decode to 8
constexpr double share_wanted = 0.6;        // what a codec and a click leave of a pure tone
constexpr double scan_from = 100.0, scan_to = 3600.0, scan_step = 10.0;

} // namespace

double loudness(std::span<const std::int16_t> samples) {
    double power = 0;
    for (const auto sample : samples)
        power += static_cast<double>(sample) * sample;
    return samples.empty() ? 0.0 : std::sqrt(power / static_cast<double>(samples.size()));
}

double tone_share(std::span<const std::int16_t> samples, double hz) {
    const double whole = loudness(samples) * loudness(samples) * static_cast<double>(samples.size());
    if (whole <= 0)
        return 0;
    const double coefficient = 2 * std::cos(2 * std::numbers::pi * hz / sample_rate);
    double last = 0, before = 0;
    for (const auto sample : samples) {
        const double now = sample + coefficient * last - before;
        before = last;
        last = now;
    }
    const double power = last * last + before * before - coefficient * last * before;
    return std::min(1.0, 2 * power / (whole * static_cast<double>(samples.size())));
}

void ToneGenerator::play(std::vector<double> frequencies, double amplitude) {
    frequencies_ = std::move(frequencies);
    amplitude_ = frequencies_.empty() ? 0 : amplitude / static_cast<double>(frequencies_.size());
}

void ToneGenerator::fill(std::span<std::int16_t> samples) {
    for (auto& sample : samples) {
        double value = 0;
        for (const double hz : frequencies_)
            value += std::sin(2 * std::numbers::pi * hz * static_cast<double>(position_) / sample_rate);
        sample = static_cast<std::int16_t>(value * amplitude_);
        ++position_;
    }
}

void Ear::listen_for(std::vector<double> frequencies) {
    wanted_ = std::move(frequencies);
    tone_blocks_ = quiet_blocks_ = 0;
    block_.clear();
}

void Ear::hear(std::span<const std::int16_t> samples) {
    for (const auto sample : samples) {
        block_.push_back(sample);
        if (block_.size() == ear_block)
            judge();
    }
}

void Ear::judge() {
    const bool quiet = loudness(block_) < quiet_below;
    double share = 0;
    if (!quiet)
        for (const double hz : wanted_)
            share += tone_share(block_, hz);
    quiet_blocks_ = quiet ? quiet_blocks_ + 1 : 0;
    tone_blocks_ = share >= share_wanted ? tone_blocks_ + 1 : std::max(0, tone_blocks_ - 2);
    last_.swap(block_);
    block_.clear();
}

std::string Ear::description() const {
    if (last_.empty())
        return "nothing";
    if (loudness(last_) < quiet_below)
        return "silence";
    double best = 0, best_share = 0;
    for (double hz = scan_from; hz <= scan_to; hz += scan_step)
        if (const double share = tone_share(last_, hz); share > best_share)
            best = hz, best_share = share;
    if (best_share < share_wanted / 2)
        return "noise or speech";
    return "about " + std::to_string(static_cast<int>(best)) + " Hz";
}

std::vector<double> parse_frequencies(const std::string& text) {
    std::vector<double> result;
    for (const char *at = text.data(), *const stop = at + text.size();; ++at) {
        double hz = 0;
        const auto [end, error] = std::from_chars(at, stop, hz, std::chars_format::fixed);
        if (error != std::errc{} || !(hz >= 20 && hz <= sample_rate / 2))
            return {};
        result.push_back(hz);
        at = end;
        if (at == stop)
            return result;
        if (*at != '+')
            return {};
    }
}

} // namespace phone
