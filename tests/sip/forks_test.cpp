// One INVITE that reaches us by several ways: a shared line of two phones behind a forking proxy (RFC 3261
// sections 8.2.2.2 and 16.7).
#include "sip/forks.hpp"
#include "tests/sip/agent_fixture.hpp"

using namespace tests;

namespace {

constexpr const char* first_user = "SEP001120AABBCC-1";
constexpr const char* second_user = "SEP001120DDEEFF-1";

/// A proxy forks one INVITE of a caller to the two phones of a shared line.
struct SharedLine : AgentFixture {
    explicit SharedLine(int transport = SOCK_DGRAM) : AgentFixture({}, transport) {
        auto other = account();
        other.contact_user = second_user;
        agent->add_line(2, other);
    }
    std::string request(const std::string& method, const std::string& user, const std::string& branch,
                        const std::string& to_tag = {}, const std::string& body = {}, unsigned cseq = 1) const {
        return with_body(method + " sip:" + user + "@" + agent->address() + " SIP/2.0\r\nVia: SIP/2.0/" +
                             (is_tcp() ? "TCP " : "UDP ") + peer.address() + ";branch=z9hG4bK" + branch +
                             "\r\nMax-Forwards: 70\r\nFrom: <sip:1002@pbx.test>;tag=caller\r\nTo: <sip:1001@pbx.test>" +
                             (to_tag.empty() ? "" : ";tag=" + to_tag) +
                             "\r\nCall-ID: forked@caller\r\nCSeq: " + std::to_string(cseq) + " " + method +
                             "\r\nContact: <sip:1002@" + peer.address() + (is_tcp() ? ";transport=tcp" : "") + ">\r\n",
                         "application/sdp", body);
    }
    std::string invite(const std::string& user, const std::string& branch, unsigned cseq = 1) const {
        return request("INVITE", user, branch, {}, offer_sdp, cseq);
    }
    void send(const std::string& text) { peer.send_to(text, agent_port); }
    SipText expect_answer(int status, const std::string& method, const std::string& branch) {
        return expect(nullptr, [&](const SipText& message) {
            return message.status() == status && message.cseq_method() == method &&
                   message.header("Via").find("z9hG4bK" + branch) != std::string::npos;
        });
    }
    /// Both phones ring.
    void ring() {
        send(invite(first_user, "one"));
        send(invite(second_user, "two"));
        REQUIRE(until([&] { return sink.count<sip::Invited>() == 2; }));
        for (const auto& note : sink.calls)
            (note.line == 1 ? first : second) = note.key;
        agent->ring(first);
        agent->ring(second);
        first_tag = expect_answer(180, "INVITE", "one").tag("To");
        second_tag = expect_answer(180, "INVITE", "two").tag("To");
        CHECK(first_tag != second_tag);
    }
    void answer(sip::CallKey key, const std::string& user, const std::string& branch, const std::string& tag) {
        agent->answer(key, answer_sdp);
        CHECK(expect_answer(200, "INVITE", branch).tag("To") == tag);
        send(request("ACK", user, branch + "ack", tag));
        REQUIRE(until_call<sip::Ack>(key));
    }
    sip::CallKey first{}, second{};
    std::string first_tag, second_tag;
};

} // namespace

TEST_CASE("one INVITE forked to two lines is two calls, and each can be answered") {
    for (const int transport : {SOCK_DGRAM, SOCK_STREAM}) {
        SharedLine shared(transport);
        if (shared.is_tcp()) { // the proxy connects by itself: let it answer our connection
            shared.agent->send_register(1, 0, std::chrono::seconds(300), false);
            shared.AgentFixture::answer(shared.expect_request("REGISTER"), {});
        }
        shared.ring();
        shared.answer(shared.second, second_user, "two", shared.second_tag);
        CHECK_FALSE(shared.sink.call_event<sip::Ack>(shared.first));
        shared.answer(shared.first, first_user, "one", shared.first_tag);
        shared.send(shared.request("BYE", second_user, "byetwo", shared.second_tag, {}, 2));
        shared.expect_answer(200, "BYE", "byetwo");
        REQUIRE(shared.until_call<sip::HungUp>(shared.second));
        CHECK_FALSE(shared.sink.call_event<sip::HungUp>(shared.first));
        shared.agent->bye(shared.first, {});
        const SipText bye = shared.expect_request("BYE");
        CHECK(bye.tag("From") == shared.first_tag);
        shared.AgentFixture::answer(bye, {});
        REQUIRE(shared.until_call<sip::ByeDone>(shared.first));
        CHECK(shared.agent->dialogs() == 0);
    }
}

TEST_CASE("the messages of each fork are traced as its own") {
    SharedLine shared(SOCK_STREAM);
    shared.agent->send_register(1, 0, std::chrono::seconds(300), false);
    shared.AgentFixture::answer(shared.expect_request("REGISTER"), {});
    REQUIRE(shared.until_line<sip::RegisterOk>());
    shared.sink.traces.clear();
    shared.send(shared.invite(first_user, "one") + shared.invite(second_user, "two"));
    REQUIRE(shared.until([&] { return shared.sink.count<sip::Invited>() == 2; }));
    shared.first = shared.sink.calls[0].key;
    shared.second = shared.sink.calls[1].key;
    shared.agent->reject(shared.first, {.status = 486});
    shared.send(shared.request("ACK", first_user, "one", shared.expect_answer(486, "INVITE", "one").tag("To")));
    shared.settle();
    shared.agent->forget(shared.first);
    shared.settle();
    shared.agent->ring(shared.second);
    shared.expect_answer(180, "INVITE", "two");
    std::vector<sip::CallKey> keys;
    for (const auto& trace : shared.sink.traces)
        keys.push_back(trace.key);
    CHECK(keys == std::vector<sip::CallKey>{shared.first, shared.second, shared.first, shared.first, shared.second});
}

TEST_CASE("each fork is cancelled by its branch and leaves the other alone") {
    SharedLine shared;
    shared.ring();
    shared.send(shared.request("CANCEL", second_user, "two"));
    shared.expect_answer(200, "CANCEL", "two");
    CHECK(shared.expect_answer(487, "INVITE", "two").tag("To") == shared.second_tag);
    shared.send(shared.request("ACK", second_user, "two", shared.second_tag));
    REQUIRE(shared.until_call<sip::Cancelled>(shared.second));
    CHECK_FALSE(shared.sink.call_event<sip::Cancelled>(shared.first));
    shared.answer(shared.first, first_user, "one", shared.first_tag);
    shared.settle();
    CHECK(shared.peer.inbox.empty()); // the 487 is acknowledged, nothing is repeated
    shared.agent->forget(shared.second);
    CHECK(shared.agent->dialogs() == 1);
}

TEST_CASE("a fork may be refused, repeated or retransmitted") {
    SharedLine shared;
    shared.ring();
    shared.agent->reject(shared.second, {.status = 486});
    const SipText busy = shared.expect_answer(486, "INVITE", "two");
    shared.send(shared.invite(second_user, "two")); // the 486 was lost
    CHECK(shared.expect_answer(486, "INVITE", "two").tag("To") == busy.tag("To"));
    shared.send(shared.request("ACK", second_user, "two", busy.tag("To")));
    shared.agent->forget(shared.second);
    shared.send(shared.invite(first_user, "one"));
    CHECK(shared.expect_answer(180, "INVITE", "one").tag("To") == shared.first_tag);
    CHECK(shared.sink.count<sip::Invited>() == 2);
    SUBCASE("the caller tries once more: a call of its own") {
        shared.send(shared.invite(second_user, "three", 2));
        REQUIRE(shared.until([&] { return shared.sink.count<sip::Invited>() == 3; }));
        shared.second = shared.last_key;
        shared.agent->ring(shared.second);
        shared.second_tag = shared.expect_answer(180, "INVITE", "three").tag("To");
        CHECK(shared.second_tag != busy.tag("To"));
        shared.agent->answer(shared.second, answer_sdp);
        shared.expect_answer(200, "INVITE", "three");
        shared.send(shared.request("ACK", second_user, "threeack", shared.second_tag, {}, 2));
        CHECK(shared.until_call<sip::Ack>(shared.second));
    }
    SUBCASE("the same request by another way is merged with the refused one") {
        shared.send(shared.invite(second_user, "three"));
        const SipText merged = shared.expect_answer(482, "INVITE", "three");
        shared.send(shared.request("ACK", second_user, "three", merged.tag("To")));
        CHECK(shared.sink.count<sip::Invited>() == 2);
    }
}

TEST_CASE("both forks in one segment of a TCP connection are two calls") {
    SharedLine shared(SOCK_STREAM);
    shared.agent->send_register(1, 0, std::chrono::seconds(300), false);
    shared.AgentFixture::answer(shared.expect_request("REGISTER"), {});
    shared.send(shared.invite(first_user, "one") + shared.invite(second_user, "two") +
                shared.invite(first_user, "three"));
    REQUIRE(shared.until([&] { return shared.sink.count<sip::Invited>() == 2; }));
    shared.expect_answer(482, "INVITE", "three");
    CHECK(shared.sink.calls[0].line == 1);
    CHECK(shared.sink.calls[1].line == 2);
}

TEST_CASE("requests that we send inside a fork find their answers") {
    SharedLine shared;
    shared.ring();
    shared.answer(shared.first, first_user, "one", shared.first_tag);
    shared.answer(shared.second, second_user, "two", shared.second_tag);
    for (const auto& [key, tag] : {std::pair{shared.second, shared.second_tag}, {shared.first, shared.first_tag}}) {
        shared.agent->offer(key, offer_sdp, sip::OfferMethod::reinvite);
        const SipText offer = shared.expect_request("INVITE");
        CHECK(offer.tag("From") == tag);
        shared.AgentFixture::answer(
            offer, {.headers = "Contact: <sip:1002@" + shared.peer.address() + ">\r\n", .body = answer_sdp});
        CHECK(shared.expect_request("ACK").tag("From") == tag);
        REQUIRE(shared.until_call<sip::OfferAccepted>(key));
    }
    shared.send(shared.request("INVITE", second_user, "hold", shared.second_tag, offer_sdp, 2));
    REQUIRE(shared.until_call<sip::Offer>(shared.second));
    shared.agent->answer_offer(shared.second, answer_sdp);
    shared.expect_answer(200, "INVITE", "hold");
    shared.send(shared.request("ACK", second_user, "holdack", shared.second_tag, {}, 2));
    REQUIRE(shared.until([&] { return shared.sink.count<sip::Ack>() == 3; }));
    CHECK(shared.sink.calls.back().key == shared.second);
    shared.agent->forget(shared.first);
    shared.agent->forget(shared.second);
    for (int leg = 0; leg < 2; ++leg)
        shared.AgentFixture::answer(shared.expect_request("BYE"), {});
    CHECK(shared.until([&] { return shared.agent->dialogs() == 0; }));
}

namespace {

/// An INVITE as it is read.
struct ReadInvite {
    ReadInvite(const std::string& call_id, const std::string& user, const std::string& branch) {
        const std::string text = "INVITE sip:" + user +
                                 "@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK" + branch +
                                 "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: " + call_id +
                                 "\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
        message = msg_make(sip_default_mclass(), 0, text.data(), static_cast<ssize_t>(text.size()));
        REQUIRE(message);
    }
    ~ReadInvite() { msg_destroy(message); }
    ReadInvite(const ReadInvite&) = delete;
    ReadInvite& operator=(const ReadInvite&) = delete;
    sip_t& operator*() const { return *sip_object(message); }
    msg_t* message;
};

} // namespace

TEST_CASE("ways are forgotten when their time and their call are over, however many there are") {
    using std::chrono::seconds;
    sip::Forks forks(seconds(32));
    const auto now = sip::Forks::Clock::now();
    const auto sorted = [&](const std::string& call_id, const std::string& user, const std::string& branch,
                            seconds at) {
        const ReadInvite invite(call_id, user, branch);
        forks.sort(*invite, now + at);
        return (*invite).sip_call_id->i_hash;
    };
    const auto first = sorted("a", "x", "1", seconds(0)), second = sorted("a", "y", "2", seconds(0));
    CHECK(first != second);
    CHECK(sorted("a", "x", "1", seconds(1)) == first);
    CHECK(sorted("a", "y", "2", seconds(1)) == second);
    for (int i = 0; i < 100; ++i)
        CHECK(sorted("a", "x", "more" + std::to_string(i), seconds(2)) != 0);
    CHECK(forks.size() == 64);
    for (int i = 0; i < 20'000; ++i)
        sorted("call" + std::to_string(i), "x", "1", seconds(3));
    CHECK(forks.size() == 20'064);
    sorted("b", "x", "1", seconds(34));
    CHECK(forks.size() == 20'001);
    sorted("c", "x", "1", seconds(100));
    CHECK(forks.size() == 1);
    const ReadInvite held("c", "x", "1");
    auto hold = forks.hold(*held, "tag");
    REQUIRE(hold);
    sorted("d", "x", "1", seconds(200));
    CHECK(forks.size() == 2);
    CHECK(forks.is_merged(*ReadInvite("c", "x", "2")));
    CHECK_FALSE(forks.is_merged(*held));
    CHECK_FALSE(forks.is_merged(*ReadInvite("c", "y", "2")));
    hold.reset();
    sorted("e", "x", "1", seconds(300));
    CHECK(forks.size() == 1);
}
