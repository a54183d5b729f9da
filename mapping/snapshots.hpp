// What REST, metrics and the status page show of a phone, its lines and calls: copies, made on request (interfaces.md,
// "HTTP").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapping/events.hpp"

namespace mapping {

struct Statistics {                ///< ConnectionStatisticsRes, kept 10 s after the end
    std::uint32_t packets_sent{}, octets_sent{}, packets_received{}, octets_received{}, packets_lost{}, jitter_ms{},
        latency_ms{};
    std::string quality;
};

struct CallSnapshot {
    LegId id{};
    unsigned line{};               ///< instance
    LineId line_id{};
    std::string line_name;
    bool incoming{};
    std::string state, media_state;
    std::string local_number, local_name, remote_number, remote_name;
    std::string codec;
    unsigned ptime{};
    MediaAddress media_phone, media_remote;
    bool hold_unsignalled{};
    bool can_be_taken{};           ///< held, and another phone of the line may take its place (RFC 3891)
    std::int64_t started_unix{}, answered_unix{};   ///< 0: not yet
    std::optional<Statistics> statistics;
    std::string sip_call_id;       ///< Call-ID as the far end wrote it last
};

struct LineSnapshot {
    std::string name, user;
    unsigned instance{};
    LineId id{};
    std::string state;             ///< of the line machine
    std::size_t target{};
    std::string registrar;
    int last_status{};
    std::string last_reason;
    std::int64_t last_at_unix{}, expires_at_unix{};
    std::string contact;
    unsigned new_messages{};
};

struct PhoneSnapshot {
    std::string device, description, state, model, load, address, last_alarm;
    std::uint32_t type{};
    unsigned protocol{};
    std::int64_t since_unix{};
    std::vector<std::string> capabilities;
    std::vector<LineSnapshot> lines;
    std::vector<CallSnapshot> calls;
};

} // namespace mapping
