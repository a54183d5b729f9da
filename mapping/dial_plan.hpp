// When a number is complete and what is sent for it (callflows 2.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "mapping/options.hpp"
#include "sccp/values.hpp"

namespace mapping {

/// Patterns of `dialplan=`: plain digits, or `_` and X Z N [1-4] . ! with `|` behind a prefix that is not sent and
/// `>digits` to prepend.
class DialPlan {
  public:
    /// Empty list: everything may be dialled and everything may grow.
    DialPlan() = default;
    /// The error names the pattern and what is wrong with it.
    static boost::system::result<DialPlan, std::string> parse(const std::vector<std::string>& patterns);

    enum class Verdict : std::uint8_t {
        dead,      ///< nothing matches, whatever follows
        partial,   ///< nothing matches yet
        exact,     ///< matches and cannot grow: send now
        open,      ///< matches and can grow
    };
    Verdict verdict(std::string_view dialled) const;
    bool accepts(std::string_view dialled) const;
    /// By the first pattern that matches; without one the number as it is.
    std::string to_send(std::string_view dialled) const;
    /// A pattern that still can match has a `#` to come: then `#` is a digit.
    bool wants_hash(std::string_view dialled) const;
    bool empty() const { return patterns_.empty(); }

  private:
    /// One place of a pattern: the characters it takes, or a wildcard at the end.
    struct Place {
        std::string characters;
        enum class Kind : std::uint8_t { one, one_or_more, zero_or_more } kind{};
    };
    struct Pattern {
        std::vector<Place> places;
        std::size_t strip{};
        std::string prepend;
    };
    static Verdict verdict(const Pattern& pattern, std::string_view dialled);

    friend class PatternReader;
    std::vector<Pattern> patterns_;
};

/// The digits of one call while they are dialled. Owned by its leg.
class NumberEntry {
  public:
    /// `limit`: 32, or 24 where the phone has fixed-size messages.
    NumberEntry(const DeviceOptions& device, const LineOptions& line, std::size_t limit);

    enum class Step : std::uint8_t {
        collect,    ///< taken, more may follow
        complete,   ///< taken (or a closing `#`, which is not): send now
        dead,       ///< taken; no pattern can match and `dialplan_miss=reject`
        full,       ///< not taken: "No more digits"
        ignored,    ///< not taken: no character that can be dialled
    };
    Step push(char digit);
    /// False: there was nothing to remove.
    bool pop();
    /// Digits that came before, e.g. an en-bloc number behind what was dialled.
    void append(std::string_view number);

    const std::string& dialled() const { return dialled_; }
    bool empty() const { return dialled_.empty(); }
    /// May be sent when the timer runs out or the Dial key is pressed.
    bool accepts() const;
    /// What goes into the INVITE.
    std::string to_send() const { return plan_.to_send(dialled_); }
    /// Exactly one of `secondary_dialtone=`: outside dial tone until the next digit.
    bool wants_secondary_tone() const;

  private:
    DialPlan plan_;
    std::string dialled_;
    std::vector<std::string> secondary_;
    std::size_t limit_;
    bool hash_dials_, reject_misses_;
};

/// Longest number for this protocol (callflows 2.3).
std::size_t longest_number(unsigned protocol);
/// 0-9 * # + A-D.
bool can_be_dialled(char character);
/// A key pad button as it is dialled; 0: none.
char digit_of(sccp::KeyPadButton button);

} // namespace mapping
