// A quarter of all datagrams is lost, some come twice, most in another order: calls and registrations come through.
#include "tests/sip/lossy_relay.hpp"

using namespace tests;
using std::chrono::seconds;

namespace {

/// Two agents and the bad network between them.
struct BadNetwork {
    explicit BadNetwork(unsigned seed) : relay(caller, callee.agent->address(), seed) {}

    bool until(const std::function<bool()>& is_true, std::chrono::milliseconds longest = seconds(70)) {
        for (; longest.count() > 0; longest -= LossyRelay::turn) {
            SofiaClock::advance(LossyRelay::turn);
            caller.agent->step();
            callee.agent->step();
            relay.run_turn();
            callee.peer.poll();
            if (is_true())
                return true;
        }
        return false;
    }
    AgentFixture caller, callee;
    LossyRelay relay;
};

} // namespace

TEST_CASE("calls over a bad network are answered, changed and hung up by either side, and leave nothing") {
    for (const unsigned seed : {1U, 2U, 3U}) {
        CAPTURE(seed);
        BadNetwork network(seed);
        auto &caller = network.caller, &callee = network.callee;
        for (sip::CallKey out = 1; out <= 8; ++out) {
            CAPTURE(out);
            caller.agent->invite(1, out, {.number = "1001", .sdp = offer_sdp});
            const auto before = callee.last_key;
            REQUIRE(network.until([&] { return callee.last_key > before; }));
            const sip::CallKey in = callee.last_key;
            callee.agent->ring(in);
            callee.agent->answer(in, answer_sdp);
            REQUIRE(network.until(
                [&] { return caller.sink.call_event<sip::Answered>(out) && callee.sink.call_event<sip::Ack>(in); }));
            caller.agent->offer(out, offer_sdp, sip::OfferMethod::reinvite);
            REQUIRE(network.until([&] { return callee.sink.call_event<sip::Offer>(in); }));
            callee.agent->answer_offer(in, answer_sdp);
            REQUIRE(network.until([&] { return caller.sink.call_event<sip::OfferAccepted>(out); }));
            auto& ending = out % 2 == 0 ? caller : callee;
            auto& hearing = out % 2 == 0 ? callee : caller;
            ending.agent->bye(out % 2 == 0 ? out : in, {});
            REQUIRE(network.until([&] {
                return ending.sink.call_event<sip::ByeDone>(out % 2 == 0 ? out : in) &&
                       hearing.sink.call_event<sip::HungUp>(out % 2 == 0 ? in : out);
            }));
            caller.agent->forget(out);
            callee.agent->forget(in);
            CHECK(callee.last_key == in); // doubled INVITEs made no second call
        }
        CHECK(network.until([&] { return caller.agent->dialogs() == 0 && callee.agent->dialogs() == 0; }));
        CHECK(network.relay.lost > 10);
    }
}

TEST_CASE("calls that are cancelled or refused over a bad network end on both sides") {
    BadNetwork network(7);
    auto &caller = network.caller, &callee = network.callee;
    for (sip::CallKey out = 1; out <= 10; ++out) {
        CAPTURE(out);
        caller.agent->invite(1, out, {.number = "1001", .sdp = offer_sdp});
        const auto before = callee.last_key;
        REQUIRE(network.until([&] { return callee.last_key > before; }));
        const sip::CallKey in = callee.last_key;
        if (out % 2 == 0)
            callee.agent->reject(in, {.status = 486});
        else
            caller.agent->cancel(out);
        REQUIRE(network.until([&] { return caller.sink.call_event<sip::Rejected>(out); }));
        CHECK(caller.sink.call_event<sip::Rejected>(out)->message.status == (out % 2 == 0 ? 486 : 487));
        CHECK((callee.sink.call_event<sip::Cancelled>(in) != nullptr) == (out % 2 != 0));
        caller.agent->forget(out);
        callee.agent->forget(in);
    }
    CHECK(network.until([&] { return caller.agent->dialogs() == 0 && callee.agent->dialogs() == 0; }));
}

TEST_CASE("registrations over a bad network are all granted") {
    AgentFixture fixture;
    ScriptedPeer registrar;
    LossyRelay relay(fixture, registrar.address(), 11);
    for (std::size_t n = 1; n <= 20; ++n) {
        fixture.agent->send_register(1, 0, seconds(300), false);
        for (int turns = 0; turns < 800 && fixture.sink.lines.size() < n; ++turns) {
            SofiaClock::advance(LossyRelay::turn);
            fixture.agent->step();
            relay.run_turn();
            registrar.poll();
            for (; !registrar.inbox.empty(); registrar.inbox.pop_front()) // whoever asks again is told again
                registrar.send_to(response_to(registrar.inbox.front(), {}), relay.far_side_port());
        }
        REQUIRE(fixture.sink.lines.size() == n);
        CHECK(std::holds_alternative<sip::RegisterOk>(fixture.sink.lines.back().event));
    }
    CHECK(relay.lost > 10);
}
