// The offer of a call that the user makes (callflows 2.5).
#include "tests/support/scenario.hpp"

using namespace tests;

TEST_CASE("a phone that reserves ports offers without a codec and opens the one that was chosen") {
    Scenario s(1, "7941", 17, 0x8572);
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    REQUIRE(s.phone.reserved.size() == 1);
    CHECK(s.phone.receiving.empty());
    s.phone.reserves_port("192.0.2.7", 19000, 19007);
    REQUIRE(s.pbx.was_invited("204"));
    const auto sdp = s.pbx.last("INVITE").sdp;
    CHECK(sdp.find("m=audio 19000 RTP/AVP 8 0 18 101") != std::string::npos);
    CHECK(sdp.find("a=rtcp:19007") != std::string::npos);
    s.pbx.rings();
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    s.pbx.answers(far_sdp("0 101"));
    REQUIRE(s.phone.awaits_opening());
    CHECK(s.phone.receiving.begin()->second.payload == Payload::g711_ulaw64k);
    s.phone.opens_receive("192.0.2.7", 19000);
    CHECK(s.phone.has_audio());
    CHECK_FALSE(s.pbx.got("offer"));
}

TEST_CASE("a reserved port is closed when the call ends early") {
    Scenario s(1, "7941", 17, 0x8572);
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    SUBCASE("while it is asked for") {}
    SUBCASE("when it is known") { s.phone.reserves_port(); }
    s.phone.hangs_up();
    CHECK(s.phone.reserved.empty());
    CHECK(s.phone.count<sccp::PortClose>() == 1);
}

TEST_CASE("a phone that does not answer PortReq is opened instead, and not asked again in this session") {
    Scenario s(1, "7941", 17, 0x8572);
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.wait(500ms);
    CHECK(s.phone.awaits_opening());
    CHECK(s.context.no_port_request);
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("204"));
    s.phone.reserves_port();
    CHECK(s.state() == "Inviting");
}

TEST_CASE("port_request decides against what the phone says") {
    Scenario s(1, "7941", 17, 0x8572);
    s.line().port_request = mapping::PortRequest::never;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    CHECK(s.phone.reserved.empty());
    CHECK(s.phone.awaits_opening());
}

TEST_CASE("an answer with another codec re-opens the channel; a new port is told to the far end") {
    Scenario s;
    s.rings_out();
    s.pbx.answers(far_sdp("0 101"));
    REQUIRE(s.phone.awaits_opening());
    CHECK(s.phone.receiving.begin()->second.payload == Payload::g711_ulaw64k);
    CHECK(s.phone.all<sccp::CloseReceiveChannel>().back().port_handling_flag == sccp::PortHandling::keep_port);
    SUBCASE("same port") {
        s.phone.opens_receive("192.0.2.7", 18000);
        CHECK_FALSE(s.pbx.got("offer"));
    }
    SUBCASE("another port, UPDATE is known to the far end") {
        s.phone.opens_receive("192.0.2.7", 18002);
        REQUIRE(s.pbx.got("offer"));
        CHECK(s.pbx.last("offer").method == sip::OfferMethod::update);
        CHECK(s.pbx.last("offer").sdp.find("m=audio 18002 RTP/AVP 0 101") != std::string::npos);
        s.pbx.accepts_offer(far_sdp("0 101"));
        CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 2);
    }
    CHECK(s.phone.has_audio());
    CHECK(s.phone.sending.begin()->second.payload == Payload::g711_ulaw64k);
}

TEST_CASE("an answer that has the opened codec among others keeps it and fixes it") {
    Scenario s;
    s.rings_out();
    SUBCASE("lock_codec") {
        s.pbx.answers(far_sdp("0 8 101"));
        REQUIRE(s.pbx.got("offer"));
        CHECK(s.pbx.last("offer").sdp.find("RTP/AVP 8 101") != std::string::npos);
    }
    SUBCASE("the opened one stands first: nothing to fix") {
        s.pbx.answers(far_sdp("8 0 101"));
        CHECK_FALSE(s.pbx.got("offer"));
    }
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 1);
    CHECK(s.phone.sending.begin()->second.payload == Payload::g711_alaw64k);
}

TEST_CASE("offer_codecs=one names one codec only") {
    Scenario s;
    s.line().offer_codecs = mapping::OfferCodecs::one;
    s.invites();
    CHECK(s.pbx.last("INVITE").sdp.find("RTP/AVP 8 101") != std::string::npos);
}

TEST_CASE("a delayed offer is answered in the ACK once the phone has opened") {
    Scenario s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    REQUIRE(s.pbx.was_invited("204"));
    CHECK(s.pbx.last("INVITE").sdp.empty());
    s.pbx.rings();
    s.pbx.answers(far_sdp("0 8 101"));
    CHECK(s.state() == "LateOffer");
    CHECK_FALSE(s.pbx.got("ACK"));
    SUBCASE("the phone opens") {
        s.phone.opens_receive();
        CHECK(s.state() == "Connected");
        CHECK(s.pbx.last("ACK").sdp.find("m=audio 18000 RTP/AVP 0 101") != std::string::npos);
        CHECK(s.phone.has_audio());
    }
    SUBCASE("the phone cannot") {
        s.phone.refuses_receive(sccp::MediaStatus::out_of_sockets);
        CHECK(s.state() == "Failed");
        CHECK(s.pbx.last("ACK").sdp.find("m=audio 0") != std::string::npos);
        CHECK(s.pbx.got("BYE"));
        CHECK(s.phone.call().prompt == "No resources");
    }
    SUBCASE("the far end hangs up meanwhile") {
        s.pbx.hangs_up();
        CHECK(s.is_over());
    }
}

TEST_CASE("a delayed offer that nobody can use is refused in the ACK") {
    Scenario s;
    s.line().offer = mapping::OfferPolicy::delayed;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.pbx.answers(far_sdp("96"));
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.got("ACK"));
    CHECK(s.pbx.got("BYE"));
    CHECK(s.phone.state() == DCallState::congestion);
}

TEST_CASE("what the phone answers to the opening decides about the call") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    using Status = sccp::MediaStatus;
    SUBCASE("out of channels") {
        s.phone.refuses_receive(Status::not_enough_channels);
        CHECK(s.phone.call().prompt == "No resources");
    }
    SUBCASE("ok, but no address") {
        s.phone.opens_receive("0.0.0.0", 18000);
        CHECK(s.phone.call().prompt == "No resources");
    }
    SUBCASE("ok, but no port") {
        s.phone.opens_receive("192.0.2.7", 0);
        CHECK(s.phone.call().prompt == "No resources");
    }
    SUBCASE("unknown trouble") {
        s.phone.refuses_receive(Status::unknown);
        CHECK(s.phone.call().prompt == "Setup failed");
    }
    SUBCASE("nothing in two seconds") {
        s.wait(2s);
        CHECK(s.phone.call().prompt == "Temp Fail");
        CHECK(s.phone.receiving.empty());
    }
    SUBCASE("two codecs refused") {
        s.phone.refuses_receive(Status::invalid_codec);
        REQUIRE(s.phone.awaits_opening());
        CHECK(s.phone.receiving.begin()->second.payload == Payload::g711_ulaw64k);
        s.phone.refuses_receive(Status::invalid_codec);
    }
    CHECK(s.state() == "Failed");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    CHECK_FALSE(s.pbx.got("INVITE"));
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("a codec that the phone refuses makes way for the next one, once") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.phone.refuses_receive(sccp::MediaStatus::codec_too_complex);
    REQUIRE(s.phone.awaits_opening());
    s.phone.opens_receive();
    CHECK(s.pbx.last("INVITE").sdp.find("RTP/AVP 0 18 101") != std::string::npos);
}

TEST_CASE("a packet size that the phone refuses becomes 20 ms") {
    Scenario s;
    s.line().ptime = 30;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    CHECK(s.phone.receiving.begin()->second.packet_ms == 30);
    s.phone.refuses_receive(sccp::MediaStatus::invalid_packet_size);
    REQUIRE(s.phone.awaits_opening());
    CHECK(s.phone.receiving.begin()->second.packet_ms == 20);
    s.phone.opens_receive();
    CHECK(s.pbx.last("INVITE").sdp.find("a=ptime:20") != std::string::npos);
}

TEST_CASE("a phone that refuses what there is nothing else for is not asked again, and the log tells what it said") {
    Scenario s;
    auto status = sccp::MediaStatus::invalid_packet_size;
    SUBCASE("packets of 20 ms") { s.line().ptime = 20; }
    SUBCASE("the only codec") {
        s.line().codecs = {"pcma"};
        status = sccp::MediaStatus::invalid_codec;
    }
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.phone.refuses_receive(status);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 1);
    CHECK(s.world.has_logged("the phone opened no audio"));
}

TEST_CASE("a phone that hung up before it could open ends the call quietly") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.phone.refuses_receive(sccp::MediaStatus::device_on_hook);
    CHECK(s.phone.is_silent());
    s.wait(2s);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("a phone without a codec of the line cannot call") {
    Scenario s;
    s.can({Payload::opus});
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    CHECK(s.state() == "Failed");
    CHECK(s.phone.call().prompt == "Incompatible device type");
}

TEST_CASE("a phone behind NAT is offered with the address of its connection") {
    Scenario s;
    s.context.peer_address = "203.0.113.77";
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204#");
    s.phone.opens_receive("10.0.0.5", 18000);
    CHECK(s.pbx.last("INVITE").sdp.find("c=IN IP4 203.0.113.77") != std::string::npos);
}

TEST_CASE("the INVITE says what the line is configured to say") {
    Scenario s;
    s.line().identity = sip::OutgoingInvite::Identity::asserted;
    s.line().user_phone = true;
    const auto call = s.invites("#31");
    CHECK(s.pbx.invites[call].identity == sip::OutgoingInvite::Identity::asserted);
    CHECK(s.pbx.invites[call].user_phone);
    CHECK(s.pbx.invites[call].target == 0);
}
