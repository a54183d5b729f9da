// The end of the log.
#include "gateway/log_sink.hpp"

#include <cerrno>
#include <climits>

#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>
#include <spdlog/details/log_msg.h>

#include "gateway/text.hpp"

namespace gateway {

namespace {

std::string_view level_text(spdlog::level::level_enum level) {
    switch (level) {
    case spdlog::level::trace:
        return "trace";
    case spdlog::level::debug:
        return "debug";
    case spdlog::level::info:
        return "info";
    case spdlog::level::warn:
        return "warning";
    default:
        return "error";
    }
}

std::string_view view(const spdlog::string_view_t& text) {
    return {text.data(), text.size()};
}

} // namespace

/// The payload is what Log::write made: `phone=... text`, or the fields of a JSON object without its braces.
void DescriptorSink::log(const spdlog::details::log_msg& message) {
    const std::string at = iso_time(std::chrono::time_point_cast<std::chrono::system_clock::duration>(message.time));
    const auto level = level_text(message.level);
    std::string line =
        format_ == LogOptions::Format::json
            ? fmt::format(R"({{"at":"{}","level":"{}","logger":"{}",{}}})", at, level, view(message.logger_name),
                          view(message.payload))
            : fmt::format("{} {:<7} {:<7} {}", at, level, view(message.logger_name), view(message.payload));
    line += '\n';
    if (cut_)
        line.insert(line.begin(), '\n');
    if (!write_whole(line))
        ++lost_;
}

bool DescriptorSink::write_whole(std::string_view text) {
    // A pipe that polls writable takes PIPE_BUF octets without blocking, not more.
    while (!text.empty()) {
        pollfd wanted{descriptor_, POLLOUT, 0};
        const int ready = ::poll(&wanted, 1, closing_ ? 100 : 1000);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        const ssize_t count = ::write(descriptor_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(count));
        cut_ = !text.empty();
    }
    return true;
}

} // namespace gateway
