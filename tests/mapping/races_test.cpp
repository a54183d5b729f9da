// The races of callflows 9 between our user and the far end, each by its number: 1 to 28. Those of registration are
// with the phone, those of transactions with the SIP agent.
#include "tests/support/held_call.hpp"

using namespace tests;

// The SIP side keeps the CANCEL back until any provisional response, 100 too, which is not told to a leg:
// tests/sip/call_ending_test.cpp.
TEST_CASE("race 1: on-hook before any provisional response") {
    Scenario s;
    s.invites();
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
    CHECK(s.pbx.count("CANCEL") == 1);
    SUBCASE("after a 100") { s.pbx.rejects(487); }
    SUBCASE("then 1xx") {
        s.pbx.progresses(183);
        s.pbx.rejects(487);
    }
    SUBCASE("then 180") {
        s.pbx.rings();
        s.pbx.rejects(487);
    }
    SUBCASE("then a refusal") { s.pbx.rejects(486); }
    SUBCASE("then silence") {}
    s.check_no_leak();
    CHECK_FALSE(s.pbx.got("BYE"));
    CHECK(s.pbx.count("CANCEL") == 1);
}

TEST_CASE("race 2: the answer crosses our CANCEL") {
    Scenario s;
    s.rings_out();
    s.phone.hangs_up();
    s.pbx.answers();
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.hangs_up();
    for (const auto& told : s.phone.all<sccp::CallState>()) CHECK(told.call_state != DCallState::connected);
    s.check_no_leak();
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("race 3: a refusal crosses our CANCEL") {
    Scenario s;
    s.rings_out();
    s.phone.hangs_up();
    s.pbx.rejects(486);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 4: CANCEL comes after our 200 left") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.pbx.cancels();
    CHECK(s.state() == "AwaitingAck");
    s.pbx.acknowledges();
    CHECK(s.phone.has_audio());
}

TEST_CASE("race 5: CANCEL while the phone opens for the answer") {
    Scenario s;
    const auto call = s.is_called();
    s.phone.lifts_handset();
    s.pbx.cancels({"SIP;cause=200"});
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    s.phone.forget_log();
    s.phone.opens_receive("192.0.2.7", 18000, call);
    CHECK(s.phone.count<sccp::CloseReceiveChannel>() == 1);
    CHECK(s.phone.receiving.empty());
    CHECK_FALSE(s.pbx.got("200"));
}

TEST_CASE("race 6: answer key and CANCEL in one turn, the first wins") {
    Scenario s;
    const auto call = s.is_called();
    s.pbx.cancels();
    s.phone.presses(SoftKey::answer, call);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.is_over());
}

TEST_CASE("race 7: on-hook while the phone opens for the answer") {
    Scenario s;
    const auto call = s.is_called();
    s.phone.lifts_handset();
    s.phone.hangs_up();
    CHECK(s.pbx.last("reject").status == 480);
    CHECK(s.phone.is_idle());
    SUBCASE("ack on hook") { s.phone.refuses_receive(sccp::MediaStatus::device_on_hook, call); }
    SUBCASE("ack ok") { s.phone.opens_receive("192.0.2.7", 18000, call); }
    s.check_no_leak();
}

TEST_CASE("race 8: on-hook while the phone opens for the offer") {
    Scenario s(1, "7941", 17, 0x8572);
    SUBCASE("channel") {
        s.line().port_request = mapping::PortRequest::never;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        s.phone.hangs_up();
        s.phone.opens_receive("192.0.2.7", 18000, 1);
    }
    SUBCASE("port") {
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        s.phone.hangs_up();
        s.phone.reserves_port();
    }
    CHECK_FALSE(s.pbx.got("INVITE"));
    s.check_no_leak();
}

TEST_CASE("race 9: on-hook between our 200 and its ACK") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.pbx.got("BYE"));
    SUBCASE("ACK") { s.pbx.acknowledges(); }
    SUBCASE("no ACK") { s.wait(32s); }
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("race 10: on-hook before a delayed offer could be answered") {
    Scenario s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.pbx.answers();
    s.phone.hangs_up();
    CHECK(s.pbx.last("ACK").sdp.find("m=audio 0") != std::string::npos);
    CHECK(s.pbx.count("BYE") == 1);
    s.check_no_leak();
}

TEST_CASE("race 11: the phone's acknowledgement is lost") {
    Scenario s;
    SUBCASE("re-opening for the far end") {
        s.talks();
        s.pbx.offers(far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2));
        s.wait(2s);
        CHECK(s.pbx.last("reject offer").status == 500);
        CHECK(s.state() == "Failed");
        CHECK(s.pbx.got("BYE"));
    }
    SUBCASE("re-opening for the answer") {
        s.rings_out();
        s.pbx.answers(far_sdp("0 101"));
        s.wait(2s);
        CHECK(s.state() == "Failed");
        CHECK(s.pbx.got("BYE"));
    }
    CHECK(s.phone.receiving.empty());
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("race 12: an acknowledgement comes late and hits nobody else") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.wait(2s);
    CHECK(s.state() == "Failed");
    s.phone.hangs_up();
    const auto second = s.invites("205");
    s.pbx.answers();
    s.phone.answers_receive(sccp::MediaStatus::ok, "192.0.2.7", 19999, 1);
    CHECK(s.phone.has_audio(second));
    CHECK(s.shot(second).media_phone.port == 18000);
    CHECK(s.phone.last<sccp::CloseReceiveChannel>().pass_thru_party_id == 1);
}

TEST_CASE("race 13: a second opening waits for the first one's acknowledgement") {
    Scenario s;
    const auto call = s.rings_out();
    s.pbx.answers(far_sdp("0 101"));
    REQUIRE(s.phone.awaits_opening());
    s.pbx.offers(far_sdp("18 101", 30000, "203.0.113.9", "a=sendrecv", 2));
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 2);
    s.phone.opens_receive();
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 3);
    CHECK(s.phone.receiving.at(call).payload == Payload::g729_annex_a);
    s.phone.opens_receive();
    CHECK(s.state() == "Connected");
    CHECK(s.pbx.last("200 offer").sdp.find("RTP/AVP 18 101") != std::string::npos);
    CHECK(s.phone.has_audio());
}

TEST_CASE("race 14: hold while an offer of ours is open") {
    Scenario s;
    const auto call = s.rings_out();
    s.pbx.answers(far_sdp("0 8 101"));
    REQUIRE(s.pbx.count("offer") == 1);
    s.phone.presses(SoftKey::hold, call);
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.sending.empty());
    CHECK(s.pbx.count("offer") == 1);
    SUBCASE("accepted") { s.pbx.accepts_offer(); }
    SUBCASE("refused") { s.pbx.says(sip::OfferRefused{500}); }
    CHECK(s.state() == "Holding");
    REQUIRE(s.pbx.count("offer") == 2);
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "Hold");
    CHECK(s.phone.receiving.empty());
}

TEST_CASE("race 15: both hold at once") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 2));
    CHECK(s.pbx.last("reject offer").status == 491);
    s.world.chances = {190};
    s.pbx.says(sip::OfferGlare{true});
    s.wait(3999ms);
    CHECK(s.pbx.count("offer") == 1);
    s.wait(1ms);
    CHECK(s.pbx.count("offer") == 2);
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "Hold");
}

TEST_CASE("race 15: who waits to repeat an offer answers the other's, or both would refuse each other for ever") {
    Scenario s;
    LegId call{};
    std::string direction;
    SUBCASE("hold") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.says(sip::OfferGlare{true});
        s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 2));
        direction = "a=inactive";
    }
    SUBCASE("hold, they ask for our offer") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.says(sip::OfferGlare{true});
        s.pbx.says(sip::OfferWanted{s.pbx.message(0)});
        direction = "a=sendonly";
    }
    SUBCASE("resume") {
        call = holds(s);
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.says(sip::OfferGlare{true});
        s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendrecv", 2));
        direction = "a=sendrecv";
    }
    CHECK(s.pbx.count("reject offer") == 0);
    CHECK(s.pbx.last("200 offer").sdp.find(direction) != std::string::npos);
    if (s.state() == "Resuming") {
        s.wait(4s);
        s.pbx.accepts_offer();
        CHECK(s.phone.has_audio());
    }
}

TEST_CASE("race 16: resume before the hold is answered") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    s.phone.presses(SoftKey::resume, call);
    CHECK(s.pbx.count("offer") == 1);
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "ResumeOpening");
    s.phone.opens_receive();
    CHECK(s.pbx.count("offer") == 2);
    s.pbx.accepts_offer();
    CHECK(s.phone.has_audio());
}

TEST_CASE("race 17: BYE while an offer of ours is open") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    s.pbx.hangs_up();
    CHECK(s.phone.is_idle());
    s.pbx.says(sip::OfferRefused{487}, call);
    s.pbx.says(sip::DialogGone{481}, call);
    CHECK(s.is_over());
    CHECK_FALSE(s.pbx.got("BYE"));
}

TEST_CASE("race 18: both hang up") {
    Scenario s;
    const auto call = s.talks();
    s.phone.hangs_up();
    s.pbx.hangs_up();
    s.pbx.confirms_bye(call);
    CHECK(s.is_over());
    CHECK(s.phone.statistics_asked.size() == 1);
    CHECK(s.idle_count == 1);
}

TEST_CASE("race 19: the user hangs up before their offer could be answered") {
    Scenario s;
    s.talks();
    s.pbx.offers(far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2));
    s.phone.hangs_up();
    CHECK(s.pbx.last("reject offer").status == 487);
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 20: their re-INVITE is cancelled while the phone re-opens") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.offers(far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2));
    s.pbx.cancels();
    CHECK(s.state() == "Connected");
    s.phone.opens_receive();
    if (s.phone.awaits_opening()) s.phone.opens_receive();
    CHECK(s.phone.receiving.at(call).payload == Payload::g711_alaw64k);
    CHECK(s.phone.sending.at(call).payload == Payload::g711_alaw64k);
    CHECK_FALSE(s.pbx.got("200 offer"));
}

TEST_CASE("race 22: a re-INVITE between our 200 and its ACK") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 2));
    CHECK(s.pbx.last("reject offer").status == 491);
    s.pbx.acknowledges();
    CHECK(s.phone.has_audio());
}

TEST_CASE("race 23: an UPDATE with SDP before the answer, while the phone opens its channel") {
    Scenario s;
    const auto call = s.invites();
    auto reliable = s.pbx.message(183, far_sdp("0 101"));
    reliable.reliable = true;
    s.pbx.says(sip::Progress{reliable});
    REQUIRE(s.phone.awaits_opening());
    SUBCASE("the same codec") {
        s.pbx.offers(far_sdp("0 101", 30500, "203.0.113.9", "a=sendrecv", 2));
        CHECK(s.pbx.got("200 offer"));
    }
    SUBCASE("another codec") {
        s.pbx.offers(far_sdp("8 101", 30500, "203.0.113.9", "a=sendrecv", 2));
        CHECK(s.pbx.last("reject offer").status == 504);
    }
    s.phone.opens_receive("192.0.2.7", 18000, call);
    CHECK(s.phone.receiving.at(call).payload == Payload::g711_ulaw64k);
    CHECK(s.phone.has_audio(call));
    s.phone.hangs_up();
    s.pbx.rejects(487);
    s.check_no_leak();
}

TEST_CASE("race 24: the second fork answers after the first one's early media") {
    Scenario s;
    const auto call = s.invites();
    s.pbx.says(sip::Progress{s.pbx.message(183, far_sdp("8 101", 30000), "fork-1")});
    CHECK(s.phone.sending.at(call).port == 30000);
    s.pbx.says(sip::Ringing{s.pbx.message(180, {}, "fork-2")});
    CHECK(s.phone.is_silent());
    s.pbx.says(sip::Answered{s.pbx.message(200, far_sdp("8 101", 32000), "fork-2")});
    CHECK(s.phone.sending.at(call).port == 32000);
    CHECK(s.phone.has_audio());
}

TEST_CASE("race 25: a second answer does not touch the first") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    s.pbx.says(sip::Answered{s.pbx.message(200, far_sdp("8 101", 33000), "other")});
    CHECK(s.phone.sent.empty());
    CHECK(s.phone.sending.at(call).port == 30000);
}

TEST_CASE("race 27: 180 after 183 with SDP") {
    Scenario s;
    s.invites();
    s.pbx.progresses(183, far_sdp());
    s.pbx.rings();
    CHECK(s.phone.state() == DCallState::ring_out);
    CHECK(s.phone.is_silent());
    CHECK(s.phone.has_audio());
}

TEST_CASE("race 28: a challenge, and the user hangs up before the repeat") {
    Scenario s;
    s.invites();
    s.phone.hangs_up();
    s.pbx.challenges();
    CHECK_FALSE(s.pbx.got("INVITE+auth"));
    CHECK(s.is_over());
}
