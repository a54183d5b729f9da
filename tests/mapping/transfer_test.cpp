// Transfer (callflows 5.1): attended, semi-attended, failed, given up.
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

/// A held source, and a consultation that rings.
std::pair<LegId, LegId> consults(Scenario& s) {
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly"), source);
    s.phone.dials("205#");
    s.phone.opens_receive("192.0.2.7", 18100);
    s.pbx.rings();
    return {source, s.pbx.call()};
}

} // namespace

TEST_CASE("an attended transfer connects the two others and clears the phone") {
    Scenario s;
    const auto [source, target] = consults(s);
    CHECK(s.phone.state(source) == DCallState::call_transfer);
    s.pbx.answers();
    CHECK(s.phone.offers(SoftKey::transfer, target));
    s.phone.presses(SoftKey::transfer, target);
    REQUIRE(s.pbx.got("REFER"));
    CHECK(s.pbx.last("REFER").leg == source);
    CHECK(s.pbx.last("REFER").replaces == target);
    s.pbx.says(sip::ReferAccepted{}, source);
    s.pbx.says(sip::ReferSucceeded{}, source);
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.receiving.empty());
    CHECK(s.pbx.count("BYE") == 2);
    s.check_no_leak();
}

TEST_CASE("a transfer that the PBX refuses leaves the source held and the target connected") {
    Scenario s;
    const auto [source, target] = consults(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.says(sip::ReferFailed{603}, source);
    CHECK(s.state(source) == "Hold");
    CHECK(s.state(target) == "Connected");
    CHECK(s.phone.has_audio(target));
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a transfer to a ringing target cancels it and refers to its number") {
    Scenario s;
    const auto [source, target] = consults(s);
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.pbx.last("CANCEL").leg == target);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.rejects(487);
    CHECK(s.pbx.last("REFER").text == "205");
    CHECK(s.pbx.last("REFER").replaces == 0);
}

TEST_CASE("a busy target leaves the source on hold") {
    Scenario s;
    const auto [source, target] = consults(s);
    s.pbx.rejects(486);
    CHECK(s.state(source) == "Hold");
    CHECK(s.state(target) == "Failed");
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK_FALSE(s.pbx.got("REFER"));
}
