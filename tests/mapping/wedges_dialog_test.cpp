// Orders of events that once wedged a call, leaked one or left a phone lit, found by tests/exploration: offers, answers
// and dialogs.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string other_codec = far_sdp("18");

} // namespace

TEST_CASE("after a refused resume no other resume can offer") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    s.pbx.says(sip::OfferRefused{488});
    REQUIRE(s.state() == "Hold");
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    CHECK(s.pbx.count("offer") == 3);   // one hold, two resumes
}

TEST_CASE("a redirection that crosses our CANCEL is waited for until the guard") {
    Scenario s;
    s.rings_out();
    s.wait(180s);
    REQUIRE(s.state() == "CancellingWithTone");
    s.pbx.redirects({"sip:301@pbx.test"});
    CHECK(s.state() == "Failed");
}

TEST_CASE("a dialog that dies before its ACK keeps the phone connected") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    s.phone.opens_receive();
    SUBCASE("while it talks") { s.pbx.says(sip::DialogGone{408}); }
    SUBCASE("after the user has hung up") {
        s.phone.hangs_up();
        s.pbx.says(sip::DialogGone{408});
    }
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("a phone that is lost a second time while it talks keeps its call for ever") {
    Scenario s;
    s.talks();
    s.calls().on_lost();
    s.phone.restarts(true);
    s.context.active_streams = 1;
    s.calls().on_back(true);
    s.calls().on_lost();
    s.wait(119s);
    CHECK(s.state() == "Preserved");
    s.wait(1s);
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("a resume that waited for the hold wakes a call whose phone is gone") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    SUBCASE("pressed in time") {
        s.phone.presses(SoftKey::resume, call);
        s.calls().on_lost();
        s.pbx.accepts_offer(held_answer);
    }
    SUBCASE("asked for by the PBX") {
        s.pbx.accepts_offer(held_answer);
        s.calls().on_lost();
        s.pbx.says(sip::TalkWanted{});
    }
    CHECK(s.state() == "Hold");
    s.wait(120s);
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("an early offer of ours that met theirs stays open, and theirs gets no answer") {
    Scenario s;
    s.invites();
    auto reliable = s.pbx.message(183, other_codec);
    reliable.reliable = true;
    s.pbx.says(sip::Progress{reliable});
    s.phone.opens_receive("192.0.2.7", 18002);    // another port than was offered
    REQUIRE(s.pbx.count("offer") == 1);
    s.pbx.says(sip::OfferGlare{true});
    s.pbx.offers(other_codec);
    CHECK(s.pbx.count("200 offer") == 1);
}

TEST_CASE("an unusable answer in an ACK makes a held call impossible to resume") {
    Scenario s;
    const auto call = holds(s);
    s.pbx.says(sip::OfferWanted{});
    s.pbx.acknowledges(far_sdp("97", 30000, "203.0.113.9", "a=rtpmap:97 opus/48000/2"));
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    CHECK(s.state() == "Resuming");
    s.pbx.accepts_offer();
    CHECK(s.phone.has_audio());
}

TEST_CASE("the far end refuses the phone's new port and talks to the old one for ever") {
    Scenario s;
    s.line().codecs = {"pcma", "g729"};
    const auto call = s.invites();
    s.pbx.answers(other_codec);
    s.phone.opens_receive("192.0.2.7", 18002);     // the phone opens its channel anew, elsewhere
    REQUIRE(s.pbx.last("offer").method == sip::OfferMethod::update);
    s.pbx.says(sip::OfferRefused{488});
    CHECK(s.pbx.last("offer").method == sip::OfferMethod::reinvite);
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18002") != std::string::npos);
    SUBCASE("but takes it by re-INVITE") {
        s.pbx.accepts_offer(other_codec);
        CHECK(s.phone.has_audio());
    }
    SUBCASE("and refuses re-INVITE too: a call without audio is none") {
        s.pbx.says(sip::OfferRefused{488});
        CHECK(s.state(call) == "Failed");
        CHECK(s.pbx.last("BYE").extra.reason == "Q.850;cause=47");
        CHECK(s.phone.receiving.empty());
    }
}

TEST_CASE("the far end refuses the phone's new port before it answers: the port is offered again when the call is up") {
    Scenario s;
    s.line().codecs = {"pcma", "g729"};
    s.invites();
    auto reliable = s.pbx.message(183, other_codec);
    reliable.reliable = true;
    s.pbx.says(sip::Progress{reliable});
    s.phone.opens_receive("192.0.2.7", 18002);
    REQUIRE(s.pbx.count("offer") == 1);
    SUBCASE("by 488") { s.pbx.says(sip::OfferRefused{488}); }
    SUBCASE("by an answer that is of no use") { s.pbx.accepts_offer(far_sdp("97", 30000, "203.0.113.9", "a=rtpmap:97 opus/48000/2")); }
    s.pbx.answers("");
    CHECK(s.state() == "Connected");
    CHECK(s.pbx.count("offer") == 2);
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18002") != std::string::npos);
}

TEST_CASE("early media of the call to which we are transferred takes the channel of the call that talks") {
    Scenario s;
    const auto old = s.talks();
    s.pbx.says(sip::ReferWanted{"sip:305@pbx.test", "<sip:202@pbx.test>", {}});
    const auto heir = s.pbx.call();
    REQUIRE(heir != old);
    auto early = s.pbx.message(183, far_sdp());
    SUBCASE("unreliable") {}
    SUBCASE("reliable: the 200 has no answer") { early.reliable = true; }
    s.pbx.says(sip::Progress{early});
    CHECK(s.phone.has_audio(old));
    s.pbx.answers(early.reliable ? std::string{} : far_sdp());
    s.phone.opens_receive("192.0.2.7", 18000, heir);
    CHECK(s.phone.has_audio(heir));
    CHECK(s.phone.state(heir) == DCallState::connected);
}

TEST_CASE("the answer in a reliable 183 is lost when the phone is not to hear early media") {
    Scenario s;
    s.line().early_media = false;
    s.invites();
    auto early = s.pbx.message(183, far_sdp());
    early.reliable = true;
    s.pbx.says(sip::Progress{early});
    CHECK(s.phone.sending.empty());
    s.pbx.answers("");
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
}

TEST_CASE("a call whose phone is away is not transferred to somebody else") {
    Scenario s;
    const auto call = holds(s);
    s.calls().on_lost();
    s.pbx.says(sip::ReferWanted{"sip:305@pbx.test", "<sip:202@pbx.test>", {}}, call);
    CHECK(s.pbx.last("answer refer").status == 603);
    CHECK(s.pbx.count("INVITE") == 1);
}

TEST_CASE("the call to which we are transferred is answered while the user makes another one, and takes its channel") {
    Scenario s;
    const auto old = s.talks();
    s.pbx.says(sip::ReferWanted{"sip:305@pbx.test", "<sip:202@pbx.test>", {}});
    const auto heir = s.pbx.call();
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("206#");
    s.pbx.talk_about(heir);
    s.pbx.answers();
    CHECK(s.pbx.last("NOTIFY refer").status == 200);
    CHECK(s.pbx.last("BYE").leg == old);
    CHECK(s.phone.state(heir) == DCallState::hold);
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("206"));
}

TEST_CASE("an offer that nobody can serve now never gets an answer") {
    Scenario s;
    const auto call = s.talks();
    SUBCASE("the phone is away") {
        s.calls().on_lost();
        SUBCASE("with SDP") { s.pbx.offers(far_sdp(), call); }
        SUBCASE("without") { s.pbx.says(sip::OfferWanted{}, call); }
    }
    SUBCASE("our hold is under way, and they want an offer") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.says(sip::OfferWanted{}, call);
    }
    CHECK(s.pbx.last("reject offer").status == 491);
}
