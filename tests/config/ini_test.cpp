// The INI reader: what it takes for a section, a key, a comment, and where it says things are.
#include "config/ini.hpp"

#include <filesystem>
#include <fstream>
#include <map>

#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

using namespace config;

namespace {

Environment variables(std::map<std::string, std::string> values) {
    return [values](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

Ini read(const std::string& text) {
    return read_ini_text(text, "x.ini", variables({{"SECRET", "a ; \"b\" #c"}, {"EMPTY", ""}, {"TWO_LINES", "a\nb"}}));
}

/// The only value of a text that has no problems.
std::string value_of(const std::string& line) {
    const auto ini = read("[s]\nk = " + line + "\n");
    REQUIRE(ini.problems.empty());
    REQUIRE(ini.sections.size() == 1);
    REQUIRE(ini.sections[0].entries.size() == 1);
    return ini.sections[0].entries[0].value;
}

std::vector<std::string> problems_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto& problem : read(text).problems)
        lines.push_back(to_text(problem));
    return lines;
}

/// A folder of its own that goes with the test.
struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("ini_test." + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path / "conf.d"); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return path / name;
    }
};

} // namespace

TEST_CASE("sections and keys know their lines") {
    const auto ini = read("\xEF\xBB\xBF; head\n\n[sip]\r\n  registrar = a;transport=tcp\r\n\n[ line   10 01 ]\n\tuser=x\n");
    REQUIRE(ini.problems.empty());
    REQUIRE(ini.sections.size() == 2);
    CHECK(ini.sections[0].title() == "sip");
    CHECK(ini.sections[0].line == 3);
    CHECK(ini.sections[0].entries[0].key == "registrar");
    CHECK(ini.sections[0].entries[0].value == "a;transport=tcp");
    CHECK(ini.sections[0].entries[0].line == 4);
    CHECK(ini.sections[1].kind == "line");
    CHECK(ini.sections[1].name == "10 01");
    CHECK(ini.sections[1].entries[0].value == "x");
}

TEST_CASE("comments start at the start of a line or after a blank, not within a value or quotes") {
    CHECK(value_of("a ; comment") == "a");
    CHECK(value_of("a\t# comment") == "a");
    CHECK(value_of("a;b#c") == "a;b#c");
    CHECK(value_of("*21#0301") == "*21#0301");
    CHECK(value_of("line 1 \"Sales #1 ; x\" ; comment") == "line 1 \"Sales #1 ; x\"");
    CHECK(value_of("5\" disk ; comment") == "5\" disk");
    CHECK(value_of("; all comment").empty());
    CHECK(read("# [s]\n ; k = v\n").sections.empty());
}

TEST_CASE("quotes around a whole value protect it and go away") {
    CHECK(value_of("\"  a ; b # c  \"") == "  a ; b # c  ");
    CHECK(value_of("\"\"").empty());
    CHECK(value_of("a\"b") == "a\"b");
    CHECK(value_of("a \"b\" c") == "a \"b\" c");
}

TEST_CASE("what goes on behind its closing quote is neither quoted nor not: it is refused, with what is meant") {
    const std::vector<std::string> refused{
        "x.ini:2: [s] k: a value that begins with a quote ends with the next one; one that holds quotes itself comes from ${NAME}"};
    for (const char* value : {"\"a\"b\"", "\"a\" b\"", "\"a;b\" c", "\"a\"b ; c\"", "\"a\" b \"c\"", "\"a\", \"b\"", "\"\"\""})
        CHECK_MESSAGE(problems_of(std::string("[s]\nk = ") + value + "\n") == refused, std::string(value));
    CHECK(read("[s]\nk = \"a\"b\"\n").sections[0].entries[0].is_broken);
    CHECK(problems_of("[s]\nbutton.1 = \"line\" 1 \"x\"\n").empty()); // a button says so itself
}

TEST_CASE("a quote that is not closed is an error, unless it is an inch or comes from the environment") {
    const std::vector<std::string> open{"x.ini:2: [s] k: a quote is not closed"};
    for (const char* value : {"\"", "\"Sales", "Bob \"Jr", "\"a\" \"b", "\"Sales ; x"})
        CHECK_MESSAGE(problems_of(std::string("[s]\nk = ") + value + "\n") == open, value);
    for (const char* value : {"5\" disk", "a \"b\" \"c\"", "${SECRET}"})
        CHECK_MESSAGE(problems_of(std::string("[s]\nk = ") + value + "\n").empty(), value);
}

TEST_CASE("of a secret a problem names line and key only") {
    CHECK(problems_of("[line 1]\npassword = p${ecret-99}x\n") ==
          std::vector<std::string>{"x.ini:2: [line 1] password: an environment variable is not set"});
    CHECK(problems_of("[line 1]\npassword = p${NOT_SET}\n") ==
          std::vector<std::string>{"x.ini:2: [line 1] password: an environment variable is not set"});
    CHECK(problems_of("[line 1]\npasswrd = ${TWO_LINES} x\n") ==
          std::vector<std::string>{"x.ini:2: [line 1] passwrd: an environment variable is not UTF-8 text of one line"});
    CHECK(problems_of("[line 1]\npassword: ecret99=\n") ==
          std::vector<std::string>{"x.ini:2: [line 1]: neither [section] nor key = value"});
    for (const char* key : {"password", "password_file", "token", "Passwd", "api_secret", "pwd"})
        CHECK_MESSAGE(is_secret(key), key);
    for (const char* key : {"registrar", "tone_unobtainable", "user"})
        CHECK_MESSAGE(!is_secret(key), key);
}

TEST_CASE("a variable that is all of a secret is named when it is not set") {
    CHECK(problems_of("[line 1]\npassword = ${PBX_PW_1}\n") ==
          std::vector<std::string>{"x.ini:2: [line 1] password: environment variable PBX_PW_1 is not set"});
    CHECK(problems_of("[http]\ntoken = ${ecret}\n") ==
          std::vector<std::string>{"x.ini:2: [http] token: an environment variable is not set"});
    CHECK(problems_of("[line 1]\npassword = \"${PBX_PW_1}\"\n") ==
          std::vector<std::string>{"x.ini:2: [line 1] password: environment variable PBX_PW_1 is not set"});
}

TEST_CASE("a list goes on in an indented line when its line ends with a comma") {
    const auto ini = read("[s]\na = 1, ; one\n\n   2,\n\t3\nb = 4,\nc = 5\n  d = 6\n");
    REQUIRE(ini.problems.empty());
    const auto& entries = ini.sections[0].entries;
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].value == "1, 2, 3");
    CHECK(entries[0].line == 2);
    CHECK(entries[1].value == "4,");
    CHECK(entries[2].value == "5");
    CHECK(entries[3].key == "d");
    CHECK(entries[3].value == "6");
}

TEST_CASE("a key may hold a colon, a value an equals sign") {
    const auto ini = read("[ring]\nurn:alert:priority:high = urgent\ninfo=internal = inside\n[s]\nk = a=b\n");
    CHECK(ini.sections[0].entries[0].key == "urn:alert:priority:high");
    CHECK(ini.sections[0].entries[1].key == "info=internal");
    CHECK(ini.sections[0].entries[1].value == "inside");
    CHECK(ini.sections[1].entries[0].value == "a=b");
}

TEST_CASE("environment variables are replaced as they are") {
    CHECK(value_of("${SECRET}") == "a ; \"b\" #c");
    CHECK(value_of("x${EMPTY}y${EMPTY}") == "xy");
    CHECK(value_of("$HOME $ {x}") == "$HOME $ {x}");
    CHECK(problems_of("[http]\nlisten = ${NOT_SET}\n") ==
          std::vector<std::string>{"x.ini:2: [http] listen: environment variable NOT_SET is not set"});
    CHECK(problems_of("[http]\nlisten = ${TWO_LINES}\n") ==
          std::vector<std::string>{"x.ini:2: [http] listen: environment variable TWO_LINES is not UTF-8 text of one line"});
    CHECK(problems_of("[http]\ntoken = ${X\nlisten = ${}\n") ==
          std::vector<std::string>{"x.ini:2: [http] token: ${ without a name and }", "x.ini:3: [http] listen: ${ without a name and }"});
}

TEST_CASE("every line that makes no sense is reported and the rest is read") {
    const auto text = "k = v\n[s\n[]\nrubbish\n= v\n[t]\nok = 1\nbad\xFF = 2\nnul\x01 = 3\n";
    CHECK(problems_of(text) == std::vector<std::string>{
                                   "x.ini:1: k: stands before the first section; only include may",
                                   "x.ini:2: [s]: section without ]",
                                   "x.ini:3: section without a name",
                                   "x.ini:4: neither [section] nor key = value",
                                   "x.ini:5: neither [section] nor key = value",
                                   "x.ini:8: [t]: line is not UTF-8 text, or holds control characters",
                                   "x.ini:9: [t]: line is not UTF-8 text, or holds control characters",
                               });
    CHECK(read(text).sections.back().entries.at(0).value == "1");
}

TEST_CASE("a line that is too long is an error, not two lines") {
    const std::string fits(longest_line - 4, 'x');
    CHECK(value_of(fits.substr(4)) == fits.substr(4));
    const auto found = problems_of("[s]\nk = " + std::string(longest_line, 'x') + "\n");
    CHECK(found == std::vector<std::string>{"x.ini:2: [s]: line is longer than 4096 octets"});
}

TEST_CASE("files are included in the order of their names, and say their own names") {
    const Folder folder;
    folder.write("conf.d/20.ini", "[line 2]\n");
    folder.write("conf.d/10.ini", "[line 1]\nbroken\n");
    folder.write("conf.d/ignored.txt", "[line 3]\n");
    const auto main = folder.write("main.ini", "include = conf.d/*.ini\n[sip]\n");
    const auto ini = read_ini_file(main, variables({}));
    REQUIRE(ini.sections.size() == 3);
    CHECK(ini.sections[0].name == "1");
    CHECK(ini.sections[1].name == "2");
    CHECK(ini.sections[2].kind == "sip");
    REQUIRE(ini.problems.size() == 1);
    CHECK(to_text(ini.problems[0]) == (folder.path / "conf.d/10.ini").string() + ":2: [line 1]: neither [section] nor key = value");
}

TEST_CASE("includes that lead nowhere or in circles are errors") {
    const Folder folder;
    folder.write("a.ini", "include = main.ini\n");
    const auto main = folder.write("main.ini", "include = a.ini, none.ini, conf.d/*.ini\n");
    const auto ini = read_ini_file(main, variables({}));
    REQUIRE(ini.problems.size() == 2);
    CHECK(to_text(ini.problems[0]) == (folder.path / "a.ini").string() + ":1: include: an included file cannot include others");
    CHECK(to_text(ini.problems[1]) == main + ":1: include: no file " + (folder.path / "none.ini").string());
}

TEST_CASE("a file that includes itself is told so, and its sections are not read twice") {
    const Folder folder;
    const auto main = folder.write("main.ini", "include = main.ini, ./*.ini\n[sip]\n");
    const auto ini = read_ini_file(main, variables({}));
    CHECK(ini.sections.size() == 1);
    REQUIRE(ini.problems.size() == 2);
    CHECK(to_text(ini.problems[0]) == main + ":1: include: main.ini includes this file itself");
}

TEST_CASE("a file without an end is refused, not read until the memory is full") {
    const auto ini = read_ini_file("/dev/zero", variables({}));
    REQUIRE(ini.problems.size() == 1);
    CHECK(to_text(ini.problems[0]) == "/dev/zero: is longer than 64 MiB: this is no configuration");
}

TEST_CASE("a pipe is no configuration: nobody waits for its writer") {
    const auto pipe = (std::filesystem::temp_directory_path() / ("pipe" + std::to_string(::getpid()))).string();
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const auto ini = read_ini_file(pipe, variables({}));
    std::filesystem::remove(pipe);
    REQUIRE(ini.problems.size() == 1);
    CHECK(to_text(ini.problems[0]) == pipe + ": is a pipe, which may never end; a configuration is a file");
}

TEST_CASE("a file that cannot be read is said to be so, with the reason") {
    const auto missing = read_ini_file("/nonexistent/x.ini", variables({}));
    REQUIRE(missing.problems.size() == 1);
    CHECK(to_text(missing.problems[0]) == "/nonexistent/x.ini: cannot be read: No such file or directory");
    CHECK(read_ini_file("/", variables({})).problems.at(0).what == "cannot be read: Is a directory");
}

TEST_CASE("the nearest name is offered only when it is near") {
    const std::vector<std::string> names{"listen", "keepalive", "allow"};
    CHECK(nearest("keep_alive", names) == "keepalive");
    CHECK(nearest("lisen", names) == "listen");
    CHECK(nearest("Allow", names) == "allow");
    CHECK(nearest("ALLOW", names) == "allow");
    CHECK(nearest("xyzzy", names).empty());
    CHECK(nearest(std::string(5000, 'x'), names).empty());
    CHECK(did_you_mean("alow", names) == "; did you mean allow?");
    CHECK(did_you_mean("xyzzy", names).empty());
}
