// The command line.
#include "tests/phone/options.hpp"

#include <doctest/doctest.h>

#include "tests/support/golden.hpp"

using namespace phone;

TEST_CASE("options in front of --phone hold for all phones, those behind for one") {
    const auto arguments = parse_arguments({"--model", "7975", "--timeout", "3", "--phone", "A", "--name", "SEP1", "--quirk", "no-orc-ack",
                                            "--phone", "B", "--model", "7960", "--version", "8", "A:", "dial", "600", "B:", "show"});
    REQUIRE(arguments.error.empty());
    CHECK(arguments.run.timeout == 3);
    REQUIRE(arguments.phones.size() == 2);
    CHECK(arguments.phones[0].label == "A");
    CHECK(arguments.phones[0].model == "7975");
    CHECK(arguments.phones[0].quirks == std::vector<std::string>{"no-orc-ack"});
    CHECK(arguments.phones[1].model == "7960");
    CHECK(arguments.phones[1].version == 8);
    CHECK(arguments.phones[1].quirks.empty());
    REQUIRE(arguments.words.size() == 5);
    CHECK(arguments.words[1].text == "dial");
}

TEST_CASE("an option takes one value: the command behind it stays a command") {
    const auto arguments = parse_arguments({"--quirk", "no-orc-ack", "--quirk", "late-orc-ack=5", "register", "show"});
    REQUIRE(arguments.error.empty());
    CHECK(arguments.defaults.quirks == std::vector<std::string>{"no-orc-ack", "late-orc-ack=5"});
    REQUIRE(arguments.words.size() == 2);
    CHECK(arguments.words[0].text == "register");
}

TEST_CASE("the man page lists the commands, conditions and quirks that there are") {
    const std::string name = "tests/phone/sccp-phone.1",
                      begin = ".\\\" commands: written by REFRESH_GOLDEN=1 phone_tests\n",
                      end = ".\\\" end of commands\n";
    const auto page = golden::read(name);
    const auto from = page.find(begin), to = page.find(end);
    REQUIRE(from != page.npos);
    REQUIRE(to != page.npos);
    std::string list;
    for (const char c : parse_arguments({"--help-commands"}).text)
        list += c == '\\' ? std::string("\\e") : std::string(1, c);
    golden::check(name, page.substr(0, from) + begin + ".Bd -literal\n" + list + ".Ed\n" + page.substr(to), "phone_tests");
}

TEST_CASE("commands may come as single words or whole") {
    const auto arguments = parse_arguments({"register", "dial 600", "wait-prompt", "From Bob"});
    REQUIRE(arguments.error.empty());
    REQUIRE(arguments.words.size() == 5);
    CHECK(arguments.words[1].text == "dial");
    CHECK(arguments.words[2].text == "600");
    CHECK(arguments.words[4].text == "From Bob");
}

TEST_CASE("wrong usage is named") {
    CHECK(parse_arguments({"--flies"}).error.find("--flies") != std::string::npos);
    CHECK(parse_arguments({"--version", "many"}).error.find("--version") != std::string::npos);
    CHECK(parse_arguments({"register", "--phone", "A"}).error.find("register") != std::string::npos);
    CHECK(parse_arguments({"--phone"}).error == "--phone needs a name");
}

TEST_CASE("a number that would become another one is wrong usage") {
    for (const char* port : {"99999", "70000", "65536", "4294969296", "0", "", "-1", "+80", " 80", "0x50", "http", "20a"}) {
        PhoneArguments arguments;
        for (const char* host : {"127.0.0.1:", "[::1]:", "localhost:"}) {
            arguments.server = std::string(host) + port;
            CHECK_MESSAGE(cast(arguments, 0).error ==
                              "the port of the server '" + arguments.server + "' is not 1 to 65535",
                          arguments.server);
        }
    }
    for (const char* name : {"--version", "--lines", "--active-streams", "--reconnect", "--rtp-port"})
        for (const char* value : {"-1", "4294967296", "18446744073709551617", "0x10", "1.5", " 1", "1e3", ""})
            CHECK_MESSAGE(parse_arguments({name, value, "show"}).error.find(name) != std::string::npos, (std::string(name) + ' ' + value));
    for (const auto& row : {std::pair{"--version", "256"}, {"--rtp-port", "65536"}, {"--reconnect", "86400001"}})
        CHECK_MESSAGE(parse_arguments({row.first, row.second, "show"}).error.find(row.first) != std::string::npos, std::string(row.first));
    for (const char* value : {"0", "-1", "inf", "nan", "1e300", "86401", "x", "0x10", ""})
        CHECK_MESSAGE(parse_arguments({"--timeout", value, "show"}).error.find("--timeout") != std::string::npos, std::string(value));
    const auto arguments = parse_arguments({"--rtp-port", "016384", "--timeout", "0.5", "--lines", "010", "show"});
    REQUIRE(arguments.error.empty());
    CHECK(arguments.defaults.rtp_port == 16384);
    CHECK(arguments.defaults.lines == 10);
    CHECK(arguments.run.timeout == 0.5);
}

TEST_CASE("a name that Register cannot hold whole would be that of another phone") {
    PhoneArguments arguments;
    arguments.name = "SEP001120AABBCC";
    CHECK(cast(arguments, 0).error.empty());
    arguments.name += "D";
    CHECK(cast(arguments, 0).error == "the name 'SEP001120AABBCCD' is longer than 15 characters");
}

TEST_CASE("a server may be told with its port, with brackets, or by address alone") {
    for (const auto& row : {std::pair{"127.0.0.1", 2000},
                            {"127.0.0.1:65535", 65535},
                            {"[::1]:1", 1},
                            {"[::1]", 2000},
                            {"::1", 2000},
                            {"localhost:2001", 2001}}) {
        PhoneArguments arguments;
        arguments.server = row.first;
        const auto casting = cast(arguments, 0);
        CHECK_MESSAGE(casting.error.empty(), casting.error);
        CHECK(casting.options.server.port() == row.second);
    }
}

TEST_CASE("help is text") {
    CHECK(parse_arguments({"--help"}).text.find("Exit status 0") != std::string::npos);
    CHECK(parse_arguments({"--help-commands"}).text.find("late-orc-ack=MS") != std::string::npos);
    CHECK(parse_arguments({"--list-models"}).text.find("7960") != std::string::npos);
}

TEST_CASE("a phone is cast from its model and its options") {
    PhoneArguments arguments;
    arguments.server = "127.0.0.1:2001";
    arguments.model = "7941";
    arguments.version = 15;
    arguments.features = "0x8570";
    arguments.codecs = "pcma";
    const auto casting = cast(arguments, 4);
    REQUIRE(casting.error.empty());
    CHECK(casting.options.server.port() == 2001);
    CHECK(casting.profile.name == "SEP000000000005");
    CHECK(casting.profile.version == 15);
    CHECK_FALSE(casting.profile.has(sccp::PhoneFeatures::port_request));
    CHECK(casting.profile.codecs.size() == 1);
}

TEST_CASE("a phone that cannot be cast says why") {
    const std::pair<std::string PhoneArguments::*, const char*> wrong[] = {
        {&PhoneArguments::model, "there is no model 'x y' (--list-models)"},
        {&PhoneArguments::features, "'x y' are no features in hex"},
        {&PhoneArguments::codecs, "unknown codec in 'x y'"},
        {&PhoneArguments::bind, "'x y' is no address"},
        {&PhoneArguments::server, "cannot find the server 'x y'"},
    };
    for (const auto& [member, error] : wrong) {
        PhoneArguments arguments;
        arguments.*member = "x y";
        CHECK(cast(arguments, 0).error == error);
    }
}
