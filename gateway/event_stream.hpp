// State changes as server-sent events: what /api/v1/events tells whoever listens.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace gateway {

struct Event {
    std::string_view type; ///< `phone`, `line`, `call`, `duplicate`
    std::string id;        ///< device or line name
    std::uint32_t call{};  ///< instead of `id` for a call
    std::string state, reason;
};

/// Owned by gateway::Gateway. Numbers the events, so that a listener that lost its connection gets what it missed.
class EventStream {
  public:
    using Clock = std::function<std::chrono::system_clock::time_point()>;
    using Text = std::shared_ptr<const std::string>;   ///< one event as it goes on the wire
    using Listener = std::function<void(const Text&)>; ///< must not subscribe or throw
    static constexpr std::size_t kept = 500;

    explicit EventStream(Clock clock = std::chrono::system_clock::now) : clock_(std::move(clock)) {}

    void publish(Event event);

    /// Hears every event until the returned object dies; first those behind number `after` that are still kept (0:
    /// none).
    class Subscription;
    [[nodiscard]] std::unique_ptr<Subscription> subscribe(Listener listener, std::uint64_t after = 0);
    std::size_t listeners() const { return listeners_->size(); }

  private:
    using Listeners = std::map<std::uint64_t, Listener>;
    /// Nearly always nobody listens: the text is made for those who do.
    struct Kept {
        std::uint64_t number{};
        std::chrono::system_clock::time_point at;
        Event event;
    };
    static Text text_of(const Kept& kept);
    Clock clock_;
    std::shared_ptr<Listeners> listeners_ = std::make_shared<Listeners>();
    std::deque<Kept> recent_;
    std::uint64_t number_{}, next_listener_{};
};

class EventStream::Subscription {
  public:
    Subscription(std::weak_ptr<Listeners> listeners, std::uint64_t key) : listeners_(std::move(listeners)), key_(key) {}
    ~Subscription() {
        if (const auto alive = listeners_.lock())
            alive->erase(key_);
    }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

  private:
    std::weak_ptr<Listeners> listeners_;
    std::uint64_t key_;
};

} // namespace gateway
