// What breaks around a gateway: connections, floods, descriptors, disks. After each fault a registered phone is
// answered within a second and can call.
#include <algorithm>
#include <csignal>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <sys/resource.h>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

/// A limit of the process, for the life of this object.
class Limit {
  public:
    Limit(__rlimit_resource_t which, rlim_t most) : which_(which) {
        getrlimit(which_, &old_);
        rlimit limit = old_;
        limit.rlim_cur = std::min(most, old_.rlim_max);
        setrlimit(which_, &limit);
    }
    ~Limit() { setrlimit(which_, &old_); }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

  private:
    __rlimit_resource_t which_;
    rlimit old_{};
};

rlim_t most_descriptors() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max;
}

void close_descriptor(int descriptor) { ::close(descriptor); }

} // namespace

// Broke others: CVE-2010-0584, CVE-2008-3810, CVE-2008-3811
TEST_CASE("a phone whose segments hold one octet each registers and calls like any other") {
    House house;
    auto& other = house.register_phone(2);
    auto& phone = house.connect();
    const auto dribble = [&](const sccp::FromPhone& message) {
        for (const auto octet : tests::frame_of(message)) {
            phone.say(tests::Bytes{octet});
            house.gateway->loop().poll();
        }
    };
    sccp::RegisterReq message;
    message.device_name = tests::phone_name(1);
    message.device_type = sccp::DeviceType::cisco_7960;
    message.protocol_ver = 5;
    dribble(message);
    REQUIRE(house.until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(phone);
    REQUIRE(house.until([&] { return house.line_state(1) == "Registered"; }));
    dribble(sccp::KeepAliveReq{});
    CHECK(house.until([&] { return phone.heard<sccp::KeepAliveAck>() != nullptr; }));
    house.check_good(phone);
    house.check_good(other);
}

TEST_CASE("half-open and half-closed connections come to their end") {
    House house;
    auto& phone = house.register_phone(1);
    auto& finished = house.connect();
    finished.shut();
    CHECK(house.until([&] { return finished.is_over(); }));
    auto& lost = house.register_phone(2);
    lost.shut();                                          // its side only
    CHECK(house.until([&] { return lost.is_over() && house.phone_state(2) == "Lost"; }));
    house.check_good(phone);
    auto& vanishes = house.register_phone(2);
    house.check_good(vanishes);
    house.call(vanishes);                                 // and is never heard of again: no FIN, no RST
    for (int i = 0; i < 4; ++i) {
        house.turn(31s);
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.until([&] { return vanishes.is_over() && house.phone_state(2) == "Lost"; }));
    house.check_good(phone);
    house.settle();
    const auto byes = house.pbx.count("BYE", "sip:1002@");
    for (int i = 0; i < 4; ++i) {                         // preserve_max
        house.turn(31s);
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.until([&] { return house.pbx.count("BYE", "sip:1002@") == byes + 1; }));
    house.check_good(phone);
    house.check_good(house.register_phone(2));
    house.settle();
    house.turn(16s);                                      // statistics are forgotten
    CHECK(house.until([&] { return house.gateway->calls().empty(); }));
}

// Broke others: CVE-2012-2948, CVE-2012-3553
TEST_CASE("a reset at any step of a phone's life ends what it did, once, and it can come back and call") {
    House house;
    auto& other = house.register_phone(2);
    const auto off_hook = [&](tests::SkinnyPhone& phone) {
        phone.say(sccp::OffHook{1, 0});
        REQUIRE(house.until([&] { return phone.heard<sccp::StartTone>() != nullptr; }));
    };
    const auto dial = [&](tests::SkinnyPhone& phone) {
        phone.say(sccp::EnblocCall{"1009", 1});
        REQUIRE(house.until([&] { return phone.heard<sccp::OpenReceiveChannel>() != nullptr; }));
    };
    const auto rings = [&](tests::SkinnyPhone& phone) {
        house.pbx.invite("SEP001120AABB01-1", "reset-" + std::to_string(house.pbx.requests.size()));
        REQUIRE(house.until([&] { return phone.heard<sccp::SetRinger>() != nullptr; }));
    };
    const std::pair<std::string, std::function<void(tests::SkinnyPhone&)>> steps[] = {
        {"ready", [](auto&) {}},
        {"registering again", [&](auto& phone) {
             phone.reset();
             REQUIRE(house.until([&] { return house.phone_state(1) != "Ready"; }));
             auto& next = house.connect();
             house.say_register(next, 1);
             REQUIRE(house.until([&] { return next.template heard<sccp::RegisterAck>() != nullptr; }));
             next.reset();
         }},
        {"off-hook", off_hook},
        {"dialling", [&](auto& phone) { off_hook(phone), phone.say(sccp::KeypadButton{sccp::KeyPadButton::one, 1, 0}), house.settle(); }},
        {"opening", dial},
        {"ringing out", [&](auto& phone) {
             dial(phone);
             const auto order = *phone.template heard<sccp::OpenReceiveChannel>();
             sccp::OpenReceiveChannelAck ack;
             ack.ip_addr = sccp::Address::from_text("127.0.0.1");
             ack.port = 20000;
             ack.pass_thru_party_id = order.pass_thru_party_id;
             const auto invites = house.pbx.count("INVITE");
             phone.say(ack);
             REQUIRE(house.until([&] { return house.pbx.count("INVITE") > invites; }));
             house.settle();
         }},
        {"ringing in", rings},
        {"answering", [&](auto& phone) {
             rings(phone);
             phone.say(sccp::OffHook{1, 0});
             REQUIRE(house.until([&] { return phone.template heard<sccp::OpenReceiveChannel>() != nullptr; }));
         }},
        {"refused", [&](auto& phone) {
             house.pbx.script("INVITE", [](const tests::SipText&) { return tests::Answer{.status = 486}; });
             phone.say(sccp::EnblocCall{"1009", 1});
             house.open_channel(phone, 0);
             REQUIRE(house.until([&] { return phone.template heard<sccp::StartTone>() != nullptr; }));
             house.pbx.instead = nullptr;
         }},
        {"asking where to transfer", [&](auto& phone) {
             const auto reference = house.call(phone);
             phone.say(sccp::SoftKeyEvent{sccp::SoftKey::transfer, 1, reference});
             REQUIRE(house.until([&] { return house.gateway->calls().size() == 2; }));
         }},
        {"connected", [&](auto& phone) { house.call(phone); }},
        {"on hold", [&](auto& phone) {
             const auto reference = house.call(phone);
             const auto invites = house.pbx.count("INVITE");
             phone.say(sccp::SoftKeyEvent{sccp::SoftKey::hold, 1, reference});
             REQUIRE(house.until([&] { return house.pbx.count("INVITE") > invites; }));
             house.pbx.say(*house.pbx.last("INVITE"), {.body = tests::Registrar::sdp});
             house.settle();
         }},
    };
    for (const auto& step : steps) {
        const auto& name = step.first;
        const auto& reach = step.second;
        CAPTURE(name);
        auto& phone = house.register_phone(1);
        reach(phone);
        phone.reset();
        REQUIRE(house.until([&] { return house.phone_state(1) != "Ready"; }));
        house.check_good(other);
        auto& again = house.register_phone(1);
        house.check_good(other);
        for (int i = 0; i < 3; ++i) {                     // preserve_max
            house.turn(50s);
            CHECK(house.answers_keep_alive(other));
            CHECK(house.answers_keep_alive(again));
        }
        house.check_good(again);
        house.check_good(other);
        // A held call waits for its phone; all others are over.
        const auto left = house.gateway->calls();
        CHECK(std::count_if(left.begin(), left.end(), [](const auto& one) { return one.call.state == "Hold"; }) ==
              (name == "on hold" ? 1 : 0));
        for (const auto& one : left) house.gateway->hang_up(one.call.id);
        house.turn(16s);                                  // statistics are forgotten, SIP's transactions too
        house.turn(16s);
        CHECK(house.until([&] { return house.gateway->calls().empty() && house.metric("sccp2sip_sip_dialogs") == 0; }));
    }
    house.check_good(other);
}

// Broke others: CVE-2009-2053
TEST_CASE("five thousand connections that say nothing") {
    const Limit descriptors(RLIMIT_NOFILE, most_descriptors());
    const auto many = std::min<std::size_t>(5000, (most_descriptors() - 500) / 2);
    House house;
    auto& phone = house.register_phone(1);
    std::vector<tests::SkinnyPhone> silent;
    for (std::size_t i = 0; i < many; ++i) {
        silent.emplace_back(house.sccp_port(), "127.0.2." + std::to_string(1 + i / 1000));
        if (i % 500 == 499) CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.until([&] { return house.metric("sccp2sip_connections") >= static_cast<double>(std::min<std::size_t>(many, 4096)); }));
    CHECK(house.metric("sccp2sip_connections") <= 4096 + 1);
    if (many > 4096) CHECK(house.event("connections_refused") == static_cast<double>(many - 4096));
    house.check_good(house.register_phone(2));
    house.check_good(phone);
    house.turn(11s);
    CHECK(house.until([&] { return house.metric("sccp2sip_connections") == 2; }));
    house.check_good(phone);
}

// Broke others: CVE-2012-2415
TEST_CASE("a flood of digits is a long number, cut where numbers end") {
    House house({.sccp = "message_burst = 5000"});
    auto& flood = house.register_phone(1);
    auto& phone = house.register_phone(2);
    flood.say(sccp::OffHook{1, 0});
    REQUIRE(house.until([&] { return flood.heard<sccp::CallState>() != nullptr; }));
    const auto call = flood.heard<sccp::CallState>()->call_reference;
    for (int i = 0; i < 2000; ++i) flood.say(sccp::KeypadButton{sccp::KeyPadButton::seven, 1, call});
    CHECK(house.answers_keep_alive(phone));
    CHECK(house.answers_keep_alive(flood));
    flood.say(sccp::KeypadButton{sccp::KeyPadButton::pound, 1, call});
    CHECK(house.until([&] { return flood.heard<sccp::DialedNumber>() != nullptr; }));
    CHECK(flood.heard<sccp::DialedNumber>()->dialed_number.str() == std::string(24, '7'));
    flood.say(sccp::OnHook{1, call});
    flood.say(sccp::EnblocCall{std::string(24, '8'), 1});
    house.check_good(phone);
    flood.say(sccp::OnHook{1, 0});
    CHECK(house.until([&] { return house.gateway->calls().empty(); }));
    house.check_good(flood);
}

TEST_CASE("a full disk under the log: lines are lost and counted, nothing else") {
    const std::unique_ptr<int, void (*)(int*)> full(new int(::open("/dev/full", O_WRONLY | O_CLOEXEC)), [](int* descriptor) {
        close_descriptor(*descriptor);
        delete descriptor;
    });
    House house({.log = *full});
    auto& phone = house.register_phone(1);
    house.check_good(phone);
    CHECK(house.until([&] { return house.metric("sccp2sip_log_lines_lost_total") > 5; }));
    house.check_good(house.register_phone(2));
}

TEST_CASE("a full disk under the state file: calls and forwards go on from memory, and /readyz says it") {
    char folder[] = "/tmp/sccp2sip-process-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    auto* const old_handler = std::signal(SIGXFSZ, SIG_IGN);
    {
        House house({.state_file = std::string(folder) + "/state.db"});
        auto& phone = house.register_phone(1);
        auto size = std::make_unique<Limit>(RLIMIT_FSIZE, 0);
        const auto reference = house.call(phone, "1234");   // the last number is remembered
        phone.say(sccp::OnHook{1, reference});
        CHECK(house.until([&] { return house.http("GET", "/readyz").body.find("\"state_file\",\"good\":false") != std::string::npos ||
                                       house.http("GET", "/readyz").body.find("disk") != std::string::npos; }));
        CHECK(house.http("GET", "/readyz").status == 200);
        house.check_good(phone);
        phone.say(sccp::SoftKeyEvent{sccp::SoftKey::redial, 1, 0});
        CHECK(house.until([&] {
            return phone.heard<sccp::DialedNumber>() &&
                   phone.heard<sccp::DialedNumber>()->dialed_number.str() == "1009";
        }));
        phone.say(sccp::OnHook{1, 0});
        CHECK(house.until([&] { return house.gateway->calls().empty(); }));
        size.reset();                                     // there is room again
        house.check_good(phone);
    }
    std::signal(SIGXFSZ, old_handler);
    std::filesystem::remove_all(folder);
}
