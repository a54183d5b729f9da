// Messages that no phone sends: named in the log with phone and field, counted, and nobody else notices.
#include <doctest/doctest.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;
using tests::raw_frame;

namespace {
const std::string named = "phone=SEP001120AABB01 ";
} // namespace

// Broke others: CVE-2010-0585, CVE-2010-0586, CVE-2007-4280, CVE-2010-0587
TEST_CASE("a message that cannot be read is named with its phone and field, counted and dropped") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto talks = house.call(other);
    struct Row { tests::Bytes frame; const char* told; const char* counted; };
    const Row rows[] = {
        {raw_frame(0x0010, {40, 0, 0, 0, 1, 0, 0, 0}), "unreadable CapabilitiesRes from SEP001120AABB01: dropped: CapabilitiesRes: count 40 too high in capCount",
         "sccp2sip_decode_errors_total{message=\"CapabilitiesRes\"}"},
        {raw_frame(0x0022, {0, 0, 0, 0, 1, 2}), "unreadable OpenReceiveChannelAck from SEP001120AABB01: dropped: OpenReceiveChannelAck: no ipAddr at 4", "sccp2sip_decode_errors_total{message=\"OpenReceiveChannelAck\"}"},
        {raw_frame(0x0026, {1}), "unreadable SoftKeyEvent from SEP001120AABB01: dropped: SoftKeyEvent: no softKeyEvent", "sccp2sip_decode_errors_total{message=\"SoftKeyEvent\"}"},
        {raw_frame(0x7777, {1, 2, 3, 4}), "unknown message from SEP001120AABB01: message id 0x7777 of 16 octets is not one that a phone sends", "sccp2sip_events_total{event=\"unknown_messages\"}"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.told);
        phone.say(row.frame);
        CHECK(house.answers_keep_alive(phone));
        CHECK(house.logs(named + row.told));
        CHECK(house.metric(row.counted) == 1);
    }
    const auto view = house.gateway->phone(tests::phone_name(1));
    CHECK(view->decode_errors == 3);
    CHECK(house.gateway->call(talks)->call.state == "Connected");
    CHECK(house.answers_keep_alive(other));
    house.check_good(phone);
}

TEST_CASE("a frame of an impossible length ends that connection only, named and counted") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    for (const std::uint32_t length : {0U, 3U, 4097U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
        CAPTURE(length);
        auto& bad = house.connect();
        auto frame = raw_frame(0x0000);
        for (unsigned i = 0; i < 4; ++i) frame[i] = static_cast<std::uint8_t>(length >> (8 * i));
        bad.say(frame);
        CHECK(house.until([&] { return bad.is_over(); }));
    }
    auto frame = raw_frame(0x0000);
    frame[1] = 0x40;                                     // 16,388
    phone.say(frame);
    CHECK(house.until([&] { return phone.is_over(); }));
    CHECK(house.logs(named + "connection dropped from SEP001120AABB01: impossible frame length 16388"));
    CHECK(house.event("connections_dropped") == 6);
    house.check_good(other);
    house.check_good(house.register_phone(1));
}

// Broke others: CVE-2017-9358
TEST_CASE("a phone that goes in the middle of a message is lost like any other, and told apart in the log") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    phone.say(tests::Bytes{20, 0, 0, 0, 0, 0, 0, 0, 0x26, 0});
    phone.shut();
    REQUIRE(house.until([&] { return house.phone_state(1) == "Lost"; }));
    CHECK(house.logs(named + "connection dropped from SEP001120AABB01: closed by the phone in the middle of a message"));
    house.check_good(other);
}

TEST_CASE("nothing but Register, token, alarm and keep-alive does anything before Register") {
    House house;
    auto& other = house.register_phone(1);
    auto& early = house.connect();
    for (std::uint32_t id = 0; id < 0x200; ++id)
        if (id != 0x0001 && id != 0x0029) early.say(raw_frame(id, tests::Bytes(120, 0)));
    CHECK(house.answers_keep_alive(early));
    CHECK(house.phone_state(2) == "Down");
    CHECK_FALSE(early.is_over());
    house.check_good(other);
    house.say_register(early, 2);
    CHECK(house.until([&] { return early.heard<sccp::RegisterAck>() != nullptr; }));
}

TEST_CASE("what strangers say again and again does not fill the log") {
    House house;
    auto& phone = house.register_phone(1);
    const auto lines_with = [&](const std::string& part) {
        const auto log = house.log();
        std::size_t count = 0;
        for (auto at = log.find(part); at != log.npos; at = log.find(part, at + 1)) ++count;
        return count;
    };
    auto& stranger = house.connect("127.0.0.2");
    sccp::Alarm alarm;
    alarm.text = "25: Name=NOBODY";
    for (int i = 0; i < 200; ++i) stranger.say(alarm);
    CHECK(house.answers_keep_alive(stranger));
    for (int i = 0; i < 50; ++i) house.say_register(house.connect("127.0.0.2"), 99);
    REQUIRE(house.until([&] { return house.event("register_rejected") == 50; }));
    CHECK(house.logs("Register of SEP001120AABB63 rejected: Not configured"));
    CHECK(lines_with("rejected: Not configured") == 1);
    CHECK(lines_with("NOBODY") == 0);
    house.check_good(phone);
}

TEST_CASE("the alarm of a phone is in the log with its name, once however often it says it") {
    House house;
    auto& phone = house.connect();
    sccp::Alarm alarm;
    alarm.text = "25: Name=SEP001120AABB01 Last=Reset";
    phone.say(alarm);
    house.say_register(phone, 1);
    CHECK(house.logs("phone=SEP001120AABB01 alarm from SEP001120AABB01: 25: Name=SEP001120AABB01 Last=Reset"));
    for (int i = 0; i < 100; ++i) phone.say(alarm);
    CHECK(house.answers_keep_alive(phone));
    const auto log = house.log();
    CHECK(log.find("Last=Reset", log.find("Last=Reset") + 1) == log.npos);
}

TEST_CASE("a second Register on a connection touches no other device") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    house.say_register(phone, 2);
    CHECK(house.answers_keep_alive(phone));
    CHECK(house.event("register_foreign") == 1);
    CHECK(house.logs("Register of SEP001120AABB02 on the connection of SEP001120AABB01 ignored"));
    CHECK_FALSE(other.is_over());
    house.check_good(other);
    house.check_good(phone);
}
