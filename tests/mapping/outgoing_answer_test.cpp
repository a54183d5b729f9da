// What the far end says to a call: provisional responses and the answer (callflows 2.7, 2.8).
#include "tests/support/scenario.hpp"

using namespace tests;

// ---- provisional responses (2.7) ------------------------------------------------------------------------------------

TEST_CASE("ringing is heard once however often it is told") {
    Scenario s;
    s.rings_out();
    s.pbx.rings();
    s.pbx.rings();
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    CHECK(s.phone.count<sccp::StartTone>() == 2);
    CHECK(s.phone.call().prompt == "Ring Out");
}

TEST_CASE("early media is heard instead of a tone") {
    Scenario s;
    s.invites();
    SUBCASE("183 with SDP") {
        s.pbx.progresses(183, far_sdp());
        CHECK(s.state() == "Proceed");
        CHECK(s.phone.state() == DCallState::proceed);
    }
    SUBCASE("180 with SDP") {
        s.pbx.rings(far_sdp());
        CHECK(s.phone.state() == DCallState::ring_out);
    }
    SUBCASE("180, then 183 with SDP") {
        s.pbx.rings();
        s.pbx.progresses(183, far_sdp());
        CHECK(s.state() == "RingOut");
    }
    CHECK(s.phone.is_silent());
    CHECK(s.phone.has_audio());
    s.pbx.answers();
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
    CHECK(s.phone.count<sccp::StartMediaTransmission>() == 1);
}

TEST_CASE("early media that only the PBX sends gets nothing from us") {
    Scenario s;
    s.invites();
    s.pbx.progresses(183, far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly"));
    CHECK(s.phone.open_channels() == 1);
    CHECK(s.phone.sending.empty());
}

TEST_CASE("without early_media a 183 with SDP is a 183 without") {
    Scenario s;
    s.line().early_media = false;
    s.invites();
    s.pbx.progresses(183, far_sdp());
    CHECK(s.phone.sending.empty());
    s.pbx.rings();
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
}

TEST_CASE("early media in another codec re-opens; on another port it is given up until the answer") {
    Scenario s;
    s.invites();
    s.pbx.rings();
    s.pbx.progresses(183, far_sdp("0 101"));
    REQUIRE(s.phone.awaits_opening());
    SUBCASE("same port") {
        s.phone.opens_receive("192.0.2.7", 18000);
        CHECK(s.phone.has_audio());
        CHECK(s.phone.is_silent());
    }
    SUBCASE("another port: local ringback") {
        s.phone.opens_receive("192.0.2.7", 18004);
        CHECK(s.phone.sending.empty());
        CHECK(s.phone.hears(DeviceTone::alerting_tone));
        s.pbx.answers(far_sdp("0 101"));
        REQUIRE(s.pbx.got("offer"));
        CHECK(s.pbx.last("offer").sdp.find("m=audio 18004") != std::string::npos);
    }
    SUBCASE("the phone cannot open it: local ringback") {
        s.phone.refuses_receive(sccp::MediaStatus::unknown);
        CHECK(s.phone.hears(DeviceTone::alerting_tone));
        CHECK(s.state() == "RingOut");
        s.pbx.answers(far_sdp("0 101"));
        REQUIRE(s.phone.awaits_opening());
        s.phone.opens_receive();
    }
    if (s.state() != "Connected") s.pbx.answers(far_sdp("0 101"));
    CHECK(s.phone.has_audio());
}

TEST_CASE("early media that the phone cannot hear where it was offered is not begun again by the next response") {
    Scenario s;
    s.invites();
    s.pbx.rings();
    s.pbx.progresses(183, far_sdp("0 101"));
    s.phone.opens_receive("192.0.2.7", 18004);
    s.pbx.progresses(183, far_sdp("0 101"));
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    CHECK(s.phone.faults.empty());
}

TEST_CASE("a channel that waits to be opened again is not wanted any more when its early dialog ends") {
    Scenario s;
    s.invites();
    s.pbx.rings();
    s.pbx.progresses(183, far_sdp("0 101"));
    s.wait(2s);                                    // the phone says nothing
    REQUIRE(s.phone.hears(DeviceTone::alerting_tone));
    s.pbx.progresses(183, far_sdp("0 101"));
    s.pbx.progresses(199, "");
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    s.phone.refuses_receive(sccp::MediaStatus::unknown);
    CHECK_FALSE(s.phone.awaits_opening());
    CHECK(s.phone.faults.empty());
    s.pbx.answers(far_sdp("0 101"));
    s.phone.opens_receive();
    CHECK(s.phone.has_audio());
}

TEST_CASE("a reliable early answer on a changed port is repaired by UPDATE") {
    Scenario s;
    s.invites();
    auto message = s.pbx.message(183, far_sdp("0 101"));
    message.reliable = true;
    s.pbx.says(sip::Progress{message});
    s.phone.opens_receive("192.0.2.7", 18004);
    REQUIRE(s.pbx.got("offer"));
    CHECK(s.pbx.last("offer").method == sip::OfferMethod::update);
    s.pbx.accepts_offer(far_sdp("0 101"));
    s.pbx.answers("");
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
}

TEST_CASE("a phone that plays no tone over an open channel gets it closed for the ringback and opened for the answer") {
    Scenario s;
    s.device.tone_needs_closed_rx = true;
    s.rings_out();
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    s.pbx.answers();
    REQUIRE(s.phone.awaits_opening());
    s.phone.opens_receive("192.0.2.7", 18010);
    CHECK(s.phone.has_audio());
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18010") != std::string::npos);
}

TEST_CASE("forwarded and queued calls say so") {
    Scenario s;
    s.invites();
    SUBCASE("181 that tells where to") {
        auto message = s.pbx.message(181);
        message.headers.history_info = {"<sip:204@pbx.test?Reason=SIP%3Bcause%3D302>;index=1, <sip:302@pbx.test>;index=1.1"};
        s.pbx.says(sip::Progress{message});
        CHECK(s.phone.call().prompt == "Forwarded to 302");
    }
    SUBCASE("181 that tells only who diverted") {
        auto message = s.pbx.message(181);
        message.headers.diversion = {"<sip:204@pbx.test>;reason=unconditional"};
        s.pbx.says(sip::Progress{message});
        CHECK(s.phone.call().prompt == "Forwarded");
    }
    SUBCASE("182") {
        auto message = s.pbx.message(182);
        message.phrase = "5 calls before you";
        s.pbx.says(sip::Progress{message});
        CHECK(s.phone.call().prompt == "Queued 5 calls before you");
        CHECK_FALSE(s.timers.is_running(mapping::TimerKind::ring_out));
    }
}

TEST_CASE("an early dialog that ends takes its media with it") {
    Scenario s;
    s.invites();
    s.pbx.rings();
    s.pbx.progresses(183, far_sdp());
    CHECK(s.phone.has_audio());
    s.pbx.progresses(199);
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
}

TEST_CASE("the far end's name replaces the number that was dialled") {
    Scenario s;
    s.invites();
    auto message = s.pbx.message(180);
    message.headers.p_asserted_identity = "\"Eve\" <sip:204@pbx.test>";
    s.pbx.says(sip::Ringing{message});
    CHECK(s.phone.call().called_name == "Eve");
    CHECK(s.phone.call().called == "204");
}

TEST_CASE("digits during early media go the way of digits in a call") {
    Scenario s;
    s.line().dtmf = mapping::DtmfMode::info;
    const auto call = s.invites();
    s.pbx.progresses(183, far_sdp());
    s.phone.dials("5", call);
    CHECK(s.pbx.last("INFO").text.find("Signal=5") != std::string::npos);
}

TEST_CASE("an UPDATE before the answer is answered when the codec stays, else refused") {
    Scenario s;
    s.invites();
    auto reliable = s.pbx.message(183, far_sdp());
    reliable.reliable = true;
    s.pbx.says(sip::Progress{reliable});
    SUBCASE("another address") {
        s.pbx.offers(far_sdp("8 101", 30500, "203.0.113.9", "a=sendrecv", 2));
        CHECK(s.pbx.got("200 offer"));
        CHECK(s.phone.sending.begin()->second.port == 30500);
    }
    SUBCASE("another codec") {
        s.pbx.offers(far_sdp("0 101", 30500, "203.0.113.9", "a=sendrecv", 2));
        CHECK(s.pbx.last("reject offer").status == 504);
    }
}

// ---- the answer (2.8) -----------------------------------------------------------------------------------------------

TEST_CASE("an answer that the phone cannot play is no call") {
    Scenario s;
    s.rings_out();
    SUBCASE("no common codec") { s.pbx.answers(far_sdp("96")); }
    SUBCASE("port 0") { s.pbx.answers(far_sdp("8", 0)); }
    SUBCASE("no SDP") { s.pbx.answers(""); }
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.last("BYE").text == "SIP;cause=488");
    CHECK(s.phone.state() == DCallState::congestion);
    for (const auto& told : s.phone.all<sccp::CallState>()) CHECK(told.call_state != DCallState::connected);
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("an answer that only sends, or nothing, shows the call as held by the far end") {
    Scenario s;
    s.rings_out();
    s.pbx.answers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly"));
    CHECK(s.state() == "Connected");
    CHECK(s.phone.state() == DCallState::connected);
    CHECK(s.phone.call().prompt == "Call on hold");
    CHECK(s.phone.open_channels() == 1);
    CHECK(s.phone.sending.empty());
}
