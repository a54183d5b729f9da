// The races of callflows 9 between several calls, the loss of the phone, media and keys, each by its number: 36 to 57.
#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("race 36: a second call during digit collection") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("20");
    const auto call = s.is_called();
    CHECK(s.phone.beeped(DeviceTone::call_waiting_tone));
    s.phone.presses(SoftKey::answer, call);
    CHECK(s.calls().count(1) == 1);
    CHECK(s.state(call) == "Answering");
    s.phone.opens_receive();
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("race 37: off-hook and INVITE cross") {
    Scenario s;
    s.calls();
    SUBCASE("INVITE first") {
        s.is_called();
        s.phone.lifts_handset();
        CHECK(s.state() == "Answering");
    }
    SUBCASE("off-hook first") {
        s.phone.lifts_handset();
        const auto call = s.is_called();
        CHECK(s.state(call) == "RingIn");
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone, 1));
    }
}

TEST_CASE("race 38: another device of a shared line was faster") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    SUBCASE("CANCEL") { s.pbx.cancels({"SIP;cause=200"}); }
    SUBCASE("BYE after our 200") {
        s.phone.opens_receive();
        s.pbx.hangs_up();
    }
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 39: do-not-disturb and forward switched on while it rings") {
    Scenario s;
    s.is_called();
    s.context.dnd = true;
    s.forwards[0].all = "209";
    s.phone.lifts_handset();
    CHECK(s.state() == "Answering");
}

TEST_CASE("race 40: forward on no answer and the user's answer in one turn") {
    Scenario s;
    s.forwards[0].no_answer = "209";
    s.is_called();
    SUBCASE("answer first") {
        s.phone.lifts_handset();
        s.wait(20s);
        CHECK_FALSE(s.pbx.last("reject").status == 302);
    }
    SUBCASE("timer first") {
        s.wait(20s);
        s.phone.lifts_handset();
        CHECK_FALSE(s.pbx.got("200"));
        CHECK(s.pbx.last("reject").status == 302);
    }
}

TEST_CASE("race 41: the phone is lost while it rings") {
    Scenario s;
    s.is_called();
    s.calls().on_lost();
    s.phone.restarts();
    CHECK(s.pbx.last("reject").status == 480);
    s.calls().on_back(true);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 42: the phone is lost in a call and comes back without its audio") {
    Scenario s;
    s.talks();
    s.calls().on_lost();
    s.phone.restarts();
    CHECK(s.state() == "Preserved");
    CHECK_FALSE(s.pbx.got("BYE"));
    SUBCASE("no streams") { s.calls().on_back(true); }
    SUBCASE("another address") {
        s.context.active_streams = 1;
        s.calls().on_back(false);
    }
    CHECK(s.pbx.last("BYE").text.find("Q.850;cause=41") == 0);
    CHECK(s.phone.is_idle());
}

TEST_CASE("race 43: the phone is lost in a call and comes back with its audio") {
    Scenario s;
    s.talks();
    s.calls().on_lost();
    s.phone.restarts(true);
    s.phone.forget_log();
    s.context.active_streams = 1;
    s.calls().on_back(true);
    CHECK(s.state() == "Preserved");
    SUBCASE("the far end hangs up") { s.pbx.hangs_up(); }
    SUBCASE("the user hangs up") {
        s.phone.hangs_up();
        CHECK(s.pbx.got("BYE"));
        s.pbx.confirms_bye();
    }
    CHECK(s.is_over());
    CHECK(s.phone.sent.empty());
}

TEST_CASE("race 44: the phone is lost and never returns") {
    Scenario s;
    SUBCASE("talking") { s.talks(); }
    SUBCASE("held") {
        const auto call = s.talks();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer);
    }
    s.calls().on_lost();
    s.phone.restarts();
    s.wait(119s);
    CHECK_FALSE(s.pbx.got("BYE"));
    s.wait(1s);
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    CHECK(s.is_over());
}

TEST_CASE("race 50: the answer crosses a hang-up, and the phone refuses the channel") {
    Scenario s;
    const auto call = s.rings_out();
    s.phone.hangs_up();
    s.pbx.answers(far_sdp("0 101"));
    s.phone.refuses_receive(sccp::MediaStatus::device_on_hook, call);
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.phone.count<sccp::StartTone>() == 2);
    s.check_no_leak();
}

TEST_CASE("race 51: the phone cannot send: once again, then the call fails") {
    Scenario s(1, "7941", 17, 0x8570);
    const auto call = s.talks();
    SUBCASE("failure report") {
        s.phone.sending.erase(call);
        s.phone.says(sccp::MediaTransmissionFailure{call, call, {}, 0, call});
    }
    SUBCASE("refused") { s.phone.starts_transmit(call, sccp::MediaStatus::out_of_sockets); }
    CHECK(s.state() == "Connected");
    CHECK(s.phone.sending.contains(call));
    CHECK(s.phone.count<sccp::StartMediaTransmission>() == 2);
    s.phone.starts_transmit(call, sccp::MediaStatus::invalid_codec);
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
}

TEST_CASE("race 52: EndCall pressed twice") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::end_call, call);
    s.phone.forget_log();
    s.phone.presses(SoftKey::end_call, call);
    CHECK(s.phone.sent.empty());
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("race 53: on-hook without a reference ends the active call only") {
    Scenario s;
    const auto first = s.talks();
    const auto second = s.is_called();
    s.phone.presses(SoftKey::answer, second);
    s.phone.opens_receive();
    s.pbx.acknowledges();
    s.phone.hangs_up();
    CHECK(s.state(second) == "Releasing");
    CHECK(s.state(first) == "Holding");
    CHECK(s.phone.state(first) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
}

TEST_CASE("race 54: on-hook while only held calls exist") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    s.pbx.accepts_offer(held_answer);
    SUBCASE("without a reference") { s.phone.hangs_up(); }
    SUBCASE("with that of the held call") { s.phone.hangs_up(1, call); }
    CHECK(s.state() == "Hold");
    CHECK(s.phone.lamp() == LampMode::wink);
}

TEST_CASE("race 55: counters of a call that is gone") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.hangs_up();
    s.wait(9s);
    sccp::ConnectionStatisticsRes counted;
    counted.call_reference = call;
    s.phone.says(counted);
    CHECK(s.world.has_logged("audio: sent"));
    s.wait(2s);
    s.world.lines.clear();
    s.phone.says(counted);
    CHECK_FALSE(s.world.has_logged("audio: sent"));
}

TEST_CASE("race 56: the process goes down") {
    Scenario s;
    const auto talking = s.talks();
    const auto ringing = s.is_called();
    s.context.draining = true;
    s.calls().drain();
    CHECK(s.pbx.last("BYE").leg == talking);
    CHECK(s.pbx.last("reject").leg == ringing);
    CHECK(s.pbx.last("reject").status == 480);
    CHECK(s.phone.is_idle());
    s.is_called();
    CHECK(s.pbx.last("reject").status == 503);
}
