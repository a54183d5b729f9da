// How many requests outside dialogs are taken.
#include "sip/crowd.hpp"

#include "tests/sip/agent_fixture.hpp"
#include "tests/sip/incoming_call.hpp"

using namespace tests;
using std::chrono::seconds;

TEST_CASE("a crowd is as large as the transactions that live, and shrinks as they end") {
    sip::Crowd crowd(seconds(32));
    const auto begin = sip::Crowd::Clock::time_point(seconds(1'000));
    const auto takes = [&](seconds at) {
        int taken = 0;
        while (taken < 1'000 && crowd.takes_one_more(100, begin + at)) ++taken;
        return taken;
    };
    CHECK(takes(seconds(0)) == 100);
    CHECK(takes(seconds(31)) == 0);
    CHECK(takes(seconds(32)) == 0);
    CHECK(takes(seconds(40)) == 25); // a quarter of the period is over
    CHECK(takes(seconds(63)) > 50);
    CHECK(takes(seconds(1'000)) == 100);
}

TEST_CASE("of more requests than a moment can hold the rest is dropped, and calls go on") {
    sip::Options options;
    options.max_strange_requests = 3;
    options.max_requests = 6;   // and four for the one line
    IncomingCall fixture(options);
    ScriptedPeer stranger("127.0.0.2");
    fixture.others = {&stranger};
    fixture.connect();
    PeerDialog& call = fixture.dialog;
    const auto ask = [&](const char* who, ScriptedPeer& peer, int times) {
        for (int i = 0; i < times; ++i)
            PeerDialog(fixture, who + std::to_string(i) + "@peer", "", &peer).send("OPTIONS");
        fixture.settle();
        peer.poll();
        const auto answered = peer.inbox.size();
        peer.inbox.clear();
        return answered;
    };
    CHECK(ask("stranger", stranger, 20) == 3);
    CHECK(ask("pbx", fixture.peer, 30) == 9); // the INVITE was one of them
    CHECK(fixture.sink.dropped.size() == 17 + 21);
    CHECK(fixture.sink.dropped.front() == "127.0.0.2: [sip] max_strange_requests: more than 3 outside calls in 32 s");
    CHECK(fixture.sink.dropped.back() == "127.0.0.1: [sip] max_requests: more than 10 outside calls in 32 s");
    call.send("INFO", "", "Signal=1\r\n", "application/dtmf-relay");
    CHECK(fixture.expect_response(200).cseq_method() == "INFO");
    call.send("BYE");
    CHECK(fixture.expect_response(200).cseq_method() == "BYE");
}

TEST_CASE("a backlog on a connection is read a piece at a time, and all of it is answered") {
    AgentFixture fixture({}, SOCK_STREAM);
    fixture.agent->send_register(1, 0, std::chrono::seconds(300), false);
    fixture.answer(fixture.expect_request("REGISTER"), {});
    REQUIRE(fixture.until_line<sip::RegisterOk>());
    constexpr std::size_t many = 200;
    std::string backlog;
    for (std::size_t i = 0; i < many; ++i)
        backlog += "OPTIONS sip:1001@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP " + fixture.peer.address() +
                   ";branch=z9hG4bK" + std::to_string(i) +
                   "\r\nMax-Forwards: 70\r\nFrom: <sip:202@pbx.test>;tag=f\r\nTo: <sip:1001@pbx.test>\r\nCall-ID: " +
                   std::to_string(i) + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    REQUIRE(backlog.size() < 64 * 1024);           // what a socket takes at once
    fixture.sink.requests.clear();
    fixture.peer.send_to(backlog, fixture.agent_port);
    while (fixture.sink.requests.empty())
        fixture.agent->step();
    CHECK(fixture.sink.requests.size() < many / 2);
    CHECK(fixture.until([&] { return fixture.sink.requests.size() == many; }));
    std::size_t answers = 0;
    CHECK(fixture.until([&] {
        answers += fixture.peer.inbox.size();
        fixture.peer.inbox.clear();
        return answers == many;
    }));
}
