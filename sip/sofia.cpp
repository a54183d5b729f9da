// Owners for what Sofia-SIP hands out, and the texts of its headers.
#include "sip/sofia.hpp"

#include <algorithm>

#include "sip/stack.hpp"

namespace sip {

Handle::Handle(nua_handle_t* handle, HandleOwner* owner) : handle_(handle) {
    nua_handle_bind(handle_, owner);
}

Handle& Handle::operator=(Handle&& other) noexcept {
    if (this != &other) {
        reset();
        handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
}

void Handle::reset() {
    if (auto* const handle = std::exchange(handle_, nullptr)) {
        nua_handle_bind(handle, nullptr);
        nua_handle_destroy(handle);
    }
}

Timer::Timer(Stack& stack, std::function<void()> fired)
    : stack_(stack), timer_(su_timer_create(su_root_task(stack.root()), 1)), fired_(std::move(fired)) {}

void Timer::start(std::chrono::milliseconds after) {
    su_timer_set_interval(timer_, &Timer::on_timer, this, static_cast<su_duration_t>(after.count()));
}

void Timer::stop() {
    su_timer_reset(timer_);
}

void Timer::on_timer(su_root_magic_t*, su_timer_t*, su_timer_arg_t* self) noexcept {
    auto* const timer = static_cast<Timer*>(self);
    timer->stack_.guarded([timer] { timer->fired_(); });
}

const char* standard_phrase(int status) {
    const char* const phrase = sip_status_phrase(status);
    return phrase && *phrase ? phrase : "Rejected";
}

/// Not by sip_header_as_string(): of what does not fit into 127 octets it loses the last piece and its end.
std::string header_text(const void* header) {
    if (!header)
        return {};
    std::string text(256, '\0');
    const auto write = [&] {
        return sip_header_field_e(text.data(), static_cast<isize_t>(text.size()),
                                  static_cast<const sip_header_t*>(header), 0);
    };
    const auto length = static_cast<std::size_t>(std::max<issize_t>(write(), 0));
    if (length + 2 > text.size()) { // a piece is written only when one octet more than its end is free
        text.resize(length + 2);
        write();
    }
    text.resize(length);
    return text;
}

std::string url_text(const url_t* url) {
    if (!url)
        return {};
    Home home;
    return text_or_empty(url_as_string(home, url));
}

bool is_internal(const NuaEvent& event) {
    return !event.sip || nta_sip_is_internal(event.sip);
}

} // namespace sip
