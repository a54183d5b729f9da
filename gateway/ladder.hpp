// The SCCP and SIP messages of one call side by side: phone | gateway | PBX. Kept a while after the end of the call.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/tape.hpp"
#include "gateway/trace_entry.hpp"

namespace gateway {

/// One call's messages in their order.
struct CallLadder {
    std::uint32_t call{};
    std::string device;
    std::string sip_call_id; ///< of the first SIP message
    std::vector<TraceEntry> entries; ///< as they may be shown
    std::size_t dropped{};           ///< messages beyond the limit, none of the first and none of the last
    std::size_t dropped_after{};     ///< as many entries are from before them
    bool ended{};
};

struct LadderLimits {
    /// those in progress, and ended ones in what they leave, at least in a quarter of it
    std::size_t calls{2000};
    std::size_t messages{400};                ///< per call: three quarters are its first, a quarter its last
    std::size_t bytes{std::size_t{16} << 20}; ///< of all; beyond it ended calls go first, then nothing is added
    std::chrono::minutes keep{10};            ///< after the end
};

class Ladders {
  public:
    Ladders() = default;
    explicit Ladders(LadderLimits limits) : limits_(limits) {}

    void record(const std::string& device, const TraceEntry& entry) { record(device, entry, entry.bytes); }
    /// The entry's octets stand in `bytes`, as they were on the wire.
    void record(const std::string& device, const TraceEntry& entry, std::string_view bytes);
    void ended(std::uint32_t call, std::chrono::system_clock::time_point now);
    /// Forgets what has ended long ago; what `is_alive` does not know ends now, whoever forgot to say so.
    void sweep(std::chrono::system_clock::time_point now, const std::function<bool(std::uint32_t)>& is_alive = {});
    /// Null: there is none.
    std::unique_ptr<const CallLadder> of(std::uint32_t call) const;
    std::string sip_call_id(std::uint32_t call) const; ///< empty: not known
    std::size_t size() const { return ladders_.size(); }

    void set_bytes(std::size_t bytes) { limits_.bytes = bytes; }

  private:
    /// As it is kept: its entries are on the tapes.
    struct Kept : CallLadder {
        Tape tape;
        Tape end; ///< what came when the first one had no more room
    };
    void record_at_end(Kept& ladder, std::size_t most, const TraceEntry& entry, std::string_view bytes);
    void keep_to_number();
    void forget_oldest();

    struct Ended {
        std::uint32_t call{};
        std::chrono::system_clock::time_point at;
    };
    LadderLimits limits_;
    std::unordered_map<std::uint32_t, Kept> ladders_;
    std::deque<Ended> ended_; ///< oldest first
    std::size_t bytes_{};
};

constexpr std::size_t longest_label = 60; // columns
/// Columns that UTF-8 text takes, wide characters aside.
std::size_t columns(std::string_view text);
/// With `..` at its end where it was longer than so many columns.
std::string shortened(std::string text, std::size_t limit);

/// What stands on an arrow: name and most telling value of an SCCP message, what sip_label() makes of a SIP message, or
/// the state.
std::string ladder_label(const TraceEntry& entry);
/// `1561 messages left out here`
std::string dropped_words(const CallLadder& ladder);
std::string ladder_text(const CallLadder& ladder);
std::string ladder_svg(const CallLadder& ladder);

} // namespace gateway
