// A REFER that is out: how long its result may take, and what the user does meanwhile (callflows 5.1).
#include <algorithm>
#include <chrono>

#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

struct Referred : Consulting {
    /// `is_answered`: with Replaces of the target, else to its number.
    void refers(bool is_answered) {
        line().busy_trigger = 4;
        consults();
        pbx.rings();
        if (is_answered) pbx.answers();
        phone.presses(SoftKey::transfer, target);
        if (!is_answered) pbx.rejects(487);
        REQUIRE(pbx.got("REFER"));
    }
    /// Somebody calls, and the user takes it.
    LegId talks_to_third() {
        const auto third = is_called();
        phone.presses(SoftKey::answer, third);
        phone.opens_receive("192.0.2.7", 18200, third);
        pbx.says(sip::Ack{}, third);
        REQUIRE(state(third) == "Connected");
        return third;
    }
    LegId newest() {
        LegId last{};
        for (const auto& call : calls().snapshot()) last = std::max(last, call.id);
        return last;
    }
    void is_told_of_progress(std::chrono::seconds expires) { pbx.says(sip::ReferProgress{expires}, source); }
    bool has_failed() { return state(source) == "Hold" && phone.call(source).prompt == "Can not complete transfer"; }
};

} // namespace

TEST_CASE("5.1: a target that rings longer than 32 s does not make a transfer fail while the PBX tells of progress") {
    Referred s;
    SUBCASE("blind") { s.refers(false); }
    SUBCASE("attended") { s.refers(true); }
    s.pbx.says(sip::ReferAccepted{}, s.source);
    s.is_told_of_progress(60s);
    s.wait(59s);
    CHECK(s.state(s.source) == "Referring");
    s.pbx.says(sip::ReferSucceeded{}, s.source);
    CHECK(s.pbx.all("BYE", s.source).size() == 1);
    CHECK(s.phone.prompt == "Transfer completed");
    s.check_no_leak();
}

TEST_CASE("5.1: each NOTIFY with progress gives the transfer the time of its subscription, from 32 to 180 s") {
    Referred s;
    s.refers(false);
    s.pbx.says(sip::ReferAccepted{}, s.source);
    s.wait(31s);
    auto told = 0s, lasts = 0s;
    SUBCASE("as it is told") { told = lasts = 60s; }
    SUBCASE("not less than without any") {
        told = 5s;
        lasts = 32s;
    }
    SUBCASE("not for ever") {
        told = 3600s;
        lasts = 180s;
    }
    SUBCASE("not told") { lasts = 180s; }
    s.is_told_of_progress(told);
    s.wait(lasts - 1s);
    CHECK(s.state(s.source) == "Referring");
    s.wait(1s);
    CHECK(s.has_failed());
}

TEST_CASE("5.1: a success that is told after the transfer was given up still ends the call") {
    Referred s;
    s.refers(false);
    s.pbx.says(sip::ReferAccepted{}, s.source);
    s.wait(32s);
    REQUIRE(s.has_failed());
    SUBCASE("it is on hold") {}
    SUBCASE("it is on its way to hold again") {
        s.phone.presses(SoftKey::resume, s.source);
        s.phone.opens_receive("192.0.2.7", 18000, s.source);
        s.pbx.accepts_offer(far_sdp(), s.source);
        s.phone.presses(SoftKey::hold, s.source);
        REQUIRE(s.state(s.source) == "Holding");
    }
    s.pbx.says(sip::ReferSucceeded{}, s.source);
    CHECK(s.pbx.all("BYE", s.source).size() == 1);
    CHECK(s.phone.is_idle());
    s.check_no_leak();
}

TEST_CASE("5.1: a success that is told after the user has taken the call back ends it: its far end talks to somebody else") {
    Scenario s;
    s.line().voicemail_number = "800";
    const auto call = s.talks();
    s.phone.presses(SoftKey::divert, call);
    s.pbx.says(sip::ReferAccepted{});
    s.wait(32s);
    s.pbx.accepts_offer(held_answer);              // the far end did not know of a hold
    REQUIRE(s.state(call) == "Hold");
    SUBCASE("it is on hold") {}
    SUBCASE("its channel is being opened") { s.phone.presses(SoftKey::resume, call); }
    SUBCASE("the far end has not agreed yet") {
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
    }
    SUBCASE("it talks") {
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp());
    }
    SUBCASE("it talks, and the far end wants another codec") {
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp());
        s.pbx.offers(far_sdp("18"));
        REQUIRE(s.state(call) == "Reopening");
    }
    s.pbx.says(sip::ReferSucceeded{});
    CHECK(s.pbx.last("BYE").leg == call);
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.prompt == "Transfer completed");
    if (s.phone.awaits_opening()) s.phone.opens_receive();
    s.pbx.confirms_bye();
    s.check_no_leak();
}

TEST_CASE("5.1: while a REFER is out, another call is transferred") {
    Referred s;
    s.refers(false);
    s.pbx.says(sip::ReferAccepted{}, s.source);
    const auto third = s.talks_to_third();
    s.phone.presses(SoftKey::transfer, third);
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    s.pbx.accepts_offer(held_answer, third);
    s.phone.dials("206#");
    s.phone.opens_receive("192.0.2.7", 18300);
    const auto fourth = s.pbx.call();
    s.pbx.rings();
    CHECK(s.phone.state(fourth) == DCallState::ring_out);
    SUBCASE("both succeed") {
        s.pbx.says(sip::ReferSucceeded{}, s.source);
        CHECK(s.pbx.all("BYE", s.source).size() == 1);
        CHECK_FALSE(s.phone.calls.contains(s.source));
        s.phone.presses(SoftKey::transfer, fourth);
        s.pbx.says(sip::Rejected{s.pbx.message(487), false}, fourth);
        CHECK(s.pbx.last("REFER").leg == third);
        CHECK(s.pbx.last("REFER").text == "206");
        s.pbx.says(sip::ReferSucceeded{}, third);
        s.check_no_leak();
    }
    SUBCASE("the first fails: its call is on hold again, and the second goes on") {
        s.pbx.says(sip::ReferFailed{486}, s.source);
        CHECK(s.has_failed());
        CHECK(s.phone.state(s.source) == DCallState::hold);
        s.pbx.answers();
        CHECK(s.phone.has_audio(fourth));
        s.phone.presses(SoftKey::transfer, fourth);
        CHECK(s.pbx.last("REFER").leg == third);
        CHECK(s.pbx.last("REFER").replaces == fourth);
    }
    SUBCASE("the first has no result") {
        s.wait(32s);
        CHECK(s.has_failed());
        CHECK(s.phone.state(fourth) == DCallState::ring_out);
    }
}

TEST_CASE("5.1: an attended transfer goes on while another call is transferred") {
    Referred s;
    s.refers(true);
    const auto third = s.talks_to_third();
    s.pbx.accepts_offer(held_answer, s.target);
    s.phone.presses(SoftKey::transfer, third);
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    s.pbx.accepts_offer(held_answer, third);
    CHECK(s.phone.state(s.newest()) == DCallState::off_hook);
    SUBCASE("and succeeds: both of its calls end") {
        s.pbx.says(sip::ReferSucceeded{}, s.source);
        CHECK(s.pbx.all("BYE", s.source).size() == 1);
        CHECK(s.pbx.all("BYE", s.target).size() == 1);
        CHECK(s.phone.state(third) == DCallState::call_transfer);
    }
    SUBCASE("and its call ends first, as many PBXs do it") {
        s.pbx.hangs_up(s.source);
        CHECK(s.pbx.all("BYE", s.target).size() == 1);
    }
    SUBCASE("and fails: both of its calls are on hold") {
        s.pbx.says(sip::ReferFailed{603}, s.source);
        CHECK(s.has_failed());
        CHECK(s.state(s.target) == "Hold");
        CHECK(s.pbx.count("BYE") == 0);
    }
    CHECK(s.phone.state(s.newest()) == DCallState::off_hook);
}

TEST_CASE("5.1: a PBX that does not answer REFER does not take the Transfer key from the calls that follow") {
    Referred s;
    s.refers(true);
    s.phone.presses(SoftKey::end_call, s.target);
    s.phone.presses(SoftKey::end_call, s.source);
    CHECK(s.phone.calls.empty());
    const auto third = s.talks_to_third();
    s.phone.presses(SoftKey::transfer, third);
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.phone.state(s.newest()) == DCallState::off_hook);
    s.phone.presses(SoftKey::end_call, s.newest());
    s.phone.presses(SoftKey::end_call, third);
    s.wait(32s);
    CHECK(s.phone.state(s.source) == DCallState::hold_revert);   // it is still there, and nobody else has it
}

TEST_CASE("5.1: a key that ties nothing leaves the transfer under way alone") {
    Referred s;
    s.refers(false);
    const auto third = s.is_called();
    s.phone.presses(SoftKey::transfer, third);   // it only rings
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    s.pbx.says(sip::ReferSucceeded{}, s.source);
    CHECK(s.phone.prompt == "Transfer completed");
}

TEST_CASE("5.1: while a REFER is out, other calls are tied by any key, and it goes on") {
    for (const bool is_attended : {false, true}) {
        for (const auto key : {SoftKey::direct_transfer, SoftKey::join, SoftKey::conference}) {
            CAPTURE(is_attended);
            CAPTURE(static_cast<int>(key));
            Referred s;
            s.line().conference_room = "8{n}";
            s.refers(is_attended);
            const auto third = s.talks_to_third();
            if (is_attended) s.pbx.accepts_offer(held_answer, s.target);
            s.phone.presses(SoftKey::hold, third);
            s.pbx.accepts_offer(held_answer, third);
            const auto fourth = s.talks_to_third();
            if (key == SoftKey::join) s.phone.presses(SoftKey::select, third);
            s.phone.presses(key, fourth);
            CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
            if (key == SoftKey::direct_transfer) {
                CHECK(s.pbx.last("REFER").leg == third);
                CHECK(s.pbx.last("REFER").replaces == fourth);
            }
            if (key != SoftKey::direct_transfer) s.pbx.accepts_offer(held_answer, fourth);
            if (key == SoftKey::conference) CHECK(s.phone.state(s.newest()) == DCallState::off_hook);
            if (key == SoftKey::join) {
                s.phone.opens_receive("192.0.2.7", 18300, s.newest());
                CHECK(s.pbx.last("INVITE").text == "80");
            }
            s.pbx.says(sip::ReferSucceeded{}, s.source);
            CHECK(s.pbx.all("BYE", s.source).size() == 1);
            CHECK(s.pbx.all("BYE", s.target).size() == (is_attended ? 1 : 0));
            CHECK(s.pbx.all("BYE", third).empty());
            CHECK(s.pbx.all("BYE", fourth).empty());
        }
    }
}

TEST_CASE("5.1: the target that a REFER names is tied to nobody else") {
    Referred s;
    s.line().conference_room = "8{n}";
    s.refers(true);
    const auto third = s.talks_to_third();
    s.pbx.accepts_offer(held_answer, s.target);
    SUBCASE("DirTrfr has one call only") { s.phone.presses(SoftKey::direct_transfer, third); }
    SUBCASE("Join has one call only") { s.phone.presses(SoftKey::join, third); }
    SUBCASE("nor when another call is transferred meanwhile") {
        s.phone.presses(SoftKey::transfer, third);
        s.phone.presses(SoftKey::end_call, s.newest());
        s.phone.presses(SoftKey::end_call, third);
        s.phone.presses(SoftKey::transfer, s.target);
    }
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.pbx.count("REFER") == 1);
    s.pbx.says(sip::ReferSucceeded{}, s.source);
    CHECK(s.pbx.all("BYE", s.target).size() == 1);
}

TEST_CASE("a ringing target that the REFER replaces goes without a sign of failure") {
    Scenario s;
    s.device.semi_attended = mapping::SemiAttended::replaces;
    const auto [source, target] = consults_ringing(s);
    s.phone.presses(SoftKey::transfer, target);
    REQUIRE(s.pbx.last("REFER").replaces == target);
    s.pbx.says(sip::ReferAccepted{}, source);
    s.phone.forget_log();
    s.pbx.says(sip::Rejected{s.pbx.message(487), false}, target);
    CHECK_FALSE(s.phone.calls.contains(target));
    CHECK_FALSE(s.phone.hears(DeviceTone::reorder_tone, source));
    CHECK(s.phone.count<sccp::StartTone>() == 0);
    SUBCASE("it succeeds") {
        s.pbx.says(sip::ReferSucceeded{}, source);
        CHECK(s.phone.prompt == "Transfer completed");
    }
    SUBCASE("it fails all the same") {
        s.pbx.says(sip::ReferFailed{486}, source);
        CHECK(s.phone.state(source) == DCallState::hold);
        CHECK(s.phone.call(source).prompt == "Can not complete transfer");
    }
}

TEST_CASE("a transfer that was left lying for a third call makes way for one of that call") {
    Scenario s;
    s.line().busy_trigger = 4;
    const auto [source, target] = consults_ringing(s);
    bool is_answered = false;
    SUBCASE("the target rings") {}
    SUBCASE("the target has answered") { is_answered = true; }
    if (is_answered) s.pbx.answers();
    const auto third = s.is_called();
    s.phone.presses(SoftKey::answer, third);
    if (is_answered) s.pbx.accepts_offer(held_answer, target);
    s.phone.opens_receive("192.0.2.7", 18300, third);
    s.pbx.says(sip::Ack{}, third);
    REQUIRE(s.phone.has_audio(third));
    s.phone.presses(SoftKey::transfer, third);
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.phone.state(third) == DCallState::call_transfer);
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK(s.phone.state(target) == (is_answered ? DCallState::hold : DCallState::proceed));
    CHECK(s.phone.calls.size() == 4);
}
