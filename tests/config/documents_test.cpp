// What is written from the option table, and that it is true.
#include "config/documents.hpp"

#include <map>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/option_table.hpp"
#include "tests/support/golden.hpp"

using namespace config;

namespace {

std::optional<std::string> any_variable(const std::string&) { return "value"; }

std::vector<std::string> problems_of(const std::string& text) {
    const auto loaded = load_text(text, "x.ini", any_variable);
    std::vector<std::string> lines;
    if (!loaded)
        for (const auto& problem : loaded.error())
            lines.push_back(problem.section + ' ' + problem.key + ": " + problem.what);
    return lines;
}

std::string without_comment_marks(const std::string& text, const std::set<std::string>& but) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        const bool is_option = line.starts_with(';') && !line.starts_with("; ");
        const auto key = is_option ? line.substr(1, line.find(' ') - 1) : "";
        out += (is_option && !but.contains(key) ? line.substr(1) : line) + '\n';
    }
    return out;
}

constexpr const char* program = "config_tests";

} // namespace

TEST_CASE("the defaults are pinned and load but for what is required") {
    const auto text = defaults_text();
    golden::check("tests/golden/defaults.ini", text, program);
    CHECK(problems_of(text) == std::vector<std::string>{"sip registrar: is required: the address of the PBX"});
}

TEST_CASE("every example in the defaults loads when its comment mark is taken away") {
    // password stands for password_file, the buttons for line; a password_file of the example does not exist here.
    const auto text = without_comment_marks(defaults_text(), {"include", "password_file", "line"});
    CHECK(problems_of(text) == std::vector<std::string>());
}

TEST_CASE("the sample is pinned and loads") {
    golden::check("deploy/sccp2sip.ini", sample_text(), program);
    CHECK(problems_of(sample_text()) == std::vector<std::string>());
}

TEST_CASE("the man page holds the options of the table") {
    const std::string name = "deploy/sccp2sip.ini.5", begin = ".\\\" begin options\n", end = ".\\\" end options\n";
    const auto page = golden::read(name);
    const auto from = page.find(begin), to = page.find(end);
    REQUIRE(from != std::string::npos);
    REQUIRE(to != std::string::npos);
    golden::check(name, page.substr(0, from + begin.size()) + man_options() + page.substr(to), program);
}

TEST_CASE("each option has a form, a meaning, and a default that its own check accepts and that the struct holds") {
    for (const Option& option : options()) {
        const auto name = std::string(name_of(option.section)) + ' ' + std::string(option.key);
        CHECK_MESSAGE(option.help.ends_with('.'), name);
        CHECK_MESSAGE(!option.value.form.empty(), name);
        Settings settings;
        mapping::LineOptions line;
        mapping::DeviceOptions device;
        Fields fields{settings, line, device, "."};
        if (!option.standard.empty())
            CHECK_MESSAGE(option.value.set(fields, std::string(option.standard)) == "", name);
        CHECK_MESSAGE(option.value.is_standard(fields), name);
    }
}

TEST_CASE("an option that was changed no longer holds its default") {
    Settings settings;
    mapping::LineOptions line;
    mapping::DeviceOptions device;
    Fields fields{settings, line, device, "."};
    const auto* option = find_option(In::line, "dtmf");
    REQUIRE(option);
    CHECK(option->value.set(fields, "info") == "");
    CHECK_FALSE(option->value.is_standard(fields));
}

TEST_CASE("a key names one thing only") {
    std::map<std::string, std::string> seen;
    for (const Option& option : options()) {
        // [line] keys may stand in [device], both in [defaults]
        const auto space = option.section >= In::line ? "line or device" : std::string(name_of(option.section));
        CHECK_MESSAGE(seen.emplace(space + ' ' + std::string(option.key), "").second, option.key);
    }
}
