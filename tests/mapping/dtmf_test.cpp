// How a digit pressed in a call reaches the far end.
#include <doctest/doctest.h>

#include "mapping/dtmf.hpp"
#include "tests/support/device.hpp"

using namespace mapping;
using tests::Device;

TEST_CASE("digits go in RTP when both can, else by INFO, or as the line says") {
    constexpr std::uint32_t with = 0x0400, without = 0x8172;
    struct Row { DtmfMode mode; std::uint32_t features; unsigned negotiated; DigitPath path; unsigned to_send; };
    const Row rows[] = {
        {DtmfMode::automatic, with, 101, DigitPath::in_band, 101}, {DtmfMode::automatic, with, 0, DigitPath::info, 0},
        {DtmfMode::automatic, without, 101, DigitPath::info, 0},   {DtmfMode::automatic, 0x0200, 101, DigitPath::info, 0},
        {DtmfMode::rfc4733, without, 96, DigitPath::in_band, 96},  {DtmfMode::rfc4733, with, 0, DigitPath::nowhere, 0},
        {DtmfMode::info, with, 101, DigitPath::info, 0},           {DtmfMode::none, with, 101, DigitPath::nowhere, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(static_cast<int>(row.mode));
        CAPTURE(row.negotiated);
        Device device("7941", 17, row.features);
        device.line.dtmf = row.mode;
        CHECK(digit_path(device.line, device.context, row.negotiated) == row.path);
        CHECK(event_payload_to_send(device.line, device.context, row.negotiated) == row.to_send);
        // what StartMediaTransmission was given leads to the same path
        CHECK((digit_path(device.line, device.context, row.to_send) == DigitPath::in_band) == (row.path == DigitPath::in_band));
    }
}

TEST_CASE("telephone-event is offered unless digits are forced another way") {
    LineOptions line;
    CHECK(event_payload_offered(line) == 101);
    line.dtmf_pt = 96;
    line.dtmf = DtmfMode::rfc4733;
    CHECK(event_payload_offered(line) == 96);
    line.dtmf = DtmfMode::info;
    CHECK(event_payload_offered(line) == 0);
    line.dtmf = DtmfMode::none;
    CHECK(event_payload_offered(line) == 0);
}

TEST_CASE("an INFO carries the digit in one of two forms") {
    const auto relay = info_body(DtmfInfo::relay, '5');
    CHECK(relay.content_type == "application/dtmf-relay");
    CHECK(relay.body == "Signal=5\r\nDuration=160\r\n");
    CHECK(info_body(DtmfInfo::relay, '#').body == "Signal=#\r\nDuration=160\r\n");
    const auto plain = info_body(DtmfInfo::dtmf, '*');
    CHECK(plain.content_type == "application/dtmf");
    CHECK(plain.body == "*");
}
