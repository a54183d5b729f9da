// Bad SIP input, case 41 of the list (tests/sip/README.md): session timers (RFC 4028) that others ask for.
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

TEST_CASE("case 41: session intervals beyond sense, and a refresher that has gone") {
    Called house;
    const auto outcome = [&](const std::string& headers) {
        house.caller.start_call();
        return house.caller.outcome(house.caller.request("INVITE", "Supported: timer\r\n" + headers, Registrar::sdp));
    };
    CHECK(outcome("Session-Expires: 1\r\n") == 422);
    CHECK(outcome("Session-Expires: 0\r\n") == 422);
    CHECK(outcome("Session-Expires: 4294967295\r\n") == rings);
    CHECK(outcome("Session-Expires: 4294967296\r\n") != ignored);
    CHECK(outcome("Session-Expires: x\r\n") == 400);
    CHECK(outcome("Session-Expires: 1800;refresher=nobody\r\n") == rings);
    CHECK(outcome("Session-Expires: 100\r\nMin-SE: 200\r\n") != ignored);

    const auto talk = [&](const std::string& headers) {
        house.caller.start_call();
        house.phone.inbox.clear();
        house.caller.say("INVITE", headers, Registrar::sdp);
        house.reference = ringing_call(house);
        answer_call(house, house.phone, house.reference);
        const auto ok = house.caller.expect(200, "INVITE");
        house.caller.learn(ok);
        house.caller.say("ACK");
        CHECK(house.until([&] { return state_of(house, house.reference) == "Connected"; }));
        return ok.header("Session-Expires");
    };
    CHECK(talk("Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 4294967295;refresher=uas\r\n").ends_with(";refresher=uas"));
    pass(house, house.phone, 100s);
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();

    // The caller was to refresh it and has gone: the call ends, on the phone too.
    talk("Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 90;refresher=uac\r\n");
    for (int i = 0; i < 10 && !house.caller.has_request("BYE"); ++i) pass(house, house.phone, 10s);
    house.caller.answer(house.caller.expect_request("BYE"), {});
    CHECK(house.until([&] { return state_of(house, house.reference) != "Connected"; }));
    house.phone.say(sccp::OnHook{1, house.reference});
    check_unharmed(house, house.phone);
}

TEST_CASE("case 41: session intervals that a callee asks of us, again and again or beyond sense") {
    Calling house;
    SUBCASE("422 with ever longer ones: not asked for ever") {
        unsigned least = 100;
        house.pbx.script("INVITE", [&](const SipText&) {
            return Answer{.status = 422, .headers = "Min-SE: " + std::to_string(least *= 10) + "\r\n"};
        });
        house.pbx.say(house.invite, {.status = 422, .headers = "Min-SE: 100\r\n"});
        CHECK(house.until([&] { return state_of(house, house.reference) == "Failed"; }));
        CHECK(house.pbx.count("INVITE") <= 6);
    }
    SUBCASE("422 without a number, or beyond its range") {
        house.pbx.say(house.invite, {.status = 422, .headers = "Min-SE: 99999999999999999999\r\n"});
        house.settle();
        house.pbx.script("INVITE", [&](const SipText&) { return Answer{.status = 422}; });
        for (int i = 0; i < 4 && state_of(house, house.reference) != "Failed"; ++i) pass(house, house.phone, 10s);
        CHECK(house.pbx.count("INVITE") <= 6);
    }
    SUBCASE("a 200 with an interval of no use: no storm of refreshes, and the call stands") {
        std::string interval;
        SUBCASE("0") { interval = "0;refresher=uac"; }
        SUBCASE("1") { interval = "1;refresher=uac"; }
        SUBCASE("2^32") { interval = "4294967296;refresher=uac"; }
        SUBCASE("nobody") { interval = "90;refresher=nobody"; }
        CAPTURE(interval);
        house.pbx.instead = [&](const SipText& request) {
            const bool is_refresh = request.method() == "UPDATE" || (request.method() == "INVITE" && !request.tag("To").empty());
            if (is_refresh)
                house.pbx.say(request,
                              {.headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(house.pbx.port()) + ">\r\n",
                               .body = request.method() == "INVITE" ? Registrar::sdp : ""});
            return is_refresh;
        };
        house.pbx.say(house.invite, {.headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(house.pbx.port()) +
                                                ">\r\nAllow: INVITE, UPDATE\r\nRequire: timer\r\nSession-Expires: " +
                                                interval + "\r\n",
                                     .body = Registrar::sdp});
        REQUIRE(house.until([&] { return state_of(house, house.reference) == "Connected"; }));
        for (int i = 0; i < 12; ++i) pass(house, house.phone, 5s);
        CHECK(house.pbx.count("UPDATE") + house.pbx.count("INVITE") <= 5);
        CHECK(state_of(house, house.reference) == "Connected");
    }
    house.phone.say(sccp::OnHook{1, house.reference});
    house.pbx.instead = {};
    pass(house, house.phone, 33s);
    check_unharmed(house, house.phone);
}
