// OPTIONS to the registrars (callflows 1.7).
#include "tests/sip/agent_fixture.hpp"

using namespace tests;

namespace {

sip::Options every(std::chrono::milliseconds probe) {
    sip::Options options;
    options.probe = probe;
    return options;
}

struct Probed : AgentFixture {
    Probed() : AgentFixture(every(std::chrono::milliseconds(20))) {}
    void answer_next(int status) { answer(expect_request("OPTIONS"), {.status = status}); }
};

} // namespace

TEST_CASE("a registrar that answers is alive, whatever it answers but 503") {
    for (const int status : {200, 404, 405, 500}) {
        Probed fixture;
        const SipText probe = fixture.expect_request("OPTIONS");
        CHECK(probe.first_line() == "OPTIONS sip:127.0.0.1 SIP/2.0");
        fixture.answer(probe, {.status = status});
        REQUIRE(fixture.until([&] { return !fixture.sink.targets.empty(); }));
        CHECK(fixture.sink.targets.front().registrar == 0);
        CHECK(fixture.sink.targets.front().alive);
        CHECK(fixture.sink.targets.front().status == status);
        CHECK(fixture.agent->target_alive(0));
    }
}

TEST_CASE("somebody asks whom the registrar knows: strangers are logged as attackers") {
    sip::Options options = every(std::chrono::milliseconds(20));
    SUBCASE("a line") {
        options.askers = {"sip:1001@pbx.test"};
        AgentFixture fixture(options);
        CHECK(fixture.expect_request("OPTIONS").uri_in("From") == "sip:1001@pbx.test");
    }
    SUBCASE("no line registers there") {
        options.askers = {""};
        AgentFixture fixture(options);
        CHECK(fixture.expect_request("OPTIONS").uri_in("From") == "sip:" + fixture.agent->address());
    }
}

TEST_CASE("two failures in a row are death, three answers in a row life") {
    Probed fixture;
    fixture.answer_next(200);
    fixture.answer_next(503);
    fixture.answer_next(200);
    fixture.answer_next(503);
    CHECK(fixture.agent->target_alive(0));
    fixture.answer_next(503);
    REQUIRE(fixture.until([&] { return fixture.sink.targets.size() == 2; }));
    CHECK_FALSE(fixture.sink.targets.back().alive);
    CHECK(fixture.sink.targets.back().status == 503);
    CHECK_FALSE(fixture.agent->target_alive(0));
    fixture.answer_next(200);
    fixture.answer_next(200);
    fixture.expect_request("OPTIONS");
    CHECK_FALSE(fixture.agent->target_alive(0));
    fixture.answer_next(200);
    fixture.answer_next(200);
    fixture.answer_next(200);
    REQUIRE(fixture.until([&] { return fixture.sink.targets.size() == 3; }));
    CHECK(fixture.sink.targets.back().alive);
    CHECK(std::vector<int>(fixture.sink.probes.begin(), fixture.sink.probes.begin() + 6) == std::vector<int>{200, 503, 200, 503, 503, 200});
}

TEST_CASE("silence is death") {
    Probed fixture;
    REQUIRE(fixture.until([&] { return !fixture.sink.targets.empty(); }));
    CHECK_FALSE(fixture.sink.targets.front().alive);
    CHECK(fixture.sink.targets.front().status == 0);
    CHECK(fixture.sink.probes == std::vector<int>{0, 0}); // each is told, and none as an answer
}

TEST_CASE("a registrar that does not exist is none") {
    Probed fixture;
    CHECK_FALSE(fixture.agent->target_alive(1));
}
