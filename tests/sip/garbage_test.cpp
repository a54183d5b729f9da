// A PBX that talks nonsense: none of it is taken for an answer, and what is right still is (security.md 3).
#include <random>

#include "tests/sip/outgoing_call.hpp"
#include "tests/support/sip_client.hpp"

using namespace tests;
using std::chrono::seconds;

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

/// Answers that belong to nothing of ours, made of a right one.
std::vector<std::string> answers_to_nothing(const SipText& request, const Answer& answer) {
    const std::string right = response_to(request, answer);
    const std::string cseq = "CSeq: " + request.header("CSeq");
    return {
        replaced(right, "branch=z9hG4bK", "branch=z9hG4bKwrong"),
        replaced(right, cseq, "CSeq: " + std::to_string(request.cseq() + 1) + " " + request.method()),
        replaced(right, cseq, "CSeq: " + std::to_string(request.cseq()) + " BREW"),
        replaced(right, cseq, "CSeq: 99999999999999999999 " + request.method()),
        replaced(right, "Call-ID: ", "Call-ID: not"),
        replaced(right, "From: " + request.header("From"), "From: <sip:somebody@pbx.test>;tag=else"),
        replaced(right, "Via: " + request.header("Via"), "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx"),
        replaced(right, "Via: " + request.header("Via") + "\r\n", ""),
        replaced(right, "SIP/2.0 ", "SIP/9.9 "),
        replaced(right, "SIP/2.0 " + std::to_string(answer.status), "SIP/2.0 -1"),
        right.substr(0, right.find("CSeq")),
        right.substr(0, 40),
    };
}

/// Octets without meaning, and right messages with some octets changed; always the same.
std::vector<std::string> noise(const std::string& right, unsigned seed) {
    std::minstd_rand random(seed);
    const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
    std::vector<std::string> all;
    for (int i = 0; i < 150; ++i) {
        std::string octets(1 + below(600), '\0');
        for (char& octet : octets)
            octet = static_cast<char>(below(256));
        all.push_back(octets);
        std::string changed = right;
        for (std::size_t change = 0; change < 1 + below(8); ++change)
            changed[10 + below(changed.size() - 10)] = static_cast<char>(below(256));
        changed.erase(8,
                      1 + below(30)); // what is left is nobody's answer, even when the changes hit nothing that matters
        all.push_back(changed);
    }
    return all;
}

} // namespace

TEST_CASE("octets that are no SIP are told with who sent them, and a keep-alive is none of them") {
    AgentFixture fixture;
    for (const std::string& octets :
         {std::string("no such thing\r\nas: this\r\n\r\n"), std::string("hello"),
          std::string("GET / HTTP/1.1\r\nHost: pbx\r\n\r\n"), std::string("\x80\x00\xff\x01 noise \x00\x07", 13),
          std::string("OPTIONS SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n"), std::string(3000, 'x'),
          std::string(40, '\xf8') /* SigComp, RFC 5049 */, std::string("\x01\x01 a STUN response")}) {
        CAPTURE(octets);
        fixture.sink.noise.clear();
        fixture.peer.send_to(octets, fixture.agent_port);
        REQUIRE(fixture.until([&] { return !fixture.sink.noise.empty(); }));
        CHECK(fixture.sink.noise == std::vector<std::string>{"127.0.0.1"});
    }
    fixture.sink.noise.clear();
    for (const std::string& keep_alive : {std::string("\r\n\r\n"), std::string("\r\n"), std::string(4, '\0')})
        fixture.peer.send_to(keep_alive, fixture.agent_port);
    PeerDialog asks(fixture, "after");
    asks.send("OPTIONS");
    fixture.expect_response(200);
    CHECK(fixture.sink.noise.empty());
    CHECK(fixture.sink.unreadable.empty());
}

TEST_CASE("an answer that cannot be read is told, with the call and the header field, for no event comes of it") {
    OutgoingCall call;
    const std::string place = "1 " + std::to_string(key) + " 127.0.0.1: ";
    const std::string right = response_to(call.invite, {.status = 200, .headers = call.contact(), .body = answer_sdp});
    const auto told = [&](const std::string& answer, const std::string& what) {
        call.sink.unreadable.clear();
        call.peer.send_to(answer, call.agent_port);
        REQUIRE(call.until([&] { return !call.sink.unreadable.empty(); }));
        CHECK(call.sink.unreadable.back() == what);
    };
    told(replaced(right, call.contact(), "Contact: %\r\n"), place + "200 to INVITE: Contact cannot be read");
    told(replaced(right, call.contact(), call.contact() + "Session-Expires: abc\r\n"),
         place + "200 to INVITE: Session-Expires cannot be read");
    told(replaced(right, "Call-ID: " + call.invite.header("Call-ID") + "\r\n", ""),
         "0 0 127.0.0.1: 200 to INVITE: a header field is missing");
    CHECK(call.sink.count<sip::Answered>() == 0);
    call.peer.send_to(right, call.agent_port);
    CHECK(call.until_call<sip::Answered>(key));
}

TEST_CASE("a request that the stack drops without an answer is told, with what it lacks; one that is answered is not") {
    AgentFixture fixture;
    PeerDialog caller(fixture, "caller@peer");
    const std::string invite = caller.request("INVITE", {}, offer_sdp), via = "Via: " + SipText{invite}.header("Via");
    const auto told = [&](const std::string& request) {
        fixture.sink.unreadable.clear();
        fixture.peer.inbox.clear();
        fixture.peer.send_to(request, fixture.agent_port);
        // when it is answered all has been read
        PeerDialog behind(fixture, "behind" + std::to_string(request.size()) + "@peer");
        behind.send("OPTIONS");
        fixture.expect(nullptr, [&](const SipText& m) { return m.header("Call-ID") == behind.call_id(); });
        return fixture.sink.unreadable;
    };
    const auto one = [](const std::string& what) { return std::vector<std::string>{"0 0 127.0.0.1: " + what}; };
    CHECK(told(replaced(invite, via + "\r\n", "")) == one("INVITE: no Via to answer by"));
    // RFC 4475 section 3.1.2.1
    CHECK(told(replaced(invite, via, "Via: SIP/2.0/UDP 192.0.2.15;;,;,,")) == one("INVITE: Via cannot be read"));
    CHECK(told(replaced(invite, "SIP/2.0/UDP", "SIP/2.0/TCP")) == one("INVITE: no Via to answer by"));
    CHECK(told(replaced(invite, "UDP " + fixture.peer.address(), "UDP 127.0.0.1:0")) == one("INVITE: no Via to answer by"));
    const std::string ack = caller.request("ACK");
    CHECK(told(replaced(ack, "CSeq: 1 ACK", "CSeq: x ACK")) == one("ACK: CSeq cannot be read"));
    CHECK(told(replaced(ack, "Call-ID: caller@peer\r\n", "")) == one("ACK: a header field is missing"));
    CHECK(told(replaced(ack, "ACK sip:", "ACK sip: ")) == one("ACK: the Request-URI cannot be read"));
    CHECK(told(replaced(replaced(invite, "INVITE sip:", "INVITE sip: "), via + "\r\n", "")) == one("INVITE: no Via to answer by"));
    CHECK(told(ack).empty());
    CHECK(fixture.sink.calls.empty());
    CHECK(fixture.sink.noise.empty());
    CHECK(told(replaced(invite, "CSeq: 1", "CSeq: x")).empty());
    CHECK(fixture.expect_response(400).cseq_method() == "");
    CHECK(told(replaced(invite, "INVITE sip:", "INVITE sip: ")).empty());
    CHECK(fixture.expect_response(400).cseq_method() == "INVITE");
    CHECK(told(replaced(replaced(invite, "INVITE ", "`IN+VITE ~ "), "1 INVITE", "1 `IN+VITE")).empty());
    CHECK(fixture.expect_response(400).cseq_method() == "`IN+VITE");
    CHECK(told(replaced(replaced(invite, "INVITE ", "`IN+VITE "), "1 INVITE", "1 `IN+VITE")).empty());
    CHECK(fixture.expect_response(501).cseq_method() == "`IN+VITE");
}

TEST_CASE("an answer that is of no request of ours, or of another version of SIP, is told") {
    OutgoingCall call;
    const auto told = [&](const std::string& answer) {
        call.sink.unreadable.clear();
        call.peer.send_to(answer, call.agent_port);
        REQUIRE(call.until([&] { return !call.sink.unreadable.empty(); }));
        return call.sink.unreadable;
    };
    const auto one = [](const std::string& whose, const std::string& what) {
        return std::vector<std::string>{whose + " 127.0.0.1: 200 to INVITE: " + what};
    };
    const std::string right = response_to(call.invite, call.ok()), ours = "1 " + std::to_string(key);
    CHECK(told(replaced(right, "branch=z9hG4bK", "branch=z9hG4bKwrong")) == one(ours, "it answers nothing of ours"));
    CHECK(told(replaced(right, "Call-ID: ", "Call-ID: not")) == one("0 0", "it answers nothing of ours"));
    CHECK(told(replaced(right, "SIP/2.0 ", "SIP/9.9 ")) == one(ours, "another version of SIP"));
    CHECK(told(replaced(right, "From: ", "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKother\r\nFrom: ")) ==
          one(ours, "not one Via")); // RFC 3261 section 8.1.3.3
    call.sink.unreadable.clear();
    call.connect();
    call.answer(call.invite, call.ok()); // repeated: our ACK was lost
    call.expect_request("ACK");
    call.agent->bye(key, {});
    const SipText bye = call.expect_request("BYE");
    call.answer(bye, {});
    REQUIRE(call.until_call<sip::ByeDone>(key));
    call.answer(bye, {});
    call.settle();
    CHECK(call.sink.unreadable.empty());
}

TEST_CASE("answers that belong to nothing are nobody's, and the right one still comes through") {
    OutgoingCall call;
    for (const auto& wrong : answers_to_nothing(call.invite, call.ok()))
        call.peer.send_to(wrong, call.agent_port);
    for (const auto& wrong : answers_to_nothing(call.invite, {.status = 486}))
        call.peer.send_to(wrong, call.agent_port);
    call.settle();
    CHECK(call.sink.calls.empty());
    call.connect();
    CHECK(call.sink.calls.size() == 1);
    call.agent->bye(key, {});
    const SipText bye = call.expect_request("BYE");
    for (const auto& wrong : answers_to_nothing(bye, {}))
        call.peer.send_to(wrong, call.agent_port);
    call.settle();
    CHECK_FALSE(call.sink.call_event<sip::ByeDone>());
    call.answer(bye, {});
    REQUIRE(call.until_call<sip::ByeDone>(key));
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a registration takes no answer of another") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    for (const auto& wrong : answers_to_nothing(request, {})) {
        CAPTURE(wrong);
        fixture.peer.send_to(wrong, fixture.agent_port);
        fixture.settle();
        REQUIRE(fixture.sink.lines.empty());
    }
    fixture.answer(request, {});
    CHECK(fixture.until_line<sip::RegisterOk>());
}

TEST_CASE("noise changes nothing for a call and a registration under way") {
    OutgoingCall call;
    call.agent->send_register(1, 0, seconds(300), false);
    const SipText registering = call.expect_request("REGISTER");
    for (const auto& octets : noise(response_to(call.invite, call.ok()), 1))
        call.peer.send_to(octets, call.agent_port);
    // Not from us: on loopback our refusal of it would come to ourselves, as an answer to our INVITE.
    for (const auto& octets : noise(replaced(call.invite.text, call.agent->address(), call.peer.address()), 2))
        call.peer.send_to(octets, call.agent_port);
    call.settle();
    CHECK(call.sink.count<sip::Answered>() == 0);
    call.connect();
    call.answer(registering, {});
    CHECK(call.until_line<sip::RegisterOk>());
    call.agent->forget(key);
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("answers without a tag are those of an old peer") { // RFC 3261 section 12.1.2
    OutgoingCall call;
    call.answer(call.invite, {.status = 180, .to_tag = "", .headers = call.contact()});
    REQUIRE(call.until_call<sip::Ringing>(key));
    call.answer(call.invite, call.ok(""));
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>(key));
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {.to_tag = ""});
    REQUIRE(call.until_call<sip::ByeDone>(key));
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("a final status of no class is a failure") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 7000});
    REQUIRE(call.until_call<sip::Rejected>(key));
    CHECK(call.sink.call_event<sip::Rejected>()->message.status == 500);
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("huge answers are read or dropped, and the call goes on") {
    OutgoingCall call;
    const auto ringing = [&](const std::string& headers, const std::string& body = {}) {
        call.answer(call.invite, {.status = 183, .headers = call.contact() + headers, .body = body});
    };
    ringing("X-Long: " + std::string(60'000, 'x') + "\r\n");
    ringing("P-Asserted-Identity: \"" + std::string(30'000, 'x') + "\" <sip:201@pbx.test>\r\n");
    std::string many;
    for (int i = 0; i < 2000; ++i)
        many += "Warning: 399 pbx \"" + std::to_string(i) + "\"\r\n";
    ringing(many);
    ringing({}, "v=0\r\n" + std::string(60'000, 'x'));
    REQUIRE(call.until_call<sip::Progress>(key));
    call.connect();
    call.agent->forget(key);
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("a flood of provisional answers with ever new tags costs nothing, and the call can still be answered") {
    OutgoingCall call;
    for (int i = 0; i < 5000; ++i) {
        call.answer(
            call.invite,
            {.status = i % 2 == 0 ? 180 : 183, .to_tag = "fork" + std::to_string(i), .headers = call.contact()});
        if (i % 50 == 0)
            call.agent->step();
    }
    call.settle();
    CHECK(call.sink.count<sip::Ringing>() > 100);
    SUBCASE("by a fork of the flood") {
        call.answer(call.invite, call.ok("fork4999"));
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Answered>(key));
        call.agent->forget(key);
        call.answer(call.expect_request("BYE"), {});
    }
    SUBCASE("or hung up") {
        call.agent->cancel(key);
        call.answer(call.expect_request("CANCEL"), {});
        call.answer(call.invite, {.status = 487, .to_tag = "fork1"});
        REQUIRE(call.until_call<sip::Rejected>(key));
    }
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("the SIP port is no STUN server") {
    AgentFixture fixture;
    const std::string binding_request("\x00\x01\x00\x00\x21\x12\xa4\x42transaction!", 20); // RFC 8489 section 5
    fixture.peer.send_to(binding_request, fixture.agent_port);
    REQUIRE(fixture.until([&] { return !fixture.sink.noise.empty(); }));
    CHECK(fixture.sink.noise == std::vector<std::string>{"127.0.0.1"});
    fixture.peer.poll();
    // a refusal would be twice the octets, to whomever the datagram names as its source
    CHECK(fixture.peer.inbox.empty());
}

TEST_CASE("requests for dialogs and transactions that do not exist are refused, in any number") {
    AgentFixture fixture;
    for (int i = 0; i < 300; ++i) {
        PeerDialog ghost(fixture, "ghost" + std::to_string(i));
        ghost.learn(SipText{"SIP/2.0 200 OK\r\nTo: <sip:1001@pbx.test>;tag=none" + std::to_string(i) + "\r\n\r\n"});
        std::string request = ghost.request(i % 3 == 2 ? "ACK" : "BYE");
        if (i % 3 == 1)
            request = replaced(replaced(request, "BYE sip:", "CANCEL sip:"), " BYE\r\n", " CANCEL\r\n");
        fixture.peer.send_to(request, fixture.agent_port);
    }
    std::size_t refused = 0;
    CHECK(fixture.until([&] {
        for (; !fixture.peer.inbox.empty(); fixture.peer.inbox.pop_front())
            refused += fixture.peer.inbox.front().status() == 481 ? 1 : 0;
        return refused == 200;
    }));
    CHECK(fixture.sink.calls.empty());
    CHECK(fixture.agent->dialogs() == 0);
}

TEST_CASE("case 8: a header of more lines than anybody needs is not read") {
    AgentFixture fixture;
    const auto options = [&](const std::string& call_id, unsigned more_lines, const char* line) {
        std::string text =
            "OPTIONS sip:1001@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(fixture.peer.port()) +
            ";branch=z9hG4bK" + call_id +
            "\r\nMax-Forwards: 70\r\nFrom: <sip:202@pbx.test>;tag=f\r\nTo: <sip:1001@pbx.test>\r\nCall-ID: " + call_id +
            "\r\nCSeq: 1 OPTIONS\r\n";
        for (unsigned i = 0; i < more_lines; ++i)
            text += line;
        return text + "\r\n";
    };
    for (const char* const line : {"X: a\r\n", "Subject: x\r\n", "Supported: x\r\n", "Via: SIP/2.0/UDP a\r\n"}) {
        fixture.peer.send_to(options("long", 3000, line), fixture.agent_port);
        fixture.peer.send_to(options("just-too-long", 250, line), fixture.agent_port);
    }
    fixture.peer.send_to(options("fits", 249, "X: a\r\n"), fixture.agent_port);
    CHECK(fixture.expect(nullptr, [](const SipText& m) { return m.status() != 0; }).header("Call-ID") == "fits");
    CHECK(fixture.sink.unreadable == std::vector<std::string>(8, "0 0 127.0.0.1: more header lines than anything that telephones sends"));
    CHECK(fixture.sink.noise.empty());
}

TEST_CASE("case 8, case 11: what a connection sends is read as far as a message may go, then it is told, and the connection ends") {
    AgentFixture fixture;
    const std::string start =
        "OPTIONS sip:1001@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKlong\r\nMax-Forwards: 70\r\n"
        "From: <sip:202@pbx.test>;tag=f\r\nTo: <sip:1001@pbx.test>\r\nCall-ID: long\r\nCSeq: 1 OPTIONS\r\n";
    const auto length = [](std::size_t octets) { return "Content-Length: " + std::to_string(octets) + "\r\n\r\n"; };
    SipClient stream(fixture.agent_port);
    const auto status_of = [&](const std::string& text) {
        stream.say(text);
        REQUIRE(fixture.until([&] {
            stream.poll();
            return stream.is_over() || !stream.inbox.empty();
        }));
        return stream.inbox.empty() ? 0 : stream.inbox.front().status();
    };
    SUBCASE("a body that fits") {
        CHECK(status_of(start + length(100'000) + std::string(100'000, 'x')) == 200);
        CHECK(fixture.sink.unreadable.empty());
        return;
    }
    SUBCASE("a body that does not") { CHECK(status_of(start + length(200'000)) == 413); }
    SUBCASE("nor its length") { CHECK(status_of(start + length(4'294'967'295)) == 413); }
    SUBCASE("a header field without end") {
        CHECK(status_of(start + "X: " + std::string(66'000, 'x')) == 0);
        CHECK(fixture.sink.unreadable == std::vector<std::string>{"0 0 127.0.0.1: a header without end"});
    }
    SUBCASE("a NUL in a header field") {
        CHECK(status_of(start + "Subject: a" + std::string(1, '\0') + "b\r\n" + length(0)) == 0);
        CHECK(fixture.sink.unreadable == std::vector<std::string>{"0 0 127.0.0.1: a NUL in its header"});
    }
    SUBCASE("but a NUL in quotes, and any number in a body") {
        const std::string nul(1, '\0');
        const auto text = start + "Subject: \"a\\" + nul + "b\"\r\n" + length(4) + nul + nul + nul + nul;
        SUBCASE("at once") { CHECK(status_of(text) == 200); }
        SUBCASE("octet by octet") {
            for (const char octet : text) {
                stream.say(std::string(1, octet));
                fixture.agent->step();
            }
            CHECK(status_of("") == 200);
        }
        CHECK(fixture.sink.unreadable.empty());
        return;
    }
    SUBCASE("a first line without end") {
        CHECK(status_of("OPTIONS sip:" + std::string(66'000, 'x')) == 0);
        CHECK(fixture.sink.unreadable == std::vector<std::string>{"0 0 127.0.0.1: a header without end"});
    }
    SUBCASE("header lines without end") {
        std::string lines;
        for (int i = 0; i < 300; ++i) lines += "X: a\r\n";
        CHECK(status_of(start + lines) == 0);
        CHECK(fixture.sink.unreadable == std::vector<std::string>{"0 0 127.0.0.1: more header lines than anything that telephones sends"});
    }
    CHECK(fixture.sink.noise.empty());
    CHECK(fixture.until([&] {
        stream.poll();
        return stream.is_over();
    }));
}
