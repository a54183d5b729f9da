// What was said between phones and call agent, in order, with times: for people, when something went wrong or to show
// how it goes.
#pragma once

#include <chrono>
#include <deque>
#include <iosfwd>
#include <string>
#include <vector>

#include "sccp/catalogue.hpp"

namespace phone {

struct Rung {
    std::chrono::microseconds at{};       ///< since the ladder began
    std::string phone;
    enum class Side : std::uint8_t { from_phone, to_phone, note } side{};
    std::string text;
};

/// Bounded; shared by the phones of a process.
class Ladder {
  public:
    using Clock = std::chrono::steady_clock;
    explicit Ladder(std::size_t most = 20'000) : most_(most), begin_(Clock::now()) {}
    /// Every rung is printed there as it comes.
    void print_to(std::ostream* live) { live_ = live; }

    void add(const std::string& phone, Rung::Side side, std::string text);
    const std::deque<Rung>& rungs() const { return rungs_; }

    /// The last `count` rungs as text, one line each: `  1.204 A --> OffHook{lineInstance=1}`.
    std::string text(std::size_t count = static_cast<std::size_t>(-1)) const;
    /// As a Mermaid sequence diagram.
    std::string mermaid() const;

  private:
    std::size_t most_;
    Clock::time_point begin_;
    std::ostream* live_{};
    std::deque<Rung> rungs_;
};

std::string rung_text(const Rung& rung);
/// A printed message without the fields that are zero or empty.
std::string without_zeros(const std::string& printed);

} // namespace phone
