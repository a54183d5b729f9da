// Everything a PBX may say in a dialog, and when SIP allows it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sip/values.hpp"
#include "tests/exploration/strict_pbx.hpp"

namespace tests {

/// Which settings offer a saying: those whose `sayings` have the bit.
enum Chapter : std::uint16_t {
    plain = 1,           ///< ringing, answer, refusal, BYE, results of what we asked
    early_media = 2,
    redirection = 4,     ///< 3xx, challenges, fail-over, 181, 182
    offers = 8,          ///< re-INVITE and UPDATE of the far end
    glare = 16,          ///< 491, refused and unusable answers
    referring = 32,      ///< results of our REFER
    referred = 64,       ///< REFER and NOTIFY talk and hold to us
    identity = 128,
    lost_dialog = 256,   ///< 408, 481
    overlap = 512,       ///< 484
};

struct Saying {
    std::string_view words;
    std::uint16_t chapter{};
    bool (*may)(const Dialog&){};
    sip::CallEvent (*make)(){};
};

std::span<const Saying> sayings();

/// How an INVITE comes in.
struct Knock {
    std::string_view words;
    void (*change)(sip::Invited&){};
};
std::span<const Knock> knocks();
enum KnockKind : std::uint8_t {
    knock_plain,
    knock_without_sdp,
    knock_unusable,
    knock_auto,
    knock_auto_later,
    knock_reliable,
    knock_replaces,
    knock_replaces_nobody,
    knock_held
};

sip::Invited invitation();

} // namespace tests
