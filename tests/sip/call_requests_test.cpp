// Requests of ours inside a dialog that are challenged, refused for their credentials, or wait for one another
// (callflows 4.5, race 29).
#include "tests/sip/challenge.hpp"
#include "tests/sip/connected_call.hpp"
#include "tests/support/words.hpp"

using namespace tests;

namespace {

constexpr sip::CallKey key = connected_key;

} // namespace

TEST_CASE("race 29: a challenge inside the dialog is answered once for BYE, re-INVITE, REFER") {
    SUBCASE("BYE, MD5") {
        ConnectedCall call;
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {.status = 401, .headers = challenge("n1")});
        const SipText again = call.expect_request("BYE");
        CHECK(contains(again.header("Authorization"), "nonce=\"n1\""));
        CHECK(call.sink.count<sip::ByeDone>() == 0);
        call.answer(again, {});
        CHECK(call.until_call<sip::ByeDone>(key));
    }
    SUBCASE("BYE, SHA-256: our side ends") {
        ConnectedCall call;
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {.status = 401, .headers = challenge("n1", ", algorithm=SHA-256")});
        CHECK(call.until_call<sip::ByeDone>(key));
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    }
    SUBCASE("re-INVITE") {
        for (const std::string algorithm : {"MD5", "SHA-256"}) {
            CAPTURE(algorithm);
            ConnectedCall call;
            call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
            call.answer(call.expect_request("INVITE"),
                        {.status = 407, .headers = "Proxy-" + challenge("n1", ", algorithm=" + algorithm).substr(4)});
            const SipText again = call.expect_request("INVITE");
            CHECK(contains(again.header("Proxy-Authorization"), "nonce=\"n1\""));
            CHECK(again.body() == held_sdp);
            call.answer(again, call.ok());
            CHECK(call.until_call<sip::OfferAccepted>(key));
            CHECK(call.sink.count<sip::OfferRefused>() == 0);
        }
    }
    SUBCASE("the secret is wrong: told as refused, the call stands") {
        ConnectedCall call;
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        for (int i = 0; i < 3; ++i)
            call.answer(call.expect_request("INVITE"), {.status = 401, .headers = challenge("n" + std::to_string(i))});
        const auto* const refused = call.until_call<sip::OfferRefused>(key);
        REQUIRE(refused);
        CHECK(refused->status == 401);
        CHECK(call.agent->dialogs() == 1);
        call.agent->bye(key, {});
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until_call<sip::ByeDone>(key));
    }
    SUBCASE("a stranger's challenge") {
        ConnectedCall call;
        ScriptedPeer stranger("127.0.0.2");
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        stranger.send_to(response_to(call.expect_request("INVITE"), {.status = 401, .headers = challenge("n1")}),
                         call.agent_port);
        CHECK(call.until_call<sip::OfferRefused>(key));
        CHECK_FALSE(call.has("INVITE"));
    }
}

TEST_CASE("a request whose credentials are refused leaves a call that can be held, resumed and ended") {
    const std::string plain = challenge("n"), strange = "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"n\", qop=\"auth-int\"\r\n";
    for (const std::string method : {"INVITE", "UPDATE", "INFO", "REFER"})
        for (const std::string& refusal : {plain, strange, std::string("WWW-Authenticate: Bearer realm=\"pbx.test\"\r\n"), std::string()}) {
            CAPTURE(method);
            CAPTURE(refusal);
            ConnectedCall call;
            if (method == "INFO")
                call.agent->info(key, "application/dtmf-relay", "Signal=1\r\nDuration=160\r\n");
            else if (method == "REFER")
                call.agent->refer(key, {.number = "300"});
            else
                call.agent->offer(key, held_sdp, method == "UPDATE" ? sip::OfferMethod::update : sip::OfferMethod::reinvite);
            call.answer(call.expect_request(method), {.status = 401, .headers = refusal});
            if (refusal == plain)
                // the nonce that was just answered
                call.answer(call.expect_request(method), {.status = 401, .headers = refusal});
            call.settle();
            CHECK_FALSE(call.has(method));
            for (const auto* const sdp : {held_sdp, offer_sdp}) {
                call.agent->offer(key, sdp, sip::OfferMethod::reinvite);
                call.answer(call.expect_request("INVITE"), call.ok());
                call.expect_request("ACK");
            }
            CHECK(call.sink.count<sip::OfferAccepted>() == 2);
            call.agent->info(key, "application/dtmf-relay", "Signal=2\r\nDuration=160\r\n");
            call.answer(call.expect_request("INFO"), {});
            call.agent->bye(key, {});
            call.answer(call.expect_request("BYE"), {});
            CHECK(call.until_call<sip::ByeDone>(key));
            CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
        }
}

TEST_CASE("an offer and a BYE that are asked for while another request is under way go out behind it") {
    for (const std::string method : {"INFO", "REFER"}) {
        CAPTURE(method);
        ConnectedCall call;
        if (method == "INFO")
            call.agent->info(key, "application/dtmf-relay", "Signal=1\r\nDuration=160\r\n");
        else
            call.agent->refer(key, {.number = "300"});
        const SipText request = call.expect_request(method);
        call.agent->offer(key, held_sdp, sip::OfferMethod::reinvite);
        call.settle();
        call.answer(request, {.status = method == "INFO" ? 200 : 603});
        const SipText hold = call.expect_request("INVITE");
        CHECK(hold.body() == held_sdp);
        call.answer(hold, call.ok());
        call.expect_request("ACK");
        CHECK(call.until_call<sip::OfferAccepted>(key));
        call.agent->info(key, "application/dtmf-relay", "Signal=2\r\nDuration=160\r\n");
        const SipText last = call.expect_request("INFO");
        call.agent->bye(key, {});
        call.answer(last, {});
        call.answer(call.expect_request("BYE"), {});
        CHECK(call.until_call<sip::ByeDone>(key));
        CHECK(call.until([&] { return call.agent->dialogs() == 0; }));
    }
}

TEST_CASE("INFO is sent one at a time") {
    ConnectedCall call;
    for (const char digit : {'1', '2', '3'})
        call.agent->info(key, "application/dtmf-relay", std::string("Signal=") + digit + "\r\nDuration=160\r\n");
    for (const char digit : {'1', '2', '3'}) {
        const SipText info = call.expect_request("INFO");
        CHECK(info.header("Content-Type") == "application/dtmf-relay");
        CHECK(contains(info.body(), std::string("Signal=") + digit));
        call.settle();
        CHECK_FALSE(call.has("INFO"));
        call.answer(info, {.status = digit == '2' ? 500 : 200});
    }
}
