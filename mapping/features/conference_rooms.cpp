// Conference rooms: free numbers, and what `conference_room` becomes.
#include "mapping/features/conference_rooms.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "mapping/ports.hpp"

namespace mapping {

namespace {

constexpr std::string_view number_place = "{n}", random_place = "{r8}";
constexpr unsigned random_length = 8;

struct Range {
    unsigned first{}, last{};
};

unsigned number_in(std::string_view text) {
    unsigned number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// `0-99`, or a single number.
Range range_of(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = number_in(text.substr(0, dash));
    return {first, dash == text.npos ? first : number_in(text.substr(dash + 1))};
}

std::string random_token(WorldPort& world) {
    constexpr std::string_view characters = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string token;
    for (unsigned i = 0; i < random_length; ++i) token += characters[world.random() % characters.size()];
    return token;
}

void put(std::string& text, std::string_view place, const std::string& value) {
    if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), value);
}

} // namespace

std::optional<unsigned> ConferenceRooms::take(const std::string& pattern, unsigned first, unsigned last,
                                              std::uint32_t chance) {
    auto& house = houses_[pattern];
    const unsigned count = last - first + 1;
    const bool goes_on = house.previous && *house.previous >= first && *house.previous <= last;
    const unsigned start = goes_on ? *house.previous - first + 1 : chance % count;
    for (unsigned i = 0; i < count; ++i) {
        const unsigned number = first + (start + i) % count;
        if (!house.taken.insert(number).second) continue;
        house.previous = number;
        return number;
    }
    return {};
}

void ConferenceRooms::give_back(const std::string& pattern, unsigned number) {
    if (const auto house = houses_.find(pattern); house != houses_.end()) house->second.taken.erase(number);
}

bool offers_conference(const LineOptions& line) {
    return line.conference != ConferenceMode::none && !line.conference_room.empty();
}

std::optional<ConferenceRoom> choose_room(const LineOptions& line, WorldPort& world) {
    auto text = line.conference_room;
    ConferenceRoom room;
    if (text.find(number_place) != std::string::npos) {
        const auto range = range_of(line.conference_range);
        room.pattern = text + '@' + line.domain;
        room.taken = world.take_room(room.pattern, range.first, range.last);
        if (!room.taken) return {};
        put(text, number_place, std::to_string(*room.taken));
    }
    if (text.find(random_place) != std::string::npos) put(text, random_place, random_token(world));
    const bool is_uri = text.starts_with("sip:") || text.starts_with("sips:");
    (is_uri ? room.uri : room.number) = text;
    return room;
}

} // namespace mapping
