// Races of callflows 9 whose row asks for more than one outcome: what races_test.cpp does not say of them.
#include <array>

#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string other_codec = far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2);

std::size_t offers_with(const Scenario& s, std::string_view direction) {
    const auto all = s.pbx.all("offer");
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const auto& one) { return one.sdp.find(direction) != std::string::npos; }));
}

} // namespace

TEST_CASE("race 2: the answer crosses our CANCEL, with a delayed offer and before any 18x") {
    Scenario s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.phone.hangs_up();
    s.pbx.answers();
    CHECK(s.pbx.last("ACK").sdp.find("m=audio 0") != std::string::npos);
    CHECK(s.pbx.count("BYE") == 1);
    s.check_no_leak();
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 0);
}

TEST_CASE("race 5: the phone's list has the call as missed, or not at all when somebody else took it") {
    Scenario s(1, "7961", 17);
    const auto call = s.is_called();
    s.phone.lifts_handset();
    SUBCASE("missed") {
        s.pbx.cancels();
        CHECK_FALSE(s.phone.histories.contains(call));   // the phone's own rule: rang, did not talk
    }
    SUBCASE("ignored") {
        s.pbx.cancels({"SIP;cause=200;text=\"Call completed elsewhere\""});
        CHECK(s.phone.histories.at(call) == sccp::CallHistoryDisposition::ignore);
    }
    CHECK(s.phone.is_idle());
    s.check_no_leak();
}

TEST_CASE("race 6: the answer key is first, then CANCEL in the same turn") {
    Scenario s;
    const auto call = s.is_called();
    s.phone.presses(SoftKey::answer, call);
    s.pbx.cancels();
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    s.phone.answers_receive(sccp::MediaStatus::ok, "192.0.2.7", 18000, call);
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.pbx.got("200"));
    CHECK_FALSE(s.pbx.got("reject"));   // the stack says 487
}

TEST_CASE("race 11: the acknowledgement is lost for our INVITE, for our answer, for a resume, for their offer") {
    Scenario s;
    SUBCASE("outgoing: Failed") {
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        s.wait(2s);
        CHECK(s.state() == "Failed");
        CHECK(s.phone.hears(DeviceTone::reorder_tone));
        CHECK(s.phone.call().prompt == "Temp Fail");
        CHECK_FALSE(s.pbx.got("INVITE"));
    }
    SUBCASE("incoming: 500") {
        s.is_called();
        s.phone.lifts_handset();
        s.wait(2s);
        CHECK(s.pbx.last("reject").status == 500);
        CHECK(s.phone.is_idle());
        CHECK(s.phone.prompt == "Temp Fail");
    }
    SUBCASE("resume: back to Hold") {
        const auto call = holds(s);
        s.phone.presses(SoftKey::resume, call);
        s.wait(2s);
        CHECK(s.state() == "Hold");
        CHECK(s.phone.state() == DCallState::hold);
        CHECK(s.phone.lamp() == LampMode::wink);
        CHECK(offers_with(s, "a=sendrecv") == 0);
        s.phone.presses(SoftKey::end_call, call);
        s.pbx.confirms_bye(call);
    }
    SUBCASE("re-open: BYE, Failed") {
        s.talks();
        s.pbx.offers(other_codec);
        s.wait(2s);
        CHECK(s.pbx.last("reject offer").status == 500);
        CHECK(s.pbx.count("BYE") == 1);
        CHECK(s.state() == "Failed");
    }
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("race 12: the late acknowledgement of a channel is not taken for that of the next one of the same call") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    s.wait(2s);                                     // given up
    REQUIRE(s.state() == "Hold");
    s.phone.presses(SoftKey::resume, call);
    const auto orders = s.phone.count<sccp::OpenReceiveChannel>();
    s.phone.answers_receive(sccp::MediaStatus::ok, "192.0.2.7", 19999, call);    // of the first
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == orders + 1);
    CHECK(s.state() == "ResumeOpening");
    s.phone.opens_receive("192.0.2.7", 18000);
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18000") != std::string::npos);
    s.pbx.accepts_offer();
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("race 16: one hold and one resume on the wire, however often the keys are pressed") {
    Scenario s;
    const auto call = s.talks();
    for (int times = 0; times < 3; ++times) {
        s.phone.presses(SoftKey::hold, call);
        s.phone.presses(SoftKey::resume, call);
    }
    s.pbx.accepts_offer(held_answer);
    s.phone.opens_receive();
    s.phone.presses(SoftKey::resume, call);
    s.pbx.accepts_offer();
    CHECK(offers_with(s, "a=sendonly") == 1);
    CHECK(offers_with(s, "a=sendrecv") == 1);
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("race 17: BYE while our resume is open") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    SUBCASE("and the channel is not open yet") {
        s.pbx.hangs_up();
        s.phone.answers_receive(sccp::MediaStatus::ok, "192.0.2.7", 18000, call);
    }
    SUBCASE("and the far end has not answered it") {
        s.phone.opens_receive();
        s.pbx.hangs_up();
        s.pbx.says(sip::OfferRefused{481}, call);
    }
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.pbx.got("BYE"));
    s.check_no_leak();
}

TEST_CASE("race 20: their re-INVITE is cancelled before the phone has opened, which then refuses the old codec") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.offers(other_codec);
    s.pbx.cancels();
    s.phone.opens_receive();
    REQUIRE(s.phone.awaits_opening());
    s.phone.refuses_receive(sccp::MediaStatus::unknown);
    CHECK(s.state(call) == "Failed");
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
    CHECK(s.phone.call().prompt == "Setup failed");
}

TEST_CASE("race 38: the user hears of it when another device of the line had the call first") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    SUBCASE("CANCEL while the phone opens") { s.pbx.cancels({"SIP;cause=200;text=\"Call completed elsewhere\""}); }
    SUBCASE("BYE instead of the ACK") {
        s.phone.opens_receive();
        s.pbx.hangs_up();
    }
    SUBCASE("BYE behind the ACK, with the reason") {
        s.phone.opens_receive();
        s.pbx.acknowledges();
        s.pbx.says(sip::HungUp{{"SIP;cause=200;text=\"Call completed elsewhere\""}});
    }
    CHECK(s.phone.is_idle());
    CHECK(s.phone.prompt == "In Use Remote");
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("race 39: forwards set while it rings act on the next call") {
    Scenario s;
    const auto call = s.is_called();
    s.forwards[0].all = "209";
    s.context.dnd = true;
    s.is_called("<sip:203@pbx.test>;tag=c");
    CHECK(s.pbx.last("reject").status == 302);
    CHECK(s.state(call) == "RingIn");
    CHECK(s.phone.rings.contains(call));
    s.pbx.talk_about(call);
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.pbx.acknowledges();
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("race 51: a phone that refuses to send before the answer is asked again when the call is up") {
    Scenario s;
    const auto call = s.invites();
    s.pbx.progresses(183, far_sdp());
    s.phone.starts_transmit(call, sccp::MediaStatus::out_of_sockets);
    CHECK_FALSE(s.phone.sending.contains(call));
    CHECK(s.world.has_logged("could not send audio"));
    s.pbx.answers();
    CHECK(s.phone.has_audio(call));
    s.phone.starts_transmit(call, sccp::MediaStatus::out_of_sockets);
    CHECK(s.state(call) == "Failed");
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
}

TEST_CASE("race 52: EndCall twice while a second call is held, ringing or failed, ends the one call only") {
    Scenario s;
    const auto held = holds(s);
    s.phone.hangs_up();
    const auto talking = s.takes_call();
    s.phone.presses(SoftKey::end_call, talking);
    s.phone.presses(SoftKey::end_call, talking);
    s.phone.presses(SoftKey::end_call, 0);           // as old phones say it: the active call, and there is none
    CHECK(s.state(held) == "Hold");
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.phone.lamp() == LampMode::wink);
}

// ---- dialogs that die -----------------------------------------------------------------------------------------------

TEST_CASE("a call whose dialog has died says so wherever it was") {
    Scenario s;
    LegId call{};
    SUBCASE("on its way to hold") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
    }
    SUBCASE("held") { call = holds(s); }
    SUBCASE("while the channel opens for the resume") {
        call = holds(s);
        s.phone.presses(SoftKey::resume, call);
    }
    SUBCASE("resuming") {
        call = holds(s);
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
    }
    SUBCASE("re-opening") {
        call = s.talks();
        s.pbx.offers(other_codec);
    }
    SUBCASE("before its ACK") {
        call = s.is_called();
        s.phone.lifts_handset();
        s.phone.opens_receive();
    }
    SUBCASE("referring") {
        s.line().voicemail_number = "800";
        call = s.talks();
        s.phone.presses(SoftKey::divert, call);
    }
    s.pbx.says(sip::DialogGone{481}, call);
    CHECK(s.phone.is_idle());
    CHECK(s.phone.prompt == "Temp Fail");
    CHECK(s.world.has_logged("481"));
    s.phone.hangs_up();
    s.check_no_leak();
}
