// Lets the one io_context drive the SIP stack.
#include "gateway/sofia_pump.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <unistd.h>

namespace gateway {

using namespace std::chrono_literals;

namespace {
constexpr auto longest_turn = 10ms;      // then the phones get theirs
constexpr auto longest_wait = 60s;
constexpr auto blind_step = 5ms;
constexpr unsigned wakes_between_looks = 64;
constexpr auto rest_without_descriptors = 10ms;
} // namespace

SofiaPump::SofiaPump(boost::asio::io_context& loop, sip::Agent& agent)
    : loop_(loop), agent_(agent), descriptor_(loop), timer_(loop) {
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
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [this](const boost::system::error_code& error) {
                               if (error || !running_) return;
                               pump();
                               if (!running_) return;
                               if (is_out_of_descriptors())
                                   rest();
                               else
                                   wait_for_descriptor();
                           });
}

/// What the stack cannot accept stays ready: it would be tried again and again until a descriptor is free. A look costs
/// a system call.
bool SofiaPump::is_out_of_descriptors() {
    if (!is_short_ && ++wakes_ % wakes_between_looks != 0) return false;
    const int one = ::dup(descriptor_.native_handle());
    is_short_ = one < 0 && (errno == EMFILE || errno == ENFILE);
    if (one >= 0) ::close(one);
    return is_short_;
}

void SofiaPump::rest() {
    is_resting_ = true;
    awaited_.reset();
    timer_.expires_after(rest_without_descriptors);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || !running_) return;
        is_resting_ = false;
        pump();
        wait_for_descriptor();
    });
}

void SofiaPump::pump() {
    kicked_ = false;
    if (!running_ || is_resting_) return;
    auto next = 0ms;
    for (const auto until = std::chrono::steady_clock::now() + longest_turn;
         next == 0ms && std::chrono::steady_clock::now() < until;)
        next = agent_.step();
    if (next == 0ms) return kick();
    if (next < 0ms) next = longest_wait;
    next = std::min<std::chrono::milliseconds>(next, descriptor_.is_open() ? std::chrono::milliseconds(longest_wait)
                                                                           : blind_step);
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
