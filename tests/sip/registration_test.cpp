// REGISTER against a scripted registrar (callflows 1.3, 1.4).
#include "tests/sip/agent_fixture.hpp"
#include "tests/support/sofia_clock.hpp"
#include "tests/support/words.hpp"

using namespace tests;
using std::chrono::seconds;

namespace {

std::string challenge(const std::string& nonce, const std::string& more = {}) {
    return "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"" + nonce + "\"" + more + "\r\n";
}

/// What a registrar says of the Contacts it knows.
Answer granted(const SipText& request, const std::string& expires = "120") {
    const std::string contact = request.header("Contact");
    return {.headers = "Contact: <sip:other@192.0.2.99>;expires=3600, " + contact.substr(0, contact.find('>') + 1) +
                       ";expires=" + expires + "\r\nServer: scripted\r\n"};
}

} // namespace

TEST_CASE("a line registers its own Contact and is granted what the registrar says of it") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    CHECK(request.first_line() == "REGISTER sip:pbx.test SIP/2.0");
    CHECK(request.header("From").starts_with("\"Alice\" <sip:1001@pbx.test>;tag="));
    CHECK(request.header("To") == "\"Alice\" <sip:1001@pbx.test>");
    CHECK(request.header("Contact") ==
          "<sip:SEP001120AABBCC-1@" + fixture.agent->address() + ";transport=udp>;expires=300");
    CHECK(request.header("Supported") == "path");
    CHECK(request.header("Allow") ==
          "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, NOTIFY, REFER, UPDATE, PRACK, SUBSCRIBE, MESSAGE");
    CHECK(request.header("User-Agent") == "sccp2sip/test (7960; SEP001120AABBCC)");
    CHECK(request.header("Authorization").empty());

    Answer answer = granted(request);
    answer.headers += "Service-Route: <sip:edge.test;lr>\r\n";
    fixture.answer(request, answer);
    const auto* const ok = fixture.until_line<sip::RegisterOk>();
    REQUIRE(ok);
    CHECK(ok->expires == seconds(120));
    CHECK(ok->service_route == std::vector<std::string>{"<sip:edge.test;lr>"});
    CHECK(ok->server == "scripted");
}

TEST_CASE("refreshes keep Call-ID and From tag and count CSeq up") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText first = fixture.expect_request("REGISTER");
    fixture.answer(first, granted(first));
    REQUIRE(fixture.until_line<sip::RegisterOk>());
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText second = fixture.expect_request("REGISTER");
    CHECK(second.header("Call-ID") == first.header("Call-ID"));
    CHECK(second.tag("From") == first.tag("From"));
    CHECK(second.tag("To").empty());
    CHECK(second.cseq() == first.cseq() + 1);
}

TEST_CASE("a challenge is answered, and the next request carries credentials at once") {
    for (const std::string algorithm : {"MD5", "SHA-256"}) {
        CAPTURE(algorithm);
        AgentFixture fixture;
        fixture.agent->send_register(1, 0, seconds(300), false);
        const SipText bare = fixture.expect_request("REGISTER");
        fixture.answer(bare, {.status = 401, .headers = challenge("n1", ", qop=\"auth\", algorithm=" + algorithm)});
        const auto* const challenged = fixture.until_line<sip::Challenged>();
        REQUIRE(challenged);
        CHECK(challenged->can_answer);

        fixture.agent->send_register(1, 0, seconds(300), true);
        const SipText second = fixture.expect_request("REGISTER");
        const std::string credentials = second.header("Authorization");
        CHECK(contains(credentials, "username=\"1001\""));
        CHECK(contains(credentials, "uri=\"sip:pbx.test\""));
        CHECK(contains(credentials, "nonce=\"n1\""));
        CHECK(contains(credentials, "algorithm=" + algorithm));
        CHECK(contains(credentials, "nc=00000001"));
        CHECK(second.header("Call-ID") == bare.header("Call-ID"));
        CHECK(second.cseq() == bare.cseq() + 1);
        fixture.answer(second, granted(second));
        REQUIRE(fixture.until_line<sip::RegisterOk>());

        fixture.agent->send_register(1, 0, seconds(300), false);
        CHECK(contains(fixture.expect_request("REGISTER").header("Authorization"), "nc=00000002"));
    }
}

TEST_CASE("the secret is never sent and the trace shows no digest response") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(300), false);
    fixture.answer(fixture.expect_request("REGISTER"), {.status = 401, .headers = challenge("n1")});
    REQUIRE(fixture.until_line<sip::Challenged>());
    fixture.agent->send_register(1, 0, seconds(300), true);
    const SipText second = fixture.expect_request("REGISTER");
    REQUIRE(contains(second.text, "response=\""));
    CHECK_FALSE(contains(second.text, "secret"));
    const auto& trace = fixture.sink.traces.back();
    CHECK(trace.sent);
    CHECK(trace.line == 1);
    CHECK(trace.first_line == "REGISTER sip:pbx.test SIP/2.0");
    CHECK(contains(trace.whole, "response=***"));
    CHECK(contains(trace.whole, "username=\"1001\""));
}

TEST_CASE("a long challenge is read to its end") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(300), false);
    const std::string nonce(140, 'n');
    fixture.answer(fixture.expect_request("REGISTER"),
                   {.status = 401,
                    .headers = "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"" + nonce +
                               "\", qop=\"auth\", algorithm=SHA-256\r\n"});
    REQUIRE(fixture.until_line<sip::Challenged>());
    fixture.agent->send_register(1, 0, seconds(300), true);
    CHECK(contains(fixture.expect_request("REGISTER").header("Authorization"), "algorithm=SHA-256"));
}

TEST_CASE("a stale nonce is answered again, wrong credentials are not") {
    AgentFixture fixture;
    const auto refuse_with = [&](const std::string& headers) {
        const std::size_t before = fixture.sink.lines.size();
        fixture.agent->send_register(1, 0, seconds(300), true);
        fixture.answer(fixture.expect_request("REGISTER"), {.status = 401, .headers = headers});
        REQUIRE(fixture.until([&] { return fixture.sink.lines.size() > before; }));
        return fixture.sink.line_event<sip::Challenged>()->can_answer;
    };
    CHECK(refuse_with(challenge("n1")));
    CHECK(refuse_with(challenge("n2", ", stale=true")));
    CHECK_FALSE(refuse_with(challenge("n2"))); // the answer to n2 was wrong
}

TEST_CASE("a registrar that gives a new nonce for each wrong answer is not asked for ever") {
    AgentFixture fixture;
    unsigned answers = 0;
    bool can_answer = true;
    while (can_answer && answers < 10) {
        const std::size_t before = fixture.sink.lines.size();
        fixture.agent->send_register(1, 0, seconds(300), answers > 0);
        fixture.answer(fixture.expect_request("REGISTER"),
                       {.status = 401, .headers = challenge("n" + std::to_string(answers++))});
        REQUIRE(fixture.until([&] { return fixture.sink.lines.size() > before; }));
        can_answer = fixture.sink.line_event<sip::Challenged>()->can_answer;
    }
    CHECK(answers == 3);
}

TEST_CASE("a registrar that calls each answer stale is told as such and not as a wrong password") {
    AgentFixture fixture;
    for (const std::string nonce : {"n1", "n2", "n3"}) {
        const std::size_t before = fixture.sink.lines.size();
        fixture.agent->send_register(1, 0, seconds(300), nonce != "n1");
        fixture.answer(fixture.expect_request("REGISTER"), {.status = 401, .headers = challenge(nonce, ", stale=true")});
        REQUIRE(fixture.until([&] { return fixture.sink.lines.size() > before; }));
    }
    const auto* const refused = fixture.sink.line_event<sip::RegisterRefused>();
    REQUIRE(refused);
    CHECK(refused->status == 401);
    CHECK(refused->phrase == "it calls each answer stale");
}

TEST_CASE("a stranger's challenge gets no credentials") {
    AgentFixture fixture;
    ScriptedPeer stranger("127.0.0.2");
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    stranger.send_to(response_to(request, {.status = 401, .headers = challenge("n1")}), fixture.agent_port);
    const auto* const refused = fixture.until_line<sip::RegisterRefused>();
    REQUIRE(refused);
    CHECK(refused->status == 401);
    CHECK(refused->phrase == "challenged by 127.0.0.2, which is no registrar");
}

TEST_CASE("a challenge that nobody could answer is not told as wrong credentials") {
    AgentFixture fixture;
    const auto refusal = [&](const std::string& headers) {
        const std::size_t before = fixture.sink.lines.size();
        fixture.agent->send_register(1, 0, seconds(300), false);
        fixture.answer(fixture.expect_request("REGISTER"), {.status = 401, .headers = headers});
        REQUIRE(fixture.until([&] { return fixture.sink.lines.size() > before; }));
        const auto* const refused = std::get_if<sip::RegisterRefused>(&fixture.sink.lines.back().event);
        return refused ? std::to_string(refused->status) + " " + refused->phrase : std::string();
    };
    const std::string unknown = "401 its challenge is of no kind that is supported: ";
    CHECK(refusal("WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", algorithm=AKAv1-MD5\r\n") ==
          unknown + "Digest algorithm=AKAv1-MD5");
    CHECK(refusal("WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", qop=\"auth-int\"\r\n") == unknown + "Digest qop=\"auth-int\"");
    CHECK(refusal("WWW-Authenticate: Negotiate realm=\"pbx\"\r\n") == unknown + "Negotiate");
    CHECK(refusal("") == unknown);
}

TEST_CASE("silence of a registrar is told in words, not as an answer") {
    sip::Options options;
    options.transaction_timeout = seconds(4);
    AgentFixture fixture(options);
    fixture.agent->send_register(1, 0, seconds(300), false);
    // 4 s: options.hpp
    REQUIRE(fixture.until([&] { return fixture.sink.line_event<sip::RegisterFailed>() != nullptr; }, seconds(30)));
    const auto* const failed = fixture.sink.line_event<sip::RegisterFailed>();
    CHECK(failed->status == 0);
    CHECK(failed->phrase == "no answer");
    CHECK(failed->internal);
}

TEST_CASE("what a registrar answers is told by its kind") {
    AgentFixture fixture;
    const auto ask = [&](const Answer& answer) {
        const std::size_t before = fixture.sink.lines.size();
        fixture.agent->send_register(1, 0, seconds(60), false);
        fixture.answer(fixture.expect_request("REGISTER"), answer);
        REQUIRE(fixture.until([&] { return fixture.sink.lines.size() > before; }));
        return fixture.sink.lines.back().event;
    };
    const auto brief = ask({.status = 423, .headers = "Min-Expires: 600\r\n"});
    REQUIRE(std::holds_alternative<sip::IntervalTooBrief>(brief));
    CHECK(std::get<sip::IntervalTooBrief>(brief).min_expires == seconds(600));
    for (const int status : {400, 403, 404, 405, 410, 416, 603}) {
        CAPTURE(status);
        const auto refused = ask({.status = status, .phrase = "No Such Thing"});
        REQUIRE(std::holds_alternative<sip::RegisterRefused>(refused));
        CHECK(std::get<sip::RegisterRefused>(refused).status == status);
        CHECK(std::get<sip::RegisterRefused>(refused).phrase == "No Such Thing");
    }
    for (const int status : {408, 480, 500, 503}) {
        CAPTURE(status);
        const auto failed = ask({.status = status, .headers = "Retry-After: 30\r\n"});
        REQUIRE(std::holds_alternative<sip::RegisterFailed>(failed));
        CHECK(std::get<sip::RegisterFailed>(failed).status == status);
        CHECK(std::get<sip::RegisterFailed>(failed).retry_after == 30U);
        CHECK_FALSE(std::get<sip::RegisterFailed>(failed).internal);
    }
}

TEST_CASE("a redirection is followed by the next REGISTER") {
    AgentFixture fixture;
    ScriptedPeer elsewhere;
    fixture.others = {&elsewhere};
    fixture.agent->send_register(1, 0, seconds(300), false);
    fixture.answer(fixture.expect_request("REGISTER"),
                   {.status = 302, .headers = "Contact: <sip:" + elsewhere.address() + ">\r\n"});
    const auto* const redirected = fixture.until_line<sip::RegisterRedirected>();
    REQUIRE(redirected);
    CHECK(redirected->contact == "sip:" + elsewhere.address());
    fixture.agent->send_register(1, 0, seconds(300), false);
    CHECK(fixture.expect_request("REGISTER", &elsewhere).first_line() == "REGISTER sip:pbx.test SIP/2.0");
    fixture.agent->send_register(1, 0, seconds(300), false);
    elsewhere.send_to(response_to(SipText{}, {}), fixture.agent_port); // rubbish does no harm
    fixture.settle();
}

TEST_CASE("a registrar without a listener is a failure of our own stack") {
    AgentFixture fixture;
    auto account = fixture.account();
    {
        const ScriptedPeer gone;
        account.targets = {{"127.0.0.1", gone.port(), sip::Transport::udp}};
    }
    fixture.agent->update_line(1, account);
    fixture.agent->send_register(1, 0, seconds(300), false);
    const auto* const failed = fixture.until_line<sip::RegisterFailed>();
    REQUIRE(failed);
    CHECK(failed->internal);
    CHECK(failed->status == 0); // nobody has said a number
    CHECK(contains(failed->phrase, "cannot be reached"));
}

TEST_CASE("un-registering names only our Contact") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(0), false);
    const SipText request = fixture.expect_request("REGISTER");
    CHECK(request.header("Contact") ==
          "<sip:SEP001120AABBCC-1@" + fixture.agent->address() + ";transport=udp>;expires=0");
    fixture.answer(request, {.headers = "Contact: <sip:other@192.0.2.99>;expires=3600\r\n"});
    const auto* const ok = fixture.until_line<sip::RegisterOk>();
    REQUIRE(ok);
    CHECK(ok->expires == seconds(0));
}

TEST_CASE("strange lifetimes are taken as what they can be") {
    AgentFixture fixture;
    const auto ask = [&](const std::string& headers) {
        const std::size_t before = fixture.sink.lines.size();
        fixture.agent->send_register(1, 0, seconds(300), false);
        fixture.answer(fixture.expect_request("REGISTER"), {.headers = headers});
        REQUIRE(fixture.until([&] { return fixture.sink.lines.size() > before; }));
        return std::get<sip::RegisterOk>(fixture.sink.lines.back().event).expires;
    };
    const std::string contact = "Contact: <sip:SEP001120AABBCC-1@" + fixture.agent->address() + ">";
    CHECK(ask("") == seconds(300));
    CHECK(ask("Expires: 90\r\n") == seconds(90));
    CHECK(ask(contact + "\r\nExpires: 90\r\n") == seconds(90));
    CHECK(ask(contact + ";expires=1\r\n") == seconds(1));
    CHECK(ask(contact + ";expires=0\r\n") == seconds(0));
    CHECK(ask(contact + ";expires=4294967296\r\n") <= seconds(14 * 86400));
}

TEST_CASE("no more registrations are outstanding than allowed") {
    sip::Options options;
    options.registrations_in_flight = 2;
    AgentFixture fixture(options);
    for (sip::LineId line = 2; line <= 5; ++line) {
        auto account = fixture.account();
        account.user = std::to_string(1000 + line);
        account.contact_user = "SEP001120AABBCC-" + std::to_string(line);
        fixture.agent->add_line(line, account);
    }
    for (sip::LineId line = 1; line <= 5; ++line)
        fixture.agent->send_register(line, 0, seconds(300), false);
    fixture.until([&] { return fixture.peer.inbox.size() >= 2; });
    fixture.settle();
    CHECK(fixture.peer.inbox.size() == 2);
    CHECK(fixture.sink.delayed == 3);
    for (int answered = 1; answered <= 5; ++answered) {
        const SipText request = fixture.expect_request("REGISTER");
        fixture.answer(request, granted(request));
        CHECK(fixture.until([&] { return fixture.sink.lines.size() == static_cast<std::size_t>(answered); }));
    }
    CHECK(fixture.sink.delayed == 3); // each is told of once
}

TEST_CASE("a line that is taken away hears nothing any more") {
    AgentFixture fixture;
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    fixture.agent->remove_line(1);
    fixture.answer(request, granted(request));
    fixture.settle();
    CHECK(fixture.sink.lines.empty());
}

TEST_CASE("a line may be taken away from inside its own event") {
    AgentFixture fixture;
    fixture.sink.on_line_hook = [&](sip::LineId line, const sip::LineEvent&) { fixture.agent->remove_line(line); };
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    fixture.answer(request, granted(request));
    REQUIRE(fixture.until_line<sip::RegisterOk>());
    fixture.settle();
}

TEST_CASE("by TCP, a registrar that says what cannot be read on our connection loses it, and that is told") {
    const std::string request = "OPTIONS sip:1001@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
                                "To: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n";
    const std::string octets[] = {"no SIP\r\n\r\n", request + "Subject: a" + std::string(1, '\0') + "b\r\n\r\n",
                                  request + "X: " + std::string(66'000, 'x'), "ACK sip: x SIP/2.0\r\n\r\n"};
    for (const auto& text : octets) {
        CAPTURE(text.substr(0, 20));
        AgentFixture fixture({}, SOCK_STREAM);
        fixture.agent->send_register(1, 0, seconds(300), false);
        const SipText asked = fixture.expect_request("REGISTER");
        fixture.answer(asked, granted(asked));
        REQUIRE(fixture.until_line<sip::RegisterOk>());
        fixture.peer.send_to(text, fixture.agent_port);
        CHECK(fixture.until([&] {
            SofiaClock::advance(std::chrono::milliseconds(100));
            return fixture.sink.line_event<sip::FlowLost>() != nullptr;
        }));
        CHECK((text.size() > 60'000 || fixture.sink.noise.size() + fixture.sink.unreadable.size() == 1));
    }
}

TEST_CASE("by TCP, a closed connection to the registrar is told") {
    AgentFixture fixture({}, SOCK_STREAM);
    fixture.agent->send_register(1, 0, seconds(300), false);
    const SipText request = fixture.expect_request("REGISTER");
    CHECK(contains(request.header("Contact"), ";transport=tcp>"));
    CHECK(request.header("Via").starts_with("SIP/2.0/TCP "));
    fixture.answer(request, granted(request));
    REQUIRE(fixture.until_line<sip::RegisterOk>());
    CHECK_FALSE(fixture.sink.line_event<sip::FlowLost>());
    fixture.peer.hang_up();
    CHECK(fixture.until_line<sip::FlowLost>());
}
