// Orders of events that once wedged a call, leaked one or left a phone lit, found by tests/exploration: transfers.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string other_codec = far_sdp("18");

/// A call that is being transferred to the mail box.
LegId diverts(Scenario& s) {
    s.line().voicemail_number = "800";
    const auto call = s.talks();
    s.phone.presses(SoftKey::divert, call);
    REQUIRE(s.state() == "Referring");
    return call;
}

/// The user has pressed Transfer in a call and dialled 205, to whom the INVITE is out. That call; the other is
/// `pbx.call()`.
LegId consults(Scenario& s) {
    const auto source = s.talks();
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(held_answer, source);
    s.phone.dials("205#");
    s.phone.opens_receive();
    return source;
}

/// The same, and the far end of that call has not agreed to be held yet.
LegId consults_before_the_hold(Scenario& s) {
    const auto source = s.talks();
    s.phone.presses(SoftKey::transfer, source);
    s.phone.dials("205#");
    s.phone.opens_receive();
    return source;
}

} // namespace

TEST_CASE("a user who hangs up while his REFER is under way is left with a lit lamp") {
    Scenario s;
    diverts(s);
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
    SUBCASE("and the REFER succeeds") {
        s.pbx.says(sip::ReferSucceeded{});
        s.pbx.confirms_bye();
    }
    SUBCASE("and the far end hangs up") { s.pbx.hangs_up(); }
    SUBCASE("and the REFER fails: the call is back on hold, and the phone rings once") {
        s.pbx.says(sip::ReferFailed{486});
        CHECK(s.phone.state() == DCallState::hold_revert);
        s.phone.presses(SoftKey::end_call, s.pbx.call());
        s.pbx.confirms_bye();
    }
    s.check_no_leak();
}

TEST_CASE("a call whose REFER fails while the phone is away is held for ever") {
    Scenario s;
    SUBCASE("it waits as long as any other call") {
        diverts(s);
        s.calls().on_lost();
        s.pbx.says(sip::ReferFailed{486});
        s.wait(119s);
        CHECK_FALSE(s.pbx.got("BYE"));
        s.wait(1s);
    }
    SUBCASE("nothing is kept") {
        s.call_options.preserve_max = 0s;
        diverts(s);
        s.calls().on_lost();
        s.pbx.says(sip::ReferFailed{486});
    }
    CHECK(s.pbx.count("BYE") == 1);
    s.pbx.confirms_bye();
    CHECK(s.is_over());
}

TEST_CASE("the target of a transfer on hang-up stays connected on the display without audio") {
    Scenario s;
    const auto source = consults(s);
    s.pbx.rings();
    s.pbx.answers();
    const auto target = s.pbx.call();
    s.phone.hangs_up();
    CHECK(s.phone.state(target) == DCallState::call_transfer);
    CHECK(s.phone.receiving.empty());
    s.pbx.says(sip::ReferSucceeded{}, source);
    s.pbx.confirms_bye(source);
    s.pbx.confirms_bye(target);
    s.check_no_leak();
}

TEST_CASE("ringback is sent for a target that the Transfer key has just given up") {
    Scenario s;
    const auto source = consults(s);
    const auto target = s.pbx.call();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.rings();   // the key counts from now on; Scenario checks what the phone is sent
    CHECK(s.pbx.count("CANCEL") == 1);
    s.phone.presses(SoftKey::transfer, source);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a target that answers after its CANCEL cannot be resumed when the transfer fails") {
    Scenario s;
    const auto source = consults(s);
    const auto target = s.pbx.call();
    s.pbx.rings();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.answers();
    REQUIRE(s.state(target) == "Hold");
    s.pbx.says(sip::ReferFailed{486}, source);
    s.phone.presses(SoftKey::resume, target);
    s.phone.opens_receive();
    CHECK(s.pbx.last("offer").leg == target);
    CHECK(s.state(target) == "Resuming");
}

TEST_CASE("a call that the user hung up comes back to the display when the transfer fails") {
    Scenario s;
    const auto source = consults(s);
    s.pbx.rings();
    s.pbx.answers();
    const auto target = s.pbx.call();
    s.phone.presses(SoftKey::transfer, target);
    s.phone.presses(SoftKey::end_call, target);
    s.pbx.says(sip::ReferFailed{486}, source);
    CHECK_FALSE(s.phone.calls.contains(target));
    s.pbx.confirms_bye(target);
    s.phone.presses(SoftKey::end_call, source);
    s.pbx.confirms_bye(source);
    s.check_no_leak();
}

TEST_CASE("the Transfer key writes to a target that has hung up") {
    Scenario s;
    const auto source = consults(s);
    s.pbx.rings();
    s.pbx.answers();
    const auto target = s.pbx.call();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.hangs_up(target);
    s.phone.presses(SoftKey::transfer, source);   // Scenario checks what the phone is sent
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a blind transfer whose source hangs up leaves the dialled number waiting for nothing") {
    Scenario s;
    s.device.blind_key = true;
    const auto source = s.talks();
    s.phone.presses(SoftKey::transfer_to_voice_mail, source);
    s.phone.dials("205");
    s.pbx.hangs_up(source);
    s.phone.dials("#");
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("205"));
}

TEST_CASE("the mark of a selected call is taken from a call that is off the display") {
    Scenario s;
    s.line().voicemail_number = "800";
    const auto call = s.talks();
    s.phone.presses(SoftKey::select, call);
    s.phone.presses(SoftKey::divert, call);
    s.phone.hangs_up();
    s.phone.forget_log();
    s.pbx.says(sip::ReferFailed{486});
    CHECK(s.phone.count<sccp::CallSelectStatRes>() == 0);
    CHECK(s.phone.state() == DCallState::hold_revert);
}

TEST_CASE("a channel stays open while a transfer goes on without the user") {
    Scenario s;
    diverts(s);
    s.phone.hangs_up();
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.sending.empty());
}

TEST_CASE("an answer in an ACK that comes while the call is resumed or referred is lost, and no offer is possible any more") {
    Scenario s;
    s.line().voicemail_number = "800";
    const auto call = holds(s);
    s.pbx.says(sip::OfferWanted{});
    SUBCASE("while the channel opens") {
        s.phone.presses(SoftKey::resume, call);
        s.pbx.acknowledges(held_answer);
        s.phone.opens_receive();
        CHECK(s.pbx.count("offer") == 2);
    }
    SUBCASE("while the resume waits for it") {
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.acknowledges(held_answer);
        s.wait(500ms);
        CHECK(s.pbx.count("offer") == 2);
    }
    SUBCASE("while it is referred") {
        s.phone.presses(SoftKey::divert, call);
        s.pbx.acknowledges(held_answer);
        s.pbx.says(sip::ReferFailed{486});
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        CHECK(s.pbx.count("offer") == 2);
    }
}

TEST_CASE("an answer to an offer of ours that comes while the call is referred is lost") {
    Scenario s;
    s.line().voicemail_number = "800";
    s.line().codecs = {"pcma", "g729"};
    const auto call = s.invites();
    s.pbx.answers(far_sdp("18 8"));               // their first codec is another one: locked by an offer
    REQUIRE(s.pbx.count("offer") == 1);
    s.phone.presses(SoftKey::divert, call);
    SUBCASE("accepted") { s.pbx.accepts_offer(); }
    SUBCASE("refused") { s.pbx.says(sip::OfferRefused{488}); }
    SUBCASE("met theirs") { s.pbx.says(sip::OfferGlare{true}); }
    s.pbx.says(sip::ReferFailed{486});
    CHECK(s.pbx.count("offer") == 2);
    s.pbx.accepts_offer(held_answer);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    CHECK(s.pbx.count("offer") == 3);
}

TEST_CASE("a call that is referred shows Connected after its channel failed") {
    Scenario s;
    s.line().voicemail_number = "800";
    const auto call = s.talks();
    s.pbx.offers(other_codec);
    s.pbx.cancels();
    REQUIRE(s.state() == "Connected");
    s.phone.presses(SoftKey::divert, call);
    s.wait(2s);                                    // the phone does not open the old channel again
    CHECK(s.phone.state() == DCallState::hold);
}

TEST_CASE("a REFER that waits for the hold names a target that has ended meanwhile") {
    Scenario s;
    const auto source = s.talks();
    LegId target{};
    SUBCASE("Trnsfer") {
        s.phone.presses(SoftKey::transfer, source);
        s.phone.dials("205#");
        s.phone.opens_receive();
        s.pbx.answers();
        target = s.pbx.call();
        s.phone.presses(SoftKey::transfer, target);
    }
    SUBCASE("DirTrfr") {
        s.phone.presses(SoftKey::hold, source);
        target = s.is_called();
        s.phone.presses(SoftKey::answer, target);
        s.phone.opens_receive();
        s.pbx.acknowledges();
        s.phone.presses(SoftKey::direct_transfer, target);
    }
    REQUIRE(s.state(source) == "Holding");
    s.pbx.hangs_up(target);
    CHECK(s.phone.state(source) == DCallState::hold);
    CHECK(s.phone.call(source).prompt == "Can not complete transfer");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    s.pbx.accepts_offer(held_answer, source);
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.state(source) == "Hold");
    s.phone.presses(SoftKey::resume, source);
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), source);
    CHECK(s.phone.has_audio(source));
}

TEST_CASE("a REFER that waits for the hold names nobody who could end: it goes out all the same") {
    Scenario s;
    const auto source = consults_before_the_hold(s);
    s.pbx.rings();
    const auto target = s.pbx.call();
    s.phone.presses(SoftKey::transfer, target);
    s.wait(500ms);                                 // long enough for the CANCEL
    s.pbx.rejects(487);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.accepts_offer(held_answer, source);
    CHECK(s.pbx.last("REFER").text == "205");
}

TEST_CASE("the answer to an offer of ours comes when the REFER has failed already: no offer is possible any more") {
    Scenario s;
    s.line().voicemail_number = "800";
    s.line().codecs = {"pcma", "g729"};
    const auto call = s.invites();
    s.pbx.answers(far_sdp("18 8"));               // their first codec is another one: locked by an offer
    REQUIRE(s.pbx.count("offer") == 1);
    s.phone.presses(SoftKey::divert, call);
    SUBCASE("the REFER was refused, the offer is accepted") {
        s.pbx.says(sip::ReferFailed{486});
        s.pbx.accepts_offer();
    }
    SUBCASE("the REFER had no result, the offer is refused") {
        s.wait(32s);
        s.pbx.says(sip::OfferRefused{488});
    }
    SUBCASE("the REFER was refused, the offer met theirs") {
        s.pbx.says(sip::ReferFailed{486});
        s.pbx.says(sip::OfferGlare{true});
        s.wait(4s);
    }
    CHECK(s.phone.state() == DCallState::hold);
    CHECK(s.pbx.count("offer") == 2);             // the far end hears that it is on hold
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "Hold");
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    CHECK(s.pbx.count("offer") == 3);
}

TEST_CASE("a user who has hung up is not called back to a call that is still on its way to hold when its transfer fails") {
    Scenario s;
    const auto source = consults_before_the_hold(s);
    s.pbx.answers();
    s.phone.hangs_up();
    s.pbx.hangs_up();
    CHECK(s.phone.state(source) == DCallState::hold_revert);
    s.pbx.accepts_offer(held_answer, source);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.phone.presses(SoftKey::resume, source);
    s.phone.opens_receive();
    CHECK(s.state(source) == "Resuming");
}

TEST_CASE("a REFER that waited for the hold is not sent after its transfer was given up") {
    Scenario s;
    const auto source = consults_before_the_hold(s);
    s.pbx.answers();
    const auto target = s.pbx.call();
    s.phone.presses(SoftKey::transfer, target);
    s.wait(32s);
    CHECK(s.phone.call(source).prompt == "Can not complete transfer");
    s.pbx.accepts_offer(held_answer, source);
    CHECK_FALSE(s.pbx.got("REFER"));
}

TEST_CASE("the target talks to nobody when the user hangs up while the REFER is under way") {
    Scenario s;
    const auto source = consults(s);
    s.pbx.answers();
    const auto target = s.pbx.call();
    s.phone.presses(SoftKey::transfer, target);
    s.phone.hangs_up();
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.state(target) == DCallState::call_transfer);
    SUBCASE("and succeeds") {
        s.pbx.says(sip::ReferSucceeded{}, source);
        s.pbx.confirms_bye(source);
        s.pbx.confirms_bye(target);
        s.check_no_leak();
    }
    SUBCASE("and fails: both wait on hold") {
        s.pbx.says(sip::ReferFailed{486}, source);
        s.pbx.accepts_offer(held_answer, target);
        CHECK(s.state(target) == "Hold");
        CHECK(s.phone.state(source) == DCallState::hold_revert);
    }
}
