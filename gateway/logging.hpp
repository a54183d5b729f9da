// What is printed: four loggers on one descriptor, written by a thread of their own so that a slow reader never stops
// the loop.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "gateway/offences.hpp"
#include "gateway/options.hpp"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
} // namespace spdlog

namespace gateway {

enum class Level : std::uint8_t { trace, debug, info, warning, error, off };
enum class Logger : std::uint8_t { gateway, sccp, sip, call };

/// `trace debug info warning error off`, also `warn`.
std::optional<Level> level_of(std::string_view name);
std::string_view name_of(Level level);
std::optional<Logger> logger_of(std::string_view name);
std::string_view name_of(Logger logger);

/// What a line is about; printed in front of it. Empty and 0 are left out.
struct LogContext {
    std::string_view phone;
    std::uint32_t call{};
};

class DescriptorSink;

/// Owned by main, outlives everything. Called on the loop thread only; lines that find no room or no disk are counted,
/// not waited for.
class Log {
  public:
    using Clock = std::function<std::chrono::steady_clock::time_point()>;

    explicit Log(const LogOptions& options, int descriptor = 1, Clock clock = std::chrono::steady_clock::now);
    ~Log(); ///< writes what is queued
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    bool wants(Logger logger, Level level, std::string_view phone = {}) const;
    void write(Logger logger, Level level, const LogContext& context, std::string_view text);
    template <class... Args>
    void print(Logger logger, Level level, const LogContext& context, fmt::format_string<Args...> format,
               Args&&... args) {
        if (wants(logger, level, context.phone))
            write(logger, level, context, fmt::format(format, std::forward<Args>(args)...));
    }

    /// A warning about what somebody did wrong: one line per kind and source in 10 s, then one with the count.
    /// `detail`: who of several behind one source; each has a line of its own, up to a number that does no harm.
    void offence(Logger logger, const LogContext& context, std::string_view kind, std::string_view source,
                 std::string_view text, std::string_view detail = {}) {
        seldom(logger, Level::warning, context, kind, source, text, detail);
    }
    /// The same for what is nothing wrong, but may be said by somebody a thousand times.
    void seldom(Logger logger, Level level, const LogContext& context, std::string_view kind, std::string_view source,
                std::string_view text, std::string_view detail = {});
    /// Prints the counts of offences that have stopped; to be called every few seconds.
    void sweep();

    void set_level(Logger logger, Level level);
    void set_level(Level level);
    /// All of one phone down to trace, whatever the levels are.
    void trace_phone(std::string_view device, bool on);
    bool is_traced(std::string_view device) const { return traced_.contains(device); }

    std::uint64_t lost() const; ///< lines that were not written

  private:
    LogOptions::Format format_;
    std::array<Level, 4> levels_{};
    std::set<std::string, std::less<>> traced_;
    Clock clock_;
    Offences offences_, sayings_;                 ///< warnings, and what is told by seldom() below that
    std::shared_ptr<DescriptorSink> sink_;
    std::shared_ptr<spdlog::details::thread_pool> writer_;
    std::array<std::shared_ptr<spdlog::logger>, 4> loggers_;
};

} // namespace gateway
