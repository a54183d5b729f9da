// The end of a call by BYE, of either side, whatever else is under way (callflows 2.11, races 17 and 18).
#include "tests/sip/connected_call.hpp"

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
