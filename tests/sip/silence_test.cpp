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

TEST_CASE("an offer or an INFO that nobody answers ends the call, and the far end, which may still have it, gets a BYE") { // RFC 3261 section 12.2.1.2
    for (const std::string method : {"INVITE", "UPDATE", "INFO"})
        for (const bool bye_is_answered : {true, false}) {
            CAPTURE(method);
            CAPTURE(bye_is_answered);
            OutgoingCall call;
            call.connect();
            if (method == "INFO")
                call.agent->info(key, "application/dtmf-relay", "Signal=1\r\n");
            else
                call.agent->offer(key, offer_sdp, method == "INVITE" ? sip::OfferMethod::reinvite : sip::OfferMethod::update);
            REQUIRE(within(call, timeout + seconds(3), [&] { return call.sink.call_event<sip::DialogGone>(); }));
            CHECK(call.sink.call_event<sip::DialogGone>()->status == 408);
            REQUIRE(within(call, seconds(1), [&] { return call.has("BYE"); }));
            call.agent->forget(key);
            if (bye_is_answered)
                call.answer(call.expect_request("BYE"), {});
            check_nothing_left(call);
        }
}

namespace {

constexpr seconds session{90};

/// A call with a session timer that we refresh.
struct TimedCall : AgentFixture {
    explicit TimedCall(bool takes_update) : method(takes_update ? "UPDATE" : "INVITE") {
        auto asking = account();
        asking.session_expires = session;
        agent->update_line(1, asking);
        agent->invite(1, key, {.number = "201", .sdp = offer_sdp});
        invite = expect_request("INVITE");
        answer(invite, {.headers = granted(session) + (takes_update ? "Allow: INVITE, ACK, BYE, UPDATE\r\n" : ""), .body = answer_sdp});
        expect_request("ACK");
        REQUIRE(until_call<sip::Answered>());
    }
    std::string granted(seconds interval) const {
        return "Contact: <sip:201@" + peer.address() +
               ">\r\nRequire: timer\r\nSession-Expires: " + std::to_string(interval.count()) + ";refresher=uac\r\n";
    }
    bool is_refreshed_within(seconds longest) {
        return within(*this, longest, [&] { return has(method); });
    }
    SipText refresh() { return expect_request(method); }
    void refuse(int status, const std::string& headers = {}) {
        answer(refresh(), {.status = status, .headers = headers});
        if (method == std::string_view("INVITE"))
            expect_request("ACK");
        settle();
    }
    void grant(seconds interval = session) {
        answer(refresh(), {.headers = granted(interval), .body = method == std::string_view("INVITE") ? answer_sdp : ""});
        if (method == std::string_view("INVITE"))
            expect_request("ACK");
        settle();
    }
    const char* method;
    SipText invite;
};

} // namespace

// RFC 4028 section 10
TEST_CASE("a session whose refresh, or whose last offer, is refused is refreshed again until it ends; then BYE") {
    constexpr seconds half{session / 2 + seconds(6)}, eighth{session / 8 + seconds(1)};
    bool takes_update = true;
    SUBCASE("by UPDATE") {}
    SUBCASE("by re-INVITE") { takes_update = false; }
    TimedCall call(takes_update);
    REQUIRE(call.is_refreshed_within(half));
    call.refuse(500, "Retry-After: 3\r\n");
    CHECK_FALSE(call.is_refreshed_within(seconds(4))); // not as often as it likes to be asked
    REQUIRE(call.is_refreshed_within(eighth));
    call.refuse(503, "Retry-After: 20\r\n");
    CHECK_FALSE(call.is_refreshed_within(seconds(19)));
    REQUIRE(call.is_refreshed_within(seconds(2)));
    call.grant();
    call.agent->offer(key, offer_sdp, sip::OfferMethod::reinvite);
    call.answer(call.expect_request("INVITE"), {.status = 488});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::OfferRefused>(key));
    REQUIRE(call.is_refreshed_within(eighth));
    call.grant();
    REQUIRE(call.is_refreshed_within(half));
    int tried = 0;
    do {
        ++tried;
        call.refuse(503);
        CHECK(call.sink.count<sip::DialogGone>() == 0);
    } while (call.is_refreshed_within(eighth));
    CHECK(tried >= 3);
    CHECK(tried <= 5);
    call.answer(call.expect_request("BYE"), {});
    REQUIRE(call.until_call<sip::DialogGone>(key));
    CHECK(call.sink.call_event<sip::DialogGone>()->status == 503);
    call.agent->forget(key);
    check_nothing_left(call);
}

TEST_CASE("a PBX that wants to be left alone for longer than the session lasts is; then BYE") {
    TimedCall call(true);
    REQUIRE(call.is_refreshed_within(session / 2 + seconds(6)));
    call.refuse(503, "Retry-After: 7200\r\n");
    CHECK_FALSE(within(call, session / 2 - seconds(8), [&] { return call.has("UPDATE") || call.has("BYE"); }));
    REQUIRE(within(call, seconds(16), [&] { return call.has("BYE"); }));
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until_call<sip::DialogGone>(key));
    CHECK_FALSE(call.has("UPDATE"));
}

TEST_CASE("the session of a call that rings for long begins with its answer") {
    AgentFixture fixture;
    PeerDialog dialog(fixture, "ringing@peer");
    dialog.send("INVITE", "Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 90;refresher=uas\r\n", offer_sdp);
    REQUIRE(fixture.until_call<sip::Invited>());
    fixture.agent->ring(fixture.last_key);
    within(fixture, seconds(80), [] { return false; });
    fixture.agent->answer(fixture.last_key, answer_sdp);
    dialog.learn(fixture.expect_response(200));
    dialog.send("ACK");
    REQUIRE(fixture.until_call<sip::Ack>());
    REQUIRE(within(fixture, session / 2 + seconds(6), [&] { return fixture.has("UPDATE"); }));
    fixture.answer(fixture.expect_request("UPDATE"), {.status = 503});
    REQUIRE(within(fixture, session / 8 + seconds(1), [&] { return fixture.has("UPDATE") || fixture.has("BYE"); }));
    CHECK_FALSE(fixture.has("BYE"));
}

TEST_CASE("a refresh that is answered 408 or 481, or not at all, ends the call with a BYE") { // RFC 4028 section 10
    TimedCall call(true);
    REQUIRE(call.is_refreshed_within(session / 2 + seconds(6)));
    int status = 408;
    SUBCASE("408") { call.refuse(408); }
    SUBCASE("481") { call.refuse(status = 481); }
    SUBCASE("nothing") { REQUIRE(within(call, timeout + seconds(1), [&] { return call.has("BYE"); })); }
    call.answer(call.expect_request("BYE"), {});
    REQUIRE(call.until_call<sip::DialogGone>(key));
    CHECK(call.sink.call_event<sip::DialogGone>()->status == status);
}

TEST_CASE("a session interval that is too small is raised in a refresh, and stays so") { // RFC 4028 section 7.4
    bool takes_update = true;
    SUBCASE("by UPDATE") {}
    SUBCASE("by re-INVITE") { takes_update = false; }
    TimedCall call(takes_update);
    REQUIRE(call.is_refreshed_within(session / 2 + seconds(6)));
    call.refuse(422, "Min-SE: 3600\r\n");
    REQUIRE(call.has(call.method));
    const SipText raised = call.refresh();
    CHECK(raised.header("Session-Expires").starts_with("3600"));
    CHECK(raised.header("Min-SE") == "3600");
    CHECK_FALSE(call.has(call.method));
    call.answer(raised, {.headers = call.granted(seconds(3600)), .body = takes_update ? "" : answer_sdp});
    CHECK_FALSE(call.is_refreshed_within(seconds(1700)));
    REQUIRE(call.is_refreshed_within(seconds(200)));
    const SipText next = call.refresh();
    CHECK(next.header("Session-Expires").starts_with("3600"));
    call.answer(next, {.headers = call.granted(seconds(3600)), .body = takes_update ? "" : answer_sdp});
    PeerDialog dialog(call, call.invite);
    // the far end may ask for less
    dialog.send("UPDATE", "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n");
    CHECK(call.expect_response(200).cseq_method() == "UPDATE");
    CHECK(call.sink.count<sip::DialogGone>() == 0);
}

TEST_CASE("our offer by UPDATE is repeated with a longer session interval") {
    TimedCall call(true);
    call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
    call.refuse(422, "Min-SE: 600\r\n");
    const SipText raised = call.refresh();
    CHECK(raised.header("Session-Expires").starts_with("600"));
    CHECK(raised.body() == offer_sdp);
    call.answer(raised, {.headers = call.granted(seconds(600)), .body = answer_sdp});
    CHECK(call.until_call<sip::OfferAccepted>(key));
    CHECK(call.sink.count<sip::OfferRefused>() == 0);
}

TEST_CASE("422 without a longer interval, or with ever longer ones, is a refusal like others") {
    TimedCall call(true);
    call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
    SUBCASE("none") { call.refuse(422); }
    SUBCASE("no longer one") { call.refuse(422, "Min-SE: 90\r\n"); }
    SUBCASE("ever longer ones") {
        for (int least = 200; call.sink.count<sip::OfferRefused>() == 0; least += 100) {
            REQUIRE(least <= 600);
            call.refuse(422, "Min-SE: " + std::to_string(least) + "\r\n");
        }
    }
    REQUIRE(call.until_call<sip::OfferRefused>(key));
    CHECK(call.sink.call_event<sip::OfferRefused>()->status == 422);
    CHECK_FALSE(call.has("UPDATE"));
    CHECK(call.sink.count<sip::DialogGone>() == 0);
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
