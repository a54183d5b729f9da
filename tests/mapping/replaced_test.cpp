// An INVITE that takes the place of a call (RFC 3891, callflows 5.1): what the user finds of it, wherever he is.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

constexpr auto eve = "\"Eve\" <sip:203@pbx.test>;tag=e";

struct Replaced : Scenario {
    LegId replace(LegId old, std::string sdp = far_sdp("8 101", 31000)) {
        return is_called(eve, std::move(sdp), 1, [old](sip::Invited& invited) { invited.replaces = old; });
    }
    /// Found on hold, told to the far end as hold, and no channel was opened for it.
    void check_waits(LegId call) {
        CHECK(phone.state(call) == DCallState::hold);
        CHECK(phone.call(call).calling_name == "Eve");
        CHECK_FALSE(phone.receiving.contains(call));
        CHECK_FALSE(phone.sending.contains(call));
    }
};

} // namespace

TEST_CASE("a call on hold is replaced: the new one is on hold, and the empty room is heard by nobody") {
    Replaced s;
    const auto old = holds(s);
    s.phone.hangs_up();
    s.phone.forget_log();
    const auto call = s.replace(old);
    CHECK(s.pbx.last("200").leg == call);
    CHECK(s.pbx.last("200").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.pbx.last("BYE").leg == old);
    CHECK_FALSE(s.phone.calls.contains(old));
    s.pbx.says(sip::Ack{}, call);
    CHECK(s.state(call) == "Hold");
    s.check_waits(call);
    CHECK_FALSE(s.phone.speaker);
    CHECK(s.phone.lamp() == LampMode::wink);

    s.pbx.confirms_bye(old);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive("192.0.2.7", 18100, call);
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18100") != std::string::npos);
    s.pbx.accepts_offer(far_sdp("8 101", 31000), call);
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.sending.at(call).port == 31000);
    CHECK(s.phone.speaker);
}

TEST_CASE("a call on hold is replaced while the user talks to somebody else: he goes on talking") {
    Replaced s;
    const auto old = holds(s);
    const auto other = s.is_called();
    s.phone.presses(SoftKey::answer, other);
    s.phone.opens_receive("192.0.2.7", 18002, other);
    s.pbx.says(sip::Ack{}, other);
    REQUIRE(s.phone.has_audio(other));
    LegId call{};
    SUBCASE("with an offer") {
        call = s.replace(old);
        s.pbx.says(sip::Ack{}, call);
    }
    SUBCASE("with an offer of one who holds himself") {
        call = s.replace(old, far_sdp("8 101", 31000, "203.0.113.9", "a=sendonly"));
        CHECK(s.pbx.last("200").sdp.find("a=inactive") != std::string::npos);
        s.pbx.says(sip::Ack{}, call);
    }
    SUBCASE("without an offer") {
        call = s.replace(old, "");
        CHECK(s.pbx.last("200").sdp.find("a=sendonly") != std::string::npos);
        s.pbx.says(sip::Ack{held_answer}, call);
    }
    CHECK(s.state(call) == "Hold");
    s.check_waits(call);
    CHECK(s.phone.has_audio(other));
    CHECK(s.phone.plane == 1);
    s.phone.presses(SoftKey::hold, other);
    s.pbx.accepts_offer(held_answer, other);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive("192.0.2.7", 18100, call);
    s.pbx.accepts_offer(far_sdp("8 101", 31000), call);
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("a call that rings on in the background is replaced: it is answered, and waits as if the far end had answered") {
    Replaced s;
    s.line().offer = mapping::OfferPolicy::early;
    SUBCASE("offered") {}
    SUBCASE("without an offer: no port is known") { s.line().offer = mapping::OfferPolicy::delayed; }
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    if (s.line().offer == mapping::OfferPolicy::early) s.phone.opens_receive();
    const auto old = s.pbx.call();
    s.pbx.rings();
    s.phone.presses(SoftKey::new_call);
    const auto fresh = s.phone.calls.rbegin()->first;
    const auto call = s.replace(old);
    CHECK(s.pbx.last("CANCEL").leg == old);
    s.pbx.says(sip::Ack{}, call);
    CHECK(s.state(call) == "Hold");
    s.check_waits(call);
    CHECK(s.state(fresh) == "OffHook");
}

TEST_CASE("an INVITE replaces a call that is over for its user: nothing comes back that he has ended") {
    Replaced s;
    const auto old = s.talks();
    int status = 603;
    SUBCASE("hung up") { s.phone.hangs_up(); }
    SUBCASE("transferred, and hung up while the REFER is under way") {
        s.device.blind_key = true;
        s.phone.presses(SoftKey::transfer_to_voice_mail, old);
        s.pbx.accepts_offer(held_answer, old);
        s.phone.dials("206#");
        REQUIRE(s.pbx.got("REFER"));
        s.phone.presses(SoftKey::end_call, old);
    }
    SUBCASE("its phone is away") {
        s.calls().on_lost();
        status = 480;
    }
    s.replace(old);
    CHECK(s.pbx.last("reject").status == status);
}

TEST_CASE("a call that waits on hold ends as any other before its ACK") {
    Replaced s;
    const auto old = holds(s);
    s.phone.hangs_up();
    const auto call = s.replace(old, "");
    s.pbx.confirms_bye(old);
    SUBCASE("the ACK never comes") {
        s.wait(32s);
        CHECK(s.pbx.last("BYE").leg == call);
        s.pbx.confirms_bye(call);
    }
    SUBCASE("its answer is of no use") {
        s.pbx.says(sip::Ack{far_sdp("97", 30000, "203.0.113.9", "a=rtpmap:97 opus/48000/2")}, call);
        CHECK(s.pbx.last("BYE").leg == call);
        s.pbx.confirms_bye(call);
    }
    SUBCASE("the far end hangs up") { s.pbx.hangs_up(call); }
    SUBCASE("the user ends it") {
        s.phone.presses(SoftKey::end_call, call);
        CHECK_FALSE(s.phone.calls.contains(call));
        s.pbx.says(sip::Ack{held_answer}, call);
        CHECK(s.pbx.last("BYE").leg == call);
        s.pbx.confirms_bye(call);
    }
    s.check_no_leak();
}

// ---- the user talks in the call that is replaced: it goes on until the new one is answered --------------------------

TEST_CASE("the call in which the user talks ends with the 200 of the one that replaces it, not before") {
    Replaced s;
    const auto old = s.talks();
    const auto call = s.replace(old);
    CHECK_FALSE(s.pbx.got("BYE"));
    CHECK(s.phone.awaits_opening());
    s.phone.opens_receive("192.0.2.7", 18100, call);
    CHECK(s.pbx.last("200").leg == call);
    CHECK(s.pbx.last("BYE").leg == old);
    CHECK_FALSE(s.phone.calls.contains(old));
    s.pbx.says(sip::Ack{}, call);
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.state(call) == DCallState::connected);
    s.pbx.confirms_bye(old);
    s.phone.hangs_up();
    s.pbx.confirms_bye(call);
    s.check_no_leak();
}

TEST_CASE("after an INVITE that replaces nothing after all the user goes on in the old call") {
    Replaced s;
    const auto old = s.talks();
    const auto call = s.replace(old);
    bool is_held{};
    SUBCASE("it is cancelled") { s.pbx.says(sip::Cancelled{}, call); }
    SUBCASE("the phone opens no channel") {
        s.wait(2s);
        CHECK(s.pbx.last("reject").status == 500);
    }
    SUBCASE("or takes it back when he has ended the new one") {
        s.phone.presses(SoftKey::end_call, call);
        is_held = true;
    }
    CHECK_FALSE(s.pbx.got("BYE"));
    CHECK_FALSE(s.phone.calls.contains(call));
    s.pbx.accepts_offer(held_answer, old);
    if (is_held) {
        CHECK(s.phone.state(old) == DCallState::hold);
        s.phone.presses(SoftKey::resume, old);
    }
    s.phone.opens_receive("192.0.2.7", 18200, old);
    s.pbx.accepts_offer(far_sdp(), old);
    CHECK(s.phone.has_audio(old));
}

TEST_CASE("a call that rings out is cancelled with the 200 of the one that replaces it; without one it rings on") {
    Replaced s;
    const auto old = s.rings_out();
    const auto call = s.replace(old);
    CHECK_FALSE(s.pbx.got("CANCEL"));
    SUBCASE("answered") {
        s.phone.opens_receive("192.0.2.7", 18100, call);
        CHECK(s.pbx.last("CANCEL").leg == old);
        s.pbx.says(sip::Ack{}, call);
        CHECK(s.phone.has_audio(call));
        CHECK_FALSE(s.phone.calls.contains(old));
    }
    SUBCASE("cancelled") {
        s.pbx.says(sip::Cancelled{}, call);
        CHECK(s.state(old) == "RingOut");
        CHECK(s.phone.hears(DeviceTone::alerting_tone, old));
    }
    SUBCASE("hung up, then cancelled") {
        s.phone.presses(SoftKey::end_call, old);
        s.pbx.says(sip::Cancelled{}, call);
        CHECK(s.phone.calls.empty());
    }
    SUBCASE("refused, then cancelled") {
        s.pbx.says(sip::Rejected{s.pbx.message(486), false}, old);
        s.pbx.says(sip::Cancelled{}, call);
        CHECK(s.phone.is_silent(old));
    }
}

TEST_CASE("a call that is being replaced is replaced by nobody else, unless that comes to nothing") {
    Replaced s;
    const auto old = s.talks();
    const auto call = s.replace(old);
    s.replace(old);
    CHECK(s.pbx.last("reject").status == 603);
    s.pbx.says(sip::Cancelled{}, call);
    s.pbx.accepts_offer(held_answer, old);
    const auto next = s.replace(old);
    s.phone.opens_receive("192.0.2.7", 18200, next);
    CHECK(s.pbx.last("200").leg == next);
    CHECK(s.pbx.last("BYE").leg == old);
}

TEST_CASE("the far end of the old call hangs up before the new one is answered: the user goes on in the new one") {
    Replaced s;
    const auto old = s.talks();
    const auto call = s.replace(old);
    s.pbx.hangs_up(old);
    CHECK_FALSE(s.phone.calls.contains(old));
    s.phone.opens_receive("192.0.2.7", 18100, call);
    s.pbx.says(sip::Ack{}, call);
    CHECK(s.phone.has_audio(call));
    CHECK_FALSE(s.pbx.got("BYE"));
}
