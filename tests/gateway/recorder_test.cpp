// Where messages are handed in.
#include "gateway/recorder.hpp"

#include <array>

#include <doctest/doctest.h>

using namespace gateway;

namespace {
std::chrono::system_clock::time_point now{std::chrono::seconds{1'714'564'800}};
Recorder make() {
    return Recorder({100, 1 << 20}, {}, [] { return now; });
}
} // namespace

TEST_CASE("what is recorded appears in the phone's trace and in the call's ladder") {
    Recorder recorder = make();
    const std::array<std::uint8_t, 20> frame{12, 0, 0, 0, 0, 0, 0, 0, 6};
    recorder.sccp("SEP1", 17, false, "OffHook", frame, 11);
    recorder.sip("SEP1", 17, true, "INVITE sip:1 SIP/2.0\r\nCall-ID: x\r\nAuthorization: Basic secret\r\n\r\n");
    recorder.state("SEP1", 17, "call", "RingOut", "180");
    recorder.state("SEP1", 0, "phone", "Ready", "");
    const auto trace = recorder.traces().of("SEP1");
    REQUIRE(trace.size() == 4);
    CHECK(trace[0].label() == "OffHook");
    CHECK(trace[0].protocol == 11);
    CHECK(trace[0].bytes.size() == frame.size());
    CHECK_FALSE(trace[0].outgoing);
    CHECK(trace[0].at == now);
    CHECK(trace[1].bytes.find("secret") == std::string::npos);
    CHECK(trace[2].label() == "call RingOut (180)");
    CHECK(trace[3].label() == "phone Ready");
    REQUIRE(recorder.ladders().of(17) != nullptr);
    CHECK(recorder.ladders().of(17)->entries.size() == 3);
    CHECK((recorder.ladders().of(17)->entries[1] == trace[1])); // as it may be shown, there too
    CHECK(recorder.ladders().sip_call_id(17) == "x");
    CHECK(recorder.ladders().sip_call_id(18).empty());
}

TEST_CASE("a removed phone takes its trace along, the ladders of its calls stay their time") {
    Recorder recorder = make();
    recorder.state("SEP1", 17, "call", "OnHook", "");
    recorder.call_ended(17);
    recorder.phone_removed("SEP1");
    CHECK(recorder.traces().of("SEP1").empty());
    recorder.sweep({});
    CHECK(recorder.ladders().of(17) != nullptr);
    now += std::chrono::minutes{10};
    recorder.sweep({});
    CHECK(recorder.ladders().of(17) == nullptr);
}

TEST_CASE("the number of messages may change while running") {
    Recorder recorder = make();
    for (int i = 0; i < 10; ++i)
        recorder.state("SEP1", 1, "call", std::to_string(i), "");
    recorder.set_limits({4, 1 << 20});
    CHECK(recorder.traces().of("SEP1").size() == 4);
}
