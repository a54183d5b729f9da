// A call that is up: order and numbers that midcall_test.cpp does not ask for, and what nobody expected in it
// (callflows 4.1 to 4.10, 8.7).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

std::vector<std::string> media_names(const Scenario& s) {
    std::vector<std::string> found;
    for (const auto& name : s.phone.names())
        if (name.find("ReceiveChannel") != std::string::npos || name.find("MediaTransmission") != std::string::npos) found.push_back(name);
    return found;
}

} // namespace

TEST_CASE("hold before the answer says that the key is not active") {
    Scenario s;
    const auto call = s.rings_out();
    SUBCASE("soft key") { s.phone.presses(SoftKey::hold, call); }
    SUBCASE("button") { s.phone.presses(sccp::DeviceStimulus::hold, 1, call); }
    CHECK(s.phone.call().prompt == "Key is not active");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    s.wait(5s);
    CHECK(s.phone.call().prompt == "Ring Out");
    CHECK_FALSE(s.pbx.got("offer"));
}

TEST_CASE("a call that rings on in the background winks when it is all that is left") {
    Scenario s;
    const auto call = s.rings_out();
    s.phone.presses(SoftKey::new_call);
    CHECK(s.phone.lamp() == LampMode::on);
    s.phone.hangs_up();
    CHECK(s.phone.lamp() == LampMode::wink);
    CHECK(s.state(call) == "RingOut");
    CHECK_FALSE(s.pbx.got("CANCEL"));
    CHECK(s.phone.is_silent(call));
}

TEST_CASE("the reminder of a held call rings once and stands above other notices for ten seconds") {
    Scenario s;
    const auto call = holds(s);
    s.phone.forget_log();
    s.wait(60s);
    CHECK(s.phone.last<sccp::SetRinger>().ring_mode == sccp::RingMode::inside_ring);
    CHECK(s.phone.last<sccp::SetRinger>().ring_duration == sccp::RingDuration::single_ring);
    CHECK(s.phone.last<sccp::SetRinger>().call_reference == call);
    CHECK(s.phone.last<sccp::DisplayPriNotifyV2>().priority == 5);
    CHECK(s.phone.last<sccp::DisplayPriNotifyV2>().timeout == 10);
    CHECK(s.phone.lamp() == LampMode::flash);
    CHECK(s.phone.call().prompt == "Hold reversion");
}

TEST_CASE("race 15: an offer that was refused with 491 goes out again after 2.1 to 4 s by who made the Call-ID, else after 0 to 2 s, in steps of 10 ms") {
    struct Row {
        bool ours;
        std::uint32_t chance;
        milliseconds wait;
    };
    for (const auto& row : {Row{true, 0, 2100ms}, Row{true, 1, 2110ms}, Row{true, 190, 4000ms}, Row{true, 191, 2100ms}, Row{false, 0, 0ms},
                            Row{false, 1, 10ms}, Row{false, 200, 2000ms}, Row{false, 201, 0ms}}) {
        CAPTURE(row.ours);
        CAPTURE(row.chance);
        Scenario s;
        const auto call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.world.chances = {row.chance};
        s.pbx.says(sip::OfferGlare{row.ours});
        CHECK(s.timers.remaining(mapping::TimerKind::glare) == row.wait);
        s.wait(row.wait);
        CHECK(s.pbx.count("offer") == 2);
    }
}

TEST_CASE("a far end that moves to another host is sent to there") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.77", "a=sendrecv", 2));
    CHECK(s.phone.sending.at(call).host == "203.0.113.77");
    CHECK(media_names(s) == std::vector<std::string>{"StopMediaTransmission", "StartMediaTransmission"});
    CHECK(s.phone.all<sccp::StopMediaTransmission>().front().port_handling_flag == sccp::PortHandling::keep_port);
}

TEST_CASE("another codec: stop, close, open, then the answer, then the transmission") {
    Scenario s;
    s.talks();
    s.phone.forget_log();
    s.pbx.offers(far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2));
    CHECK(media_names(s) == std::vector<std::string>{"StopMediaTransmission", "CloseReceiveChannel", "OpenReceiveChannel"});
    CHECK(s.phone.all<sccp::CloseReceiveChannel>().front().port_handling_flag == sccp::PortHandling::keep_port);
    CHECK_FALSE(s.pbx.got("200 offer"));
    s.phone.forget_log();
    s.phone.opens_receive();
    CHECK(s.pbx.count("200 offer") == 1);
    CHECK(media_names(s) == std::vector<std::string>{"StartMediaTransmission"});
}

TEST_CASE("a far end that holds while it is held is still held by itself after our resume") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 2));
    s.phone.presses(SoftKey::hold, call);
    CHECK(s.phone.state() == DCallState::hold);
    s.pbx.accepts_offer(far_sdp("8 101", 30000, "203.0.113.9", "a=inactive", 3));
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    CHECK(s.pbx.last("offer").sdp.find("a=sendrecv") != std::string::npos);
    s.pbx.accepts_offer(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 4));
    CHECK(s.phone.state() == DCallState::connected);
    CHECK(s.phone.call().prompt == "Call on hold");
    CHECK(s.phone.open_channels() == 1);
    CHECK(s.phone.sending.empty());
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendrecv", 5));
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.call().prompt == "Connected");
}

TEST_CASE("the reason of a BYE is in the log") {
    Scenario s;
    s.talks();
    s.pbx.says(sip::HungUp{{"Q.850;cause=31;text=\"moved out\""}});
    CHECK(s.phone.is_idle());
    CHECK(s.world.has_logged("moved out"));
}

TEST_CASE("rtp_stat=bye: all counters of the phone are in our BYE") {
    Scenario s;
    s.call_options.rtp_stat_bye = true;
    const auto call = s.talks();
    s.phone.hangs_up();
    sccp::ConnectionStatisticsRes counted;
    counted.call_reference = call;
    counted.number_packets_sent = 1;
    counted.number_octets_sent = 2;
    counted.number_packets_received = 3;
    counted.number_octets_received = 4;
    counted.number_packets_lost = 5;
    counted.jitter = 6;
    counted.latency = 7;
    s.phone.says(counted);
    CHECK(s.pbx.last("BYE").extra.rtp_stat == "PS=1,OS=2,PR=3,OR=4,PL=5,JI=6,LA=7");
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=16");
}

// ---- what nobody expected (8.7) -------------------------------------------------------------------------------------

TEST_CASE("8.7: a digit in a call that is on hold goes nowhere and is heard nowhere") {
    Scenario s;
    s.line().dtmf = mapping::DtmfMode::info;
    const auto call = holds(s);
    s.phone.forget_log();
    s.phone.dials("5", call);
    CHECK(s.phone.sent.empty());
    CHECK_FALSE(s.pbx.got("INFO"));
    REQUIRE(s.world.ignored_events.size() == 1);
    CHECK(s.world.ignored_events.front().event == "phone::Digit");
    CHECK(s.world.ignored_events.front().state == "Hold");
}

TEST_CASE("8.7: an offer where none can be served gets 491") {
    Scenario s;
    LegId call{};
    SUBCASE("our BYE is out") {
        call = s.talks();
        s.phone.hangs_up();
        REQUIRE(s.state(call) == "Releasing");
    }
    SUBCASE("their ACK is not there yet") {
        call = s.is_called();
        s.phone.lifts_handset();
        s.phone.opens_receive();
        REQUIRE(s.state(call) == "AwaitingAck");
    }
    const auto before = s.state(call);
    s.pbx.offers(far_sdp("8 101", 31000), call);
    s.pbx.says(sip::OfferWanted{}, call);
    const auto refused = s.pbx.all("reject offer", call);
    REQUIRE(refused.size() == 2);
    for (const auto& one : refused) CHECK(one.status == 491);
    CHECK(s.state(call) == before);
}

TEST_CASE("8.7: a REFER for a call that is not up is declined") {
    Scenario s;
    LegId call{};
    SUBCASE("it rings out") { call = s.rings_out(); }
    SUBCASE("its ACK is not there yet") {
        call = s.is_called();
        s.phone.lifts_handset();
        s.phone.opens_receive();
    }
    SUBCASE("our hold is under way") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
    }
    const auto invites = s.pbx.count("INVITE");
    s.pbx.says(sip::ReferWanted{"sip:206@pbx.test", "<sip:204@pbx.test>", {}}, call);
    CHECK(s.pbx.last("answer refer").status == 603);
    CHECK(s.pbx.count("INVITE") == invites);
    CHECK_FALSE(s.pbx.got("NOTIFY refer"));
}

TEST_CASE("8.7: an ack Ok for what was closed closes it again") {
    Scenario s;
    const auto call = s.talks();
    s.phone.hangs_up();
    REQUIRE(s.state(call) == "Releasing");
    s.phone.forget_log();
    SUBCASE("of a channel") {
        s.phone.answers_receive(sccp::MediaStatus::ok, "192.0.2.7", 18000, call);
        CHECK(s.phone.count<sccp::CloseReceiveChannel>() == 1);
    }
    SUBCASE("of a transmission") {
        s.phone.starts_transmit(call);
        CHECK(s.phone.count<sccp::StopMediaTransmission>() == 1);
    }
    CHECK(s.phone.sent.size() == 1);
}

TEST_CASE("8.7: a timer that was armed anew since does not count") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    const auto call = s.phone.calls.begin()->first;
    for (std::uint32_t digits = 0; digits < 4; ++digits) s.phone.dials("2");
    for (std::uint32_t generation = 0; generation < 5; ++generation) {
        s.calls().on_timer({mapping::TimerKind::first_digit, call, generation});
        CHECK(s.state() == "Dialling");
    }
    CHECK_FALSE(s.calls().on_timer({mapping::TimerKind::inter_digit, call, 0}));
    CHECK_FALSE(s.calls().on_timer({mapping::TimerKind::inter_digit, call, 1}));
    CHECK(s.state() == "Dialling");
}
