// Races of a transfer, by their numbers (callflows 9, rows 30 to 35).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

struct Transfer : Consulting {
    /// A held source, a consultation that rings or talks.
    explicit Transfer(bool is_answered) {
        consults();
        pbx.rings();
        if (is_answered) pbx.answers();
    }
};

} // namespace

TEST_CASE("race 30: the target turns busy before the key") {
    Transfer s{false};
    s.pbx.rejects(486);
    s.phone.presses(SoftKey::transfer, s.target);
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.state(s.target) == DCallState::busy);
    CHECK(s.phone.state(s.source) == DCallState::hold);
    CHECK(s.state(s.source) == "Hold");
}

TEST_CASE("race 30: the target turns busy between the key and its CANCEL") {
    Transfer s{false};
    s.phone.presses(SoftKey::transfer, s.target);
    s.pbx.rejects(486);
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.call(s.source).prompt == "Transfer destination is busy");
    CHECK(s.phone.state(s.source) == DCallState::hold);
    CHECK(s.state(s.source) == "Hold");
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("race 31: the target answers while its CANCEL is on the way") {
    Transfer s{false};
    s.phone.presses(SoftKey::transfer, s.target);
    CHECK(s.pbx.last("CANCEL").leg == s.target);
    s.pbx.answers();
    CHECK_FALSE(s.pbx.got("BYE"));
    CHECK(s.pbx.last("REFER").leg == s.source);
    CHECK(s.pbx.last("REFER").replaces == s.target);
    SUBCASE("it works") {
        s.pbx.says(sip::ReferSucceeded{}, s.source);
        CHECK(s.pbx.count("BYE") == 2);
        s.pbx.confirms_bye(s.source);
        s.pbx.confirms_bye(s.target);
        s.check_no_leak();
    }
    SUBCASE("it does not: both calls are on hold") {
        s.pbx.says(sip::ReferFailed{603}, s.source);
        CHECK(s.phone.state(s.source) == DCallState::hold);
        CHECK(s.phone.state(s.target) == DCallState::hold);
        CHECK(s.state(s.target) == "Hold");
        s.phone.presses(SoftKey::resume, s.target);
        CHECK(s.state(s.target) == "ResumeOpening");
    }
}

TEST_CASE("race 31: the answer comes when the half second is over and REFER has left") {
    Transfer s{false};
    s.phone.presses(SoftKey::transfer, s.target);
    s.wait(500ms);
    CHECK(s.pbx.last("REFER").replaces == 0);
    s.pbx.answers();
    CHECK(s.pbx.count("REFER") == 1);
    s.pbx.says(sip::ReferSucceeded{}, s.source);
    CHECK(s.pbx.all("BYE", s.target).size() == 1);
    s.pbx.confirms_bye(s.source);
    s.pbx.confirms_bye(s.target);
    s.check_no_leak();
}

TEST_CASE("race 32: REFER is accepted, the source hangs up, no NOTIFY comes") {
    Transfer s{true};
    s.phone.presses(SoftKey::transfer, s.target);
    s.pbx.says(sip::ReferAccepted{}, s.source);
    s.pbx.hangs_up(s.source);
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.prompt == "Transfer completed");
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.pbx.last("BYE").leg == s.target);
    s.pbx.confirms_bye(s.target);
    s.check_no_leak();
}

TEST_CASE("race 33: the NOTIFY and both BYE in any order clear both calls once") {
    Transfer s{true};
    s.phone.presses(SoftKey::transfer, s.target);
    s.pbx.says(sip::ReferAccepted{}, s.source);
    const auto notify = [&] { s.pbx.says(sip::ReferSucceeded{}, s.source); };
    const auto end_source = [&] { s.pbx.hangs_up(s.source); };
    const auto end_target = [&] { s.pbx.hangs_up(s.target); };
    SUBCASE("notify, source, target") { notify(), end_source(), end_target(); }
    SUBCASE("notify, target, source") { notify(), end_target(), end_source(); }
    SUBCASE("source, notify, target") { end_source(), notify(), end_target(); }
    SUBCASE("source, target, notify") { end_source(), end_target(), notify(); }
    SUBCASE("target, notify, source") { end_target(), notify(), end_source(); }
    SUBCASE("target, source, notify") { end_target(), end_source(), notify(); }
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.prompt == "Transfer completed");
    std::map<LegId, int> cleared;
    for (const auto& told : s.phone.all<sccp::CallState>())
        if (told.call_state == DCallState::on_hook) ++cleared[told.call_reference];
    CHECK(cleared == std::map<LegId, int>{{s.source, 1}, {s.target, 1}});
    CHECK(s.pbx.all("BYE", s.source).size() <= 1);
    CHECK(s.pbx.all("BYE", s.target).size() <= 1);
    s.check_no_leak();
}

TEST_CASE("race 34: REFER fails when the user has hung up: he hears of the call that is left") {
    SUBCASE("the target talked") {
        Transfer s{true};
        s.phone.hangs_up();
        REQUIRE(s.pbx.got("REFER"));
        s.pbx.says(sip::ReferFailed{603}, s.source);
        CHECK(s.phone.state(s.source) == DCallState::hold_revert);
        CHECK(s.phone.rings.contains(s.source));
        CHECK(s.state(s.target) == "Holding");
        s.pbx.accepts_offer(held_answer, s.target);
        CHECK(s.phone.state(s.target) == DCallState::hold);
        CHECK(s.phone.sending.empty());
    }
    SUBCASE("the target rang") {
        Transfer s{false};
        s.phone.hangs_up();
        s.pbx.rejects(487);
        REQUIRE(s.pbx.got("REFER"));
        s.pbx.says(sip::ReferFailed{404}, s.source);
        CHECK(s.phone.state(s.source) == DCallState::hold_revert);
        CHECK(s.phone.rings.contains(s.source));
        CHECK(s.phone.notice == "Hold reversion");
        CHECK(s.phone.calls.size() == 1);
        CHECK(s.phone.lamp() == LampMode::flash);
        s.phone.presses(SoftKey::resume, s.source);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), s.source);
        CHECK(s.phone.has_audio(s.source));
    }
    SUBCASE("the phone talks again: a held call, no ringing") {
        Transfer s{false};
        s.phone.hangs_up();
        s.pbx.rejects(487);
        s.phone.lifts_handset();
        s.phone.dials("206#");
        s.phone.opens_receive();
        s.pbx.answers();
        s.pbx.says(sip::ReferFailed{404}, s.source);
        CHECK(s.phone.state(s.source) == DCallState::hold);
        CHECK_FALSE(s.phone.rings.contains(s.source));
    }
}

TEST_CASE("race 35: the target hangs up in the moment of the key") {
    Transfer s{true};
    SUBCASE("its BYE first") {
        s.pbx.hangs_up(s.target);
        s.phone.presses(SoftKey::transfer, s.target);
        CHECK_FALSE(s.pbx.got("REFER"));
        CHECK(s.phone.call(s.source).prompt == "Can not complete transfer");
    }
    SUBCASE("the key first") {
        s.phone.presses(SoftKey::transfer, s.target);
        s.pbx.hangs_up(s.target);
        s.pbx.says(sip::ReferFailed{481}, s.source);
        CHECK(s.phone.call(s.source).prompt == "Can not complete transfer");
    }
    CHECK(s.phone.state(s.source) == DCallState::hold);
    CHECK(s.state(s.source) == "Hold");
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}
