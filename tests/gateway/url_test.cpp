// Request targets.
#include "gateway/url.hpp"

#include <doctest/doctest.h>

using namespace gateway;

TEST_CASE("a target is taken apart into segments and query") {
    const auto target = parse_target("/api/v1/phones/SEP%31?format=svg&a=b+c%20d&flag#fragment");
    REQUIRE(target);
    CHECK(target->path == std::vector<std::string>{"api", "v1", "phones", "SEP1"});
    CHECK(target->query.at("format") == "svg");
    CHECK(target->query.at("a") == "b c d");
    CHECK(target->query.at("flag").empty());
}

TEST_CASE("an escaped slash belongs to its segment, and dots mean nothing") {
    CHECK(parse_target("/a%2Fb/../c")->path == std::vector<std::string>{"a/b", "..", "c"});
    CHECK(parse_target("/")->path == std::vector<std::string>{""});
    CHECK(parse_target("/healthz/")->path == std::vector<std::string>{"healthz", ""});
    CHECK(parse_target("//x")->path == std::vector<std::string>{"", "x"});
}

TEST_CASE("what is no path is refused") {
    for (const char* bad : {"", "*", "http://host/", "host:80", "/%", "/%4", "/%zz", "/%00", "/a?x=%", "/a?%q=1"})
        CHECK_FALSE_MESSAGE(parse_target(bad), bad);
}
