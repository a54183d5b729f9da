// Digits in a call that is up (callflows 4.5). Before the answer: outgoing_answer_test.cpp; which way they go:
// dtmf_test.cpp.
#include <memory>

#include "tests/support/scenario.hpp"

using namespace tests;

TEST_CASE("digits travel in the audio where both can, else by INFO") {
    bool in_band{};
    std::unique_ptr<Scenario> s;
    SUBCASE("both can") {
        s = std::make_unique<Scenario>(1, "7960", 11, 0x8560u);
        s->talks();
        in_band = true;
        CHECK(s->phone.sending.begin()->second.events == 101);
    }
    SUBCASE("the phone cannot") {
        s = std::make_unique<Scenario>(1, "7960", 11, 0x8160u);
        s->talks();
    }
    SUBCASE("the far end cannot") {
        s = std::make_unique<Scenario>();
        s->rings_out();
        s->pbx.answers(far_sdp("8"));
    }
    SUBCASE("INFO is wanted") {
        s = std::make_unique<Scenario>();
        s->line().dtmf = mapping::DtmfMode::info;
        s->line().dtmf_info = mapping::DtmfInfo::dtmf;
        s->talks();
    }
    s->phone.dials("5");
    CHECK(s->pbx.count("INFO") == (in_band ? 0 : 1));
    CHECK(s->state() == "Connected");
}

TEST_CASE("each side gets the payload number for digits that it has named itself") { // RFC 3264 section 5.1
    Scenario s;
    s.line().dtmf_pt = 96;
    const auto call = s.rings_out();
    CHECK(s.phone.receiving.at(call).events == 96);
    s.pbx.answers(far_sdp("8 97", 30000, "203.0.113.9", "a=rtpmap:97 telephone-event/8000\r\na=sendrecv"));
    CHECK(s.phone.sending.at(call).events == 97);
    s.phone.dials("5", call);
    CHECK_FALSE(s.pbx.got("INFO"));
}

TEST_CASE("dtmf=none, or rfc4733 where the far end has no events: a digit goes nowhere, and the call is not asked for it again") {
    Scenario s;
    SUBCASE("none") {
        s.line().dtmf = mapping::DtmfMode::none;
        s.talks();
    }
    SUBCASE("rfc4733") {
        s.line().dtmf = mapping::DtmfMode::rfc4733;
        s.rings_out();
        s.pbx.answers(far_sdp("8"));
    }
    s.phone.forget_log();
    s.phone.dials("5");
    CHECK_FALSE(s.pbx.got("INFO"));
    CHECK(s.phone.sent.empty());
    CHECK(s.world.counts["digits_in_band"] == 1);
}
