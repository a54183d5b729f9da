// The one place where messages and state changes are handed in.
#include "gateway/recorder.hpp"

#include <algorithm>
#include <utility>

#include "gateway/sccp_words.hpp"

namespace gateway {

Recorder::Recorder(TraceLimits traces, LadderLimits ladders, Clock clock)
    : traces_(traces), ladders_(ladders), clock_(std::move(clock)) {
    ladders_.set_bytes(traces.bytes);
}

void Recorder::sccp(const std::string& device, std::uint32_t call, bool to_phone, std::string_view name,
                    std::span<const std::uint8_t> frame, unsigned protocol, std::uint32_t at_hand) {
    const std::string_view bytes{reinterpret_cast<const char*>(frame.data()), frame.size()};
    TraceEntry entry;
    entry.kind = TraceEntry::Kind::sccp;
    entry.outgoing = to_phone;
    entry.protocol = static_cast<std::uint8_t>(protocol);
    entry.call = call;
    entry.name = name;
    entry.at = clock_();
    traces_.record(device, entry, bytes); // as it was on the wire: without a call
    if (!to_phone)
        return hear(device, entry, bytes, at_hand);
    if (call == 0 && is_about_calls(frame))
        entry.call = at_hand;
    touched(device, entry.call);
    ladders_.record(device, entry, bytes);
}

void Recorder::hear(const std::string& device, const TraceEntry& entry, std::string_view bytes, std::uint32_t at_hand) {
    ladders_.record(device, entry, bytes);
    heard_.is_open =
        entry.call != 0 || is_about_calls({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    if (!heard_.is_open)
        return;
    heard_.device = device;
    heard_.bytes = bytes;
    heard_.entry = entry;
    heard_.at_hand = at_hand;
    heard_.calls.assign(entry.call != 0 ? 1 : 0, entry.call);
}

void Recorder::touched(const std::string& device, std::uint32_t call) {
    if (!heard_.is_open || call == 0 || heard_.device != device ||
        std::find(heard_.calls.begin(), heard_.calls.end(), call) != heard_.calls.end())
        return;
    heard_.calls.push_back(call);
    heard_.entry.call = call;
    ladders_.record(device, heard_.entry, heard_.bytes);
}

void Recorder::handled() {
    if (heard_.calls.empty())
        touched(heard_.device, heard_.at_hand);
    heard_.is_open = false;
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
    touched(device, call);
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
