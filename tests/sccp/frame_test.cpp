// Framing: every cut is legal, every length out of bounds is not; which version word goes with which message.
#include <doctest/doctest.h>

#include "sccp/frame.hpp"
#include "tests/sccp/tables.hpp"

namespace {

using sccp::CutOutcome;

std::vector<std::uint8_t> header(std::uint32_t length, std::uint32_t version, std::uint32_t id) {
    std::vector<std::uint8_t> out;
    for (const auto word : {length, version, id})
        for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
    return out;
}

} // namespace

TEST_CASE("a message is cut when its last octet is there, not before") {
    const auto octets = tables::octets("100000001400000026000000" "0b0000000100000007000000");
    for (std::size_t have = 0; have < octets.size(); ++have)
        CHECK(sccp::cut_frame(std::span(octets).first(have)).outcome == CutOutcome::need_more);
    const auto cut = sccp::cut_frame(octets);
    REQUIRE(cut.outcome == CutOutcome::whole_frame);
    CHECK(cut.length == 16);
    CHECK(cut.frame.version == 20);
    CHECK(cut.frame.id == 0x26);
    CHECK(cut.frame.bytes.size() == 24);
    CHECK(cut.frame.body().size() == 12);
    CHECK(cut.frame.body()[0] == 11);
}

TEST_CASE("only the first of several messages is cut, in place") {
    auto octets = header(4, 0, 0x00);
    const auto second = header(8, 11, 0x0E);
    octets.insert(octets.end(), second.begin(), second.end());
    const auto cut = sccp::cut_frame(octets);
    REQUIRE(cut.outcome == CutOutcome::whole_frame);
    CHECK(cut.frame.bytes.data() == octets.data());
    CHECK(cut.frame.bytes.size() == 12);
    CHECK(cut.frame.body().empty());
    CHECK(sccp::cut_frame(std::span(octets).subspan(12)).outcome == CutOutcome::need_more);
}

TEST_CASE("a length word out of bounds is impossible as soon as its four octets are there, read without a sign") {
    for (const std::uint32_t length : {0U, 1U, 3U, 4097U, 0x10000U, 0x04000000U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFF8U, 0xFFFFFFFFU}) {
        const auto octets = header(length, 0, 0);
        CHECK(sccp::cut_frame(std::span(octets).first(3)).outcome == CutOutcome::need_more);
        const auto cut = sccp::cut_frame(std::span(octets).first(4));
        CHECK(cut.outcome == CutOutcome::impossible_length);
        CHECK(cut.length == length);
    }
    for (const std::uint32_t length : {4U, 4096U}) {
        auto octets = header(length, 0, 0);
        octets.resize(length + 8);
        CHECK(sccp::cut_frame(octets).outcome == CutOutcome::whole_frame);
    }
    CHECK(sccp::max_message == 4104);
}

TEST_CASE("what other protocols send to the port is refused at the first four octets") {
    for (const std::string text : {"GET / HTTP/1.1\r\n", "INVITE sip:a@b", "\x16\x03\x01\x02", "SSH-2.0-"})
        CHECK(sccp::cut_frame(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())).outcome ==
              CutOutcome::impossible_length);
}

TEST_CASE("the version word is the agreed version, zero below 10 and for the messages around registration") {
    constexpr std::uint32_t start_tone = 0x82;
    for (unsigned version = 0; version < 10; ++version) CHECK(sccp::header_version(start_tone, version) == 0);
    for (const unsigned version : {10U, 11U, 15U, 16U, 17U, 18U, 19U, 20U, 21U, 22U})
        CHECK(sccp::header_version(start_tone, version) == version);
    for (const unsigned version : {12U, 13U, 14U}) CHECK(sccp::header_version(start_tone, version) == 11);
    CHECK(sccp::header_version(start_tone, 33) == 22);
    for (const std::uint32_t id : {0x01U, 0x02U, 0x81U, 0x100U, 0x118U})
        for (const unsigned version : {3U, 11U, 22U}) CHECK(sccp::header_version(id, version) == 0);
}

TEST_CASE("the header of a station's message decides its layout if it names a version, else the session does") {
    CHECK(sccp::effective_version(17, 0) == 17);
    CHECK(sccp::effective_version(17, 22) == 22);
    CHECK(sccp::effective_version(3, 11) == 11);
    CHECK(sccp::effective_version(20, 9) == 20);
    CHECK(sccp::effective_version(20, 23) == 20);
    CHECK(sccp::effective_version(20, 0xFFFFFFFF) == 20);
}
