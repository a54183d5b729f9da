// Bad SIP input, case 62 of the list (tests/sip/README.md): a name service that is silent, says no, or leads in
// circles.
#include "tests/process/name_server.hpp"
#include "tests/process/sip_caller.hpp"
#include "tests/process/turned_names.hpp"

using namespace std::chrono_literals;
using namespace tests;

TEST_CASE("case 62: a PBX whose name cannot be found: the phone gets reorder within the time of a transaction, and is served meanwhile") {
    NameServer::Mood mood{};
    std::string registrar = "pbx.nowhere.test"; // by NAPTR and SRV
    SUBCASE("silent") { mood = NameServer::Mood::silent; }
    SUBCASE("silent about an address") {
        mood = NameServer::Mood::silent;
        registrar += ":5060";
    }
    SUBCASE("unknown name") { mood = NameServer::Mood::unknown_name; }
    SUBCASE("in circles") { mood = NameServer::Mood::in_circles; }
    SUBCASE("a name that points at itself") { mood = NameServer::Mood::without_end; }
    NameServer names(mood);
    const NamesAt here(names.port());
    House house({.line = "register = no", .registrar = registrar});
    auto& phone = house.connect();
    house.say_register(phone, 1);
    const auto until = [&](auto is_true) {
        return house.until([&] {
            names.poll();
            return is_true();
        });
    };
    REQUIRE(until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(until([&] { return house.phone_state(1) == "Ready"; }));
    phone.say(sccp::EnblocCall{"1009", 1});
    house.open_channel(phone, 0);
    std::chrono::seconds passed{};
    const auto failed = [&] {
        const auto* tone = phone.heard<sccp::StartTone>();
        return tone && tone->tone == sccp::DeviceTone::reorder_tone;
    };
    until([&] { return names.asked() > 0; });
    for (; passed < 60s && !failed(); passed += 4s) {
        house.turn(4s);
        names.poll();
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(names.asked() > 0);
    CHECK(passed <= 40s);
    REQUIRE(failed());
    phone.say(sccp::OnHook{1, house.gateway->calls().at(0).call.id});
    CHECK(house.until([&] { return is_quiet(house); }));
    for (int i = 0; i < 5; ++i) {
        house.turn(16s);
        names.poll();
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.metric("sccp2sip_sip_dialogs") == 0);
}

TEST_CASE("case 62: a name service that talks garbage, leads its services in circles or answers after ten seconds: the phone gets reorder in time, and the line of another PBX goes on") {
    using Mood = NameServer::Mood;
    NameServer names(Mood::garbage);
    SUBCASE("garbage") {}
    SUBCASE("services in circles") { names.mood = Mood::services_in_circles; }
    SUBCASE("after ten seconds, an address") {
        names.mood = Mood::answers;
        names.takes = 10s;
    }
    SUBCASE("after ten seconds, that there is none") {
        names.mood = Mood::unknown_name;
        names.takes = 10s;
    }
    SUBCASE("after ten seconds, garbage") { names.takes = 10s; }
    const NamesAt here(names.port());
    House house({.line = "register = no\nregistrar = pbx.nowhere.test"});
    house.beside = [&] { names.poll(); };
    auto& other = house.register_phone(2);
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.phone_state(1) == "Ready"; }));
    const auto turn = [&](std::chrono::seconds time) {
        house.turn(time);
        names.let_pass(time);
        CHECK(house.answers_keep_alive(phone));
        CHECK(house.answers_keep_alive(other));
    };
    phone.say(sccp::EnblocCall{"1009", 1});
    const auto call = house.open_channel(phone, 0);
    const auto failed = [&] {
        const auto* tone = phone.heard<sccp::StartTone>();
        return tone && tone->tone == sccp::DeviceTone::reorder_tone;
    };
    CHECK(house.until([&] { return names.asked() > 0; }));
    house.check_good(other);
    std::chrono::seconds passed{};
    for (; passed < 60s && !failed(); passed += 2s) turn(2s);
    CHECK(passed <= 40s);
    CHECK(failed());
    phone.say(sccp::OnHook{1, call});
    CHECK(house.until([&] { return is_quiet(house); }));
    for (int i = 0; i < 5; ++i) turn(16s);
    CHECK(house.metric("sccp2sip_sip_dialogs") == 0);
    house.check_good(other);
}
