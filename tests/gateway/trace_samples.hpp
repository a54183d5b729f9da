// Trace entries for the tests of traces, ladders and captures.
#pragma once

#include <chrono>
#include <deque>
#include <string>

#include "gateway/trace_entry.hpp"

namespace samples {

inline std::chrono::system_clock::time_point at(int milliseconds) {
    return std::chrono::system_clock::time_point{std::chrono::seconds{1'714'564'800}} +
           std::chrono::milliseconds{milliseconds};
}

/// A frame with a header and 16 octets of body, enough for OffHook, OnHook and StartTone of any version.
inline gateway::TraceEntry sccp_entry(unsigned id, std::string label, bool outgoing = false, std::uint32_t call = 0,
                                      int when = 0) {
    gateway::TraceEntry out;
    out.kind = gateway::TraceEntry::Kind::sccp;
    out.outgoing = outgoing;
    out.protocol = 11;
    out.call = call;
    out.at = at(when);
    static std::deque<std::string> names; // as long as the entries live
    out.name = names.emplace_back(std::move(label));
    out.bytes = std::string(28, '\0');
    out.bytes[0] = 20;
    out.bytes[8] = static_cast<char>(id & 0xFF);
    out.bytes[9] = static_cast<char>(id >> 8 & 0xFF);
    return out;
}

inline gateway::TraceEntry sip_entry(std::uint32_t call, bool outgoing, std::string first_line,
                                     std::string headers = {}, int when = 0) {
    gateway::TraceEntry out;
    out.kind = gateway::TraceEntry::Kind::sip;
    out.outgoing = outgoing;
    out.call = call;
    out.at = at(when);
    out.bytes = first_line + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
    return out;
}

inline gateway::TraceEntry state_entry(std::uint32_t call, std::string label, int when = 0) {
    gateway::TraceEntry out;
    out.kind = gateway::TraceEntry::Kind::state;
    out.call = call;
    out.at = at(when);
    out.bytes = std::move(label);
    return out;
}

} // namespace samples
