// A connection from accept to close: every row of mapping/tables/session.hpp, who may register, take-over, standby,
// tokens.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "mapping/session.hpp"
#include "tests/support/fake_ports.hpp"

using namespace std::chrono_literals;
using mapping::Admission;
using mapping::BoundElsewhere;
using mapping::TimerKind;

namespace {

/// The gateway as a session sees it.
struct FakeGateway : mapping::SessionPort {
    Admission admission{};
    bool tokens{true};
    BoundElsewhere elsewhere{};

    std::vector<sccp::ToPhone> sent;
    std::map<TimerKind, std::chrono::milliseconds> timers;
    std::vector<std::string> bound, probed, cancelled, duplicates, alarms;
    std::vector<sccp::FromPhone> forwarded;
    std::string close_reason;
    int flushed{}, losses{}, asked{};
    std::function<void()> when_forwarded;

    void send(const sccp::ToPhone& message) override { sent.push_back(message); }
    void close(std::string_view reason) override { close_reason = reason; }
    void close_after_flush() override { ++flushed; }
    void arm(TimerKind kind, std::chrono::milliseconds after) override { timers[kind] = after; }
    void cancel(TimerKind kind) override { timers.erase(kind); }
    Admission admit(const sccp::RegisterReq&) override {
        ++asked;
        return admission;
    }
    bool token_allowed(const std::string&) override { return tokens; }
    BoundElsewhere bound_elsewhere(const std::string&) override { return elsewhere; }
    void probe_old(const std::string& device) override { probed.push_back(device); }
    void cancel_probe(const std::string& device) override { cancelled.push_back(device); }
    void report_duplicate(const std::string& device) override { duplicates.push_back(device); }
    void bind(const sccp::RegisterReq& message) override { bound.push_back(message.device_name.str()); }
    void forward(const sccp::FromPhone& message) override {
        forwarded.push_back(message);
        if (when_forwarded) when_forwarded();
    }
    void lost() override { ++losses; }
    void note_alarm(std::string_view text) override { alarms.emplace_back(text); }

    template <class Message> const Message* last() const { return sent.empty() ? nullptr : std::get_if<Message>(&sent.back()); }
};

struct Connection {
    FakeGateway gateway;
    tests::FakeWorld world;
    mapping::StationOptions station;
    mapping::SessionMachine session{gateway, world, station, 10s};

    void registers(const std::string& name = "SEP001120AABBCC") {
        sccp::RegisterReq message;
        message.device_name = name;
        session.on_message(message);
    }
    void alarms(const std::string& text) {
        sccp::Alarm alarm;
        alarm.text = text;
        session.on_message(alarm);
    }
    std::string rejected() const {
        const auto* reject = gateway.last<sccp::RegisterReject>();
        return reject ? reject->text.str() : "";
    }
};

} // namespace

TEST_CASE("a configured phone is bound at once, and its messages go to its device") {
    Connection phone;
    CHECK(phone.session.state() == "New");
    CHECK(phone.gateway.timers[TimerKind::register_deadline] == 10s);
    phone.registers();
    CHECK(phone.session.is_bound());
    CHECK(phone.session.device_name() == "SEP001120AABBCC");
    CHECK(phone.gateway.bound == std::vector<std::string>{"SEP001120AABBCC"});
    CHECK_FALSE(phone.gateway.timers.contains(TimerKind::register_deadline));
    CHECK(phone.gateway.timers[TimerKind::keep_alive] == 90s);
    phone.session.on_message(sccp::OffHook{});
    REQUIRE(phone.gateway.forwarded.size() == 1);
    CHECK(std::holds_alternative<sccp::OffHook>(phone.gateway.forwarded[0]));
}

TEST_CASE("who may not register is told why in plain ASCII of at most 32 bytes, and the connection is closed") {
    const std::pair<Admission, std::string> answers[] = {
        {Admission::not_configured, "Not configured"},   {Admission::address_denied, "Address denied"},
        {Admission::try_later, "Try later"},             {Admission::pbx_unavailable, "PBX unavailable"},
        {Admission::already_registered, "Already registered"},
    };
    for (const auto& [admission, text] : answers) {
        Connection phone;
        phone.gateway.admission = admission;
        phone.registers();
        CHECK(phone.rejected() == text);
        CHECK(text.size() < 32);
        CHECK(phone.gateway.flushed == 1);
        CHECK(phone.session.is_closed());
        CHECK(phone.gateway.bound.empty());
        CHECK(phone.gateway.timers.empty());
        CHECK(phone.world.counts["register_rejected"] == 1);
    }
}

TEST_CASE("a name that is not a device name never reaches the configuration") {
    for (const std::string name : {"", "SEP'; DROP", "../../etc", "SEP001120AABBCCD", "SEP%s%n", "SEP\r\nX", "SEP\x80"}) {
        Connection phone;
        phone.registers(name);
        CHECK(phone.rejected() == "Bad device name");
        CHECK(phone.gateway.asked == 0);
        CHECK(phone.session.is_closed());
        for (const auto& line : phone.world.lines) CHECK(line.text.find_first_of("\r\n\x80") == std::string::npos);
    }
    CHECK(mapping::is_device_name("SEP001120AABBCC"));
    CHECK(mapping::is_device_name("NONSECURE_CONF"));
    CHECK(mapping::is_device_name("ATA-1"));
    CHECK(mapping::is_device_name("123456789012345"));
}

TEST_CASE("a connection without Register is closed after ten seconds") {
    Connection phone;
    phone.session.on_timer(TimerKind::register_deadline);
    CHECK(phone.session.is_closed());
    CHECK(phone.gateway.close_reason == "no Register in time");
    CHECK(phone.gateway.losses == 0);
}

TEST_CASE("a standby connection lives as long as it sends KeepAlive") {
    Connection phone;
    phone.session.on_message(sccp::KeepAliveReq{});
    CHECK(phone.gateway.last<sccp::KeepAliveAck>());
    CHECK(phone.gateway.timers[TimerKind::register_deadline] == 180s);
    CHECK(phone.session.state() == "New");
    phone.registers();
    CHECK(phone.session.is_bound());
}

TEST_CASE("a connection that says more than KeepAlive is no standby connection") {
    Connection noisy;
    const auto deadline = [&] { return noisy.gateway.timers[TimerKind::register_deadline]; };
    noisy.session.on_message(sccp::KeepAliveReq{});
    CHECK(deadline() == 180s);
    SUBCASE("a message of a registered phone") { noisy.session.on_message(sccp::OffHook{}); }
    SUBCASE("one that cannot be read") { noisy.session.on_noise(); }
    CHECK(deadline() == 10s);
    noisy.gateway.timers.clear();
    noisy.session.on_message(sccp::KeepAliveReq{});
    noisy.session.on_message(sccp::OffHook{});
    CHECK(noisy.gateway.timers.empty());                  // no word of it puts the end off
    CHECK(noisy.gateway.last<sccp::KeepAliveAck>());
}

TEST_CASE("nothing but Register, tokens, alarms and keep-alives is heard before Register") {
    Connection phone;
    phone.session.on_message(sccp::OffHook{});
    phone.session.on_message(sccp::ButtonTemplateReq{});
    CHECK(phone.gateway.forwarded.empty());
    CHECK(phone.gateway.sent.empty());
    CHECK(phone.world.ignored_events.size() == 2);
    CHECK(phone.world.ignored_events[0].event == "phone::Message");
}

TEST_CASE("tokens of both kinds are granted or refused for a minute, and register nothing") {
    Connection phone;
    sccp::RegisterTokenReq request;
    request.device_name = "SEP001120AABBCC";
    phone.session.on_message(request);
    CHECK(phone.gateway.last<sccp::RegisterTokenAck>());
    sccp::SPCPRegisterTokenReq small_business;
    small_business.device_name = "SEP001120AABBCC";
    phone.session.on_message(small_business);
    CHECK(phone.gateway.last<sccp::SPCPRegisterTokenAck>());

    phone.gateway.tokens = false;
    phone.session.on_message(request);
    REQUIRE(phone.gateway.last<sccp::RegisterTokenReject>());
    CHECK(phone.gateway.last<sccp::RegisterTokenReject>()->wait_time_before_next_req == 60);
    phone.session.on_message(small_business);
    REQUIRE(phone.gateway.last<sccp::SPCPRegisterTokenReject>());
    CHECK(phone.gateway.last<sccp::SPCPRegisterTokenReject>()->wait_time_before_next_req == 60);
    CHECK(phone.session.state() == "New");

    phone.registers();
    phone.session.on_message(request);
    CHECK(phone.gateway.last<sccp::RegisterTokenAck>());
}

TEST_CASE("the alarm before Register reaches the device it belongs to") {
    Connection phone;
    phone.alarms("25: Name=SEP001120AABBCC Load=8.1 Last=\x01Reset");
    CHECK(phone.gateway.alarms.empty());
    phone.registers();
    CHECK(phone.gateway.alarms == std::vector<std::string>{"25: Name=SEP001120AABBCC Load=8.1 Last=?Reset"});
    phone.alarms("another");
    CHECK(phone.gateway.alarms.back() == "another");
}

TEST_CASE("a phone on the same address takes over at once") {
    Connection phone;
    phone.gateway.elsewhere = BoundElsewhere::same_address;
    phone.registers();
    CHECK(phone.session.is_bound());
    CHECK(phone.gateway.probed.empty());
}

TEST_CASE("race 57: a phone from another address waits until the old connection has shown whether it lives") {
    Connection phone;
    phone.gateway.elsewhere = BoundElsewhere::other_address;
    phone.registers();
    CHECK(phone.session.state() == "WaitingForOld");
    CHECK(phone.gateway.probed == std::vector<std::string>{"SEP001120AABBCC"});
    CHECK(phone.gateway.timers[TimerKind::probe] == 2s);
    CHECK_FALSE(phone.gateway.timers.contains(TimerKind::register_deadline));
    CHECK(phone.gateway.sent.empty());

    phone.session.on_message(sccp::KeepAliveReq{});
    CHECK(phone.gateway.last<sccp::KeepAliveAck>());
    phone.alarms("late");
    phone.registers();
    phone.session.on_message(sccp::ButtonTemplateReq{});
    CHECK(phone.session.state() == "WaitingForOld");
    CHECK(phone.gateway.forwarded.empty());

    SUBCASE("it answers: the newcomer is refused and reported") {
        phone.session.on_old_answered();
        CHECK(phone.rejected() == "Already registered");
        CHECK(phone.gateway.duplicates == std::vector<std::string>{"SEP001120AABBCC"});
        CHECK(phone.gateway.flushed == 1);
        CHECK(phone.session.is_closed());
        CHECK(phone.gateway.bound.empty());
    }
    SUBCASE("it is silent: take-over") {
        phone.session.on_timer(TimerKind::probe);
        CHECK(phone.session.is_bound());
        CHECK(phone.gateway.bound.size() == 1);
        CHECK(phone.gateway.alarms == std::vector<std::string>{"late"});
    }
    SUBCASE("it closes: take-over") {
        phone.session.on_old_gone();
        CHECK(phone.session.is_bound());
        CHECK_FALSE(phone.gateway.timers.contains(TimerKind::probe));
    }
    SUBCASE("the newcomer goes away: the probe is forgotten") {
        phone.session.on_disconnected();
        CHECK(phone.gateway.cancelled == std::vector<std::string>{"SEP001120AABBCC"});
        CHECK(phone.session.is_closed());
        CHECK(phone.gateway.losses == 0);
    }
}

TEST_CASE("a second Register on a bound connection starts the configuration again, if it is of the same name") {
    Connection phone;
    phone.registers();
    phone.registers();
    REQUIRE(phone.gateway.forwarded.size() == 1);
    CHECK(std::holds_alternative<sccp::RegisterReq>(phone.gateway.forwarded[0]));
    phone.registers("SEP000000000099");
    CHECK(phone.gateway.forwarded.size() == 1);
    CHECK(phone.gateway.bound.size() == 1);
    CHECK(phone.session.device_name() == "SEP001120AABBCC");
    CHECK(phone.world.counts["register_foreign"] == 1);
}

TEST_CASE("a bound connection is lost after three keep-alive intervals without a byte") {
    Connection phone;
    phone.session.on_bytes();
    CHECK_FALSE(phone.gateway.timers.contains(TimerKind::keep_alive));
    phone.registers();
    phone.gateway.timers.clear();
    phone.session.on_bytes();
    CHECK(phone.gateway.timers[TimerKind::keep_alive] == 90s);
    phone.session.on_message(sccp::KeepAliveReq{});
    CHECK(phone.gateway.last<sccp::KeepAliveAck>());
    phone.session.on_timer(TimerKind::keep_alive);
    CHECK(phone.gateway.losses == 1);
    CHECK(phone.gateway.close_reason == "no byte for three keep-alive intervals");
    CHECK(phone.session.is_closed());
    phone.session.on_disconnected();
    CHECK(phone.gateway.losses == 1);
}

TEST_CASE("a bound connection that breaks is told to its device once, an unbound one to nobody") {
    Connection phone;
    phone.registers();
    phone.session.on_disconnected();
    CHECK(phone.gateway.losses == 1);
    CHECK(phone.session.is_closed());
    Connection other;
    other.session.on_disconnected();
    CHECK(other.gateway.losses == 0);
    CHECK(other.session.is_closed());
}

TEST_CASE("race 45: a connection whose device has another one now says no more") {
    Connection phone;
    phone.registers();
    phone.session.on_detached();
    CHECK(phone.session.is_closed());
    CHECK(phone.gateway.flushed == 1);
    phone.session.on_message(sccp::OffHook{});
    phone.registers();
    CHECK(phone.gateway.forwarded.empty());
    CHECK(phone.gateway.bound.size() == 1);
    CHECK(phone.gateway.losses == 0);
}

TEST_CASE("a device that lets its connection go while it handles a message of it") {
    Connection phone;
    phone.registers();
    phone.gateway.when_forwarded = [&] { phone.session.on_detached(); };
    phone.session.on_message(sccp::UnregisterReq{});
    CHECK(phone.session.is_closed());
    CHECK(phone.gateway.flushed == 1);
    CHECK(phone.gateway.losses == 0);
}
