// A call that the far end has heard of and not answered: what may still be said in it, after 183 and after 180
// (callflows 2.6, 2.7, 8.1).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

const std::string no_codec_of_ours = far_sdp("97", 30000, "203.0.113.9", "a=rtpmap:97 opus/48000/2");

struct EarlyCall : Scenario {
    bool rings{};

    void heard_of() {
        if (rings) pbx.rings();
        else pbx.progresses();
        CHECK(state() == (rings ? "RingOut" : "Proceed"));
    }
    /// A reliable 183 in another codec, for which the phone has taken another port: an UPDATE tells the far end.
    void moves_port() {
        invites();
        auto early = pbx.message(183, far_sdp("0 101"));
        early.reliable = true;
        pbx.says(sip::Progress{early});
        phone.opens_receive("192.0.2.7", 18004);
        CHECK(pbx.count("offer") == 1);
    }
};

} // namespace

TEST_CASE("a first digit that is a whole number is called at once") {
    Scenario s;
    s.device.dialplan = {"_9", "_2XX"};
    s.calls();
    s.phone.lifts_handset();
    SUBCASE("it is one") {
        s.phone.dials("9");
        CHECK(s.state() == "Opening");
        CHECK(s.phone.awaits_opening());
    }
    SUBCASE("it is not") {
        s.phone.dials("2");
        CHECK(s.state() == "Dialling");
        CHECK(s.phone.receiving.empty());
    }
}

TEST_CASE("a challenge that comes after 183 is answered twice at most") {
    EarlyCall s;
    s.invites();
    for (int challenge = 0; challenge < 2; ++challenge) {
        s.pbx.progresses();
        s.pbx.challenges();
        CHECK(s.state() == "Inviting");
    }
    CHECK(s.pbx.count("INVITE+auth") == 2);
    s.pbx.progresses();
    s.pbx.challenges();
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.count("INVITE+auth") == 2);
}

TEST_CASE("a late offer is answered in the ACK, whatever was said before it") {
    EarlyCall s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    SUBCASE("183") { s.heard_of(); }
    SUBCASE("180") {
        s.rings = true;
        s.heard_of();
    }
    s.pbx.answers();
    CHECK(s.state() == "LateOffer");
    CHECK_FALSE(s.pbx.got("ACK"));
    s.phone.opens_receive();
    CHECK(s.pbx.last("ACK").sdp.find("m=audio 18000") != std::string::npos);
    CHECK(s.phone.has_audio());
}

TEST_CASE("with overlap sending 484 after 183 lets the user dial on, without it the call has failed") {
    EarlyCall s;
    SUBCASE("overlap") {
        s.device.overlap = true;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("20");
        s.wait(1500ms);
        s.phone.opens_receive();
        s.pbx.progresses();
        s.pbx.rejects(484);
        CHECK(s.state() == "Dialling");
    }
    SUBCASE("none") {
        s.invites();
        s.pbx.progresses();
        s.pbx.rejects(484);
        CHECK(s.state() == "Failed");
    }
}

TEST_CASE("digits into a call that is not answered go out as INFO where the line says so, else the phone sends them itself") {
    EarlyCall s;
    SUBCASE("183, INFO") { s.line().dtmf = mapping::DtmfMode::info; }
    SUBCASE("180, INFO") {
        s.line().dtmf = mapping::DtmfMode::info;
        s.rings = true;
    }
    SUBCASE("183") { s.line().dtmf = mapping::DtmfMode::rfc4733; }
    SUBCASE("180") {
        s.line().dtmf = mapping::DtmfMode::rfc4733;
        s.rings = true;
    }
    const auto call = s.invites();
    s.heard_of();
    s.phone.dials("5", call);
    const bool by_info = s.line().dtmf == mapping::DtmfMode::info;
    CHECK(s.pbx.count("INFO") == (by_info ? 1u : 0u));
    CHECK(s.world.counts["digits_in_band"] == (by_info ? 0u : 1u));
}

TEST_CASE("a name that comes while the call is not answered is shown") {
    EarlyCall s;
    SUBCASE("after 183") {}
    SUBCASE("after 180") { s.rings = true; }
    const auto call = s.invites();
    s.heard_of();
    auto update = s.pbx.message(0);
    update.headers.p_asserted_identity = "\"Dora\" <sip:204@pbx.test>";
    s.pbx.says(sip::Identity{update});
    CHECK(s.phone.call(call).called_name == "Dora");
}

TEST_CASE("early media of a call that the user has left for another one is heard again when he is back") {
    Scenario s;
    const auto call = s.invites();
    SUBCASE("that came before") { s.pbx.progresses(183, far_sdp()); }
    s.phone.presses(SoftKey::new_call);
    SUBCASE("that came meanwhile") {
        s.pbx.talk_about(call);
        s.pbx.progresses(183, far_sdp());
    }
    CHECK(s.phone.receiving.empty());
    s.phone.hangs_up();
    SUBCASE("unless it has failed") {
        s.pbx.talk_about(call);
        s.pbx.rejects(486);
        s.phone.presses_line(1);
        CHECK(s.phone.receiving.empty());
        return;
    }
    s.phone.presses_line(1);
    s.phone.opens_receive();
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.is_silent(call));
}

TEST_CASE("an early offer is answered when the open channel serves it, else refused with 504") {
    EarlyCall s;
    SUBCASE("after 183") {}
    SUBCASE("after 180") { s.rings = true; }
    s.invites();
    auto early = s.pbx.message(s.rings ? 180 : 183, far_sdp());
    early.reliable = true;
    if (s.rings) s.pbx.says(sip::Ringing{early});
    else s.pbx.says(sip::Progress{early});
    s.pbx.offers(no_codec_of_ours);
    CHECK(s.pbx.last("reject offer").status == 504);
    s.pbx.offers(far_sdp("8 101", 31000));
    CHECK(s.pbx.count("200 offer") == 1);
    CHECK(s.phone.sending.at(s.pbx.call()).port == 31000);
}

TEST_CASE("an UPDATE of ours that is under way when the far end rings ends as one that is answered before") {
    EarlyCall s;
    s.moves_port();
    s.pbx.rings();
    bool is_told_again{};
    SUBCASE("accepted") { s.pbx.accepts_offer(far_sdp("0 101")); }
    SUBCASE("refused: offered again when the call is up") {
        s.pbx.says(sip::OfferRefused{488});
        is_told_again = true;
    }
    SUBCASE("it met theirs: offered again when the call is up") {
        s.pbx.says(sip::OfferGlare{true});
        is_told_again = true;
    }
    SUBCASE("accepted with what the phone cannot do: offered again when the call is up") {
        s.pbx.accepts_offer(no_codec_of_ours);
        is_told_again = true;
    }
    CHECK(s.state() == "RingOut");
    CHECK(s.pbx.count("offer") == 1);
    s.pbx.answers("");
    CHECK(s.state() == "Connected");
    CHECK(s.pbx.count("offer") == (is_told_again ? 2u : 1u));
}

TEST_CASE("three minutes without an answer are enough after 183 too") {
    EarlyCall s;
    s.invites();
    s.pbx.progresses();
    s.wait(180s);
    CHECK(s.state() == "CancellingWithTone");
    CHECK(s.phone.call().prompt == "No answer");
}

TEST_CASE("a transfer to a target that has only said 183 refers to it as to one that rings") {
    EarlyCall s;
    SUBCASE("to its number") {}
    SUBCASE("to its dialog") { s.device.semi_attended = mapping::SemiAttended::replaces; }
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly"), source);
    s.phone.dials("205#");
    s.phone.opens_receive("192.0.2.7", 18002);
    const auto target = s.pbx.call();
    s.pbx.progresses();
    s.phone.presses(SoftKey::transfer, target);
    if (s.device.semi_attended == mapping::SemiAttended::replaces) {
        CHECK_FALSE(s.pbx.got("CANCEL"));
        CHECK(s.state(target) == "Proceed");
        CHECK(s.pbx.last("REFER").replaces == target);
        return;
    }
    CHECK(s.pbx.last("CANCEL").leg == target);
    s.pbx.says(sip::Rejected{s.pbx.message(487), false}, target);
    CHECK(s.pbx.last("REFER").leg == source);
    CHECK(s.pbx.last("REFER").replaces == 0);
}

TEST_CASE("when the early dialog that is heard ends, another one that has sent SDP is heard") {
    Scenario s;
    const auto call = s.invites();
    s.pbx.says(sip::Ringing{s.pbx.message(180, {}, "fork-1")});
    s.pbx.says(sip::Progress{s.pbx.message(183, far_sdp("8 101", 30000), "fork-1")});
    s.pbx.says(sip::Progress{s.pbx.message(183, far_sdp("8 101", 32000), "fork-2")});
    s.pbx.says(sip::Progress{s.pbx.message(199, {}, "fork-2")});
    REQUIRE(s.phone.sending.contains(call));
    CHECK(s.phone.sending.at(call).port == 30000);
    CHECK(s.phone.is_silent());
    s.pbx.says(sip::Progress{s.pbx.message(199, {}, "fork-1")});
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
}
