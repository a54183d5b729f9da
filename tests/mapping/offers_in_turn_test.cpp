// Offers in a call that is up come one at a time: what is said to one that comes out of turn, and when ours goes out
// again (callflows 4.1 to 4.3).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

const std::string held_answer = far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly");
const std::string other_codec = far_sdp("0 101");

struct OffersInTurn : Scenario {
    LegId call{};

    /// The answer named several codecs: ours offers the one that is open, and waits for its answer.
    void talks_and_offers() {
        rings_out();
        pbx.answers(far_sdp("0 8 101"));
        call = pbx.call();
        REQUIRE(state() == "Connected");
        REQUIRE(pbx.count("offer") == 1);
    }
    void holds() {
        call = talks();
        phone.presses(SoftKey::hold, call);
        pbx.accepts_offer(held_answer);
        REQUIRE(state() == "Hold");
    }
    void resumes() {
        holds();
        phone.presses(SoftKey::resume, call);
        REQUIRE(state() == "ResumeOpening");
    }
};

} // namespace

TEST_CASE("while an offer of ours is open theirs gets 491, and is answered once ours is") {
    OffersInTurn s;
    s.talks_and_offers();
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.last("reject offer").status == 491);
    CHECK_FALSE(s.pbx.got("200 offer"));
    s.pbx.accepts_offer();
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.count("200 offer") == 1);
    CHECK(s.phone.sending.at(s.call).port == 31000);
}

TEST_CASE("an offer of ours that met theirs goes out again after its time, once") {
    OffersInTurn s;
    s.talks_and_offers();
    s.world.chances = {0};
    s.pbx.says(sip::OfferGlare{true});
    s.wait(2099ms);
    CHECK(s.pbx.count("offer") == 1);
    s.wait(1ms);
    CHECK(s.pbx.count("offer") == 2);
    s.pbx.accepts_offer();
    s.wait(10s);
    CHECK(s.pbx.count("offer") == 2);
    CHECK(s.phone.has_audio());
}

TEST_CASE("a far end that refuses our offer of one codec goes on as before") {
    OffersInTurn s;
    s.talks_and_offers();
    s.pbx.says(sip::OfferRefused{488});
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
    CHECK(s.pbx.count("offer") == 1);
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.count("200 offer") == 1);
}

TEST_CASE("on hold: an offer that comes before the ACK of the one that they have asked for gets 491") {
    OffersInTurn s;
    s.holds();
    s.pbx.says(sip::OfferWanted{});
    REQUIRE(s.pbx.count("200 offer") == 1);
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.last("reject offer").status == 491);
    s.pbx.acknowledges(held_answer);
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.count("200 offer") == 2);
    CHECK(s.phone.receiving.empty());
}

TEST_CASE("while the phone opens another codec for their offer a second one has to wait, and BYE ends the call") {
    OffersInTurn s;
    s.call = s.talks();
    s.pbx.offers(other_codec);
    REQUIRE(s.state() == "Reopening");
    s.world.chances = {3};
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.last("reject offer").status == 500);
    CHECK(s.pbx.last("reject offer").extra.retry_after == 3);
    CHECK(s.state() == "Reopening");
    SUBCASE("the first is answered") {
        s.phone.opens_receive();
        CHECK(s.pbx.count("200 offer") == 1);
        CHECK(s.phone.has_audio());
    }
    SUBCASE("they hang up") {
        s.pbx.hangs_up();
        CHECK(s.is_over());
        CHECK(s.phone.is_idle());
    }
}

TEST_CASE("a codec that the phone refuses for their offer does not open the old channel again once the user has pressed Hold") {
    OffersInTurn s;
    s.call = s.talks();
    s.pbx.offers(other_codec);
    REQUIRE(s.phone.awaits_opening());
    s.phone.presses(SoftKey::hold, s.call);
    s.phone.forget_log();
    s.phone.refuses_receive(sccp::MediaStatus::invalid_codec);
    CHECK(s.pbx.last("reject offer").status == 488);
    CHECK(s.state() == "Holding");
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 0);
}

TEST_CASE("an offer that comes while the call is resumed gets 491") {
    OffersInTurn s;
    s.resumes();
    SUBCASE("the phone opens its channel") {}
    SUBCASE("our offer is open") { s.phone.opens_receive(); }
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.last("reject offer").status == 491);
    if (s.phone.awaits_opening()) s.phone.opens_receive();
    s.pbx.accepts_offer();
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
}

TEST_CASE("Hold and EndCall before the far end has agreed to the resume") {
    OffersInTurn s;
    s.resumes();
    s.phone.opens_receive();
    SUBCASE("held again when it has") {
        s.phone.presses(SoftKey::hold, s.call);
        CHECK(s.state() == "Resuming");
        s.pbx.accepts_offer();
        CHECK(s.state() == "Holding");
        CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
        s.pbx.accepts_offer(held_answer);
        CHECK(s.state() == "Hold");
        CHECK(s.phone.receiving.empty());
    }
    SUBCASE("over") {
        s.phone.presses(SoftKey::end_call, s.call);
        CHECK(s.state() == "Releasing");
        CHECK(s.pbx.count("BYE") == 1);
        CHECK(s.phone.is_idle());
    }
}

TEST_CASE("a held call shows the name that the far end tells, and answers an offer while it is referred") {
    OffersInTurn s;
    s.line().voicemail_number = "800";
    s.holds();
    SUBCASE("a name") {
        auto update = s.pbx.message(0);
        update.headers.p_asserted_identity = "\"Dora\" <sip:204@pbx.test>";
        s.pbx.says(sip::Identity{update});
        CHECK(s.phone.call(s.call).called_name == "Dora");
        CHECK(s.state() == "Hold");
    }
    SUBCASE("an offer") {
        s.phone.presses(SoftKey::divert, s.call);
        REQUIRE(s.state() == "Referring");
        s.pbx.offers(far_sdp("8 101", 31000));
        CHECK(s.pbx.count("200 offer") == 1);
        CHECK(s.phone.receiving.empty());
    }
}

TEST_CASE("an ACK that brings the answer while the user already holds is not lost") {
    OffersInTurn s;
    s.call = s.talks();
    s.pbx.says(sip::OfferWanted{});
    s.phone.presses(SoftKey::hold, s.call);
    CHECK(s.state() == "Holding");
    CHECK_FALSE(s.pbx.got("offer"));
    s.pbx.acknowledges(far_sdp());
    CHECK(s.pbx.count("offer") == 1);
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "Hold");
}

TEST_CASE("a phone that stays away ends a call that was to be held, and one whose dialog dies meanwhile") {
    OffersInTurn s;
    s.call = s.talks();
    SUBCASE("before the hold is agreed to") {
        s.phone.presses(SoftKey::hold, s.call);
        s.calls().on_lost();
        CHECK(s.state() == "Holding");
        s.wait(s.call_options.preserve_max);
        CHECK(s.pbx.count("BYE") == 1);
        s.pbx.confirms_bye();
    }
    SUBCASE("while it talks") {
        s.calls().on_lost();
        REQUIRE(s.state() == "Preserved");
        s.pbx.says(sip::DialogGone{481});
        CHECK_FALSE(s.pbx.got("BYE"));
    }
    CHECK(s.is_over());
}

TEST_CASE("a call whose phone is lost notes the answer that an ACK brings") {
    OffersInTurn s;
    s.call = s.talks();
    s.pbx.says(sip::OfferWanted{});
    s.calls().on_lost();
    REQUIRE(s.state() == "Preserved");
    s.pbx.acknowledges(far_sdp());
    for (const auto& ignored : s.world.ignored_events) CHECK(ignored.event != "pbx::Ack");
    CHECK(s.state() == "Preserved");
}

TEST_CASE("Resume takes back what is held and nothing else") {
    OffersInTurn s;
    SUBCASE("a call that talks") {
        s.call = s.talks();
        s.phone.presses(SoftKey::resume, s.call);
        CHECK(s.state() == "Connected");
        CHECK(s.phone.has_audio());
    }
    SUBCASE("a call that rings out in the background") {
        s.call = s.rings_out();
        s.phone.presses(SoftKey::new_call);
        s.phone.presses(SoftKey::resume, s.call);
        CHECK(s.state(s.call) == "RingOut");
        CHECK(s.phone.is_silent(s.call));
    }
    SUBCASE("NOTIFY talk for a call that talks") {
        s.call = s.talks();
        s.pbx.says(sip::TalkWanted{});
        CHECK(s.state() == "Connected");
        CHECK(s.pbx.count("offer") == 0);
        return;
    }
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.pbx.count("offer") == 0);
}

TEST_CASE("the far end holds: the transmission stops before the display says so") {
    Scenario s;
    s.talks();
    s.phone.forget_log();
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 2));
    CHECK(s.phone.names().front() == "StopMediaTransmission");
}
