// A key of the INI that has no scenario of its own changes what it says it changes (callflows 10).
#include "tests/support/configured_phone.hpp"
#include "tests/support/scenario.hpp"

using namespace tests;
using mapping::TimerKind;

TEST_CASE("[calls] t_orc, t_port: how long a phone may think about audio") {
    SUBCASE("t_orc") {
        Scenario s;
        s.call_options.t_orc = 5s;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        s.wait(4s);
        CHECK(s.state() == "Opening");
        s.wait(1s);
        CHECK(s.state() == "Failed");
    }
    SUBCASE("t_port") {
        Scenario s(1, "7941", 17, 0x8572);
        s.call_options.t_port = 2s;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("204#");
        s.wait(1s);
        CHECK(s.phone.receiving.empty());
        s.wait(1s);
        CHECK(s.phone.awaits_opening());
    }
}

TEST_CASE("[calls] t_failtone, ringout_timeout: how long a call that came to nothing stays") {
    Scenario s;
    SUBCASE("t_failtone") {
        s.call_options.t_failtone = 3s;
        s.rings_out();
        s.pbx.rejects(486);
        s.wait(2s);
        CHECK_FALSE(s.is_over());
        s.wait(1s);
        CHECK(s.is_over());
    }
    SUBCASE("ringout_timeout") {
        s.call_options.ringout_timeout = 30s;
        s.rings_out();
        s.wait(29s);
        CHECK(s.state() == "RingOut");
        s.wait(1s);
        CHECK(s.state() == "CancellingWithTone");
    }
}

TEST_CASE("[line] max_calls, reject_code, cfna_timeout: what a caller is told, and when") {
    Scenario s;
    SUBCASE("max_calls") {
        s.line().max_calls = 1;
        s.is_called();
        s.is_called();
        CHECK(s.pbx.last("reject").status == 486);
    }
    SUBCASE("reject_code") {
        s.line().reject_code = 603;
        const auto call = s.is_called();
        s.phone.presses(SoftKey::end_call, call);
        CHECK(s.pbx.last("reject").status == 603);
    }
    SUBCASE("cfna_timeout") {
        s.line().cfna_timeout = 7s;
        s.calls();
        s.forwards[0].no_answer = "205";
        s.is_called();
        s.wait(6s);
        CHECK(s.state() == "RingIn");
        s.wait(1s);
        CHECK(s.pbx.last("reject").status == 302);
    }
}

TEST_CASE("[line] offer=early offers even where PortReq is not known; codecs, ptime, dtmf_pt, vad are what is offered") {
    Scenario s;
    s.line().offer = mapping::OfferPolicy::early;
    s.line().codecs = {"g729", "pcmu"};
    s.line().ptime = 30;
    s.line().dtmf_pt = 96;
    s.line().vad = true;
    s.can({Payload::g711_ulaw64k, Payload::g729_annex_aw_annex_b});
    s.invites();
    const auto sdp = s.pbx.last("INVITE").sdp;
    CHECK(sdp.find("RTP/AVP 18 0 96") != std::string::npos);
    CHECK(sdp.find("a=ptime:30") != std::string::npos);
    CHECK(sdp.find("a=rtpmap:96 telephone-event/8000") != std::string::npos);
    CHECK(sdp.find("annexb=yes") != std::string::npos);
    CHECK(s.phone.receiving.begin()->second.payload == Payload::g729_annex_aw_annex_b);
    CHECK(s.phone.receiving.begin()->second.packet_ms == 30);
}

TEST_CASE("[line] lock_codec=no leaves the far end the choice") {
    Scenario s;
    s.line().lock_codec = false;
    s.rings_out();
    s.pbx.answers(far_sdp("0 8 101"));
    CHECK_FALSE(s.pbx.got("offer"));
    CHECK(s.phone.has_audio());
}

TEST_CASE("[line] port_request=always asks a phone that does not announce it") {
    Scenario s;
    s.line().port_request = mapping::PortRequest::always;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    CHECK(s.phone.reserved.size() == 1);
}

TEST_CASE("[line] show_reason_phrase shows what the far end said") {
    Scenario s;
    s.line().show_reason_phrase = true;
    s.rings_out();
    auto message = s.pbx.message(480);
    message.phrase = "Gone fishing";
    s.pbx.says(sip::Rejected{message, false});
    CHECK(s.phone.call().prompt == "Gone fishing");
}

TEST_CASE("[device] first_digit, inter_digit, hash_dials, tone_unobtainable: dialling") {
    Scenario s;
    s.device.first_digit = 4s;
    s.device.inter_digit = 2s;
    s.device.hash_dials = false;
    s.device.tone_unobtainable = 0x2b;
    s.calls();
    s.phone.lifts_handset();
    SUBCASE("first_digit") {
        s.wait(4s);
        CHECK(s.state() == "Failed");
        return;
    }
    SUBCASE("inter_digit") {
        s.phone.dials("2");
        s.wait(2s);
        CHECK(s.phone.placed.front().first == "2");
    }
    SUBCASE("hash_dials") {
        s.phone.dials("2#");
        CHECK(s.state() == "Dialling");
        s.wait(2s);
        CHECK(s.phone.placed.front().first == "2#");
    }
    s.phone.opens_receive();
    s.pbx.rejects(404);
    CHECK(s.phone.hears(DeviceTone::no_such_number_tone));
}

TEST_CASE("[device] media_dscp is the TOS octet of the phone's audio, echo_cancel its canceller") {
    Scenario s;
    s.device.media_dscp = 40;
    s.device.echo_cancel = false;
    s.talks();
    CHECK(s.phone.last<sccp::StartMediaTransmission>().precedence == 160);
    CHECK(s.phone.last<sccp::OpenReceiveChannel>().echo_cancel == sccp::MediaEchoCancellation::off);
}

TEST_CASE("[sccp] keepalive, secondary_keepalive and [device] date_format, max_protocol are told to the phone") {
    auto options = reception();
    options.date_format = "Y-M-D";
    options.max_protocol = 8;
    ConfiguredPhone phone(options);
    phone.station.keepalive = 20s;
    phone.station.secondary_keepalive = 90s;
    phone.start();
    phone.registers();
    const auto ack = phone.wire.last<sccp::RegisterAck>();
    CHECK(ack.keep_alive_interval == 20);
    CHECK(ack.secondary_keep_alive_interval == 90);
    CHECK(ack.date_template == "Y-M-D");
    CHECK(ack.max_protocol_ver == 8);
}

TEST_CASE("[sccp] reconnect_grace: how long the lines of a lost phone stay") {
    ConfiguredPhone phone;
    phone.station.reconnect_grace = 10s;
    phone.start();
    phone.is_in_service();
    phone.phone->on_lost();
    phone.wait(9s);
    CHECK(phone.state() == "Lost");
    phone.wait(1s);
    CHECK(phone.state() == "Down");
    CHECK(phone.line_state(1) == "Unregistering");
}

TEST_CASE("[line] reg_expires is what is asked for") {
    auto options = reception();
    options.lines.front().reg_expires = 1200s;
    ConfiguredPhone phone(options);
    phone.gets_ready();
    CHECK(phone.registrar.sent.front().expires == 1200s);
}
