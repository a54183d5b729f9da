// Every timer of every phone.
#include "gateway/timers.hpp"

#include <algorithm>
#include <utility>

namespace gateway {

bool TimerQueue::is_later(const Place& one, const Place& other) {
    return one.deadline != other.deadline ? one.deadline > other.deadline : one.order > other.order;
}

TimerQueue::OfPhone::iterator TimerQueue::find(OfPhone& timers, mapping::TimerId id) {
    return std::find_if(timers.begin(), timers.end(),
                        [id](const Armed& timer) { return timer.id.kind == id.kind && timer.id.owner == id.owner; });
}

void TimerQueue::arm(PhoneKey phone, mapping::TimerId id, Time deadline) {
    auto& timers = phones_[phone];
    auto timer = find(timers, id);
    if (timer == timers.end()) {
        timer = timers.insert(timers.end(), Armed{});
        ++running_;
    }
    *timer = {++armed_, id};
    heap_.push_back({deadline, armed_, phone});
    std::push_heap(heap_.begin(), heap_.end(), is_later);
    drop_dead_places();
}

void TimerQueue::cancel(PhoneKey phone, mapping::TimerId id) {
    const auto found = phones_.find(phone);
    if (found == phones_.end())
        return;
    if (const auto timer = find(found->second, id); timer != found->second.end())
        remove(found->second, timer);
    drop_dead_places();
}

void TimerQueue::cancel_all(PhoneKey phone) {
    const auto found = phones_.find(phone);
    if (found == phones_.end())
        return;
    running_ -= found->second.size();
    phones_.erase(found);
    drop_dead_places();
}

std::optional<TimerQueue::Time> TimerQueue::next() const {
    if (heap_.empty())
        return std::nullopt;
    return heap_.front().deadline;
}

std::optional<TimerQueue::Due> TimerQueue::take_due(Time now) {
    if (heap_.empty() || heap_.front().deadline > now)
        return std::nullopt;
    const Place place = heap_.front();
    const Due due{place.phone, running(place)->id};
    pop();
    cancel(due.phone, due.id);
    return due;
}

/// Null: it was cancelled, or armed anew.
const TimerQueue::Armed* TimerQueue::running(const Place& place) const {
    const auto found = phones_.find(place.phone);
    if (found == phones_.end())
        return nullptr;
    const auto timer = std::find_if(found->second.begin(), found->second.end(),
                                    [&place](const Armed& armed) { return armed.order == place.order; });
    return timer == found->second.end() ? nullptr : &*timer;
}

void TimerQueue::remove(OfPhone& timers, OfPhone::iterator timer) {
    *timer = timers.back();
    timers.pop_back();
    --running_;
}

void TimerQueue::pop() {
    std::pop_heap(heap_.begin(), heap_.end(), is_later);
    heap_.pop_back();
}

/// At the front always, elsewhere when they have become more than half.
void TimerQueue::drop_dead_places() {
    constexpr std::size_t few = 64;
    while (!heap_.empty() && running(heap_.front()) == nullptr)
        pop();
    if (heap_.size() <= 2 * running_ + few)
        return;
    std::erase_if(heap_, [this](const Place& place) { return running(place) == nullptr; });
    std::make_heap(heap_.begin(), heap_.end(), is_later);
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
