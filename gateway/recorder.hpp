// The one place where messages and state changes are handed in: keeps the phones' traces and the calls' ladders.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ladder.hpp"
#include "gateway/trace.hpp"

namespace gateway {

/// Owned by gateway::Gateway; bounded in every direction.
class Recorder {
  public:
    using Clock = std::function<std::chrono::system_clock::time_point()>;

    explicit Recorder(TraceLimits traces, LadderLimits ladders = {}, Clock clock = std::chrono::system_clock::now);

    /// `name` lives as long as the process; `frame`: the whole message with its 12-byte header; `call`: its call
    /// reference, 0 = none; `at_hand`: the call it is about if it names none and nobody knows better (CallsAtHand).
    void sccp(const std::string& device, std::uint32_t call, bool to_phone, std::string_view name,
              std::span<const std::uint8_t> frame, unsigned protocol, std::uint32_t at_hand = 0);
    /// A machine of that call does something: what the phone has just said is about this call, too. Goes before what
    /// comes of it.
    void touched(const std::string& device, std::uint32_t call);
    /// What the phone has said last is handled to its end.
    void handled();
    /// As sip::EventSink::on_trace. Secrets are masked when somebody reads.
    void sip(const std::string& device, std::uint32_t call, bool sent, std::string_view whole);
    /// As mapping::WorldPort::state_changed.
    void state(const std::string& device, std::uint32_t call, std::string_view what, std::string_view state,
               std::string_view reason);
    void call_ended(std::uint32_t call);
    void phone_removed(const std::string& device);
    /// After a reload: another number of messages, or of phones.
    void set_limits(TraceLimits traces);
    /// Forgets ladders whose time is over; to be called about every minute. `is_alive`: is there a leg of that id?
    void sweep(const std::function<bool(std::uint32_t)>& is_alive);

    const Traces& traces() const { return traces_; }
    const Ladders& ladders() const { return ladders_; }

  private:
    /// The message of a phone that is being handled, and the calls whose ladder has it.
    struct Heard {
        bool is_open{};
        std::string device, bytes;
        TraceEntry entry;
        std::uint32_t at_hand{};
        std::vector<std::uint32_t> calls;
    };
    void keep(const std::string& device, TraceEntry entry, std::string_view bytes);
    void hear(const std::string& device, const TraceEntry& entry, std::string_view bytes, std::uint32_t at_hand);

    Traces traces_;
    Ladders ladders_;
    Clock clock_;
    Heard heard_;
};

} // namespace gateway
