// Calls that we start, against a scripted PBX (callflows 2.6 to 2.8).
#include "tests/sip/outgoing_call.hpp"

using namespace tests;

TEST_CASE("an INVITE says who calls whom, and with what") {
    OutgoingCall call;
    const SipText& invite = call.invite;
    CHECK(invite.first_line() == "INVITE sip:201@pbx.test SIP/2.0");
    CHECK(invite.header("From").starts_with("\"Alice\" <sip:1001@pbx.test>;tag="));
    CHECK(invite.header("To") == "<sip:201@pbx.test>");
    CHECK(invite.header("Contact") == "<sip:SEP001120AABBCC-1@" + call.agent->address() + ";transport=udp>");
    CHECK(invite.header("Supported") == "replaces, 100rel, timer");
    CHECK(contains(invite.header("Allow"), "REFER"));
    CHECK(invite.header("Session-Expires") == "1800");
    CHECK(invite.header("Min-SE") == "90");
    CHECK(invite.header("User-Agent") == "sccp2sip/test (7960; SEP001120AABBCC)");
    CHECK(invite.header("Content-Type") == "application/sdp");
    CHECK(invite.body() == offer_sdp);
    CHECK(invite.headers("Route").empty());
    CHECK(invite.header("Privacy").empty());
}

TEST_CASE("numbers are escaped in the Request-URI") {
    OutgoingCall call({.number = "*21*5#", .sdp = offer_sdp, .user_phone = true});
    CHECK(call.invite.first_line() == "INVITE sip:*21*5%23@pbx.test;user=phone SIP/2.0");
}

TEST_CASE("an anonymous caller is named only to the PBX") {
    OutgoingCall call({.number = "201", .sdp = offer_sdp, .anonymous = true});
    CHECK(call.invite.header("From").starts_with("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag="));
    CHECK(call.invite.header("Privacy") == "id");
    CHECK(call.invite.header("P-Preferred-Identity") == "\"Alice\" <sip:1001@pbx.test>");
}

TEST_CASE("identity, Replaces and Referred-By are sent when wanted") {
    OutgoingCall call({.number = "201",
                       .sdp = offer_sdp,
                       .identity = sip::OutgoingInvite::Identity::asserted,
                       .replaces = "abc;to-tag=1;from-tag=2",
                       .referred_by = "<sip:1003@pbx.test>"});
    CHECK(call.invite.header("P-Asserted-Identity") == "\"Alice\" <sip:1001@pbx.test>");
    CHECK(call.invite.header("Replaces") == "abc;to-tag=1;from-tag=2");
    CHECK(call.invite.header("Referred-By") == "<sip:1003@pbx.test>");
}

TEST_CASE("nothing that we are given starts a header of its own") {
    OutgoingCall call({.number = "201\r\nX-Evil: 1",
                       .sdp = offer_sdp,
                       .replaces = "abc;to-tag=1;from-tag=2\r\nX-Evil: 2",
                       .referred_by = "<sip:1003@pbx.test>\r\nX-Evil: 3"});
    CHECK(call.invite.first_line() == "INVITE sip:201%0D%0AX-Evil%3A%201@pbx.test SIP/2.0");
    CHECK(call.invite.headers("X-Evil").empty());
}

TEST_CASE("a call rings, is answered, and is hung up by us") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 100});
    call.answer(call.invite, {.status = 180,
                              .headers = call.contact() + "P-Asserted-Identity: \"Bob\" <sip:201@pbx.test>\r\n"
                                                          "Diversion: <sip:200@pbx.test>;reason=user-busy\r\n"});
    const auto* const ringing = call.until_call<sip::Ringing>(key);
    REQUIRE(ringing);
    CHECK(ringing->message.status == 180);
    CHECK(ringing->message.remote_tag == "peer");
    CHECK(ringing->message.headers.p_asserted_identity == "\"Bob\" <sip:201@pbx.test>");
    CHECK(ringing->message.headers.diversion == std::vector<std::string>{"<sip:200@pbx.test>;reason=user-busy"});
    CHECK(call.sink.count<sip::Progress>() == 0);

    call.connect();
    const auto* const answered = call.sink.call_event<sip::Answered>();
    CHECK(answered->message.body == answer_sdp);
    CHECK(answered->message.content_type == "application/sdp");
    CHECK(call.ack.first_line() == "ACK sip:201@" + call.peer.address() + " SIP/2.0");
    CHECK(call.ack.tag("To") == "peer");
    CHECK(call.ack.body().empty());

    call.agent->bye(key, {.reason = "Q.850;cause=16", .rtp_stat = "PS=1"});
    const SipText bye = call.expect_request("BYE");
    CHECK(bye.header("Reason") == "Q.850;cause=16");
    CHECK(bye.header("X-RTP-Stat") == "PS=1");
    CHECK(bye.cseq() == call.invite.cseq() + 1);
    call.answer(bye, {});
    const auto* const done = call.until_call<sip::ByeDone>(key);
    REQUIRE(done);
    CHECK(done->status == 200);
    CHECK(call.sink.count<sip::DialogGone>() == 0);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("the far end hangs up") {
    OutgoingCall call;
    call.connect();
    PeerDialog dialog(call, call.invite);
    dialog.send("BYE", "Reason: Q.850;cause=16, SIP;cause=200\r\n");
    call.expect_response(200);
    const auto* const hung_up = call.until_call<sip::HungUp>(key);
    REQUIRE(hung_up);
    CHECK(hung_up->reason == std::vector<std::string>{"Q.850;cause=16", "SIP;cause=200"});
    call.settle();
    CHECK(call.sink.count<sip::DialogGone>() == 0);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("early media comes as progress with its body") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 183, .headers = call.contact(), .body = answer_sdp});
    const auto* const progress = call.until_call<sip::Progress>(key);
    REQUIRE(progress);
    CHECK(progress->message.status == 183);
    CHECK(progress->message.body == answer_sdp);
    CHECK_FALSE(progress->message.reliable);
    CHECK_FALSE(call.has("PRACK"));
}

TEST_CASE("race 26: a reliable provisional response gets one PRACK, however often it comes") {
    OutgoingCall call;
    const Answer reliable{
        .status = 183, .headers = call.contact() + "Require: 100rel\r\nRSeq: 41\r\n", .body = answer_sdp};
    call.answer(call.invite, reliable);
    const SipText prack = call.expect_request("PRACK");
    CHECK(prack.header("RAck") == "41 " + std::to_string(call.invite.cseq()) + " INVITE");
    const auto* const progress = call.until_call<sip::Progress>(key);
    REQUIRE(progress);
    CHECK(progress->message.reliable);
    call.answer(prack, {});
    call.answer(call.invite, reliable);
    call.settle();
    CHECK_FALSE(call.has("PRACK"));
    CHECK(call.sink.count<sip::Progress>() == 1);
    call.connect();
}

TEST_CASE("a fork's two early dialogs are told apart and the 200 of either wins") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 183, .to_tag = "one", .headers = call.contact(), .body = answer_sdp});
    call.answer(call.invite, {.status = 180, .to_tag = "two", .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    CHECK(call.sink.call_event<sip::Progress>()->message.remote_tag == "one");
    CHECK(call.sink.call_event<sip::Ringing>()->message.remote_tag == "two");
    call.answer(call.invite, call.ok("two"));
    CHECK(call.expect_request("ACK").tag("To") == "two");
    CHECK(call.until_call<sip::Answered>()->message.remote_tag == "two");

    // race 25: the other branch answers as well
    call.answer(call.invite, call.ok("one"));
    CHECK(call.expect_request("ACK").tag("To") == "one");
    const SipText bye = call.expect_request("BYE");
    CHECK(bye.tag("To") == "one");
    call.answer(bye, {});
    call.settle();
    CHECK(call.sink.count<sip::Answered>() == 1);
    CHECK(call.agent->dialogs() == 1);
}

TEST_CASE("a repeated 200 gets its ACK again and is told once") {
    OutgoingCall call;
    call.connect();
    call.answer(call.invite, call.ok());
    call.expect_request("ACK");
    CHECK(call.sink.count<sip::Answered>() == 1);
}

TEST_CASE("a challenge is answered by the same call with credentials") {
    for (const std::string algorithm : {"MD5", "SHA-256"}) {
        CAPTURE(algorithm);
        OutgoingCall call;
        call.answer(call.invite, {.status = 401, .headers = challenge("n1", ", algorithm=" + algorithm)});
        CHECK(call.expect_request("ACK").cseq() == call.invite.cseq());
        const auto* const rejected = call.until_call<sip::Rejected>(key);
        REQUIRE(rejected);
        CHECK(rejected->can_authenticate);
        call.agent->resend_with_credentials(key);
        const SipText again = call.expect_request("INVITE");
        CHECK(again.header("Call-ID") == call.invite.header("Call-ID"));
        CHECK(again.tag("From") == call.invite.tag("From"));
        CHECK(again.tag("To").empty());
        CHECK(again.cseq() == call.invite.cseq() + 1);
        CHECK(again.body() == offer_sdp);
        CHECK(contains(again.header("Authorization"), "uri=\"sip:201@pbx.test\""));
        CHECK(contains(again.header("Authorization"), "algorithm=" + algorithm));
        call.answer(again, call.ok());
        REQUIRE(call.until_call<sip::Answered>());

        // the next call needs no round trip
        call.agent->invite(1, key + 1, {.number = "202", .sdp = offer_sdp});
        const SipText next = call.expect_request("INVITE");
        CHECK(contains(next.header("Authorization"), "nonce=\"n1\""));
        CHECK(contains(next.header("Authorization"), "nc=00000002"));
    }
}

TEST_CASE("a proxy's challenge is answered in its own header") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 407, .headers = "Proxy-Authenticate: Digest realm=\"edge\", nonce=\"p1\"\r\n"});
    REQUIRE(call.until_call<sip::Rejected>(key));
    CHECK(call.sink.call_event<sip::Rejected>()->can_authenticate);
    call.agent->resend_with_credentials(key);
    const SipText again = call.expect_request("INVITE");
    CHECK(contains(again.header("Proxy-Authorization"), "realm=\"edge\""));
    CHECK(again.header("Authorization").empty());
}

TEST_CASE("the third challenge is a refusal") {
    OutgoingCall call;
    SipText invite = call.invite;
    for (int attempt = 1; attempt <= 3; ++attempt) {
        CAPTURE(attempt);
        const auto before = call.sink.count<sip::Rejected>();
        call.answer(invite, {.status = 401, .headers = challenge("n" + std::to_string(attempt))});
        REQUIRE(call.until([&] { return call.sink.count<sip::Rejected>() > before; }));
        CHECK(call.sink.call_event<sip::Rejected>()->can_authenticate == (attempt < 3));
        if (attempt < 3) {
            call.agent->resend_with_credentials(key);
            invite = call.expect_request("INVITE");
        }
    }
    call.agent->forget(key);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a user who hangs up on a challenge sends nothing more") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 401, .headers = challenge("n1")});
    REQUIRE(call.until_call<sip::Rejected>(key));
    call.agent->forget(key); // race 28
    call.expect_request("ACK");
    call.settle();
    CHECK(call.peer.inbox.empty());
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a proxy that the far end names is not used, the caller hears of it") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 305, .headers = "Contact: <sip:127.0.0.1:9>\r\n"});
    call.expect_request("ACK");
    const auto* const redirected = call.until_call<sip::Redirected>(key);
    REQUIRE(redirected);
    CHECK(redirected->message.status == 305);
}

TEST_CASE("a redirection lists its targets by preference, and the next INVITE is the same call") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 302,
                              .headers = "Contact: <sip:203@pbx.test>;q=0.2, <sip:204@pbx.test>;q=0.9, "
                                         "<sip:205@pbx.test?X-Evil=1>;q=0.5\r\n"});
    call.expect_request("ACK");
    const auto* const redirected = call.until_call<sip::Redirected>(key);
    REQUIRE(redirected);
    CHECK(redirected->contacts ==
          std::vector<std::string>{"sip:204@pbx.test", "sip:205@pbx.test?X-Evil=1", "sip:203@pbx.test"});
    call.agent->invite(1, key, {.request_uri = redirected->contacts[1], .sdp = offer_sdp});
    const SipText next = call.expect_request("INVITE");
    CHECK(next.first_line() == "INVITE sip:205@pbx.test SIP/2.0");
    CHECK(next.headers("X-Evil").empty());
    CHECK(next.header("To") == "<sip:201@pbx.test>");
    CHECK(next.header("Call-ID") == call.invite.header("Call-ID"));
    CHECK(next.tag("From") == call.invite.tag("From"));
    CHECK(next.cseq() == call.invite.cseq() + 1);
}

TEST_CASE("an UPDATE that a redirection leaves without an answer does not stand in the way of the next target's offers") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 183,
                              .headers = call.contact() + "Allow: INVITE, ACK, BYE, UPDATE\r\nRequire: 100rel\r\nRSeq: 41\r\n",
                              .body = answer_sdp});
    call.answer(call.expect_request("PRACK"), {});
    REQUIRE(call.until_call<sip::Progress>(key));
    call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
    call.expect_request("UPDATE");
    call.answer(call.invite, {.status = 302, .headers = "Contact: <sip:203@pbx.test>\r\n"});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Redirected>(key));
    call.agent->invite(1, key, {.request_uri = "sip:203@pbx.test", .sdp = offer_sdp});
    call.invite = call.expect_request("INVITE");
    call.connect();
    PeerDialog dialog(call, call.invite);
    dialog.send("INVITE", {}, answer_sdp);
    CHECK(call.until_call<sip::Offer>(key));
    CHECK(call.sink.count<sip::DialogGone>() == 0);
}

TEST_CASE("a delayed offer is answered in the ACK") {
    OutgoingCall call({.number = "201"});
    CHECK(call.invite.body().empty());
    CHECK(call.invite.header("Supported") == "replaces, timer");
    Answer with_offer = call.ok();
    call.answer(call.invite, with_offer);
    const auto* const answered = call.until_call<sip::Answered>(key);
    REQUIRE(answered);
    CHECK(answered->message.body == answer_sdp);
    call.settle();
    CHECK_FALSE(call.has("ACK"));
    call.agent->ack(key, offer_sdp);
    const SipText ack = call.expect_request("ACK");
    CHECK(ack.body() == offer_sdp);
    CHECK(ack.header("Content-Type") == "application/sdp");
}

TEST_CASE("hanging up before the answer to a delayed offer still acknowledges first") {
    OutgoingCall call({.number = "201"});
    call.answer(call.invite, call.ok());
    REQUIRE(call.until_call<sip::Answered>(key));
    call.agent->bye(key, {}); // race 10
    call.expect_request("ACK");
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until_call<sip::ByeDone>(key));
}

TEST_CASE("the route that a PBX records is kept by later requests") {
    ScriptedPeer edge;
    OutgoingCall call;
    call.others = {&edge};
    Answer ok = call.ok();
    ok.headers += "Record-Route: <sip:inner.test;lr>, <sip:" + edge.address() + ";lr>\r\n";
    call.answer(call.invite, ok);
    const SipText ack = call.expect_request("ACK", &edge);
    CHECK(ack.headers("Route") == std::vector<std::string>{"<sip:" + edge.address() + ";lr>", "<sip:inner.test;lr>"});
    REQUIRE(call.until_call<sip::Answered>());
    call.agent->bye(key, {});
    const SipText bye = call.expect_request("BYE", &edge);
    CHECK(bye.first_line() == "BYE sip:201@" + call.peer.address() + " SIP/2.0");
    edge.send_to(response_to(bye, {}), call.agent_port);
    CHECK(call.until_call<sip::ByeDone>());
}

TEST_CASE("the service route of a line is the route of its calls") {
    AgentFixture fixture;
    ScriptedPeer edge;
    fixture.others = {&edge};
    auto account = fixture.account();
    account.service_route = {"<sip:" + edge.address() + ";lr>"};
    fixture.agent->update_line(1, account);
    fixture.agent->invite(1, key, {.number = "201", .sdp = offer_sdp});
    const SipText invite = fixture.expect_request("INVITE", &edge);
    CHECK(invite.first_line() == "INVITE sip:201@pbx.test SIP/2.0");
    CHECK(contains(invite.header("Route"), edge.address()));
}

TEST_CASE("a session interval that is too small is raised and the call goes on") {
    AgentFixture fixture;
    auto account = fixture.account();
    account.session_expires = std::chrono::seconds(90);
    fixture.agent->update_line(1, account);
    fixture.agent->invite(1, key, {.number = "201", .sdp = offer_sdp});
    const SipText first = fixture.expect_request("INVITE");
    CHECK(first.header("Session-Expires") == "90");
    fixture.answer(first, {.status = 422, .headers = "Min-SE: 600\r\n"});
    const SipText second = fixture.expect_request("INVITE");
    CHECK(second.header("Session-Expires") == "600");
    CHECK(fixture.sink.calls.empty());
    fixture.answer(second, {.status = 486});
    CHECK(fixture.until_call<sip::Rejected>(key)->message.status == 486);
}

TEST_CASE("every message of a call is traced with its key") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 486});
    REQUIRE(call.until_call<sip::Rejected>(key));
    call.expect_request("ACK");
    std::vector<std::string> lines;
    for (const auto& trace : call.sink.traces) {
        CHECK(trace.key == key);
        CHECK(trace.line == 1);
        lines.push_back((trace.sent ? "> " : "< ") + trace.first_line);
    }
    CHECK(lines == std::vector<std::string>{"> INVITE sip:201@pbx.test SIP/2.0", "< SIP/2.0 486 Said So",
                                            "> ACK sip:201@pbx.test SIP/2.0"});
    CHECK(call.sink.requests == std::vector<std::string>{"> INVITE 486"});
}
