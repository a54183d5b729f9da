// The end of the log: one descriptor, which may be a full disk, a closed pipe or a reader that has stopped.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <spdlog/sinks/sink.h>

#include "gateway/options.hpp"

namespace gateway {

/// Used by the writer thread only, but for close() and lost().
class DescriptorSink final : public spdlog::sinks::sink {
  public:
    /// How many lines wait behind the one that is handed over.
    using Waiting = std::function<std::size_t()>;

    DescriptorSink(int descriptor, LogOptions::Format format) : descriptor_(descriptor), format_(format) {}

    /// From now on lines that come within milliseconds are written together: a wake-up and a write for each would cost
    /// the loop and the writer more than all else about a line. Before the first line; at the end comes a flush().
    void gather(Waiting waiting) { waiting_ = std::move(waiting); }

    void log(const spdlog::details::log_msg& message) override;
    void flush() override;
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

    /// The process ends: a reader that does not read is waited for no longer.
    void close() { closing_ = true; }
    std::uint64_t lost() const { return lost_; }

  private:
    /// What could not be written.
    std::string_view write_whole(std::string_view text);

    int descriptor_;
    LogOptions::Format format_;
    Waiting waiting_;
    std::string gathered_;
    bool cut_{}; ///< the last line was written in part
    std::atomic<bool> closing_{};
    std::atomic<std::uint64_t> lost_{};
};

} // namespace gateway
