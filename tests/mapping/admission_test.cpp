// Who may ring, in which order that is asked, and what a call that rings tells the phone beside its sound (callflows
// 3.1 to 3.7).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

const std::string no_codec = far_sdp("96");

/// What the caller is told; 0: it rings.
int told(Scenario& s, const std::string& sdp = far_sdp()) {
    s.pbx.forget_log();
    s.is_called("\"Bob\" <sip:202@pbx.test>;tag=b", sdp);
    return s.pbx.got("reject") ? s.pbx.last("reject").status : 0;
}

} // namespace

TEST_CASE("of several reasons not to ring the first one of the list is told") {
    Scenario s;
    s.line().call_waiting = false;
    s.line().dnd_code = 603;
    s.talks();
    s.context.draining = s.context.in_grace = s.context.dnd = true;
    s.context.ready = false;
    s.forwards[0].all = "204";
    s.forwards[0].busy = "205";
    CHECK(told(s, no_codec) == 503);
    s.context.draining = false;
    CHECK(told(s, no_codec) == 480);
    CHECK(s.pbx.last("reject").extra.retry_after == 10u);
    s.context.in_grace = false;
    CHECK(told(s, no_codec) == 480);
    CHECK_FALSE(s.pbx.last("reject").extra.retry_after.has_value());
    s.context.ready = true;
    CHECK(told(s, no_codec) == 488);
    CHECK(s.pbx.last("reject").extra.warning.find("305 ") == 0);
    CHECK(told(s) == 302);
    CHECK(s.pbx.last("reject").extra.contact == "<sip:204@pbx.test>");
    s.forwards[0].all.clear();
    CHECK(told(s) == 603);
    s.context.dnd = false;
    CHECK(told(s) == 302);
    CHECK(s.pbx.last("reject").extra.contact == "<sip:205@pbx.test>");
    s.forwards[0].busy.clear();
    CHECK(told(s) == 486);
    s.line().call_waiting = true;
    s.line().max_calls = 1;
    CHECK(told(s) == 486);
    s.line().max_calls = 4;
    CHECK(told(s) == 0);
}

TEST_CASE("a phone with 64 calls takes no other, neither from outside nor by its keys") {
    Scenario s;
    s.line().busy_trigger = s.line().max_calls = 100;
    for (int call = 0; call < 64; ++call) REQUIRE(told(s) == 0);
    CHECK(told(s) == 486);
    CHECK(s.calls().snapshot().size() == 64);
    s.phone.presses(SoftKey::new_call);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.calls().snapshot().size() == 64);
    s.pbx.talk_about(s.calls().snapshot().front().id);
    s.pbx.cancels();
    CHECK(told(s) == 0);
}

TEST_CASE("a call that rings is told above all other notices for ten seconds, and rings on; one that waits flashes once") {
    Scenario s;
    s.is_called();
    CHECK(s.phone.last<sccp::DisplayPriNotifyV2>().timeout == 10);
    CHECK(s.phone.last<sccp::DisplayPriNotifyV2>().priority == 5);
    CHECK(s.phone.last<sccp::SetRinger>().ring_duration == sccp::RingDuration::normal_ring);
    s.is_called("\"Eve\" <sip:203@pbx.test>;tag=e");
    CHECK(s.phone.last<sccp::SetRinger>().ring_mode == sccp::RingMode::flash_only);
    CHECK(s.phone.last<sccp::SetRinger>().ring_duration == sccp::RingDuration::single_ring);
}

TEST_CASE("CallInfo counts the calls of a line from one") {
    Scenario s(2);
    const auto instance = [&] { return s.phone.last<sccp::CallInfoV2>().call_instance; };
    s.is_called();
    CHECK(instance() == 1);
    s.is_called("\"Eve\" <sip:203@pbx.test>;tag=e");
    CHECK(instance() == 2);
    s.is_called("\"Eve\" <sip:203@pbx.test>;tag=f", far_sdp(), 2);
    CHECK(instance() == 1);
}

TEST_CASE("when the talk ends the oldest of the waiting calls rings, the others go on waiting") {
    Scenario s;
    s.line().busy_trigger = 4;
    const auto talk = s.talks();
    const auto oldest = s.is_called();
    const auto other = s.is_called("\"Eve\" <sip:203@pbx.test>;tag=e");
    s.pbx.hangs_up(talk);
    CHECK(s.phone.rings.at(oldest) == sccp::RingMode::outside_ring);
    CHECK(s.phone.rings.at(other) == sccp::RingMode::flash_only);
    s.pbx.talk_about(oldest);
    s.pbx.cancels();
    CHECK(s.phone.rings.at(other) == sccp::RingMode::outside_ring);
}

TEST_CASE("a waiting call that goes leaves lamp and keys to the one that talks") {
    Scenario s;
    const auto talk = s.talks();
    s.is_called();
    REQUIRE(s.phone.lamp() == LampMode::blink);
    s.phone.forget_log();
    s.pbx.cancels();
    CHECK(s.phone.lamp() == LampMode::on);
    CHECK(s.phone.call(talk).keys == sccp::SoftKeySet::connected);
    CHECK(s.phone.call(talk).prompt == "Connected");
    CHECK(s.phone.plane == 1);
    // not those of an idle phone
    for (const auto& keys : s.phone.all<sccp::SelectSoftKeys>()) CHECK(keys.call_reference != 0);
}

TEST_CASE("a call that answers itself zips when its audio runs, not before") {
    Scenario s;
    s.is_called("\"Bob\" <sip:202@pbx.test>;tag=b", far_sdp(), 1,
                [](sip::Invited& invited) { invited.message.headers.call_info = {"<sip:pbx.test>;answer-after=0"}; });
    CHECK_FALSE(s.phone.beeped(DeviceTone::zip));
    s.phone.forget_log();
    s.phone.opens_receive();
    const auto names = s.phone.names();
    CHECK(std::find(names.begin(), names.end(), "StartMediaTransmission") < std::find(names.begin(), names.end(), "StartTone"));
    CHECK(s.phone.last<sccp::StartTone>().tone == DeviceTone::zip);
}

TEST_CASE("an INVITE without SDP, answered by a phone that reserves ports: no codec is opened before the ACK has chosen it") {
    Scenario s(1, "7941", 17, 0x8572);
    const auto call = s.is_called("\"Bob\" <sip:202@pbx.test>;tag=b", "");
    s.phone.lifts_handset();
    REQUIRE(s.phone.reserved.size() == 1);
    CHECK(s.phone.receiving.empty());
    s.phone.reserves_port("192.0.2.7", 19000, 19001);
    CHECK(s.pbx.last("200").sdp.find("m=audio 19000 RTP/AVP 8 0 18 101") != std::string::npos);
    CHECK(s.phone.receiving.empty());
    s.pbx.acknowledges(far_sdp("0 101"));
    CHECK(s.phone.receiving.at(call).payload == Payload::g711_ulaw64k);
    s.phone.opens_receive("192.0.2.7", 19000, call);
    CHECK(s.phone.has_audio(call));
    CHECK_FALSE(s.pbx.got("offer"));
    s.phone.hangs_up();
    s.pbx.confirms_bye(call);
    s.check_no_leak();
}
