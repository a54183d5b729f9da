// Local time of a phone from the tz database of the host.
#include "gateway/time_zone.hpp"

#include <cstdlib>
#include <optional>
#include <stdexcept>

#include <date/tz.h>

namespace gateway {

namespace {

/// nullptr: no such zone, or no tz database on this host.
const date::time_zone* named_zone(std::string_view name) {
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return nullptr;
    }
}

/// What /etc/localtime points to. The look-up follows links and every call asks for the time: it holds for a minute.
const date::time_zone* system_zone() {
    static const date::time_zone* zone{};
    static std::optional<std::chrono::steady_clock::time_point> looked_up;
    const auto now = std::chrono::steady_clock::now();
    if (looked_up && now - *looked_up < std::chrono::minutes(1))
        return zone;
    looked_up = now;
    try {
        zone = date::current_zone();
    } catch (const std::exception&) {
        zone = nullptr;
    }
    return zone;
}

/// Containers say it by TZ, hosts by /etc/localtime.
const date::time_zone* host_zone() {
    if (const char* name = std::getenv("TZ"); name != nullptr && *name != '\0')
        if (const auto* zone = named_zone(*name == ':' ? name + 1 : name))
            return zone;
    return system_zone();
}

const date::time_zone* zone_of(std::string_view name) {
    return name.empty() ? host_zone() : named_zone(name);
}

/// The zone's offset at `now`; the host without tz data runs on UTC.
date::sys_info info_of(const date::time_zone* zone, WallTime now) {
    if (zone == nullptr)
        return {date::sys_seconds::min(), date::sys_seconds::max(), std::chrono::seconds{0}, {}, "UTC"};
    return zone->get_info(date::floor<std::chrono::seconds>(now));
}

} // namespace

bool zone_exists(std::string_view name) {
    return name.empty() || named_zone(name) != nullptr;
}

mapping::CivilTime civil_time(std::string_view zone, WallTime now) {
    const auto utc = date::floor<std::chrono::milliseconds>(now);
    const auto local =
        date::local_time<std::chrono::milliseconds>{utc.time_since_epoch() + info_of(zone_of(zone), now).offset};
    const auto day = date::floor<date::days>(local);
    const date::year_month_day date{day};
    const date::hh_mm_ss time{local - day};
    mapping::CivilTime out;
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.weekday = static_cast<int>(date::weekday{day}.c_encoding());
    out.hour = static_cast<int>(time.hours().count());
    out.minute = static_cast<int>(time.minutes().count());
    out.second = static_cast<int>(time.seconds().count());
    out.millisecond = static_cast<int>(time.subseconds().count());
    out.unix_time = static_cast<std::uint32_t>(date::floor<std::chrono::seconds>(utc).time_since_epoch().count());
    return out;
}

std::chrono::seconds utc_offset(std::string_view zone, WallTime now) { return info_of(zone_of(zone), now).offset; }

} // namespace gateway
