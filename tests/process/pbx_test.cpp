// A PBX that fails: silent, restarting, talking garbage, flooding, without a name, behind a bad line. Phones of others
// do not notice; afterwards all is well.
#include <doctest/doctest.h>
#include <random>

#include "tests/process/flood.hpp"
#include "tests/process/house.hpp"
#include "tests/process/name_server.hpp"
#include "tests/process/turned_names.hpp"

using namespace std::chrono_literals;
using tests::House;
using tests::SipText;

namespace {

/// Time passes while these phones keep alive.
void pass(House& house, std::chrono::seconds time, std::initializer_list<tests::SkinnyPhone*> phones, std::chrono::seconds step = 5s) {
    for (; time > 0s; time -= step) {
        house.turn(step);
        for (auto* phone : phones) CHECK(house.answers_keep_alive(*phone));
    }
}

/// A number, and a receive channel that is opened: an INVITE is on its way.
std::uint32_t dial(House& house, tests::SkinnyPhone& phone) {
    const auto opened = phone.count<sccp::OpenReceiveChannel>();
    phone.say(sccp::EnblocCall{"1009", 1});
    REQUIRE(house.until([&] { return phone.count<sccp::OpenReceiveChannel>() > opened; }));
    const auto order = *phone.heard<sccp::OpenReceiveChannel>();
    phone.say(sccp::OpenReceiveChannelAck{
        {}, sccp::Address::from_text("127.0.0.1"), 20000, order.pass_thru_party_id, order.call_reference});
    house.settle();
    return order.call_reference;
}

std::string state_of(House& house, std::uint32_t call) {
    const auto view = house.gateway->call(call);
    return view ? view->call.state : "";
}

} // namespace

TEST_CASE("a PBX that falls silent: calls fail on their phones in time, and when it is back everything is") {
    House house;
    auto& phone = house.register_phone(1);
    auto& talking = house.register_phone(2);
    const auto talks = house.call(talking);
    house.pbx.is_silent = true;
    const auto dead = dial(house, phone);
    REQUIRE(house.until([&] { return house.pbx.count("INVITE") >= 2; }));
    pass(house, 40s, {&phone, &talking});
    CHECK((state_of(house, dead) == "Failed" || state_of(house, dead).empty()));
    CHECK(state_of(house, talks) == "Connected");              // audio needs no PBX
    CHECK(house.logs("does not answer"));
    phone.say(sccp::OnHook{1, dead});
    talking.say(sccp::OnHook{1, talks});
    pass(house, 400s, {&phone, &talking}, 20s);                // registrations run out, too
    CHECK(house.until([&] { return house.gateway->calls().empty(); }));
    CHECK(house.line_state(1) != "Registered");
    const auto readiness = house.http("GET", "/readyz");
    CHECK(readiness.status == 503);
    CHECK(readiness.body.find("no answer to OPTIONS") != std::string::npos);
    const auto line = house.http("GET", "/api/v1/lines/1001").body;    // nobody has said a number
    CHECK_MESSAGE(line.find("\"last_status\":null,\"last_reason\":\"no answer\"") != std::string::npos, line);
    CHECK(house.logs("line 1001 is BackingOff: no answer"));
    CHECK(house.answers_keep_alive(phone));

    house.pbx.is_silent = false;
    pass(house, 320s, {&phone, &talking}, 20s);
    CHECK(house.until([&] { return house.line_state(1) == "Registered" && house.line_state(2) == "Registered"; }));
    house.check_good(phone);
    house.check_good(talking);
}

TEST_CASE("a PBX that restarts knows no dialog and no line any more: calls end once, lines come back") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto first = house.call(phone), second = house.call(other);
    house.pbx.is_silent = true;
    pass(house, 25s, {&phone, &other});
    house.pbx.is_silent = false;
    bool has_forgotten = true;
    house.pbx.instead = [&](const SipText& request) {
        if (!has_forgotten || request.tag("To").empty()) return false;
        house.pbx.say(request, {.status = 481});
        return true;
    };
    pass(house, 30s, {&phone, &other});
    const auto byes = house.pbx.count("BYE");
    phone.say(sccp::SoftKeyEvent{sccp::SoftKey::hold, 1, first});           // its re-INVITE finds nobody
    CHECK(house.until([&] { return state_of(house, first).empty() || state_of(house, first) == "Failed"; }));
    other.say(sccp::OnHook{1, second});
    CHECK(house.until([&] { return house.pbx.count("BYE") > byes; }));
    phone.say(sccp::OnHook{1, first});
    pass(house, 40s, {&phone, &other});
    CHECK(house.until([&] { return house.gateway->calls().empty() && house.metric("sccp2sip_sip_dialogs") == 0; }));
    has_forgotten = false;
    pass(house, 300s, {&phone, &other}, 20s);
    CHECK(house.line_state(1) == "Registered");
    house.check_good(phone);
    house.check_good(other);
}

TEST_CASE("a PBX that sends garbage before each of its answers") {
    House house;
    std::minstd_rand random(5);
    const auto garbage_about = [&](const SipText& request) {
        const auto right = tests::response_to(request, {});
        std::vector<std::string> all{right.substr(0, 30),    right.substr(0, right.find("CSeq")),
                                     "SIP/2.0 200\r\n\r\n",  "\r\n\r\n",
                                     std::string(3000, 'A'), "INVITE sip:SEP001120AABB01-1@x SIP/2.0\r\n\r\n"};
        for (int i = 0; i < 10; ++i) {
            std::string noise(1 + random() % 500, '\0');
            for (char& octet : noise) octet = static_cast<char>(random());
            all.push_back(noise);
            auto changed = right;
            for (int change = 0; change < 6; ++change) changed[12 + random() % (changed.size() - 12)] = static_cast<char>(random());
            changed.erase(0, 9);                                             // no answer of anybody's
            all.push_back(changed);
        }
        return all;
    };
    house.pbx.instead = [&](const SipText& request) {
        for (const auto& text : garbage_about(request)) house.pbx.send(text);
        return false;
    };
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    for (int i = 0; i < 5; ++i) {
        house.check_good(phone);
        house.check_good(other);
    }
    pass(house, 60s, {&phone, &other});
    CHECK(house.gateway->calls().empty());
    CHECK(house.line_state(1) == "Registered");
    CHECK(house.event("sip_noise") > 0);
    house.pbx.instead = {};
    house.check_good(phone);
    house.check_good(other);
}

TEST_CASE("a PBX that floods with five thousand messages a second: calls above what a line takes, questions, answers to nothing") {
    House house({.line = "max_calls = 2"});
    house.longest_step = 10ms;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto talks = house.call(other);
    const auto gateway = house.gateway->sip_address();
    const auto answer = tests::response_to(*house.pbx.last("REGISTER"), {});
    {
        tests::Flood flood(
            static_cast<std::uint16_t>(std::stoul(gateway.substr(gateway.rfind(':') + 1))), 5000,
            [&](unsigned number, const std::string& from) {
                if (number % 3 == 2) return answer;
                const std::string method = number % 3 == 0 ? "INVITE" : "OPTIONS",
                                  id = "flood-" + std::to_string(number);
                return tests::with_body(
                    method + " sip:SEP001120AABB01-1@" + gateway + " SIP/2.0\r\nVia: SIP/2.0/UDP " + from +
                        ";branch=z9hG4bK" + id +
                        "\r\nMax-Forwards: 70\r\nFrom: <sip:1009@pbx.test>;tag=f\r\nTo: <sip:1001@pbx.test>\r\nCall-ID: " +
                        id + "\r\nCSeq: 1 " + method + "\r\nContact: <sip:1009@" + from + ">\r\n",
                    "application/sdp", number % 3 == 0 ? tests::Registrar::sdp : "");
            });
        while (flood.sent() < 15'000) {
            CHECK(house.answers_keep_alive(other));
            CHECK(house.answers_keep_alive(phone));
        }
    }
    CHECK(house.answers_keep_alive(phone));
    CHECK(house.gateway->calls().size() <= 3);
    CHECK(state_of(house, talks) == "Connected");
    CHECK(house.metric("sccp2sip_sip_requests_total{direction=\"in\",method=\"INVITE\",status=\"486\"}") > 100);
    // what was still in the queue of the socket may ring, too
    for (int i = 0; i < 8; ++i) {
        for (const auto& one : house.gateway->calls()) house.gateway->hang_up(one.call.id);
        pass(house, 15s, {&phone, &other});
    }
    CHECK(house.until([&] { return house.gateway->calls().empty() && house.metric("sccp2sip_sip_dialogs") == 0; }));
    house.check_good(phone);
    house.check_good(other);
}

TEST_CASE("a PBX whose name is gone from DNS: its lines say so and wait, those of another one go on, and all is well when it is back") {
    using Mood = tests::NameServer::Mood;
    tests::NameServer names(Mood::answers);
    const tests::NamesAt here(names.port());
    House house({.line = "registrar = pbx.nowhere.test:PBX_PORT"});
    house.beside = [&] { names.poll(); };
    auto& named = house.register_phone(1);
    auto& other = house.register_phone(2);
    CHECK(names.asked() > 0);
    house.check_good(named);

    SUBCASE("the server says nothing") { names.mood = Mood::silent; }
    SUBCASE("the server knows the name no more") { names.mood = Mood::unknown_name; }
    pass(house, 60s, {&named, &other});
    const auto invites = house.pbx.count("INVITE");
    const auto prompts = named.count<sccp::DisplayPromptStatus>();
    named.say(sccp::EnblocCall{"1009", 1});
    CHECK(house.until([&] { return house.logged("call is Failed: the line is not registered with the PBX"); }));
    CHECK(named.count<sccp::DisplayPromptStatus>() > prompts); // it says why
    pass(house, 40s, {&named, &other});
    CHECK(house.pbx.count("INVITE") == invites);
    named.say(sccp::OnHook{1, 0});
    house.check_good(other);
    pass(house, 400s, {&named, &other}, 20s);
    CHECK(house.until([&] { return house.gateway->calls().empty() && house.metric("sccp2sip_sip_dialogs") == 0; }));
    CHECK(house.line_state(1) != "Registered");
    CHECK(house.line_state(2) == "Registered");
    house.check_good(other);

    names.mood = Mood::answers;
    pass(house, 320s, {&named, &other}, 20s);
    CHECK(house.until([&] { return house.line_state(1) == "Registered"; }));
    house.check_good(named);
    house.check_good(other);
}

TEST_CASE("a line to the PBX that loses, doubles and reorders: phones register, call and hang up, and notice delays only") {
    House house;
    house.pbx.bad_line = std::make_unique<tests::Registrar::BadLine>();
    auto& phone = house.connect();
    house.say_register(phone, 1);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    const auto comes = [&](const std::function<bool()>& is_true) {
        for (int i = 0; i < 150 && !is_true(); ++i) {
            house.turn(500ms);
            CHECK(house.answers_keep_alive(phone));
        }
        return is_true();
    };
    REQUIRE(comes([&] { return house.line_state(1) == "Registered"; }));
    for (int i = 0; i < 5; ++i) {
        CAPTURE(i);
        const auto invites = house.pbx.count("INVITE"), byes = house.pbx.count("BYE");
        const auto call = dial(house, phone);
        REQUIRE(comes([&] { return house.pbx.count("INVITE") > invites; }));
        const auto invite = *house.pbx.last("INVITE");
        REQUIRE(comes([&] { // a 200 is repeated until its ACK
            house.pbx.say(invite,
                          {.headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(house.pbx.port()) + ">\r\n",
                           .body = tests::Registrar::sdp});
            return state_of(house, call) == "Connected";
        }));
        phone.say(sccp::OnHook{1, call});
        CHECK(comes([&] { return house.pbx.count("BYE") > byes; }));
    }
    CHECK(comes([&] { return house.gateway->calls().empty() && house.metric("sccp2sip_sip_dialogs") == 0; }));
    house.pbx.bad_line.reset();
    house.check_good(phone);
    house.check_good(house.register_phone(2));
}
