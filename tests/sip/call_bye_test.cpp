// The end of a call by BYE, of either side, whatever else is under way (callflows 2.11, races 17 and 18).
#include "tests/process/measures.hpp"
#include "tests/sip/connected_call.hpp"
#include "tests/support/sofia_clock.hpp"

using namespace tests;

namespace {

constexpr sip::CallKey key = connected_key;

} // namespace

TEST_CASE("BYE while our re-INVITE is open ends the call once") {
    ConnectedCall call;
    call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
    const SipText reinvite = call.expect_request("INVITE");
    call.dialog->send("BYE"); // race 17
    call.expect_response(200);
    REQUIRE(call.until_call<sip::HungUp>(key));
    call.answer(reinvite, {.status = 487});
    call.agent->forget(key);
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    CHECK(call.sink.count<sip::DialogGone>() == 0);
    CHECK_FALSE(call.has("BYE"));
}

TEST_CASE("BYE by us while our re-INVITE is open") {
    for (const bool is_forgotten : {false, true}) {
        ConnectedCall call;
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        const SipText reinvite = call.expect_request("INVITE");
        if (is_forgotten)
            call.agent->forget(key);
        else
            call.agent->bye(key, {});
        const SipText bye = call.expect_request("BYE");
        call.answer(bye, {});
        call.answer(reinvite, {.status = 487});
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
        CHECK(call.sink.count<sip::ByeDone>() == (is_forgotten ? 0 : 1));
    }
}

TEST_CASE("BYE from both sides") {
    ConnectedCall call;
    call.agent->bye(key, {});
    const SipText ours = call.expect_request("BYE");
    call.dialog->send("BYE"); // race 18
    call.expect(nullptr, [](const SipText& m) { return m.status() >= 200; });
    call.answer(ours, {});
    CHECK(call.until_call<sip::ByeDone>(key));
    CHECK(call.agent->dialogs() == 0);
}

TEST_CASE("BYE by us before we answered their re-INVITE refuses it") {
    ConnectedCall call;
    call.dialog->send("INVITE", {}, held_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.agent->bye(key, {}); // race 19
    call.answer(call.expect_request("BYE"), {});
    const SipText refused = call.expect(nullptr, [](const SipText& m) { return m.status() >= 300; });
    CHECK(refused.cseq_method() == "INVITE");
    CHECK(call.until_call<sip::ByeDone>(key));
}

TEST_CASE("BYE by us after our 200 to their re-INVITE waits for its ACK") { // RFC 3261 section 15
    for (const bool is_forgotten : {false, true}) {
        ConnectedCall call;
        call.dialog->send("INVITE", {}, held_sdp);
        REQUIRE(call.until_call<sip::Offer>(key));
        call.agent->answer_offer(key, answer_sdp);
        call.expect_response(200);
        if (is_forgotten)
            call.agent->forget(key);
        else
            call.agent->bye(key, {.reason = "Q.850;cause=16"});
        call.settle();
        CHECK_FALSE(call.has("BYE"));
        call.dialog->send("ACK");
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
        CHECK(call.sink.count<sip::ByeDone>() == (is_forgotten ? 0 : 1));
        CHECK(call.sink.count<sip::Ack>() == 0);
    }
}

TEST_CASE("a BYE that the PBX does not know any more is done all the same") {
    for (const int status : {408, 481, 500}) {
        ConnectedCall call;
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {.status = status});
        const auto* const done = call.until_call<sip::ByeDone>(key);
        REQUIRE(done);
        CHECK(done->status == status);
        CHECK(call.agent->dialogs() == 0);
    }
}

namespace {

/// Octets held once all transactions have run into their time and all that was told is forgotten.
std::size_t octets_after_all(AgentFixture& fixture) {
    for (int i = 0; i < 3; ++i) {
        SofiaClock::advance(std::chrono::seconds(40));
        fixture.settle();
    }
    CHECK(fixture.agent->dialogs() == 0);
    fixture.sink = Recorder{};
    fixture.peer.inbox.clear();
    return allocated_octets();
}

} // namespace

// What nua would lose of each (sip/lost_requests.hpp). LeakSanitizer sees it when the process ends; this sees it in any
// build, and in what call.
TEST_CASE("calls that the far end ends by BYE while our INVITE or re-INVITE is open leave nothing in memory") {
    AgentFixture fixture;
    sip::CallKey next = key;
    const auto contact = "Contact: <sip:201@" + fixture.peer.address() + ">\r\n";
    std::function<SipText(const SipText&)> is_open_in;  // the request that gets no answer before the BYE
    SUBCASE("INVITE") {
        is_open_in = [&](const SipText& invite) {
            fixture.answer(invite, {.status = 180, .headers = contact});
            REQUIRE(fixture.until_call<sip::Ringing>(next));
            return invite;
        };
    }
    SUBCASE("re-INVITE") {
        is_open_in = [&](const SipText& invite) {
            fixture.answer(invite, {.headers = contact, .body = answer_sdp});
            fixture.expect_request("ACK");
            REQUIRE(fixture.until_call<sip::Answered>(next));
            fixture.agent->offer(next, held_sdp, sip::OfferMethod::reinvite);
            return fixture.expect_request("INVITE");
        };
    }
    const auto call = [&] {
        fixture.agent->invite(1, ++next, {.number = "201", .sdp = offer_sdp});
        const SipText invite = fixture.expect_request("INVITE");
        const SipText open = is_open_in(invite);
        PeerDialog(fixture, invite).send("BYE");
        fixture.expect(nullptr, [](const SipText& m) { return m.status() == 200 && m.cseq_method() == "BYE"; });
        fixture.answer(open, {.status = 487});
        fixture.settle();
        fixture.agent->forget(next);
    };
    constexpr std::size_t calls = 24, noise = 8 * 1024; // what was lost of one call: 2 to 4 kB and its handle
    for (std::size_t i = 0; i < calls; ++i) call();
    const auto before = octets_after_all(fixture);
    for (std::size_t i = 0; i < calls; ++i) call();
    CHECK(octets_after_all(fixture) <= before + noise);
}
