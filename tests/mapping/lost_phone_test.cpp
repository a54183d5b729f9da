// The phone's connection is lost, in each state of a call (callflows 1.6): what the PBX hears, and that nothing is left
// when the phone is back. Ringing, talking and held calls: races 41 to 44; calls of a transfer: transfer_test.cpp.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

struct LostPhone : Scenario {
    void loses_phone() {
        calls().on_lost();
        phone.restarts();
        view.reset();   // as Register does
    }
    void check_nothing_left() {
        CHECK(is_over());
        calls().on_back(true);
        CHECK(phone.is_idle());
        check_no_leak();
    }
};

} // namespace

TEST_CASE("1.6: the phone is lost before an INVITE is out: the call is gone, and the PBX hears nothing of it") {
    LostPhone s;
    s.calls();
    s.phone.lifts_handset();
    std::string state = "OffHook";
    SUBCASE("at dial tone") {}
    SUBCASE("while digits are dialled") {
        s.phone.dials("20");
        state = "Dialling";
    }
    SUBCASE("before its channel is open") {
        s.phone.dials("204#");
        state = "Opening";
    }
    REQUIRE(s.state() == state);
    s.loses_phone();
    CHECK(s.pbx.asked.size() == s.pbx.count("forget"));
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost before its call is answered: CANCEL") {
    LostPhone s;
    s.invites();
    SUBCASE("no response yet") { s.loses_phone(); }
    SUBCASE("a provisional response") {
        s.pbx.progresses();
        REQUIRE(s.state() == "Proceed");
        s.loses_phone();
    }
    SUBCASE("it rings") {
        s.pbx.rings();
        s.loses_phone();
    }
    CHECK(s.pbx.count("CANCEL") == 1);
    s.pbx.rejects(487);
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost, and the answer crosses the CANCEL: BYE") {
    LostPhone s;
    s.rings_out();
    s.loses_phone();
    s.pbx.answers();
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost while a failure is shown: only the PBX's part is waited for") {
    LostPhone s;
    s.rings_out();
    SUBCASE("refused") {
        s.pbx.rejects(486);
        REQUIRE(s.state() == "Failed");
        s.loses_phone();
    }
    SUBCASE("not answered") {
        s.wait(180s);
        REQUIRE(s.state() == "CancellingWithTone");
        s.loses_phone();
        CHECK(s.state() == "Cancelling");
        s.pbx.rejects(487);
    }
    CHECK_FALSE(s.pbx.got("BYE"));
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost before it has opened a channel for their offer in the 200: it is acknowledged and ended") {
    LostPhone s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.pbx.answers();
    REQUIRE(s.state() == "LateOffer");
    s.loses_phone();
    CHECK(s.pbx.last("ACK").sdp.find("m=audio 0") != std::string::npos);
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost while it answers: 480 before the 200, BYE after the ACK behind it") {
    LostPhone s;
    s.is_called();
    s.phone.lifts_handset();
    REQUIRE(s.state() == "Answering");
    SUBCASE("before the 200") {
        s.loses_phone();
        CHECK(s.pbx.last("reject").status == 480);
    }
    SUBCASE("before the ACK") {
        s.phone.opens_receive();
        REQUIRE(s.state() == "AwaitingAck");
        s.loses_phone();
        CHECK_FALSE(s.pbx.got("BYE"));
        s.pbx.acknowledges();
        CHECK(s.pbx.count("BYE") == 1);
        s.pbx.confirms_bye();
    }
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost while a call changes: there is no telling what it would have opened, so the call ends") {
    LostPhone s;
    SUBCASE("for an offer of theirs: that gets its answer first") {
        s.talks();
        s.pbx.offers(far_sdp("18"));
        REQUIRE(s.state() == "Reopening");
        s.loses_phone();
        CHECK(s.pbx.last("reject offer").status == 487);
    }
    SUBCASE("for a resume, before the channel is open") {
        const auto call = holds(s);
        s.phone.presses(SoftKey::resume, call);
        REQUIRE(s.state() == "ResumeOpening");
        s.loses_phone();
    }
    SUBCASE("for a resume, before the far end has agreed") {
        const auto call = holds(s);
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        REQUIRE(s.state() == "Resuming");
        s.loses_phone();
    }
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost before the far end has agreed to be held: the call is shown on hold when it is back") {
    LostPhone s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    REQUIRE(s.state() == "Holding");
    s.loses_phone();
    CHECK_FALSE(s.pbx.got("BYE"));
    SUBCASE("it agrees first") {
        s.pbx.accepts_offer(held_answer);
        s.calls().on_back(true);
    }
    SUBCASE("the phone is back first, from another address") {
        s.calls().on_back(false);
        s.pbx.accepts_offer(held_answer);
    }
    CHECK(s.state() == "Hold");
    CHECK(s.phone.state(call) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive("192.0.2.8", 18100, call);
    CHECK(s.pbx.last("offer").sdp.find("192.0.2.8") != std::string::npos);
}

TEST_CASE("1.6: preserve_max=0: a call whose phone is lost ends at once, talking or held") {
    LostPhone s;
    s.call_options.preserve_max = 0s;
    SUBCASE("talking") { s.talks(); }
    SUBCASE("on its way to hold") { s.phone.presses(SoftKey::hold, s.talks()); }
    SUBCASE("held") { holds(s); }
    s.loses_phone();
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    s.check_nothing_left();
}

TEST_CASE("1.6: the phone is lost while an offer of ours is open: what becomes of that is noted, and the call is kept") {
    LostPhone s;
    s.rings_out();
    s.pbx.answers(far_sdp("0 8 101"));             // one codec of several: offered once more
    REQUIRE(s.pbx.count("offer") == 1);
    s.loses_phone();
    SUBCASE("accepted") { s.pbx.accepts_offer(); }
    SUBCASE("refused") { s.pbx.says(sip::OfferRefused{488}); }
    SUBCASE("glare") { s.pbx.says(sip::OfferGlare{true}); }
    CHECK(s.state() == "Preserved");
    for (const auto& ignored : s.world.ignored_events) CHECK(ignored.event.find("pbx::Offer") == std::string::npos);
    CHECK(s.pbx.count("offer") == 1);
}

TEST_CASE("1.6: no beep of a waiting call sounds in a kept one, of which this session of the phone knows nothing") {
    LostPhone s;
    const auto kept = s.talks();
    s.loses_phone();
    s.context.active_streams = 1;
    s.calls().on_back(true);
    REQUIRE(s.state(kept) == "Preserved");
    s.phone.forget_log();
    s.is_called();
    s.wait(10s);
    CHECK_FALSE(s.phone.beeped(DeviceTone::call_waiting_tone));
    CHECK(s.phone.count<sccp::StartTone>() == 0);
}
