// One thing that happens: what phone, PBX or clock do next. A value, so that a list of them can be played again and
// shortened.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

namespace tests {

enum class Does : std::uint8_t {
    lifts, hangs_up, hangs_up_call, presses_speaker, presses_key, presses_dead_key, presses_button, dials_digit,
    dials_en_bloc, opens, opens_elsewhere, opens_for_stranger, refuses_to_open, sends, refuses_to_send, fails_to_send,
    reserves_port, counts, loses_connection, comes_back_talking, comes_back_silent, comes_back_elsewhere,
    registers_again, takes_over, leaves, is_reset, is_reset_by_force,
    is_ended_by_operator,
    says, knocks,
    fires,
};

/// `call`: place of the call among those that live, from the oldest; `no_call`: none. `detail`: which key, status,
/// saying, timer.
struct Act {
    static constexpr std::uint8_t no_call = 0xFF, gone_call = 0xFE;
    Does does{};
    std::uint8_t call{no_call};
    std::uint8_t detail{};
    auto operator<=>(const Act&) const = default;
};

using Acts = std::vector<Act>;

} // namespace tests
