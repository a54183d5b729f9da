// Phones come, are taken over, fall silent and go (callflows 1.1 to 1.6), seen from both sides of a whole gateway.
#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/process/house.hpp"
#include "tests/process/turned_clock.hpp"

using namespace std::chrono_literals;
using tests::House;

TEST_CASE("a phone registers, its line registers, and calls pass both ways") {
    House house;
    auto& phone = house.register_phone(1);
    const auto* registered = house.pbx.last("REGISTER");
    REQUIRE(registered);
    CHECK(registered->header("Contact").find("sip:SEP001120AABB01-1@127.0.0.1") != std::string::npos);
    CHECK(house.metric("sccp2sip_phones{state=\"Ready\"}") == 1);
    house.check_good(phone);

    house.pbx.invite("SEP001120AABB01-1", "incoming");
    CHECK(house.until([&] { return house.pbx.response(180) != nullptr; }));
    CHECK(phone.heard<sccp::SetRinger>());
    CHECK(house.metric("sccp2sip_calls{state=\"RingIn\"}") == 1);
}

TEST_CASE("who is not known, not allowed or not well named is told so and let go") {
    House house({.device = "allow = 127.0.0.9"});
    sccp::RegisterReq message;
    message.device_type = sccp::DeviceType::cisco_7960;
    std::string answer;
    SUBCASE("not configured") {
        message.device_name = "SEP00112233FFFF";
        answer = "Not configured";
    }
    SUBCASE("from an address that [device] allow does not hold") {
        message.device_name = tests::phone_name(1);
        answer = "Address denied";
    }
    SUBCASE("with a name that is none") {
        message.device_name = "../etc/passwd";
        answer = "Bad device name";
    }
    auto& phone = house.connect();
    phone.say(message);
    REQUIRE(house.until([&] { return phone.is_over(); }));
    REQUIRE(phone.heard<sccp::RegisterReject>());
    CHECK(phone.heard<sccp::RegisterReject>()->text.str() == answer);
    CHECK(house.logs(answer));
    CHECK(house.event("register_rejected") == 1);
}

TEST_CASE("phones that are refused behind one address are each named in the log") {
    House house;
    for (const char* name : {"SEP00112233AAAA", "SEP00112233BBBB", "SEP00112233CCCC"}) {
        sccp::RegisterReq message;
        message.device_type = sccp::DeviceType::cisco_7960;
        message.device_name = name;
        auto& phone = house.connect();
        phone.say(message);
        REQUIRE(house.until([&] { return phone.is_over(); }));
        CHECK(house.logs(std::string("Register of ") + name + " rejected: Not configured"));
    }
}

TEST_CASE("a registration that fails is a warning once, not at each attempt") {
    House house;
    std::string reason = "its password is wrong";
    house.pbx.script("REGISTER", [&](const tests::SipText&) { return tests::Answer{.status = 403, .phrase = reason}; });
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    const auto warnings = [&] {
        std::size_t count = 0;
        std::istringstream lines(house.log());
        for (std::string line; std::getline(lines, line);)
            count += line.find("warning") != line.npos && line.find("line 1001 is Refused: 403 ") != line.npos ? 1 : 0;
        return count;
    };
    REQUIRE(house.until([&] { return warnings() == 1; }));
    const auto asked = [&] { return house.pbx.count("REGISTER"); };
    for (std::size_t wanted = asked() + 1; wanted < 4; ++wanted) {
        for (int i = 0; i < 31 && asked() < wanted; ++i) {
            house.turn(20s);
            house.answers_keep_alive(phone);
        }
        REQUIRE(asked() == wanted);
        CHECK(house.until([&] { return house.line_state(1) == "Refused"; }));
    }
    CHECK(warnings() == 1);
    reason = "the account is closed";
    for (int i = 0; i < 31 && !house.logged(reason); ++i) {
        house.turn(20s);
        house.answers_keep_alive(phone);
    }
    CHECK(house.until([&] { return warnings() == 2; }));
}

TEST_CASE("the same phone on a new connection from its address takes over at once") {
    House house;
    auto& old = house.register_phone(1);
    auto& other = house.register_phone(2);
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() && old.is_over(); }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.phone_state(1) == "Ready"; }));
    CHECK(house.gateway->phone(tests::phone_name(1))->phone.address == "127.0.0.1");
    house.check_good(phone);
    house.check_good(other);
}

// Broke others: viproy
TEST_CASE("the same phone from another address waits until the old connection has been asked") {
    House house;
    auto& old = house.register_phone(1);
    const auto asked = old.count<sccp::CapabilitiesReq>();
    auto& newcomer = house.connect("127.0.0.2");
    house.say_register(newcomer, 1);
    REQUIRE(house.until([&] { return old.count<sccp::CapabilitiesReq>() > asked; }));
    CHECK_FALSE(newcomer.heard<sccp::RegisterAck>());

    SUBCASE("the old one lives: the newcomer is refused, both addresses are told, the call goes on") {
        const auto reference = house.call(old);     // any byte is an answer
        REQUIRE(house.until([&] { return newcomer.is_over(); }));
        REQUIRE(newcomer.heard<sccp::RegisterReject>());
        CHECK(newcomer.heard<sccp::RegisterReject>()->text.str() == "Already registered");
        CHECK(house.logs("127.0.0.2 wanted to register as this phone, which lives at 127.0.0.1"));
        CHECK(house.event("duplicate_registrations") == 1);
        CHECK(house.gateway->call(reference)->call.state == "Connected");
        CHECK(house.answers_keep_alive(old));
    }
    SUBCASE("the old one says nothing for two seconds: it is taken over") {
        house.turn(1900ms);
        CHECK_FALSE(newcomer.heard<sccp::RegisterAck>());
        house.turn(200ms);
        REQUIRE(house.until([&] { return newcomer.heard<sccp::RegisterAck>() && old.is_over(); }));
        house.configure(newcomer);
        REQUIRE(house.until([&] { return house.phone_state(1) == "Ready"; }));
        CHECK(house.gateway->phone(tests::phone_name(1))->phone.address == "127.0.0.2");
        house.check_good(newcomer);
    }
    SUBCASE("the old one breaks: it is taken over without waiting") {
        old.reset();
        CHECK(house.until([&] { return newcomer.heard<sccp::RegisterAck>() != nullptr; }));
    }
    SUBCASE("a third one is refused meanwhile, and the second is not forgotten") {
        auto& third = house.connect("127.0.0.3");
        house.say_register(third, 1);
        REQUIRE(house.until([&] { return third.is_over(); }));
        CHECK(third.heard<sccp::RegisterReject>()->text.str() == "Already registered");
        house.turn(2100ms);
        CHECK(house.until([&] { return newcomer.heard<sccp::RegisterAck>() != nullptr; }));
    }
    SUBCASE("the newcomer goes before the answer: the old one stays") {
        newcomer.close();
        house.settle();
        house.turn(2100ms);
        CHECK_FALSE(old.is_over());
        CHECK(house.answers_keep_alive(old));
    }
}

TEST_CASE("a phone that says nothing for three keep-alive intervals is lost, its line stays for the grace") {
    House house;
    auto& silent = house.register_phone(1);
    auto& good = house.register_phone(2);
    house.turn(60s);
    CHECK(house.answers_keep_alive(good));
    CHECK_FALSE(silent.is_over());
    house.turn(31s);
    REQUIRE(house.until([&] { return silent.is_over() && house.phone_state(1) == "Lost"; }));
    CHECK(house.logs("no byte for three keep-alive intervals"));
    CHECK(house.pbx.count("REGISTER", "expires=0") == 0);

    house.pbx.invite("SEP001120AABB01-1", "in-the-grace");
    REQUIRE(house.until([&] { return house.pbx.response(480) != nullptr; }));
    CHECK(house.pbx.response(480)->header("Retry-After") == "10");

    house.turn(46s);
    CHECK(house.until([&] { return house.line_state(1) == "Unregistered"; }));
    CHECK(house.phone_state(1) == "Down");
    house.check_good(good);
    CHECK(house.line_state(2) == "Registered");
}

TEST_CASE("a gateway that has stood still hears what its phones said meanwhile before it calls them silent") {
    constexpr unsigned many = 150;        // more than Asio takes from the kernel before it looks at its timers
    House house({.phones = many});
    for (unsigned number = 1; number <= many; ++number) house.register_phone(number);
    tests::let_pass(95s);
    // The kernel's timer goes off before what the phones say is there.
    boost::asio::steady_timer wake(house.gateway->loop(), boost::asio::steady_timer::time_point::min());
    wake.async_wait([](const boost::system::error_code&) {});
    for (auto& phone : house.phones) phone->say(sccp::KeepAliveReq{});
    house.settle();
    CHECK(std::none_of(house.phones.begin(), house.phones.end(), [](const auto& phone) { return phone->is_over(); }));
    for (auto& phone : house.phones) CHECK(house.answers_keep_alive(*phone));
}

TEST_CASE("a registration that is refreshed is no news for the log") {
    House house;
    auto& phone = house.register_phone(1);
    REQUIRE(house.logs("line 1001 is Registered"));
    const auto told = house.log().size();
    const auto registers = house.pbx.count("REGISTER");
    for (int minute = 0; minute < 5; ++minute) {      // 300 s were granted
        house.turn(60s);
        REQUIRE(house.answers_keep_alive(phone));
    }
    REQUIRE(house.until([&] { return house.pbx.count("REGISTER") > registers && house.line_state(1) == "Registered"; }));
    phone.reset();
    REQUIRE(house.logs("phone is Lost"));
    CHECK(house.log().substr(told).find("line 1001") == std::string::npos);
}

// Broke others: CVE-2008-0526
TEST_CASE("a phone that comes back within the grace keeps its registration") {
    House house;
    auto& phone = house.register_phone(1);
    const auto registers = house.pbx.count("REGISTER");
    phone.reset();
    REQUIRE(house.until([&] { return house.phone_state(1) == "Lost"; }));
    house.turn(20s);
    auto& again = house.register_phone(1);
    CHECK(house.pbx.count("REGISTER") == registers);
    house.turn(46s);
    CHECK(house.line_state(1) == "Registered");
    house.check_good(again);
}

TEST_CASE("a phone that says goodbye is answered, let go and un-registered") {
    House house;
    auto& phone = house.register_phone(1);
    SUBCASE("idle") {
        phone.say(sccp::UnregisterReq{});
        REQUIRE(house.until([&] { return phone.is_over() && house.line_state(1) == "Unregistered"; }));
        REQUIRE(phone.heard<sccp::UnregisterAck>());
        CHECK(static_cast<unsigned>(phone.heard<sccp::UnregisterAck>()->status) == 0);
        CHECK(house.phone_state(1) == "Down");
    }
    SUBCASE("not in a call") {
        const auto reference = house.call(phone);
        phone.say(sccp::UnregisterReq{});
        REQUIRE(house.until([&] { return phone.heard<sccp::UnregisterAck>() != nullptr; }));
        CHECK(static_cast<unsigned>(phone.heard<sccp::UnregisterAck>()->status) == 2);
        CHECK(house.gateway->call(reference)->call.state == "Connected");
    }
}

TEST_CASE("a token is for a configured phone while the PBX answers") {
    House house;
    REQUIRE(house.until([&] { return house.pbx.count("OPTIONS") > 0; }));
    sccp::RegisterTokenReq request;
    request.device_name = tests::phone_name(1);
    auto& phone = house.connect();
    phone.say(request);
    CHECK(house.until([&] { return phone.heard<sccp::RegisterTokenAck>() != nullptr; }));
    CHECK(house.phone_state(1) == "Down");          // a token registers nobody
    house.say_register(phone, 1);
    CHECK(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));

    request.device_name = "SEP00112233FFFF";
    auto& stranger = house.connect();
    stranger.say(request);
    REQUIRE(house.until([&] { return stranger.heard<sccp::RegisterTokenReject>() != nullptr; }));
    CHECK(stranger.heard<sccp::RegisterTokenReject>()->wait_time_before_next_req == 60);

    house.pbx.is_silent = true;                      // two probes without answer
    for (int i = 0; i < 8 && !house.logged("does not answer"); ++i) {
        house.turn(10s);
        house.answers_keep_alive(phone);
    }
    CHECK(house.logs("does not answer"));
    request.device_name = tests::phone_name(2);
    auto& late = house.connect();
    late.say(request);
    CHECK(house.until([&] { return late.heard<sccp::RegisterTokenReject>() != nullptr; }));
}

TEST_CASE("who connects and says nothing is closed at the deadline, who keeps alive may stay") {
    House house;
    auto& phone = house.register_phone(1);
    auto& silent = house.connect();
    auto& standby = house.connect();
    CHECK(house.answers_keep_alive(standby));
    house.turn(11s);
    CHECK(house.until([&] { return silent.is_over(); }));
    for (int i = 0; i < 5; ++i) {
        house.turn(59s);
        CHECK(house.answers_keep_alive(standby));
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK_FALSE(standby.is_over());
    for (int i = 0; i < 3; ++i) {
        house.turn(61s);
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.until([&] { return standby.is_over(); }));
    house.check_good(phone);
}
