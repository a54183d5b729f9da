// Calls that come in, against a scripted PBX (callflows 3.1, 3.2, 3.7, 3.8).
#include "sip/headers.hpp"
#include "tests/sip/incoming_call.hpp"
#include "tests/support/words.hpp"

using namespace tests;

TEST_CASE("an INVITE for a line is told with all that matters of it") {
    IncomingCall call;
    call.come_in("Alert-Info: <http://x/y>;info=internal\r\nCall-Info: <sip:x>;answer-after=0\r\n"
                 "P-Asserted-Identity: \"Boss\" <sip:+4930123@pbx.test>\r\nRemote-Party-ID: <sip:9@pbx.test>\r\n"
                 "Privacy: none\r\nDiversion: <sip:1@a>;reason=no-answer\r\nDiversion: <sip:2@a>\r\n"
                 "History-Info: <sip:1@a>;index=1\r\nAnswer-Mode: Auto\r\nUser-Agent: Scripted\r\n"
                 "Supported: timer, replaces\r\nAllow: INVITE, UPDATE\r\n");
    CHECK(call.sink.calls.front().line == 1);
    CHECK(call.sink.calls.front().key == 1001);
    const auto& invited = call.invited();
    CHECK(invited.request_user == "SEP001120AABBCC-1");
    CHECK(invited.from_registrar);
    CHECK(invited.source == call.peer.address());
    CHECK_FALSE(invited.requires_100rel);
    CHECK(invited.replaces == 0);
    CHECK_FALSE(invited.replaces_unmatched);
    CHECK(invited.message.status == 0);
    CHECK(invited.message.remote_tag == "peertag");
    CHECK(invited.message.body == offer_sdp);
    const auto& headers = invited.message.headers;
    CHECK(headers.from == "\"Bob\" <sip:1002@pbx.test>;tag=peertag");
    CHECK(headers.call_id == "incoming@peer");
    CHECK(headers.p_asserted_identity == "\"Boss\" <sip:+4930123@pbx.test>");
    CHECK(headers.remote_party_id == "<sip:9@pbx.test>");
    CHECK(headers.privacy == "none");
    CHECK(headers.alert_info == std::vector<std::string>{"<http://x/y>;info=internal"});
    CHECK(sip::answer_after(headers.call_info) == std::chrono::seconds(0));
    CHECK(headers.diversion == std::vector<std::string>{"<sip:1@a>;reason=no-answer", "<sip:2@a>"});
    CHECK(headers.history_info == std::vector<std::string>{"<sip:1@a>;index=1"});
    CHECK(headers.answer_mode == "Auto");
    CHECK(headers.user_agent == "Scripted");
    CHECK(headers.supported == std::vector<std::string>{"timer", "replaces"});
    CHECK(headers.allow == std::vector<std::string>{"INVITE", "UPDATE"});
}

TEST_CASE("an Alert-Info that is no URI is read as it stands") {
    for (const std::string said : {"Auto Answer", "\"Auto Answer\"", "<Auto Answer>", "info=alert-autoanswer",
                                   "Bellcore-dr2, <http://x>;info=a"}) {
        IncomingCall call;
        call.come_in("Alert-Info: " + said + "\r\nAlert-Info: <http://x/y>;info=internal\r\n");
        CHECK(call.invited().message.headers.alert_info == std::vector<std::string>{said, "<http://x/y>;info=internal"});
    }
}

TEST_CASE("header fields of any length are read to their end") {
    for (const std::size_t more : {0U, 20U, 40U, 41U, 42U, 43U, 44U, 45U, 100U, 1000U}) {
        CAPTURE(more);
        IncomingCall call;
        const std::string identity = "\"" + std::string(more + 1, 'x') + "\" <sip:+4930123456789012345678901234567890@pbx.test>";
        call.come_in("P-Asserted-Identity: " + identity + "\r\nReason: Q.850;cause=16;text=\"" + std::string(more, 'y') +
                     "\"\r\nReferred-By: <sip:" + std::string(more + 1, 'z') + "@pbx.test;transport=udp>;cid=\"last\"\r\n");
        CHECK(call.invited().message.headers.p_asserted_identity == identity);
        CHECK(call.invited().message.headers.reason.at(0).ends_with("y\"") == (more > 0));
        CHECK(call.invited().message.headers.referred_by.ends_with(";cid=\"last\""));
    }
}

TEST_CASE("the INVITE itself is traced with the key of its call") {
    IncomingCall call;
    call.come_in();
    const auto& first = call.sink.traces.front();
    CHECK(first.key == call.key);
    CHECK(first.line == 1);
    CHECK_FALSE(first.sent);
    CHECK(first.first_line.starts_with("INVITE sip:SEP001120AABBCC-1@"));
}

TEST_CASE("a call rings, is answered, and the far end hangs up") {
    IncomingCall call;
    call.come_in();
    call.agent->ring(call.key);
    const SipText ringing = call.expect_response(180);
    CHECK(ringing.header("Contact") == "<sip:SEP001120AABBCC-1@" + call.agent->address() + ";transport=udp>");
    CHECK(contains(ringing.header("Allow"), "REFER"));
    CHECK_FALSE(ringing.tag("To").empty());
    CHECK(ringing.headers("RSeq").empty());
    call.agent->answer(call.key, answer_sdp);
    const SipText ok = call.expect_response(200);
    CHECK(ok.body() == answer_sdp);
    CHECK(ok.header("Contact") == "<sip:SEP001120AABBCC-1@" + call.agent->address() + ";transport=udp>");
    CHECK(contains(ok.header("Supported"), "replaces"));
    CHECK(ok.tag("To") == ringing.tag("To"));
    call.dialog.learn(ok);
    call.dialog.send("ACK");
    REQUIRE(call.until_call<sip::Ack>(call.key));
    CHECK(call.sink.call_event<sip::Ack>()->sdp.empty());
    call.dialog.send("BYE", "Reason: SIP;cause=200;text=\"elsewhere\"\r\n");
    call.expect_response(200);
    REQUIRE(call.until_call<sip::HungUp>(call.key));
    CHECK(call.sink.call_event<sip::HungUp>()->reason.size() == 1);
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("a call without offer gets ours in the 200 and its answer in the ACK") {
    IncomingCall call;
    call.come_in({}, {});
    CHECK(call.invited().message.body.empty());
    call.agent->answer(call.key, offer_sdp);
    const SipText ok = call.expect_response(200);
    CHECK(ok.body() == offer_sdp);
    call.dialog.learn(ok);
    call.dialog.send("ACK", {}, answer_sdp);
    REQUIRE(call.until_call<sip::Ack>(call.key));
    CHECK(call.sink.call_event<sip::Ack>()->sdp == answer_sdp);
}

TEST_CASE("a call is refused with what the refusal says") {
    IncomingCall call;
    call.come_in();
    call.agent->reject(call.key, {.status = 488,
                                  .phrase = "Wrong Codec",
                                  .extra = {.retry_after = 7, .warning = "305 gw \"Incompatible media format\""}});
    const SipText refused = call.expect_response(488);
    CHECK(refused.first_line() == "SIP/2.0 488 Wrong Codec");
    CHECK(refused.header("Warning") == "305 gw \"Incompatible media format\"");
    CHECK(refused.header("Retry-After") == "7");
    call.dialog.send("ACK");
    call.agent->forget(call.key);
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    CHECK(call.sink.count<sip::DialogGone>() == 0);
}

TEST_CASE("a call is sent elsewhere by 302") {
    IncomingCall call;
    call.come_in();
    call.agent->reject(
        call.key, {.status = 302,
                   .extra = {.contact = "<sip:300@pbx.test>", .diversion = "<sip:1001@pbx.test>;reason=no-answer"}});
    const SipText moved = call.expect_response(302);
    CHECK(moved.first_line() == "SIP/2.0 302 Moved Temporarily");
    CHECK(moved.headers("Contact") == std::vector<std::string>{"<sip:300@pbx.test>"});
    CHECK(moved.header("Diversion") == "<sip:1001@pbx.test>;reason=no-answer");
}

TEST_CASE("CANCEL ends a ringing call and is told with its reasons") {
    IncomingCall call;
    call.come_in();
    call.agent->ring(call.key);
    call.expect_response(180);
    call.dialog.send("CANCEL", "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\n");
    CHECK(call.expect_response(200).cseq_method() == "CANCEL");
    CHECK(call.expect_response(487).cseq_method() == "INVITE");
    REQUIRE(call.until_call<sip::Cancelled>(call.key));
    REQUIRE(call.sink.call_event<sip::Cancelled>()->reason.size() == 1);
    CHECK(contains(call.sink.call_event<sip::Cancelled>()->reason.front(), "cause=200"));
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    call.settle();
    CHECK(call.sink.count<sip::Cancelled>() == 1);
    CHECK(call.sink.count<sip::DialogGone>() == 0);
}

TEST_CASE("an answer and a CANCEL in one turn: the CANCEL wins") {
    IncomingCall call;
    call.come_in();
    call.dialog.send("CANCEL");
    call.agent->answer(call.key, answer_sdp); // race 6: queued before the CANCEL is read, or after
    const SipText first =
        call.expect(nullptr, [](const SipText& m) { return m.cseq_method() == "INVITE" && m.status() >= 200; });
    if (first.status() == 200)
        return; // answered first: race 4
    // For the leg it had answered: a CANCEL changes nothing any more.
    REQUIRE(call.until_call<sip::HungUp>(call.key));
    CHECK(call.sink.count<sip::Cancelled>() == 0);
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("a forgotten ringing call is refused") {
    IncomingCall call;
    call.come_in();
    call.agent->forget(call.key);
    CHECK(call.expect_response(480).cseq_method() == "INVITE");
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("100 Trying comes by itself when nobody says anything, and not before a refusal") {
    IncomingCall call;
    call.come_in();
    CHECK(call.expect_response(100).tag("To").empty());
    PeerDialog other(call, "other@peer", "nobody");
    other.send("INVITE", {}, offer_sdp);
    call.expect_response(404);
    CHECK(call.peer.inbox.empty());
}

TEST_CASE("a retransmitted INVITE makes one call") {
    IncomingCall call;
    const std::string invite = call.dialog.request("INVITE", {}, offer_sdp);
    call.peer.send_to(invite, call.agent_port);
    call.peer.send_to(invite, call.agent_port);
    REQUIRE(call.until_call<sip::Invited>());
    call.settle();
    CHECK(call.sink.count<sip::Invited>() == 1);
}

TEST_CASE("the same request by another way is a loop") {
    IncomingCall call;
    std::string invite = call.dialog.request("INVITE", {}, offer_sdp);
    call.peer.send_to(invite, call.agent_port);
    REQUIRE(call.until_call<sip::Invited>());
    invite.replace(invite.find("branch=z9hG4bK"), 14, "branch=z9hG4bKother");
    call.peer.send_to(invite, call.agent_port);
    call.expect_response(482);
    CHECK(call.sink.count<sip::Invited>() == 1);
}

TEST_CASE("a foreign source is refused whatever it asks") {
    AgentFixture fixture;
    ScriptedPeer stranger("127.0.0.2");
    fixture.others = {&stranger};
    const auto ask = [&](const char* method, const char* user, const char* headers, const char* body,
                         const char* type) {
        PeerDialog dialog(fixture, std::string("foreign-") + method + user, user, &stranger);
        dialog.send(method, headers, body, type);
        CHECK(fixture.expect_response(403, &stranger).cseq_method() == method);
    };
    ask("INVITE", "SEP001120AABBCC-1", "", offer_sdp, "application/sdp");
    ask("INVITE", "nobody", "", offer_sdp, "application/sdp");
    ask("OPTIONS", "", "", "", "");
    ask("MESSAGE", "SEP001120AABBCC-1", "", "hello", "text/plain");
    ask("NOTIFY", "SEP001120AABBCC-1", "Event: check-sync\r\nSubscription-State: active\r\n", "", "");
    CHECK(fixture.sink.calls.empty());
    CHECK(fixture.sink.lines.empty());
    CHECK(fixture.sink.texts.empty());
}

TEST_CASE("networks and any may be allowed") {
    for (const auto& allow : {std::vector<std::string>{"127.0.0.0/8"}, std::vector<std::string>{"any"}}) {
        sip::Options options;
        options.allow = allow;
        options.registrars = {{"192.0.2.1", 5060, sip::Transport::udp}};
        AgentFixture fixture(options);
        PeerDialog dialog(fixture, "allowed@peer");
        dialog.send("INVITE", {}, offer_sdp);
        REQUIRE(fixture.until_call<sip::Invited>());
        CHECK_FALSE(fixture.sink.call_event<sip::Invited>()->from_registrar);
    }
}

TEST_CASE("the user of exactly one line, or of one whose phone is there, finds it, an unknown one or one of two phones does not") {
    AgentFixture fixture;
    auto second = fixture.account();
    second.user = "1002";
    second.contact_user = "SEP001120AABBCC-2";
    fixture.agent->add_line(2, second);
    second.user = "1001";
    second.contact_user = "SEP0022-1";
    PeerDialog by_user(fixture, "by-user@peer", "1002");
    by_user.send("INVITE", {}, offer_sdp);
    REQUIRE(fixture.until_call<sip::Invited>());
    CHECK(fixture.sink.calls.front().line == 2);
    fixture.agent->add_line(3, second);
    PeerDialog shared(fixture, "shared@peer", "1001"), unknown(fixture, "unknown@peer", "9999");
    shared.send("INVITE", {}, offer_sdp);
    CHECK(fixture.expect_response(404).header("Call-ID") == "shared@peer");
    unknown.send("INVITE", {}, offer_sdp);
    CHECK(fixture.expect_response(404).header("Call-ID") == "unknown@peer");
    fixture.sink.away = {1};
    PeerDialog one_there(fixture, "one-there@peer", "1001");
    one_there.send("INVITE", {}, offer_sdp);
    REQUIRE(fixture.until([&] { return fixture.sink.calls.back().line == 3; }));
    fixture.sink.away = {1, 3};
    PeerDialog none_there(fixture, "none-there@peer", "1001");
    none_there.send("INVITE", {}, offer_sdp);
    CHECK(fixture.expect_response(404).header("Call-ID") == "none-there@peer");
    fixture.sink.away.clear();
    fixture.agent->remove_line(3);
    PeerDialog again(fixture, "again@peer", "1001");
    again.send("INVITE", {}, offer_sdp);
    REQUIRE(fixture.until([&] { return fixture.sink.count<sip::Invited>() == 3; }));
    CHECK(fixture.sink.calls.back().line == 1);
}

TEST_CASE("what we do not support is refused by name") {
    AgentFixture fixture;
    PeerDialog dialog(fixture, "require@peer");
    dialog.send("INVITE", "Require: x-unknown\r\n", offer_sdp);
    CHECK(fixture.expect_response(420).header("Unsupported") == "x-unknown");
    PeerDialog strange(fixture, "type@peer");
    strange.send("INVITE", {}, "hello", "text/plain");
    CHECK(fixture.expect_response(415).header("Accept") == "application/sdp");
    CHECK(fixture.sink.calls.empty());
}

TEST_CASE("with Require: 100rel the 180 is reliable") {
    IncomingCall call;
    call.come_in("Require: 100rel\r\n");
    CHECK(call.invited().requires_100rel);
    call.agent->ring(call.key);
    const SipText ringing = call.expect_response(180);
    CHECK(contains(ringing.header("Require"), "100rel"));
    call.agent->answer(call.key, answer_sdp);
    call.dialog.learn(ringing);
    call.dialog.send("PRACK", "RAck: " + ringing.header("RSeq") + " 1 INVITE\r\n");
    call.expect(nullptr, [](const SipText& m) { return m.status() == 200 && m.cseq_method() == "PRACK"; });
    call.expect(nullptr, [](const SipText& m) { return m.status() == 200 && m.cseq_method() == "INVITE"; });
}

TEST_CASE("SDP inside a multipart body is found") {
    IncomingCall call;
    call.come_in(
        {},
        std::string("--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\nContent-Type: application/sdp\r\n\r\n") +
            offer_sdp + "\r\n--b--\r\n",
        "multipart/mixed;boundary=b");
    CHECK(call.invited().message.content_type == "application/sdp");
    CHECK(call.invited().message.body == offer_sdp);
}

TEST_CASE("Replaces names our dialog, or none") {
    IncomingCall call;
    call.connect();
    const std::string tags = ";to-tag=" + call.dialog.their_tag() + ";from-tag=" + call.dialog.own_tag();
    PeerDialog matching(call, "replaces-1@peer"), early(call, "replaces-2@peer"), wrong(call, "replaces-3@peer");
    matching.send("INVITE", "Replaces: incoming@peer" + tags + "\r\n", offer_sdp);
    REQUIRE(call.until([&] { return call.sink.count<sip::Invited>() == 2; }));
    CHECK(call.invited().replaces == call.key);
    CHECK_FALSE(call.invited().replaces_unmatched);
    CHECK_FALSE(call.invited().replaces_early_only);
    early.send("INVITE", "Replaces: incoming@peer" + tags + ";early-only\r\n", offer_sdp);
    REQUIRE(call.until([&] { return call.sink.count<sip::Invited>() == 3; }));
    CHECK(call.invited().replaces == call.key);
    CHECK(call.invited().replaces_early_only);
    wrong.send("INVITE", "Replaces: incoming@peer;to-tag=x;from-tag=y\r\n", offer_sdp);
    REQUIRE(call.until([&] { return call.sink.count<sip::Invited>() == 4; }));
    CHECK(call.invited().replaces == 0);
    CHECK(call.invited().replaces_unmatched);
}

TEST_CASE("two Replaces are a bad request, and two of other headers do no harm") { // RFC 3891 section 3
    IncomingCall call;
    call.connect();
    const std::string tags = ";to-tag=" + call.dialog.their_tag() + ";from-tag=" + call.dialog.own_tag();
    PeerDialog twice(call, "twice@peer"), hops(call, "hops@peer");
    twice.send("INVITE", "Replaces: incoming@peer" + tags + "\r\nReplaces: other@peer;to-tag=a;from-tag=b\r\n", offer_sdp);
    CHECK(call.expect_response(400).cseq_method() == "INVITE");
    CHECK(call.sink.count<sip::Invited>() == 1);
    hops.send("INVITE", "Max-Forwards: 69\r\nMin-Expires: 5\r\nMin-Expires: 6\r\n", offer_sdp);
    CHECK(call.expect(nullptr, [](const SipText& m) { return m.is_request() || m.header("Call-ID") == "hops@peer"; })
              .cseq_method() == "INVITE");
    CHECK(call.agent->dialogs() >= 1);
}

TEST_CASE("an early dialog that we did not start is not replaced") {
    IncomingCall call;
    call.come_in();
    call.agent->ring(call.key);
    const std::string tag = call.expect_response(180).tag("To");
    PeerDialog other(call, "replaces@peer");
    other.send("INVITE", "Replaces: incoming@peer;to-tag=" + tag + ";from-tag=peertag\r\n", offer_sdp);
    REQUIRE(call.until([&] { return call.sink.count<sip::Invited>() == 2; }));
    CHECK(call.invited().replaces_unmatched);
}

TEST_CASE("garbage harms nobody") {
    AgentFixture fixture;
    for (const char* const text : {"", "\r\n\r\n", "INVITE", "INVITE sip:x SIP/2.0\r\n\r\n", "SIP/2.0 200\r\n\r\n",
                                   "INVITE sip:% SIP/2.0\r\nVia: SIP/2.0/UDP x\r\nContact: %\r\n\r\n"})
        fixture.peer.send_to(text, fixture.agent_port);
    const std::string invite = PeerDialog(fixture, "cut@peer").request("INVITE", {}, offer_sdp);
    for (std::size_t size = 1; size < invite.size(); size += 37)
        fixture.peer.send_to(invite.substr(0, size), fixture.agent_port);
    fixture.settle();
    PeerDialog dialog(fixture, "fine@peer");
    dialog.send("INVITE", {}, offer_sdp);
    CHECK(fixture.until([&] {
        const auto* const invited = fixture.sink.call_event<sip::Invited>();
        return invited && invited->message.headers.call_id == "fine@peer";
    }));
}

TEST_CASE("messages of a hostile shape are answered or dropped, and the next call comes through") {
    AgentFixture fixture;
    int shapes = 0;
    const auto send = [&](const std::function<void(std::string&)>& twist) {
        std::string text = PeerDialog(fixture, "twisted" + std::to_string(++shapes)).request("INVITE", {}, offer_sdp);
        twist(text);
        fixture.peer.send_to(text, fixture.agent_port);
        fixture.settle();
    };
    const auto replace = [](const char* what, const std::string& by) {
        return [=](std::string& text) {
            const auto at = text.find(what);
            text.replace(at, text.find("\r\n", at) - at, by);
        };
    };
    const auto add = [](const std::string& lines) {
        return [=](std::string& text) { text.insert(text.find("Max-Forwards"), lines); };
    };
    send(replace("INVITE ", std::string(60'000, 'M') + " sip:x SIP/2.0"));
    send(replace("INVITE ", "INVITE sip:SEP001120AABBCC-1@127.0.0.1%"));
    send(replace("Contact:", "Contact: %"));
    send(replace("Contact:", "Contact: <sip:%@%:99999999>;expires=-1"));
    for (const char* const length : {"-1", "4294967328", "99999999", "0", "x"})
        send(replace("Content-Length:", std::string("Content-Length: ") + length));
    send(add("Content-Length: 1\r\n"));
    send(add("X-Long: " + std::string(50'000, 'x') + "\r\n"));
    std::string many;
    for (int i = 0; i < 2'000; ++i)
        many += "X-Many: 1\r\n";
    send(add(many));
    many.clear();
    for (int i = 0; i < 200; ++i)
        many += "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + std::to_string(i) + "\r\n";
    send(add(many));
    send(replace("From:", "From: \"\xff\xfe\x01\" <sip:1002@pbx.test>;tag=t"));
    constexpr char nul[] = "From: \"\0\" <sip:x@y>;tag=t";
    send(replace("From:", std::string(nul, sizeof nul - 1)));
    send(replace("To:", "To: <sip:\"unclosed>"));
    send(replace("CSeq:", "CSeq: 99999999999 INVITE"));
    send(replace("CSeq:", "CSeq: 1 BYE"));
    send(replace("Max-Forwards:", "Max-Forwards: 0"));
    send(add("Replaces: x\r\nRefer-To: <\r\nSession-Expires: x\r\n"));
    send(add("Alert-Info: <\r\nCall-Info: ;;;\r\nP-Asserted-Identity: \"\r\nReason: \r\n"));
    PeerDialog dialog(fixture, "fine@peer");
    dialog.send("INVITE", {}, offer_sdp);
    CHECK(fixture.until([&] {
        const auto* const invited = fixture.sink.call_event<sip::Invited>();
        return invited && invited->message.headers.call_id == "fine@peer";
    }));
}
