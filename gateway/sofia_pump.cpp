// Lets the one io_context drive the SIP stack.
#include "gateway/sofia_pump.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <unistd.h>

namespace gateway {

using namespace std::chrono_literals;

namespace {
constexpr int steps_in_a_row = 64;       // then the phones get their turn
constexpr auto longest_wait = 60s;
constexpr auto blind_step = 5ms;
} // namespace

SofiaPump::SofiaPump(boost::asio::io_context& loop, sip::Agent& agent) : loop_(loop), agent_(agent), descriptor_(loop), timer_(loop) {
    // A duplicate, so that closing one side cannot hurt the other.
    if (const int fd = agent.event_descriptor(); fd >= 0)
        if (const int copy = ::dup(fd); copy >= 0) descriptor_.assign(copy);
}

void SofiaPump::start() {
    running_ = true;
    agent_.on_wanted([this] { kick(); });
    if (descriptor_.is_open()) wait_for_descriptor();
    kick();
}

void SofiaPump::stop() {
    running_ = false;
    agent_.on_wanted({});
    boost::system::error_code ignored;
    descriptor_.close(ignored);
    timer_.cancel();
}

void SofiaPump::kick() {
    if (kicked_ || !running_) return;
    kicked_ = true;
    boost::asio::post(loop_, [this] { pump(); });
}

void SofiaPump::wait_for_descriptor() {
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
        if (error || !running_) return;
        pump();
        if (running_) wait_for_descriptor();
    });
}

void SofiaPump::pump() {
    if (!running_) return;
    kicked_ = false;
    auto next = 0ms;
    for (int i = 0; i < steps_in_a_row && next == 0ms; ++i) next = agent_.step();
    if (next == 0ms) return kick();
    if (next < 0ms) next = longest_wait;
    next = std::min<std::chrono::milliseconds>(next, descriptor_.is_open() ? std::chrono::milliseconds(longest_wait) : blind_step);
    wake_after(next);
}

/// Sets the timer only when the deadline came nearer: a wake-up for nothing costs less than a system call at each step.
void SofiaPump::wake_after(std::chrono::milliseconds wait) {
    const auto at = std::chrono::steady_clock::now() + wait;
    if (awaited_ && *awaited_ <= at) return;
    awaited_ = at;
    timer_.expires_at(at);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        awaited_.reset();
        pump();
    });
}

} // namespace gateway
