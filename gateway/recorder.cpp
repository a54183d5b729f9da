// The one place where messages and state changes are handed in.
#include "gateway/recorder.hpp"

#include <utility>

#include "gateway/text.hpp"

namespace gateway {

Recorder::Recorder(TraceLimits traces, LadderLimits ladders, Clock clock)
    : traces_(traces), ladders_(ladders), clock_(std::move(clock)) {
    ladders_.set_bytes(traces.bytes);
}

void Recorder::sccp(const std::string& device, std::uint32_t call, bool to_phone, std::string_view name,
                    std::span<const std::uint8_t> frame, unsigned protocol) {
    TraceEntry entry;
    entry.kind = TraceEntry::Kind::sccp;
    entry.outgoing = to_phone;
    entry.protocol = static_cast<std::uint8_t>(protocol);
    entry.call = call;
    entry.name = name;
    keep(device, std::move(entry), {reinterpret_cast<const char*>(frame.data()), frame.size()});
}

void Recorder::sip(const std::string& device, std::uint32_t call, bool sent, std::string_view whole) {
    TraceEntry entry;
    entry.kind = TraceEntry::Kind::sip;
    entry.outgoing = sent;
    entry.call = call;
    keep(device, std::move(entry), whole);
}

void Recorder::state(const std::string& device, std::uint32_t call, std::string_view what, std::string_view state,
                     std::string_view reason) {
    TraceEntry entry;
    entry.kind = TraceEntry::Kind::state;
    entry.call = call;
    std::string words;
    words.reserve(what.size() + state.size() + reason.size() + 4);
    words.append(what).append(" ").append(state);
    if (!reason.empty())
        words.append(" (").append(reason).append(")");
    keep(device, std::move(entry), words);
}

void Recorder::keep(const std::string& device, TraceEntry entry, std::string_view bytes) {
    entry.at = clock_();
    ladders_.record(device, entry, bytes);
    traces_.record(device, std::move(entry), bytes);
}

void Recorder::call_ended(std::uint32_t call) {
    ladders_.ended(call, clock_());
}

void Recorder::phone_removed(const std::string& device) {
    traces_.forget(device);
}

void Recorder::set_limits(TraceLimits traces) {
    traces_.set_limits(traces);
    ladders_.set_bytes(traces.bytes);
}

void Recorder::sweep(const std::function<bool(std::uint32_t)>& is_alive) {
    ladders_.sweep(clock_(), is_alive);
}

} // namespace gateway
