// How many requests outside dialogs are taken.
#pragma once

#include <chrono>
#include <cstddef>

namespace sip {

/// A request makes a server transaction that lives for 32 s (64*T1), whatever is answered: some 10 kB. So the requests
/// of that time are counted, those of strangers apart, and what is more is dropped without an answer.
class Crowd {
  public:
    using Clock = std::chrono::steady_clock;
    explicit Crowd(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

    /// False: as many as `most` came within the lifetime of a transaction.
    bool takes_one_more(std::size_t most, Clock::time_point now) {
        if (now >= begin_ + lifetime_) {
            before_ = now >= begin_ + 2 * lifetime_ ? 0 : count_;
            count_ = 0;
            begin_ = now >= begin_ + 2 * lifetime_ ? now : begin_ + lifetime_;
        }
        // Of the last period as much as still lives, as if its requests had come evenly.
        const auto part = 1.0 - std::chrono::duration<double>(now - begin_) / std::chrono::duration<double>(lifetime_);
        if (static_cast<double>(count_) + part * static_cast<double>(before_) >= static_cast<double>(most))
            return false;
        ++count_;
        return true;
    }

  private:
    std::chrono::milliseconds lifetime_;
    Clock::time_point begin_{};
    std::size_t count_{}, before_{};
};

} // namespace sip
