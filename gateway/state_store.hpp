// What survives a restart, even by kill -9: forwards, do not disturb, last number dialled. An SQLite file with a writer
// thread of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gateway {

/// Owned by gateway::Gateway. Values are read at the start and live in memory; a change is copied to the writer thread.
class StateStore {
  public:
    /// Throws std::runtime_error `state file NAME: reason`. An empty name keeps everything in memory only.
    explicit StateStore(const std::string& file, std::chrono::milliseconds retry = std::chrono::seconds{5});
    ~StateStore(); ///< tries once to write what is queued
    StateStore(const StateStore&) = delete;
    StateStore& operator=(const StateStore&) = delete;

    std::string recall(const std::string& key) const;                ///< empty: nothing known
    void remember(const std::string& key, const std::string& value); ///< empty value: forget

    /// Why the last write failed; empty: all is well. For the check `state_file`.
    std::string problem() const;
    /// Waits until all is written; false: not within the limit.
    bool flush(std::chrono::milliseconds limit);
    std::uint64_t written() const; ///< values written since the start

  private:
    class Writer;
    class Values;
    std::unique_ptr<Values> values_;
    std::unique_ptr<Writer> writer_;
};

/// What StateStore would refuse it for, without making or changing anything; empty: nothing.
std::string fault_of_state_file(const std::string& file);

} // namespace gateway
