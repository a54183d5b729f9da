// The ladder of a call.
#include "gateway/ladder.hpp"

#include <sstream>

#include <doctest/doctest.h>

#include "tests/gateway/trace_samples.hpp"

using namespace gateway;
using namespace samples;

namespace {

CallLadder small_call() {
    CallLadder ladder;
    ladder.call = 17;
    ladder.device = "SEP001120AABBCC";
    ladder.sip_call_id = "a84b4c76e66710";
    ladder.entries = {sccp_entry(0x0006, "OffHook", false, 17, 0),
                      sccp_entry(0x0082, "StartTone", true, 17, 1), state_entry(17, "call OffHook", 2),
                      sip_entry(17, true, "INVITE sip:1002@pbx.lab SIP/2.0", "CSeq: 1 INVITE\r\n", 1500),
                      sip_entry(17, false, "SIP/2.0 180 Ringing", "CSeq: 1 INVITE\r\n", 1600)};
    return ladder;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> out;
    for (std::string line; std::getline(stream, line);)
        out.push_back(line);
    return out;
}

} // namespace

TEST_CASE("a ladder has a column for the phone, the gateway and the PBX") {
    const auto lines = lines_of(ladder_text(small_call()));
    REQUIRE(lines.size() == 8);
    CHECK(lines[0] == "call 17  SEP001120AABBCC  2024-05-01T12:00:00.000Z  Call-ID a84b4c76e66710");
    CHECK(lines[2] ==
          "   seconds  phone                                 gateway                                   PBX");
    CHECK(lines[3] ==
          "     0.000  |-------------- OffHook ---------------->|                                        |");
    CHECK(lines[4] ==
          "     0.001  |<---------- StartTone silence ----------|                                        |");
    CHECK(lines[5] ==
          "     0.002  |                                 [call OffHook]                                  |");
    CHECK(lines[6] ==
          "     1.500  |                                        |--- INVITE sip:1002@pbx.lab no SDP ---->|");
    CHECK(lines[7] ==
          "     1.600  |                                        |<--------- 180 Ringing (INVITE) --------|");
}

TEST_CASE("all rungs are equally wide, whatever stands on them") {
    CallLadder ladder = small_call();
    ladder.entries.push_back(sip_entry(17, true, "INVITE sip:" + std::string(300, '9') + " SIP/2.0"));
    ladder.entries.push_back(sccp_entry(0x8F, "M\xC3\xBCller \x1b[2J", true, 17));
    ladder.entries.push_back(state_entry(17, std::string(500, 's')));
    const auto lines = lines_of(ladder_text(ladder));
    REQUIRE(lines.size() == 11);
    for (std::size_t i = 3; i < lines.size(); ++i) {
        CHECK_MESSAGE(columns(lines[i]) == 12 + 2 * (longest_label + 8) + 3, lines[i]);
        CHECK(lines[i].find('\x1b') == std::string::npos);
    }
}

TEST_CASE("a lane is as wide as the longest label asks for") {
    CallLadder ladder = small_call();
    ladder.entries.push_back(sip_entry(17, true, "INVITE sip:" + std::string(300, '9') + " SIP/2.0"));
    const auto lines = lines_of(ladder_text(ladder));
    CHECK(lines.back().ends_with("99.. no SDP --->|"));
    CHECK(lines[3].size() == 12 + 2 * (longest_label + 8) + 3);
}

TEST_CASE("a SIP message cut short has a label, too") {
    CHECK(ladder_label(sip_entry(1, false, "SIP/2.0")).empty());
    CHECK(ladder_label(sip_entry(1, true, "")).empty());
    CHECK(ladder_label(sip_entry(1, true, "BYE")) == "BYE");
}

TEST_CASE("the drawing is well-formed and escapes what it shows") {
    CallLadder ladder = small_call();
    ladder.entries.push_back(sip_entry(17, true, "INVITE sip:<script>alert(1)</script>@x SIP/2.0"));
    const std::string svg = ladder_svg(ladder);
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(svg.find("<script>") == std::string::npos);
    CHECK(svg.find("INVITE sip:&lt;script&gt;") != std::string::npos);
    CHECK(svg.find("180 Ringing (INVITE)") != std::string::npos);
}

TEST_CASE("messages go to the ladder of their call, with its Call-ID") {
    Ladders ladders;
    ladders.record("SEP1", sccp_entry(0x0006, "OffHook", false, 17));
    ladders.record("SEP1", sccp_entry(0x0000, "KeepAliveReq"));
    ladders.record("SEP1", sip_entry(17, true, "INVITE sip:1 SIP/2.0", "Via: x\r\ni : abc@host \r\n"));
    ladders.record("SEP2", sip_entry(18, true, "INVITE sip:1 SIP/2.0", "CALL-ID: def\r\n"));
    REQUIRE(ladders.of(17) != nullptr);
    CHECK(ladders.of(17)->entries.size() == 2);
    CHECK(ladders.of(17)->sip_call_id == "abc@host");
    CHECK(ladders.of(17)->device == "SEP1");
    CHECK(ladders.of(18)->sip_call_id == "def");
    CHECK(ladders.of(0) == nullptr);
    CHECK(ladders.size() == 2);
}

TEST_CASE("a ladder stays ten minutes after the end of its call") {
    Ladders ladders;
    ladders.record("SEP1", sip_entry(17, true, "INVITE"));
    ladders.ended(17, at(0));
    ladders.ended(17, at(500'000)); // the end counts once
    ladders.sweep(at(599'000));
    CHECK(ladders.of(17) != nullptr);
    ladders.sweep(at(600'000));
    CHECK(ladders.of(17) == nullptr);
}

TEST_CASE("a call that nobody knows any more counts as ended") {
    Ladders ladders;
    ladders.record("SEP1", sip_entry(17, true, "INVITE"));
    ladders.record("SEP1", sip_entry(18, true, "INVITE"));
    const auto is_alive = [](std::uint32_t call) { return call == 18; };
    ladders.sweep(at(0), is_alive);
    ladders.sweep(at(600'000), is_alive);
    CHECK(ladders.of(17) == nullptr);
    CHECK(ladders.of(18) != nullptr);
}

TEST_CASE("calls, messages and memory of ladders are bounded") {
    LadderLimits limits;
    limits.calls = 2;
    limits.messages = 3;
    Ladders ladders(limits);
    for (std::uint32_t call = 1; call <= 4; ++call) {
        for (int i = 0; i < 5; ++i)
            ladders.record("SEP1", sip_entry(call, true, "INVITE"));
        ladders.ended(call, at(0));
    }
    CHECK(ladders.of(1) == nullptr);
    CHECK(ladders.of(2) == nullptr);
    REQUIRE(ladders.of(4) != nullptr);
    CHECK(ladders.of(4)->entries.size() == 3);
    CHECK(ladders.of(4)->dropped == 2);
    CHECK(ladder_text(*ladders.of(4)).find("[2 messages left out here]") != std::string::npos);

    const std::size_t one = memory_of(sip_entry(1, true, "INVITE"));
    ladders.set_bytes(4 * one);
    ladders.record("SEP1", sip_entry(5, true, "INVITE"));
    CHECK(ladders.of(3) == nullptr); // the oldest ended call made room
    CHECK(ladders.of(4) != nullptr);
    for (int i = 0; i < 3; ++i)
        ladders.record("SEP1", sip_entry(6, true, "INVITE"));
    for (int i = 0; i < 3; ++i)
        ladders.record("SEP1", sip_entry(7, true, "INVITE"));
    CHECK(ladders.of(4) == nullptr);
    CHECK(ladders.of(7)->entries.empty());
    CHECK(ladders.of(7)->dropped == 3);
}

TEST_CASE("a call in progress takes the place of one that is over, until few of those are left") {
    LadderLimits limits;
    limits.calls = 8;
    Ladders ladders(limits);
    for (std::uint32_t call = 1; call <= 8; ++call) {
        ladders.record("SEP1", sip_entry(call, true, "INVITE"));
        ladders.ended(call, at(0));
    }
    ladders.record("SEP1", sip_entry(9, true, "INVITE"));
    CHECK(ladders.of(1) == nullptr);
    CHECK(ladders.size() == 8);
    for (std::uint32_t call = 10; call <= 30; ++call)
        ladders.record("SEP1", sip_entry(call, true, "INVITE"));
    CHECK(ladders.of(6) == nullptr);
    CHECK(ladders.of(7) != nullptr);
    CHECK(ladders.of(8) != nullptr);
    CHECK(ladders.of(9) != nullptr); // none in progress goes
    CHECK(ladders.size() == 24);
}

TEST_CASE("of a long call the beginning and the end are kept, and between them stands how much is not") {
    LadderLimits limits;
    limits.messages = 8;
    Ladders ladders(limits);
    for (int i = 1; i <= 20; ++i)
        ladders.record("SEP1", state_entry(17, "step " + std::to_string(i), i));
    const auto ladder = ladders.of(17);
    REQUIRE(ladder->entries.size() == 8);
    CHECK(ladder->dropped == 12);
    CHECK(ladder->dropped_after == 6);
    CHECK(ladder->entries[5].label() == "step 6");
    CHECK(ladder->entries[6].label() == "step 19");
    CHECK(ladder->entries[7].label() == "step 20");
    const auto lines = lines_of(ladder_text(*ladder));
    REQUIRE(lines.size() == 12);
    CHECK(lines[8].find("[step 6]") != std::string::npos);
    CHECK(lines[9].find("...  |") != std::string::npos);
    CHECK(lines[9].find("[12 messages left out here]") != std::string::npos);
    CHECK(lines[10].find("[step 19]") != std::string::npos);
    const std::string svg = ladder_svg(*ladder);
    CHECK(svg.find("12 messages left out here") < svg.find("step 19"));
    CHECK(svg.find("12 messages left out here") > svg.find("step 6"));
}

TEST_CASE("up to its limit a call is kept whole") {
    LadderLimits limits;
    limits.messages = 8;
    Ladders ladders(limits);
    for (int i = 1; i <= 8; ++i)
        ladders.record("SEP1", state_entry(17, "step " + std::to_string(i), i));
    CHECK(ladders.of(17)->entries.size() == 8);
    CHECK(ladders.of(17)->dropped == 0);
    CHECK(ladder_text(*ladders.of(17)).find("left out") == std::string::npos);
}

TEST_CASE("a long call keeps its end when the memory of all is used up, and gives all of it back") {
    const std::size_t one = memory_of(state_entry(1, "step 1"));
    LadderLimits limits;
    limits.bytes = 6 * one;
    limits.messages = 8;
    Ladders ladders(limits);
    for (int i = 1; i <= 7; ++i)
        ladders.record("SEP1", state_entry(17, "step " + std::to_string(i), i));
    CHECK(ladders.of(17)->entries.size() == 6); // one of the end's places is taken from its own
    ladders.ended(17, at(0));
    for (int i = 1; i <= 6; ++i)
        ladders.record("SEP1", state_entry(18, "step " + std::to_string(i), i));
    CHECK(ladders.of(17) == nullptr);
    CHECK(ladders.of(18)->entries.size() == 6);
    CHECK(ladders.of(18)->dropped == 0);
}
