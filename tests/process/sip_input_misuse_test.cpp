// Bad SIP input, cases 50 to 60 of the list (tests/sip/README.md): requests of strangers, and what a peer may try with
// well-formed ones.
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

constexpr const char* line_user = "SEP001120AABB01-1";

} // namespace

// Broke others: CVE-2021-37624, CVE-2021-41157, AST-2009-003
TEST_CASE("case 50: a stranger is refused whatever he asks and of whom, told in the log once, and nothing rings") {
    House house;
    auto& phone = house.register_phone(1);
    SipCaller stranger(house, "127.0.0.2");
    const auto ask = [&](const std::string& method, const std::string& user) {
        stranger.call(user);
        stranger.send(stranger.request(
            method, "Event: check-sync\r\nSubscription-State: active\r\nRefer-To: <sip:1@pbx.test>\r\nExpires: 60\r\n",
            method == "INVITE" ? Registrar::sdp : ""));
        const auto answer = stranger.expect_final(method);
        if (method == "INVITE") stranger.acknowledge(answer);
        return answer.status();
    };
    phone.inbox.clear();
    for (const char* const user : {line_user, "1001", "9999", "", "%00"})
        for (const char* const method : {"INVITE", "OPTIONS", "MESSAGE", "NOTIFY"}) {
            CAPTURE(method);
            CAPTURE(user);
            CHECK(ask(method, user) == 403); // the same for whom there is and whom there is not
        }
    // What we do for nobody.
    CHECK(ask("REFER", line_user) == 405);
    CHECK(ask("REGISTER", line_user) == 405);
    CHECK(ask("PUBLISH", line_user) == 405);
    CHECK(ask("SUBSCRIBE", line_user) == 489);
    CHECK(ask("BREW", line_user) == 501);
    house.settle();
    CHECK_FALSE(phone.heard<sccp::SetRinger>());
    CHECK_FALSE(phone.heard<sccp::Reset>());
    CHECK_FALSE(phone.heard<sccp::DisplayPriNotify>());
    CHECK(house.gateway->calls().empty());
    const std::string line = "SIP request refused from 127.0.0.2: 403 Forbidden to INVITE";
    CHECK(house.logs(line));
    const auto log = house.log();
    CHECK(log.find(line.substr(0, line.find(':')), log.find(line) + 1) == log.npos);
    CHECK(house.event("sip_refused") >= 20);
    check_unharmed(house, phone);
}

TEST_CASE("case 51: a user who is nobody's gets 404, one whose phone is away 480, at once") {
    Called house;
    const auto outcome = [&](const std::string& user) {
        house.caller.call(user);
        return house.caller.outcome(house.caller.request("INVITE", {}, Registrar::sdp));
    };
    CHECK(outcome("9999") == 404);
    CHECK(outcome("SEP001120AABB03-1") == 404);
    CHECK(outcome("SEP001120AABB01-2") == 404);
    CHECK(outcome("SEP001120AABB02-1") == 480); // configured, never seen
    house.register_phone(2);
    CHECK(outcome("SEP001120AABB02-1") == rings);
    house.phones.back()->reset();
    CHECK(house.until([&] { return house.phone_state(2) == "Lost"; }));
    CHECK(outcome("SEP001120AABB02-1") == 480);
    CHECK(outcome(line_user) == rings);
    check_unharmed(house, house.phone);
}

TEST_CASE("case 52: a user part of any kind is nobody's, and comes back in no header of ours") {
    Called house;
    const std::string users[] = {"1001;x=y",
                                 "1001%0d%0aX-Evil:%201",
                                 "<script>",
                                 "%3Cscript%3E",
                                 "9999@evil.test",
                                 "1001%00",
                                 "../../etc/passwd",
                                 "1001' OR '1'='1",
                                 "%s%n%x",
                                 std::string(4'000, '1'),
                                 std::string(60'000, '1'),
                                 "%",
                                 "%4",
                                 "\xff\xfe",
                                 "SEP001120AABB01-1%20",
                                 "SEP001120AABB01-1;a"};
    for (const auto& user : users) {
        CAPTURE(user);
        house.caller.call(user);
        const auto text = house.caller.request("INVITE", {}, Registrar::sdp);
        const int became = house.caller.outcome(text);
        CHECK((became == 404 || became == 400 || became == ignored));
        for (const auto& message : house.caller.inbox()) CHECK(message.headers("X-Evil").empty());
    }
    CHECK_FALSE(house.phone.heard<sccp::SetRinger>());
    // The same in who calls: shown, never obeyed.
    house.caller.call(line_user);
    auto text = house.caller.request("INVITE", {}, Registrar::sdp);
    text.replace(text.find("sip:1009@pbx.test>;tag"), 17, "sip:10%0d%0aX-Evil:%201%00@pbx.test");
    CHECK(house.caller.outcome(text) == rings);
    REQUIRE(house.phone.heard<sccp::CallInfo>());
    const auto number = house.phone.heard<sccp::CallInfo>()->calling_party.str();
    CHECK(std::ranges::none_of(number, [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
    check_unharmed(house, house.phone);
}

TEST_CASE("case 53: REFER to ourselves, to what is no SIP, again and again, and outside a dialog") {
    Called house;
    house.caller.say("REFER", "Refer-To: <sip:300@pbx.test>\r\n");
    house.caller.expect(405, "REFER");
    house.talks();
    const auto refer = [&](const std::string& to) {
        house.caller.say("REFER", "Refer-To: " + to + "\r\n");
        return house.caller.expect_final("REFER").status();
    };
    const auto own = house.gateway->sip_address();
    for (const std::string to : {"<tel:+493012345>", "<http://127.0.0.1:8080/api/v1/reload>", "<mailto:a@b>", "<urn:service:sos>", "<sip:1001@pbx.test>"}) {
        CAPTURE(to);
        CHECK(refer(to) == 603);
    }
    CHECK(refer("<sip:" + std::string(line_user) + "@" + own + ">") == 603);
    for (const char* const to : {"<>", "<sip:>", "\"", ""}) {
        CAPTURE(to);
        CHECK(refer(to) >= 400);
    }
    CHECK(house.pbx.count("INVITE") == 0);
    house.pbx.script("CANCEL", [&](const SipText&) {
        house.pbx.say(*house.pbx.last("INVITE"), {.status = 487});
        return Answer{};
    });
    CHECK(refer("<sip:300@pbx.test>") == 202);
    for (int i = 0; i < 20; ++i) CHECK(refer("<sip:30" + std::to_string(i) + "@pbx.test>") == 603); // one at a time
    CHECK(house.until([&] { return house.pbx.count("INVITE") == 1; }));
    CHECK(state_of(house, house.reference) == "Connected");
    house.phone.say(sccp::OnHook{1, house.reference});
    CHECK(house.until([&] { // the stack sends one request at a time: BYE comes behind what is told of the REFER
        while (house.caller.has_request("NOTIFY")) house.caller.answer(house.caller.expect_request("NOTIFY"), {});
        return house.caller.has_request("BYE");
    }));
    house.caller.answer(house.caller.expect_request("BYE"), {});
    for (const auto& one : house.gateway->calls()) house.gateway->hang_up(one.call.id);
    check_unharmed(house, house.phone);
}

TEST_CASE("case 54: Replaces that names no call, an early one of ours to answer, one that is over") {
    Called house;
    const auto ok = house.talks();
    const auto first_id = house.caller.call_id(), tag = ok.tag("To");
    SipCaller other(house);
    const auto outcome = [&](const std::string& replaces) {
        other.start_call();
        return other.outcome(other.request("INVITE", "Require: replaces\r\nReplaces: " + replaces + "\r\n", Registrar::sdp));
    };
    CHECK(outcome("nothing@nowhere;to-tag=a;from-tag=b") == 481);
    CHECK(outcome(first_id + ";to-tag=" + tag + ";from-tag=wrong") == 481);
    CHECK(outcome(first_id + ";to-tag=caller;from-tag=" + tag) == 481);       // the wrong way round
    CHECK(outcome(first_id + ";to-tag=" + tag + ";from-tag=caller;early-only") == 486);
    CHECK(outcome("x") == 481);
    CHECK(outcome(";;;") == 400);
    house.caller.say("INVITE", "Require: replaces\r\nReplaces: " + first_id + ";to-tag=" + tag + ";from-tag=caller\r\n", Registrar::sdp); // by itself
    const auto became = house.caller.expect_final("INVITE");
    if (became.status() == 200) house.caller.say("ACK");
    else house.caller.acknowledge(became);
    house.settle();
    CHECK(house.gateway->calls().size() == 1);
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();
    CHECK(outcome(first_id + ";to-tag=" + tag + ";from-tag=caller") == 481);  // over
    house.caller.start_call();
    house.caller.say("INVITE", {}, Registrar::sdp);
    const auto ringing = house.caller.expect(180, "INVITE");
    other.start_call();
    other.say("INVITE", "Replaces: " + house.caller.call_id() + ";to-tag=" + ringing.tag("To") + ";from-tag=caller\r\n", Registrar::sdp);
    other.acknowledge(other.expect(481, "INVITE")); // RFC 3891 section 3: it rings here, only its caller may replace it
    CHECK(state_of(house, ringing_call(house)) == "RingIn");
    house.caller.say("CANCEL");
    house.caller.acknowledge(house.caller.expect(487, "INVITE"));
    check_unharmed(house, house.phone);
}

TEST_CASE("case 55: NOTIFY without subscription, and message counts that are none") {
    Called house;
    const auto notify = [&](const std::string& event, const std::string& body = {}, const std::string& type = "application/simple-message-summary") {
        house.caller.start_call();
        return house.caller.outcome(house.caller.request("NOTIFY", (event.empty() ? "" : "Event: " + event + "\r\n") + "Subscription-State: active\r\n", body, type));
    };
    for (const char* const event : {"dialog", "refer", "presence", "talk", "reg;id=1", "\xff"}) {
        CAPTURE(event);
        const int became = notify(event);
        CHECK((became == 481 || became == 489 || became == 400));
    }
    CHECK(notify("") >= 400);
    for (const std::string body : {"garbage", "Messages-Waiting: maybe\r\n", "Voice-Message: 1/1\r\n", ""}) {
        CAPTURE(body);
        notify("message-summary", body);
        CHECK(house.gateway->phone(phone_name(1))->phone.lines[0].new_messages == 0);
    }
    notify("message-summary", std::string(60'000, 'x'));
    CHECK(notify("message-summary", "Messages-Waiting: yes\r\nVoice-Message: 4294967296/-1 (x/y)\r\n") == 200);
    CHECK(notify("message-summary", "Messages-Waiting: yes\r\nVoice-Message: 99999999999999999999/1\r\n") == 200);
    CHECK(notify("message-summary", "Messages-Waiting: no\r\nVoice-Message: 0/0\r\n") == 200);
    CHECK(house.gateway->phone(phone_name(1))->phone.lines[0].new_messages == 0);
    CHECK(house.http("GET", "/api/v1/phones").status == 200);
    house.talks(); // inside a dialog that has no subscription either
    CHECK(house.caller.outcome(house.caller.request("NOTIFY", "Event: refer\r\nSubscription-State: active\r\n", "SIP/2.0 200 OK\r\n", "message/sipfrag")) == 481);
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();
    check_unharmed(house, house.phone);
}

// Broke others: CVE-2021-41145
TEST_CASE("case 56, case 58: floods of OPTIONS and of INVITEs: what is too much is refused, phones are answered within a second") {
    Called house;
    SipCaller flood(house);
    std::size_t answered = 0;
    for (int i = 0; i < 5'000; ++i) {
        flood.start_call();
        flood.say("OPTIONS");
        if (i % 25 == 0) {
            house.settle();
            flood.poll();
            answered += flood.inbox().size();
            flood.inbox().clear();
        }
        if (i % 500 == 0) CHECK(house.answers_keep_alive(house.phone));
    }
    flood.settle();
    CHECK(answered > 1'000);
    house.caller.say("INVITE", {}, Registrar::sdp);
    house.caller.expect(180, "INVITE");
    for (int i = 0; i < 500; ++i) {
        flood.start_call();
        flood.say("INVITE", {}, Registrar::sdp);
        if (i % 25 == 0) house.settle();
        if (i % 100 == 0) CHECK(house.answers_keep_alive(house.phone));
        flood.poll();
        for (const auto& message : flood.inbox())
            if (message.status() >= 300) flood.acknowledge(message);
        flood.inbox().clear();
    }
    flood.settle();
    house.settle();
    CHECK(house.answers_keep_alive(house.phone));
    const auto calls = house.gateway->calls();
    CHECK(std::ranges::count_if(calls, [](const auto& one) { return one.call.state == "RingIn"; }) == 2); // busy_trigger
    CHECK(house.metric("sccp2sip_sip_requests_total{direction=\"in\",method=\"INVITE\",status=\"486\"}") >= 499); // some twice
    for (const auto& one : calls) house.gateway->hang_up(one.call.id);
    house.turn(33s); // whoever acknowledged nothing
    check_unharmed(house, house.phone);
}

TEST_CASE("case 59: INFO with digits that are none, or nothing at all") {
    Called house;
    house.talks();
    const auto info = [&](const std::string& body, const std::string& type = "application/dtmf-relay") {
        return house.caller.outcome(house.caller.request("INFO", {}, body, type));
    };
    for (const std::string body : {"Signal=999999\r\nDuration=-1\r\n", "Signal=\r\n", "Signal", "\xff\x01garbage", "Signal=5\r\nDuration=4294967296\r\n"}) {
        CAPTURE(body);
        CHECK(info(body) == 200);
    }
    CHECK(info(std::string(60'000, '5')) == 200);
    CHECK(info("") == 200);
    CHECK(info("<x/>", "application/media_control+xml") == 415);
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();
    check_unharmed(house, house.phone);
}

TEST_CASE("case 60: who redirected a call of the PBX is shown as text that a phone may show") {
    House house;
    auto& phone = house.register_phone(1);
    SipCaller pbx(house, "127.0.0.1");
    pbx.say("INVITE", "Diversion: \"Bo\x02ss\" <sip:1%0d%0a@pbx.test>;reason=%s%n\r\n", Registrar::sdp);
    ringing_call(house);
    REQUIRE(phone.heard<sccp::CallInfo>());
    const auto& info = *phone.heard<sccp::CallInfo>();
    CHECK(info.call_type == sccp::CallType::forward_call);
    for (const auto& shown : {info.original_called_party.str(), info.original_called_party_name.str(), info.last_redirecting_party.str(), info.last_redirecting_party_name.str()})
        CHECK(std::ranges::none_of(shown, [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
    pbx.say("CANCEL");
    pbx.acknowledge(pbx.expect(487, "INVITE"));
    check_unharmed(house, phone);
}

TEST_CASE("case 60: who is allowed but no registrar is not believed who he says he is, and nothing is fetched for him") {
    House house({.sip = "allow = registrars, 127.0.0.2"});
    auto& phone = house.register_phone(1);
    ScriptedPeer target("127.0.0.1", SOCK_STREAM);
    const int listens = target.fd();
    SipCaller stranger(house, "127.0.0.2");
    const auto headers = "P-Asserted-Identity: \"Boss\" <sip:1@pbx.test>\r\nRemote-Party-ID: \"Boss\" <sip:1@pbx.test>\r\nAlert-Info: <http://" + target.address() +
                         "/ring>;info=alert-autoanswer\r\nCall-Info: <http://" + target.address() + "/x>;answer-after=0\r\nAnswer-Mode: Auto\r\n" +
                         "Reason: SIP;cause=200;text=\"\x01Boss\"\r\nDiversion: \"Boss\" <sip:1@pbx.test>;reason=%s%n\r\nHistory-Info: <http://" + target.address() + "/h>;index=1\r\n";
    stranger.say("INVITE", headers, Registrar::sdp);
    const auto reference = ringing_call(house);
    REQUIRE(phone.heard<sccp::CallInfo>());
    CHECK(phone.heard<sccp::CallInfo>()->calling_party.str() == "1009");
    CHECK_FALSE(contains(phone.heard<sccp::CallInfo>()->calling_party_name.str(), "Boss"));
    const auto& info = *phone.heard<sccp::CallInfo>();
    CHECK(info.call_type == sccp::CallType::in_bound_call);
    for (const auto& shown : {info.original_called_party.str(), info.original_called_party_name.str(), info.last_redirecting_party.str(), info.last_redirecting_party_name.str()})
        CHECK(shown == "");
    house.settle();
    CHECK(state_of(house, reference) == "RingIn"); // it does not answer itself
    target.poll();
    CHECK(target.fd() == listens); // nobody has connected
    CHECK_FALSE(phone.heard<sccp::OpenReceiveChannel>());
    stranger.say("CANCEL");
    stranger.acknowledge(stranger.expect(487, "INVITE"));
    check_unharmed(house, phone);
}
