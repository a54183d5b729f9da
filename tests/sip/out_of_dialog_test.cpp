// Requests outside a dialog (callflows 5.14).
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "tests/sip/agent_fixture.hpp"
#include "tests/sip/connected_call.hpp"
#include "tests/sip/incoming_call.hpp"

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

/// What makes it a request that would be obeyed.
std::string headers_of(const std::string& method) {
    return method == "REFER" ? "Refer-To: <sip:300@pbx.test>\r\n" : "Event: talk\r\nSubscription-State: active\r\n";
}

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

TEST_CASE("the tags of our answers are random: who has seen one knows nothing of the next") { // RFC 3261 section 19.3
    Asking fixture;
    std::set<std::string> tags;
    for (int i = 0; i < 50; ++i) {
        const auto tag = fixture.ask("OPTIONS", line_user).tag("To");
        CHECK(tag.size() == 16); // 64 bits of ours; Sofia's counter has 13 characters
        CHECK(tag.find_first_not_of("0123456789abcdef") == tag.npos);
        tags.insert(tag);
    }
    CHECK(tags.size() == 50);
}

TEST_CASE("inside a call the Call-ID and both tags are believed: who lacks one of them hears that there is no call, who has them may be anywhere") {
    IncomingCall fixture;
    ScriptedPeer elsewhere("127.0.0.2");
    fixture.others = {&elsewhere};
    fixture.connect();
    PeerDialog& call = fixture.dialog;
    const auto told = fixture.sink.calls.size();
    const auto status_from = [&](ScriptedPeer& who, const std::string& method, const std::string& part, const std::string& by) {
        std::string text = call.request(method, headers_of(method));
        for (const auto& [is, becomes] : {std::pair(fixture.peer.address(), who.address()), std::pair(part, by)})
            for (auto at = text.find(is); !is.empty() && at != text.npos; at = text.find(is, at + becomes.size()))
                text.replace(at, is.size(), becomes);
        who.send_to(text, fixture.agent_port);
        return fixture.expect(&who, [&](const SipText& m) { return m.cseq_method() == method && m.status() >= 200; }).status();
    };
    for (auto* const who : {&fixture.peer, &elsewhere})
        for (const std::string method : {"BYE", "UPDATE", "INFO", "REFER", "NOTIFY"})
            for (const auto& right : {call.call_id(), ";tag=" + call.own_tag(), ";tag=" + call.their_tag()}) {
                CAPTURE(method);
                CAPTURE(right);
                const int status = status_from(*who, method, right, right.starts_with(";tag=") ? ";tag=guessed" : "guessed@peer");
                CHECK((status == 481 || (status == 405 && method == "REFER") || (status == 403 && who == &elsewhere)));
            }
    fixture.settle();
    CHECK(fixture.sink.calls.size() == told);
    CHECK(fixture.agent->dialogs() == 1);
    CHECK(status_from(elsewhere, "UPDATE", {}, {}) == 200);
    CHECK(status_from(elsewhere, "NOTIFY", {}, {}) == 403); // Event: talk is a key of the phone, for who may make it answer by itself
    CHECK(fixture.sink.count<sip::TalkWanted>() == 0);
    CHECK(status_from(fixture.peer, "NOTIFY", {}, {}) == 200);
    CHECK(fixture.sink.count<sip::TalkWanted>() == 1);
    CHECK(status_from(elsewhere, "BYE", {}, {}) == 200);
    CHECK(fixture.until_call<sip::HungUp>());
}

namespace {

void is_of_no_call_without_tags(AgentFixture& fixture, PeerDialog& call) {
    const auto told = fixture.sink.calls.size();
    const std::string ours = ";tag=" + call.their_tag(), theirs = ";tag=" + call.own_tag();
    using Changes = std::vector<std::pair<std::string, std::string>>;
    const std::array<Changes, 6> forged{Changes{{ours, ""}},        Changes{{ours, ";tag"}},
                                        Changes{{ours, ";tag="}},   Changes{{ours, ""}, {theirs, ""}},
                                        Changes{{theirs, ";tag="}}, Changes{{ours, ";tag"}, {theirs, ";tag"}}};
    for (const std::string method : {"BYE", "UPDATE", "INFO", "REFER", "NOTIFY", "MESSAGE", "PRACK", "INVITE"})
        for (const auto& changes : forged) {
            const bool is_new_call = method == "INVITE" && changes.front() == std::pair(ours, std::string());
            if (is_new_call) continue;
            std::string text = call.request(method, headers_of(method));
            for (const auto& [is, becomes] : changes) text.replace(text.find(is), is.size(), becomes);
            CAPTURE(text);
            fixture.peer.send_to(text, fixture.agent_port);
            CHECK(fixture.expect(&fixture.peer, [&](const SipText& m) { return m.cseq_method() == method && m.status() >= 200; }).status() >= 400);
        }
    fixture.settle();
    CHECK(fixture.sink.calls.size() == told);
    CHECK(fixture.agent->dialogs() == 1);
    call.send("BYE");
    CHECK(fixture.until_call<sip::HungUp>());
}

} // namespace

// The stack knows such dialogs, of RFC 2543, and takes an empty tag for any.
TEST_CASE("a request that leaves a tag out, or leaves it empty, is of no call, however well it knows the rest") {
    IncomingCall theirs;
    theirs.connect();
    is_of_no_call_without_tags(theirs, theirs.dialog);
    ConnectedCall ours;
    is_of_no_call_without_tags(ours, *ours.dialog);
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
