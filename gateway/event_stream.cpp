// State changes as server-sent events.
#include "gateway/event_stream.hpp"

#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "gateway/text.hpp"

namespace gateway {

EventStream::Text EventStream::text_of(const Kept& entry) {
    const auto& event = entry.event;
    const boost::json::object object{
        {"type", event.type},
        {"id", event.call != 0 ? boost::json::value(event.call) : boost::json::value(one_line(event.id))},
        {"state", one_line(event.state)},
        {"reason", one_line(event.reason)},
        {"at", iso_time(entry.at)}};
    // JSON escapes line ends, so the data is one line (WHATWG HTML section 9.2.5).
    return std::make_shared<const std::string>(
        fmt::format("id: {}\ndata: {}\n\n", entry.number, boost::json::serialize(object)));
}

void EventStream::publish(Event event) {
    recent_.push_back({++number_, clock_(), std::move(event)});
    if (recent_.size() > kept)
        recent_.pop_front();
    if (listeners_->empty())
        return;
    const Text text = text_of(recent_.back());
    // A listener may end itself or another one while it is told.
    std::vector<std::uint64_t> keys;
    keys.reserve(listeners_->size());
    for (const auto& [key, listener] : *listeners_)
        keys.push_back(key);
    for (const std::uint64_t key : keys)
        if (const auto found = listeners_->find(key); found != listeners_->end())
            Listener{found->second}(text);
}

std::unique_ptr<EventStream::Subscription> EventStream::subscribe(Listener listener, std::uint64_t after) {
    // A number we have not reached yet is of another life of the process: nothing is known to be missed.
    if (after > 0 && after <= number_)
        for (const auto& event : recent_)
            if (event.number > after)
                listener(text_of(event));
    const std::uint64_t key = ++next_listener_;
    listeners_->emplace(key, std::move(listener));
    return std::make_unique<Subscription>(listeners_, key);
}

} // namespace gateway
