// Tones for the ear of a test: a sine generator, and an ear that says which frequency it hears and for how long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace phone {

inline constexpr double sample_rate = 8000.0;   ///< Hz, all of G.711
inline constexpr std::size_t ear_block = 400;   ///< samples the ear judges at once: 50 ms

/// Share of the power of `samples` that lies at `hz`: 1 for a pure tone, 0 for none of it or for silence (Goertzel).
double tone_share(std::span<const std::int16_t> samples, double hz);

/// Root mean square, 0..32767.
double loudness(std::span<const std::int16_t> samples);

/// Sine waves, summed; no frequency is silence. The phase runs on from one call to the next.
class ToneGenerator {
  public:
    void play(std::vector<double> frequencies, double amplitude = 8000.0);
    void fill(std::span<std::int16_t> samples);
    const std::vector<double>& frequencies() const { return frequencies_; }

  private:
    std::vector<double> frequencies_;
    double amplitude_{};
    std::uint64_t position_{};
};

/// Listens to decoded audio. One question at a time: the runs are counted from the last `listen_for`.
class Ear {
  public:
    void listen_for(std::vector<double> frequencies);
    void hear(std::span<const std::int16_t> samples);

    /// Seconds of the wanted tone; a block without it takes two away, so that a lost packet does not end a run.
    double tone_seconds() const { return static_cast<double>(tone_blocks_) * block_seconds; }
    double quiet_seconds() const { return static_cast<double>(quiet_blocks_) * block_seconds; }
    /// What the last block held, for people: "1000 Hz", "silence", "nothing".
    std::string description() const;

  private:
    static constexpr double block_seconds = static_cast<double>(ear_block) / sample_rate;
    void judge();

    std::vector<double> wanted_;
    std::vector<std::int16_t> block_;
    std::vector<std::int16_t> last_;
    int tone_blocks_{}, quiet_blocks_{};
};

/// "440" or "440+480" as frequencies; empty when it is neither.
std::vector<double> parse_frequencies(const std::string& text);

} // namespace phone
