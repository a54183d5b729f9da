// Every timer of every phone: one queue ordered by deadline, one Asio timer for the earliest.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "mapping/ports.hpp"

namespace gateway {

/// Names a phone in the process; given by gateway::Phones, never reused.
using PhoneKey = std::uint32_t;

/// The order without a clock: who is due when. One timer runs per phone, kind and owner; the generation is only
/// carried.
class TimerQueue {
  public:
    using Time = std::chrono::steady_clock::time_point;
    struct Due {
        PhoneKey phone{};
        mapping::TimerId id;
    };

    void arm(PhoneKey phone, mapping::TimerId id, Time deadline);
    void cancel(PhoneKey phone, mapping::TimerId id);
    void cancel_all(PhoneKey phone);
    std::optional<Time> next() const;
    /// Takes out the earliest timer with a deadline not after `now`.
    std::optional<Due> take_due(Time now);
    std::size_t size() const { return slots_.size(); }

  private:
    struct Slot {
        PhoneKey phone{};
        mapping::TimerKind kind{};
        std::uint32_t owner{};
        auto operator<=>(const Slot&) const = default; // NOLINT(modernize-use-nullptr): the 0 that the compiler compares with
    };
    struct Armed {
        Time deadline;
        std::uint64_t order{}; ///< equal deadlines fire in the order of arming
        std::uint32_t generation{};
    };
    struct Entry {
        Time deadline;
        std::uint64_t order{};
        Slot slot;
        bool operator<(const Entry& other) const {
            return deadline != other.deadline ? deadline < other.deadline : order < other.order;
        }
    };
    using Slots = std::map<Slot, Armed>;

    Slots::iterator remove(Slots::iterator slot);

    Slots slots_;
    std::set<Entry> order_;
    std::uint64_t armed_{};
};

/// Owned by gateway::Gateway, one per process; `fired` is called on the loop thread and must not throw.
class Timers {
  public:
    using Fired = std::function<void(PhoneKey, mapping::TimerId)>;

    Timers(boost::asio::io_context& io, Fired fired);
    Timers(const Timers&) = delete;
    Timers& operator=(const Timers&) = delete;

    void arm(PhoneKey phone, mapping::TimerId id, std::chrono::milliseconds after);
    void cancel(PhoneKey phone, mapping::TimerId id);
    void cancel_all(PhoneKey phone);
    std::size_t armed() const { return queue_.size(); }

  private:
    void watch();
    void fire();

    Fired fired_;
    TimerQueue queue_;
    boost::asio::steady_timer timer_;
    std::optional<TimerQueue::Time> awaited_; ///< what timer_ waits for
    bool firing_{};
};

/// The timers of one phone, as its machines see them. Owned by the phone's agent.
class PhoneTimers final : public mapping::TimerPort {
  public:
    PhoneTimers(Timers& timers, PhoneKey phone) : timers_(timers), phone_(phone) {}
    ~PhoneTimers() override { timers_.cancel_all(phone_); }
    PhoneTimers(const PhoneTimers&) = delete;
    PhoneTimers& operator=(const PhoneTimers&) = delete;

    void arm(mapping::TimerId id, std::chrono::milliseconds after) override { timers_.arm(phone_, id, after); }
    void cancel(mapping::TimerId id) override { timers_.cancel(phone_, id); }

  private:
    Timers& timers_;
    PhoneKey phone_;
};

} // namespace gateway
