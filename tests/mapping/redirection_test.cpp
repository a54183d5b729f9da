// Where a redirected call goes: to each Contact of a 3xx in turn, until somebody answers (RFC 3261 section 8.1.3.4;
// callflows 2.9).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

/// The call was sent on to 205, 206 and 207, in this order, and 205 is being called.
struct Redirected : Scenario {
    LegId call{};

    void starts_with_three_targets() {
        call = invites();
        pbx.redirects({"sip:205@pbx.test", "sip:206@pbx.test", "sip:207@pbx.test"});
    }
    std::string called_last() { return pbx.last("INVITE").text; }
};

} // namespace

TEST_CASE("when the first target of a redirection fails the next one is called, and the last failure is shown") {
    Redirected s;
    s.starts_with_three_targets();
    CHECK(s.called_last() == "sip:205@pbx.test");
    s.pbx.rejects(486);
    CHECK(s.state() == "Inviting");
    CHECK(s.called_last() == "sip:206@pbx.test");
    CHECK(s.phone.call().prompt == "Forwarded to 206");
    CHECK_FALSE(s.pbx.invites.at(s.call).fresh_call_id);
    CHECK(s.pbx.last("INVITE").leg == s.call);
    CHECK(s.world.has_logged("the next target of the redirection is called: 486"));
    s.pbx.progresses();
    s.pbx.rejects(408);
    CHECK(s.state() == "Inviting");
    CHECK(s.called_last() == "sip:207@pbx.test");
    s.pbx.rings();
    s.pbx.rejects(404);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.call().prompt == "Unknown number");
    CHECK(s.pbx.count("INVITE") == 4);
    CHECK(s.phone.receiving.empty());
}

TEST_CASE("the target that answers has the call, and the others are left alone") {
    Redirected s;
    s.starts_with_three_targets();
    s.pbx.rejects(480);
    s.pbx.rings();
    CHECK(s.phone.state() == DCallState::ring_out);
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    s.pbx.answers();
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
    s.pbx.hangs_up();
    CHECK(s.is_over());
    CHECK(s.pbx.count("INVITE") == 3);
}

TEST_CASE("no other target is called after a refusal for all of them, without a way there, and when the user hangs up") {
    Redirected s;
    s.starts_with_three_targets();
    SUBCASE("6xx speaks for the user wherever he is") {
        s.pbx.rings();
        s.pbx.rejects(603);
        CHECK(s.state() == "Failed");
        CHECK(s.phone.call().prompt == "Declined");
    }
    SUBCASE("nobody answers on the way that all share") {
        s.wait(5s);   // too late for another registrar
        auto message = s.pbx.message(408);
        message.internal = true;
        s.pbx.says(sip::Rejected{message, false});
        CHECK(s.state() == "Failed");
    }
    SUBCASE("the user hangs up") {
        s.pbx.rings();
        s.phone.hangs_up();
        CHECK(s.pbx.got("CANCEL"));
        SUBCASE("487") { s.pbx.rejects(487); }
        SUBCASE("486 crosses") { s.pbx.rejects(486); }
        SUBCASE("another redirection crosses") { s.pbx.redirects({"sip:208@pbx.test"}); }
        CHECK(s.is_over());
    }
    SUBCASE("nobody has answered for three minutes") {
        s.pbx.rings();
        s.wait(180s);
        s.pbx.rejects(487);
        CHECK(s.state() == "Failed");
    }
    CHECK(s.pbx.count("INVITE") == 2);
}

TEST_CASE("whom a target names is called before those that were named with it") {
    Redirected s;
    s.starts_with_three_targets();
    s.pbx.redirects({"sip:208@pbx.test", "sip:206@pbx.test", "sip:208@pbx.test", "sip:209@pbx.test"});
    std::vector<std::string> called{s.called_last()};
    for (int failure = 0; failure < 3; ++failure) {
        s.pbx.rings();
        s.pbx.rejects(486);
        called.push_back(s.called_last());
    }
    CHECK(called == std::vector<std::string>{"sip:208@pbx.test", "sip:209@pbx.test", "sip:206@pbx.test", "sip:207@pbx.test"});
    s.pbx.rejects(486);
    CHECK(s.state() == "Failed");
}

TEST_CASE("a target that leads nowhere has failed, in whatever state it says so") {
    Redirected s;
    s.starts_with_three_targets();
    SUBCASE("before anything else") {}
    SUBCASE("after 183") { s.pbx.progresses(); }
    SUBCASE("after 180") { s.pbx.rings(); }
    SUBCASE("after both, to nobody") {
        s.pbx.progresses();
        s.pbx.rings();
        s.pbx.redirects({});
        CHECK(s.called_last() == "sip:206@pbx.test");
        s.pbx.redirects({"sip:208@pbx.test"}, 305);
        CHECK(s.called_last() == "sip:207@pbx.test");
        return;
    }
    s.pbx.redirects({"sip:205@pbx.test"});
    CHECK(s.state() == "Inviting");
    CHECK(s.called_last() == "sip:206@pbx.test");
}

TEST_CASE("five targets are called at most, however many are left") {
    Scenario s;
    s.invites();
    std::vector<std::string> many;
    for (int target = 0; target < 9; ++target) many.push_back("sip:" + std::to_string(300 + target) + "@pbx.test");
    s.pbx.redirects(many);
    for (int failure = 0; failure < 9; ++failure) s.pbx.rejects(486);
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.count("INVITE") == 6);
    CHECK(s.pbx.last("INVITE").text == "sip:304@pbx.test");
}

TEST_CASE("a challenge and a dead registrar are answered before another target is called") {
    Redirected s;
    s.starts_with_three_targets();
    SUBCASE("each target may challenge twice") {
        s.pbx.challenges();
        s.pbx.challenges();
        CHECK(s.pbx.count("INVITE+auth") == 2);
        CHECK(s.pbx.count("INVITE") == 2);
        s.pbx.challenges();
        CHECK(s.called_last() == "sip:206@pbx.test");
        s.pbx.challenges();
        CHECK(s.pbx.count("INVITE+auth") == 3);
    }
    SUBCASE("the same target by the other registrar, then the next target") {
        auto message = s.pbx.message(503);
        message.internal = true;
        s.pbx.says(sip::Rejected{message, false});
        CHECK(s.called_last() == "sip:205@pbx.test");
        CHECK(s.pbx.invites.at(s.call).target == 1);
        s.pbx.rejects(503);
        CHECK(s.called_last() == "sip:206@pbx.test");
        CHECK(s.pbx.invites.at(s.call).target == 1);
    }
}

TEST_CASE("what was heard of one target is over when the next one is called") {
    Redirected s;
    s.starts_with_three_targets();
    SUBCASE("its ringing") {
        s.pbx.rings();
        s.pbx.rejects(486);
        CHECK(s.phone.is_silent());
        CHECK(s.phone.state() == DCallState::proceed);
        s.pbx.rings();
        CHECK(s.phone.state() == DCallState::ring_out);
        CHECK(s.phone.hears(DeviceTone::alerting_tone));
    }
    SUBCASE("its announcement") {
        s.pbx.progresses(183, far_sdp());
        CHECK(s.phone.has_audio());
        s.pbx.rejects(486);
        CHECK(s.phone.sending.empty());
        s.pbx.rings();
        CHECK(s.phone.hears(DeviceTone::alerting_tone));
    }
    SUBCASE("the port that the phone took for it: the next target is told the present one") {
        s.pbx.progresses(183, far_sdp("18 101"));
        s.phone.opens_receive("192.0.2.7", 18004);
        s.pbx.rejects(486);
        CHECK(s.pbx.last("INVITE").sdp.find("m=audio 18004 ") != std::string::npos);
    }
    SUBCASE("an answer that it gave reliably") {
        auto early = s.pbx.message(183, far_sdp("8 101", 31000));
        early.reliable = true;
        s.pbx.says(sip::Progress{early});
        s.pbx.rejects(486);
        s.pbx.rings();
        s.pbx.offers(far_sdp());   // none may come before the answer to ours
        CHECK_FALSE(s.pbx.got("200 offer"));
    }
    s.pbx.answers(far_sdp("8 101", 32000));
    if (s.phone.awaits_opening()) s.phone.opens_receive("192.0.2.7", 18004);
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
    CHECK(s.phone.sending.at(s.call).port == 32000);
}

TEST_CASE("a redirected call that waits in the background goes on there") {
    Redirected s;
    s.starts_with_three_targets();
    s.pbx.rings();
    s.phone.presses(SoftKey::new_call);
    s.pbx.rejects(486);
    CHECK(s.state(s.call) == "Inviting");
    CHECK(s.called_last() == "sip:206@pbx.test");
    s.pbx.rejects(486);
    s.pbx.rejects(486);
    CHECK(s.state(s.call) == "Failed");
}

TEST_CASE("an INVITE without an offer goes to the next target without one") {
    Redirected s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.call = s.pbx.call();
    s.pbx.redirects({"sip:205@pbx.test", "sip:206@pbx.test"});
    s.pbx.rejects(486);
    CHECK(s.called_last() == "sip:206@pbx.test");
    CHECK(s.pbx.last("INVITE").sdp.empty());
    s.pbx.answers();
    s.phone.opens_receive();
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
}

TEST_CASE("with overlap sending a target that finds its own number too short has failed: the user's digits do not help it") {
    Scenario s;
    s.device.overlap = true;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("20");
    s.wait(1500ms);
    s.phone.opens_receive();
    s.pbx.redirects({"sip:205@pbx.test", "sip:206@pbx.test"});
    s.pbx.rejects(484);
    CHECK(s.pbx.last("INVITE").text == "sip:206@pbx.test");
    s.pbx.rejects(484);
    CHECK(s.state() == "Failed");
}

TEST_CASE("a redirection after 183 is followed like one before it, and one to nobody is a failure") {
    Scenario s;
    s.invites();
    s.pbx.progresses();
    SUBCASE("to somebody") {
        s.pbx.redirects({"sip:205@pbx.test"});
        CHECK(s.state() == "Inviting");
        CHECK(s.pbx.last("INVITE").text == "sip:205@pbx.test");
    }
    SUBCASE("to nobody") {
        s.pbx.redirects({});
        CHECK(s.state() == "Failed");
        CHECK(s.pbx.count("INVITE") == 1);
    }
}
