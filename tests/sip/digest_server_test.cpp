// Challenges of ours and the answers to them (RFC 7616, callflows 5.14).
#include "sip/digest.hpp"
#include "sip/digest_server.hpp"
#include "tests/sip/agent_fixture.hpp"

using namespace tests;
using sip::DigestServer;
using Outcome = DigestServer::Outcome;
using std::chrono::seconds;

namespace {

const DigestServer::Credentials alice{"alice", "pbx.test", "secret"};

struct Asked {
    explicit Asked(sip::DigestClient::Credentials who = {"alice", "secret"}) : client(std::move(who)) {}
    /// The answer of a client to these challenges.
    std::vector<std::string> answer(const std::vector<std::string>& challenges, const std::string& method = "NOTIFY") {
        CHECK(client.learn(challenges, false, {}) != sip::DigestClient::Outcome::not_answerable);
        return again(method);
    }
    std::vector<std::string> again(const std::string& method = "NOTIFY") {
        std::vector<std::string> values;
        for (const auto& line : client.authorization(method, "sip:x@192.0.2.1"))
            values.push_back(line.value);
        return values;
    }
    Outcome check(const std::vector<std::string>& answers, seconds at = seconds(1),
                  const DigestServer::Credentials& wanted = alice) {
        return server.check(answers, "NOTIFY", wanted, now + at);
    }
    std::vector<std::string> challenges(seconds at = seconds(0)) const {
        return server.challenge("pbx.test", false, now + at);
    }
    const DigestServer::Clock::time_point now = DigestServer::Clock::now();
    DigestServer server{"key"};
    sip::DigestClient client;
};

} // namespace

TEST_CASE("a right answer is accepted with each algorithm that is offered, and best first") {
    Asked asked;
    const auto challenges = asked.challenges();
    REQUIRE(challenges.size() == 2);
    CHECK(challenges[0].ends_with("algorithm=SHA-256"));
    CHECK(challenges[1].ends_with("algorithm=MD5"));
    for (const auto& challenge : {challenges[0], asked.challenges()[1]}) {
        Asked other;
        CHECK(asked.check(other.answer({challenge})) == Outcome::accepted);
    }
    CHECK(asked.check(asked.answer(asked.challenges())) == Outcome::accepted);
    CHECK(asked.challenges() != asked.challenges());
}

TEST_CASE("an answer without qop is accepted, as old peers write it") {
    Asked asked;
    std::string challenge = asked.challenges()[1];
    challenge.erase(challenge.find(", qop=\"auth\""), 12);
    CHECK(asked.check(asked.answer({challenge})) == Outcome::accepted);
}

TEST_CASE("no answer, one for another realm or scheme, is none") {
    Asked asked;
    CHECK(asked.check({}) == Outcome::missing);
    CHECK(asked.check({"Basic YWxpY2U6c2VjcmV0"}) == Outcome::missing);
    CHECK(asked.check({""}) == Outcome::missing);
    CHECK(asked.check({"Digest"}) == Outcome::missing);
    CHECK(asked.check(asked.answer({"Digest realm=\"elsewhere\", nonce=\"n\", algorithm=MD5"})) == Outcome::missing);
}

TEST_CASE("wrong answers are refused") {
    Asked asked;
    CHECK(asked.check(Asked({"alice", "wrong"}).answer(asked.challenges())) == Outcome::refused);
    CHECK(asked.check(Asked({"mallory", "secret"}).answer(asked.challenges())) == Outcome::refused);
    CHECK(asked.check(asked.answer(asked.challenges(), "INVITE")) == Outcome::refused);
    CHECK(Asked({"alice", ""})
              .check(Asked({"alice", ""}).answer(asked.challenges()), seconds(1), {"alice", "pbx.test", ""}) ==
          Outcome::refused);
    auto cut = asked.answer(asked.challenges()).front();
    cut.replace(cut.find("response=\"") + 10, 4, "");
    CHECK(asked.check({cut}) == Outcome::refused);
    auto strange = asked.answer({asked.challenges()[1]}).front();
    strange.replace(strange.find("algorithm=MD5"), 13, "algorithm=SHA-512-256");
    CHECK(asked.check({strange}) == Outcome::refused);
}

TEST_CASE("a nonce that is old, used, or not ours is stale") {
    Asked asked;
    const auto answer = asked.answer(asked.challenges());
    CHECK(asked.check(answer, DigestServer::nonce_lifetime) == Outcome::stale);
    CHECK(asked.check(answer, seconds(59)) == Outcome::accepted);
    CHECK(asked.check(answer, seconds(59)) == Outcome::stale);        // a replay
    CHECK(asked.check(asked.again(), seconds(59)) == Outcome::stale); // nc=2: one nonce, one request
    CHECK(asked.server.challenge("pbx.test", true, asked.now).front().find("stale=true") != std::string::npos);
    const DigestServer other("another key");
    CHECK(asked.check(asked.answer(other.challenge("pbx.test", false, asked.now))) == Outcome::stale);
    CHECK(asked.check(asked.answer({"Digest realm=\"pbx.test\", nonce=\"-\", algorithm=MD5"})) == Outcome::stale);
    CHECK(asked.check(asked.answer(asked.challenges(seconds(100))), seconds(99)) == Outcome::stale); // not yet made
    CHECK(asked.check(asked.answer(asked.challenges(seconds(200))), seconds(201)) == Outcome::accepted);
}

namespace {

struct CheckSync : AgentFixture {
    CheckSync() {
        auto changed = account();
        changed.check_sync_auth = true;
        agent->update_line(1, changed);
    }
    SipText notify(const std::string& headers = {}) {
        PeerDialog dialog(*this, "sync" + std::to_string(++asked));
        dialog.send("NOTIFY", "Event: check-sync;reboot=true\r\nSubscription-State: active\r\n" + headers);
        return expect(nullptr, [&](const SipText& m) { return m.header("Call-ID") == dialog.call_id(); });
    }
    static std::string header(sip::DigestClient& client) {
        const auto line = client.authorization("NOTIFY", "sip:SEP001120AABBCC-1@192.0.2.1").at(0);
        return line.name + ": " + line.value + "\r\n";
    }
    int asked{};
};

} // namespace

TEST_CASE("check-sync restarts the phone only for who knows the line's secret") {
    CheckSync fixture;
    const SipText refused = fixture.notify();
    CHECK(refused.status() == 401);
    REQUIRE(refused.headers("WWW-Authenticate").size() == 2);
    CHECK(fixture.sink.lines.empty());

    sip::DigestClient stranger({"1001", "wrong"});
    stranger.learn(refused.headers("WWW-Authenticate"), false, {});
    CHECK(fixture.notify(CheckSync::header(stranger)).status() == 401);
    CHECK(fixture.sink.lines.empty());

    sip::DigestClient client({"1001", "secret"});
    client.learn(refused.headers("WWW-Authenticate"), false, {});
    const std::string right = CheckSync::header(client);
    CHECK(fixture.notify(right).status() == 200);
    REQUIRE(fixture.sink.line_event<sip::CheckSync>());
    CHECK(fixture.sink.line_event<sip::CheckSync>()->reboot);

    const SipText replayed = fixture.notify(right);
    CHECK(replayed.status() == 401);
    CHECK(replayed.header("WWW-Authenticate").find("stale=true") != std::string::npos);
    CHECK(fixture.sink.lines.size() == 1);
    client.learn(replayed.headers("WWW-Authenticate"), false, {});
    CHECK(fixture.notify(CheckSync::header(client)).status() == 200);
    CHECK(fixture.sink.lines.size() == 2);
}

TEST_CASE("check-sync is taken from the line's registrar only, whoever else may ask us") {
    sip::Options options;
    options.allow = {"any"};
    AgentFixture fixture(options);
    ScriptedPeer other("127.0.0.2");
    fixture.others = {&other};
    PeerDialog dialog(fixture, "sync", "SEP001120AABBCC-1", &other);
    dialog.send("NOTIFY", "Event: check-sync\r\nSubscription-State: active\r\n");
    CHECK(fixture.expect_response(403, &other).cseq_method() == "NOTIFY");
    CHECK(fixture.sink.lines.empty());
}
