// Transfer without a word to the target: to a number (callflows 5.1), to the mail box (5.11).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

struct Blind : Scenario {
    LegId source{};
    Blind() {
        device.blind_key = device.blind_on_speeddial = true;
        device.buttons.push_back({mapping::Button::Kind::speed_dial, "205", "Eve"});
        source = talks("204");
    }
    void dials_behind_key() {
        phone.presses(SoftKey::transfer_to_voice_mail, source);
        phone.dials("205#");
    }
};

} // namespace

TEST_CASE("a blind transfer refers as soon as the number is complete, and calls nobody") {
    Blind s;
    SUBCASE("key first") {
        CHECK(s.phone.offers(SoftKey::transfer_to_voice_mail, s.source));
        s.dials_behind_key();
    }
    SUBCASE("key behind the number") {
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.dials("205");
        CHECK(s.phone.offers(SoftKey::transfer_to_voice_mail, s.phone.calls.rbegin()->first));
        s.phone.presses(SoftKey::transfer_to_voice_mail, s.phone.calls.rbegin()->first);
    }
    SUBCASE("speed dial") {
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
    }
    CHECK(s.pbx.count("INVITE") == 1);
    s.pbx.accepts_offer(held_answer, s.source);
    REQUIRE(s.pbx.got("REFER"));
    CHECK(s.pbx.last("REFER").leg == s.source);
    CHECK(s.pbx.last("REFER").text == "205");
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("what becomes of a blind transfer") {
    Blind s;
    const auto source = s.source;
    s.dials_behind_key();
    s.pbx.accepts_offer(held_answer, source);
    SUBCASE("done") {
        s.pbx.says(sip::ReferSucceeded{}, source);
        CHECK(s.phone.calls.empty());
        s.pbx.confirms_bye(source);
        CHECK(s.phone.prompt == "Transfer completed");
        s.check_no_leak();
    }
    SUBCASE("refused") {
        s.pbx.says(sip::ReferFailed{404}, source);
        CHECK(s.state(source) == "Hold");
        CHECK(s.phone.state(source) == DCallState::hold);
        CHECK(s.phone.call(source).prompt == "Can not complete transfer");
    }
}

TEST_CASE("the blind key is refused where it is not wanted") {
    Scenario s;
    const auto source = s.talks("204");
    s.phone.presses(SoftKey::transfer_to_voice_mail, source);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.state(source) == "Connected");
}

TEST_CASE("iDivert sends a call that is up to the mail box") {
    Scenario s;
    s.line().voicemail_number = "*97";
    const auto call = s.talks();
    CHECK(s.phone.offers(SoftKey::divert));
    SUBCASE("held") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
        CHECK(s.phone.offers(SoftKey::divert));
        s.phone.presses(SoftKey::divert, call);
        CHECK(s.pbx.last("REFER").text == "*97");
        return;
    }
    s.phone.presses(SoftKey::divert, call);
    CHECK(s.pbx.last("REFER").leg == call);
    CHECK(s.pbx.last("REFER").text == "*97");
    CHECK(s.pbx.last("REFER").replaces == 0);
    SUBCASE("done") {
        s.pbx.says(sip::ReferSucceeded{}, call);
        s.pbx.confirms_bye(call);
        CHECK(s.is_over());
        CHECK(s.phone.is_idle());
    }
    SUBCASE("refused") {
        s.pbx.says(sip::ReferFailed{403}, call);
        CHECK(s.state(call) == "Hold");
        CHECK(s.phone.call(call).prompt == "Can not complete transfer");
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), call);
        CHECK(s.phone.has_audio(call));
    }
}

TEST_CASE("iDivert without a mail box, and on a call that rings out, is refused") {
    Scenario s;
    SUBCASE("no mail box") {
        const auto call = s.talks();
        CHECK_FALSE(s.phone.offers(SoftKey::divert));
        s.phone.presses(SoftKey::divert, call);
    }
    SUBCASE("rings out") {
        s.line().voicemail_number = "*97";
        const auto call = s.rings_out();
        CHECK_FALSE(s.phone.offers(SoftKey::divert));
        s.phone.presses(SoftKey::divert, call);
    }
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}
