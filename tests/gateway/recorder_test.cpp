// Where messages are handed in.
#include "gateway/recorder.hpp"

#include <array>
#include <string>
#include <vector>

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

namespace {

/// A message of that id with a body of zeros, which names no call.
std::array<std::uint8_t, 28> silent(std::uint8_t id, std::uint8_t high = 0) { return {20, 0, 0, 0, 0, 0, 0, 0, id, high}; }

std::vector<std::string> labels(const Recorder& recorder, std::uint32_t call) {
    std::vector<std::string> out;
    if (const auto ladder = recorder.ladders().of(call))
        for (const auto& entry : ladder->entries)
            out.emplace_back(entry.label());
    return out;
}
using Labels = std::vector<std::string>;

} // namespace

TEST_CASE("what a phone says without naming a call stands before what it makes a call do") {
    Recorder recorder = make();
    recorder.sccp("SEP1", 0, false, "OffHook", silent(6), 3);
    recorder.touched("SEP1", 17);
    recorder.state("SEP1", 17, "call", "OffHook", "");
    recorder.sccp("SEP1", 17, true, "CallState", silent(0x11, 1), 3);
    recorder.handled();
    recorder.state("SEP1", 18, "call", "RingIn", ""); // comes by itself
    CHECK(labels(recorder, 17) == Labels{"OffHook", "call OffHook", "CallState"});
    CHECK(labels(recorder, 18) == Labels{"call RingIn"});
    CHECK(recorder.ladders().of(17)->entries[0].call == 17);
    CHECK(recorder.traces().of("SEP1")[0].call == 0); // as it was on the wire
}

TEST_CASE("a message belongs to each call that it moves, also when it names another") {
    Recorder recorder = make();
    recorder.sccp("SEP1", 18, false, "SoftKeyEvent", silent(0x26), 17);
    recorder.state("SEP1", 18, "call", "Referring", "");
    recorder.state("SEP1", 17, "call", "Releasing", "");
    recorder.state("SEP2", 19, "call", "RingIn", ""); // another phone
    recorder.handled();
    CHECK(labels(recorder, 18) == Labels{"SoftKeyEvent", "call Referring"});
    CHECK(labels(recorder, 17) == Labels{"SoftKeyEvent", "call Releasing"});
    CHECK(labels(recorder, 19) == Labels{"call RingIn"});
}

TEST_CASE("a message that moves nothing belongs to the call at hand") {
    Recorder recorder = make();
    recorder.sccp("SEP1", 0, false, "KeypadButton", silent(3), 3, 17);
    recorder.handled();
    recorder.sccp("SEP1", 0, true, "SetLamp", silent(0x86), 3, 17);
    CHECK(labels(recorder, 17) == Labels{"KeypadButton", "SetLamp"});
    recorder.sccp("SEP1", 0, false, "OnHook", silent(7), 3); // none is at hand
    recorder.handled();
    CHECK(recorder.ladders().size() == 1);
}

TEST_CASE("what is no matter of calls belongs to none") {
    Recorder recorder = make();
    recorder.sccp("SEP1", 0, false, "KeepAliveReq", silent(0), 3, 17);
    recorder.touched("SEP1", 17);
    recorder.handled();
    recorder.sccp("SEP1", 0, true, "KeepAliveAck", silent(0, 1), 3, 17);
    CHECK(recorder.ladders().of(17) == nullptr);
    CHECK(recorder.traces().of("SEP1").size() == 2);
}
