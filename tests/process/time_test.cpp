// The clock on the phones, and what happens when the clock on the wall is turned (callflows 7.4).
#include <doctest/doctest.h>

#include "tests/process/house.hpp"
#include "tests/process/turned_clock.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

std::uint32_t hour(const tests::SkinnyPhone& phone) { return phone.heard<sccp::TimeDateRes>()->time_data_info.w_hour; }

} // namespace

TEST_CASE("when summer time ends the phones in that zone are told the time, the others are not") {
    // 2026-10-25T00:59:50Z; Berlin's clocks go from 03:00 to 02:00 at 01:00Z.
    const tests::WallClockAt wall(std::chrono::system_clock::from_time_t(1'792'889'990));
    House house({.phones = 2, .device = "timezone = Europe/Berlin", .rest = "[defaults]\ntimezone = UTC"});
    auto& berlin = house.register_phone(1);
    auto& london = house.register_phone(2);
    CHECK(hour(berlin) == 2);
    const auto told = berlin.count<sccp::TimeDateRes>();
    const auto told_other = london.count<sccp::TimeDateRes>();
    house.turn(6s);
    CHECK(berlin.count<sccp::TimeDateRes>() == told);
    house.turn(10s);
    CHECK(house.until([&] { return berlin.count<sccp::TimeDateRes>() == told + 1; }));
    CHECK(hour(berlin) == 2);
    CHECK(berlin.heard<sccp::TimeDateRes>()->time_data_info.w_minute == 0);
    CHECK(london.count<sccp::TimeDateRes>() == told_other);
}

TEST_CASE("a clock that is set a day forward or back hurts nobody, and the phones are told") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto reference = house.call(phone);
    house.turn(6s);
    for (const auto jump : {std::chrono::nanoseconds(24h), std::chrono::nanoseconds(-48h), std::chrono::nanoseconds(24h)}) {
        const auto told = phone.count<sccp::TimeDateRes>();
        const auto registers = house.pbx.count("REGISTER");
        tests::turn_wall_clock(jump);
        house.turn(6s);
        CHECK(house.until([&] { return phone.count<sccp::TimeDateRes>() == told + 1; }));
        CHECK(house.pbx.count("REGISTER") == registers);
        CHECK(house.gateway->call(reference)->call.state == "Connected");
        CHECK(house.line_state(1) == "Registered");
        CHECK(house.answers_keep_alive(phone));
        house.check_good(other);
    }
    phone.say(sccp::OnHook{1, reference});
    house.check_good(phone);
    // SIP's own timers go on too: a request without answer is sent again, and given up.
    house.pbx.is_silent = true;
    const auto options = house.pbx.count("OPTIONS");
    tests::turn_wall_clock(-1h);
    for (int i = 0; i < 4 && !house.logged("does not answer"); ++i) {
        house.turn(10s);
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.pbx.count("OPTIONS") > options);
    CHECK(house.logs("does not answer"));
    house.pbx.is_silent = false;
    for (int i = 0; i < 30 && house.http("GET", "/readyz").status != 200; ++i) {
        house.turn(10s);
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.until([&] { return house.line_state(1) == "Registered"; }));
    house.check_good(phone);
}
