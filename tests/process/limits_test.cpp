// Every limit of security.md section 1: what is over it is refused, told and counted, and registered phones notice
// nothing.
#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <vector>

#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using tests::House;
using tests::SipCaller;

TEST_CASE("connections that do not register are limited, for one address and in all; a phone still gets in") {
    House::Options options;
    std::string from = "127.0.0.1";
    SUBCASE("from one address") { options.sccp = "max_unregistered_per_address = 20"; }
    SUBCASE("from all addresses") {
        options.sccp = "max_unregistered = 20";
        from = "";
    }
    House house(options);
    auto& phone = house.register_phone(1);
    for (int i = 0; i < 20; ++i) house.connect(from.empty() ? "127.0.1." + std::to_string(1 + i / 2) : from);
    house.settle();
    CHECK(house.event("connections_refused") == 0);
    auto& newcomer = house.register_phone(2, from.empty() ? "127.0.0.1" : from);
    CHECK(house.event("connections_refused") == 1);
    CHECK(house.logs("gave way to a newer connection"));
    CHECK(house.phones[1]->is_over());                    // the oldest
    CHECK_FALSE(house.phones[20]->is_over());
    house.check_good(phone);
    house.check_good(newcomer);
}

TEST_CASE("connections are limited in all: who has not spoken gives way, phones and standby connections stay") {
    House house({.sccp = "max_connections = 6"});
    auto& phone = house.register_phone(1);
    for (int i = 0; i < 5; ++i) house.connect("127.0.1." + std::to_string(1 + i));
    house.settle();
    CHECK(house.event("connections_refused") == 0);
    auto& newcomer = house.register_phone(2, "127.0.2.1");
    CHECK(house.phones[1]->is_over());
    CHECK(house.event("connections_refused") == 1);
    for (std::size_t i = 2; i <= 5; ++i) CHECK(house.answers_keep_alive(*house.phones[i]));
    auto& third = house.connect("127.0.2.2");             // four on standby, two phones: more than there can be
    CHECK(house.answers_keep_alive(third));
    CHECK(house.phones[2]->is_over());
    CHECK(house.logs("there are more on standby than phones"));
    CHECK(house.event("connections_refused") == 2);
    CHECK(house.metric("sccp2sip_connections") == 6);
    house.ini.replace(house.ini.find("max_connections = 6"), 19, "max_connections = 7");
    house.gateway->reload();
    CHECK(house.answers_keep_alive(house.connect("127.0.2.2")));
    house.check_good(phone);
    house.check_good(newcomer);
}

TEST_CASE("at a full limit standby connections stay, and who comes when all of them have spoken is refused") {
    House house({.phones = 4, .sccp = "max_unregistered_per_address = 3"});
    auto& phone = house.register_phone(1);
    for (int i = 0; i < 3; ++i) CHECK(house.answers_keep_alive(house.connect()));
    auto& refused = house.connect();
    CHECK(house.until([&] { return refused.is_over(); }));
    CHECK(house.event("connections_refused") == 1);
    CHECK(house.logs("too many connections that have not registered"));
    for (int i = 1; i <= 3; ++i) CHECK(house.answers_keep_alive(*house.phones[static_cast<std::size_t>(i)]));
    house.check_good(phone);
}

TEST_CASE("more on standby than there are phones cannot hold the door shut") {
    House house({.phones = 2, .sccp = "max_unregistered = 5"});
    auto& phone = house.register_phone(1);
    for (int i = 0; i < 5; ++i) CHECK(house.answers_keep_alive(house.connect("127.0.3." + std::to_string(1 + i))));
    auto& newcomer = house.register_phone(2, "127.0.2.1");
    CHECK(house.phones[1]->is_over());                    // the oldest
    for (std::size_t i = 2; i <= 5; ++i) CHECK_FALSE(house.phones[i]->is_over());
    house.check_good(phone);
    house.check_good(newcomer);
}

TEST_CASE("time without Register is limited, told and counted") {
    House house({.sccp = "register_deadline = 3s"});
    auto& phone = house.register_phone(1);
    auto& silent = house.connect();
    auto& trickles = house.connect();
    trickles.say(tests::Bytes{0x40, 0, 0});
    house.turn(2900ms);
    trickles.say(tests::Bytes{0});
    CHECK_FALSE(silent.is_over());
    house.turn(200ms);
    CHECK(house.until([&] { return silent.is_over() && trickles.is_over(); }));
    CHECK(house.logs("connection dropped from 127.0.0.1: no Register in time"));
    CHECK(house.event("connections_dropped") == 2);
    house.check_good(phone);
}

TEST_CASE("a phone that sends too much is read slower and at last dropped, its neighbour is answered at once") {
    House house;
    auto& flood = house.register_phone(1);
    auto& phone = house.register_phone(2);
    const auto keep_alive = tests::raw_frame(0x0000);
    tests::Bytes many;
    for (int i = 0; i < 4096; ++i) many.insert(many.end(), keep_alive.begin(), keep_alive.end());
    CHECK(flood.say(many) == many.size());                // one write: as few segments as there can be
    CHECK(house.until([&] { return house.event("sessions_slowed") == 1; }));
    CHECK(house.logs(
        "phone=SEP001120AABB01 too many messages from SEP001120AABB01: it sends more than [sccp] message_rate: it is read slower now"));
    house.check_good(phone);
    CHECK_FALSE(flood.is_over());
    const auto answered = flood.count<sccp::KeepAliveAck>();
    CHECK(answered >= 200);
    CHECK(answered < 600);
    house.turn(3s);
    CHECK(house.until([&] { return flood.count<sccp::KeepAliveAck>() >= answered + 3 * 64; }));
    for (int i = 0; i < 6; ++i) {
        house.turn(1500ms);
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.until([&] { return flood.is_over(); }));
    CHECK(house.logs("connection dropped from SEP001120AABB01: sends more than message_rate without a pause"));
    CHECK(house.event("connections_dropped") == 1);
    house.check_good(phone);
    house.check_good(house.register_phone(1));
}

// Broke others: CVE-2017-17090
TEST_CASE("a phone that stops reading is dropped, by the size of its queue or by its age") {
    std::string queue, reason;
    SUBCASE("by its size") { queue = "16k", reason = "reads too slowly: output queue is full"; }
    SUBCASE("by its age") { queue = "64M", reason = "does not read: output queue has not moved for 10 s"; }
    House house({.sccp = "message_rate = 100000\nmessage_burst = 1000000\noutput_queue = " + queue});
    auto& phone = house.register_phone(2);
    tests::SkinnyPhone deaf(house.sccp_port(), "127.0.0.1", 2048);
    house.say_register(deaf, 1);
    REQUIRE(house.until([&] { return house.phone_state(1) == "Configuring"; }));
    const auto question = tests::raw_frame(0x0025);       // answered with 780 octets
    if (queue == "16k") {
        for (int i = 0; i < 20'000 && house.phone_state(1) != "Lost"; ++i) {
            deaf.say(question);
            if (i % 50 == 0) house.settle();
        }
    } else {
        // More than the socket takes; the rest waits in a queue that is not full.
        for (int i = 0; i < 10'000; ++i) {
            deaf.say(question);
            if (i % 100 == 0) house.settle();
        }
        REQUIRE(house.until([&] { return house.gateway->phone(tests::phone_name(1))->messages_in >= 9'000; }));
        house.turn(5s);
        CHECK(house.answers_keep_alive(phone));
        house.turn(6s);
    }
    CHECK(house.until([&] { return house.phone_state(1) == "Lost"; }));
    CHECK(house.logs("phone=SEP001120AABB01 connection dropped from SEP001120AABB01: " + reason));
    CHECK(house.event("connections_dropped") == 1);
    house.check_good(phone);
    house.check_good(house.register_phone(1));            // it reads again
}

TEST_CASE("case 58: calls of a line are limited: one more is refused with 486 while the others go on") {
    House house({.rest = "[defaults]\nmax_calls = 2\nbusy_trigger = 2"});
    auto& phone = house.register_phone(1);
    const auto reference = house.call(phone);
    house.pbx.invite("SEP001120AABB01-1", "second");
    REQUIRE(house.until([&] { return house.pbx.response(180) != nullptr; }));
    for (int i = 0; i < 5; ++i) house.pbx.invite("SEP001120AABB01-1", "more-" + std::to_string(i));
    REQUIRE(house.until([&] { return house.pbx.response(486) != nullptr; }));
    CHECK(house.until([&] { return house.metric("sccp2sip_sip_requests_total{direction=\"in\",method=\"INVITE\",status=\"486\"}") == 5; }));
    CHECK(house.logs("busy, calls on the line: 2"));
    CHECK(house.metric("sccp2sip_calls_total{direction=\"incoming\",result=\"abandoned\"}") == 5);
    CHECK(house.gateway->call(reference)->call.state == "Connected");
    CHECK(house.answers_keep_alive(phone));
    phone.say(sccp::OnHook{1, reference});
    for (const auto& one : house.gateway->calls()) house.gateway->hang_up(one.call.id);
    house.settle();
    house.turn(16s);                                      // statistics are forgotten
    CHECK(house.until([&] { return house.gateway->calls().empty(); }));
    house.check_good(phone);
}

TEST_CASE("SIP requests outside calls are limited, of who may send them and of everybody else: more are dropped, told and counted") {
    std::size_t strange = 3;
    SUBCASE("strangers are refused, a few") {}
    SUBCASE("strangers are not answered") { strange = 0; }
    House house({.sip = "max_requests = 64\nmax_strange_requests = " + std::to_string(strange)});
    auto& phone = house.register_phone(1);
    const auto reference = house.call(phone);
    SipCaller pbx(house), stranger(house, "127.0.0.2");
    const auto ask = [&](SipCaller& who, std::size_t times, int answer) {
        const auto dropped = house.event("sip_dropped");
        for (std::size_t i = 0; i < times; ++i) {
            who.start_call();
            who.say("OPTIONS");
        }
        std::size_t answered = 0;
        CHECK(house.until([&] {
            return (answered = who.count(answer)) + static_cast<std::size_t>(house.event("sip_dropped") - dropped) ==
                   times;
        }));
        who.inbox().clear();
        return answered;
    };
    CHECK(ask(stranger, 20, 403) == strange);
    CHECK(house.logs("SIP request dropped from 127.0.0.2: [sip] max_strange_requests: more than " +
                     std::to_string(strange) + " outside calls in 32 s"));
    const auto answered = ask(pbx, 100, 200);
    CHECK(answered >= 64);
    CHECK(answered <= 64 + 2 * 4);                        // a little for each line
    CHECK(house.logs("SIP request dropped from 127.0.0.1: [sip] max_requests: more than"));
    CHECK(tests::state_of(house, reference) == "Connected");
    phone.say(sccp::OnHook{1, reference});
    CHECK(house.until([&] { return house.pbx.count("BYE") == 1; }));
    house.check_good(phone);
    for (int i = 0; i < 2; ++i) house.turn(33s);
    CHECK(ask(pbx, 10, 200) == 10);                       // what was taken is over
    house.check_good(phone);
}

TEST_CASE("registrations in flight are limited: the others wait for their turn, told and counted; none is lost, and who is registered notices nothing") {
    House house({.phones = 8, .sip = "registrations_in_flight = 2"});
    auto& talking = house.register_phone(7);
    auto& idle = house.register_phone(8);
    const auto talk = house.call(talking);
    CHECK(house.event("registrations_delayed") == 0);
    house.pbx.script("REGISTER", [](const tests::SipText&) { return std::nullopt; });
    const auto registers = house.pbx.count("REGISTER");
    for (unsigned i = 1; i <= 6; ++i) {
        auto& phone = house.connect();
        house.say_register(phone, i);
        REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
        house.configure(phone);
        REQUIRE(house.until([&] { return house.phone_state(i) == "Ready"; }));
    }
    const auto lines = [&] {
        std::set<std::string> found;
        for (const auto& request : house.pbx.requests)
            if (request.method() == "REGISTER") found.insert(request.uri_in("To"));
        return found.size() - 2;                          // of those that are registered
    };
    REQUIRE(house.until([&] { return house.pbx.count("REGISTER") == registers + 2; }));
    CHECK(house.until([&] { return house.event("registrations_delayed") == 4; }));
    CHECK(house.logs("REGISTER delayed from own lines: [sip] registrations_in_flight are out"));
    house.turn(2s);                                       // the two are sent again, no third
    CHECK(lines() == 2);
    for (auto* const phone : {&talking, &idle}) {
        CHECK(house.answers_keep_alive(*phone));
        CHECK_FALSE(phone->is_over());
    }
    CHECK(house.gateway->call(talk)->call.state == "Connected");
    CHECK(house.line_state(7) == "Registered");
    house.check_good(idle);
    house.pbx.instead = {};
    house.turn(4s);
    CHECK(house.until([&] { return house.metric("sccp2sip_lines{state=\"Registered\"}") == 8; }));
    CHECK(house.event("registrations_delayed") == 4);
    CHECK(house.gateway->call(talk)->call.state == "Connected");
    for (auto& phone : house.phones) CHECK(house.answers_keep_alive(*phone));
    house.check_good(idle);
    house.check_good(*house.phones.back());
}

TEST_CASE("a site of five hundred phones behind one address restarts at once and registers within the defaults") {
    House house({.phones = 501});
    auto& other = house.register_phone(501, "127.0.0.2");
    const auto reference = house.call(other);
    for (unsigned i = 1; i <= 500; ++i) house.say_register(house.connect(), i);
    const auto all = [&](auto is_so) {
        return std::all_of(house.phones.begin() + 1, house.phones.end(), [&](const auto& phone) { return is_so(*phone); });
    };
    CHECK(house.until([&] { return all([](const auto& phone) { return phone.template heard<sccp::RegisterAck>() != nullptr; }); }));
    CHECK(house.answers_keep_alive(other));
    for (std::size_t i = 1; i <= 500; ++i) house.configure(*house.phones[i]);
    CHECK(house.until([&] { return house.metric("sccp2sip_lines{state=\"Registered\"}") == 501; }, 30s));
    CHECK(house.metric("sccp2sip_phones{state=\"Ready\"}") == 501);
    CHECK(house.event("connections_refused") == 0);
    CHECK(house.event("sessions_slowed") == 0);
    CHECK(house.gateway->call(reference)->call.state == "Connected");
    house.check_good(*house.phones[1]);
    other.say(sccp::OnHook{1, reference});
    house.check_good(other);
}

TEST_CASE("phones that come together while standby connections hold the door shut do not throw each other out") {
    for (const char* const limit : {"max_unregistered_per_address = 6", "max_connections = 6"}) {
        CAPTURE(limit);
        House house({.phones = 5, .sccp = limit});
        for (int i = 0; i < 6; ++i) CHECK(house.answers_keep_alive(house.connect()));
        std::vector<tests::SkinnyPhone*> phones;
        for (int i = 0; i < 3; ++i) phones.push_back(&house.connect());
        house.settle();
        for (auto* const phone : phones) CHECK_FALSE(phone->is_over());
        for (std::size_t i = 0; i < 3; ++i) CHECK(house.phones[i]->is_over());   // the oldest on standby
        CHECK(house.event("connections_refused") == 3);
    }
}
