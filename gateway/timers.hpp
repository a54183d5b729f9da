// Every timer of every phone: one queue ordered by deadline, one Asio timer for the earliest.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "mapping/ports.hpp"

namespace gateway {

/// Names a phone in the process; given by gateway::Phones, never reused.
using PhoneKey = std::uint32_t;

/// The order without a clock: who is due when. One timer runs per phone, kind and owner; the generation is only
/// carried. A phone that registers arms some timers again with each message, so that must not walk through a tree of
/// all phones' timers: what an armed timer leaves behind stays in the heap until it comes up.
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
    std::size_t size() const { return running_; }
    /// Places of the heap, those of timers that run no more included.
    std::size_t places() const { return heap_.size(); }

  private:
    struct Armed {
        std::uint64_t order{}; ///< its number; equal deadlines fire in the order of arming
        mapping::TimerId id;
    };
    struct Place {
        Time deadline;
        std::uint64_t order{};
        PhoneKey phone{};
    };
    using OfPhone = std::vector<Armed>; ///< a handful
    static bool is_later(const Place& one, const Place& other);
    static OfPhone::iterator find(OfPhone& timers, mapping::TimerId id);

    const Armed* running(const Place& place) const;
    void remove(OfPhone& timers, OfPhone::iterator timer);
    void pop();
    void drop_dead_places();

    std::unordered_map<PhoneKey, OfPhone> phones_;
    std::vector<Place> heap_; ///< the front is the earliest, and runs
    std::size_t running_{};
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
