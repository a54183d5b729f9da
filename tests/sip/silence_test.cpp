// A PBX that says nothing any more: whatever was open ends in its time, and nothing is left (callflows 2.9, 2.11).
#include "tests/sip/outgoing_call.hpp"
#include "tests/support/sofia_clock.hpp"

using namespace tests;
using std::chrono::seconds;

namespace {

constexpr seconds timeout{32}; ///< 64*T1 (RFC 3261 section 17)

/// Until it is true or `longest` has passed on the stack's clock, which runs ahead.
bool within(AgentFixture& fixture, std::chrono::milliseconds longest, const std::function<bool()>& is_true) {
    constexpr std::chrono::milliseconds turn{100};
    for (; longest.count() > 0; longest -= turn) {
        SofiaClock::advance(turn);
        fixture.agent->step();
        fixture.peer.poll();
        if (is_true())
            return true;
    }
    return false;
}

/// dialogs() back at 0, and the agent alive.
void check_nothing_left(AgentFixture& fixture) {
    CHECK(within(fixture, timeout + seconds(6), [&] { return fixture.agent->dialogs() == 0; }));
    fixture.peer.inbox.clear();
    PeerDialog alive(fixture, "alive@peer");
    alive.send("OPTIONS");
    CHECK(fixture.expect_response(200).cseq_method() == "OPTIONS");
}

} // namespace

TEST_CASE("an INVITE that nobody answers fails after the time of its transaction") {
    OutgoingCall call;
    CHECK_FALSE(within(call, timeout - seconds(1), [&] { return call.sink.call_event<sip::Rejected>(); }));
    REQUIRE(within(call, seconds(3), [&] { return call.sink.call_event<sip::Rejected>(); }));
    const auto& message = call.sink.call_event<sip::Rejected>()->message;
    CHECK(message.status == 408);
    CHECK(message.internal);
    CHECK(message.sent_before_provisional);
    CHECK(call.sink.calls.size() == 1);
    CHECK(call.peer.inbox.size() >= 5); // repeated meanwhile
    check_nothing_left(call);
}

TEST_CASE("transaction_timeout is when an INVITE without an answer has failed") {
    sip::Options options;
    options.transaction_timeout = seconds(8);
    OutgoingCall call({.number = "201", .sdp = offer_sdp}, options);
    CHECK_FALSE(within(call, seconds(7), [&] { return call.sink.call_event<sip::Rejected>(); }));
    CHECK(within(call, seconds(3), [&] { return call.sink.call_event<sip::Rejected>(); }));
    check_nothing_left(call);
}

TEST_CASE("a call that is hung up while the PBX is silent ends without it") {
    OutgoingCall call;
    SUBCASE("no answer at all: no CANCEL is ever sent") {
        call.agent->cancel(key);
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.sink.call_event<sip::Rejected>(); }));
        CHECK_FALSE(call.has("CANCEL"));
    }
    SUBCASE("silent since its 100") {
        call.answer(call.invite, {.status = 100});
        call.settle();
        call.agent->cancel(key);
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.sink.call_event<sip::Rejected>(); }));
        CHECK(call.has("CANCEL"));
    }
    SUBCASE("silent since it rang") {
        call.answer(call.invite, {.status = 180, .headers = call.contact()});
        REQUIRE(call.until_call<sip::Ringing>(key));
        call.agent->cancel(key);
        call.answer(call.expect_request("CANCEL"), {});
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.sink.call_event<sip::Rejected>(); }));
    }
    SUBCASE("forgotten") {
        call.agent->forget(key);
    }
    CHECK(call.sink.count<sip::Rejected>() <= 1);
    check_nothing_left(call);
}

TEST_CASE("case 36: a PBX that is silent since its 100 has as long as a phone may ring, then the call is cancelled") {
    OutgoingCall call;
    call.answer(call.invite, {.status = 100});
    call.settle();
    CHECK_FALSE(within(call, seconds(178), [&] { return call.has("CANCEL"); }));
    CHECK(call.sink.calls.empty());
    SUBCASE("it answers the CANCEL") {
        REQUIRE(within(call, seconds(5), [&] { return call.has("CANCEL"); }));
        call.answer(call.expect_request("CANCEL"), {});
        call.answer(call.invite, {.status = 487});
        REQUIRE(call.until_call<sip::Rejected>(key));
    }
    SUBCASE("it does not") {
        REQUIRE(within(call, timeout + seconds(8), [&] { return call.sink.call_event<sip::Rejected>(); }));
        CHECK(call.sink.call_event<sip::Rejected>()->message.internal);
    }
    SUBCASE("it rings after all: from now on the leg counts") {
        call.answer(call.invite, {.status = 180, .headers = call.contact()});
        REQUIRE(call.until_call<sip::Ringing>(key));
        CHECK_FALSE(within(call, seconds(60), [&] { return call.has("CANCEL"); }));
        call.answer(call.invite, {.status = 486});
        REQUIRE(call.until_call<sip::Rejected>(key));
    }
    CHECK(call.sink.count<sip::Rejected>() == 1);
    check_nothing_left(call);
}

TEST_CASE("requests inside a dialog that nobody answers end it") {
    OutgoingCall call;
    call.connect();
    SUBCASE("BYE") {
        call.agent->bye(key, {});
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.sink.call_event<sip::ByeDone>(); }));
        CHECK(call.sink.call_event<sip::ByeDone>()->status == 408);
        CHECK(call.sink.count<sip::DialogGone>() == 0);
    }
    SUBCASE("re-INVITE") {
        call.agent->offer(key, offer_sdp, sip::OfferMethod::reinvite);
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.sink.call_event<sip::DialogGone>(); }));
        CHECK(call.sink.call_event<sip::DialogGone>()->status == 408);
        call.agent->forget(key);
    }
    SUBCASE("INFO, and then BYE") {
        call.agent->info(key, "application/dtmf-relay", "Signal=1\r\n");
        call.agent->info(key, "application/dtmf-relay", "Signal=2\r\n");
        call.expect_request("INFO");
        call.agent->forget(key);
    }
    SUBCASE("REFER, and then BYE") {
        call.agent->refer(key, {.number = "300"});
        call.expect_request("REFER");
        call.agent->forget(key);
    }
    SUBCASE("forgotten") {
        call.agent->forget(key);
    }
    check_nothing_left(call);
}

TEST_CASE("a session whose refresh, or whose last offer, is refused is refreshed again; who refuses it for good has no session any more") { // RFC 4028
    constexpr seconds session{90}, half{session / 2 + seconds(6)}, quarter{session / 4 + seconds(1)};
    OutgoingCall call;
    bool takes_update = true;
    SUBCASE("by UPDATE") {}
    SUBCASE("by re-INVITE") { takes_update = false; }
    const std::string method = takes_update ? "UPDATE" : "INVITE";
    const std::string timer = call.contact() + "Require: timer\r\nSession-Expires: 90;refresher=uac\r\n";
    const auto refreshes = [&] { return call.has(method.c_str()); };
    const auto refreshed = [&] {
        call.answer(call.expect_request(method.c_str()), {.headers = timer, .body = takes_update ? "" : answer_sdp});
        if (!takes_update)
            call.expect_request("ACK");
    };
    call.answer(call.invite, {.headers = timer + (takes_update ? "Allow: INVITE, ACK, BYE, UPDATE\r\n" : ""), .body = answer_sdp});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>());
    REQUIRE(within(call, half, refreshes));
    call.answer(call.expect_request(method.c_str()), {.status = 500, .headers = "Retry-After: 3\r\n"});
    call.settle();
    REQUIRE(within(call, quarter, refreshes));
    refreshed();
    call.settle();
    call.agent->offer(key, offer_sdp, sip::OfferMethod::reinvite);
    call.answer(call.expect_request("INVITE"), {.status = 488});
    REQUIRE(call.until_call<sip::OfferRefused>(key));
    REQUIRE(within(call, quarter, refreshes));
    refreshed();
    CHECK(call.sink.count<sip::DialogGone>() == 0);
    for (int i = 0; i < 4; ++i) {
        REQUIRE(within(call, i == 0 ? half : quarter, refreshes));
        call.answer(call.expect_request(method.c_str()), {.status = 503});
        call.settle();
    }
    call.answer(call.expect_request("BYE"), {});
    REQUIRE(call.until_call<sip::DialogGone>(key));
    CHECK(call.sink.call_event<sip::DialogGone>()->status == 503);
    call.agent->forget(key);
    check_nothing_left(call);
}

TEST_CASE("case 31: a caller who never acknowledges our 200 is hung up on") {
    AgentFixture fixture;
    PeerDialog dialog(fixture, "noack@peer");
    dialog.send("INVITE", {}, offer_sdp);
    REQUIRE(fixture.until_call<sip::Invited>());
    const auto call = fixture.last_key;
    fixture.agent->answer(call, answer_sdp);
    fixture.expect_response(200);
    REQUIRE(within(fixture, timeout + seconds(3), [&] { return fixture.has("BYE"); }));
    SUBCASE("who answers the BYE") {
        fixture.answer(fixture.expect_request("BYE"), {});
    }
    SUBCASE("nor the BYE") {}
    REQUIRE(within(fixture, timeout + seconds(3), [&] { return fixture.sink.call_event<sip::DialogGone>(call); }));
    fixture.agent->forget(call);
    check_nothing_left(fixture);
}

TEST_CASE("who never acknowledges our 200 to his re-INVITE is hung up on, also when the user wanted that before") {
    OutgoingCall call;
    call.connect();
    PeerDialog dialog(call, call.invite);
    dialog.send("INVITE", {}, answer_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.agent->answer_offer(key, offer_sdp);
    call.expect_response(200);
    SUBCASE("the user wants nothing") {
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.has("BYE"); }));
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until_call<sip::DialogGone>(key));
        call.agent->forget(key);
    }
    SUBCASE("the user has hung up") {
        call.agent->bye(key, {});
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.has("BYE"); }));
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until([&] { return call.sink.count<sip::ByeDone>() + call.sink.count<sip::DialogGone>() == 1; }));
        call.agent->forget(key);
    }
    SUBCASE("nobody listens any more") {
        call.agent->forget(key);
        REQUIRE(within(call, timeout + seconds(3), [&] { return call.has("BYE"); }));
    }
    check_nothing_left(call);
}

TEST_CASE("a silent registrar fails each registration, and the next one is tried") {
    sip::Options options;
    options.registrations_in_flight = 1;
    AgentFixture fixture(options);
    auto account = fixture.account();
    account.user = account.contact_user = "SEP001120AABBCC-2";
    fixture.agent->add_line(2, account);
    fixture.agent->send_register(1, 0, seconds(300), false);
    fixture.agent->send_register(2, 0, seconds(300), false);
    for (const sip::LineId line : {1U, 2U}) {
        REQUIRE(within(fixture, timeout + seconds(3), [&] { return fixture.sink.lines.size() == line; }));
        CHECK(fixture.sink.lines.back().line == line);
        const auto* const failed = fixture.sink.line_event<sip::RegisterFailed>();
        REQUIRE(failed);
        CHECK(failed->status == 0);
        CHECK(failed->phrase == "no answer");
        CHECK(failed->internal);
    }
    fixture.peer.inbox.clear();
    fixture.agent->send_register(1, 0, seconds(300), false);
    fixture.answer(fixture.expect_request("REGISTER"), {});
    CHECK(fixture.until_line<sip::RegisterOk>());
}

TEST_CASE("a subscription that nobody answers is tried again, and may be given up") {
    AgentFixture fixture;
    fixture.agent->subscribe_message_summary(1, 0, true);
    const SipText first = fixture.expect_request("SUBSCRIBE");
    REQUIRE(within(fixture, timeout + seconds(70), [&] {
        return !fixture.peer.inbox.empty() && fixture.peer.inbox.back().header("Call-ID") != first.header("Call-ID");
    }));
    fixture.agent->subscribe_message_summary(1, 0, false);
    CHECK(fixture.until([&] { return fixture.agent->shut_down(); }));
}

TEST_CASE("shutting down does not wait for a silent PBX for ever") {
    OutgoingCall call;
    call.connect();
    call.agent->send_register(1, 0, seconds(0), false);
    CHECK_FALSE(call.agent->shut_down());
    CHECK(within(call, timeout + seconds(6), [&] { return call.agent->shut_down(); }));
}
