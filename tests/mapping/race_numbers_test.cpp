// Every race of callflows 9 has a test that bears its number, so that a row cannot lose its test unseen.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

TEST_CASE("each of the 57 races is named by a test") {
    constexpr int races = 57;
    const std::regex named{R"re(TEST_CASE\("race (\d+): )re"};
    std::set<int> found;
    for (const auto* folder : {"mapping", "sip", "gateway", "process"}) {
        for (const auto& file : std::filesystem::directory_iterator{std::filesystem::path{TEST_SOURCE_DIR} / "tests" / folder}) {
            if (file.path().extension() != ".cpp") continue;
            std::ifstream in{file.path()};
            const std::string text{std::istreambuf_iterator<char>{in}, {}};
            for (std::sregex_iterator at{text.begin(), text.end(), named}, end; at != end; ++at) found.insert(std::stoi((*at)[1]));
        }
    }
    for (int race = 1; race <= races; ++race) {
        CAPTURE(race);
        CHECK(found.contains(race));
    }
    CHECK(found.size() == races);
}
