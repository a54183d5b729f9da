// The timers of all phones.
#include "gateway/timers.hpp"

#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

using namespace gateway;
using mapping::TimerId;
using mapping::TimerKind;
using std::chrono::milliseconds;

namespace {

const TimerQueue::Time start{};

std::vector<TimerQueue::Due> take_all(TimerQueue& queue, TimerQueue::Time now) {
    std::vector<TimerQueue::Due> out;
    while (const auto due = queue.take_due(now))
        out.push_back(*due);
    return out;
}

} // namespace

TEST_CASE("timers fire in the order of their deadlines, equal ones in the order of arming") {
    TimerQueue queue;
    queue.arm(1, {TimerKind::refresh, 1, 0}, start + milliseconds{20});
    queue.arm(2, {TimerKind::refresh, 1, 0}, start + milliseconds{10});
    queue.arm(3, {TimerKind::refresh, 1, 0}, start + milliseconds{20});
    CHECK(queue.next() == start + milliseconds{10});
    CHECK(take_all(queue, start + milliseconds{9}).empty());
    const auto due = take_all(queue, start + milliseconds{20});
    REQUIRE(due.size() == 3);
    CHECK(due[0].phone == 2);
    CHECK(due[1].phone == 1);
    CHECK(due[2].phone == 3);
    CHECK_FALSE(queue.next());
}

TEST_CASE("arming again replaces the timer of the same phone, kind and owner, whatever its generation") {
    TimerQueue queue;
    queue.arm(1, {TimerKind::inter_digit, 7, 1}, start + milliseconds{10});
    queue.arm(1, {TimerKind::inter_digit, 7, 2}, start + milliseconds{30});
    queue.arm(1, {TimerKind::inter_digit, 8, 1}, start + milliseconds{30});
    queue.arm(1, {TimerKind::no_answer, 7, 1}, start + milliseconds{30});
    CHECK(queue.size() == 3);
    CHECK(take_all(queue, start + milliseconds{29}).empty());
    const auto due = take_all(queue, start + milliseconds{30});
    REQUIRE(due.size() == 3);
    CHECK(due[0].id == TimerId{TimerKind::inter_digit, 7, 2});
}

TEST_CASE("a cancelled timer does not fire, and cancelling an unknown one does nothing") {
    TimerQueue queue;
    queue.arm(1, {TimerKind::guard, 1, 5}, start);
    queue.cancel(1, {TimerKind::guard, 1, 9});
    queue.cancel(1, {TimerKind::guard, 1, 9});
    CHECK(take_all(queue, start).empty());
}

TEST_CASE("the timers of one phone go with it, those of its neighbours stay") {
    TimerQueue queue;
    for (PhoneKey phone = 1; phone <= 3; ++phone)
        for (std::uint32_t owner = 0; owner < 4; ++owner)
            queue.arm(phone, {TimerKind::receive_ack, owner, 0}, start);
    queue.cancel_all(2);
    CHECK(queue.size() == 8);
    for (const auto& due : take_all(queue, start))
        CHECK(due.phone != 2);
}

TEST_CASE("a hundred thousand timers keep their order under replacement and cancellation") {
    constexpr PhoneKey phones = 20'000;
    TimerQueue queue;
    for (PhoneKey phone = 1; phone <= phones; ++phone)
        for (std::uint32_t owner = 0; owner < 5; ++owner)
            queue.arm(phone, {TimerKind::refresh, owner, 0}, start + milliseconds{phone * 7919 % 1000 + owner});
    CHECK(queue.size() == 100'000);
    for (PhoneKey phone = 1; phone <= phones; phone += 2)
        queue.arm(phone, {TimerKind::refresh, 0, 1}, start + milliseconds{5000});
    for (PhoneKey phone = 2; phone <= phones; phone += 2)
        queue.cancel_all(phone);
    CHECK(queue.size() == 50'000);
    std::size_t fired = 0;
    bool is_ordered = true;
    auto last = start;
    while (const auto next = queue.next()) {
        is_ordered = is_ordered && *next >= last;
        last = *next;
        fired += queue.take_due(*next) ? 1 : 0;
    }
    CHECK(is_ordered);
    CHECK(fired == 50'000);
    CHECK(last == start + milliseconds{5000});
}

TEST_CASE("timers that are armed again and again leave nothing behind") {
    TimerQueue queue;
    for (int i = 0; i < 100'000; ++i) {
        queue.arm(1, {TimerKind::configure_quiet, 0, 0}, start + milliseconds{i + 2000});
        queue.arm(2, {TimerKind::refresh, 1, 0}, start + milliseconds{1});
        queue.cancel(2, {TimerKind::refresh, 1, 0});
    }
    CHECK(queue.size() == 1);
    CHECK(queue.places() < 200);
    CHECK(queue.next() == start + milliseconds{101'999});
}

TEST_CASE("the process's timers run on the loop and reach the phone that armed them") {
    boost::asio::io_context io;
    std::vector<std::pair<PhoneKey, TimerId>> fired;
    Timers timers(io, [&](PhoneKey phone, TimerId id) { fired.emplace_back(phone, id); });
    {
        std::optional<PhoneTimers> gone(std::in_place, timers, 9);
        PhoneTimers first(timers, 1);
        PhoneTimers second(timers, 2);
        gone->arm({TimerKind::grace, 0, 0}, milliseconds{0});
        first.arm({TimerKind::grace, 0, 3}, milliseconds{2});
        second.arm({TimerKind::probe, 4, 1}, milliseconds{1});
        second.arm({TimerKind::guard, 4, 1}, milliseconds{1});
        second.cancel({TimerKind::guard, 4, 0});
        gone.reset();
        CHECK(timers.armed() == 2);
        io.run();
    }
    REQUIRE(fired.size() == 2);
    CHECK(fired[0] == std::pair<PhoneKey, TimerId>{2, {TimerKind::probe, 4, 1}});
    CHECK(fired[1] == std::pair<PhoneKey, TimerId>{1, {TimerKind::grace, 0, 3}});
}

TEST_CASE("an earlier timer armed later is not kept waiting by the one that is awaited") {
    boost::asio::io_context io;
    std::vector<std::uint32_t> fired;
    Timers timers(io, [&](PhoneKey, TimerId id) {
        fired.push_back(id.owner);
        if (id.owner == 2)
            io.stop();
    });
    timers.arm(1, {TimerKind::refresh, 1, 0}, std::chrono::hours{1});
    timers.arm(1, {TimerKind::refresh, 2, 0}, milliseconds{0});
    io.run();
    CHECK(fired == std::vector<std::uint32_t>{2});
    CHECK(timers.armed() == 1);
}

TEST_CASE("a handler that arms itself for now lets the rest of the loop run in between") {
    boost::asio::io_context io;
    int fired = 0;
    bool has_other_run = false;
    Timers* all = nullptr;
    Timers timers(io, [&](PhoneKey phone, TimerId id) {
        if (++fired == 1)
            boost::asio::post(io, [&] { has_other_run = true; });
        if (fired < 1000 && !has_other_run)
            all->arm(phone, id, milliseconds{0});
    });
    all = &timers;
    timers.arm(1, {TimerKind::retry, 1, 0}, milliseconds{0});
    io.run();
    CHECK(has_other_run);
    CHECK(fired < 1000);
}
