// Orders of events that once wedged a call, leaked one or left a phone lit, found by tests/exploration: channels and
// ports.
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string other_codec = far_sdp("18");

/// A phone that reserves ports has dialled and is asked for one (PortReq).
struct PortAsked : Scenario {
    PortAsked() : Scenario(1, "7960", 11, 0x8562) {
        calls();
        phone.lifts_handset();
        phone.dials("205#");
    }
};

} // namespace

TEST_CASE("a channel opens for a call that was hung up while it waited to be opened again") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    s.wait(2s);                                    // the phone does not answer
    s.phone.presses(SoftKey::resume, call);        // waits for the late answer
    SUBCASE("hung up") { s.phone.presses(SoftKey::end_call, call); }
    SUBCASE("held again") { s.phone.presses(SoftKey::hold, call); }
    const auto orders = s.phone.count<sccp::OpenReceiveChannel>();
    s.wait(2s);
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == orders);
    CHECK(s.phone.receiving.empty());
}

TEST_CASE("a phone that could not send before the ACK stays silent for the whole call") {
    Scenario s;
    const auto call = s.is_called();
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.phone.starts_transmit(call, sccp::MediaStatus::invalid_codec);
    CHECK_FALSE(s.phone.has_audio());
    s.pbx.acknowledges();
    CHECK(s.phone.has_audio());
    s.phone.starts_transmit(call, sccp::MediaStatus::invalid_codec);
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.last("BYE").extra.reason == "Q.850;cause=47");
}

TEST_CASE("their offer never gets an answer when another call takes the channel that opens for it") {
    Scenario s;
    const auto held = holds(s);
    const auto talking = s.is_called();
    s.phone.presses(SoftKey::answer, talking);
    s.phone.opens_receive();
    s.pbx.acknowledges();
    s.pbx.offers(other_codec, talking);
    REQUIRE(s.state(talking) == "Reopening");
    s.phone.presses(SoftKey::resume, held);
    CHECK(s.pbx.last("reject offer").leg == talking);
    CHECK(s.state(talking) == "Holding");
    CHECK(s.state(held) == "ResumeOpening");
    CHECK(s.pbx.last("offer").leg == talking);
}

TEST_CASE("a phone is asked to open a channel for a call that it was not told of") {
    Scenario s;
    const auto old = s.talks();
    const auto replacing = s.is_called("\"Eve\" <sip:203@pbx.test>;tag=e", far_sdp(), 1,
                                       [&](sip::Invited& invited) { invited.replaces = old; });
    const auto names = s.phone.names();
    const auto told = std::find_if(s.phone.sent.begin(), s.phone.sent.end(), [&](const sccp::ToPhone& message) {
        const auto* state = std::get_if<sccp::CallState>(&message);
        return state && state->call_reference == replacing;
    });
    const auto opened = std::find_if(s.phone.sent.begin(), s.phone.sent.end(), [&](const sccp::ToPhone& message) {
        const auto* open = std::get_if<sccp::OpenReceiveChannel>(&message);
        return open && open->call_reference == replacing;
    });
    CHECK(opened != s.phone.sent.end());
    CHECK(told < opened);
    CHECK(s.phone.lamp() == LampMode::on);
}

TEST_CASE("a call that is being resumed keeps waiting for a channel when another call is answered") {
    Scenario s;
    const auto held = holds(s);
    s.phone.presses(SoftKey::resume, held);
    const auto ringing = s.is_called();
    s.phone.presses(SoftKey::answer, ringing);
    CHECK(s.state(held) == "Hold");
    CHECK(s.state(ringing) == "Answering");
}

TEST_CASE("the phone starts to send while it plays the ringback") {
    Scenario s;
    s.invites();
    auto reliable = s.pbx.message(183, other_codec);
    reliable.reliable = true;
    s.pbx.says(sip::Progress{reliable});
    s.pbx.progresses(199);
    s.pbx.rings();
    s.pbx.offers(other_codec);
    s.phone.opens_receive();                       // Scenario checks what the phone is sent
    CHECK(s.phone.sending.empty());
}

TEST_CASE("a port that was asked for stays reserved when the phone refuses to open its channel") {
    PortAsked s;
    s.phone.reserves_port();
    s.pbx.answers();
    s.phone.refuses_receive(sccp::MediaStatus::unknown);
    CHECK(s.phone.count<sccp::PortClose>() == 1);
}

TEST_CASE("a port that was asked for stays reserved when its call ends on hold") {
    PortAsked s;
    s.phone.reserves_port();
    const auto call = s.pbx.call();
    SUBCASE("it was answered while the user dialled another number") {
        s.phone.presses(SoftKey::new_call);
        s.pbx.answers();
    }
    SUBCASE("it talked") {
        s.pbx.answers();
        s.phone.opens_receive();
        s.phone.presses(SoftKey::hold, call);
    }
    SUBCASE("it talked, and the hold was answered") {
        s.pbx.answers();
        s.phone.opens_receive();
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
    }
    REQUIRE(s.phone.state(call) == DCallState::hold);
    s.pbx.hangs_up(call);
    CHECK(s.phone.reserved.empty());
}

TEST_CASE("nobody hears a call that is begun by a key after one that the user's own speaker key began and another end than his finished") {
    Scenario s;
    s.calls();
    bool in_hand{}, by_key{true};
    SUBCASE("EndCall") {}
    SUBCASE("the far end hung up") { by_key = false; }
    SUBCASE("EndCall, but it is the handset, as the phone tells") {
        in_hand = true;
        s.phone.says(sccp::MediaPathEvent{sccp::MediaPathID::handset, sccp::MediaPathState::on});
    }
    const auto first = s.talks();
    s.phone.speaker = !in_hand;                    // the phone's own doing
    if (by_key) s.phone.presses(SoftKey::end_call, first);
    else s.pbx.hangs_up(first);
    CHECK_FALSE(s.phone.speaker);
    s.phone.presses(SoftKey::new_call);
    CHECK(s.phone.speaker == !in_hand);
}

TEST_CASE("a transmission that failed before the answer is ordered twice at the answer") {
    Scenario s;
    const auto call = s.invites();
    s.pbx.progresses(183, far_sdp());
    SUBCASE("refused") { s.phone.starts_transmit(call, sccp::MediaStatus::invalid_codec); }
    SUBCASE("failed while it ran") { s.phone.says(sccp::MediaTransmissionFailure{call, call, {}, 0, call}); }
    s.phone.forget_log();
    s.pbx.answers();
    CHECK(s.phone.count<sccp::StartMediaTransmission>() == 1);
    CHECK(s.phone.has_audio());
}

TEST_CASE("a call that takes the place of another one takes the channel of a third") {
    Scenario s;
    const auto replaced = s.invites();
    const auto replaces = [&](sip::Invited& invited) { invited.replaces = replaced; };
    const auto first = s.is_called("\"Eve\" <sip:203@pbx.test>;tag=e", far_sdp(), 1, replaces);
    REQUIRE(s.state(first) == "Answering");
    s.is_called("\"Eve\" <sip:203@pbx.test>;tag=f", far_sdp(), 1, replaces);
    CHECK(s.pbx.last("reject").status == 603);
    s.phone.opens_receive();
    CHECK(s.state(first) == "AwaitingAck");
}

TEST_CASE("the ACK of a call that is to be held takes the channel of the call that is being answered") {
    Scenario s;
    s.line().codecs = {"pcma", "g729"};
    const auto first = s.is_called("\"Bob\" <sip:202@pbx.test>;tag=b", "");
    s.phone.presses(SoftKey::answer, first);
    s.phone.opens_receive();
    const auto second = s.is_called();
    s.phone.presses(SoftKey::answer, second);
    s.pbx.says(sip::Ack{other_codec}, first);
    CHECK(s.state(first) == "Holding");
    s.phone.opens_receive("192.0.2.7", 18000, second);
    CHECK(s.state(second) == "AwaitingAck");
    CHECK(s.phone.has_audio(second));
}

TEST_CASE("the Resume key of a call in the background, which has none, ends the dial tone of another call") {
    Scenario s;
    const auto first = s.rings_out();
    s.phone.presses(SoftKey::new_call);
    const auto second = s.phone.calls.rbegin()->first;
    REQUIRE(s.state(second) == "OffHook");
    s.phone.presses(SoftKey::resume, first);
    CHECK(s.state(second) == "OffHook");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a port stays reserved that the phone names when everything is given up") {
    PortAsked s;
    s.wait(500ms);                                 // no PortRes
    s.wait(2s);                                    // and no channel
    REQUIRE(s.state() == "Failed");
    s.phone.reserves_port();
    CHECK(s.phone.reserved.empty());
}

TEST_CASE("a port stays reserved that the phone names when its channel is open already") {
    PortAsked s;
    s.wait(500ms);                                 // no PortRes
    s.phone.opens_receive();
    const auto call = s.pbx.call();
    SUBCASE("before the answer") {
        s.phone.reserves_port();
        s.pbx.answers();
    }
    SUBCASE("while it talks") {
        s.pbx.answers();
        s.phone.reserves_port();
    }
    SUBCASE("on hold") {
        s.pbx.answers();
        s.phone.presses(SoftKey::hold, call);
        s.phone.reserves_port();
    }
    s.phone.presses(SoftKey::hold, call);
    s.pbx.hangs_up(call);
    CHECK(s.phone.reserved.empty());
}

TEST_CASE("a transfer or conference begun on a held call while another one is answered takes the channel of that one") {
    Scenario s;
    s.device.blind_key = true;
    s.line().conference_room = "8{n}";
    const auto first = holds(s);
    const auto second = s.is_called();
    s.phone.presses(SoftKey::answer, second);
    REQUIRE(s.state(second) == "Answering");
    for (const auto key : {SoftKey::transfer, SoftKey::conference, SoftKey::transfer_to_voice_mail, SoftKey::join})
        s.phone.presses(key, first);
    CHECK(s.calls().snapshot().size() == 2);
    s.phone.opens_receive("192.0.2.7", 18002, second);
    CHECK(s.state(second) == "AwaitingAck");
    CHECK(s.phone.has_audio(second));
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a channel opens in another codec for a call that was hung up while it waited for the first one") {
    Scenario s;
    const auto call = s.rings_out();
    s.pbx.answers(far_sdp("18 101"));
    s.pbx.offers(far_sdp("8 101"), call);
    s.phone.presses(SoftKey::end_call, call);
    const auto orders = s.phone.count<sccp::OpenReceiveChannel>();
    s.phone.opens_receive("192.0.2.7", 18002, call);
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == orders);
    CHECK(s.phone.receiving.empty());
}

TEST_CASE("a resume that waited for the hold takes the channel of the call that the user has answered since") {
    Scenario s;
    const auto first = s.talks();
    s.phone.presses(SoftKey::hold, first);
    s.phone.presses(SoftKey::resume, first);       // waits
    const auto second = s.is_called();
    s.phone.presses(SoftKey::answer, second);
    REQUIRE(s.state(second) == "Answering");
    s.pbx.accepts_offer(held_answer, first);
    CHECK(s.state(first) == "Hold");
    s.phone.opens_receive("192.0.2.7", 18002, second);
    CHECK(s.phone.has_audio(second));
}

TEST_CASE("a port stays reserved that the phone names when its call is over for the user, and the BYE not answered yet") {
    PortAsked s;
    s.wait(500ms);                                 // no PortRes
    s.phone.opens_receive();
    const auto call = s.pbx.call();
    s.pbx.answers();
    s.phone.presses(SoftKey::hold, call);
    s.phone.presses(SoftKey::end_call, call);
    s.phone.reserves_port();
    s.pbx.confirms_bye(call);
    CHECK(s.phone.reserved.empty());
}

TEST_CASE("a call that is resumed takes the audio path from the one that the user has turned to before it was agreed") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    s.phone.presses(SoftKey::new_call);            // the hold waits for the answer to the resume
    s.pbx.accepts_offer(far_sdp(), call);
    s.pbx.accepts_offer(held_answer, call);
    REQUIRE(s.state(call) == "Hold");
    CHECK(s.phone.calls.size() == 2);
    s.phone.presses(SoftKey::resume, call);        // so the dial tone gives way
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), call);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.has_audio(call));
}
