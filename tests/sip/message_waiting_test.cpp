// SUBSCRIBE Event: message-summary (callflows 5.8).
#include "tests/sip/agent_fixture.hpp"

using namespace tests;

namespace {

struct Subscribed : AgentFixture {
    Subscribed() {
        agent->subscribe_message_summary(1, 0, true);
        subscribe = expect_request("SUBSCRIBE");
    }
    void accept() {
        answer(subscribe, {.status = 200, .headers = "Expires: 3600\r\nContact: <sip:mwi@" + peer.address() + ">\r\n"});
    }
    void notify(const std::string& state, const std::string& body) {
        if (!dialog) {
            dialog = std::make_unique<PeerDialog>(*this, subscribe);
        }
        dialog->send("NOTIFY", "Event: message-summary\r\nSubscription-State: " + state + "\r\n", body,
                     "application/simple-message-summary");
    }
    SipText subscribe;
    std::unique_ptr<PeerDialog> dialog;
};

} // namespace

TEST_CASE("a line subscribes to its messages and hears of them") {
    Subscribed fixture;
    CHECK(fixture.subscribe.first_line() == "SUBSCRIBE sip:1001@pbx.test SIP/2.0");
    CHECK(fixture.subscribe.header("Event") == "message-summary");
    CHECK(fixture.subscribe.header("Expires") == "3600");
    CHECK(fixture.subscribe.header("Accept") == "application/simple-message-summary");
    CHECK(fixture.subscribe.header("Contact") ==
          "<sip:SEP001120AABBCC-1@" + fixture.agent->address() + ";transport=udp>");
    fixture.accept();
    fixture.notify("active;expires=3600", "Messages-Waiting: yes\r\nVoice-Message: 2/1\r\n");
    fixture.expect_response(200);
    REQUIRE(fixture.until_line<sip::MessageSummary>());
    CHECK(fixture.sink.line_event<sip::MessageSummary>()->new_messages == 2);
    fixture.notify("active;expires=3600", "Messages-Waiting: no\r\n");
    fixture.expect_response(200);
    CHECK(fixture.until([&] { return !fixture.sink.line_event<sip::MessageSummary>()->waiting; }));
}

TEST_CASE("a second wish changes nothing, the end is said to the PBX") {
    Subscribed fixture;
    fixture.accept();
    fixture.notify("active;expires=3600", "Messages-Waiting: no\r\n");
    fixture.expect_response(200);
    fixture.agent->subscribe_message_summary(1, 0, true);
    fixture.settle();
    CHECK(fixture.peer.inbox.empty());
    fixture.agent->subscribe_message_summary(1, 0, false);
    const SipText end = fixture.expect_request("SUBSCRIBE");
    CHECK(end.header("Expires") == "0");
    CHECK(end.tag("To") == "peer");
    fixture.answer(end, {.headers = "Expires: 0\r\n"});
    fixture.notify("terminated;reason=timeout", "Messages-Waiting: yes\r\n");
    fixture.expect_response(200);
    fixture.settle();
    CHECK(fixture.sink.lines.size() == 1); // what came after the end is not told
}

TEST_CASE("a challenged subscription is repeated with credentials") {
    Subscribed fixture;
    fixture.answer(
        fixture.subscribe,
        {.status = 401, .headers = "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"n1\", qop=\"auth\"\r\n"});
    fixture.subscribe = fixture.expect_request("SUBSCRIBE");
    CHECK(fixture.subscribe.header("Authorization").find("nonce=\"n1\"") != std::string::npos);
    fixture.accept();
    fixture.notify("active;expires=3600", "Messages-Waiting: yes\r\nVoice-Message: 1/0\r\n");
    CHECK(fixture.until_line<sip::MessageSummary>());
}

TEST_CASE("a PBX without the package is left in peace") {
    Subscribed fixture;
    fixture.answer(fixture.subscribe, {.status = 489});
    fixture.settle();
    CHECK_FALSE(fixture.has("SUBSCRIBE"));
    fixture.agent->subscribe_message_summary(1, 0, false);
    fixture.settle();
    CHECK_FALSE(fixture.has("SUBSCRIBE"));
}

TEST_CASE("a line that goes away takes its subscription with it") {
    Subscribed fixture;
    fixture.accept();
    fixture.notify("active;expires=3600", "Messages-Waiting: no\r\n");
    fixture.expect_response(200);
    fixture.agent->remove_line(1);
    CHECK(fixture.expect_request("SUBSCRIBE").header("Expires") == "0");
}
