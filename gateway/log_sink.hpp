// The end of the log: one descriptor, which may be a full disk, a closed pipe or a reader that has stopped.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <spdlog/sinks/sink.h>

#include "gateway/options.hpp"

namespace gateway {

/// Used by the writer thread only, but for close() and lost().
class DescriptorSink final : public spdlog::sinks::sink {
  public:
    DescriptorSink(int descriptor, LogOptions::Format format) : descriptor_(descriptor), format_(format) {}

    void log(const spdlog::details::log_msg& message) override;
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

    /// The process ends: a reader that does not read is waited for no longer.
    void close() { closing_ = true; }
    std::uint64_t lost() const { return lost_; }

  private:
    bool write_whole(std::string_view text);

    int descriptor_;
    LogOptions::Format format_;
    bool cut_{}; ///< the last line was written in part
    std::atomic<bool> closing_{};
    std::atomic<std::uint64_t> lost_{};
};

} // namespace gateway
