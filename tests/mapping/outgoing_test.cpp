// Calls that the user makes (callflows 2).
#include "tests/support/scenario.hpp"

using namespace tests;

TEST_CASE("a phone that goes off hook gets dial tone") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.state() == DCallState::off_hook);
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
    CHECK(s.phone.lamp() == LampMode::on);
    CHECK(s.phone.call().prompt == "Enter number");
    CHECK(s.phone.plane == 1);
    CHECK_FALSE(s.phone.speaker);
    s.phone.hangs_up();
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
    CHECK(s.phone.prompt == "Your current options");
}

TEST_CASE("a call from dial tone to the far end's answer and the user's hang-up") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("2");
    CHECK(s.state() == "Dialling");
    CHECK(s.phone.is_silent());
    s.phone.dials("04#");
    CHECK(s.state() == "Opening");
    CHECK(s.phone.state() == DCallState::proceed);
    REQUIRE(s.phone.placed.size() == 1);
    CHECK(s.phone.placed.front().first == "204");
    REQUIRE(s.phone.awaits_opening());
    CHECK_FALSE(s.pbx.got("INVITE"));
    s.phone.opens_receive("192.0.2.7", 18000);
    CHECK(s.state() == "Inviting");
    REQUIRE(s.pbx.was_invited("204"));
    CHECK(s.pbx.last("INVITE").sdp.find("m=audio 18000 RTP/AVP 8 0 18 101") != std::string::npos);
    s.pbx.rings();
    CHECK(s.state() == "RingOut");
    CHECK(s.phone.state() == DCallState::ring_out);
    CHECK(s.phone.hears(DeviceTone::alerting_tone));
    s.pbx.answers(far_sdp("8 101", 30000));
    CHECK(s.state() == "Connected");
    CHECK(s.phone.state() == DCallState::connected);
    CHECK(s.phone.is_silent());
    REQUIRE(s.phone.has_audio());
    CHECK(s.phone.sending.begin()->second.host == "203.0.113.9");
    CHECK(s.phone.sending.begin()->second.port == 30000);
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
    CHECK(s.phone.statistics_asked.size() == 1);
    CHECK(s.pbx.last("BYE").text == "Q.850;cause=16");
    CHECK(s.state() == "Releasing");
    s.pbx.confirms_bye();
    CHECK(s.is_over());
    CHECK(s.idle_count == 1);
}

// ---- triggers (2.1) ---------------------------------------------------------------------------------------------------------

TEST_CASE("a call that nobody lifted anything for switches the speaker on, and off again at its end") {
    Scenario s(2);
    s.calls();
    SUBCASE("NewCall key") { s.phone.presses(SoftKey::new_call, 0, 2); }
    SUBCASE("line key of an idle line") { s.phone.presses_line(2); }
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.speaker);
    CHECK(s.phone.lamp(2) == LampMode::on);
    s.phone.presses(SoftKey::end_call, 1, 2);
    CHECK(s.phone.is_idle());
    CHECK_FALSE(s.phone.speaker);
}

TEST_CASE("the line key of a line that collects digits drops the call") {
    Scenario s;
    s.calls();
    s.phone.presses_line(1);
    s.phone.dials("20");
    s.phone.presses_line(1);
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("a number dialled on hook is called at once; behind digits it completes them") {
    Scenario s;
    s.calls();
    SUBCASE("alone") {
        s.phone.dials_en_bloc("204");
        CHECK(s.phone.speaker);
    }
    SUBCASE("behind a lifted handset and digits") {
        s.phone.lifts_handset();
        s.phone.dials("2");
        s.phone.dials_en_bloc("04");
        CHECK_FALSE(s.phone.speaker);
    }
    CHECK(s.state() == "Opening");
    CHECK(s.phone.is_silent());
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("204"));
    CHECK(s.phone.placed.size() == 1);
}

TEST_CASE("redial calls the last number on its line; without one the key is refused") {
    Scenario s(2);
    s.calls();
    s.phone.presses(SoftKey::redial);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.is_over());
    s.phone.presses_line(2);
    s.phone.dials("204#");
    s.phone.opens_receive();
    s.pbx.rejects(486);
    s.phone.presses(SoftKey::end_call, 1, 2);
    s.phone.presses(SoftKey::redial);
    s.phone.opens_receive();
    CHECK(s.pbx.count("INVITE") == 2);
    CHECK(s.pbx.line_of[s.pbx.call()] == 2);
    CHECK(s.pbx.invites[s.pbx.call()].number == "204");
}

TEST_CASE("speed dial and messages key dial their numbers, also into a waiting dial tone") {
    Scenario s;
    s.device.buttons.push_back({mapping::Button::Kind::speed_dial, "777", "Doorman"});
    s.line().voicemail_number = "*97";
    s.calls();
    SUBCASE("speed dial") {
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("777"));
    }
    SUBCASE("speed dial at dial tone stays on that call") {
        s.phone.lifts_handset();
        s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("777"));
        CHECK(s.phone.calls.size() == 1);
    }
    SUBCASE("messages key") {
        s.phone.presses(sccp::DeviceStimulus::voice_mail, 1);
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("*97"));
    }
}

TEST_CASE("the messages key without a number and a speed dial that is not there are refused") {
    Scenario s;
    s.calls();
    s.phone.presses(sccp::DeviceStimulus::voice_mail, 1);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    s.phone.forget_log();
    s.phone.presses(sccp::DeviceStimulus::speed_dial, 9);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.is_over());
}

TEST_CASE("a speed dial in a call may send digits") {
    Scenario s;
    s.device.buttons.push_back({mapping::Button::Kind::speed_dial, "1#", ""});
    s.device.speeddial_in_call = mapping::SpeedDialInCall::dtmf;
    s.line().dtmf = mapping::DtmfMode::info;
    s.talks();
    s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
    CHECK(s.pbx.count("INFO") == 2);
    CHECK(s.state() == "Connected");
}

TEST_CASE("a hot line dials by itself, a warm line after its delay unless a digit comes first") {
    Scenario s;
    s.line().hotline = "112";
    SUBCASE("hot") {
        s.calls();
        s.phone.lifts_handset();
        CHECK(s.state() == "Opening");
        CHECK(s.phone.count<sccp::StartTone>() == 0);
    }
    SUBCASE("warm") {
        s.line().hotline_delay = 4s;
        s.calls();
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
        s.wait(4s);
        CHECK(s.state() == "Opening");
    }
    SUBCASE("warm, but the user dials") {
        s.line().hotline_delay = 4s;
        s.calls();
        s.phone.lifts_handset();
        s.phone.dials("2");
        s.wait(4s);
        CHECK(s.state() == "Dialling");
        return;
    }
    s.phone.opens_receive();
    CHECK(s.pbx.was_invited("112"));
}

TEST_CASE("an analog port that lifts on behalf of somebody gets dial tone") {
    Scenario s;
    s.calls();
    s.phone.says(sccp::OffHookWithCallingPartyNumber{"4711", {}, 1});
    CHECK(s.state() == "OffHook");
    CHECK(s.world.has_logged("4711"));
}

// ---- dial tone (2.2) --------------------------------------------------------------------------------------------------------

TEST_CASE("the dial tone tells of waiting messages and of an outside line") {
    Scenario s;
    SUBCASE("stutter") {
        s.status().messages_waiting = true;
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::message_waiting_indicator_tone));
    }
    SUBCASE("no stutter wanted") {
        s.line().stutter_dialtone = false;
        s.status().messages_waiting = true;
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
    }
    SUBCASE("outside") {
        s.line().outside_dialtone = true;
        s.calls();
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::outside_dial_tone));
    }
}

TEST_CASE("a line without service gives reorder, says why, and sends nothing") {
    Scenario s;
    SUBCASE("down") {
        s.status().service = mapping::LineStatus::Service::down;
        s.phone.lifts_handset();
        CHECK(s.phone.call().prompt == "Temp Fail");
    }
    SUBCASE("refused by the registrar") {
        s.status().service = mapping::LineStatus::Service::refused;
        s.phone.lifts_handset();
        CHECK(s.phone.call().prompt == "Device not authorized");
    }
    SUBCASE("with the hint for the user") {
        s.line().hint_no_service = true;
        s.status().service = mapping::LineStatus::Service::down;
        s.phone.lifts_handset();
        CHECK(s.phone.call().prompt == "Fallback service operating");
    }
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    s.phone.dials("204#");
    CHECK(s.state() == "Failed");
    CHECK_FALSE(s.phone.awaits_opening());
    CHECK_FALSE(s.pbx.got("INVITE"));
    s.phone.hangs_up();
    CHECK(s.phone.is_idle());
}

TEST_CASE("a line whose first REGISTER is on its way may call, if its registrar lives") {
    Scenario s;
    s.status().service = mapping::LineStatus::Service::pending;
    SUBCASE("it answers its probes") {
        s.invites();
        CHECK(s.pbx.got("INVITE"));
    }
    SUBCASE("it is silent") {
        s.registrar.alive = [](mapping::LineId, std::size_t) { return false; };
        s.phone.lifts_handset();
        CHECK(s.phone.hears(DeviceTone::reorder_tone));
    }
}

TEST_CASE("a trunk-like line calls without registration") {
    Scenario s;
    s.line().register_line = false;
    s.status().service = mapping::LineStatus::Service::pending;
    s.invites();
    CHECK(s.pbx.got("INVITE"));
}

// ---- digits (2.3) -----------------------------------------------------------------------------------------------------------

TEST_CASE("who lifts and dials nothing hears reorder, then the howler, then is left in peace") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.wait(15s);
    CHECK(s.state() == "Failed");
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    s.wait(15s);
    CHECK(s.is_over());
    CHECK(s.phone.idle_tone == DeviceTone::receiver_off_hook_tone);
    s.wait(60s);
    CHECK_FALSE(s.phone.idle_tone.has_value());
}

TEST_CASE("the howler stops when the handset is put down, and there is none for a speaker call") {
    Scenario s;
    s.calls();
    SUBCASE("handset") {
        s.phone.lifts_handset();
        s.wait(30s);
        CHECK(s.phone.idle_tone.has_value());
        s.phone.hangs_up();
    }
    SUBCASE("speaker") {
        s.phone.presses(SoftKey::new_call);
        s.wait(30s);
        CHECK_FALSE(s.phone.speaker);
    }
    CHECK_FALSE(s.phone.idle_tone.has_value());
    CHECK(s.is_over());
}

TEST_CASE("five seconds after the last digit the number is sent") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("204");
    s.wait(4s);
    CHECK(s.state() == "Dialling");
    s.phone.dials("5");
    s.wait(5s);
    CHECK(s.phone.placed.front().first == "2045");
}

TEST_CASE("the Dial key sends at once, the backspace key takes digits back down to dial tone") {
    Scenario s;
    s.calls();
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("20");
    s.phone.presses(SoftKey::back_space, 1);
    CHECK(s.phone.count<sccp::BackSpaceRes>() == 1);
    CHECK(s.state() == "Dialling");
    s.phone.presses(SoftKey::back_space, 1);
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
    s.phone.dials("9");
    s.phone.presses(SoftKey::dial, 1);
    CHECK(s.phone.placed.front().first == "9");
}

TEST_CASE("a dial plan sends at once what cannot grow and refuses what cannot be, if so wished") {
    Scenario s;
    s.device.dialplan = {"_2XX", "_9|XXX"};
    s.device.dialplan_miss = mapping::DialPlanMiss::reject;
    s.calls();
    s.phone.lifts_handset();
    SUBCASE("exact") {
        s.phone.dials("204");
        CHECK(s.state() == "Opening");
    }
    SUBCASE("a prefix that is not sent") {
        s.phone.dials("9123");
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("123"));
    }
    SUBCASE("dead") {
        s.phone.dials("5");
        s.phone.dials("5");
        CHECK(s.state() == "Failed");
        CHECK(s.phone.state() == DCallState::invalid_number);
        CHECK(s.phone.call().prompt == "Unknown number");
        CHECK(s.phone.hears(DeviceTone::reorder_tone));
    }
    SUBCASE("incomplete when the time is over") {
        s.phone.dials("20");
        s.wait(5s);
        CHECK(s.state() == "Failed");
    }
}

TEST_CASE("a prefix may bring a second dial tone until the next digit") {
    Scenario s;
    s.line().secondary_dialtone = {"0"};
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("0");
    CHECK(s.phone.hears(DeviceTone::outside_dial_tone));
    s.phone.dials("1");
    CHECK(s.phone.is_silent());
}

TEST_CASE("a directory that dials faster than a finger waits two seconds only") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials("20455");
    s.wait(2s);
    CHECK(s.state() == "Opening");
}

TEST_CASE("digits beyond the longest number are not taken") {
    Scenario s;
    s.calls();
    s.phone.lifts_handset();
    s.phone.dials(std::string(30, '1'));
    CHECK(s.phone.call().prompt == "No more digits");
    s.phone.dials("#");
    CHECK(s.phone.placed.front().first == std::string(24, '1'));
}

TEST_CASE("a digit without call reference goes to the call that collects digits") {
    Scenario s(2);
    s.calls();
    s.phone.presses_line(2);
    s.phone.dials("204#", 0, 2);
    CHECK(s.state() == "Opening");
}

// ---- the offer (2.5) --------------------------------------------------------------------------------------------------------

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

// ---- provisional responses (2.7) --------------------------------------------------------------------------------------------

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
    SUBCASE("181") {
        auto message = s.pbx.message(181);
        message.headers.diversion = {"<sip:204@pbx.test>;reason=unconditional"};
        s.pbx.says(sip::Progress{message});
        CHECK(s.phone.call().prompt.starts_with("Forwarded to"));
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

// ---- the answer (2.8) -------------------------------------------------------------------------------------------------------

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

// ---- failure (2.9) ----------------------------------------------------------------------------------------------------------

TEST_CASE("each way to fail has its tone, its state and its words") {
    struct Way {
        int status;
        std::string reason;
        DeviceTone tone;
        DCallState state;
        std::string prompt;
    };
    const std::vector<Way> ways{
        {486, "", DeviceTone::line_busy_tone, DCallState::busy, "Busy"},
        {603, "", DeviceTone::line_busy_tone, DCallState::busy, "Declined"},
        {404, "", DeviceTone::reorder_tone, DCallState::invalid_number, "Unknown number"},
        {484, "", DeviceTone::reorder_tone, DCallState::invalid_number, "Number not configured"},
        {403, "", DeviceTone::reorder_tone, DCallState::congestion, "Forbidden"},
        {480, "", DeviceTone::reorder_tone, DCallState::congestion, "Not available"},
        {488, "", DeviceTone::reorder_tone, DCallState::congestion, "Incompatible device type"},
        {503, "", DeviceTone::reorder_tone, DCallState::congestion, "High traffic, try again later"},
        {500, "", DeviceTone::reorder_tone, DCallState::congestion, "Temp Fail"},
        {480, "Q.850;cause=17", DeviceTone::line_busy_tone, DCallState::busy, "Busy"},
    };
    for (const auto& way : ways) {
        CAPTURE(way.status);
        Scenario s;
        s.rings_out();
        s.pbx.rejects(way.status, way.reason);
        CHECK(s.state() == "Failed");
        CHECK(s.phone.hears(way.tone));
        CHECK(s.phone.state() == way.state);
        CHECK(s.phone.call().prompt == way.prompt);
        CHECK(s.phone.receiving.empty());
        s.wait(15s);
        CHECK(s.is_over());
        CHECK(s.phone.is_idle());
    }
}

TEST_CASE("NewCall while the failure is shown ends that call and opens another") {
    Scenario s;
    const auto old = s.rings_out();
    s.pbx.rejects(486);
    s.phone.presses(SoftKey::new_call);
    CHECK(s.state() == "OffHook");
    CHECK_FALSE(s.phone.calls.contains(old));
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
}

TEST_CASE("a handset lifted while a speaker call shows its failure gets dial tone") {
    Scenario s;
    s.calls();
    s.phone.dials_en_bloc("204");
    s.phone.opens_receive();
    s.pbx.rejects(486);
    s.phone.lifts_handset();
    CHECK(s.state() == "OffHook");
    CHECK(s.phone.hears(DeviceTone::inside_dial_tone));
}

TEST_CASE("digits while the failure is shown are ignored") {
    Scenario s;
    const auto call = s.rings_out();
    s.pbx.rejects(486);
    s.phone.dials("1", call);
    CHECK(s.state() == "Failed");
    CHECK_FALSE(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a redirected call follows each target once, five at most") {
    Scenario s;
    s.invites();
    s.pbx.redirects({"sip:205@pbx.test", "sip:206@pbx.test"});
    CHECK(s.phone.call().prompt == "Forwarded to 205");
    CHECK(s.pbx.invites[s.pbx.call()].request_uri == "sip:205@pbx.test");
    CHECK_FALSE(s.pbx.invites[s.pbx.call()].fresh_call_id);
    s.pbx.rings();
    s.pbx.redirects({"sip:205@pbx.test", "sip:206@pbx.test"});
    CHECK(s.state() == "Inviting");
    CHECK(s.pbx.invites[s.pbx.call()].request_uri == "sip:206@pbx.test");
    s.pbx.redirects({"sip:205@pbx.test"});
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.count("INVITE") == 3);
}

TEST_CASE("redirections end after five hops, at 305, without contact, and when they are not wanted") {
    Scenario s;
    SUBCASE("five hops") {
        s.invites();
        for (int hop = 0; hop < 6; ++hop) s.pbx.redirects({"sip:" + std::to_string(hop) + "@pbx.test"});
        CHECK(s.pbx.count("INVITE") == 6);
    }
    SUBCASE("use proxy") {
        s.invites();
        s.pbx.redirects({"sip:205@pbx.test"}, 305);
    }
    SUBCASE("no contact") {
        s.invites();
        s.pbx.redirects({});
    }
    SUBCASE("not wanted") {
        s.line().follow_redirect = false;
        s.invites();
        s.pbx.redirects({"sip:205@pbx.test"});
    }
    CHECK(s.state() == "Failed");
}

TEST_CASE("a challenge is answered, the third one is a refusal") {
    Scenario s;
    s.invites();
    s.pbx.challenges();
    s.pbx.challenges();
    CHECK(s.pbx.count("INVITE+auth") == 2);
    CHECK(s.state() == "Inviting");
    s.pbx.challenges();
    CHECK(s.state() == "Failed");
    CHECK(s.phone.call().prompt == "Device not authorized");
}

TEST_CASE("a dead registrar costs the user a moment only") {
    Scenario s;
    const auto call = s.invites();
    SUBCASE("transport error") {
        auto message = s.pbx.message(503);
        message.internal = true;
        s.pbx.says(sip::Rejected{message, false});
    }
    SUBCASE("503 without a provisional response") {
        auto message = s.pbx.message(503);
        message.sent_before_provisional = true;
        s.pbx.says(sip::Rejected{message, false});
    }
    CHECK(s.state() == "Inviting");
    CHECK(s.pbx.invites[call].target == 1);
    CHECK(s.pbx.invites[call].fresh_call_id);
    s.pbx.rejects(503);
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.count("INVITE") == 2);
}

TEST_CASE("no second registrar is tried after four seconds, or where there is none") {
    Scenario s;
    SUBCASE("too late") {
        s.invites();
        s.wait(5s);
    }
    SUBCASE("only one registrar") {
        s.line().registrars.resize(1);
        s.invites();
    }
    auto message = s.pbx.message(503);
    message.internal = true;
    s.pbx.says(sip::Rejected{message, false});
    CHECK(s.state() == "Failed");
}

// ---- ring-out guard, hanging up (2.10, 2.11) --------------------------------------------------------------------------------

TEST_CASE("three minutes of ringing are enough") {
    Scenario s;
    s.rings_out();
    s.wait(180s);
    CHECK(s.state() == "CancellingWithTone");
    CHECK(s.pbx.got("CANCEL"));
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    CHECK(s.phone.call().prompt == "No answer");
    SUBCASE("487 comes") {
        s.pbx.rejects(487);
        CHECK(s.state() == "Failed");
        s.wait(15s);
    }
    SUBCASE("the answer crosses") {
        s.pbx.answers();
        CHECK(s.pbx.got("BYE"));
        CHECK(s.state() == "Failed");
        s.wait(15s);
    }
    SUBCASE("the user hangs up first") {
        s.phone.hangs_up();
        CHECK(s.state() == "Cancelling");
        s.pbx.rejects(487);
    }
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("the phone is cleared at once whatever SIP still has to do") {
    Scenario s;
    SUBCASE("dial tone") {
        s.calls();
        s.phone.lifts_handset();
        s.phone.hangs_up();
        CHECK(s.is_over());
        CHECK_FALSE(s.pbx.got("CANCEL"));
    }
    SUBCASE("provisional response seen") {
        s.rings_out();
        s.phone.hangs_up();
        CHECK(s.pbx.count("CANCEL") == 1);
        s.pbx.rejects(487);
        CHECK(s.is_over());
    }
    SUBCASE("the PBX never answers the CANCEL") {
        s.rings_out();
        s.phone.hangs_up();
        s.wait(32s);
        CHECK(s.is_over());
        CHECK(s.pbx.got("forget"));
    }
    SUBCASE("connected, the PBX never answers the BYE") {
        s.talks();
        s.phone.hangs_up();
        CHECK(s.state() == "Releasing");
        s.wait(32s);
        CHECK(s.is_over());
    }
    CHECK(s.phone.is_idle());
    CHECK(s.phone.prompt == "Your current options");
}

TEST_CASE("the speaker is switched off when a key or the far end ended the call") {
    Scenario s;
    s.calls();
    s.phone.dials_en_bloc("204");
    s.phone.opens_receive();
    s.pbx.answers();
    CHECK(s.phone.speaker);
    SUBCASE("key") { s.phone.presses(SoftKey::end_call, s.pbx.call()); }
    SUBCASE("far end") { s.pbx.hangs_up(); }
    CHECK_FALSE(s.phone.speaker);
    CHECK(s.phone.is_idle());
}

// ---- what the log says of a failure -----------------------------------------------------------------------------------------

TEST_CASE("a failed call tells why: what the far end said, what is wrong with its answer, what the phone said") {
    Scenario s;
    s.calls();
    s.phone.dials_en_bloc("204");
    std::string part;
    SUBCASE("refused") {
        s.phone.opens_receive();
        s.pbx.rejects(404);
        part = "404 ";
    }
    SUBCASE("an answer that only SRTP could serve") {
        s.phone.opens_receive();
        auto answer = far_sdp();
        answer.replace(answer.find("RTP/AVP"), 7, "RTP/SAVP");
        s.pbx.answers(answer);
        part = "Incompatible transport protocol";
        CHECK(s.phone.sending.empty());
        CHECK(s.world.counts.at("unusable_descriptions") == 1);
        CHECK(s.world.has_logged(part));
    }
    SUBCASE("the phone ran out of sockets") {
        s.phone.refuses_receive(sccp::MediaStatus::out_of_sockets);
        part = "needs a reset";
        CHECK(s.world.has_logged(part));
    }
    CHECK(s.state() == "Failed");
    const auto told = std::find_if(s.world.changes.begin(), s.world.changes.end(), [](const auto& change) { return change.state == "Failed" && change.what == "call"; });
    REQUIRE(told != s.world.changes.end());
    CHECK(told->reason.find(part) != std::string::npos);
}
