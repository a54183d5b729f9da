// Inside a dialog: offers both ways, INFO, challenges, session timer, the ways it dies (callflows 4.1 to 4.6, 5.14).
#include "tests/sip/challenge.hpp"
#include "tests/sip/connected_call.hpp"
#include "tests/support/words.hpp"

using namespace tests;

namespace {

constexpr sip::CallKey key = connected_key;

} // namespace

TEST_CASE("our re-INVITE is answered and acknowledged") {
    ConnectedCall call;
    call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
    const SipText reinvite = call.expect_request("INVITE");
    CHECK(reinvite.body() == held_sdp);
    CHECK(reinvite.tag("To") == "peer");
    CHECK(reinvite.cseq() == call.invite.cseq() + 1);
    CHECK(reinvite.header("Contact") == call.invite.header("Contact"));
    call.answer(reinvite, call.ok());
    CHECK(call.expect_request("ACK").body().empty());
    const auto* const accepted = call.until_call<sip::OfferAccepted>(key);
    REQUIRE(accepted);
    CHECK(accepted->message.body == answer_sdp);
}

TEST_CASE("our UPDATE is answered") {
    ConnectedCall call;
    call.agent->offer(key, held_sdp, sip::OfferMethod::update);
    const SipText update = call.expect_request("UPDATE");
    CHECK(update.body() == held_sdp);
    call.answer(update, call.ok());
    CHECK(call.until_call<sip::OfferAccepted>(key));
}

TEST_CASE("refused offers are told by their kind") {
    SUBCASE("491: glare, and we made the Call-ID") {
        ConnectedCall call;
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        call.answer(call.expect_request("INVITE"), {.status = 491});
        const auto* const glare = call.until_call<sip::OfferGlare>(key);
        REQUIRE(glare);
        CHECK(glare->we_own_call_id);
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        call.answer(call.expect_request("INVITE"), call.ok());
        CHECK(call.until_call<sip::OfferAccepted>(key));
    }
    SUBCASE("488: the call stands") {
        ConnectedCall call;
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        call.answer(call.expect_request("INVITE"), {.status = 488});
        const auto* const refused = call.until_call<sip::OfferRefused>(key);
        REQUIRE(refused);
        CHECK(refused->status == 488);
        CHECK(call.agent->dialogs() == 1);
    }
}

// RFC 3261 section 12.2.1.2, RFC 5057
TEST_CASE("408 or 481 to an offer or an INFO ends the call with a BYE of ours, and the leg hears of it once") {
    for (const int status : {408, 481})
        for (const char* const method : {"INVITE", "UPDATE", "INFO"}) {
            CAPTURE(status);
            CAPTURE(method);
            ConnectedCall call;
            if (method == std::string_view("INFO"))
                for (const char* const digit : {"Signal=1\r\n", "Signal=2\r\n"})
                    call.agent->info(key, "application/dtmf-relay", digit);
            else
                call.agent->offer(key, held_sdp,
                                  method == std::string_view("UPDATE") ? sip::OfferMethod::update
                                                                       : sip::OfferMethod::reinvite);
            call.answer(call.expect_request(method), {.status = status});
            const SipText bye = call.expect_request("BYE");
            CHECK(bye.tag("To") == "peer");
            REQUIRE(call.until_call<sip::DialogGone>(key));
            CHECK(call.sink.call_event<sip::DialogGone>()->status == status);
            call.agent->bye(key, {}); // says nothing more
            const bool is_forgotten = status == 408;
            if (is_forgotten)
                call.agent->forget(key);
            call.answer(bye, {.status = 481}); // it has no such call any more
            CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
            call.settle();
            CHECK(call.sink.count<sip::DialogGone>() == 1);
            CHECK(call.sink.count<sip::ByeDone>() == 0);
            CHECK(call.sink.count<sip::OfferRefused>() == 0);
            CHECK_FALSE(call.has("BYE"));
            CHECK_FALSE(call.has("INFO"));
        }
}

TEST_CASE("the BYE after a 481 is repeated with credentials") {
    ConnectedCall call;
    call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
    call.answer(call.expect_request("INVITE"), {.status = 481});
    call.answer(call.expect_request("BYE"), {.status = 401, .headers = challenge("n1")});
    const SipText again = call.expect_request("BYE");
    CHECK(contains(again.header("Authorization"), "nonce=\"n1\""));
    call.answer(again, {});
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    CHECK(call.sink.count<sip::DialogGone>() == 1);
}

// RFC 3261 section 12.2.1.2
TEST_CASE("408 and 481 end a dialog, no other refusal does: not that of a PBX that is busy for a second") {
    using Method = sip::OfferMethod;
    for (const int status : {302, 400, 403, 404, 405, 410, 416, 480, 482, 483, 484, 485,
                             486, 488, 500, 501, 502, 503, 504, 580, 600, 603, 604, 606}) {
        CAPTURE(status);
        ConnectedCall call;
        const Answer refusal{.status = status, .headers = "Retry-After: 3\r\n"};
        for (const auto method : {Method::reinvite, Method::update}) {
            call.sink.calls.clear();
            call.agent->offer(key, held_sdp, method);
            call.answer(call.expect_request(method == Method::reinvite ? "INVITE" : "UPDATE"), refusal);
            REQUIRE(call.until_call<sip::OfferRefused>(key));
            CHECK(call.sink.call_event<sip::OfferRefused>()->status == status);
        }
        call.agent->info(key, "application/dtmf-relay", "Signal=1\r\n");
        call.answer(call.expect_request("INFO"), refusal);
        call.agent->refer(key, {.number = "300"});
        call.answer(call.expect_request("REFER"), refusal);
        REQUIRE(call.until_call<sip::ReferFailed>(key));
        CHECK(call.sink.call_event<sip::ReferFailed>()->status == status);
        call.settle();
        CHECK_FALSE(call.has("BYE"));
        CHECK(call.sink.count<sip::DialogGone>() == 0);
        call.agent->offer(key, held_sdp, Method::reinvite);
        call.answer(call.expect_request("INVITE"), call.ok());
        CHECK(call.until_call<sip::OfferAccepted>(key));
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until_call<sip::ByeDone>(key));
    }
}

TEST_CASE("an offer of the far end is answered when the leg says so") {
    ConnectedCall call;
    call.dialog->send("INVITE", {}, held_sdp);
    const auto* const offer = call.until_call<sip::Offer>(key);
    REQUIRE(offer);
    CHECK(offer->method == sip::OfferMethod::reinvite);
    CHECK(offer->message.body == held_sdp);
    call.agent->answer_offer(key, answer_sdp);
    const SipText ok = call.expect_response(200);
    CHECK(ok.body() == answer_sdp);
    CHECK(ok.header("Contact") == call.invite.header("Contact"));
    call.dialog->send("ACK");
    CHECK(call.until_call<sip::Ack>(key));
}

TEST_CASE("a re-INVITE without SDP wants our offer and brings the answer in its ACK") {
    ConnectedCall call;
    call.dialog->send("INVITE");
    REQUIRE(call.until_call<sip::OfferWanted>(key));
    call.agent->answer_offer(key, offer_sdp);
    CHECK(call.expect_response(200).body() == offer_sdp);
    call.dialog->send("ACK", {}, answer_sdp);
    REQUIRE(call.until_call<sip::Ack>(key));
    CHECK(call.sink.call_event<sip::Ack>()->sdp == answer_sdp);
}

TEST_CASE("an offer of the far end may be refused") {
    ConnectedCall call;
    call.dialog->send("INVITE", {}, held_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.agent->reject_offer(key, {.status = 488, .extra = {.warning = "304 gw \"Media type not available\""}});
    CHECK(contains(call.expect_response(488).header("Warning"), "304"));
    call.dialog->send("ACK");
    call.dialog->send("UPDATE", {}, held_sdp);
    REQUIRE(call.until([&] { return call.sink.count<sip::Offer>() == 2; }));
    CHECK(call.sink.call_event<sip::Offer>()->method == sip::OfferMethod::update);
    call.agent->reject_offer(key, {.status = 504});
    call.expect_response(504);
    CHECK(call.agent->dialogs() == 1);
}

TEST_CASE("UPDATE with SDP is an offer, without it identity") {
    ConnectedCall call;
    call.dialog->send("UPDATE", {}, held_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.agent->answer_offer(key, answer_sdp);
    CHECK(call.expect_response(200).body() == answer_sdp);
    call.dialog->send("UPDATE", "P-Asserted-Identity: \"Carol\" <sip:203@pbx.test>\r\n");
    CHECK(call.expect_response(200).body().empty());
    const auto* const identity = call.until_call<sip::Identity>(key);
    REQUIRE(identity);
    CHECK(identity->message.headers.p_asserted_identity == "\"Carol\" <sip:203@pbx.test>");
    CHECK(call.sink.count<sip::Offer>() == 1);
}

TEST_CASE("case 28: offers that cross are refused by their rule") {
    ConnectedCall call;
    call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
    const SipText ours = call.expect_request("INVITE");
    call.dialog->send("INVITE", {}, held_sdp); // race 15
    call.expect_response(491);
    call.dialog->send("ACK");
    call.dialog->send("UPDATE", {}, held_sdp);
    call.expect_response(491);
    call.answer(ours, call.ok());
    REQUIRE(call.until_call<sip::OfferAccepted>(key));
    CHECK(call.sink.count<sip::Offer>() == 0);

    call.dialog->send("UPDATE", {}, held_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.dialog->send("UPDATE", {}, held_sdp);
    CHECK_FALSE(call.expect_response(500).header("Retry-After").empty());
    call.agent->answer_offer(key, answer_sdp);
    call.expect_response(200);
}

// RFC 3311 section 5.2
TEST_CASE("case 28: a re-INVITE that crosses an UPDATE of either side is refused like one that crosses a re-INVITE") {
    ConnectedCall call;
    call.agent->offer(key, held_sdp, sip::OfferMethod::update);
    const SipText ours = call.expect_request("UPDATE");
    call.dialog->send("INVITE", {}, held_sdp);
    call.expect_response(491);
    call.dialog->send("ACK");
    call.answer(ours, call.ok());
    REQUIRE(call.until_call<sip::OfferAccepted>(key));
    CHECK(call.sink.count<sip::Offer>() == 0);

    call.dialog->send("UPDATE", {}, held_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.dialog->send("INVITE", {}, held_sdp);
    CHECK_FALSE(call.expect_response(500).header("Retry-After").empty());
    call.dialog->send("ACK");
    call.agent->answer_offer(key, answer_sdp);
    CHECK(call.expect_response(200).cseq_method() == "UPDATE");
    CHECK(call.sink.count<sip::Offer>() == 1);
}

TEST_CASE("a re-INVITE that is cancelled leaves the call as it was") {
    ConnectedCall call;
    call.dialog->send("INVITE", {}, held_sdp);
    REQUIRE(call.until_call<sip::Offer>(key));
    call.dialog->send("CANCEL"); // race 20
    call.expect_response(487);
    REQUIRE(call.until_call<sip::Cancelled>(key));
    call.settle();
    CHECK(call.agent->dialogs() == 1);
    CHECK(call.sink.count<sip::DialogGone>() == 0);
}

TEST_CASE("race 21: a re-INVITE that is retransmitted before our 200 is told once") {
    ConnectedCall call;
    const std::string request = call.dialog->request("INVITE", {}, held_sdp);
    call.peer.send_to(request, call.agent_port);
    call.until([&] { return call.sink.count<sip::Offer>() == 1; });
    call.peer.send_to(request, call.agent_port);
    call.settle();
    CHECK(call.sink.count<sip::Offer>() == 1);
    call.agent->answer_offer(key, answer_sdp);
    call.expect(nullptr, [](const SipText& m) { return m.status() == 200 && m.cseq_method() == "INVITE"; });
}

TEST_CASE("case 59: INFO from the far end is answered by its kind") {
    ConnectedCall call;
    const auto ask = [&](const std::string& type, const std::string& body) {
        call.dialog->send("INFO", {}, body, type);
        return call.expect(nullptr, [](const SipText& m) { return m.cseq_method() == "INFO"; }).status();
    };
    CHECK(ask("application/dtmf-relay", "Signal=5\r\nDuration=100\r\n") == 200);
    CHECK(ask("application/dtmf-relay", "Signal=999999") == 200);
    CHECK(ask("application/dtmf", "5") == 200);
    CHECK(ask("", "") == 200);
    CHECK(ask("application/media_control+xml", "<x/>") == 415);
}

TEST_CASE("INFO that names another party is told as UPDATE is") { // callflows 3.6
    ConnectedCall call;
    call.dialog->send("INFO", "P-Asserted-Identity: \"Carol\" <sip:203@pbx>\r\n");
    CHECK(call.expect_response(200).cseq_method() == "INFO");
    const auto* const identity = call.until_call<sip::Identity>(key);
    REQUIRE(identity);
    CHECK(contains(identity->message.headers.p_asserted_identity, "203"));
}

TEST_CASE("NOTIFY talk and hold press keys, other packages have no subscription") {
    ConnectedCall call;
    const auto ask = [&](const std::string& event) {
        call.dialog->send("NOTIFY", "Event: " + event + "\r\nSubscription-State: active\r\n");
        return call.expect(nullptr, [](const SipText& m) { return m.cseq_method() == "NOTIFY"; }).status();
    };
    CHECK(ask("talk") == 200);
    CHECK(call.sink.count<sip::TalkWanted>() == 1);
    CHECK(ask("hold") == 200);
    CHECK(call.sink.count<sip::HoldWanted>() == 1);
    CHECK(ask("presence") == 489);
    CHECK(ask("refer") == 481); // case 55: we have sent no REFER
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until_call<sip::ByeDone>(key));
    CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
}

TEST_CASE("OPTIONS and MESSAGE inside a dialog are answered, an unknown method is not implemented") {
    ConnectedCall call;
    call.dialog->send("OPTIONS");
    call.expect_response(200);
    call.dialog->send("MESSAGE", {}, "hello", "text/plain");
    call.expect_response(405);
    call.sink.shows_texts = true;
    call.dialog->send("MESSAGE", {}, "hello", "text/plain");
    call.expect_response(200);
    CHECK(call.sink.texts == std::vector<std::string>{"hello", "hello"});
    call.dialog->send("MESSAGE", {}, "<p>hello</p>", "text/html");
    call.expect_response(415);
    CHECK(call.sink.texts.size() == 2);
    call.dialog->send("BREW");
    call.expect_response(501);
}

TEST_CASE("case 33, case 34: requests for a dialog that is none are refused") {
    AgentFixture fixture;
    PeerDialog nothing(fixture, "nothing@peer");
    SipText fake{"SIP/2.0 200 OK\r\nTo: <sip:x>;tag=guessed\r\n\r\n"};
    nothing.learn(fake);
    for (const char* const method : {"BYE", "INFO", "UPDATE", "NOTIFY", "REFER"}) {
        CAPTURE(method);
        nothing.send(method, "Event: refer\r\nRefer-To: <sip:1@x>\r\n");
        const int status =
            fixture.expect(nullptr, [&](const SipText& m) { return m.cseq_method() == method; }).status();
        CHECK((status == 481 || status == 405));
    }
    PeerDialog uncalled(fixture, "uncalled@peer");
    uncalled.request("INVITE");
    uncalled.send("CANCEL");
    CHECK(fixture.expect(nullptr, [&](const SipText& m) { return m.cseq_method() == "CANCEL"; }).status() == 481);
    CHECK(fixture.sink.calls.empty());
}

TEST_CASE("case 41: session timers are agreed as the caller wishes, within limits") {
    AgentFixture fixture;
    PeerDialog dialog(fixture, "timer@peer");
    dialog.send("INVITE", "Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 600\r\n", offer_sdp);
    REQUIRE(fixture.until_call<sip::Invited>());
    fixture.agent->answer(fixture.last_key, answer_sdp);
    CHECK(fixture.expect_response(200).header("Session-Expires") == "600;refresher=uac");

    PeerDialog hasty(fixture, "hasty@peer");
    hasty.send("INVITE", "Supported: timer\r\nSession-Expires: 60\r\n", offer_sdp);
    CHECK(fixture.expect_response(422).header("Min-SE") == "90");

    PeerDialog plain(fixture, "plain@peer");
    plain.send("INVITE", {}, offer_sdp); // could not be refreshed without SDP
    REQUIRE(fixture.until([&] { return fixture.sink.count<sip::Invited>() == 2; }));
    fixture.agent->answer(fixture.last_key, answer_sdp);
    CHECK(fixture.expect_response(200).header("Session-Expires").empty());
}
