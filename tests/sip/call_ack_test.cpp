// Between our 200 and its ACK: what the far end may say and the user do (callflows 9, races 4, 9, 22).
#include "tests/sip/incoming_call.hpp"

using namespace tests;

TEST_CASE("race 4: CANCEL after our 200 is answered with 200 and changes nothing") { // RFC 3261 section 9.2
    IncomingCall call;
    call.come_in();
    call.agent->answer(call.key, answer_sdp);
    const SipText ok = call.expect_response(200);
    const auto cancelled = [&] { return call.expect(nullptr, [](const SipText& m) { return m.cseq_method() == "CANCEL"; }); };
    for (int copy = 0; copy < 2; ++copy) { // its answer may be lost
        call.dialog.send("CANCEL");
        const SipText answer = cancelled();
        CHECK(answer.status() == 200);
        CHECK(answer.tag("To") == ok.tag("To"));
    }
    call.dialog.learn(ok);
    call.dialog.send("ACK");
    REQUIRE(call.until_call<sip::Ack>(call.key));
    CHECK(call.sink.count<sip::Cancelled>() == 0);
    CHECK(call.agent->dialogs() == 1);
    PeerDialog other(call, "other@peer");
    (void)other.request("INVITE");
    other.send("CANCEL");
    CHECK(cancelled().status() == 481); // of an INVITE that never came

    const std::string reinvite = call.dialog.request("INVITE", {}, offer_sdp);
    call.peer.send_to(reinvite, call.agent_port);
    REQUIRE(call.until_call<sip::Offer>(call.key));
    call.agent->answer_offer(call.key, answer_sdp);
    CHECK(call.expect_response(200).cseq_method() == "INVITE");
    std::string cancel = call.dialog.request("CANCEL");
    cancel.replace(cancel.find("To: <sip:1001@pbx.test>"), 23, "To: <sip:1001@pbx.test>;tag=" + ok.tag("To"));
    call.peer.send_to(cancel, call.agent_port);
    CHECK(cancelled().status() == 200);
    CHECK(call.sink.count<sip::Cancelled>() == 0);
}

TEST_CASE("race 22: a re-INVITE between our 200 and its ACK gets 491, and is taken after it") {
    IncomingCall call;
    call.come_in();
    call.agent->answer(call.key, answer_sdp);
    for (std::size_t round = 1; round <= 2; ++round) { // of the first INVITE, of a re-INVITE
        call.dialog.learn(call.expect(nullptr, [](const SipText& m) { return m.status() == 200; }));
        const std::string ack = call.dialog.request("ACK");
        call.dialog.send("INVITE", {}, offer_sdp);
        const SipText refused = call.expect(nullptr, [](const SipText& m) { return m.status() >= 300; });
        CHECK(refused.status() == 491);
        CHECK(refused.cseq_method() == "INVITE");
        CHECK(call.sink.count<sip::Offer>() == round - 1);
        call.peer.send_to(ack, call.agent_port);
        REQUIRE(call.until([&] { return call.sink.count<sip::Ack>() == round; }));
        call.peer.inbox.clear();
        call.dialog.send("INVITE", {}, offer_sdp);
        REQUIRE(call.until([&] { return call.sink.count<sip::Offer>() == round; }));
        call.agent->answer_offer(call.key, answer_sdp);
    }
    CHECK(call.agent->dialogs() == 1);
}

TEST_CASE("hanging up between our 200 and the ACK waits for the ACK") {
    IncomingCall call;
    call.come_in();
    call.agent->answer(call.key, answer_sdp);
    const SipText ok = call.expect_response(200);
    call.agent->bye(call.key, {.reason = "Q.850;cause=16"}); // race 9
    call.settle();
    CHECK_FALSE(call.has("BYE"));
    call.dialog.learn(ok);
    call.dialog.send("ACK");
    const SipText bye = call.expect_request("BYE");
    CHECK(bye.header("Reason") == "Q.850;cause=16");
    call.answer(bye, {});
    REQUIRE(call.until_call<sip::ByeDone>(call.key));
    CHECK(call.sink.count<sip::Ack>() == 0);
}
