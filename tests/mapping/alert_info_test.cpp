// How a call rings, and whether it answers by itself.
#include <doctest/doctest.h>

#include <string>

#include "mapping/alert_info.hpp"

using namespace mapping;
using Mode = sccp::RingMode;
using Duration = sccp::RingDuration;
using std::chrono::seconds;

namespace {

Ring ring(const std::string& alert_info, const CallOptions& calls = {}) {
    sip::Headers headers;
    if (!alert_info.empty()) headers.alert_info = {alert_info};
    return ring_for(headers, "1001", calls, {});
}

sip::Invited intercom(const std::string& call_info, bool from_registrar = true) {
    sip::Invited invited;
    invited.message.headers.call_info = {call_info};
    invited.from_registrar = from_registrar;
    return invited;
}

} // namespace

TEST_CASE("Alert-Info chooses the ring by the default table") {
    struct Row { const char* value; Mode mode; Duration duration; bool urgent; };
    // clang-format off
    const Row rows[] = {
        {"<http://127.0.0.1>;info=internal",          Mode::inside_ring,     Duration::normal_ring, false},
        {"<http://127.0.0.1/Bellcore-dr1>",           Mode::inside_ring,     Duration::normal_ring, false},
        {"Internal",                                  Mode::inside_ring,     Duration::normal_ring, false},
        {"<urn:alert:source:internal>",               Mode::inside_ring,     Duration::normal_ring, false},
        {";info=external",                            Mode::outside_ring,    Duration::normal_ring, false},
        {"bellcore-DR2",                              Mode::outside_ring,    Duration::normal_ring, false},
        {"<urn:alert:source:external>",               Mode::outside_ring,    Duration::normal_ring, false},
        {"<http://x/Bellcore-dr3>",                   Mode::feature_ring,    Duration::normal_ring, false},
        {"<http://x/Bellcore-dr4>",                   Mode::feature_ring,    Duration::normal_ring, false},
        {"feature",                                   Mode::feature_ring,    Duration::normal_ring, false},
        {"<urn:alert:service:call-waiting>",          Mode::feature_ring,    Duration::normal_ring, false},
        {"<http://x/Bellcore-dr5>",                   Mode::precedence_ring, Duration::normal_ring, true},
        {"urgent",                                    Mode::precedence_ring, Duration::normal_ring, true},
        {"<urn:alert:priority:high>",                 Mode::precedence_ring, Duration::normal_ring, true},
        {"silent",                                    Mode::flash_only,      Duration::normal_ring, false},
        {"<urn:alert:duration:short>",                Mode::flash_only,      Duration::single_ring, false},
        {"<http://x/melody.wav>",                     Mode::outside_ring,    Duration::normal_ring, false},
        {"",                                          Mode::outside_ring,    Duration::normal_ring, false},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.value);
        CHECK(ring(row.value) == Ring{row.mode, row.duration, row.urgent});
    }
}

TEST_CASE("the order of the table decides, not that of the headers") {
    sip::Headers headers;
    headers.alert_info = {"silent", "<http://x>;info=internal"};
    CHECK(ring_for(headers, "1001", {}, {}).mode == Mode::inside_ring);
}

TEST_CASE("a configured table takes the place of the default one") {
    CallOptions calls;
    calls.ring = {{"door", "urgent"}, {"Boss", "feature"}, {"quiet", "silent"}, {"broken", "loud"}};
    CHECK(ring("<http://x/DOOR>", calls) == Ring{Mode::precedence_ring, Duration::normal_ring, true});
    CHECK(ring("boss", calls).mode == Mode::feature_ring);
    CHECK(ring("quiet", calls).mode == Mode::flash_only);
    CHECK(ring("info=internal", calls).mode == Mode::outside_ring);
    CHECK(ring("broken", calls).mode == Mode::outside_ring);
    CHECK(ring_mode_named("Inside") == Mode::inside_ring);
    CHECK_FALSE(ring_mode_named("loud"));
}

TEST_CASE("without Alert-Info the caller's number decides") {
    LineOptions line;
    CHECK(ring_for({}, "1001", {}, line).mode == Mode::outside_ring);
    line.internal_pattern = "_1XXX";
    CHECK(ring_for({}, "1001", {}, line).mode == Mode::inside_ring);
    CHECK(ring_for({}, "10011", {}, line).mode == Mode::outside_ring);
    CHECK(ring_for({}, "", {}, line).mode == Mode::outside_ring);
    line.internal_pattern = "_[";
    CHECK(ring_for({}, "1001", {}, line).mode == Mode::outside_ring);
}

TEST_CASE("a call answers by itself when it asks for it and the line allows it") {
    const auto wanted = intercom("<sip:pbx>;answer-after=0");
    LineOptions line;
    CHECK(auto_answer_after(wanted, line) == seconds{0});
    CHECK(auto_answer_after(intercom("<sip:pbx>;answer-after=3"), line) == seconds{3});
    CHECK_FALSE(auto_answer_after(intercom("<sip:pbx>;purpose=icon"), line));
    CHECK_FALSE(auto_answer_after(intercom("<sip:pbx>;answer-after=0", false), line));   // not the line's registrar

    line.auto_answer_delay = seconds{2};
    CHECK(auto_answer_after(wanted, line) == seconds{2});
    CHECK(auto_answer_after(intercom("<sip:pbx>;answer-after=5"), line) == seconds{5});

    line.auto_answer = AutoAnswer::listed;
    CHECK(auto_answer_after(intercom("<sip:pbx>;answer-after=0", false), line) == seconds{2});
    line.auto_answer = AutoAnswer::no;
    CHECK_FALSE(auto_answer_after(wanted, line));
}

TEST_CASE("the other ways to ask for an automatic answer count too") {
    const LineOptions line;
    const auto asks = [&](auto&& set) {
        sip::Invited invited;
        invited.from_registrar = true;
        set(invited.message.headers);
        return auto_answer_after(invited, line).has_value();
    };
    CHECK(asks([](sip::Headers& h) { h.alert_info = {"<http://127.0.0.1>;info=alert-autoanswer"}; }));
    CHECK(asks([](sip::Headers& h) { h.alert_info = {"Auto Answer"}; }));
    CHECK(asks([](sip::Headers& h) { h.alert_info = {"ring-answer"}; }));
    CHECK(asks([](sip::Headers& h) { h.alert_info = {"<sip:x>;intercom=true"}; }));
    CHECK(asks([](sip::Headers& h) { h.answer_mode = "Auto;require"; }));
    CHECK(asks([](sip::Headers& h) { h.priv_answer_mode = "auto"; }));
    CHECK(asks([](sip::Headers& h) { h.p_auto_answer = "normal"; }));
    CHECK_FALSE(asks([](sip::Headers& h) { h.answer_mode = "Manual"; }));
    CHECK_FALSE(asks([](sip::Headers&) {}));
}
