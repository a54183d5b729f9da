// The phone's connection is lost in a transfer (callflows 1.6, 5.1): what the next session is told, and that a REFER
// that is out goes on.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

struct LostTransfer : Consulting {
    void refers_attended() {
        consults();
        pbx.rings();
        pbx.answers();
        phone.presses(SoftKey::transfer, target);
        pbx.says(sip::ReferAccepted{}, source);
    }
    void refers_blind() {
        consults();
        pbx.rings();
        phone.presses(SoftKey::transfer, target);
        pbx.rejects(487);
        pbx.says(sip::ReferAccepted{}, source);
    }
    void refers_early(bool rings) {
        device.semi_attended = mapping::SemiAttended::replaces;
        consults();
        if (rings) pbx.rings();
        else pbx.progresses();
        phone.presses(SoftKey::transfer, target);
        REQUIRE(pbx.last("REFER").replaces == target);
    }
    /// Nothing may be sent: what is there may be another session already, which has no RegisterAck yet.
    void loses_phone(bool keeps_audio = false) {
        phone.forget_log();
        calls().on_lost();
        CHECK(phone.names().empty());
        phone.restarts(keeps_audio);
        view.reset();   // as Register does
    }
    void is_back(bool keeps_audio = false) {
        context.active_streams = keeps_audio ? 1 : 0;
        calls().on_back(true);
    }
    void fails() { pbx.says(sip::ReferFailed{481}, source); }
    /// As race 34 demands: shown, told, and the phone rings once.
    void check_brought_back(DCallState shown = DCallState::hold_revert) {
        CHECK(state(source) == "Hold");
        REQUIRE(phone.calls.contains(source));
        CHECK(phone.state(source) == shown);
        CHECK(phone.call(source).called == "204");
        CHECK(phone.any_lamp());
        phone.presses(SoftKey::resume, source);
        phone.opens_receive("192.0.2.7", 18200, source);
        pbx.accepts_offer(far_sdp(), source);
        CHECK(phone.has_audio(source));
    }
};

} // namespace

TEST_CASE("1.6: a phone that is lost in a consultation is told nothing any more") {
    LostTransfer s;
    SUBCASE("the number is dialled") {
        s.source = s.talks("204");
        s.phone.presses(SoftKey::transfer, s.source);
        s.phone.dials("2");
    }
    SUBCASE("no response yet") { s.consults(); }
    SUBCASE("under way") {
        s.consults();
        s.pbx.progresses();
    }
    SUBCASE("it rings") {
        s.consults();
        s.pbx.rings();
    }
    SUBCASE("it talks") {
        s.consults();
        s.pbx.answers();
    }
    SUBCASE("it is being cancelled") {
        s.consults();
        s.pbx.rings();
        s.phone.presses(SoftKey::transfer, s.target);
    }
    SUBCASE("the target was busy") {
        s.consults();
        s.pbx.rejects(486);
    }
    s.loses_phone();
}

TEST_CASE("5.1: the call that a REFER names is not ended because the phone was lost") {
    for (const auto preserved : {120s, 0s}) {
        CAPTURE(preserved.count());
        for (const std::string then : {"it is away", "it is back without audio", "it is back, and lost again"}) {
            CAPTURE(then);
            LostTransfer s;
            s.call_options.preserve_max = preserved;
            s.refers_attended();
            s.loses_phone();
            if (then != "it is away") s.is_back();
            if (then == "it is back, and lost again") s.loses_phone();
            CHECK_FALSE(s.pbx.got("BYE"));
            s.pbx.says(sip::ReferSucceeded{}, s.source);
            CHECK(s.pbx.all("BYE", s.source).size() == 1);
            CHECK(s.pbx.all("BYE", s.target).size() == 1);
            s.pbx.confirms_bye(s.source);
            s.pbx.confirms_bye(s.target);
            CHECK(s.is_over());
        }
    }
}

TEST_CASE("5.1: the user of a phone that is back may call while the REFER goes on") {
    LostTransfer s;
    s.refers_attended();
    s.loses_phone();
    s.is_back();
    s.phone.lifts_handset();
    CHECK(s.phone.state() == DCallState::off_hook);
    s.fails();
    s.pbx.confirms_bye(s.target);
    CHECK(s.phone.state(s.source) == DCallState::hold);
}

TEST_CASE("5.1: the call that an early REFER names is not cancelled because the phone was lost, ringing or not") {
    for (const bool rings : {false, true}) {
        CAPTURE(rings);
        LostTransfer s;
        s.refers_early(rings);
        s.loses_phone();
        CHECK_FALSE(s.pbx.got("CANCEL"));
        s.fails();
        CHECK(s.pbx.count("CANCEL") == 1);
    }
}

TEST_CASE("5.1: the call that an early REFER names rings on without the phone") {
    LostTransfer s;
    s.refers_early(true);
    s.loses_phone();
    SUBCASE("it succeeds") {
        s.is_back();
        s.pbx.says(sip::ReferSucceeded{}, s.source);
        s.pbx.confirms_bye(s.source);
        CHECK(s.pbx.all("CANCEL", s.target).size() == 1);
        s.pbx.says(sip::Rejected{s.pbx.message(487), false}, s.target);
        CHECK(s.is_over());
    }
    SUBCASE("it fails") {
        s.is_back();
        s.fails();
        CHECK(s.pbx.all("CANCEL", s.target).size() == 1);
        s.pbx.says(sip::Rejected{s.pbx.message(487), false}, s.target);
        s.check_brought_back();
    }
    SUBCASE("it is answered, and then it fails: on hold as well") {
        s.pbx.says(sip::Answered{s.pbx.message(200, far_sdp())}, s.target);
        s.pbx.accepts_offer(held_answer, s.target);
        s.is_back();
        s.fails();
        CHECK(s.state(s.target) == "Hold");
        CHECK(s.phone.state(s.target) == DCallState::hold);
    }
}

TEST_CASE("race 34, 1.6: a REFER that fails when the lost phone is back brings the first call back to the user") {
    LostTransfer s;
    SUBCASE("blind") {
        s.refers_blind();
        s.loses_phone();
        s.is_back();
        s.fails();
    }
    SUBCASE("attended: the target was up, and its audio is gone") {
        s.refers_attended();
        s.loses_phone();
        s.is_back();
        s.fails();
        CHECK(s.pbx.last("BYE").leg == s.target);
        CHECK(s.pbx.last("BYE").text.find("cause=41") != std::string::npos);
        s.pbx.confirms_bye(s.target);
    }
    SUBCASE("no result") {
        s.refers_blind();
        s.loses_phone();
        s.is_back();
        s.wait(32s);
    }
    SUBCASE("to the mail box") {
        s.line().voicemail_number = "800";
        s.source = s.talks("204");
        s.phone.presses(SoftKey::divert, s.source);
        s.loses_phone();
        s.is_back();
        s.fails();
        s.pbx.accepts_offer(held_answer, s.source);   // it was no call on hold
    }
    SUBCASE("another call was transferred meanwhile") {
        s.refers_blind();
        const auto third = s.takes_call();
        s.phone.presses(SoftKey::transfer, third);
        s.phone.presses(SoftKey::end_call, s.calls().snapshot().back().id);
        s.phone.presses(SoftKey::end_call, third);
        s.pbx.confirms_bye(third);
        s.loses_phone();
        s.is_back();
        s.fails();
    }
    s.check_brought_back();
}

TEST_CASE("1.6: a call whose REFER fails while the phone is away is kept for it as any other call") {
    for (const bool is_attended : {false, true}) {
        for (const bool returns : {false, true}) {
            CAPTURE(is_attended);
            CAPTURE(returns);
            LostTransfer s;
            if (is_attended) s.refers_attended();
            else s.refers_blind();
            s.loses_phone();
            s.fails();
            CHECK_FALSE(s.pbx.got("BYE"));
            if (returns) {
                s.is_back();
                CHECK(s.pbx.all("BYE", s.target).size() == (is_attended ? 1 : 0));
                s.check_brought_back(DCallState::hold);
                continue;
            }
            s.wait(120s);
            CHECK(s.pbx.count("BYE") == (is_attended ? 2 : 1));
            s.pbx.confirms_bye(s.source);
            s.pbx.confirms_bye(s.target);
            CHECK(s.is_over());
        }
    }
}

TEST_CASE("1.6: a target whose audio runs on in the phone is not ended when the REFER fails") {
    LostTransfer s;
    s.refers_attended();
    s.loses_phone(true);
    s.is_back(true);
    s.fails();
    CHECK_FALSE(s.pbx.got("BYE"));
    CHECK(s.state(s.target) == "Preserved");
    CHECK(s.phone.state(s.source) == DCallState::hold);
    s.phone.hangs_up();
    CHECK(s.pbx.last("BYE").leg == s.target);
}
