// Descriptors run out: those who are there go on, who comes waits or is refused, and nobody is lost.
#include <doctest/doctest.h>
#include <list>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/process/no_descriptors.hpp"
#include "tests/process/sip_stream.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

/// Handlers of a loop that has nothing to do but to be told again and again that it cannot accept.
std::size_t handlers_of_a_while(House& house) {
    std::size_t handlers = 0;
    for (int i = 0; i < 50; ++i) {
        for (int one = 0; one < 100 && house.gateway->loop().poll_one() > 0; ++one) ++handlers;
        ::usleep(1000);
    }
    return handlers;
}

/// A limit of open files as long as it lives.
class OpenFiles {
  public:
    explicit OpenFiles(rlim_t most) {
        getrlimit(RLIMIT_NOFILE, &old_);
        rlimit limit = old_;
        limit.rlim_cur = most;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~OpenFiles() { setrlimit(RLIMIT_NOFILE, &old_); }
    OpenFiles(const OpenFiles&) = delete;
    OpenFiles& operator=(const OpenFiles&) = delete;

  private:
    rlimit old_{};
};

} // namespace

TEST_CASE("the limit of open files is shared out before anybody comes: what is above a share is refused, told and counted") {
    std::unique_ptr<House> made;
    {
        const OpenFiles few(400);
        made = std::make_unique<House>();
    }
    auto& house = *made;
    auto& phone = house.register_phone(1);
    std::list<SkinnyPhone> silent;
    for (int i = 0; i < 400; ++i) silent.emplace_back(house.sccp_port(), "127.0.0." + std::to_string(2 + i % 200));
    CHECK(house.until([&] { return house.event("connections_refused") > 0; }));
    CHECK(house.answers_keep_alive(phone));
    const auto phones = house.metric("sccp2sip_connections");
    CHECK(phones < 400 - 64 - 64);
    CHECK(phones > 150);
    std::list<SipStream> streams;
    for (int i = 0; i < 200; ++i) {
        streams.emplace_back(house, "127.0.0." + std::to_string(2 + i));
        house.gateway->loop().poll();                     // the queue of the stack's listener is short
    }
    CHECK(house.until([&] { return house.event("sip_connections_refused") > 0; }));
    CHECK(house.event("sip_connections_refused") >= 200 - 400 / 4);
    CHECK(house.metric("sccp2sip_connections") + 200 - house.event("sip_connections_refused") < 400 - 64);
    house.check_good(phone);
    house.check_good(house.register_phone(2));
}

TEST_CASE("without a descriptor left calls go on, and who waits is let in as soon as there is one") {
    House house;
    auto& phone = house.register_phone(1);
    const auto talks = house.call(phone);
    auto& late = house.connect("127.0.0.2");                // in the queue of the kernel until the loop turns
    std::list<SkinnyPhone> others;
    for (int i = 0; i < 3; ++i) others.emplace_back(house.sccp_port());
    const auto http = house.gateway->http_address();
    SkinnyPhone over_http(static_cast<std::uint16_t>(std::stoul(http.substr(http.rfind(':') + 1))));
    SipStream over_sip(house);
    house.say_register(late, 2);
    {
        const NoDescriptors none_left;
        CHECK(house.logs("connection from - refused: Too many open files"));
        CHECK(house.answers_keep_alive(phone));
        CHECK(handlers_of_a_while(house) < 1000);
        house.turn(1s);
        CHECK(house.answers_keep_alive(phone));
        CHECK(state_of(house, talks) == "Connected");
        phone.say(sccp::OnHook{1, talks});
        CHECK(house.until([&] { return is_quiet(house); }));
        const auto again = house.call(phone);
        phone.say(sccp::OnHook{1, again});
        CHECK(house.phone_state(2) == "Down");
        CHECK_FALSE(late.is_over());
    }
    house.turn(1s);
    CHECK(house.until([&] { return late.heard<sccp::RegisterAck>() != nullptr; }));
    CHECK(house.event("connections_refused") >= 1);
    over_sip.say(over_sip.options("late"));
    CHECK(house.until([&] { return over_sip.answer_to("late") != nullptr; }));
    house.configure(late);
    CHECK(house.until([&] { return house.line_state(2) == "Registered"; }));
    house.check_good(late);
    house.check_good(phone);
}
