// Calls that the PBX brings (callflows 3).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

const std::string bob = "\"Bob\" <sip:202@pbx.test>;tag=b";
const std::string eve = "\"Eve\" <sip:203@pbx.test>;tag=e";

void alert(sip::Invited& invited, const std::string& info) { invited.message.headers.alert_info = {info}; }

} // namespace

TEST_CASE("a call comes in, is answered, and is hung up by the far end") {
    Scenario s;
    const auto call = s.is_called();
    CHECK(s.state() == "RingIn");
    CHECK(s.pbx.last("ring").status == 180);
    CHECK(s.phone.state() == DCallState::ring_in);
    CHECK(s.phone.lamp() == LampMode::blink);
    CHECK(s.phone.rings.at(call) == sccp::RingMode::outside_ring);
    CHECK(s.phone.call().prompt == "From Bob");
    CHECK(s.phone.notice == "From Bob");
    CHECK(s.phone.call().calling == "202");
    CHECK(s.phone.offers(SoftKey::answer));
    CHECK(s.phone.receiving.empty());
    CHECK_FALSE(s.phone.speaker);
    s.phone.lifts_handset();
    CHECK(s.state() == "Answering");
    CHECK(s.phone.rings.empty());
    CHECK(s.phone.notice.empty());
    CHECK(s.phone.state() == DCallState::connected);
    REQUIRE(s.phone.awaits_opening());
    CHECK_FALSE(s.pbx.got("200"));
    s.phone.opens_receive("192.0.2.7", 18000);
    CHECK(s.state() == "AwaitingAck");
    CHECK(s.pbx.last("200").sdp.find("m=audio 18000 RTP/AVP 8 101") != std::string::npos);
    CHECK(s.phone.has_audio());
    s.pbx.acknowledges();
    CHECK(s.state() == "Connected");
    s.pbx.hangs_up();
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    CHECK(s.phone.statistics_asked.size() == 1);
}

TEST_CASE("a name that comes while it rings is shown") {
    Scenario s;
    const auto call = s.is_called();
    auto update = s.pbx.message(0);
    update.headers.p_asserted_identity = "\"Dora\" <sip:204@pbx.test>";
    s.pbx.says(sip::Identity{update});
    CHECK(s.phone.call(call).calling_name == "Dora");
    CHECK(s.state() == "RingIn");
}

TEST_CASE("answering shows OffHook, then Connected, then opens the channel") {
    Scenario s;
    s.is_called();
    s.phone.forget_log();
    s.phone.presses(SoftKey::answer, s.pbx.call());
    std::vector<DCallState> states;
    for (const auto& told : s.phone.all<sccp::CallState>()) states.push_back(told.call_state);
    CHECK(states == std::vector{DCallState::off_hook, DCallState::connected});
    CHECK(s.phone.speaker);
    CHECK(s.phone.names().back() == "OpenReceiveChannel");
}

// ---- admission (3.1) ------------------------------------------------------------------------------------------------

TEST_CASE("who may not ring is told so, and nothing moves on the phone") {
    Scenario s;
    int status = 0;
    SUBCASE("draining") {
        s.context.draining = true;
        status = 503;
    }
    SUBCASE("phone not ready") {
        s.context.ready = false;
        status = 480;
    }
    SUBCASE("phone lost a moment ago") {
        s.context.ready = false;
        s.context.in_grace = true;
        status = 480;
    }
    SUBCASE("do not disturb") {
        s.context.dnd = true;
        s.context.dnd_mode = mapping::DndMode::reject;
        s.line().dnd_code = 603;
        status = 603;
    }
    SUBCASE("forwarded") {
        s.forwards[0].all = "204";
        status = 302;
    }
    s.is_called();
    CHECK(s.pbx.last("reject").status == status);
    if (status == 503 || s.context.in_grace) CHECK(s.pbx.last("reject").extra.retry_after == 10u);
    if (status == 302) {
        CHECK(s.pbx.last("reject").extra.contact == "<sip:204@pbx.test>");
        CHECK(s.pbx.last("reject").extra.diversion == "<sip:201@pbx.test>;reason=unconditional");
    }
    CHECK(s.is_over());
    CHECK(s.phone.sent.empty());
}

TEST_CASE("an offer that no phone can play is refused with the reason") {
    Scenario s;
    SUBCASE("no common codec") { s.is_called(bob, far_sdp("96")); }
    SUBCASE("no audio") { s.is_called(bob, "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=image 5000 udptl t38\r\n"); }
    CHECK(s.pbx.last("reject").status == 488);
    CHECK_FALSE(s.pbx.last("reject").extra.warning.empty());
    CHECK(s.is_over());
}

TEST_CASE("the line is busy from the trigger on") {
    Scenario s;
    s.line().busy_trigger = 2;
    s.is_called(bob);
    s.is_called(eve);
    CHECK(s.calls().count(1) == 2);
    s.is_called();
    CHECK(s.pbx.last("reject").status == 486);
    s.forwards[0].busy = "205";
    s.is_called();
    CHECK(s.pbx.last("reject").status == 302);
    CHECK(s.pbx.last("reject").extra.diversion == "<sip:201@pbx.test>;reason=user-busy");
}

TEST_CASE("without call waiting one call is all a line takes") {
    Scenario s;
    s.line().call_waiting = false;
    s.talks();
    s.is_called();
    CHECK(s.pbx.last("reject").status == 486);
}

TEST_CASE("a call is never forwarded to its caller or to the line itself, nor for the sixth time") {
    Scenario s;
    SUBCASE("caller") {
        s.forwards[0].all = "202";
        s.is_called(bob);
        CHECK(s.state() == "RingIn");
    }
    SUBCASE("self") {
        s.forwards[0].all = "201";
        s.is_called(bob);
        CHECK(s.state() == "RingIn");
    }
    SUBCASE("too many diversions") {
        s.forwards[0].all = "205";
        s.is_called(bob, far_sdp(), 1, [](sip::Invited& invited) {
            for (int i = 0; i < 6; ++i)
                invited.message.headers.diversion.push_back("<sip:20" + std::to_string(i) +
                                                            "@pbx.test>;reason=unconditional");
        });
        CHECK(s.pbx.last("reject").status == 486);
    }
}

TEST_CASE("an urgent call rings through do-not-disturb") {
    Scenario s;
    s.context.dnd = true;
    s.context.dnd_mode = mapping::DndMode::reject;
    s.is_called(bob, far_sdp(), 1, [](sip::Invited& invited) { alert(invited, "<urn:alert:priority:high>"); });
    CHECK(s.phone.rings.at(s.pbx.call()) == sccp::RingMode::precedence_ring);
}

TEST_CASE("silent do-not-disturb blinks and does not ring") {
    Scenario s;
    s.context.dnd = true;
    s.context.dnd_mode = mapping::DndMode::silent;
    s.is_called();
    CHECK(s.phone.rings.at(s.pbx.call()) == sccp::RingMode::flash_only);
    CHECK(s.phone.lamp() == LampMode::blink);
}

TEST_CASE("an INVITE for a line that is not on this phone is not found") {
    Scenario s;
    s.is_called(bob, far_sdp(), 9);
    CHECK(s.pbx.last("reject").status == 404);
}

// ---- ringing (3.2, 3.3) ---------------------------------------------------------------------------------------------

TEST_CASE("no ringing is sent where it would have to be reliable and carry an offer") {
    Scenario s;
    s.is_called(bob, "", 1, [](sip::Invited& invited) { invited.requires_100rel = true; });
    CHECK_FALSE(s.pbx.got("ring"));
    CHECK(s.state() == "RingIn");
}

TEST_CASE("how it rings follows Alert-Info") {
    Scenario s;
    s.line().internal_pattern = "_2XX";
    sccp::RingMode expected{};
    std::string info;
    SUBCASE("internal") { info = "<http://127.0.0.1>;info=internal", expected = sccp::RingMode::inside_ring; }
    SUBCASE("feature") { info = "Bellcore-dr3", expected = sccp::RingMode::feature_ring; }
    SUBCASE("silent") { info = "silent", expected = sccp::RingMode::flash_only; }
    s.is_called(bob, far_sdp(), 1, [&](sip::Invited& invited) { alert(invited, info); });
    CHECK(s.phone.rings.at(s.pbx.call()) == expected);
}

// ---- answer triggers (3.4) ------------------------------------------------------------------------------------------

TEST_CASE("the handset takes the oldest call, or the newest, or the one of its line or reference") {
    Scenario s(2);
    SUBCASE("oldest") {
        const auto first = s.is_called(bob);
        s.is_called(eve);
        s.phone.lifts_handset();
        CHECK(s.state(first) == "Answering");
    }
    SUBCASE("newest") {
        s.device.answer_order = mapping::AnswerOrder::newest;
        s.is_called(bob);
        const auto second = s.is_called(eve);
        s.phone.lifts_handset();
        CHECK(s.state(second) == "Answering");
    }
    SUBCASE("by line") {
        s.is_called(bob);
        const auto second = s.is_called(eve, far_sdp(), 2);
        s.phone.lifts_handset(2);
        CHECK(s.state(second) == "Answering");
    }
    SUBCASE("by reference") {
        s.is_called(bob);
        const auto second = s.is_called(eve);
        s.phone.lifts_handset(1, second);
        CHECK(s.state(second) == "Answering");
    }
    SUBCASE("line key") {
        s.is_called(bob);
        const auto second = s.is_called(eve, far_sdp(), 2);
        s.phone.presses_line(2);
        CHECK(s.state(second) == "Answering");
        CHECK(s.phone.speaker);
    }
}

TEST_CASE("a handset lifted during a call by the speaker changes nothing") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.forget_log();
    s.phone.forget_log();
    s.phone.lifts_handset();
    CHECK(s.phone.sent.empty());
    CHECK(s.state(call) == "Connected");
}

TEST_CASE("answering a second call holds the first, complete on the wire before the second opens") {
    Scenario s;
    const auto first = s.talks();
    const auto second = s.is_called(eve);
    s.phone.forget_log();
    s.phone.presses(SoftKey::answer, second);
    CHECK(s.state(first) == "Holding");
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.phone.state(first) == DCallState::hold);
    CHECK(s.phone.receiving.size() == 1);
    CHECK(s.phone.receiving.contains(second));
    s.phone.opens_receive("192.0.2.7", 18100);
    s.pbx.talk_about(second);
    s.pbx.acknowledges();
    s.pbx.accepts_offer(far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly"), first);
    CHECK(s.state(first) == "Hold");
    CHECK(s.phone.has_audio(second));
    CHECK(s.phone.lamp() == LampMode::on);
    s.pbx.hangs_up(second);
    CHECK(s.phone.state(first) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
    CHECK(s.phone.receiving.empty());
}

// ---- auto answer (3.5) ----------------------------------------------------------------------------------------------

TEST_CASE("a call that asks for it answers itself, without ringing, with a zip") {
    Scenario s;
    const auto wants = [](sip::Invited& invited) { invited.message.headers.call_info = {"<sip:pbx.test>;answer-after=0"}; };
    SUBCASE("on an idle phone") {
        const auto call = s.is_called(bob, far_sdp(), 1, wants);
        CHECK(s.state() == "Answering");
        CHECK(s.phone.count<sccp::SetRinger>() > 0);
        for (const auto& told : s.phone.all<sccp::SetRinger>()) CHECK(told.ring_mode == sccp::RingMode::ring_off);
        CHECK(s.phone.speaker);
        CHECK(s.phone.microphone);
        s.phone.opens_receive();
        CHECK(s.phone.beeped(DeviceTone::zip));
        CHECK(s.phone.has_audio(call));
    }
    SUBCASE("after a delay") {
        s.line().auto_answer_delay = 3s;
        s.is_called(bob, far_sdp(), 1, wants);
        CHECK(s.state() == "RingIn");
        s.wait(3s);
        CHECK(s.state() == "Answering");
    }
    SUBCASE("not on a phone on which somebody talks") {
        s.talks();
        const auto call = s.is_called(bob, far_sdp(), 1, wants);
        CHECK(s.state(call) == "RingIn");
        CHECK(s.phone.rings.at(call) == sccp::RingMode::flash_only);
        s.wait(10s);
        CHECK(s.state(call) == "RingIn");
    }
    SUBCASE("not there either, and nobody takes it: it is forwarded as any other") {
        s.forwards[0].no_answer = "205";
        s.talks();
        const auto call = s.is_called(bob, far_sdp(), 1, wants);
        s.wait(s.line().cfna_timeout);
        CHECK(s.pbx.last("reject").status == 302);
        CHECK(s.state(call).empty());
    }
    SUBCASE("somebody began to dial during the delay") {
        s.line().auto_answer_delay = 3s;
        const auto call = s.is_called(bob, far_sdp(), 1, wants);
        s.phone.presses(SoftKey::new_call);
        s.wait(3s);
        CHECK(s.state(call) == "RingIn");
    }
    SUBCASE("not where it is forbidden") {
        s.line().auto_answer = mapping::AutoAnswer::no;
        s.is_called(bob, far_sdp(), 1, wants);
        CHECK(s.state() == "RingIn");
        CHECK_FALSE(s.phone.rings.empty());
    }
}

TEST_CASE("a page, and a phone told to, answer with the microphone off") {
    Scenario s;
    const auto wants = [](sip::Invited& invited) { invited.message.headers.answer_mode = "Auto"; };
    SUBCASE("one way") { s.is_called(bob, far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly"), 1, wants); }
    SUBCASE("option") {
        s.line().auto_answer_mute = true;
        s.is_called(bob, far_sdp(), 1, wants);
    }
    CHECK(s.state() == "Answering");
    CHECK_FALSE(s.phone.microphone);
}

TEST_CASE("the microphone that was off for a page is on again with a digit, and at the end of the call") {
    Scenario s;
    s.line().auto_answer_mute = true;
    const auto call = s.is_called(bob, far_sdp(), 1, [](sip::Invited& invited) { invited.message.headers.answer_mode = "Auto"; });
    s.phone.opens_receive();
    s.pbx.acknowledges();
    CHECK_FALSE(s.phone.microphone);
    s.phone.forget_log();
    SUBCASE("digit") {
        s.phone.dials("11", call);
        CHECK(s.phone.count<sccp::SetMicroMode>() == 1);
    }
    SUBCASE("end") { s.pbx.hangs_up(call); }
    CHECK(s.phone.microphone);
}

// ---- INVITE with Replaces (5.1) -------------------------------------------------------------------------------------

TEST_CASE("an INVITE that replaces our call takes its place") {
    Scenario s;
    const auto old = s.talks();
    const auto call = s.is_called(eve, far_sdp("8 101", 31000), 1, [old](sip::Invited& invited) { invited.replaces = old; });
    CHECK(s.state(call) == "Answering");
    CHECK_FALSE(s.pbx.got("BYE"));
    s.phone.opens_receive("192.0.2.7", 18100);
    CHECK(s.pbx.last("200").leg == call);
    CHECK(s.pbx.last("BYE").leg == old);
    CHECK_FALSE(s.phone.calls.contains(old));
    s.pbx.talk_about(call);
    s.pbx.acknowledges();
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.state(call) == DCallState::connected);
    CHECK(s.phone.sending.at(call).port == 31000);
    CHECK(s.phone.call(call).calling_name == "Eve");
}

TEST_CASE("an INVITE that replaces nothing of ours is refused") {
    Scenario s;
    int status = 481;
    SUBCASE("no such dialog") {
        s.is_called(eve, far_sdp(), 1, [](sip::Invited& invited) { invited.replaces_unmatched = true; });
    }
    SUBCASE("early-only, but the call is up") {
        const auto old = s.talks();
        s.is_called(eve, far_sdp(), 1, [old](sip::Invited& invited) {
            invited.replaces = old;
            invited.replaces_early_only = true;
        });
        status = 486;
    }
    SUBCASE("a call that rings here") {
        const auto old = s.is_called();
        s.is_called(eve, far_sdp(), 1, [old](sip::Invited& invited) { invited.replaces = old; });
    }
    CHECK(s.pbx.last("reject").status == status);
}
