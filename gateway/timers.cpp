// Every timer of every phone.
#include "gateway/timers.hpp"

#include <utility>

namespace gateway {

void TimerQueue::arm(PhoneKey phone, mapping::TimerId id, Time deadline) {
    const Slot slot{phone, id.kind, id.owner};
    if (const auto old = slots_.find(slot); old != slots_.end())
        remove(old);
    const std::uint64_t order = ++armed_;
    slots_.emplace(slot, Armed{deadline, order, id.generation});
    order_.insert(Entry{deadline, order, slot});
}

void TimerQueue::cancel(PhoneKey phone, mapping::TimerId id) {
    if (const auto found = slots_.find(Slot{phone, id.kind, id.owner}); found != slots_.end())
        remove(found);
}

void TimerQueue::cancel_all(PhoneKey phone) {
    auto slot = slots_.lower_bound(Slot{phone, {}, 0});
    while (slot != slots_.end() && slot->first.phone == phone)
        slot = remove(slot);
}

std::optional<TimerQueue::Time> TimerQueue::next() const {
    if (order_.empty())
        return std::nullopt;
    return order_.begin()->deadline;
}

std::optional<TimerQueue::Due> TimerQueue::take_due(Time now) {
    if (order_.empty() || order_.begin()->deadline > now)
        return std::nullopt;
    const auto found = slots_.find(order_.begin()->slot);
    const Slot slot = found->first;
    const std::uint32_t generation = found->second.generation;
    remove(found);
    return Due{slot.phone, {slot.kind, slot.owner, generation}};
}

TimerQueue::Slots::iterator TimerQueue::remove(Slots::iterator slot) {
    order_.erase(Entry{slot->second.deadline, slot->second.order, slot->first});
    return slots_.erase(slot);
}

Timers::Timers(boost::asio::io_context& io, Fired fired) : fired_(std::move(fired)), timer_(io) {}

void Timers::arm(PhoneKey phone, mapping::TimerId id, std::chrono::milliseconds after) {
    queue_.arm(phone, id, std::chrono::steady_clock::now() + after);
    watch();
}

void Timers::cancel(PhoneKey phone, mapping::TimerId id) {
    queue_.cancel(phone, id);
}

void Timers::cancel_all(PhoneKey phone) {
    queue_.cancel_all(phone);
}

/// Sets the Asio timer only when the earliest deadline came nearer: a cancelled timer costs one empty wake-up, not a
/// system call each.
void Timers::watch() {
    const auto next = queue_.next();
    if (firing_ || !next || (awaited_ && *awaited_ <= *next))
        return;
    awaited_ = next;
    timer_.expires_at(*next);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            fire();
    });
}

void Timers::fire() {
    // What a handler arms for "now" waits for the next turn, and so does the rest of a big batch: sockets get their
    // share.
    constexpr int batch = 256;
    const auto now = std::chrono::steady_clock::now();
    awaited_.reset();
    firing_ = true;
    for (int i = 0; i < batch; ++i) {
        const auto due = queue_.take_due(now);
        if (!due)
            break;
        fired_(due->phone, due->id);
    }
    firing_ = false;
    watch();
}

} // namespace gateway
