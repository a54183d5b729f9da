// The races of callflows 9, each by its number. Those of registration are with the phone, those of transactions with the SIP agent.
#include "tests/support/held_call.hpp"

using namespace tests;

// The SIP side keeps the CANCEL back until any provisional response, 100 too, which is not told to a leg: tests/sip/call_ending_test.cpp.
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

TEST_CASE("race 36: a second call during digit collection") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("20");
    const auto call = s.is_called();
    CHECK(s.phone.beeped(DeviceTone::call_waiting_tone));
    s.phone.presses(SoftKey::answer, call);
    CHECK(s.calls().count(1) == 1);
    CHECK(s.state(call) == "Answering");
    s.phone.opens_receive();
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("race 37: off-hook and INVITE cross") {
    Scenario s;
    s.calls();
    SUBCASE("INVITE first") {
        s.is_called();
        s.phone.lifts_handset();
        CHECK(s.state() == "Answering");
    }
    SUBCASE("off-hook first") {
        s.phone.lifts_handset();
        const auto call = s.is_called();
        CHECK(s.state(call) == "RingIn");
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone, 1));
    }
}

TEST_CASE("race 38: another device of a shared line was faster") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    SUBCASE("CANCEL") { s.pbx.cancels({"SIP;cause=200"}); }
    SUBCASE("BYE after our 200") {
        s.phone.opens_receive();
        s.pbx.hangs_up();
    }
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 39: do-not-disturb and forward switched on while it rings") {
    Scenario s;
    s.is_called();
    s.context.dnd = true;
    s.forwards[0].all = "209";
    s.phone.lifts_handset();
    CHECK(s.state() == "Answering");
}

TEST_CASE("race 40: forward on no answer and the user's answer in one turn") {
    Scenario s;
    s.forwards[0].no_answer = "209";
    s.is_called();
    SUBCASE("answer first") {
        s.phone.lifts_handset();
        s.wait(20s);
        CHECK_FALSE(s.pbx.last("reject").status == 302);
    }
    SUBCASE("timer first") {
        s.wait(20s);
        s.phone.lifts_handset();
        CHECK_FALSE(s.pbx.got("200"));
        CHECK(s.pbx.last("reject").status == 302);
    }
}

TEST_CASE("race 41: the phone is lost while it rings") {
    Scenario s;
    s.is_called();
    s.calls().on_lost();
    s.phone.restarts();
    CHECK(s.pbx.last("reject").status == 480);
    s.calls().on_back(true);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 42: the phone is lost in a call and comes back without its audio") {
    Scenario s;
    s.talks();
    s.calls().on_lost();
    s.phone.restarts();
    CHECK(s.state() == "Preserved");
    CHECK_FALSE(s.pbx.got("BYE"));
    SUBCASE("no streams") { s.calls().on_back(true); }
    SUBCASE("another address") {
        s.context.active_streams = 1;
        s.calls().on_back(false);
    }
    CHECK(s.pbx.last("BYE").text.find("Q.850;cause=41") == 0);
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 43: the phone is lost in a call and comes back with its audio") {
    Scenario s;
    s.talks();
    s.calls().on_lost();
    s.phone.restarts(true);
    s.phone.forget_log();
    s.context.active_streams = 1;
    s.calls().on_back(true);
    CHECK(s.state() == "Preserved");
    SUBCASE("the far end hangs up") { s.pbx.hangs_up(); }
    SUBCASE("the user hangs up") {
        s.phone.hangs_up();
        CHECK(s.pbx.got("BYE"));
        s.pbx.confirms_bye();
    }
    CHECK(s.is_over());
    CHECK(s.phone.sent.empty());
}

TEST_CASE("race 44: the phone is lost and never returns") {
    Scenario s;
    SUBCASE("talking") { s.talks(); }
    SUBCASE("held") {
        const auto call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer);
    }
    s.calls().on_lost();
    s.phone.restarts();
    s.wait(119s);
    CHECK_FALSE(s.pbx.got("BYE"));
    s.wait(1s);
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    CHECK(s.is_over());
}

TEST_CASE("race 50: the answer crosses a hang-up, and the phone refuses the channel") {
    Scenario s;
    const auto call = s.rings_out();
    s.phone.hangs_up();
    s.pbx.answers(far_sdp("0 101"));
    s.phone.refuses_receive(sccp::MediaStatus::device_on_hook, call);
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.phone.count<sccp::StartTone>() == 2);
    s.check_no_leak();
}

TEST_CASE("race 51: the phone cannot send: once again, then the call fails") {
    Scenario s(1, "7941", 17, 0x8570);
    const auto call = s.talks();
    SUBCASE("failure report") {
        s.phone.sending.erase(call);
        s.phone.says(sccp::MediaTransmissionFailure{call, call, {}, 0, call});
    }
    SUBCASE("refused") { s.phone.starts_transmit(call, sccp::MediaStatus::out_of_sockets); }
    CHECK(s.state() == "Connected");
    CHECK(s.phone.sending.contains(call));
    CHECK(s.phone.count<sccp::StartMediaTransmission>() == 2);
    s.phone.starts_transmit(call, sccp::MediaStatus::invalid_codec);
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
}

TEST_CASE("race 52: EndCall pressed twice") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::end_call, call);
    s.phone.forget_log();
    s.phone.presses(SoftKey::end_call, call);
    CHECK(s.phone.sent.empty());
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("race 53: on-hook without a reference ends the active call only") {
    Scenario s;
    const auto first = s.talks();
    const auto second = s.is_called();
    s.phone.presses(SoftKey::answer, second);
    s.phone.opens_receive();
    s.pbx.acknowledges();
    s.phone.hangs_up();
    CHECK(s.state(second) == "Releasing");
    CHECK(s.state(first) == "Holding");
    CHECK(s.phone.state(first) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
}

TEST_CASE("race 54: on-hook while only held calls exist") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    s.pbx.accepts_offer(held_answer);
    SUBCASE("without a reference") { s.phone.hangs_up(); }
    SUBCASE("with that of the held call") { s.phone.hangs_up(1, call); }
    CHECK(s.state() == "Hold");
    CHECK(s.phone.lamp() == LampMode::wink);
}

TEST_CASE("race 55: counters of a call that is gone") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.hangs_up();
    s.wait(9s);
    sccp::ConnectionStatisticsRes counted;
    counted.call_reference = call;
    s.phone.says(counted);
    CHECK(s.world.has_logged("audio: sent"));
    s.wait(2s);
    s.world.lines.clear();
    s.phone.says(counted);
    CHECK_FALSE(s.world.has_logged("audio: sent"));
}

TEST_CASE("race 56: the process goes down") {
    Scenario s;
    const auto talking = s.talks();
    const auto ringing = s.is_called();
    s.context.draining = true;
    s.calls().drain();
    CHECK(s.pbx.last("BYE").leg == talking);
    CHECK(s.pbx.last("reject").leg == ringing);
    CHECK(s.pbx.last("reject").status == 480);
    CHECK(s.phone.is_idle());
    s.is_called();
    CHECK(s.pbx.last("reject").status == 503);
}
