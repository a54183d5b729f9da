// PUBLISH of a report (RFC 3903; callflows 4.8).
#include "tests/sip/outgoing_call.hpp"

using namespace tests;

namespace {

const sip::Publication report{"sip:quality@pbx.test", "vq-rtcpxr", "application/vq-rtcpxr",
                              "VQSessionReport:CallTerm\r\nCallID:abc\r\n"};

struct Published : AgentFixture {
    Published() {
        agent->publish(1, report);
        publish = expect_request("PUBLISH");
    }
    SipText publish;
};

} // namespace

TEST_CASE("a report goes to its collector by way of the registrar") {
    Published fixture;
    const auto& publish = fixture.publish;
    CHECK(publish.first_line() == "PUBLISH sip:quality@pbx.test SIP/2.0");
    CHECK(publish.header("To") == "<sip:quality@pbx.test>");
    CHECK(publish.header("From").starts_with("\"Alice\" <sip:1001@pbx.test>;tag="));
    CHECK(publish.header("Event") == "vq-rtcpxr");
    CHECK(publish.header("Content-Type") == "application/vq-rtcpxr");
    CHECK(publish.header("User-Agent") == "sccp2sip/test (7960; SEP001120AABBCC)");
    CHECK(publish.body() == report.body);
    fixture.answer(publish, {.headers = "SIP-ETag: 1\r\nExpires: 3600\r\n"});
    fixture.settle();
    CHECK(fixture.peer.inbox.empty());
}

TEST_CASE("a report that is challenged is repeated once with credentials") {
    Published fixture;
    fixture.answer(fixture.publish, {.status = 401, .headers = challenge("n1")});
    const SipText again = fixture.expect_request("PUBLISH");
    CHECK(again.header("Authorization").find("username=\"1001\"") != std::string::npos);
    CHECK(again.header("Authorization").find("uri=\"sip:quality@pbx.test\"") != std::string::npos);
    CHECK(again.header("Call-ID") == fixture.publish.header("Call-ID"));
    CHECK(again.cseq() == fixture.publish.cseq() + 1);
    CHECK(again.body() == report.body);
    fixture.answer(again, {.status = 401, .headers = challenge("n1")});
    fixture.settle();
    CHECK(fixture.peer.inbox.empty());
}

TEST_CASE("a report that is refused, or of a line that is gone, is forgotten") {
    SUBCASE("refused") {
        Published fixture;
        fixture.answer(fixture.publish, {.status = 489});
        fixture.settle();
        CHECK(fixture.peer.inbox.empty());
    }
    SUBCASE("no line") {
        AgentFixture fixture;
        fixture.agent->publish(99, report);
        fixture.settle();
        CHECK(fixture.peer.inbox.empty());
    }
}
