// Phones that do badly what they are asked to do with media: within three seconds the call talks, waits on hold or is
// over, the display and the log say why, and so does SIP. Never is a call connected without audio (callflows 2.5, 4.2,
// races 11, 12, 51).
#include <array>
#include <functional>

#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

using sccp::MediaStatus;

const std::string other_codec = far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2);

/// Where a channel is opened; each leaves the phone with an opening that it owes an answer for.
struct Opening {
    const char* name;
    LegId (*reach)(Scenario&);
};

LegId for_our_invite(Scenario& s) {
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    return s.phone.receiving.begin()->first;
}
LegId for_our_answer(Scenario& s) {
    const auto call = s.is_called();
    s.phone.lifts_handset();
    return call;
}
LegId for_the_codec_of_an_answer(Scenario& s) {
    const auto call = s.rings_out();
    s.pbx.answers(other_codec);
    return call;
}
LegId for_a_delayed_offer(Scenario& s) {
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.pbx.answers();
    return s.pbx.call();
}
LegId for_the_answer_in_an_ack(Scenario& s) {
    const auto call = s.is_called("<sip:202@pbx.test>", "");
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.pbx.acknowledges(other_codec);
    return call;
}
LegId for_a_resume(Scenario& s) {
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    return call;
}
LegId for_an_offer_of_theirs(Scenario& s) {
    const auto call = s.talks();
    s.pbx.offers(other_codec);
    return call;
}
LegId for_early_media(Scenario& s) {
    const auto call = s.invites();
    s.pbx.progresses(183, other_codec);
    return call;
}

constexpr std::array openings{
    Opening{"for our INVITE", for_our_invite},
    Opening{"for our answer", for_our_answer},
    Opening{"for the codec of an answer", for_the_codec_of_an_answer},
    Opening{"for a delayed offer", for_a_delayed_offer},
    Opening{"for the answer in an ACK", for_the_answer_in_an_ack},
    Opening{"for a resume", for_a_resume},
    Opening{"for an offer of theirs", for_an_offer_of_theirs},
    Opening{"for early media", for_early_media},
};

bool tells_sip(const Scenario& s) {
    return s.pbx.got("BYE") || s.pbx.got("reject") || s.pbx.got("reject offer") || !s.pbx.got("INVITE");
}

/// What a passer-by may find three seconds after the order: audio, a call on hold or not yet answered, or an end that
/// has its reason.
void check_honest(Scenario& s, LegId call, bool quiet_end = false) {
    const auto state = s.state(call);
    CAPTURE(state);
    CHECK(s.world.lines.size() > 0);
    if (state == "Connected") {
        CHECK(s.phone.has_audio(call));
    } else if (state == "Proceed" || state == "RingOut") {
        CHECK(s.phone.state(call) != DCallState::connected);
    } else if (state == "Hold") {
        CHECK(s.phone.receiving.empty());
        CHECK(s.phone.call(call).prompt == "Temp Fail");
    } else {
        const bool is_over = state.empty() || state == "Failed" || state == "Releasing" || state == "Ended";
        CHECK(is_over);
        CHECK(s.phone.receiving.empty());
        CHECK(s.phone.sending.empty());
        CHECK(tells_sip(s));
        const bool says_why = state == "Failed" ? !s.phone.call(call).prompt.empty() : s.phone.prompt != "Your current options";
        CHECK((says_why || quiet_end));
    }
}

void ends(Scenario& s, LegId call) {
    s.phone.hangs_up();
    s.phone.presses(SoftKey::end_call, call);
    if (s.pbx.got("CANCEL")) s.pbx.rejects(487);
    if (s.pbx.got("BYE")) s.pbx.confirms_bye(call);
    s.check_no_leak();
}

/// At each of the openings, once.
void at_each_opening(const std::function<void(Scenario&, LegId)>& test) {
    for (const auto& opening : openings) {
        CAPTURE(opening.name);
        Scenario s;
        const auto call = opening.reach(s);
        REQUIRE(s.phone.awaits_opening());
        test(s, call);
    }
}

} // namespace

TEST_CASE("a phone that never acknowledges a channel: within three seconds the call is over or held, and says why") {
    at_each_opening([](Scenario& s, LegId call) {
        s.wait(3s);
        CHECK(s.state(call) != "Connected");
        check_honest(s, call);
        ends(s, call);
    });
}

TEST_CASE("a phone that acknowledges a channel just in time talks") {
    at_each_opening([](Scenario& s, LegId call) {
        s.wait(1900ms);
        s.phone.opens_receive();
        if (s.state(call) == "Inviting") s.pbx.answers();
        if (s.state(call) == "AwaitingAck") s.pbx.acknowledges();
        if (s.state(call) == "Resuming") s.pbx.accepts_offer();
        if (s.state(call) == "Proceed") s.pbx.answers(other_codec);
        CHECK(s.state(call) == "Connected");
        CHECK(s.phone.has_audio(call));
        s.wait(3s);
        CHECK(s.state(call) == "Connected");
    });
}

TEST_CASE("a phone that acknowledges a channel too late is told to close it, and nothing else happens") {
    at_each_opening([](Scenario& s, LegId call) {
        s.wait(2100ms);
        s.phone.forget_log();
        const auto before = s.state(call);
        s.phone.answers_receive(MediaStatus::ok, "192.0.2.7", 18000, call);
        CHECK(s.phone.count<sccp::CloseReceiveChannel>() == 1);
        CHECK(s.state(call) == before);
        check_honest(s, call);
        ends(s, call);
    });
}

TEST_CASE("a phone that acknowledges a channel of nobody has acknowledged none") {
    static constexpr LegId nobody = 4711;
    at_each_opening([](Scenario& s, LegId call) {
        s.phone.answers_receive(MediaStatus::ok, "192.0.2.7", 18000, nobody);
        CHECK(s.phone.last<sccp::CloseReceiveChannel>().pass_thru_party_id == nobody);
        CHECK(s.phone.awaits_opening());
        s.wait(3s);
        CHECK(s.state(call) != "Connected");
        check_honest(s, call);
    });
}

TEST_CASE("a phone that refuses every channel: the call is over or held at once, and says why") {
    for (const std::uint32_t status : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 10U, 11U, 12U, 255U}) {
        CAPTURE(status);
        at_each_opening([&](Scenario& s, LegId call) {
            for (int tries = 0; tries < 4 && s.phone.awaits_opening(); ++tries) s.phone.refuses_receive(static_cast<MediaStatus>(status));
            check_honest(s, call, static_cast<MediaStatus>(status) == MediaStatus::device_on_hook);
            ends(s, call);
        });
    }
}

TEST_CASE("a phone that says ok without an address has opened nothing") {
    at_each_opening([](Scenario& s, LegId call) {
        for (int tries = 0; tries < 4 && s.phone.awaits_opening(); ++tries)
            s.phone.answers_receive(MediaStatus::ok, "0.0.0.0", tries % 2 ? 0 : 18000, s.phone.receiving.begin()->first);
        s.wait(3s);
        check_honest(s, call);
        ends(s, call);
    });
}

TEST_CASE("a phone that refuses another codec keeps the call in the old one") {
    Scenario s;
    const auto call = for_an_offer_of_theirs(s);
    s.phone.refuses_receive(MediaStatus::invalid_codec);
    CHECK(s.pbx.last("reject offer").status == 488);
    CHECK(s.world.has_logged("the phone opened no audio"));
    s.phone.opens_receive();
    CHECK(s.state(call) == "Connected");
    CHECK(s.phone.receiving.at(call).payload == Payload::g711_alaw64k);
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("a phone that does not answer when a channel is opened again: the far end's offer gets 500, then BYE that says why") {
    Scenario s;
    const auto call = for_an_offer_of_theirs(s);
    s.wait(2s);
    CHECK(s.pbx.last("reject offer").status == 500);
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
    CHECK(s.state(call) == "Failed");
    CHECK(s.phone.call().prompt == "Temp Fail");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    CHECK(s.world.has_logged("the phone did not answer OpenReceiveChannel"));
}

TEST_CASE("a resume that the phone does not serve leaves the call held, says so, and may be tried again") {
    Scenario s;
    const auto call = for_a_resume(s);
    SUBCASE("no answer") { s.wait(2s); }
    SUBCASE("refused") { s.phone.refuses_receive(MediaStatus::not_enough_channels); }
    CHECK(s.state(call) == "Hold");
    CHECK(s.phone.state(call) == DCallState::hold);
    CHECK(s.phone.call().prompt == "Temp Fail");
    CHECK(s.phone.lamp() == LampMode::wink);
    CHECK(s.world.has_logged("the phone "));
    s.wait(5s);
    CHECK(s.phone.call().prompt == "Hold");
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    s.pbx.accepts_offer();
    CHECK(s.phone.has_audio(call));
    s.phone.hangs_up();
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=16");
}

// ---- the phone's transmission (race 51) -----------------------------------------------------------------------------

namespace {

void refuses(Scenario& s, LegId call) { s.phone.starts_transmit(call, MediaStatus::invalid_codec); }
void fails(Scenario& s, LegId call) {
    s.phone.sending.erase(call);
    s.phone.says(sccp::MediaTransmissionFailure{call, call, {}, 0, call});
}

LegId talking(Scenario& s) { return s.talks(); }
LegId answered(Scenario& s) { return s.takes_call(); }
LegId resumed(Scenario& s) {
    const auto call = for_a_resume(s);
    s.phone.opens_receive();
    s.pbx.accepts_offer();
    return call;
}
LegId reopened(Scenario& s) {
    const auto call = for_an_offer_of_theirs(s);
    s.phone.opens_receive();
    return call;
}

} // namespace

TEST_CASE("a refusal that comes when the phone was asked again may be late: it is told to close what it may still open") {
    Scenario s;
    const auto call = for_a_resume(s);
    s.wait(5s);                     // nothing was heard of the first opening, and nobody waits for it any more
    s.phone.presses(SoftKey::resume, call);
    s.phone.forget_log();
    s.phone.answers_receive(MediaStatus::not_enough_channels, "0.0.0.0", 0, call);
    CHECK(s.state(call) == "Hold");
    CHECK(s.phone.count<sccp::CloseReceiveChannel>() == 1);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    s.pbx.accepts_offer();
    CHECK(s.state(call) == "Connected");
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("a transmission that the phone refuses, or that fails later, is tried once more; then the call fails with cause 47") {
    for (const auto reach : {talking, answered, resumed, reopened}) {
        for (const auto goes_wrong : {refuses, fails}) {
            Scenario s;
            const auto call = reach(s);
            REQUIRE(s.state(call) == "Connected");
            const auto orders = s.phone.count<sccp::StartMediaTransmission>();
            goes_wrong(s, call);
            CHECK(s.phone.count<sccp::StartMediaTransmission>() == orders + 1);
            CHECK(s.phone.has_audio(call));
            goes_wrong(s, call);
            CHECK(s.state(call) == "Failed");
            CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
            CHECK(s.phone.call(call).prompt == "Setup failed");
            CHECK(s.phone.hears(DeviceTone::reorder_tone));
            CHECK(s.phone.receiving.empty());
            CHECK(s.phone.sending.empty());
            CHECK(s.world.has_logged("the phone could not send audio"));
            ends(s, call);
        }
    }
}

TEST_CASE("race 51: a transmission that fails again although its retry was acknowledged ends the call, however late") {
    Scenario s;
    const auto call = s.talks();
    s.phone.starts_transmit(call);
    fails(s, call);
    s.phone.starts_transmit(call);
    CHECK(s.state(call) == "Connected");
    CHECK(s.phone.has_audio(call));
    s.wait(10min);
    fails(s, call);
    CHECK(s.state(call) == "Failed");
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=47");
}

TEST_CASE("another transmission has a retry of its own, and one that was refused once and then acknowledged still has its") {
    Scenario s;
    const auto call = s.talks();
    const auto goes_wrong_once = [&](auto goes_wrong) {
        goes_wrong(s, call);
        CHECK(s.state(call) == "Connected");
        s.phone.starts_transmit(call);
        CHECK(s.phone.has_audio(call));
    };
    goes_wrong_once(refuses);
    goes_wrong_once(fails);
    SUBCASE("after hold and resume") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer);
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.accepts_offer();
    }
    SUBCASE("to another address") { s.pbx.offers(far_sdp("8 101", 30100, "203.0.113.9", "", 2)); }
    REQUIRE(s.phone.has_audio(call));
    goes_wrong_once(fails);
    s.phone.hangs_up();
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=16");
}

TEST_CASE("what failed before the answer says nothing about the end of the call") {
    Scenario s;
    const auto call = s.invites();
    s.pbx.progresses(183, far_sdp());
    refuses(s, call);
    s.pbx.rings(far_sdp("8 101", 30100));
    refuses(s, call);
    s.pbx.answers();
    CHECK(s.phone.has_audio(call));
    s.phone.starts_transmit(call);
    s.phone.hangs_up();
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=16");
}

TEST_CASE("what a phone says of transmissions of nobody touches no call") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    s.phone.says(sccp::StartMediaTransmissionAck{4711, 4711, 4711, {}, 0, MediaStatus::invalid_codec});
    s.phone.says(sccp::MediaTransmissionFailure{4711, 4711, {}, 0, 4711});
    CHECK(s.phone.sent.empty());
    CHECK(s.phone.has_audio(call));
    CHECK(s.world.ignored_events.size() == 2);
}

TEST_CASE("a transmission that a phone starts for a call that is gone is stopped") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.hangs_up();
    REQUIRE(s.is_over());
    s.phone.forget_log();
    s.phone.starts_transmit(call);
    CHECK(s.phone.count<sccp::StopMediaTransmission>() == 1);
}
