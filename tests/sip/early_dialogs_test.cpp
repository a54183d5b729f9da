// An INVITE of ours that a proxy forks to phones with reliable provisional responses (RFC 3262): callflows 2.7, races
// 24, 26 and 35.
#include <functional>

#include "tests/sip/forked_call.hpp"
#include "tests/support/sofia_clock.hpp"

using namespace tests;

TEST_CASE("whichever fork answers has the call, however the forks have rung before") {
    struct Order {
        const char* name;
        std::function<void(ForkedCall&)> ring;
        const char* answers;
    };
    const Order orders[] = {
        {"180 rel A, 200 B", [](ForkedCall& c) { c.rings_reliably("A", 180, {}, 1); }, "B"},
        {"183 rel A, 180 B, 200 B", [](ForkedCall& c) { c.rings_reliably("A", 183, answer_sdp, 1); c.rings("B", 180); }, "B"},
        {"180 A, 183 rel B, 200 B", [](ForkedCall& c) { c.rings("A", 180); c.rings_reliably("B", 183, other_sdp, 9); }, "B"},
        {"180 A, 183 rel B, 200 A", [](ForkedCall& c) { c.rings("A", 180); c.rings_reliably("B", 183, other_sdp, 9); }, "A"},
        {"183 rel A, 183 rel B, 200 A", [](ForkedCall& c) { c.rings_reliably("A", 183, answer_sdp, 1); c.rings_reliably("B", 183, other_sdp, 1); }, "A"},
        {"183 rel A, 183 rel B, 200 B", [](ForkedCall& c) { c.rings_reliably("A", 183, answer_sdp, 5); c.rings_reliably("B", 183, other_sdp, 1); }, "B"},
        {"180 rel A, 180 rel B twice, 180 rel A, 200 B", [](ForkedCall& c) {
             c.rings_reliably("A", 180, {}, 7);
             c.rings_reliably("B", 180, {}, 3);
             c.rings_reliably("B", 183, other_sdp, 4);
             c.rings_reliably("A", 183, answer_sdp, 8);
         }, "B"},
        {"183 rel A, 199 A, 200 B", [](ForkedCall& c) { c.rings_reliably("A", 183, answer_sdp, 1); c.rings("A", 199); }, "B"},
        {"183 rel A, 183 rel B, 199 A, 200 C", [](ForkedCall& c) { c.rings_reliably("A", 183, answer_sdp, 1); c.rings_reliably("B", 183, other_sdp, 1); c.rings("A", 199); }, "C"},
    };
    for (const auto& order : orders)
        for (const bool talks : {false, true})
            for (const bool is_ours : {true, false}) {
                CAPTURE(order.name);
                CAPTURE(talks);
                CAPTURE(is_ours);
                ForkedCall call;
                order.ring(call);
                call.picks_up(order.answers);
                if (talks)
                    call.check_talk(order.answers);
                call.hangs_up(order.answers, is_ours);
            }
}

TEST_CASE("race 24: early media of each fork is told, as reliable") {
    ForkedCall call;
    call.rings_reliably("A", 183, answer_sdp, 1);
    CHECK(call.sink.call_event<sip::Progress>()->message.reliable);
    call.rings_reliably("B", 183, other_sdp, 1);
    const auto& message = call.sink.call_event<sip::Progress>()->message;
    CHECK(message.reliable);
    CHECK(message.remote_tag == "B");
    CHECK(message.body == other_sdp);
    call.rings("A", 180);
    CHECK(call.sink.call_event<sip::Ringing>()->message.remote_tag == "A");
}

// RFC 3262 section 5
TEST_CASE("an answer without SDP has that of its own reliable response, though another fork was heard after it") {
    ForkedCall call;
    call.rings_reliably("A", 183, answer_sdp, 1);
    std::string tag = "A", told = answer_sdp;
    SUBCASE("the other one reliably") { call.rings_reliably("B", 183, other_sdp, 1); }
    SUBCASE("the other one unreliably") { call.rings("B", 183, other_sdp); }
    SUBCASE("no other one: it is known") { told.clear(); }
    SUBCASE("it never had one") {
        tag = "B";
        told.clear();
    }
    call.answer(call.invite, {.to_tag = tag, .headers = call.headers(tag)});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>(key));
    CHECK(call.sink.call_event<sip::Answered>()->message.body == told);
    CHECK(call.sink.call_event<sip::Answered>()->message.content_type == (told.empty() ? "" : "application/sdp"));
}

TEST_CASE("race 26 of forks: a reliable response that comes again, or before another one, gets no PRACK and is not told") {
    ForkedCall call;
    call.rings_reliably("A", 183, answer_sdp, 1);
    call.rings_reliably("B", 183, other_sdp, 1);
    for (const auto& [tag, rseq] : {std::pair{"A", 1}, {"B", 1}, {"A", 3}, {"B", 3}})
        call.answer(call.invite,
                    {.status = 183,
                     .to_tag = tag,
                     .headers = call.headers(tag) + "Require: 100rel\r\nRSeq: " + std::to_string(rseq) + "\r\n",
                     .body = other_sdp});
    call.settle();
    CHECK_FALSE(call.has("PRACK"));
    CHECK(call.sink.count<sip::Progress>() == 2);
    call.rings_reliably("B", 180, {}, 2);
    call.rings_reliably("A", 180, {}, 2);
    call.picks_up("B");
    call.hangs_up("B", true);
}

TEST_CASE("a PRACK of a fork is repeated until it is answered") {
    ForkedCall call;
    call.rings_reliably("A", 180, {}, 1);
    call.rings("B", 180, {}, 1);
    const SipText lost = call.expect_request("PRACK");
    SofiaClock::advance(std::chrono::milliseconds(600));
    const SipText again = call.expect_request("PRACK");
    CHECK(again.text == lost.text);
    call.answer(again, {});
    call.settle();
    SofiaClock::advance(std::chrono::seconds(5));
    call.settle();
    CHECK_FALSE(call.has("PRACK"));
}

TEST_CASE("whatever a fork says to its PRACK, another one may still answer") {
    ForkedCall call;
    call.rings_reliably("A", 180, {}, 1);
    call.rings("B", 180, {}, 1);
    call.answer(call.expect_request("PRACK"), {.status = 481});
    call.settle();
    CHECK_FALSE(call.has("CANCEL"));
    call.picks_up("A");
    call.hangs_up("A", true);
}

TEST_CASE("while several forks ring, the loss of one's dialog ends nothing") {
    ForkedCall call;
    call.rings("A", 183, answer_sdp, 1);
    const SipText prack = call.expect_request("PRACK");
    call.seen["A"] = prack.cseq();
    call.rings_reliably("B", 183, other_sdp, 1);
    call.answer(prack, {.status = 481});
    call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
    call.answer(call.expect_inside("B", "UPDATE"), {.status = 481});
    CHECK(call.until_call<sip::OfferRefused>(key));
    for (int time = 0; time < 2; ++time) {
        call.agent->info(key, "application/dtmf-relay", "Signal=5\r\n");
        call.answer(call.expect_inside("B", "INFO"), {.status = 481});
        call.settle();
    }
    CHECK_FALSE(call.has("CANCEL"));
    call.rings_reliably("A", 183, answer_sdp, 2);
    call.picks_up("A");
    call.check_talk("A");
    call.hangs_up("A", true);
}

TEST_CASE("what a fork says to an offer or an INFO after another one has won ends nothing and agrees on nothing") {
    for (const int status : {200, 481, 500}) {
        CAPTURE(status);
        ForkedCall call;
        call.rings_reliably("A", 183, answer_sdp, 1);
        call.rings_reliably("B", 183, other_sdp, 1);
        call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
        const SipText update = call.expect_inside("B", "UPDATE");
        call.agent->info(key, "application/dtmf-relay", "Signal=5\r\n");
        call.agent->info(key, "application/dtmf-relay", "Signal=6\r\n");
        call.picks_up("A");
        call.answer(update, {.status = status, .headers = call.headers("B"), .body = status == 200 ? other_sdp : ""});
        REQUIRE(call.until_call<sip::OfferRefused>(key));
        CHECK(call.sink.count<sip::OfferAccepted>() == 0);
        for (int time = 0; time < 2; ++time)
            call.answer(call.expect_inside("A", "INFO"), {});
        call.settle();
        call.check_talk("A");
        call.hangs_up("A", true);
    }
}

TEST_CASE("before the answer, offers and INFO go to the fork whose early media came last, and those of each fork are heard") {
    ForkedCall call;
    call.rings_reliably("A", 183, answer_sdp, 1);
    call.rings_reliably("B", 183, other_sdp, 1);
    std::string speaker = "B";
    SUBCASE("the second") {}
    SUBCASE("the first again") {
        call.rings_reliably("A", 183, answer_sdp, 2);
        speaker = "A";
    }
    SUBCASE("the first, when the second has ended") {
        call.rings("B", 199);
        speaker = "A";
    }
    call.agent->offer(key, offer_sdp, sip::OfferMethod::update);
    call.answer(call.expect_inside(speaker, "UPDATE"), {.headers = call.headers(speaker), .body = answer_sdp});
    REQUIRE(call.until_call<sip::OfferAccepted>(key));
    call.agent->info(key, "application/dtmf-relay", "Signal=5\r\n");
    call.answer(call.expect_inside(speaker, "INFO"), {});
    for (const char* const tag : {"A", "B"}) {
        const auto told = call.sink.count<sip::Offer>();
        call.phone(tag).send("UPDATE", {}, other_sdp);
        REQUIRE(call.until([&] { return call.sink.count<sip::Offer>() == told + 1; }));
        call.agent->answer_offer(key, offer_sdp);
        CHECK(call.expect_ok("UPDATE").tag("From") == tag);
    }
    call.picks_up("B");
    call.hangs_up("B", false);
}

TEST_CASE("race 35 of forks: two answers are both acknowledged, and the second is ended") {
    for (const std::string first : {"A", "B"}) {
        const std::string second = first == "A" ? "B" : "A";
        for (const bool both_reliable : {true, false}) {
            CAPTURE(first);
            CAPTURE(both_reliable);
            ForkedCall call;
            call.rings_reliably("A", 183, answer_sdp, 1);
            if (both_reliable)
                call.rings_reliably("B", 183, other_sdp, 1);
            call.picks_up(first);
            call.answer(call.invite, {.to_tag = second, .headers = call.headers(second), .body = other_sdp});
            CHECK(call.expect_request("ACK").tag("To") == second);
            const SipText bye = call.expect_request("BYE");
            CHECK(bye.tag("To") == second);
            CHECK(bye.first_line() == "BYE " + call.who(second) + " SIP/2.0");
            CHECK(bye.header("Route") == call.route(second));
            SofiaClock::advance(std::chrono::milliseconds(600));
            CHECK(call.expect_request("BYE").text == bye.text); // repeated until it is answered
            // The second again: its ACK was lost
            call.answer(call.invite, {.to_tag = second, .headers = call.headers(second), .body = other_sdp});
            CHECK(call.expect_request("ACK").tag("To") == second);
            call.answer(bye, {});
            call.settle();
            std::erase_if(call.peer.inbox, [&](const SipText& m) { return m.text == bye.text; }); // crossed the answer
            CHECK_FALSE(call.has("BYE"));
            CHECK(call.sink.unreadable.empty());
            // The first again: its ACK was lost
            call.answer(call.invite, {.to_tag = first, .headers = call.headers(first), .body = other_sdp});
            CHECK(call.expect_request("ACK").tag("To") == first);
            CHECK(call.sink.count<sip::Answered>() == 1);
            call.check_talk(first);
            call.hangs_up(first, true);
        }
    }
}

TEST_CASE("a fork that has lost has no say in the call") {
    for (const std::string winner : {"A", "B"}) {
        CAPTURE(winner);
        ForkedCall call;
        call.rings_reliably("A", 183, answer_sdp, 1);
        call.rings_reliably("B", 183, other_sdp, 1);
        call.picks_up(winner);
        const std::string loser = winner == "A" ? "B" : "A";
        for (const char* const method : {"BYE", "UPDATE", "INFO", "INVITE"}) {
            call.phone(loser).send(method, {}, std::string_view(method) == "BYE" ? "" : other_sdp);
            CHECK(call.expect_response(481).cseq_method() == method);
        }
        call.settle();
        std::erase_if(call.peer.inbox, [](const SipText& m) { return m.status() == 481; }); // to INVITE, until its ACK
        CHECK(call.sink.count<sip::HungUp>() + call.sink.count<sip::Offer>() == 0);
        call.check_talk(winner);
        call.hangs_up(winner, true);
    }
}

TEST_CASE("a refusal ends a forked call, whoever it comes from") { // a proxy sends one, when all forks have refused
    for (const char* const tag : {"A", "B", "proxy"}) {
        CAPTURE(tag);
        ForkedCall call;
        call.rings_reliably("A", 183, answer_sdp, 1);
        call.rings_reliably("B", 180, {}, 1);
        call.answer(call.invite, {.status = 486, .to_tag = tag});
        CHECK(call.expect_request("ACK").tag("To") == tag);
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK(call.sink.call_event<sip::Rejected>()->message.status == 486);
        CHECK(call.sink.count<sip::Rejected>() == 1);
        CHECK(call.agent->dialogs() == 0);
    }
}

TEST_CASE("one CANCEL ends all forks") {
    ForkedCall call;
    call.rings_reliably("A", 183, answer_sdp, 1);
    call.rings_reliably("B", 183, other_sdp, 1);
    call.agent->cancel(key);
    const SipText cancel = call.expect_request("CANCEL");
    CHECK(cancel.tag("To").empty());
    call.answer(cancel, {});
    SUBCASE("which are told so") {
        call.answer(call.invite, {.status = 487, .to_tag = "B"});
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK(call.sink.call_event<sip::Rejected>()->message.status == 487);
    }
    SUBCASE("but one of them has just answered") {
        call.agent->forget(key);
        call.answer(call.invite, {.to_tag = "B", .headers = call.headers("B"), .body = other_sdp});
        CHECK(call.expect_request("ACK").tag("To") == "B");
        call.answer(call.expect_inside("B", "BYE"), {});
    }
    SUBCASE("which rings once more before") {
        call.rings_reliably("B", 180, {}, 2);
        call.answer(call.invite, {.status = 487, .to_tag = "A"});
        call.expect_request("ACK");
        REQUIRE(call.until_call<sip::Rejected>(key));
    }
    call.agent->forget(key);
    REQUIRE(call.until([&] { return call.agent->dialogs() == 0; }));
    CHECK_FALSE(call.has("CANCEL"));
    CHECK_FALSE(call.has("BYE"));
}

TEST_CASE("many forks: 64 are heard, what is more is not acknowledged, and the call goes on") {
    ForkedCall call;
    for (int fork = 0; fork < 64; ++fork)
        call.rings_reliably("F" + std::to_string(fork), 180, {}, 1);
    call.answer(call.invite, {.status = 180, .to_tag = "F64", .headers = call.headers("F64") + "Require: 100rel\r\nRSeq: 1\r\n"});
    call.settle();
    CHECK_FALSE(call.has("PRACK"));
    SUBCASE("a known one answers") {
        call.picks_up("F63");
        call.hangs_up("F63", true);
    }
    SUBCASE("one too many answers: told as our own failure") {
        call.answer(call.invite, {.to_tag = "F64", .headers = call.headers("F64"), .body = other_sdp});
        REQUIRE(call.until_call<sip::Rejected>(key));
        CHECK(call.sink.call_event<sip::Rejected>()->message.internal);
    }
}

TEST_CASE("a challenged PRACK of the first fork is repeated in its dialog while another one is heard") {
    ForkedCall call;
    call.rings("A", 183, answer_sdp, 1);
    const SipText prack = call.expect_request("PRACK");
    call.rings_reliably("B", 183, other_sdp, 1);
    call.answer(prack, {.status = 401, .headers = challenge("n1")});
    const SipText again = call.expect_request("PRACK");
    CHECK(again.tag("To") == "A");
    CHECK_FALSE(again.header("Authorization").empty());
    call.answer(again, {});
    call.picks_up("B");
    call.hangs_up("B", true);
}

TEST_CASE("an INVITE that is repeated with credentials is forked anew") {
    ForkedCall call;
    call.rings_reliably("A", 183, answer_sdp, 1);
    call.rings_reliably("B", 183, other_sdp, 1);
    call.answer(call.invite,
                {.status = 407,
                 .to_tag = "proxy",
                 .headers = "Proxy-Authenticate: Digest realm=\"pbx.test\", nonce=\"n\", qop=\"auth\"\r\n"});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Rejected>(key));
    call.agent->resend_with_credentials(key);
    call.invite = call.expect_request("INVITE");
    call.seen.clear();
    call.rings_reliably("B", 183, other_sdp, 1);
    call.rings_reliably("A", 183, answer_sdp, 1);
    call.picks_up("A");
    call.check_talk("A");
    call.hangs_up("A", false);
}
