// Local time of a phone.
#include "gateway/time_zone.hpp"

#include <cstdlib>
#include <optional>

#include <doctest/doctest.h>

using namespace gateway;

namespace {

WallTime at_unix(std::int64_t seconds) {
    return WallTime{std::chrono::seconds{seconds}};
}

/// TZ of the process for the length of a test.
class HostZone {
  public:
    explicit HostZone(const char* name) {
        if (const char* old = std::getenv("TZ"))
            old_ = old;
        setenv("TZ", name, 1);
    }
    ~HostZone() {
        if (old_)
            setenv("TZ", old_->c_str(), 1);
        else
            unsetenv("TZ");
    }
    HostZone(const HostZone&) = delete;
    HostZone& operator=(const HostZone&) = delete;

  private:
    std::optional<std::string> old_;
};

} // namespace

TEST_CASE("zone names are those of the tz database") {
    CHECK(zone_exists("Europe/Berlin"));
    CHECK(zone_exists("America/New_York"));
    CHECK(zone_exists(""));
    CHECK_FALSE(zone_exists("Europe/Atlantis"));
    CHECK_FALSE(zone_exists("../../etc/passwd"));
}

TEST_CASE("a phone in Berlin sees summer time") {
    const auto now = civil_time("Europe/Berlin", at_unix(1'719'835'200) +
                                                     std::chrono::milliseconds{250}); // 2024-07-01T12:00:00Z, a Monday
    CHECK(now.year == 2024);
    CHECK(now.month == 7);
    CHECK(now.day == 1);
    CHECK(now.weekday == 1);
    CHECK(now.hour == 14);
    CHECK(now.minute == 0);
    CHECK(now.second == 0);
    CHECK(now.millisecond == 250);
    CHECK(now.unix_time == 1'719'835'200);
}

TEST_CASE("local time crosses the end of the year before or behind UTC") {
    const auto eve = at_unix(1'704'065'400); // 2023-12-31T23:30:00Z, a Sunday
    CHECK(civil_time("Asia/Kathmandu", eve).year == 2024);
    CHECK(civil_time("Asia/Kathmandu", eve).hour == 5);
    CHECK(civil_time("Asia/Kathmandu", eve).minute == 15);
    CHECK(civil_time("Asia/Kathmandu", eve).weekday == 1);
    CHECK(civil_time("America/New_York", eve).day == 31);
    CHECK(civil_time("America/New_York", eve).weekday == 0);
    CHECK(civil_time("America/New_York", eve).hour == 18);
}

TEST_CASE("a zone that does not exist counts as UTC") {
    CHECK(civil_time("Europe/Atlantis", at_unix(1'719'835'200)).hour == 12);
    CHECK(utc_offset("Europe/Atlantis", at_unix(1'719'835'200)).count() == 0);
}

TEST_CASE("the offset of a zone follows its daylight saving") {
    using std::chrono::minutes;
    CHECK(utc_offset("Europe/Berlin", at_unix(1'792'889'999)) == minutes{120});
    CHECK(utc_offset("Europe/Berlin", at_unix(1'792'890'000)) == minutes{60});
    CHECK(utc_offset("Asia/Kathmandu", at_unix(1'719'835'200)) == minutes{345});
    CHECK(utc_offset("UTC", at_unix(1'719'835'200)) == minutes{0});
}

TEST_CASE("no zone means the host's") {
    const HostZone host("Asia/Tokyo");
    CHECK(civil_time("", at_unix(1'719'835'200)).hour == 21);
}
