// The descriptor at the end of the log, when it takes nothing.
#include "gateway/log_sink.hpp"

#include <csignal>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spdlog/details/log_msg.h>
#include <unistd.h>

using namespace gateway;

namespace {

spdlog::details::log_msg message(const std::string& payload) {
    return {spdlog::log_clock::time_point{}, {}, "sip", spdlog::level::info, payload};
}

} // namespace

TEST_CASE("a full disk is counted line by line") {
    const int full = ::open("/dev/full", O_WRONLY);
    REQUIRE(full >= 0);
    DescriptorSink sink(full, LogOptions::Format::text);
    sink.log(message("one"));
    sink.log(message("two"));
    CHECK(sink.lost() == 2);
    ::close(full);
}

TEST_CASE("a reader that has gone is counted") {
    const auto old = std::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    DescriptorSink sink(ends[1], LogOptions::Format::text);
    sink.log(message("one"));
    CHECK(sink.lost() == 1);
    ::close(ends[1]);
    std::signal(SIGPIPE, old);
}

TEST_CASE("a reader that stands still is not waited for when the process ends, and the next line starts a line") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::fcntl(ends[0], F_SETPIPE_SZ, 4096);
    DescriptorSink sink(ends[1], LogOptions::Format::text);
    sink.close();
    sink.log(message(std::string(6000, 'x')));
    CHECK(sink.lost() == 1);
    std::string got(8192, '\0');
    CHECK(::read(ends[0], got.data(), got.size()) == 4096);
    sink.log(message("after"));
    const auto count = ::read(ends[0], got.data(), got.size());
    REQUIRE(count > 0);
    got.resize(static_cast<std::size_t>(count));
    CHECK(got == "\n1970-01-01T00:00:00.000Z info    sip     after\n");
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("lines that come together are written together, and what could not be written is counted line by line") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    DescriptorSink sink(ends[1], LogOptions::Format::text);
    std::size_t waiting = 1;
    sink.gather([&waiting] { return waiting; });
    sink.close(); // no pause behind a write
    sink.log(message("one"));
    pollfd readable{ends[0], POLLIN, 0};
    CHECK(::poll(&readable, 1, 0) == 0);
    waiting = 0;
    sink.log(message("two"));
    std::string got(256, '\0');
    const auto count = ::read(ends[0], got.data(), got.size());
    REQUIRE(count > 0);
    got.resize(static_cast<std::size_t>(count));
    CHECK(got == "1970-01-01T00:00:00.000Z info    sip     one\n1970-01-01T00:00:00.000Z info    sip     two\n");
    ::close(ends[0]);
    ::close(ends[1]);

    const int full = ::open("/dev/full", O_WRONLY);
    REQUIRE(full >= 0);
    DescriptorSink stuck(full, LogOptions::Format::text);
    waiting = 1;
    stuck.gather([&waiting] { return waiting; });
    stuck.close();
    stuck.log(message("one"));
    stuck.log(message("two"));
    CHECK(stuck.lost() == 0);
    stuck.flush();
    CHECK(stuck.lost() == 2);
    ::close(full);
}
