// Requests outside a dialog (callflows 5.14).
#include "tests/sip/agent_fixture.hpp"

using namespace tests;

namespace {

struct Asking : AgentFixture {
    SipText ask(const std::string& method, const std::string& user, const std::string& headers = {},
                const std::string& body = {}, const std::string& type = "text/plain") {
        PeerDialog dialog(*this, "ask" + std::to_string(++asked) + "@peer", user);
        dialog.send(method, headers, body, type);
        return expect(nullptr,
                      [&](const SipText& m) { return m.header("Call-ID") == dialog.call_id() && m.status() >= 200; });
    }
    int asked{};
};

constexpr const char* line_user = "SEP001120AABBCC-1";

} // namespace

TEST_CASE("OPTIONS tells whether a line's phone is ready") {
    Asking fixture;
    const SipText ready = fixture.ask("OPTIONS", line_user);
    CHECK(ready.status() == 200);
    CHECK(ready.header("Allow") ==
          "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, NOTIFY, REFER, UPDATE, PRACK, SUBSCRIBE, MESSAGE");
    CHECK(ready.header("Accept") == "application/sdp");
    CHECK(ready.header("Supported") == "replaces, 100rel, timer");
    CHECK(fixture.ask("OPTIONS", "1001").status() == 200);
    CHECK(fixture.ask("OPTIONS", "9999").status() == 404);
    CHECK(fixture.ask("OPTIONS", "").status() == 200);
    fixture.sink.ready = false;
    CHECK(fixture.ask("OPTIONS", line_user).status() == 480);
    CHECK(fixture.ask("OPTIONS", "").status() == 200);
    CHECK(fixture.sink.requests.back() == "< OPTIONS 200");
}

TEST_CASE("a line that leaves does not take along the Contact that a new line has got since") {
    Asking fixture;
    sip::Account renamed = fixture.account();
    renamed.user = "2001";
    fixture.agent->add_line(2, renamed);
    fixture.agent->remove_line(1);
    CHECK(fixture.ask("OPTIONS", line_user).status() == 200);
    CHECK(fixture.ask("OPTIONS", "1001").status() == 404);
    fixture.agent->remove_line(2);
    CHECK(fixture.ask("OPTIONS", line_user).status() == 404);
}

TEST_CASE("an unsolicited message summary reaches its line") {
    Asking fixture;
    CHECK(fixture
              .ask("NOTIFY", line_user, "Event: message-summary\r\nSubscription-State: active\r\n",
                   "Messages-Waiting: yes\r\nVoice-Message: 3/5 (0/0)\r\n", "application/simple-message-summary")
              .status() == 200);
    const auto* const summary = fixture.until_line<sip::MessageSummary>();
    REQUIRE(summary);
    CHECK(summary->waiting);
    CHECK(summary->new_messages == 3);
    CHECK(summary->old_messages == 5);
}

TEST_CASE("check-sync asks for a restart or a reset") {
    Asking fixture;
    CHECK(fixture.ask("NOTIFY", line_user, "Event: check-sync\r\nSubscription-State: active\r\n").status() == 200);
    REQUIRE(fixture.sink.line_event<sip::CheckSync>());
    CHECK_FALSE(fixture.sink.line_event<sip::CheckSync>()->reboot);
    CHECK(fixture.ask("NOTIFY", line_user, "Event: check-sync;reboot=true\r\nSubscription-State: terminated\r\n")
              .status() == 200);
    CHECK(fixture.sink.line_event<sip::CheckSync>()->reboot);
}

TEST_CASE("NOTIFY without meaning here") {
    Asking fixture;
    CHECK(fixture.ask("NOTIFY", line_user, "Event: keep-alive\r\nSubscription-State: active\r\n").status() == 200);
    CHECK(fixture.ask("NOTIFY", "9999", "Event: keep-alive\r\n").status() == 200);
    CHECK(fixture.ask("NOTIFY", line_user, "Event: talk\r\nSubscription-State: active\r\n").status() == 481);
    CHECK(fixture.ask("NOTIFY", line_user, "Event: dialog\r\nSubscription-State: active\r\n").status() == 481);
    CHECK(fixture.ask("NOTIFY", "9999", "Event: check-sync\r\nSubscription-State: active\r\n").status() == 404);
    CHECK(fixture.ask("NOTIFY", line_user, "Event: message-summary\r\nSubscription-State: active\r\n", "garbage")
              .status() == 200);
    CHECK(fixture.sink.lines.empty());
}

TEST_CASE("MESSAGE is shown when the line shows texts") {
    Asking fixture;
    CHECK(fixture.ask("MESSAGE", line_user, {}, "Lunch?").status() == 405);
    fixture.sink.shows_texts = true;
    CHECK(fixture.ask("MESSAGE", line_user, {}, "Lunch!").status() == 200);
    CHECK(fixture.sink.texts.back() == "Lunch!");
    CHECK(fixture.ask("MESSAGE", line_user, {}, "<x/>", "application/im-iscomposing+xml").status() == 415);
    CHECK(fixture.ask("MESSAGE", "9999", {}, "Lunch?").status() == 404);
}

TEST_CASE("REFER outside a dialog places no call and gets one answer") {
    Asking fixture;
    CHECK(fixture.ask("REFER", line_user, "Refer-To: <sip:300@pbx.test>\r\n").status() == 405);
    fixture.settle();
    CHECK(fixture.peer.inbox.empty());
    CHECK(fixture.sink.calls.empty());
}

TEST_CASE("we are neither registrar, presence server nor notifier") {
    Asking fixture;
    CHECK(fixture.ask("SUBSCRIBE", line_user, "Event: presence\r\nExpires: 60\r\n").status() == 489);
    CHECK(fixture.ask("PUBLISH", line_user, "Event: presence\r\n").status() == 405);
    CHECK(fixture.ask("REGISTER", line_user).status() == 405);
    CHECK(fixture.ask("INFO", line_user).status() == 481);
    CHECK(fixture.ask("BREW", line_user).status() == 501);
    fixture.settle();
    CHECK(fixture.peer.inbox.empty());
}

TEST_CASE("a flood of OPTIONS is answered one by one and leaves nothing behind") {
    Asking fixture;
    for (int i = 0; i < 500; ++i)
        PeerDialog(fixture, "flood" + std::to_string(i)).send("OPTIONS");
    int answered = 0;
    CHECK(fixture.until([&] {
        for (; !fixture.peer.inbox.empty(); fixture.peer.inbox.pop_front())
            answered += fixture.peer.inbox.front().status() == 200 ? 1 : 0;
        return answered >= 500;
    }));
    CHECK(fixture.agent->dialogs() == 0);
}
