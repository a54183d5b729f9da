// The SCCP and SIP messages of one call side by side: phone | gateway | PBX. Kept a while after the end of the call.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "gateway/trace.hpp"

namespace gateway {

/// One call's messages in their order.
struct CallLadder {
    std::uint32_t call{};
    std::string device;
    std::string sip_call_id;      ///< of the first SIP message
    std::vector<TracePtr> entries;
    std::size_t dropped{};        ///< messages beyond the limit
    bool ended{};
};

struct LadderLimits {
    std::size_t calls{2000};                                   ///< ended ones that are kept
    std::size_t messages{400};                                 ///< per call
    std::chrono::minutes keep{10};                             ///< after the end
};

class Ladders {
  public:
    explicit Ladders(LadderLimits limits = {}) : limits_(limits) {}

    void record(const std::string& device, const TracePtr& entry);
    void ended(std::uint32_t call, std::chrono::system_clock::time_point now);
    void sweep(std::chrono::system_clock::time_point now);
    const CallLadder* of(std::uint32_t call) const;
    std::size_t size() const { return ladders_.size(); }

  private:
    struct Ended {
        std::uint32_t call{};
        std::chrono::system_clock::time_point at;
    };
    LadderLimits limits_;
    std::map<std::uint32_t, CallLadder> ladders_;
    std::deque<Ended> ended_;     ///< oldest first
};

std::string ladder_text(const CallLadder& ladder);
std::string ladder_svg(const CallLadder& ladder);

} // namespace gateway
