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

TEST_CASE("a byte order mark in front of a script is no part of it") {
    const auto parsed = parse("\xEF\xBB\xBFregister\nshow");
    CHECK(parsed.error.empty());
    CHECK(parsed.script.commands.at(0).name == "register");
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
        {"repeat 3x { }", "line 1: repeat: write `repeat N { commands }`"},
        {"wait abc", "line 1: wait: 'abc' is not a number of seconds"},
        {"show\nwait -5", "line 2: wait: '-5' is not a number of seconds"},
        {"wait-idle within=abc", "line 1: wait-idle: within=: 'abc' is not a number of seconds"},
        {"wait-idle call=first", "line 1: wait-idle: call=: 'first' is not a whole number"},
        {"key Hold force=maybe", "line 1: key: force=maybe: write force=yes"},
        {"expect-calls abc", "line 1: expect-calls: 'abc' is not a whole number"},
        {"expect-rtp 1.5", "line 1: expect-rtp: '1.5' is not a whole number"},
        {"line 99", "line 1: line: '99' is not the number of a button, 1 to 96"},
        {"speeddial 0", "line 1: speeddial: '0' is not the number of a button, 1 to 96"},
        {"wait-state nosuch", "line 1: wait-state: 'nosuch' is not the state of a call"},
        {"key nosuchkey", "line 1: key: 'nosuchkey' is not a soft key"},
        {"stimulus nosuch 1", "line 1: stimulus: 'nosuch' is not a button or lamp of a phone"},
        {"say-tone abc", "line 1: say-tone: 'abc' is not a frequency in Hz"},
        {"say-tone nan", "line 1: say-tone: 'nan' is not a frequency in Hz"},
        {"say-tone 0x190", "line 1: say-tone: '0x190' is not a frequency in Hz"},
        {"say-tone 400++500", "line 1: say-tone: '400++500' is not a frequency in Hz"},
        {"repeat 4294967296 { }", "line 1: repeat: write `repeat N { commands }`"},
        {"dial abc", "line 1: dial: 'abc' is not a number that can be dialled: 0-9 * # + A-D"},
        {"wait-lamp line 1 purple", "line 1: wait-lamp: 'purple' is not what a lamp does"},
        {"expect-callinfo number=1", "line 1: expect-callinfo: 'number=1' is not FIELD=VALUE with a field of the caller's data"},
    };
    for (const auto& [text, error] : mistakes)
        CHECK(parse(text).error == error);
    CHECK(split_words("a\n\"b").error == "line 2: the quote is not closed");
}

TEST_CASE("each phone is declared once, and only those that are there act") {
    const auto fault = [](std::string_view text, const std::vector<std::string>& labels) {
        return fault_of_cast(parse(text).script, labels).value_or("");
    };
    CHECK(fault("phone A\nphone B\nA,B: show *: show", {"A", "B"}).empty());
    CHECK(fault("phone A\nphone A\nA: show", {"A", "A"}) == "line 2: phone A is declared twice");
    CHECK(fault("show", {"A", "A"}) == "phone A is declared twice");
    CHECK(fault("phone A\nA: show\nA,B: show", {"A"}) == "line 3: B: there is no phone of that name");
    CHECK(fault("A: repeat 2 {\n B: show }", {"A"}) == "line 2: B: there is no phone of that name");
}

TEST_CASE("what a person would write is understood") {
    CHECK(
        parse(
            "wait 0.5 wait-idle within=2.5 line=1 call=2 key Dial force=yes key RmLstC key new-call wait-tone ringback expect-tone line-busy "
            "wait-lamp voice-mail 0 on expect-keys on-hold expect-keys 4 wait-ring-mode inside-ring expect-speaker off wait-forward off "
            "expect-codec g729 digits 12#A say-tone 440+480 stimulus hold 1 wait-unregistered nak wait-reset restart expect-feature 1 2 "
            "wait-state idle expect-state off-hook expect-label 1 x expect-callinfo type=in-bound-call")
            .error.empty());
}

TEST_CASE("every condition can be waited for and demanded") {
    for (const char* name : {"wait-state", "expect-state", "wait-idle", "expect-idle", "dial", "hear-tone"})
        CHECK(find_command(name) != nullptr);
    for (const char* name : {"wait-", "expect", "repeat", "wait-dial"})
        CHECK(find_command(name) == nullptr);
    CHECK(command_help().find("hear-own-tone [SECONDS]") != std::string::npos);
}
