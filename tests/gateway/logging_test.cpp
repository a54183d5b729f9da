// The log: lines, levels, keys, and what it does when nobody can take them.
#include "gateway/logging.hpp"

#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

using namespace gateway;
using std::chrono::seconds;

namespace {

/// A file that is gone when it is closed.
class Paper {
  public:
    Paper() : file_(std::tmpfile()) {}
    ~Paper() { std::fclose(file_); }
    Paper(const Paper&) = delete;
    Paper& operator=(const Paper&) = delete;
    int descriptor() const { return fileno(file_); }
    std::vector<std::string> lines() const {
        std::string all(static_cast<std::size_t>(lseek(descriptor(), 0, SEEK_END)), '\0');
        CHECK(pread(descriptor(), all.data(), all.size(), 0) == static_cast<ssize_t>(all.size()));
        std::istringstream stream(all);
        std::vector<std::string> out;
        for (std::string line; std::getline(stream, line);)
            out.push_back(line);
        return out;
    }

  private:
    std::FILE* file_;
};

LogOptions options(const char* level, LogOptions::Format format = LogOptions::Format::text) {
    LogOptions out;
    out.level = level;
    out.format = format;
    return out;
}

} // namespace

TEST_CASE("level and logger names are read and printed") {
    CHECK(level_of("warn") == Level::warning);
    CHECK(level_of("off") == Level::off);
    CHECK_FALSE(level_of("loud"));
    for (const auto level : {Level::trace, Level::debug, Level::info, Level::warning, Level::error, Level::off})
        CHECK(level_of(name_of(level)) == level);
    for (const auto logger : {Logger::gateway, Logger::sccp, Logger::sip, Logger::call})
        CHECK(logger_of(name_of(logger)) == logger);
    CHECK_FALSE(logger_of("rtp"));
}

TEST_CASE("a text line has time, level, logger, phone and call") {
    const Paper paper;
    {
        Log log(options("info"), paper.descriptor());
        log.print(Logger::call, Level::info, {"SEP001120AABBCC", 12}, "{} answered", "1002");
        log.print(Logger::sip, Level::warning, {}, "no answer\r\nforged line\xC2\x9B\xE2\x80\xA8\xE2\x81\xA6");
        log.print(Logger::sip, Level::debug, {}, "not wanted");
    }
    const auto lines = paper.lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find("Z info    call    phone=SEP001120AABBCC call=12 1002 answered") != std::string::npos);
    CHECK(lines[1].ends_with("warning sip     no answer\\r\\nforged line\\x9b\\u2028\\u2066"));
}

TEST_CASE("a JSON log is one valid object per line, whatever is in the text") {
    const Paper paper;
    {
        Log log(options("trace", LogOptions::Format::json), paper.descriptor());
        log.write(Logger::sccp, Level::trace, {"SEP001120AABBCC", 7},
                  "quote \" newline \n latin \xE9 line \xE2\x80\xA8 turned \xE2\x80\xAE");
        log.write(Logger::gateway, Level::error, {}, "plain");
    }
    const auto lines = paper.lines();
    REQUIRE(lines.size() == 2);
    const auto first = boost::json::parse(lines[0]).as_object();
    CHECK(first.at("level") == "trace");
    CHECK(first.at("logger") == "sccp");
    CHECK(first.at("phone") == "SEP001120AABBCC");
    CHECK(first.at("call") == 7);
    CHECK(first.at("text") == "quote \" newline \\n latin \xEF\xBF\xBD line \\u2028 turned \\u202e");
    const auto second = boost::json::parse(lines[1]).as_object();
    CHECK_FALSE(second.contains("phone"));
    CHECK_FALSE(second.contains("call"));
}

TEST_CASE("levels change while running, for one logger or all") {
    const Paper paper;
    Log log(options("warning"), paper.descriptor());
    CHECK_FALSE(log.wants(Logger::sip, Level::info));
    log.set_level(Logger::sip, Level::debug);
    CHECK(log.wants(Logger::sip, Level::debug));
    CHECK_FALSE(log.wants(Logger::sccp, Level::info));
    log.set_level(Level::off);
    CHECK_FALSE(log.wants(Logger::sip, Level::error));
}

TEST_CASE("one phone may be traced while the others stay silent") {
    const Paper paper;
    {
        Log log(options("error"), paper.descriptor());
        log.trace_phone("SEP001120AABBCC", true);
        CHECK(log.is_traced("SEP001120AABBCC"));
        log.write(Logger::sccp, Level::trace, {"SEP001120AABBCC"}, "OffHook");
        log.write(Logger::sccp, Level::trace, {"SEP001120AABBCD"}, "OffHook");
        log.trace_phone("SEP001120AABBCC", false);
        log.write(Logger::sccp, Level::trace, {"SEP001120AABBCC"}, "OnHook");
    }
    const auto lines = paper.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].ends_with("phone=SEP001120AABBCC OffHook"));
}

TEST_CASE("a repeated offence is one line per interval with a count") {
    const Paper paper;
    auto now = std::chrono::steady_clock::time_point{};
    {
        Log log(options("info"), paper.descriptor(), [&now] { return now; });
        for (int i = 0; i < 100; ++i)
            log.offence(Logger::sccp, {}, "bad length", "192.0.2.9", "length 70000");
        now += seconds{10};
        log.offence(Logger::sccp, {}, "bad length", "192.0.2.9", "length 70000");
        log.offence(Logger::sccp, {}, "bad length", "192.0.2.9", "length 70000");
        now += seconds{10};
        log.sweep();
        log.sweep();
    }
    const auto lines = paper.lines();
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].ends_with("bad length from 192.0.2.9: length 70000"));
    CHECK(lines[1].ends_with("(99 more since the last line)"));
    CHECK(lines[2].ends_with("1 more, then no more"));
}

TEST_CASE("a closed pipe or a full disk behind the log does not end the process") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    const int full = ::open("/dev/full", O_WRONLY);
    for (const int descriptor : {ends[1], full, -1}) {
        Log log(options("info"), descriptor);
        log.write(Logger::gateway, Level::info, {}, "nobody reads this");
    }
    ::close(ends[1]);
    ::close(full);
}

TEST_CASE("a reader that has stopped does not stop the loop") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const std::string line(200, 'x');
    constexpr int lines = 20'000;
    {
        Log log(options("info"), ends[1]);
        // The pipe holds 64 KiB and the queue 8192 lines: most of these find no room.
        for (int i = 0; i < lines; ++i)
            log.write(Logger::gateway, Level::info, {}, line);
        CHECK(log.lost() > 0);
        ::close(ends[0]); // lets the writer go
    }
    ::close(ends[1]);
}
