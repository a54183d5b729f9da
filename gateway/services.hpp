// What every part of the gateway works with; owned by Gateway, outlives all of them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <random>
#include <vector>

#include "gateway/call_index.hpp"
#include "gateway/event_stream.hpp"
#include "gateway/logging.hpp"
#include "gateway/metrics.hpp"
#include "gateway/recorder.hpp"
#include "gateway/shared_lines.hpp"
#include "gateway/state_store.hpp"
#include "gateway/timers.hpp"
#include "mapping/features/conference_rooms.hpp"
#include "sip/agent.hpp"

namespace gateway {

/// Call references: unique for the life of the process, never 0, rising (callflows 0.4); a 7940 wants them to rise
/// across restarts too.
class CallReferences {
  public:
    explicit CallReferences(std::uint32_t first) : last_(first) {}
    std::uint32_t next() { return ++last_ == 0 ? ++last_ : last_; }

  private:
    std::uint32_t last_;
};

struct Services {
    boost::asio::io_context& loop;
    Log& log;
    Metrics& metrics;
    Recorder& recorder;
    EventStream& events;
    StateStore& state;
    Timers& timers;
    sip::Agent& agent;
    CallReferences& references;
    mapping::ConferenceRooms& rooms;
    CallIndex& calls;
    SharedLines& shared_lines;
    std::mt19937& random;
    /// Every registrar that a line may use; the index is that of sip::Agent::target_alive.
    const std::vector<sip::Target>& targets;
    std::string user_agent;
};

} // namespace gateway
