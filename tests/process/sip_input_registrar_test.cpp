// Bad SIP input, cases 44 to 49 of the list (tests/sip/README.md): what a registrar may answer, and who else tries to.
#include <set>

#include "sip/digest.hpp"
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

/// A phone whose line registers at a PBX that answers REGISTER as a test says.
struct Registering : House {
    using Say = std::function<std::optional<Answer>(const SipText&)>;
    explicit Registering(Say say, Options options = {}) : House(std::move(options)), phone(connect()) {
        pbx.script("REGISTER", std::move(say));
        say_register(phone, 1);
        REQUIRE(until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
        configure(phone);
        REQUIRE(until([&] { return phone_state(1) == "Ready"; }));
        CHECK(until([&] { return pbx.count("REGISTER") > 0; }));
        settle();
    }
    bool comes_to(const std::string& state) {
        return until([&] { return line_state(1) == state; });
    }
    /// Requests to register while time passes.
    std::size_t asked_within(std::chrono::seconds time) {
        const auto before = pbx.count("REGISTER");
        pass(*this, phone, time);
        return pbx.count("REGISTER") - before;
    }
    /// The PBX is itself again.
    void check_recovers(std::chrono::seconds time) {
        pbx.instead = {};
        pass(*this, phone, time);
        CHECK(comes_to("Registered"));
        check_unharmed(*this, phone);
    }
    SkinnyPhone& phone;
};

std::string challenge(const std::string& rest) { return "WWW-Authenticate: Digest realm=\"pbx.test\", " + rest + "\r\n"; }

} // namespace

TEST_CASE("case 44: a registrar that refuses is asked again after its time, not before, and not in a storm") {
    struct Row { int status; std::string headers; const char* state; std::chrono::seconds quiet, again; };
    const Row rows[] = {
        {403, "", "Refused", 590s, 20s},
        {404, "Retry-After: 1\r\n", "Refused", 590s, 20s},
        {423, "Min-Expires: 10\r\n", "Refused", 590s, 20s},      // less than was asked
        {423, "", "Refused", 590s, 20s},
        {503, "Retry-After: 100\r\n", "BackingOff", 98s, 10s},
        {503, "Retry-After: 4294967295\r\n", "BackingOff", 300s, 0s},
        {503, "Retry-After: 0\r\n", "BackingOff", 2s, 10s},
        {500, "", "BackingOff", 2s, 10s},
        {302, "Contact: <sip:127.0.0.1:9>\r\n", "BackingOff", 2s, 10s},   // nobody is there
        {302, "", "Refused", 590s, 20s},
        {699, "", "Refused", 590s, 20s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.status);
        CAPTURE(row.headers);
        Registering house([&](const SipText&) { return Answer{.status = row.status, .headers = row.headers}; });
        CHECK(house.comes_to(row.state));
        CHECK(house.pbx.count("REGISTER") <= 2);
        CHECK(house.asked_within(row.quiet) == 0);
        if (row.again != 0s) {
            CHECK(house.asked_within(row.again) >= 1);
            house.check_recovers(610s);
        }
    }
}

TEST_CASE("case 44: a redirected registration brings nobody else our credentials") {
    ScriptedPeer stranger("127.0.0.2");
    const auto there = "Contact: <sip:" + stranger.address() + ">\r\n";
    Registering house([](const SipText& request) -> std::optional<Answer> {
        if (request.header("Authorization").empty()) return Answer{.status = 401, .headers = challenge("nonce=\"n1\", qop=\"auth\"")};
        return Answer{.headers = "Contact: " + request.header("Contact") + ";expires=60\r\n"};
    }, {.line = "password = secret"});
    REQUIRE(house.comes_to("Registered"));
    CHECK(house.pbx.count("REGISTER", "Authorization") == 1);
    house.pbx.script("REGISTER", [&](const SipText&) { return Answer{.status = 302, .headers = there}; });
    house.turn(55s);
    REQUIRE(house.until([&] {
        stranger.poll();
        return !stranger.inbox.empty();
    }));
    CHECK(stranger.inbox.front().method() == "REGISTER");
    CHECK(stranger.inbox.front().header("Authorization").empty());
}

TEST_CASE("case 45: challenges of every kind are answered once or not at all, never for ever") {
    struct Row { std::string what, headers; bool is_answered; };
    const Row rows[] = {
        {"no qop", challenge("nonce=\"n\""), true},
        {"SHA-256", challenge("nonce=\"n\", algorithm=SHA-256, qop=\"auth\""), true},
        {"auth-int among others", challenge("nonce=\"n\", qop=\"auth-int,auth\""), true},
        {"auth-int only", challenge("nonce=\"n\", qop=\"auth-int\""), false},
        {"an unknown algorithm", challenge("nonce=\"n\", algorithm=ROT13"), false},
        {"an empty realm", "WWW-Authenticate: Digest realm=\"\", nonce=\"n\"\r\n", true},
        {"no realm", "WWW-Authenticate: Digest nonce=\"n\"\r\n", true},
        {"no nonce", "WWW-Authenticate: Digest realm=\"pbx.test\"\r\n", false},
        {"two challenges", challenge("nonce=\"n\", algorithm=MD5") + challenge("nonce=\"n\", algorithm=SHA-256, qop=\"auth\""), true},
        {"Basic", "WWW-Authenticate: Basic realm=\"pbx.test\"\r\n", false},
        {"nothing", "", false},
        {"no end", "WWW-Authenticate: Digest realm=\"pbx.test, nonce=n\r\n", false},
        {"a nonce of 60,000 octets", challenge("nonce=\"" + std::string(40'000, 'n') + "\""), true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Registering house([&](const SipText&) { return Answer{.status = 401, .headers = row.headers}; }, {.line = "password = secret"});
        CHECK(house.comes_to("Refused"));
        CHECK(house.pbx.count("REGISTER", "Authorization: Digest") == (row.is_answered ? 1 : 0));
        CHECK(house.pbx.count("REGISTER") <= 3);
        CHECK(house.asked_within(120s) == 0);
        CHECK(house.answers_keep_alive(house.phone));
    }
    unsigned nonces = 0;
    Registering house([&](const SipText&) { return Answer{.status = 401, .headers = challenge("stale=true, nonce=\"n" + std::to_string(++nonces) + "\"")}; },
                      {.line = "password = secret"});
    CHECK(house.comes_to("Refused"));
    CHECK(house.pbx.count("REGISTER") == 3); // a nonce may turn stale once
    CHECK(house.asked_within(120s) == 0);
}

TEST_CASE("case 46: a challenge from somebody else than the PBX gets no credentials") {
    House house({.line = "password = secret"});
    ScriptedPeer stranger("127.0.0.2");
    auto& phone = house.register_phone(1);
    house.pbx.script("INVITE", [](const SipText&) { return std::nullopt; });
    const auto opened = phone.count<sccp::OpenReceiveChannel>();
    phone.say(sccp::EnblocCall{"1009", 1});
    house.open_channel(phone, opened);
    REQUIRE(house.until([&] { return house.pbx.last("INVITE") != nullptr; }));
    for (const int status : {401, 407})
        stranger.send_to(response_to(*house.pbx.last("INVITE"), {.status = status, .headers = challenge("nonce=\"n\"") + "Proxy-" + challenge("nonce=\"n\"").substr(4)}),
                         sip_port(house));
    house.settle();
    CHECK(house.pbx.count("INVITE", "uthorization") == 0);
    stranger.poll();
    CHECK(std::ranges::none_of(stranger.inbox, [](const SipText& m) { return contains(m.text, "uthorization"); }));
    phone.say(sccp::OnHook{1, house.gateway->calls().at(0).call.id});
    house.pbx.instead = {};
    check_unharmed(house, phone);
}

// Broke others: CVE-2021-41158
TEST_CASE("case 46: who may call us and challenges what we say in his call gets no credentials either") { // the shape of CVE-2021-41158
    House house({.sip = "allow = registrars, 127.0.0.2", .line = "password = secret"});
    auto& phone = house.register_phone(1);
    SipCaller stranger(house, "127.0.0.2");
    stranger.say("INVITE", {}, Registrar::sdp);
    const auto reference = ringing_call(house);
    answer_call(house, phone, reference);
    stranger.learn(stranger.expect(200, "INVITE"));
    stranger.say("ACK");
    REQUIRE(house.until([&] { return state_of(house, reference) == "Connected"; }));
    std::string whole;
    const auto refuse = [&](const char* method, int status) {
        const auto asked = stranger.expect_request(method);
        whole += asked.text;
        for (const char* const algorithm : {"MD5", "SHA-256"})
            stranger.answer(asked, {.status = status, .headers = (status == 407 ? "Proxy" : "WWW") + std::string("-Authenticate: Digest realm=\"pbx.test\", nonce=\"n\", algorithm=") + algorithm + "\r\n"});
        house.settle();
        stranger.poll();
        for (const auto& message : stranger.inbox()) whole += message.text;
    };
    phone.say(sccp::SoftKeyEvent{sccp::SoftKey::hold, 1, reference});
    refuse("INVITE", 407);
    phone.say(sccp::SoftKeyEvent{sccp::SoftKey::end_call, 1, reference});
    refuse("BYE", 401);
    CHECK_FALSE(contains(whole, "uthorization"));
    for (const auto& one : house.gateway->calls()) house.gateway->hang_up(one.call.id);
    pass(house, phone, 33s);
    check_unharmed(house, phone);
}

// Broke others: CVE-2023-28098
TEST_CASE("case 47: an answer to a challenge of ours is good once") {
    House house({.device = "check_sync_auth = yes", .line = "password = secret"});
    auto& phone = house.register_phone(1);
    SipCaller caller(house);
    const auto notify = [&](const std::string& headers) {
        caller.start_call();
        return caller.request("NOTIFY", "Event: check-sync\r\nSubscription-State: active\r\n" + headers);
    };
    caller.send(notify({}));
    const auto refused = caller.expect(401, "NOTIFY");
    sip::DigestClient knows({"1001", "secret"}), guesses({"1001", "guessed"});
    const auto answer = [&](sip::DigestClient& client) {
        client.learn(refused.headers("WWW-Authenticate"), false, {});
        const auto line = client.authorization("NOTIFY", "sip:SEP001120AABB01-1@" + house.gateway->sip_address()).at(0);
        return line.name + ": " + line.value + "\r\n";
    };
    CHECK(caller.outcome(notify(answer(guesses))) == 401);
    const auto right = answer(knows);
    CHECK_FALSE(phone.heard<sccp::Reset>());
    CHECK(caller.outcome(notify(right)) == 200);
    CHECK(house.until([&] { return phone.count<sccp::Reset>() == 1; }));
    CHECK(caller.outcome(notify(right)) == 401);
    for (const char* const garbage : {"Authorization: \r\n", "Authorization: Digest\r\n", "Authorization: Digest username=\"1001\r\n", "Authorization: Digest response=\r\n"})
        CHECK(caller.outcome(notify(garbage)) >= 400);
    house.settle();
    CHECK(phone.count<sccp::Reset>() == 1);
}

TEST_CASE("case 48: bindings that are not ours, end at once, in a second or in a century") {
    const auto granted = [](const std::string& expires) {
        return [expires](const SipText& request) {
            const auto contact = request.header("Contact");
            return std::optional<Answer>({.headers = "Contact: <sip:other@192.0.2.99>;expires=3600, " + contact.substr(0, contact.find('>') + 1) + ";expires=" + expires + "\r\n"});
        };
    };
    struct Row { std::string expires; bool is_up; std::size_t most_in_a_minute; };
    const Row rows[] = {{"0", false, 20}, {"1", true, 20}, {"4294967296", true, 0}, {"99999999999999999999", true, 0}, {"-1", true, 20}, {"x", true, 20}};
    for (const auto& row : rows) {
        CAPTURE(row.expires);
        Registering house(granted(row.expires));
        if (row.is_up) CHECK(house.comes_to("Registered"));
        const auto asked = house.asked_within(60s);
        CHECK(asked <= row.most_in_a_minute);
        house.pbx.instead = {};
        pass(house, house.phone, 30s);
        CHECK(house.comes_to("Registered"));
        check_unharmed(house, house.phone);
    }
    Registering others([](const SipText&) { return Answer{.headers = "Contact: <sip:other@192.0.2.99>;expires=3600\r\n"}; });
    CHECK(others.comes_to("Registered")); // some registrars tell nothing of the Contact that they took
    CHECK(others.asked_within(60s) == 0);
}

TEST_CASE("case 49: three hundred phones ask a silent registrar in waves of those that may be in flight, and back off") {
    House house({.phones = 300});
    house.pbx.is_silent = true;
    for (unsigned i = 1; i <= 300; ++i) {
        house.say_register(house.connect("127.0.4." + std::to_string(1 + i / 100)), i);
        if (i % 50 == 0) house.settle();
    }
    for (auto& phone : house.phones) {
        REQUIRE(house.until([&] { return phone->heard<sccp::RegisterAck>() != nullptr; }));
        house.configure(*phone);
    }
    REQUIRE(house.until([&] { return house.metric("sccp2sip_phones{state=\"Ready\"}") == 300; }, 30s));
    const auto asked = [&] {
        std::set<std::string> branches; // a request that is repeated has the same
        for (const auto& request : house.pbx.requests)
            if (request.method() == "REGISTER") branches.insert(request.header("Via"));
        return branches.size();
    };
    std::size_t most = 0, moments = 0;
    for (int i = 0; i < 60; ++i) {
        const auto before = asked();
        house.turn(4s);
        const auto now = asked() - before;
        most = std::max(most, now);
        moments += now > 0 ? 1 : 0;
        if (i % 5 == 4)
            for (auto& phone : house.phones) phone->say(sccp::KeepAliveReq{});
        CHECK(house.answers_keep_alive(*house.phones[0]));
    }
    CHECK(most <= 200);      // registrations_in_flight, and those that their end lets go
    CHECK(moments >= 5);     // a wave for each time of a transaction (32 s of 240 s), in which its places are taken; in some all back off
    CHECK(asked() < 300 * 8);
    house.pbx.is_silent = false;
    for (int i = 0; i < 16; ++i) {
        house.turn(20s);
        for (auto& phone : house.phones) phone->say(sccp::KeepAliveReq{});
    }
    CHECK(house.until([&] { return house.metric("sccp2sip_lines{state=\"Registered\"}") == 300; }, 30s));
    house.check_good(*house.phones[0]);
}
