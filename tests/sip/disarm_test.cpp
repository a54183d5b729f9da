// Messages that name places where nothing can be sent, or where the sender would like us to send (sip/disarm.hpp).
#include "tests/sip/outgoing_call.hpp"

using namespace tests;

namespace {

const std::string nowhere[] = {"<tel:+4930123>", "<urn:service:sos>", "*", "<mailto:bob@pbx.test>"};

std::string with(const std::string& whole, const std::string& what, const std::string& by) {
    const auto at = whole.find(what);
    REQUIRE(at != std::string::npos);
    return std::string(whole).replace(at, what.size(), by);
}

/// An answer with these headers; then the call is acknowledged at the source of it and ends by our BYE.
void goes_on_and_ends(OutgoingCall& call, const std::string& headers) {
    call.answer(call.invite, {.headers = headers, .body = answer_sdp});
    call.expect_request("ACK");
    REQUIRE(call.until_call<sip::Answered>());
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until_call<sip::ByeDone>());
}

} // namespace

TEST_CASE("an answer whose Contact cannot be called is acknowledged where it came from") {
    for (const auto& contact : nowhere) {
        CAPTURE(contact);
        OutgoingCall call;
        goes_on_and_ends(call, "Contact: " + contact + "\r\n");
    }
    SUBCASE("and so is one without") {
        OutgoingCall call;
        goes_on_and_ends(call, "");
    }
    SUBCASE("by TCP on the connection that is there") {
        OutgoingCall call({.number = "201", .sdp = offer_sdp}, {}, SOCK_STREAM);
        goes_on_and_ends(call, "Contact: <tel:+4930123>\r\n");
    }
}

TEST_CASE("a route that leads nowhere is none") {
    OutgoingCall call;
    goes_on_and_ends(call, call.contact() + "Record-Route: <tel:+4930123;lr>, <sip:" + call.peer.address() + ";lr>\r\n");
}

TEST_CASE("our re-INVITE, answered with a Contact that cannot be called, leaves a call that can be ended") {
    OutgoingCall call;
    call.connect();
    call.agent->offer(key, offer_sdp, sip::OfferMethod::reinvite);
    call.answer(call.expect_request("INVITE"), {.headers = "Contact: <tel:+1>\r\n", .body = answer_sdp});
    call.expect_request("ACK");
    call.agent->bye(key, {});
    call.answer(call.expect_request("BYE"), {});
    CHECK(call.until_call<sip::ByeDone>());
}

TEST_CASE("who calls without a Contact that can be called is asked, and told of the end, where he calls from") {
    for (const std::string& contact : nowhere) {
        CAPTURE(contact);
        AgentFixture fixture;
        PeerDialog dialog(fixture, "nowhere@peer");
        const std::string invite = dialog.request("INVITE", {}, offer_sdp);
        fixture.peer.send_to(with(invite, "Contact: <sip:1002@" + fixture.peer.address() + ">", "Contact: " + contact), fixture.agent_port);
        REQUIRE(fixture.until_call<sip::Invited>());
        const auto call = fixture.last_key;
        fixture.agent->answer(call, answer_sdp);
        dialog.learn(fixture.expect_response(200));
        dialog.send("ACK");
        REQUIRE(fixture.until_call<sip::Ack>());
        fixture.agent->offer(call, offer_sdp, sip::OfferMethod::reinvite);
        fixture.answer(fixture.expect_request("INVITE"), {.headers = "Contact: " + contact + "\r\n", .body = answer_sdp});
        fixture.expect_request("ACK");
        fixture.agent->bye(call, {});
        fixture.answer(fixture.expect_request("BYE"), {});
        CHECK(fixture.until_call<sip::ByeDone>());
    }
}

TEST_CASE("an answer goes to the source of its request, whatever Via says") {
    for (const std::string more : {"maddr=silent.invalid", "received=silent.invalid", "maddr=192.0.2.99", "received=192.0.2.99",
                                   "maddr=192.0.2.98;maddr=silent.invalid", "MADDR=224.0.1.75;ttl=255"}) {
        CAPTURE(more);
        AgentFixture fixture;
        PeerDialog dialog(fixture, "via@peer");
        const std::string options = dialog.request("OPTIONS");
        fixture.peer.send_to(with(options, ";branch=", ';' + more + ";branch="), fixture.agent_port);
        CHECK(fixture.expect_response(200).cseq_method() == "OPTIONS");
    }
}

TEST_CASE("nor does a refusal go anywhere else, of a request that the stack does not examine") {
    for (const std::string host : {"silent.invalid", "192.0.2.99"}) {
        CAPTURE(host);
        AgentFixture fixture;
        PeerDialog dialog(fixture, "version@peer");
        const auto options = with(dialog.request("OPTIONS"), "UDP 127.0.0.1", "UDP " + host);
        fixture.peer.send_to(with(options, " SIP/2.0\r\n", " SIP/7.0\r\n"), fixture.agent_port);
        CHECK(fixture.expect_response(505).cseq_method() == "OPTIONS");
    }
}

TEST_CASE("who names another transport in his Via than he uses is not answered by it") {
    AgentFixture fixture;
    ScriptedPeer other("127.0.0.1", SOCK_STREAM);    // where an answer would go
    const int listens = other.fd();
    PeerDialog dialog(fixture, "transport@peer");
    const auto options = with(dialog.request("OPTIONS"), "SIP/2.0/UDP " + fixture.peer.address(), "SIP/2.0/TCP " + other.address());
    for (const auto& request : {options, with(options, "Content-Length: 0", "Content-Length: -1"),
                                with(options, " SIP/2.0\r\n", " SIP/7.0\r\n")}) {
        fixture.peer.send_to(request, fixture.agent_port);
        fixture.settle();
        other.poll();
        CHECK(other.fd() == listens);
        CHECK(fixture.peer.inbox.empty());
    }
    CHECK(fixture.sink.unreadable.size() == 3);
}
