// What comes before the answer of a call, in the orders that outgoing_answer_test.cpp does not take, and how it ends
// then (callflows 2.5, 2.7, 2.9, 2.11).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

void says_early(Scenario& s, int status, std::string sdp, const std::string& tag = "far-1", bool reliable = false) {
    auto message = s.pbx.message(status, std::move(sdp), tag);
    message.reliable = reliable;
    if (status == 180) s.pbx.says(sip::Ringing{message});
    else s.pbx.says(sip::Progress{message});
}

} // namespace

TEST_CASE("183 without SDP changes nothing that is seen or heard") {
    Scenario s;
    s.invites();
    SUBCASE("before it rings") {}
    SUBCASE("while it rings") { s.pbx.rings(); }
    s.phone.forget_log();
    s.pbx.progresses(183);
    CHECK(s.phone.sent.empty());
}

TEST_CASE("a forwarded call that rings says so, with the name of who is called now, and rings on") {
    Scenario s;
    s.rings_out();
    auto message = s.pbx.message(181);
    message.headers.history_info = {"<sip:204@pbx.test?Reason=SIP%3Bcause%3D302>;index=1, <sip:302@pbx.test>;index=1.1"};
    message.headers.p_asserted_identity = "\"Eve\" <sip:302@pbx.test>";
    s.pbx.says(sip::Progress{message});
    CHECK(s.phone.call().prompt == "Forwarded to 302");
    CHECK(s.phone.call().called == "302");
    CHECK(s.phone.call().called_name == "Eve");
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    CHECK(s.state() == "RingOut");
}

TEST_CASE("a long text of a queue is left out") {
    Scenario s;
    s.invites();
    auto message = s.pbx.message(182);
    SUBCASE("24 characters") { message.phrase = std::string(24, 'x'); }
    SUBCASE("what the prompt says anyway") { message.phrase = "Queued"; }
    s.pbx.says(sip::Progress{message});
    CHECK(s.phone.call().prompt == "Queued");
}

TEST_CASE("199 ends the early media of its own dialog only, and rings only where it rang") {
    Scenario s;
    const auto call = s.invites();
    says_early(s, 183, far_sdp(), "fork-1");
    REQUIRE(s.phone.has_audio(call));
    SUBCASE("of another dialog") {
        says_early(s, 199, {}, "fork-2");
        CHECK(s.phone.has_audio(call));
    }
    SUBCASE("of this one, which never rang") {
        says_early(s, 199, {}, "fork-1");
        CHECK(s.phone.sending.empty());
        CHECK(s.phone.is_silent());
    }
    s.pbx.says(sip::Answered{s.pbx.message(200, far_sdp("8 101", 31000), "fork-2")});
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.sending.at(call).port == 31000);
}

TEST_CASE("another 180 counts where it brings SDP or a name") {
    Scenario s;
    const auto call = s.rings_out();
    SUBCASE("SDP: the announcement takes the place of the ringback") {
        s.pbx.rings(far_sdp());
        CHECK(s.phone.is_silent());
        CHECK(s.phone.has_audio(call));
        CHECK(s.phone.state() == DCallState::ring_out);
    }
    SUBCASE("a name: it is shown, the ringback goes on") {
        auto message = s.pbx.message(180);
        message.headers.p_asserted_identity = "\"Eve\" <sip:206@pbx.test>";
        s.phone.forget_log();
        s.pbx.says(sip::Ringing{message});
        CHECK(s.phone.call().called_name == "Eve");
        CHECK(s.phone.count<sccp::StartTone>() == 0);
        CHECK(s.phone.hears(DeviceTone::alerting_tone));
    }
}

TEST_CASE("of two forks the phone hears the one that sent SDP last, and in the end the one that answers") {
    Scenario s;
    const auto call = s.invites();
    says_early(s, 183, far_sdp("8 101", 30000), "fork-1");
    says_early(s, 183, far_sdp("8 101", 32000), "fork-2");
    CHECK(s.phone.sending.at(call).port == 32000);
    s.pbx.says(sip::Answered{s.pbx.message(200, far_sdp("8 101", 30000), "fork-1")});
    CHECK(s.phone.sending.at(call).port == 30000);
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("what a 200 says again after a reliable 183 changes nothing; what it says otherwise counts") {
    Scenario s;
    const auto call = s.invites();
    says_early(s, 183, far_sdp(), "far-1", true);
    REQUIRE(s.phone.has_audio(call));
    SUBCASE("the same") {
        s.pbx.answers(far_sdp());
        CHECK(s.phone.count<sccp::StartMediaTransmission>() == 1);
        CHECK(s.phone.sending.at(call).port == 30000);
    }
    SUBCASE("another port") {
        s.pbx.answers(far_sdp("8 101", 31000));
        CHECK(s.phone.sending.at(call).port == 31000);
    }
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 1);
}

TEST_CASE("a far end that takes no UPDATE hears of the phone's new port by re-INVITE, when the call is up") {
    Scenario s;
    s.pbx.headers_allow = "INVITE,ACK,BYE,CANCEL,PRACK";
    const auto call = s.invites();
    SUBCASE("early media opened it, reliably: it is given up until the answer") {
        says_early(s, 183, far_sdp("0 101"), "far-1", true);
        s.phone.opens_receive("192.0.2.7", 18004, call);
        CHECK_FALSE(s.pbx.got("offer"));
        CHECK(s.phone.sending.empty());
        s.pbx.answers("");
    }
    SUBCASE("the answer opened it") {
        s.pbx.answers(far_sdp("0 101"));
        s.phone.opens_receive("192.0.2.7", 18004, call);
    }
    REQUIRE(s.pbx.count("offer") == 1);
    CHECK(s.pbx.last("offer").method == sip::OfferMethod::reinvite);
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18004 RTP/AVP 0 101") != std::string::npos);
    s.pbx.accepts_offer(far_sdp("0 101"));
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("after an announcement a failure has its own tone, over a closed channel") {
    Scenario s;
    s.invites();
    s.pbx.progresses(183, far_sdp());
    REQUIRE(s.phone.has_audio());
    s.phone.forget_log();
    s.pbx.rejects(404);
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    CHECK(s.phone.call().prompt == "Unknown number");
    const auto names = s.phone.names();
    const auto place = [&](const char* name) { return std::find(names.begin(), names.end(), name); };
    CHECK(place("StopMediaTransmission") < place("StartTone"));
    CHECK(place("CloseReceiveChannel") < place("StartTone"));
    CHECK(place("CallState") < place("StartTone"));
}

TEST_CASE("who hangs up while a failure is shown asks nothing more of the PBX") {
    Scenario s;
    const auto call = s.rings_out();
    s.pbx.rejects(486);
    s.pbx.forget_log();
    SUBCASE("handset") { s.phone.hangs_up(); }
    SUBCASE("key") { s.phone.presses(SoftKey::end_call, call); }
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    for (const auto& asked : s.pbx.asked) CHECK(asked.verb == "forget");
}

TEST_CASE("a phone that cannot take one codec is asked for the next one, whatever it calls that") {
    using Status = sccp::MediaStatus;
    for (const auto status : {Status::codec_too_complex, Status::invalid_codec, Status::encoder_or_decoder_failed}) {
        CAPTURE(static_cast<int>(status));
        Scenario s;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        s.phone.refuses_receive(status);
        REQUIRE(s.phone.awaits_opening());
        CHECK(s.phone.receiving.begin()->second.payload == Payload::g711_ulaw64k);
        s.phone.refuses_receive(status);
        CHECK(s.state() == "Failed");
        CHECK(s.phone.call().prompt == "Setup failed");
        CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 2);
    }
}

TEST_CASE("a call that ends beside one on hold leaves keys, words and line of that one, and does not resume it") {
    Scenario s(2);
    const auto held = holds(s);
    s.phone.presses_line(2);
    s.phone.dials("205#", 0, 2);
    s.phone.opens_receive("192.0.2.7", 18100);
    s.pbx.answers();
    const auto talk = s.pbx.call();
    REQUIRE(s.phone.has_audio(talk));
    REQUIRE(s.phone.plane == 2);
    SUBCASE("by the user") { s.phone.hangs_up(); }
    SUBCASE("by the far end") { s.pbx.hangs_up(talk); }
    CHECK_FALSE(s.phone.calls.contains(talk));
    CHECK(s.phone.plane == 1);
    CHECK(s.phone.call(held).keys == sccp::SoftKeySet::on_hold);
    CHECK(s.phone.offers(SoftKey::resume, held));
    CHECK(s.phone.call(held).prompt == "Hold");
    CHECK(s.phone.lamp(1) == LampMode::wink);
    CHECK(s.phone.lamp(2) == LampMode::off);
    CHECK(s.phone.receiving.empty());
    CHECK(s.state(held) == "Hold");
}
