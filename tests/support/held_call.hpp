// Where scenarios about held calls begin.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tests {

/// Of a far end that agrees to be held.
inline const std::string held_answer = far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly");

/// A call that talked and is on hold.
inline LegId holds(Scenario& s) {
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    s.pbx.accepts_offer(held_answer);
    REQUIRE(s.state() == "Hold");
    return call;
}

/// A first call on hold, and a second one that this key began and the phone has opened its port for; both in this
/// order.
inline std::pair<LegId, LegId> consults_by(Scenario& s, SoftKey key) {
    const auto first = s.talks("204");
    s.phone.presses(key, first);
    s.pbx.accepts_offer(held_answer, first);
    s.phone.dials("205#");
    s.phone.opens_receive("192.0.2.7", 18100);
    return {first, s.pbx.call()};
}

/// A held source, and a consultation that rings.
inline std::pair<LegId, LegId> consults_ringing(Scenario& s) {
    const auto calls = consults_by(s, SoftKey::transfer);
    s.pbx.rings();
    return calls;
}

/// A consultation before a transfer.
struct Consulting : Scenario {
    LegId source{}, target{};

    void consults() { std::tie(source, target) = consults_by(*this, SoftKey::transfer); }
};

} // namespace tests
