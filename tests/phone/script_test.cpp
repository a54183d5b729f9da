// The grammar of scripts.
#include "tests/phone/script.hpp"

#include <doctest/doctest.h>

using namespace phone;

namespace {

ParsedScript parse(std::string_view text) {
    const auto words = split_words(text);
    REQUIRE_FALSE(words.error);
    return parse_script(words.words);
}

} // namespace

TEST_CASE("commands, arguments, options and comments") {
    const auto parsed = parse("register # first\nwait-prompt \"From Bob\" within=3 hear-tone 440 0.5 hear-tone 440\nshow");
    REQUIRE(parsed.error.empty());
    const auto& commands = parsed.script.commands;
    REQUIRE(commands.size() == 5);
    CHECK(commands[1].arguments == std::vector<std::string>{"From Bob"});
    CHECK(commands[1].options.at("within") == "3");
    CHECK(commands[1].line == 2);
    CHECK(commands[2].arguments == std::vector<std::string>{"440", "0.5"});
    CHECK(commands[3].arguments == std::vector<std::string>{"440"});
    CHECK(commands[4].text() == "show");
}

TEST_CASE("phones are declared, and named in front of commands until another is") {
    const auto parsed = parse("phone A --model 7960 --name SEP1\nphone B\nA: register show\nA,B: wait-ready");
    REQUIRE(parsed.error.empty());
    REQUIRE(parsed.script.phones.size() == 2);
    CHECK(parsed.script.phones[0].options == std::vector<std::string>{"--model", "7960", "--name", "SEP1"});
    CHECK(parsed.script.phones[1].options.empty());
    REQUIRE(parsed.script.commands.size() == 3);
    CHECK(parsed.script.commands[1].phones == std::vector<std::string>{"A"});
    CHECK(parsed.script.commands[2].phones == std::vector<std::string>{"A", "B"});
    CHECK(parsed.script.commands[2].text() == "A,B: wait-ready");
}

TEST_CASE("commands are repeated in braces") {
    const auto parsed = parse("repeat 3 { dial 600 repeat 2 { hold resume } endcall } show");
    REQUIRE(parsed.error.empty());
    REQUIRE(parsed.script.commands.size() == 2);
    const auto& repeat = parsed.script.commands[0];
    CHECK(repeat.arguments[0] == "3");
    REQUIRE(repeat.body.size() == 3);
    CHECK(repeat.body[1].body.size() == 2);
}

TEST_CASE("mistakes are named with their line") {
    const std::pair<const char*, const char*> mistakes[] = {
        {"register\nfly", "line 2: there is no command 'fly' (sccp-phone --help-commands lists them)"},
        {"dial", "line 1: dial: NUMBER is missing"},
        {"repeat 2 register", "line 1: repeat: { is missing"},
        {"repeat 2 { register", "line 1: repeat: } is missing"},
        {"repeat x { }", "line 1: repeat: write `repeat N { commands }`"},
        {"register\n}", "line 2: } without repeat"},
        {"phone\nregister", "line 1: phone: a name is missing"},
    };
    for (const auto& [text, error] : mistakes)
        CHECK(parse(text).error == error);
    CHECK(split_words("a\n\"b").error == "line 2: the quote is not closed");
}

TEST_CASE("every condition can be waited for and demanded") {
    for (const char* name : {"wait-state", "expect-state", "wait-idle", "expect-idle", "dial", "hear-tone"})
        CHECK(find_command(name) != nullptr);
    for (const char* name : {"wait-", "expect", "repeat", "wait-dial"})
        CHECK(find_command(name) == nullptr);
    CHECK(command_help().find("hear-own-tone [SECONDS]") != std::string::npos);
}
