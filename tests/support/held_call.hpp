// Where scenarios about held calls begin.
#pragma once

#include <string>

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

/// A first call on hold, and a second one that Transfer began and the phone has opened its port for.
struct Consulting : Scenario {
    LegId source{}, target{};

    void consults() {
        source = talks("204");
        phone.presses(SoftKey::transfer, source);
        pbx.accepts_offer(held_answer, source);
        phone.dials("205#");
        phone.opens_receive("192.0.2.7", 18100);
        target = pbx.call();
    }
};

} // namespace tests
