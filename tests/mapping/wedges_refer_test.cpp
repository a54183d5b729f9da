// Orders of events that once wedged a call, found by tests/exploration: the user goes on while a REFER is out, or
// before it has left.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string other_codec = far_sdp("18");

struct Referring : Consulting {
    void consults_and_talks() {
        consults();
        pbx.rings();
        pbx.answers();
    }
    void refers() {
        consults_and_talks();
        phone.presses(SoftKey::transfer, target);
        REQUIRE(state(source) == "Referring");
    }
    /// The user puts the target on hold and takes it back; its channel is being opened.
    void resumes_target() {
        phone.presses(SoftKey::hold, target);
        pbx.accepts_offer(held_answer, target);
        phone.presses(SoftKey::resume, target);
        REQUIRE(state(target) == "ResumeOpening");
    }
    /// `semi_attended=replaces`: the REFER names a target that rings.
    void refers_early() {
        device.semi_attended = mapping::SemiAttended::replaces;
        consults();
        pbx.rings();
        phone.presses(SoftKey::transfer, target);
        REQUIRE(pbx.last("REFER").replaces == target);
    }
    /// Back to the first call; the target is on hold.
    void swaps() {
        consults_and_talks();
        phone.presses(SoftKey::resume, source);
        pbx.accepts_offer(held_answer, target);
        REQUIRE(state(target) == "Hold");
        REQUIRE(state(source) == "ResumeOpening");
    }
    void talks_to_source() {
        phone.opens_receive("192.0.2.7", 18200, source);
        pbx.accepts_offer(far_sdp(), source);
        REQUIRE(phone.has_audio(source));
    }
    void succeeds() {
        pbx.says(sip::ReferSucceeded{}, source);
        CHECK(pbx.all("BYE", source).size() == 1);
        CHECK(pbx.all("BYE", target).size() == 1);
        pbx.confirms_bye(source);
        pbx.confirms_bye(target);
        check_no_leak();
    }
    void fails() { pbx.says(sip::ReferFailed{481}, source); }
    void check_both_wait() {
        CHECK(phone.state(target) == DCallState::hold);
        CHECK(phone.state(source) == DCallState::hold_revert);
    }
};

} // namespace

TEST_CASE("a target that is being resumed waits for a channel for ever when the user hangs up while the REFER is out") {
    for (const bool is_open : {false, true}) {
        for (const bool does_succeed : {true, false}) {
            CAPTURE(is_open);
            CAPTURE(does_succeed);
            Referring s;
            s.refers();
            s.resumes_target();
            if (is_open) s.phone.opens_receive("192.0.2.7", 18200, s.target);
            s.phone.hangs_up(1, s.source);
            if (is_open) {
                s.pbx.accepts_offer(far_sdp(), s.target);
                s.pbx.accepts_offer(held_answer, s.target);
            } else {
                s.phone.opens_receive("192.0.2.7", 18200, s.target);
            }
            CHECK(s.state(s.target) == "Hold");
            CHECK(s.phone.receiving.empty());
            if (does_succeed) {
                s.succeeds();
            } else {
                s.fails();
                s.check_both_wait();
            }
        }
    }
}

TEST_CASE("a target whose far end wants another codec waits for a channel for ever when the user hangs up while the REFER is out") {
    Referring s;
    s.refers();
    s.pbx.offers(other_codec, s.target);
    REQUIRE(s.state(s.target) == "Reopening");
    s.phone.hangs_up();
    s.phone.opens_receive("192.0.2.7", 18200, s.target);
    s.pbx.accepts_offer(held_answer, s.target);
    CHECK(s.state(s.target) == "Hold");
    CHECK(s.phone.receiving.empty());
    s.succeeds();
}

TEST_CASE("a target that answers after the user has hung up talks to nobody while an early REFER is out") {
    Referring s;
    s.refers_early();
    s.phone.hangs_up();
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.is_silent(s.target));
    s.pbx.answers();
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.sending.empty());
    s.pbx.accepts_offer(held_answer, s.target);
    CHECK(s.state(s.target) == "Hold");
    SUBCASE("it succeeds") { s.succeeds(); }
    SUBCASE("it fails: both wait on hold") {
        s.fails();
        s.check_both_wait();
    }
}

TEST_CASE("a target rings on for nobody after the user has hung up and the early REFER has failed") {
    Referring s;
    s.refers_early();
    s.phone.hangs_up();
    CHECK_FALSE(s.pbx.got("CANCEL"));
    s.fails();
    CHECK(s.pbx.last("CANCEL").leg == s.target);
    s.pbx.rejects(487);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(s.source) == DCallState::hold_revert);
}

TEST_CASE("a target that refuses after the user has hung up sounds in a phone that is on the hook") {
    Referring s;
    s.refers_early();
    s.phone.hangs_up();
    s.pbx.rejects(486);
    CHECK(s.phone.is_silent(s.target));
    s.fails();
    CHECK(s.phone.state(s.source) == DCallState::hold_revert);
    s.wait(15s);
    CHECK(s.phone.calls.size() == 1);
}

TEST_CASE("a user who has hung up sees a call transfer after it has failed") {
    Referring s;
    s.device.hold_before_refer = true;
    s.consults_and_talks();
    s.phone.presses(SoftKey::transfer, s.target);
    s.pbx.accepts_offer(held_answer, s.target);
    s.phone.hangs_up();
    s.fails();
    CHECK(s.phone.state(s.target) == DCallState::hold);
}

TEST_CASE("the Transfer key after the user has gone back to the first call sends no REFER") {
    Referring s;
    s.device.hold_before_refer = true;             // the target is on hold already: no key has been refused
    s.swaps();
    SUBCASE("its channel is being opened") {
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.opens_receive("192.0.2.7", 18200, s.source);
    }
    SUBCASE("the far end has not agreed yet") {
        s.phone.opens_receive("192.0.2.7", 18200, s.source);
        s.phone.presses(SoftKey::transfer, s.source);
        SUBCASE("and does") {
            s.pbx.accepts_offer(far_sdp(), s.source);
            s.pbx.accepts_offer(held_answer, s.source);
        }
        SUBCASE("and refuses") { s.pbx.says(sip::OfferRefused{488}, s.source); }
    }
    SUBCASE("it talks") {
        s.talks_to_source();
        s.phone.presses(SoftKey::transfer, s.source);
        s.pbx.accepts_offer(held_answer, s.source);
    }
    SUBCASE("it talks, and its far end wants another codec") {
        s.talks_to_source();
        s.pbx.offers(other_codec, s.source);
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.opens_receive("192.0.2.7", 18200, s.source);
        s.pbx.accepts_offer(held_answer, s.source);
    }
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.pbx.last("REFER").leg == s.source);
    CHECK(s.pbx.last("REFER").replaces == s.target);
    CHECK(s.phone.receiving.empty());
    CHECK(s.state(s.source) == "Referring");
    s.succeeds();
}

TEST_CASE("the first call talks to nobody after the user has gone back to it and hung up") {
    Referring s;
    bool does_talk{};
    SUBCASE("transfer_on_hangup=yes") {
        SUBCASE("its channel is being opened") {}
        SUBCASE("it talks") { does_talk = true; }
    }
    SUBCASE("transfer_on_hangup=no") {
        s.device.transfer_on_hangup = false;
        SUBCASE("its channel is being opened") {}
        SUBCASE("it talks") { does_talk = true; }
    }
    s.swaps();
    if (does_talk) s.talks_to_source();
    s.phone.hangs_up();
    if (!does_talk) s.phone.opens_receive("192.0.2.7", 18200, s.source);
    CHECK(s.pbx.last("BYE").leg == s.source);
    CHECK(s.pbx.count("BYE") == 1);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.confirms_bye(s.source);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(s.target) == DCallState::hold);
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::transfer, 1}) == LampMode::off);
    s.pbx.hangs_up(s.target);
    s.check_no_leak();
}

TEST_CASE("the first call talks to nobody after the user has gone back to it, sent the target to the mail box and hung up") {
    Referring s;
    s.line().voicemail_number = "800";
    s.swaps();
    s.talks_to_source();
    s.phone.presses(SoftKey::divert, s.target);
    REQUIRE(s.state(s.target) == "Referring");
    s.phone.speaker = true;
    s.phone.hangs_up(1, s.target);                 // with the number of the call that is on its way already
    CHECK(s.pbx.last("BYE").leg == s.source);
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.phone.speaker);
    s.pbx.confirms_bye(s.source);
    s.pbx.says(sip::ReferSucceeded{}, s.target);
    s.pbx.confirms_bye(s.target);
    s.check_no_leak();
}

TEST_CASE("a target that is on hold ends with the handset") {
    Referring s;
    s.consults_and_talks();
    s.phone.presses(SoftKey::hold, s.target);
    s.pbx.accepts_offer(held_answer, s.target);
    s.phone.hangs_up();
    CHECK_FALSE(s.pbx.got("BYE"));
    CHECK(s.phone.state(s.source) == DCallState::hold);
    CHECK(s.phone.state(s.target) == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
}

TEST_CASE("a transfer is told as completed, and its target hung up, though the first call was gone before the REFER") {
    Referring s;
    s.source = s.talks("204");
    s.phone.presses(SoftKey::transfer, s.source);
    s.phone.dials("205#");
    s.phone.opens_receive();
    s.pbx.answers();
    s.target = s.pbx.call();
    REQUIRE(s.state(s.source) == "Holding");
    SUBCASE("by the key: the target goes on") {
        s.phone.presses(SoftKey::transfer, s.target);
        s.pbx.hangs_up(s.source);
        CHECK_FALSE(s.pbx.got("BYE"));
        CHECK(s.phone.has_audio(s.target));
        CHECK(s.phone.state(s.target) == DCallState::connected);
        CHECK(s.phone.prompt == "Can not complete transfer");
        s.phone.presses(SoftKey::end_call, s.target);
    }
    SUBCASE("by hanging up: nobody is left for the target") {
        s.phone.hangs_up();
        s.pbx.hangs_up(s.source);
        CHECK(s.pbx.last("BYE").leg == s.target);
        CHECK(s.phone.prompt == "Can not complete transfer");
    }
    SUBCASE("the phone is gone as well, and nothing is kept for it") {
        s.call_options.preserve_max = 0s;
        s.phone.presses(SoftKey::transfer, s.target);
        s.phone.forget_log();
        s.calls().on_lost();
        CHECK(s.phone.names().empty());
        s.phone.restarts();
        s.view.reset();
        s.pbx.confirms_bye(s.source);
    }
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.confirms_bye(s.target);
    s.check_no_leak();
}

TEST_CASE("a phone that is gone is told of the call that was to take the place of one whose dialog has died") {
    Scenario s;
    const auto old = s.takes_call();
    s.pbx.says(sip::ReferWanted{"sip:305@pbx.test", "<sip:204@pbx.test>", {}}, old);
    s.pbx.says(sip::DialogGone{408}, old);
    REQUIRE(s.state(old) == "Failed");
    s.phone.forget_log();
    s.calls().on_lost();
    CHECK(s.phone.names().empty());
}
