// Headers, counters and events, with octets written by hand.
#include "tests/phone/rtp.hpp"

#include <doctest/doctest.h>

using namespace phone;
using namespace std::chrono_literals;

namespace {

RtpPacket packet(std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc = 7) {
    static const std::uint8_t payload[160]{};
    return {8, false, sequence, timestamp, ssrc, payload};
}

} // namespace

TEST_CASE("a header is read with its contributors, extension and padding") {
    // padding, extension,
    const std::vector<std::uint8_t> octets{0xB1, 0xE5, 0x12, 0x34, 0, 0, 1, 0, 0xAA, 0xBB, 0xCC, 0xDD,
                                           // one contributor
                                           0, 0, 0, 1, 0xBE, 0xDE, 0, 1, 1, 2, 3, 4, 0x11, 0x22, 0, 2};
    const auto read = parse_rtp(octets);
    REQUIRE(read);
    CHECK(read->marker);
    CHECK(read->payload_type == 101);
    CHECK(read->sequence == 0x1234);
    CHECK(read->timestamp == 256);
    CHECK(read->ssrc == 0xAABBCCDD);
    CHECK(std::vector<std::uint8_t>(read->payload.begin(), read->payload.end()) == std::vector<std::uint8_t>{0x11, 0x22});
}

TEST_CASE("what is not RTP is not read") {
    CHECK_FALSE(parse_rtp({}));
    CHECK_FALSE(parse_rtp(std::vector<std::uint8_t>(11, 0x80)));
    CHECK_FALSE(parse_rtp(std::vector<std::uint8_t>(12, 0x40)));
    // 15 CSRCs that are not there
    CHECK_FALSE(parse_rtp(std::vector<std::uint8_t>{0x8F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    // more padding than octets
    CHECK_FALSE(parse_rtp(std::vector<std::uint8_t>{0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF}));
}

TEST_CASE("a packet is read as it was built") {
    const std::vector<std::uint8_t> payload{1, 2, 3};
    const auto octets = build_rtp({18, true, 65535, 0xFFFFFFFF, 1, payload});
    const auto read = parse_rtp(octets);
    REQUIRE(read);
    CHECK(read->payload_type == 18);
    CHECK(read->marker);
    CHECK(read->sequence == 65535);
    CHECK(read->timestamp == 0xFFFFFFFF);
    CHECK(read->ssrc == 1);
    CHECK(std::vector<std::uint8_t>(read->payload.begin(), read->payload.end()) == payload);
}

TEST_CASE("lost, late and foreign packets are told apart") {
    ReceiveStatistics counts;
    for (const unsigned number : {65534u, 65535u, 0u, 2u, 1u, 5u}) {      // 3 and 4 are missing, 1 is late
        const auto sequence = static_cast<std::uint16_t>(number);
        counts.on(packet(sequence, sequence * 160u), 0us);
    }
    CHECK(counts.packets() == 6);
    CHECK(counts.octets() == 960);
    CHECK(counts.lost() == 2);
    CHECK(counts.out_of_order() == 1);
    CHECK(counts.sources() == 1);
    counts.on(packet(40000, 0, 8), 0us);
    CHECK(counts.sources() == 2);
    CHECK(counts.lost() == 2);
}

TEST_CASE("jitter is none for even packets and grows with uneven ones") {
    ReceiveStatistics even, uneven;
    for (std::uint16_t i = 0; i < 100; ++i) {
        even.on(packet(i, i * 160u), 20ms * i);
        uneven.on(packet(i, i * 160u), 20ms * i + (i % 2 == 0 ? 10ms : 0ms));
    }
    CHECK(even.jitter_ms() == doctest::Approx(0));
    CHECK(uneven.jitter_ms() > 8);
    CHECK(uneven.jitter_ms() < 11);
}

TEST_CASE("an event is one digit however many packets carry it") {
    EventReader reader;
    for (const std::uint32_t timestamp : {100u, 100u, 100u, 900u, 900u}) {
        const auto payload = build_event({static_cast<std::uint8_t>(timestamp == 100 ? 5 : 11), false, 10, 160});
        reader.on({101, false, 0, timestamp, 1, payload});
    }
    CHECK(reader.digits() == "5#");
}

TEST_CASE("keys have the event numbers of RFC 4733") {
    CHECK(event_digit(0) == '0');
    CHECK(event_digit(10) == '*');
    CHECK(event_digit(11) == '#');
    CHECK(event_digit(15) == 'D');
    CHECK(event_digit(16) == '\0');
    CHECK(digit_event('#') == std::uint8_t{11});
    CHECK_FALSE(digit_event('+'));
    const auto event = parse_event(build_event({11, true, 10, 960}));
    REQUIRE(event);
    CHECK(event->end);
    CHECK(event->event == 11);
    CHECK(event->volume == 10);
    CHECK(event->duration == 960);
}
