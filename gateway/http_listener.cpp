// A connection that has become a listener of the event stream.
#include "gateway/http_connection.hpp"

namespace gateway {

void HttpConnection::listen(std::uint64_t after) {
    if (world_->events == nullptr)
        return close();
    // A line of comment at once: the page learns that the stream is open, and a proxy starts to pass it on.
    queue_.push_back(std::make_shared<const std::string>(": open\nretry: 2000\n\n"));
    subscription_ = world_->events->subscribe(
        [weak = weak_from_this()](const EventStream::Text& text) {
            if (const auto self = weak.lock())
                self->hear(text);
        },
        after);
    stream_.expires_never(); // reading, that is: each write has its own time
    read_away();
    heart_beat();
    send_events();
}

/// A listener that does not read loses its connection, not our memory; it comes back with the number of its last event.
void HttpConnection::hear(const EventStream::Text& text) {
    queue_.push_back(text);
    queued_ += text->size();
    if (queued_ > world_->limits.event_queue)
        close();
    else if (subscription_)
        send_events();
}

void HttpConnection::send_events() {
    if (sending_ || queue_.empty())
        return;
    std::string piece;
    for (; !queue_.empty(); queue_.pop_front())
        piece += *queue_.front();
    queued_ = 0;
    sending_ = true;
    send_piece(std::move(piece), [this] {
        sending_ = false;
        send_events();
    });
}

void HttpConnection::heart_beat() {
    heart_.expires_after(world_->limits.heartbeat);
    heart_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (error || !self)
            return;
        self->hear(std::make_shared<const std::string>(": alive\n\n"));
        if (self->subscription_)
            self->heart_beat();
    });
}

} // namespace gateway
