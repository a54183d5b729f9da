// Events for whoever listens.
#include "gateway/event_stream.hpp"

#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

using namespace gateway;

namespace {

EventStream make() {
    return EventStream([] { return std::chrono::system_clock::time_point{std::chrono::seconds{1'714'564'800}}; });
}

boost::json::object data_of(const std::string& text) {
    const auto begin = text.find("data: ") + 6;
    return boost::json::parse(text.substr(begin, text.find('\n', begin) - begin)).as_object();
}

} // namespace

TEST_CASE("an event is one numbered line of JSON") {
    EventStream stream = make();
    std::vector<std::string> heard;
    const auto listening = stream.subscribe([&](const EventStream::Text& text) { heard.push_back(*text); });
    stream.publish({"phone", "SEP1", 0, "Ready", "registered"});
    stream.publish({"call", {}, 17, "Connected", "a\nb \"c\" \xFF\xE2\x80\xA8"});
    REQUIRE(heard.size() == 2);
    CHECK(heard[0] == "id: 1\ndata: "
                      "{\"type\":\"phone\",\"id\":\"SEP1\",\"state\":\"Ready\",\"reason\":\"registered\",\"at\":\"2024-"
                      "05-01T12:00:00.000Z\"}\n\n");
    CHECK(heard[1].starts_with("id: 2\n"));
    CHECK(heard[1].find('\n', heard[1].find("data:")) == heard[1].size() - 2);
    CHECK(data_of(heard[1]).at("id") == 17);
    CHECK(data_of(heard[1]).at("reason") == "a\\nb \"c\" \xEF\xBF\xBD\\u2028");
}

TEST_CASE("who comes back gets what it missed and nothing twice") {
    EventStream stream = make();
    for (int i = 0; i < 5; ++i)
        stream.publish({"line", std::to_string(i), 0, "Registered", ""});
    std::vector<std::string> heard;
    const auto listening = stream.subscribe([&](const EventStream::Text& text) { heard.push_back(*text); }, 3);
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].starts_with("id: 4\n"));
    std::vector<std::string> stranger;
    const auto other = stream.subscribe([&](const EventStream::Text& text) { stranger.push_back(*text); }, 4711);
    CHECK(stranger.empty());
}

TEST_CASE("only the last events are kept for those who come back") {
    EventStream stream = make();
    for (std::size_t i = 0; i < EventStream::kept + 10; ++i)
        stream.publish({"line", "1001", 0, "Registered", ""});
    std::size_t heard = 0;
    const auto listening = stream.subscribe([&](const EventStream::Text&) { ++heard; }, 1);
    CHECK(heard == EventStream::kept);
}

TEST_CASE("a listener may end itself or another while it is told") {
    EventStream stream = make();
    std::unique_ptr<EventStream::Subscription> first, second;
    int heard = 0;
    first = stream.subscribe([&](const EventStream::Text&) {
        ++heard;
        first.reset();
        second.reset();
    });
    second = stream.subscribe([&](const EventStream::Text&) { ++heard; });
    stream.publish({"phone", "SEP1", 0, "Lost", ""});
    stream.publish({"phone", "SEP1", 0, "Ready", ""});
    CHECK(heard == 1);
    CHECK(stream.listeners() == 0);
}

TEST_CASE("a subscription may outlive the stream") {
    std::unique_ptr<EventStream::Subscription> listening;
    {
        EventStream stream = make();
        listening = stream.subscribe([](const EventStream::Text&) {});
        CHECK(stream.listeners() == 1);
    }
    CHECK_NOTHROW(listening.reset());
}
