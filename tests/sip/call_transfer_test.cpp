// REFER both ways (callflows 5.1).
#include "tests/sip/agent_fixture.hpp"

using namespace tests;

namespace {

constexpr sip::CallKey source = 7, consultation = 8;

struct TwoCalls : AgentFixture {
    TwoCalls() {
        first = connect(source, "201");
        second = connect(consultation, "202");
        dialog = std::make_unique<PeerDialog>(*this, first, "tag201");
    }
    SipText connect(sip::CallKey key, const std::string& number) {
        agent->invite(1, key, {.number = number, .sdp = offer_sdp});
        const SipText invite = expect_request("INVITE");
        answer(invite, {.to_tag = "tag" + number,
                        .headers = "Contact: <sip:" + number + "@" + peer.address() + ">\r\n",
                        .body = answer_sdp});
        expect_request("ACK");
        REQUIRE(until_call<sip::Answered>(key));
        return invite;
    }
    void notify(const std::string& state, const std::string& fragment) {
        dialog->send("NOTIFY",
                     "Event: refer;id=" + std::to_string(refer.cseq()) + "\r\nSubscription-State: " + state + "\r\n",
                     fragment, "message/sipfrag;version=2.0");
        expect(nullptr, [](const SipText& m) { return m.cseq_method() == "NOTIFY" && m.status() == 200; });
    }
    void transfer(const sip::ReferTarget& target) {
        agent->refer(source, target);
        refer = expect_request("REFER");
        answer(refer, {.status = 202, .headers = "Contact: <sip:201@" + peer.address() + ">\r\n"});
        REQUIRE(until_call<sip::ReferAccepted>(source));
    }
    SipText first, second, refer;
    std::unique_ptr<PeerDialog> dialog;
};

} // namespace

TEST_CASE("an attended transfer points to the other dialog") {
    TwoCalls calls;
    calls.transfer({.replaces = consultation});
    CHECK(calls.refer.header("Call-ID") == calls.first.header("Call-ID"));
    CHECK(calls.refer.tag("To") == "tag201");
    CHECK(calls.refer.header("Refer-To") == "<sip:202@" + calls.peer.address() +
                                                "?Replaces=" + calls.second.header("Call-ID") +
                                                "%3Bto-tag%3Dtag202%3Bfrom-tag%3D" + calls.second.tag("From") + ">");
    CHECK(calls.refer.header("Referred-By") == "<sip:1001@pbx.test>");
    calls.notify("active;expires=60", "SIP/2.0 100 Trying\r\n");
    CHECK(calls.sink.count<sip::ReferSucceeded>() == 0);
    calls.notify("terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
    CHECK(calls.sink.count<sip::ReferSucceeded>() == 1);
    CHECK(calls.sink.count<sip::ReferFailed>() == 0);
    for (const auto key : {source, consultation})
        calls.agent->forget(key);
    for (int i = 0; i < 2; ++i)
        calls.answer(calls.expect_request("BYE"), {});
    CHECK(calls.until([&] { return calls.agent->dialogs() == 0; }));
}

TEST_CASE("a NOTIFY without a result tells that the PBX is at work, and for how long") {
    TwoCalls calls;
    calls.transfer({.number = "300"});
    std::string state;
    std::chrono::seconds told{};
    SUBCASE("told") {
        state = "active;expires=60";
        told = std::chrono::seconds{60};
    }
    SUBCASE("not told") { state = "active"; }
    SUBCASE("more than can be") {
        state = "active;expires=99999999999999999999";
        told = std::chrono::seconds{3600};
    }
    SUBCASE("no number") { state = "active;expires=soon"; }
    calls.notify(state, "SIP/2.0 180 Ringing\r\n");
    REQUIRE(calls.sink.call_event<sip::ReferProgress>());
    CHECK(calls.sink.call_event<sip::ReferProgress>()->expires == told);
    calls.notify("terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
    CHECK(calls.sink.count<sip::ReferSucceeded>() == 1);
}

TEST_CASE("a blind transfer points to a number") {
    TwoCalls calls;
    calls.transfer({.number = "30#1"});
    CHECK(calls.refer.header("Refer-To") == "<sip:30%231@pbx.test>");
}

TEST_CASE("a REFER into a conference points to its focus") {
    TwoCalls calls;
    calls.transfer({.uri = "sip:focus1@pbx.test;transport=tcp"});
    CHECK(calls.refer.header("Refer-To") == "<sip:focus1@pbx.test;transport=tcp>");
}

TEST_CASE("a transfer fails by its answer, by its NOTIFY, or by a subscription that says nothing") {
    SUBCASE("answer") {
        TwoCalls calls;
        calls.agent->refer(source, {.number = "300"});
        calls.answer(calls.expect_request("REFER"), {.status = 603});
        const auto* const failed = calls.until_call<sip::ReferFailed>(source);
        REQUIRE(failed);
        CHECK(failed->status == 603);
        CHECK(calls.agent->dialogs() == 2);
    }
    SUBCASE("NOTIFY") {
        TwoCalls calls;
        calls.transfer({.number = "300"});
        calls.notify("terminated;reason=noresource", "SIP/2.0 486 Busy Here\r\n");
        REQUIRE(calls.sink.call_event<sip::ReferFailed>());
        CHECK(calls.sink.call_event<sip::ReferFailed>()->status == 486);
    }
    SUBCASE("nothing") {
        TwoCalls calls;
        calls.transfer({.number = "300"});
        calls.notify("terminated;reason=timeout", "");
        CHECK(calls.sink.count<sip::ReferFailed>() == 1);
    }
}

TEST_CASE("the far end may hang up before it tells the result") {
    TwoCalls calls;
    calls.transfer({.replaces = consultation});
    calls.dialog->send("BYE"); // races 32, 33
    calls.expect_response(200);
    REQUIRE(calls.until_call<sip::HungUp>(source));
    calls.agent->forget(source);
    calls.notify("terminated;reason=noresource", "SIP/2.0 200 OK\r\n");
    CHECK(calls.sink.count<sip::ReferSucceeded>() == 0); // forgotten
    CHECK(calls.agent->dialogs() == 1);
}

TEST_CASE("a challenged REFER is repeated with credentials") {
    for (const std::string algorithm : {"MD5", "SHA-256"}) {
        CAPTURE(algorithm);
        TwoCalls calls;
        calls.agent->refer(source, {.number = "300"});
        calls.answer(calls.expect_request("REFER"),
                     {.status = 401,
                      .headers = "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"n1\", qop=\"auth\", algorithm=" +
                                 algorithm + "\r\n"});
        const SipText again = calls.expect_request("REFER");
        CHECK(again.header("Authorization").find("nonce=\"n1\"") != std::string::npos);
        CHECK(again.header("Refer-To") == "<sip:300@pbx.test>");
        calls.answer(again, {.status = 202});
        CHECK(calls.until_call<sip::ReferAccepted>(source));
        CHECK(calls.sink.count<sip::ReferFailed>() == 0);
    }
}

TEST_CASE("a transfer to a dialog that is none fails at once, but not from inside the request") {
    TwoCalls calls;
    calls.agent->refer(source, {.replaces = 4711});
    CHECK(calls.sink.count<sip::ReferFailed>() == 0);
    CHECK(calls.until_call<sip::ReferFailed>(source));
    CHECK_FALSE(calls.has("REFER"));
}

TEST_CASE("we are transferred: REFER is told, accepted, and its progress notified") {
    TwoCalls calls;
    calls.dialog->send("REFER", "Refer-To: <sip:300@pbx.test?Replaces=abc%40x%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n"
                                "Referred-By: <sip:201@pbx.test>\r\n");
    const auto* const wanted = calls.until_call<sip::ReferWanted>(source);
    REQUIRE(wanted);
    CHECK(wanted->refer_to == "sip:300@pbx.test");
    CHECK(wanted->referred_by == "<sip:201@pbx.test>");
    CHECK(wanted->replaces == "abc@x;to-tag=1;from-tag=2");
    CHECK_FALSE(calls.has("NOTIFY"));
    calls.agent->answer_refer(source, 202);
    calls.expect_response(202);
    calls.agent->notify_refer(source, 100);
    const SipText trying = calls.expect_request("NOTIFY");
    CHECK(trying.header("Event").starts_with("refer"));
    CHECK(trying.header("Subscription-State").starts_with("active"));
    CHECK(trying.body() == "SIP/2.0 100 Trying\r\n");
    calls.answer(trying, {});
    calls.agent->notify_refer(source, 200);
    const SipText done = calls.expect_request("NOTIFY");
    CHECK(done.header("Subscription-State").starts_with("terminated"));
    CHECK(done.body() == "SIP/2.0 200 OK\r\n");
    calls.answer(done, {});
    calls.settle();
    CHECK_FALSE(calls.has("NOTIFY"));
}

TEST_CASE("we refuse to be transferred") {
    TwoCalls calls;
    calls.dialog->send("REFER", "Refer-To: <sip:300@pbx.test>\r\n");
    REQUIRE(calls.until_call<sip::ReferWanted>(source));
    calls.agent->answer_refer(source, 603);
    calls.expect_response(603);
    calls.settle();
    CHECK_FALSE(calls.has("NOTIFY"));
    CHECK(calls.agent->dialogs() == 2);
}

TEST_CASE("what a NOTIFY says of an earlier REFER is not the result of this one") { // RFC 3515 section 2.4.6
    TwoCalls calls;
    calls.agent->refer(source, {.number = "300"});
    const SipText first = calls.expect_request("REFER");
    calls.answer(first, {.status = 503});
    REQUIRE(calls.until_call<sip::ReferFailed>(source));
    calls.transfer({.number = "301"});
    calls.dialog->send("NOTIFY",
                       "Event: refer;id=" + std::to_string(first.cseq()) + "\r\nSubscription-State: terminated\r\n",
                       "SIP/2.0 200 OK\r\n", "message/sipfrag;version=2.0");
    calls.expect(nullptr, [](const SipText& m) { return m.cseq_method() == "NOTIFY" && m.status() >= 200; });
    CHECK(calls.sink.count<sip::ReferSucceeded>() == 0);
    calls.notify("terminated", "SIP/2.0 200 OK\r\n");
    CHECK(calls.sink.count<sip::ReferSucceeded>() == 1);
}

TEST_CASE("a second REFER that is refused takes nothing from the result of the first") {
    TwoCalls calls;
    const auto refer = [&] {
        const auto before = calls.sink.count<sip::ReferWanted>();
        calls.dialog->send("REFER", "Refer-To: <sip:300@pbx.test>\r\n");
        REQUIRE(calls.until([&] { return calls.sink.count<sip::ReferWanted>() == before + 1; }));
    };
    refer();
    calls.agent->answer_refer(source, 202);
    calls.expect_response(202);
    calls.agent->notify_refer(source, 100);
    const SipText trying = calls.expect_request("NOTIFY");
    calls.answer(trying, {});
    refer();
    calls.agent->answer_refer(source, 603);
    calls.expect_response(603);
    calls.agent->notify_refer(source, 486);
    const SipText done = calls.expect_request("NOTIFY");
    CHECK(done.header("Event") == trying.header("Event"));
    CHECK(done.header("Subscription-State").starts_with("terminated"));
    CHECK(done.body() == "SIP/2.0 486 Busy Here\r\n");
    calls.answer(done, {});
}

// ---- a call of ours takes the place of another of ours (RFC 3891; callflows 3.10)

namespace {

constexpr sip::CallKey taker = 9;

std::string named(const SipText& invite, const std::string& their_tag) {
    return invite.header("Call-ID") + ";to-tag=" + their_tag + ";from-tag=" + invite.tag("From");
}

/// A call of the peer's, answered.
struct Held : AgentFixture {
    explicit Held(const std::string& from = {}, const std::string& headers = {}) {
        auto text = dialog.request("INVITE", headers, offer_sdp);
        const std::string bob = "\"Bob\" <sip:1002@pbx.test>";
        if (!from.empty()) text.replace(text.find(bob), bob.size(), from);
        peer.send_to(text, agent_port);
        REQUIRE(until_call<sip::Invited>());
        agent->answer(last_key, answer_sdp);
        answered = expect_response(200);
        dialog.learn(answered);
        dialog.send("ACK");
        REQUIRE(until_call<sip::Ack>());
    }
    SipText take() {
        agent->invite(1, taker, {.sdp = offer_sdp, .takes_over = last_key});
        return expect_request("INVITE");
    }
    PeerDialog dialog{*this, "held@peer"};
    SipText answered;
};

} // namespace

TEST_CASE("an INVITE that takes over goes where the call went, and must not ring instead") {
    TwoCalls calls;
    calls.agent->invite(1, taker, {.sdp = offer_sdp, .takes_over = source});
    auto invite = calls.expect_request("INVITE");
    const auto check = [&] {
        CHECK(invite.text.starts_with("INVITE sip:201@pbx.test SIP/2.0"));
        CHECK(invite.header("Replaces") == named(calls.first, "tag201"));
        CHECK(invite.header("Require") == "replaces");
        CHECK(invite.header("From").starts_with("\"Alice\" <sip:1001@pbx.test>;tag="));
        CHECK(invite.header("Call-ID") != calls.first.header("Call-ID"));
        CHECK(invite.body().find("m=audio") != std::string::npos);
    };
    check();
    calls.answer(invite, {.status = 401, .headers = "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"n\", qop=\"auth\"\r\n"});
    calls.expect_request("ACK");
    REQUIRE(calls.until_call<sip::Rejected>(taker));
    calls.agent->resend_with_credentials(taker);
    const auto call_id = invite.header("Call-ID");
    invite = calls.expect_request("INVITE");
    check();
    CHECK(invite.header("Call-ID") == call_id);
    CHECK_FALSE(invite.header("Authorization").empty());
    calls.answer(invite, {.to_tag = "taken", .headers = "Contact: <sip:201@" + calls.peer.address() + ">\r\n", .body = answer_sdp});
    calls.expect_request("ACK");
    REQUIRE(calls.until_call<sip::Answered>(taker));
    calls.dialog->send("BYE");
    CHECK(calls.until_call<sip::HungUp>(source));
}

TEST_CASE("an INVITE that takes over an incoming call goes to its caller") {
    std::string from, headers, uri;
    SUBCASE("by his number, at the line's PBX") {
        from = "\"Bob\" <sip:30%231@203.0.113.7>";
        uri = "sip:30%231@pbx.test";
    }
    SUBCASE("anonymous, of a PBX: any number that it has") {
        from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
        uri = "sip:1001@pbx.test";
    }
    SUBCASE("anonymous, through a proxy: where he is") {
        from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
        headers = "Record-Route: <sip:127.0.0.1;lr>\r\n";
        uri = "sip:1002@";
    }
    Held held(from, headers);
    const auto invite = held.take();
    CHECK(invite.text.starts_with("INVITE " + uri));
    CHECK(invite.header("Replaces") == "held@peer;to-tag=" + held.dialog.own_tag() + ";from-tag=" + held.answered.tag("To"));
    CHECK(invite.header("Require") == "replaces");
}

TEST_CASE("what has ended is not taken over: 481 without a word on the wire") {
    TwoCalls calls;
    sip::CallKey gone = 4711;
    SUBCASE("never heard of") {}
    SUBCASE("it is being hung up") {
        calls.agent->bye(source, {});
        calls.expect_request("BYE");
        gone = source;
    }
    calls.agent->invite(1, taker, {.sdp = offer_sdp, .takes_over = gone});
    const auto* const rejected = calls.until_call<sip::Rejected>(taker);
    REQUIRE(rejected);
    CHECK(rejected->message.status == 481);
    CHECK_FALSE(rejected->message.internal);
    CHECK_FALSE(calls.has("INVITE"));
}
