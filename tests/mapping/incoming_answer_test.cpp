// A call that comes in: its answer, and that none answers (callflows 3.7 to 3.9).
#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

const std::string bob = "\"Bob\" <sip:202@pbx.test>;tag=b";

} // namespace

// ---- the answer (3.7) -----------------------------------------------------------------------------------------------

TEST_CASE("the answer mirrors the direction of the offer") {
    Scenario s;
    std::string offered, answered;
    bool sends{};
    SUBCASE("sendonly") { offered = "a=sendonly", answered = "a=recvonly"; }
    SUBCASE("recvonly") { offered = "a=recvonly", answered = "a=sendonly", sends = true; }
    SUBCASE("inactive") { offered = "a=inactive", answered = "a=inactive"; }
    s.is_called(bob, far_sdp("8 101", 30000, "203.0.113.9", offered));
    s.phone.lifts_handset();
    s.phone.opens_receive();
    CHECK(s.pbx.last("200").sdp.find(answered) != std::string::npos);
    CHECK(s.phone.sending.empty() != sends);
}

TEST_CASE("of several codecs one is answered: theirs first, or ours with codec_order=local") {
    Scenario s;
    std::string expected;
    SUBCASE("remote") { expected = "RTP/AVP 18 101"; }
    SUBCASE("local") {
        s.line().codec_order = mapping::CodecOrder::local;
        expected = "RTP/AVP 8 101";
    }
    s.is_called(bob, far_sdp("18 8 0 101"));
    s.phone.lifts_handset();
    s.phone.opens_receive();
    CHECK(s.pbx.last("200").sdp.find(expected) != std::string::npos);
}

TEST_CASE("an INVITE without SDP is answered with our offer, and the ACK decides") {
    Scenario s;
    const auto call = s.is_called(bob, "");
    s.phone.lifts_handset();
    s.phone.opens_receive();
    CHECK(s.state() == "AwaitingAck");
    CHECK(s.pbx.last("200").sdp.find("RTP/AVP 8 0 18 101") != std::string::npos);
    SUBCASE("the codec that is open") {
        s.pbx.acknowledges(far_sdp());
        CHECK(s.phone.has_audio());
        CHECK_FALSE(s.pbx.got("offer"));
    }
    SUBCASE("another one, on another port") {
        s.pbx.acknowledges(far_sdp("0 101"));
        CHECK(s.state() == "Connected");
        s.phone.opens_receive("192.0.2.7", 18006);
        CHECK(s.phone.has_audio());
        CHECK(s.pbx.last("offer").sdp.find("m=audio 18006 RTP/AVP 0 101") != std::string::npos);
    }
    SUBCASE("none") {
        s.pbx.acknowledges("");
        CHECK(s.state() == "Failed");
        CHECK(s.pbx.last("BYE").text == "SIP;cause=488");
        CHECK(s.phone.hears(DeviceTone::reorder_tone));
        CHECK_FALSE(s.phone.call(call).prompt.empty());
        s.wait(15s);
        CHECK(s.phone.is_idle());
        return;
    }
    CHECK(s.state(call) == "Connected");
}

TEST_CASE("a phone that cannot open has no call, and no lamp of one") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    int status = 500;
    SUBCASE("out of channels") { s.phone.refuses_receive(sccp::MediaStatus::not_enough_channels); }
    SUBCASE("on hook again") {
        s.phone.refuses_receive(sccp::MediaStatus::device_on_hook);
        status = 480;
    }
    SUBCASE("no address of the offer's family") {
        s.phone.refuses_receive(sccp::MediaStatus::requested_ip_addr_type_un_available);
        status = 488;
        CHECK(s.pbx.last("reject").extra.warning.starts_with("300 "));
    }
    SUBCASE("no answer") { s.wait(2s); }
    CHECK(s.pbx.last("reject").status == status);
    CHECK(s.is_over());
    CHECK(s.phone.calls.empty());
    CHECK(s.phone.lamp() == LampMode::off);
}

TEST_CASE("a codec that the phone refuses makes way for another one of the offer") {
    Scenario s;
    s.is_called(bob, far_sdp("8 0 101"));
    s.phone.lifts_handset();
    s.phone.refuses_receive(sccp::MediaStatus::codec_too_complex);
    REQUIRE(s.phone.awaits_opening());
    s.phone.opens_receive();
    CHECK(s.pbx.last("200").sdp.find("RTP/AVP 0 101") != std::string::npos);
}

TEST_CASE("no ACK in 32 seconds ends the call with BYE") {
    Scenario s;
    s.is_called();
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.wait(32s);
    CHECK(s.pbx.got("BYE"));
    CHECK(s.phone.is_idle());
}

TEST_CASE("a call that is left before its ACK is on hold for the user at once, and for the far end after the ACK") {
    for (const bool without_offer : {false, true})
        for (const auto key : {SoftKey::hold, SoftKey::new_call, SoftKey::transfer})
            for (const bool ack_comes : {true, false}) {
                CAPTURE(without_offer);
                CAPTURE(key);
                CAPTURE(ack_comes);
                Scenario s;
                const auto call = s.is_called(bob, without_offer ? "" : far_sdp());
                s.phone.lifts_handset();
                s.phone.opens_receive();
                CHECK(s.state() == "AwaitingAck");
                s.phone.presses(key);
                CHECK(s.state(call) == "Holding");
                CHECK(s.phone.state(call) == (key == SoftKey::transfer ? DCallState::call_transfer : DCallState::hold));
                CHECK(s.phone.receiving.empty());
                CHECK_FALSE(s.pbx.got("offer"));
                if (ack_comes) {
                    s.pbx.talk_about(call);
                    s.pbx.acknowledges(without_offer ? far_sdp() : "");
                    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
                    s.pbx.accepts_offer(held_answer, call);
                    CHECK(s.state(call) == "Hold");
                }
                s.wait(33s);
                CHECK(s.pbx.got("BYE") == !ack_comes);
            }
}

TEST_CASE("an ACK without a usable answer ends a call that was left before it") {
    Scenario s;
    const auto call = s.is_called(bob, "");
    s.phone.lifts_handset();
    s.phone.opens_receive();
    s.phone.presses(SoftKey::hold);
    s.pbx.acknowledges("");
    CHECK(s.pbx.last("BYE").leg == call);
    CHECK(s.phone.calls.empty());
    CHECK_FALSE(s.phone.prompt.empty());
}

// ---- not answered (3.8, 3.9) ----------------------------------------------------------------------------------------

TEST_CASE("every way not to answer says the right thing to both sides") {
    Scenario s(1, "7941", 17, 0x8570);
    s.line().voicemail_number = "*97";
    const auto call = s.is_called();
    SUBCASE("reject key") {
        s.phone.presses(SoftKey::end_call, call);
        CHECK(s.pbx.last("reject").status == 486);
        CHECK(s.phone.histories[call] == sccp::CallHistoryDisposition::received_calls);
    }
    SUBCASE("divert key") {
        s.phone.presses(SoftKey::divert, call);
        CHECK(s.pbx.last("reject").status == 302);
        CHECK(s.pbx.last("reject").extra.contact == "<sip:*97@pbx.test>");
        CHECK(s.pbx.last("reject").extra.diversion == "<sip:201@pbx.test>;reason=deflection");
        CHECK(s.phone.histories[call] == sccp::CallHistoryDisposition::ignore);
    }
    SUBCASE("three minutes") {
        s.wait(180s);
        CHECK(s.pbx.last("reject").status == 480);
        CHECK_FALSE(s.phone.histories.contains(call));
    }
    SUBCASE("cancelled: a missed call") {
        s.pbx.cancels();
        CHECK_FALSE(s.phone.histories.contains(call));
    }
    SUBCASE("answered elsewhere: none") {
        s.pbx.cancels({"SIP;cause=200;text=\"Call completed elsewhere\""});
        CHECK(s.phone.histories[call] == sccp::CallHistoryDisposition::ignore);
    }
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    CHECK(s.phone.notice.empty());
}

TEST_CASE("forward on no answer takes the call after its time") {
    Scenario s;
    s.forwards[0].no_answer = "205";
    s.is_called();
    s.wait(20s);
    CHECK(s.pbx.last("reject").status == 302);
    CHECK(s.pbx.last("reject").extra.contact == "<sip:205@pbx.test>");
    CHECK(s.pbx.last("reject").extra.diversion == "<sip:201@pbx.test>;reason=no-answer");
    CHECK(s.is_over());
}

TEST_CASE("a call that nobody answers is not forwarded back to who calls, nor to the line itself") {
    Scenario s;
    SUBCASE("the caller") { s.forwards[0].no_answer = "202"; }
    SUBCASE("the line") { s.forwards[0].no_answer = "201"; }
    const auto call = s.is_called();
    s.wait(20s);
    CHECK(s.state(call) == "RingIn");
    s.wait(160s);
    CHECK(s.pbx.last("reject").status == 480);
    CHECK(s.is_over());
}

TEST_CASE("a divert key without a mail box is refused") {
    Scenario s;
    const auto call = s.is_called();
    s.phone.presses(SoftKey::divert, call);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.state() == "RingIn");
}

TEST_CASE("the handset put down does not reject a ringing call") {
    Scenario s;
    const auto call = s.is_called();
    s.phone.hangs_up(1, call);
    CHECK(s.state() == "RingIn");
}

TEST_CASE("an UPDATE while it rings changes the caller, an offer in it is put off") {
    Scenario s;
    s.is_called();
    sip::Offer update{s.pbx.message(0, far_sdp()), sip::OfferMethod::update};
    update.message.headers.p_asserted_identity = "\"Carol\" <sip:207@pbx.test>";
    s.pbx.says(update);
    CHECK(s.pbx.last("reject offer").status == 500);
    CHECK(s.phone.call().calling_name == "Carol");
}

TEST_CASE("a call that was redirected shows who was called first") {
    Scenario s;
    s.is_called(bob, far_sdp(), 1, [](sip::Invited& invited) {
        invited.message.headers.diversion = {"\"Sales\" <sip:300@pbx.test>;reason=user-busy"};
    });
    CHECK(s.phone.call().type == sccp::CallType::forward_call);
    CHECK(s.phone.last<sccp::CallInfoV2>().original_called_party.str() == "300");
}

TEST_CASE("a private caller stays private") {
    Scenario s;
    s.is_called("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=x");
    CHECK(s.phone.call().calling.empty());
    CHECK(s.phone.call().prompt == "From Private");
}
