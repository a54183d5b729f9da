// The end of the log.
#include "gateway/log_sink.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <thread>

#include <poll.h>
#include <unistd.h>

#include <spdlog/details/log_msg.h>

#include "gateway/text.hpp"

namespace gateway {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_gathered = std::size_t{64} * 1024;
constexpr auto gathering_time = std::chrono::milliseconds(20);

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

/// Behind a word of a column.
std::string_view padding(std::string_view word) {
    constexpr auto blanks = "       "sv;
    return blanks.substr(std::min(word.size(), blanks.size()));
}

std::string_view view(const spdlog::string_view_t& text) {
    return {text.data(), text.size()};
}

} // namespace

/// The payload is what Log::write made: `phone=... text`, or the fields of a JSON object without its braces.
void DescriptorSink::log(const spdlog::details::log_msg& message) {
    const std::string at = iso_time(std::chrono::time_point_cast<std::chrono::system_clock::duration>(message.time));
    const auto level = level_text(message.level), logger = view(message.logger_name), payload = view(message.payload);
    const bool is_json = format_ == LogOptions::Format::json;
    for (const std::string_view part : is_json
                                           ? std::array{R"({"at":")"sv, std::string_view(at), R"(","level":")"sv, level,
                                                        R"(","logger":")"sv, logger, R"(",)"sv, payload, "}"sv}
                                           : std::array{std::string_view(at), " "sv, level, padding(level), " "sv,
                                                        logger, padding(logger), " "sv, payload})
        gathered_ += part;
    gathered_ += '\n';
    if (!waiting_ || gathered_.size() >= most_gathered || waiting_() == 0)
        flush();
}

void DescriptorSink::flush() {
    if (gathered_.empty())
        return;
    if (cut_)
        gathered_.insert(gathered_.begin(), '\n');
    const auto rest = write_whole(gathered_);
    lost_ += static_cast<std::uint64_t>(std::count(rest.begin(), rest.end(), '\n'));
    gathered_.clear();
    if (waiting_ && !closing_)
        std::this_thread::sleep_for(gathering_time);
}

std::string_view DescriptorSink::write_whole(std::string_view text) {
    // A pipe that polls writable takes PIPE_BUF octets without blocking, not more.
    while (!text.empty()) {
        pollfd wanted{descriptor_, POLLOUT, 0};
        const int ready = ::poll(&wanted, 1, closing_ ? 100 : 1000);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            break;
        const ssize_t count = ::write(descriptor_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        text.remove_prefix(static_cast<std::size_t>(count));
        cut_ = !text.empty() && text.data()[-1] != '\n';
    }
    return text;
}

} // namespace gateway
