// How calls that we started end before they are answered (callflows 2.9, 2.11, races of section 9).
#include "tests/sip/outgoing_call.hpp"

using namespace tests;

TEST_CASE("CANCEL waits for the first provisional response") {
    OutgoingCall call;
    call.agent->cancel(key, "SIP;cause=200;text=\"Call completed elsewhere\"");
    call.settle();
    CHECK_FALSE(call.has("CANCEL")); // race 1
    call.answer(call.invite, {.status = 180, .headers = call.contact()});
    const SipText cancel = call.expect_request("CANCEL");
    CHECK(cancel.header("Via") == call.invite.header("Via"));
    CHECK(cancel.cseq() == call.invite.cseq());
    call.answer(cancel, {});
    call.answer(call.invite, {.status = 487});
    const auto* const rejected = call.until_call<sip::Rejected>(key);
    REQUIRE(rejected);
    CHECK(rejected->message.status == 487);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("CANCEL carries its reason") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 180, .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    call.agent->cancel(key, "Q.850;cause=16");
    const SipText cancel = call.expect_request("CANCEL");
    CHECK(cancel.header("Reason") == "Q.850;cause=16");
    call.answer(cancel, {});
    call.answer(call.invite, {.status = 487});
    REQUIRE(call.until_call<sip::Rejected>(key));
}

TEST_CASE("a 200 that crosses CANCEL is acknowledged and told") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 180, .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    call.agent->cancel(key); // race 2
    const SipText cancel = call.expect_request("CANCEL");
    call.answer(call.invite, call.ok());
    call.answer(cancel, {.status = 481});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>(key));
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {});
    REQUIRE(call.until_call<sip::ByeDone>(key));
    call.settle();
    CHECK_FALSE(call.has("BYE"));
}

TEST_CASE("a final answer that crosses CANCEL ends the call") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 180, .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    call.agent->cancel(key); // race 3
    const SipText cancel = call.expect_request("CANCEL");
    call.answer(call.invite, {.status = 486});
    call.answer(cancel, {.status = 481});
    call.expect_request("ACK");
    CHECK(call.until_call<sip::Rejected>(key)->message.status == 486);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a forgotten call is ended wherever it stands") {
    SUBCASE("before any answer: CANCEL with the first provisional response") {
        OutgoingCall call;
        call.agent->forget(key);
        call.answer(call.invite, {.status = 183, .headers = call.contact()});
        call.answer(call.expect_request("CANCEL"), {});
        call.answer(call.invite, {.status = 487});
        call.expect_request("ACK");
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
        CHECK(call.sink.calls.empty());
    }
    SUBCASE("the 200 comes first: ACK, then BYE") {
        OutgoingCall call;
        call.agent->forget(key);
        call.answer(call.invite, call.ok());
        call.expect_request("ACK");
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
        CHECK(call.sink.calls.empty());
    }
    SUBCASE("connected: BYE") {
        OutgoingCall call;
        call.connect();
        const auto told = call.sink.calls.size();
        call.agent->forget(key);
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
        CHECK(call.sink.calls.size() == told);
    }
    SUBCASE("from inside its own event") {
        OutgoingCall call;
        call.sink.on_call_hook = [&](sip::CallKey which, const sip::CallEvent&) { call.agent->forget(which); };
        call.answer(call.invite, call.ok());
        call.expect_request("ACK");
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    }
}

TEST_CASE("failures are told with their status, and whether anybody had answered before") {
    for (const int status : {404, 486, 491, 500, 503, 603}) {
        CAPTURE(status);
        OutgoingCall call;
        call.answer(call.invite, {.status = status,
                                  .phrase = "Because",
                                  .headers = "Reason: Q.850;cause=17\r\n"
                                             "Retry-After: 5\r\n"});
        const auto* const rejected = call.until_call<sip::Rejected>(key);
        REQUIRE(rejected);
        CHECK(rejected->message.status == status);
        CHECK(rejected->message.phrase == "Because");
        CHECK(rejected->message.headers.reason == std::vector<std::string>{"Q.850;cause=17"});
        CHECK(rejected->message.headers.retry_after == 5U);
        CHECK(rejected->message.sent_before_provisional);
        CHECK_FALSE(rejected->message.internal);
        CHECK_FALSE(rejected->can_authenticate);
        CHECK(call.agent->dialogs() == 0);
    }
    OutgoingCall call;
    call.answer(call.invite, {.status = 180});
    call.answer(call.invite, {.status = 486});
    REQUIRE(call.until_call<sip::Rejected>(key));
    CHECK_FALSE(call.sink.call_event<sip::Rejected>()->message.sent_before_provisional);
}

TEST_CASE("a PBX without a listener is told as a failure of our own stack, and the call may go elsewhere") {
    AgentFixture fixture;
    auto account = fixture.account();
    {
        const ScriptedPeer gone;
        account.targets.insert(account.targets.begin(), {"127.0.0.1", gone.port(), sip::Transport::udp});
    }
    fixture.agent->update_line(1, account);
    sip::OutgoingInvite wanted{.number = "201", .sdp = offer_sdp};
    fixture.agent->invite(1, key, wanted);
    const auto* const rejected = fixture.until_call<sip::Rejected>(key);
    REQUIRE(rejected);
    CHECK(rejected->message.internal);
    CHECK(rejected->message.sent_before_provisional);
    CHECK(rejected->message.status == 503);
    const std::string first_call_id = fixture.sink.traces.front().whole;
    wanted.target = 1;
    wanted.fresh_call_id = true;
    fixture.agent->invite(1, key, wanted); // callflows 1.7
    const SipText invite = fixture.expect_request("INVITE");
    CHECK_FALSE(contains(first_call_id, invite.header("Call-ID")));
}

TEST_CASE("a call of an unknown line fails, not from inside the request") {
    AgentFixture fixture;
    fixture.agent->invite(99, key, {.number = "201", .sdp = offer_sdp});
    CHECK(fixture.sink.calls.empty());
    REQUIRE(fixture.until_call<sip::Rejected>(key));
    CHECK(fixture.sink.call_event<sip::Rejected>()->message.internal);
}

TEST_CASE("CANCEL goes out after 100 Trying, before anybody rings") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 100});
    SUBCASE("100 was there first") { call.settle(); }
    SUBCASE("100 comes after the wish") {}
    call.agent->cancel(key); // RFC 3261 section 9.1
    const SipText cancel = call.expect_request("CANCEL");
    CHECK(cancel.header("Via") == call.invite.header("Via"));
    call.answer(cancel, {});
    call.answer(call.invite, {.status = 487});
    call.expect_request("ACK");
    CHECK(call.until_call<sip::Rejected>(key)->message.status == 487);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a CANCEL that was held back is dropped when the final answer comes first") {
    OutgoingCall call;
    call.agent->cancel(key);
    SUBCASE("200: ACK, and the leg ends it by BYE") {
        call.answer(call.invite, call.ok());
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Answered>(key));
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {});
        REQUIRE(call.until_call<sip::ByeDone>(key));
    }
    SUBCASE("486: over") {
        call.answer(call.invite, {.status = 486});
        call.expect_request("ACK");
        CHECK(call.until_call<sip::Rejected>(key)->message.status == 486);
    }
    SUBCASE("a challenge: over, not asked again") {
        call.answer(call.invite, {.status = 401, .headers = challenge("n1")});
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK_FALSE(call.sink.call_event<sip::Rejected>()->can_authenticate);
    }
    call.settle();
    CHECK_FALSE(call.has("CANCEL"));
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("hanging up in the turn of the INVITE cancels it when it is answered at all") {
    AgentFixture fixture;
    fixture.agent->invite(1, key, {.number = "201", .sdp = offer_sdp});
    fixture.agent->cancel(key);
    const SipText invite = fixture.expect_request("INVITE");
    fixture.settle();
    CHECK_FALSE(fixture.has("CANCEL"));
    fixture.answer(invite, {.status = 100});
    fixture.answer(fixture.expect_request("CANCEL"), {});
    fixture.answer(invite, {.status = 487});
    CHECK(fixture.until_call<sip::Rejected>(key));
}

namespace {

/// An early dialog in which requests can be sent; its PRACK waits for an answer.
struct EarlyDialog : OutgoingCall {
    EarlyDialog() {
        answer(invite, {.status = 183,
                        .headers = contact() + "Allow: INVITE, ACK, BYE, UPDATE\r\nRequire: 100rel\r\nRSeq: 41\r\n",
                        .body = answer_sdp});
        prack = expect_request("PRACK");
        REQUIRE(until_call<sip::Progress>(key));
    }
    std::size_t told_ends() const {
        return sink.count<sip::Rejected>() + sink.count<sip::DialogGone>() + sink.count<sip::HungUp>() + sink.count<sip::ByeDone>();
    }
    SipText prack;
};

} // namespace

TEST_CASE("a PRACK that finds no dialog cancels the call, which ends with its INVITE") { // RFC 3261 section 12.2.1.2
    for (const int status : {481, 408, 401}) { // a challenge that we cannot answer
        CAPTURE(status);
        EarlyDialog call;
        call.answer(call.prack, {.status = status, .headers = status == 401 ? challenge("n1", ", algorithm=TOKEN-1") : ""});
        call.answer(call.expect_request("CANCEL"), {});
        CHECK(call.told_ends() == 0);
        call.answer(call.invite, {.status = 487});
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK(call.sink.call_event<sip::Rejected>()->message.status == 487);
        call.settle();
        CHECK(call.told_ends() == 1);
        CHECK(call.agent->dialogs() == 0);
    }
}

TEST_CASE("a 200 that crosses the CANCEL after a PRACK without a dialog has answered the call, and it can be hung up") {
    EarlyDialog call;
    call.answer(call.prack, {.status = 481});
    call.answer(call.expect_request("CANCEL"), {});
    call.answer(call.invite, call.ok());
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>(key));
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {});
    REQUIRE(call.until_call<sip::ByeDone>(key));
    call.settle();
    CHECK(call.told_ends() == 1);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a PRACK that is refused otherwise, or when the call is up, ends nothing") {
    EarlyDialog call;
    SUBCASE("500") {
        call.answer(call.prack, {.status = 500});
        call.settle();
        call.answer(call.invite, call.ok());
    }
    SUBCASE("481 after the 200") {
        call.answer(call.invite, call.ok());
        call.answer(call.prack, {.status = 481});
    }
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>(key));
    call.settle();
    CHECK_FALSE(call.has("CANCEL"));
    CHECK_FALSE(call.has("BYE"));
    CHECK(call.told_ends() == 0);
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {});
    REQUIRE(call.until_call<sip::ByeDone>(key));
}

TEST_CASE("a challenged PRACK is repeated with credentials") {
    for (const std::string algorithm : {"MD5", "SHA-256"}) {
        CAPTURE(algorithm);
        EarlyDialog call;
        call.answer(call.prack, {.status = 401, .headers = challenge("n1", ", algorithm=" + algorithm)});
        const SipText again = call.expect_request("PRACK");
        CHECK(contains(again.header("Authorization"), "nonce=\"n1\""));
        CHECK(again.header("RAck") == call.prack.header("RAck"));
        call.answer(again, {});
        call.answer(call.invite, call.ok());
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Answered>(key));
        CHECK_FALSE(call.has("CANCEL"));
    }
}

// RFC 3261 section 12.2.1.2
TEST_CASE("an UPDATE or an INFO in an early dialog that finds no dialog cancels the call, which ends with its INVITE") {
    for (const char* const method : {"UPDATE", "INFO"})
        for (const bool answer_crosses : {false, true}) {
            CAPTURE(method);
            CAPTURE(answer_crosses);
            EarlyDialog call;
            call.answer(call.prack, {});
            if (method == std::string_view("UPDATE"))
                call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
            else
                call.agent->info(key, "application/dtmf-relay", "Signal=1\r\n");
            call.answer(call.expect_request(method), {.status = 481});
            call.answer(call.expect_request("CANCEL"), {});
            CHECK(call.told_ends() == 0);
            call.answer(call.invite, answer_crosses ? call.ok() : Answer{.status = 487});
            call.expect_request("ACK");
            if (answer_crosses) {
                REQUIRE(call.until_call<sip::Answered>(key));
                call.agent->bye(key, {});
                call.answer(call.expect_request("BYE"), {});
                REQUIRE(call.until_call<sip::ByeDone>(key));
            } else {
                REQUIRE(call.until_call<sip::Rejected>(key));
                CHECK(call.sink.call_event<sip::Rejected>()->message.status == 487);
            }
            call.settle();
            CHECK(call.told_ends() == 1);
            CHECK(call.agent->dialogs() == 0);
        }
}

// it must not send one: RFC 3261 section 15
TEST_CASE("a BYE of the far end before it has answered ends the call like a refusal") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 180, .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    PeerDialog dialog(call, call.invite);
    SUBCASE("the leg still waits") {
        dialog.send("BYE", "Reason: Q.850;cause=17\r\n");
        CHECK(call.expect_response(200).cseq_method() == "BYE");
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK(call.sink.call_event<sip::Rejected>()->message.headers.reason == std::vector<std::string>{"Q.850;cause=17"});
        call.answer(call.expect_request("CANCEL"), {}); // of other forks
    }
    SUBCASE("the leg has cancelled it") {
        call.agent->cancel(key);
        call.expect_request("CANCEL");
        dialog.send("BYE");
        CHECK(call.expect_response(200).cseq_method() == "BYE");
        REQUIRE(call.until_call<sip::Rejected>(key));
    }
    CHECK(call.sink.call_event<sip::Rejected>()->message.status == 487);
    call.answer(call.invite, {.status = 487});
    call.expect_request("ACK");
    call.settle();
    CHECK(call.sink.count<sip::Rejected>() == 1);
    CHECK(call.sink.count<sip::HungUp>() == 0);
    CHECK(call.sink.count<sip::DialogGone>() == 0);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("who cancels a call that is over hears of its end") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 486});
    REQUIRE(call.until_call<sip::Rejected>(key));
    call.agent->cancel(key);
    CHECK(call.sink.count<sip::Rejected>() == 1); // not from inside the request
    REQUIRE(call.until([&] { return call.sink.count<sip::Rejected>() == 2; }));
    CHECK(call.sink.call_event<sip::Rejected>()->message.status == 487);
    CHECK_FALSE(call.has("CANCEL"));
}

// of another fork, or of a proxy
TEST_CASE("a refusal with another tag than the reliable provisional response ends the call") {
    EarlyDialog call;
    call.answer(call.prack, {});
    SUBCASE("of the INVITE") {
        call.answer(call.invite, {.status = 486, .phrase = "Taken", .to_tag = "proxy", .headers = "Reason: Q.850;cause=17\r\n"});
        CHECK(call.expect_request("ACK").tag("To") == "proxy");
        REQUIRE(call.until_call<sip::Rejected>(key));
        const auto& message = call.sink.call_event<sip::Rejected>()->message;
        CHECK(message.status == 486);
        CHECK(message.phrase == "Taken");
        CHECK(message.headers.reason == std::vector<std::string>{"Q.850;cause=17"});
        CHECK_FALSE(message.sent_before_provisional);
        CHECK_FALSE(message.internal);
    }
    SUBCASE("after our CANCEL") {
        call.agent->cancel(key);
        call.answer(call.expect_request("CANCEL"), {});
        call.answer(call.invite, {.status = 487, .to_tag = "proxy"});
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK(call.sink.call_event<sip::Rejected>()->message.status == 487);
    }
    call.settle();
    CHECK(call.told_ends() == 1);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a redirection with another tag than the reliable provisional response leads to the next target") {
    EarlyDialog call;
    call.answer(call.prack, {});
    call.answer(call.invite, {.status = 302, .to_tag = "proxy", .headers = "Contact: <sip:203@pbx.test>\r\n"});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Redirected>(key));
    CHECK(call.sink.call_event<sip::Redirected>()->contacts.size() == 1);
    call.agent->invite(1, key, {.request_uri = "sip:203@pbx.test", .sdp = offer_sdp});
    call.invite = call.expect_request("INVITE");
    CHECK(call.told_ends() == 0);
    call.connect();
}
