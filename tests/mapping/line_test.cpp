// Registration of a line with its registrars: the rows of mapping/tables/line.hpp, waits and targets of callflows 1.3
// and 1.7.
#include "tests/mapping/line_house.hpp"

#include <set>

using tests::House;
using namespace std::chrono_literals;
using Service = mapping::LineStatus::Service;

TEST_CASE("a line registers at its first registrar and is up when that says so") {
    House house;
    CHECK(house.line.state() == "Unregistered");
    house.line.start();
    CHECK(house.line.state() == "Registering");
    REQUIRE(house.registrar.sent.size() == 1);
    CHECK(house.last().target == 0);
    CHECK(house.last().expires == 300s);
    CHECK_FALSE(house.last().authenticate);
    CHECK(house.state.status.service == Service::pending);

    house.line.on(sip::RegisterOk{120s, {"<sip:edge;lr>"}, {}});
    CHECK(house.line.state() == "Registered");
    CHECK(house.state.status.service == Service::up);
    CHECK(house.registrar.routes[7] == std::vector<std::string>{"<sip:edge;lr>"});
    REQUIRE(house.registrar.subscriptions.size() == 1);
    CHECK(house.registrar.subscriptions[0].on);

    const auto shot = house.line.snapshot();
    CHECK(shot.state == "Registered");
    CHECK(shot.registrar == "pbx1:5060");
    CHECK(shot.contact == "SEP001120AABBCC-1");
    CHECK(shot.last_status == 200);
    CHECK(shot.expires_at_unix == static_cast<std::int64_t>(house.world.time.unix_time) + 120);
}

TEST_CASE("a refresh comes at 80 to 90 percent of what was granted, at another moment for each phone, 5 s before the end at the latest") {
    std::set<std::int64_t> moments;
    for (int phone = 0; phone < 20; ++phone) {
        House house(1, nullptr, "SEP0011200000" + std::to_string(10 + phone));
        house.registered(1000s);
        const auto after = house.timers.remaining(mapping::TimerKind::refresh);
        CHECK(after >= 800s);
        CHECK(after <= 900s);
        moments.insert(after.count());
    }
    CHECK(moments.size() > 10);

    House quick(1);
    quick.registered(20s);
    CHECK(quick.timers.remaining(mapping::TimerKind::refresh) <= 15s);
}

TEST_CASE("the first registrar that answers its probes is asked") {
    House house;
    house.registrar.alive = [](mapping::LineId, std::size_t target) { return target == 1; };
    house.line.start();
    CHECK(house.last().target == 1);
}

TEST_CASE("a challenge is answered, and a second one because its nonce may be stale, but not for ever") {
    House house;
    house.line.start();
    house.challenges();
    CHECK(house.last().authenticate);
    house.challenges();
    CHECK(house.registrar.sent.size() == 3);
    house.challenges();
    CHECK(house.registrar.sent.size() == 3);
    CHECK(house.line.state() == "Refused");
    CHECK(house.line.notice() == mapping::LineNotice::not_authorised);
    CHECK(house.state.status.service == Service::refused);
}

TEST_CASE("a challenge that cannot be answered refuses the line, fresh or in a refresh") {
    House house;
    house.line.start();
    house.line.on(sip::Challenged{407, false});
    CHECK(house.line.state() == "Refused");

    House other;
    other.registered();
    other.timers.advance(299s);
    CHECK(other.line.state() == "Refreshing");
    other.challenges();
    CHECK(other.last().authenticate);
    other.line.on(sip::Challenged{401, false});
    CHECK(other.line.state() == "Refused");
}

TEST_CASE("a challenge that is not answered tells why") {
    House house;
    house.options.password = "secret";
    std::string why;
    SUBCASE("the answer was refused") {
        house.line.start();
        house.challenges();
        house.line.on(sip::Challenged{401, false});
        why = "user or password not accepted";
    }
    SUBCASE("there is nothing to answer with") {
        house.options.password.clear();
        house.line.start();
        house.line.on(sip::Challenged{401, false});
        why = "no password is configured";
    }
    SUBCASE("another one came each time") {
        house.line.start();
        for (int times = 0; times < 3; ++times) house.challenges();
        why = "challenged again and again";
    }
    CHECK(house.line.state() == "Refused");
    CHECK(house.line.snapshot().last_status == 401);
    CHECK(house.line.snapshot().last_reason == why);
    CHECK(house.world.changes.back().reason == "401 " + why);
}

TEST_CASE("a challenge that is answered is no reason for anything") {
    House house;
    house.line.start();
    house.challenges();
    CHECK(house.line.snapshot().last_reason.empty());
    house.accepts(300s);
    CHECK(house.world.changes.back().reason.empty());
}

TEST_CASE("423 raises the expiry and asks again at once, as long as that is more than was asked") {
    House house;
    house.line.start();
    house.line.on(sip::IntervalTooBrief{900s});
    CHECK(house.line.state() == "Registering");
    CHECK(house.last().expires == 900s);
    house.line.on(sip::IntervalTooBrief{900s});
    CHECK(house.line.state() == "Refused");

    House rising;
    rising.line.start();
    for (auto wanted = 900s; wanted <= 20'000s; wanted += 100s) {
        rising.line.on(sip::Challenged{401, true});
        rising.line.on(sip::IntervalTooBrief{wanted});
        if (rising.line.state() == "Refused") break;
    }
    CHECK(rising.line.state() == "Refused");
    CHECK(rising.registrar.sent.size() <= 6);
    CHECK(rising.line.notice() == mapping::LineNotice::no_service);

    House refreshing;
    refreshing.registered();
    refreshing.timers.advance(299s);
    refreshing.line.on(sip::IntervalTooBrief{600s});
    CHECK(refreshing.line.state() == "Refreshing");
    CHECK(refreshing.last().expires == 600s);
}

TEST_CASE("a redirection is followed once") {
    House house;
    house.line.start();
    house.line.on(sip::RegisterRedirected{"sip:elsewhere:5080"});
    CHECK(house.line.state() == "Registering");
    CHECK(house.registrar.sent.size() == 2);
    house.line.on(sip::RegisterRedirected{"sip:again:5080"});
    CHECK(house.line.state() == "Refused");

    House refreshing;
    refreshing.registered();
    refreshing.timers.advance(299s);
    refreshing.line.on(sip::RegisterRedirected{"sip:elsewhere"});
    CHECK(refreshing.line.state() == "Registering");
}

TEST_CASE("each refusal has its words: trouble with the account, or with the registrar") {
    for (const int status : {403, 404, 405, 410, 416, 600, 603, 604, 400, 406, 420}) {
        CAPTURE(status);
        House house;
        house.line.start();
        house.line.on(sip::RegisterRefused{status, "No"});
        CHECK(house.line.state() == "Refused");
        const bool is_account = status != 400 && status != 406 && status != 420;
        CHECK(house.line.notice() == (is_account ? mapping::LineNotice::not_authorised : mapping::LineNotice::no_service));
    }
}

TEST_CASE("403 is asked again after ten minutes or when the configuration changes") {
    House house;
    house.line.start();
    house.line.on(sip::RegisterRefused{403, "Forbidden"});
    CHECK(house.line.state() == "Refused");
    CHECK(house.line.snapshot().last_status == 403);
    CHECK(house.line.snapshot().last_reason == "Forbidden");
    house.timers.advance(599s);
    CHECK(house.line.state() == "Refused");
    house.timers.advance(1s);
    CHECK(house.line.state() == "Registering");
    house.line.on(sip::RegisterRefused{403, "Forbidden"});
    house.line.config_changed(false);
    CHECK(house.line.state() == "Registering");
    house.accepts();
    CHECK(house.line.notice() == mapping::LineNotice::nothing);
}

TEST_CASE("a failing registrar hands the line to the next one; after the last the line waits") {
    House house;
    house.registered();
    house.line.on(sip::FlowLost{});
    house.fails();
    CHECK(house.line.state() == "Registering");
    CHECK(house.last().target == 1);
    house.fails();
    CHECK(house.line.state() == "BackingOff");
    CHECK(house.state.status.service == Service::down);
    CHECK(house.line.notice() == mapping::LineNotice::nothing);
}

TEST_CASE("waits double from 5 s to 300 s, each shortened by chance to no less than its half") {
    House house(1);
    house.line.start();
    const std::chrono::milliseconds expected[] = {5s, 10s, 20s, 40s, 80s, 160s, 300s, 300s};
    for (const auto wait : expected) {
        house.world.chances = {0};
        house.fails();
        CHECK(house.timers.remaining(mapping::TimerKind::retry) == wait / 2);
        house.timers.advance(wait / 2);
        CHECK(house.line.state() == "Registering");
    }
    house.world.chances = {500};
    house.fails();
    CHECK(house.timers.remaining(mapping::TimerKind::retry) == 300s);

    SUBCASE("and a success makes the next wait short again") {
        house.timers.advance(300s);
        house.accepts();
        house.timers.advance(299s);
        house.fails();
        CHECK(house.timers.remaining(mapping::TimerKind::retry) <= 5s);
    }
}

TEST_CASE("Retry-After is never undercut") {
    House house(1);
    house.line.start();
    house.fails(503, 90);
    CHECK(house.timers.remaining(mapping::TimerKind::retry) == 90s);
    house.line.on(sip::ProbeRecovered{0});
    CHECK(house.line.state() == "BackingOff");
}

TEST_CASE("a line that never was in service says so after the first round, or at once where no registrar lives") {
    House house;
    SUBCASE("the first round") {
        house.line.start();
        CHECK(house.line.notice() == mapping::LineNotice::nothing);
        house.round();
    }
    SUBCASE("the probes know already") {
        house.registrar.alive = [](mapping::LineId, std::size_t) { return false; };
        house.line.start();
    }
    CHECK(house.line.notice() == mapping::LineNotice::no_service);
}

TEST_CASE("after two full rounds without an answer the user is told") {
    House house;
    house.registered();
    house.line.on(sip::FlowLost{});
    house.round();
    CHECK(house.line.notice() == mapping::LineNotice::nothing);
    house.timers.advance(5s);
    house.round();
    CHECK(house.line.notice() == mapping::LineNotice::no_service);
    house.timers.advance(10s);
    house.accepts();
    CHECK(house.line.notice() == mapping::LineNotice::nothing);
    CHECK(house.state.status.service == Service::up);
}

TEST_CASE("a 200 without a binding is no registration") {
    House house(1);
    house.line.start();
    house.accepts(0s);
    CHECK(house.line.state() == "BackingOff");
    CHECK(house.state.status.service == Service::down);
    CHECK(house.line.snapshot().last_reason == "no binding");
}

TEST_CASE("a registrar that grants a second is not asked every second") {
    House house(1);
    house.registered(1s);
    CHECK(house.timers.remaining(mapping::TimerKind::refresh) >= 3s);
}

TEST_CASE("a registrar that comes back ends the wait") {
    House house(1);
    house.line.start();
    house.fails();
    house.line.on(sip::ProbeRecovered{0});
    CHECK(house.line.state() == "Registering");
}

TEST_CASE("a refresh that fails leaves the line up until what was granted is over") {
    House house(1);
    house.registered(300s);
    house.timers.advance(house.timers.remaining(mapping::TimerKind::refresh));
    CHECK(house.line.state() == "Refreshing");
    house.fails(503, 400);
    CHECK(house.line.state() == "BackingOff");
    CHECK(house.state.status.service == Service::up);
    house.timers.advance(61s);
    CHECK(house.line.state() == "BackingOff");
    CHECK(house.state.status.service == Service::down);
}

TEST_CASE("a refresh that takes longer than the rest of the binding takes the line down when it fails") {
    House house(1);
    house.registered(300s);
    house.timers.advance(301s);
    CHECK(house.line.state() == "Refreshing");
    CHECK(house.state.status.service == Service::up);
    house.fails(408);
    CHECK(house.state.status.service == Service::down);
}

TEST_CASE("a refresh that succeeds subscribes nothing anew; one that fails tries the next registrar") {
    House house;
    house.registered();
    house.timers.advance(299s);
    house.accepts();
    CHECK(house.line.state() == "Registered");
    CHECK(house.registrar.subscriptions.size() == 1);
    house.timers.advance(299s);
    house.fails(408);
    CHECK(house.line.state() == "Registering");
    CHECK(house.last().target == 1);
    CHECK(house.state.status.target == 0);
    house.accepts();
    CHECK(house.state.status.target == 1);
    CHECK(house.registrar.subscriptions.back().target == 1);

    house.timers.advance(299s);
    house.line.on(sip::RegisterRefused{403, "Forbidden"});
    CHECK(house.line.state() == "Refused");
}

TEST_CASE("two failed probes move the line; without another registrar it waits") {
    House house;
    house.registered();
    house.line.on(sip::ProbeFailed{});
    CHECK(house.line.state() == "Registering");
    CHECK(house.last().target == 1);

    House single(1);
    single.registered();
    single.line.on(sip::ProbeFailed{});
    CHECK(single.line.state() == "BackingOff");
    CHECK(single.state.status.service == Service::down);
}

TEST_CASE("a lost connection to the registrar is renewed by REGISTER at the same place") {
    House house;
    house.registered();
    house.line.on(sip::FlowLost{});
    CHECK(house.line.state() == "Registering");
    CHECK(house.last().target == 0);
}

TEST_CASE("a line that left a living registrar asks there again when its refresh is due and no call is in the way") {
    House house;
    house.line.start();
    house.fails();
    house.accepts();
    REQUIRE(house.state.status.target == 1);
    std::size_t expected{};
    SUBCASE("free") {}
    SUBCASE("in a call") {
        house.has_dialog = true;
        expected = 1;
    }
    SUBCASE("the better one is silent") {
        house.registrar.alive = [](mapping::LineId, std::size_t target) { return target == 1; };
        expected = 1;
    }
    house.timers.advance(285s);
    CHECK(house.last().target == expected);
    SUBCASE("and stays where it is if that fails again") {
        house.fails();
        if (expected == 0) CHECK(house.last().target == 1);
    }
}

TEST_CASE("the line goes back to the better registrar when that has recovered and no call is in the way") {
    House house;
    house.registrar.alive = [](mapping::LineId, std::size_t target) { return target == 1; };
    house.registered();
    house.registrar.alive = [](mapping::LineId, std::size_t) { return true; };

    SUBCASE("at once when it is free") {
        house.line.on(sip::ProbeRecovered{0});
        CHECK(house.line.state() == "Registering");
        CHECK(house.last().target == 0);
        CHECK(house.state.status.target == 1);   // calls stay where the line is registered
        house.accepts();
        CHECK(house.state.status.target == 0);
    }
    SUBCASE("when it recovers while the line registers at the worse one, or refreshes there") {
        house.registrar.alive = [](mapping::LineId, std::size_t target) { return target == 1; };
        SUBCASE("registers") { house.line.on(sip::FlowLost{}); }
        SUBCASE("refreshes") { house.timers.advance(285s); }
        CHECK(house.last().target == 1);
        house.registrar.alive = [](mapping::LineId, std::size_t) { return true; };
        house.line.on(sip::ProbeRecovered{0});
        CHECK(house.last().target == 1);
        house.accepts();
        CHECK(house.line.state() == "Registering");
        CHECK(house.last().target == 0);
        house.fails();                           // and is not asked again and again
        house.accepts();
        CHECK(house.line.state() == "Registered");
        CHECK(house.last().target == 1);
    }
    SUBCASE("after the last call") {
        house.has_dialog = true;
        house.line.on(sip::ProbeRecovered{0});
        CHECK(house.line.state() == "Registered");
        house.has_dialog = false;
        house.line.calls_ended();
        CHECK(house.line.state() == "Registering");
        CHECK(house.last().target == 0);
    }
    SUBCASE("not to a worse one") {
        house.line.on(sip::ProbeRecovered{1});
        CHECK(house.line.state() == "Registered");
        house.line.calls_ended();
        CHECK(house.line.state() == "Registered");
    }
}

TEST_CASE("message waiting is taken from the PBX unless it is off") {
    House house;
    house.registered();
    const auto before = house.changes;
    house.line.on(sip::MessageSummary{true, 3, 5});
    CHECK(house.state.status.messages_waiting);
    CHECK(house.state.status.new_messages == 3);
    CHECK(house.changes > before);

    House off(1, [](mapping::LineOptions& options) { options.mwi = mapping::MwiMode::off; });
    off.registered();
    CHECK(off.registrar.subscriptions.empty());
    off.line.on(sip::MessageSummary{true, 3, 5});
    CHECK_FALSE(off.state.status.messages_waiting);

    House unsolicited(1, [](mapping::LineOptions& options) { options.mwi = mapping::MwiMode::unsolicited; });
    unsolicited.registered();
    CHECK(unsolicited.registrar.subscriptions.empty());
    unsolicited.line.on(sip::MessageSummary{true, 1, 0});
    CHECK(unsolicited.state.status.messages_waiting);
}

TEST_CASE("a line without registration is up without asking, at the registrar that answers") {
    House house(2, [](mapping::LineOptions& options) { options.register_line = false; });
    house.line.start();
    CHECK(house.registrar.sent.empty());
    CHECK(house.state.status.service == Service::up);
    house.registrar.alive = [](mapping::LineId, std::size_t target) { return target == 1; };
    house.line.on(sip::ProbeFailed{});
    CHECK(house.state.status.target == 1);
    house.line.stop();
    CHECK(house.line.is_stopped());
}

TEST_CASE("another user or password registers anew; a change of the rest does not") {
    House house;
    house.registered();
    house.line.config_changed(false);
    CHECK(house.line.state() == "Registered");
    house.line.config_changed(true);
    CHECK(house.last().expires == 0s);
    house.accepts(0s);
    CHECK(house.line.state() == "Registering");
}

TEST_CASE("a timer that was armed again does not fire for its earlier life, and events out of place change nothing") {
    House house;
    house.registered();
    CHECK_FALSE(house.line.on_timer({mapping::TimerKind::refresh, 7, 0}));
    CHECK_FALSE(house.line.on_timer({mapping::TimerKind::refresh, 8, 1}));
    CHECK(house.line.state() == "Registered");
    house.accepts();
    house.line.on(sip::FlowLost{});
    house.line.on(sip::FlowLost{});
    CHECK(house.line.state() == "Registering");
    CHECK_FALSE(house.world.ignored_events.empty());
    CHECK(house.world.ignored_events.back().event == "pbx::FlowLost");
    CHECK(house.world.ignored_events.back().state == "Registering");
}
