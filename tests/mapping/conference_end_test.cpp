// A conference whose parties are on their way into the room: what ends, and what the user may do meanwhile (callflows
// 5.2).
#include "tests/support/conference.hpp"

using namespace tests;

namespace {

/// The room has answered, and the REFERs to it are accepted but without result.
struct Moving : Conference {
    void moves_both() {
        calls_room();
        room_answers();
        for (const auto party : {first, second}) pbx.says(sip::ReferAccepted{}, party);
        REQUIRE(state(first) == "Referring");
        REQUIRE(state(second) == "Referring");
    }
    /// Transfer can be begun with this call, and given up.
    void check_can_transfer(LegId call) {
        phone.forget_log();
        phone.presses(SoftKey::transfer, call);
        CHECK_FALSE(phone.beeped(DeviceTone::beep_bonk));
        CHECK(phone.state(call) == DCallState::call_transfer);
    }
    LegId talks_anew() {
        phone.presses(SoftKey::new_call);
        phone.dials("207#");
        phone.opens_receive("192.0.2.7", 18300);
        pbx.answers();
        return pbx.call();
    }
};

} // namespace

TEST_CASE("calls of a conference that the user has ended do not come back, whatever becomes of their REFERs") {
    Moving s;
    s.moves_both();
    for (const auto call : {s.first, s.second, s.room}) s.phone.presses(SoftKey::end_call, call);
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.is_idle());
    const auto next = s.is_called();
    CHECK(s.state(next) == "RingIn");   // they do not make the phone busy
    s.pbx.says(sip::Cancelled{}, next);
    SUBCASE("the next call can be transferred at once") { s.check_can_transfer(s.talks_anew()); }
    SUBCASE("the next call can be the first of a conference") {
        const auto call = s.talks_anew();
        s.phone.presses(SoftKey::conference, call);
        CHECK(s.phone.call(call).prompt == "Conference");
    }
    SUBCASE("they fail") {
        for (const auto party : {s.first, s.second}) s.pbx.says(sip::ReferFailed{486}, party);
        CHECK(s.phone.is_idle());
        for (const auto party : {s.first, s.second}) CHECK(s.pbx.all("BYE", party).size() == 1);
    }
    SUBCASE("nothing is heard of them") {
        s.phone.forget_log();
        s.wait(32s);
        CHECK(s.phone.is_idle());
        CHECK(s.phone.short_tones.empty());
        for (const auto party : {s.first, s.second}) CHECK(s.pbx.all("BYE", party).size() == 1);
    }
    SUBCASE("they succeed") {
        for (const auto party : {s.first, s.second}) s.pbx.says(sip::ReferSucceeded{}, party);
        CHECK(s.phone.is_idle());
        for (const auto party : {s.first, s.second}) CHECK(s.pbx.all("BYE", party).size() == 1);
    }
}

TEST_CASE("one party is ended by the user on its way into the room: the other one moves on") {
    Moving s;
    s.moves_both();
    s.phone.presses(SoftKey::end_call, s.first);
    CHECK_FALSE(s.phone.calls.contains(s.first));
    SUBCASE("the REFER of the first fails") {
        s.pbx.says(sip::ReferFailed{486}, s.first);
        CHECK(s.pbx.last("BYE").leg == s.first);
    }
    SUBCASE("it succeeds") { s.moves(s.first); }
    CHECK_FALSE(s.phone.calls.contains(s.first));
    s.moves(s.second);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.has_audio(s.room));
}

TEST_CASE("while parties move the user may tie other calls; who does not get there stays on hold") {
    Moving s;
    s.moves_both();
    SUBCASE("the room has hung up, and he transfers another call") {
        s.pbx.hangs_up(s.room);
        s.check_can_transfer(s.talks_anew());
    }
    SUBCASE("... or confers with others") {
        s.pbx.hangs_up(s.room);
        const auto call = s.talks_anew();
        s.phone.presses(SoftKey::conference, call);
        CHECK(s.phone.call(call).prompt == "Conference");
    }
    SUBCASE("he brings one more into the conference") {
        s.phone.presses(SoftKey::conference, s.room);
        CHECK(s.phone.call(s.room).prompt == "Conference");
    }
    s.pbx.says(sip::ReferFailed{486}, s.first);
    CHECK(s.state(s.first) == "Hold");
    CHECK(s.phone.call(s.first).prompt == "Invalid participant");
    s.moves(s.second);
    CHECK_FALSE(s.phone.calls.contains(s.second));
    s.phone.presses(SoftKey::resume, s.first);
    CHECK(s.state(s.first) == "ResumeOpening");
}
