// Every shape of security.md section 2 against a whole gateway, beside a phone in a call that must not notice.
#include <algorithm>
#include <doctest/doctest.h>

#include "tests/process/hostile.hpp"
#include "tests/process/measures.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

/// What must not notice: a registered phone, its call, the answer about our health.
struct Good {
    explicit Good(House& where) : house(where), phone(house.register_phone(2)), call(house.call(phone)) {}

    void check_undisturbed() {
        CHECK(house.answers_keep_alive(phone));
        const auto view = house.gateway->call(call);
        REQUIRE(view);
        CHECK(view->call.state == "Connected");
        house.check_health();
    }
    /// Ends what the hostile phone began; a call of a phone that is away goes on for [calls] preserve_max.
    void check_nothing_left() {
        for (int i = 0; i < 4; ++i) {
            for (const auto& one : house.gateway->calls())
                if (one.call.id != call) house.gateway->hang_up(one.call.id);
            house.turn(45s);
            CHECK(house.answers_keep_alive(phone));
        }
        CHECK(house.until([&] { return house.gateway->calls().size() == 1 && house.metric("sccp2sip_connections") == 1; }));
        CHECK(house.phone_state(1) == "Down");
    }

    House& house;
    tests::SkinnyPhone& phone;
    std::uint32_t call;
};

/// No peer writes lines of its own into the log, and none fills it.
void check_log(House& house, std::size_t shapes) {
    const auto log = house.log();
    CHECK(std::all_of(log.begin(), log.end(), [](char c) { return c == '\n' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7F); }));
    constexpr std::size_t lines_of_a_shape = 400;
    CHECK(static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n')) < shapes * lines_of_a_shape);
}

} // namespace

TEST_CASE("all that hostile phones do, in one run: a phone beside them does not notice, and nothing is left of it") {
    House house(tests::unhurried());
    Good good(house);
    auto shapes = tests::framing_shapes();
    for (const auto& more : {tests::register_shapes(), tests::phone_shapes()}) shapes.insert(shapes.end(), more.begin(), more.end());
    const auto octets = tests::allocated_octets();
    const auto descriptors = tests::open_descriptors();
    for (const auto& shape : shapes) {
        CAPTURE(shape.name);
        shape.play(house);
        good.check_undisturbed();
    }
    good.check_nothing_left();
    house.pbx.requests.clear();
    house.pbx.responses.clear();
    CHECK(tests::allocated_octets() <= octets + (std::size_t{32} << 20));
    CHECK(tests::open_descriptors() <= descriptors + 5);
    check_log(house, shapes.size());
    good.phone.say(sccp::OnHook{1, good.call});
    house.check_good(good.phone);
    house.check_good(house.register_phone(1));
    house.check_good(house.register_phone(3));
}

TEST_CASE("a peer that has not registered costs no more than its socket, one frame and a session object") {
    House house;
    auto& phone = house.register_phone(1);
    constexpr std::size_t peers = 200, frame = 4104, session_object = 4096;
    std::vector<tests::SkinnyPhone> silent;
    silent.reserve(peers);
    // A frame of the greatest length that lacks its last octet, in the pieces that make a growing buffer largest.
    const auto whole = tests::raw_frame(0x7777, tests::Bytes(4092, 0x41));
    const auto say = [&](std::size_t from, std::size_t to) {
        const tests::Bytes piece(whole.begin() + static_cast<std::ptrdiff_t>(from), whole.begin() + static_cast<std::ptrdiff_t>(to));
        for (auto& one : silent) one.say(piece);
        house.settle();
    };
    const auto before = tests::allocated_octets();
    for (std::size_t i = 0; i < peers; ++i) silent.emplace_back(house.sccp_port(), "127.0.8.1");
    CHECK(house.until([&] { return house.metric("sccp2sip_connections") == peers + 1; }));
    say(0, 12);
    say(12, 4000);
    say(4000, 4103);
    house.settle();
    CHECK(house.answers_keep_alive(phone));
    const auto cost = (tests::allocated_octets() - before) / peers;
    CHECK(cost <= frame + session_object);
    house.check_good(phone);
}
