// A line that is stopped, and one that is wanted again before that is done (callflows 1.3, 1.6).
#include "tests/mapping/line_house.hpp"

using tests::House;
using namespace std::chrono_literals;

TEST_CASE("a line that stops unsubscribes and un-registers, and answers a challenge to that") {
    House house;
    house.registered();
    house.line.stop();
    CHECK(house.line.state() == "Unregistering");
    CHECK_FALSE(house.registrar.subscriptions.back().on);
    CHECK(house.last().expires == 0s);
    house.challenges();
    CHECK(house.last().expires == 0s);
    CHECK(house.last().authenticate);
    house.accepts(0s);
    CHECK(house.line.is_stopped());
    CHECK(house.timers.count() == 0);
    CHECK(house.line.snapshot().expires_at_unix == 0);
}

TEST_CASE("un-registering ends with any answer, or without one after 5 s") {
    House house;
    house.registered();
    house.line.stop();
    SUBCASE("refused") { house.line.on(sip::RegisterRefused{403, "Forbidden"}); }
    SUBCASE("failed") { house.fails(); }
    SUBCASE("no credentials") { house.line.on(sip::Challenged{401, false}); }
    SUBCASE("silence") { house.timers.advance(5s); }
    CHECK(house.line.is_stopped());
}

TEST_CASE("a line stopped while its REGISTER is out takes back what that registers") {
    House house;
    house.line.start();
    house.line.stop();
    CHECK(house.line.state() == "Unregistering");
    CHECK(house.registrar.sent.size() == 1);
    SUBCASE("accepted") {
        house.accepts(300s);
        CHECK(house.last().expires == 0s);
        house.accepts(0s);
        CHECK(house.line.is_stopped());
    }
    SUBCASE("challenged: it never registered") {
        house.challenges();
        CHECK(house.registrar.sent.size() == 1);
        CHECK(house.line.is_stopped());
    }
    SUBCASE("a registrar that never reports the end is not asked for ever") {
        for (int i = 0; i < 5; ++i) house.accepts(300s);
        CHECK(house.registrar.sent.size() == 3);
        CHECK(house.line.is_stopped());
    }
}

TEST_CASE("stopping during a refresh, a wait or after a refusal") {
    House house(1);
    house.registered();
    SUBCASE("refresh") {
        house.timers.advance(299s);
        house.line.stop();
        CHECK(house.line.state() == "Unregistering");
        CHECK(house.last().expires == 0s);
    }
    SUBCASE("wait") {
        house.line.on(sip::ProbeFailed{});
        house.line.stop();
        CHECK(house.line.is_stopped());
        CHECK_FALSE(house.registrar.subscriptions.back().on);
    }
    SUBCASE("refusal") {
        house.timers.advance(299s);
        house.line.on(sip::RegisterRefused{403, "Forbidden"});
        house.line.stop();
        CHECK(house.line.is_stopped());
    }
}

TEST_CASE("a phone that comes back while its line un-registers gets it registered again") {
    House house;
    house.registered();
    house.line.stop();
    house.line.start();
    CHECK(house.line.state() == "Unregistering");
    SUBCASE("after a 200") {
        house.accepts(0s);
        CHECK(house.line.state() == "Registering");
        CHECK(house.last().expires == 300s);
    }
    SUBCASE("after a failure as well") {
        house.fails();
        CHECK(house.line.state() == "Registering");
    }
    SUBCASE("unless it left once more") {
        house.line.stop();
        house.accepts(0s);
        CHECK(house.line.is_stopped());
    }
}
