// Calls that are up: hold, resume, what the far end changes, digits, statistics (callflows 4).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

std::string with_version(unsigned version, const std::string& attributes, std::string_view formats = "8 101", std::uint16_t port = 30000) {
    return far_sdp(formats, port, "203.0.113.9", attributes, version);
}

} // namespace

// ---- hold (4.1) -----------------------------------------------------------------------------------------------------

TEST_CASE("hold closes the channels at once, tells the far end, and shows it") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    s.phone.presses(SoftKey::hold, call);
    CHECK(s.state() == "Holding");
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.last<sccp::CloseReceiveChannel>().port_handling_flag == sccp::PortHandling::keep_port);
    CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
    CHECK(s.pbx.last("offer").method == sip::OfferMethod::reinvite);
    CHECK(s.phone.state() == DCallState::hold);
    CHECK(s.phone.lamp() == LampMode::wink);
    CHECK(s.phone.call().prompt == "Hold");
    CHECK(s.phone.offers(SoftKey::resume));
    CHECK(s.phone.names().front() == "CloseReceiveChannel");
    CHECK(s.phone.statistics_asked.empty());
    s.pbx.accepts_offer(held_answer);
    CHECK(s.state() == "Hold");
}

TEST_CASE("hold=inactive offers inactive, and the version of the description grows") {
    Scenario s;
    s.line().hold = mapping::HoldMode::inactive;
    const auto call = s.talks();
    const auto first = s.pbx.last("INVITE").sdp;
    s.phone.presses(SoftKey::hold, call);
    const auto second = s.pbx.last("offer").sdp;
    CHECK(second.find("a=inactive") != std::string::npos);
    const auto origin = [](const std::string& sdp) {
        return sdp.substr(sdp.find("o="), sdp.find("\r\n", sdp.find("o=")) - sdp.find("o="));
    };
    CHECK(origin(first).find(" 1 IN") != std::string::npos);
    CHECK(origin(second).find(" 2 IN") != std::string::npos);
}

TEST_CASE("the speaker goes off when the user holds his only call") {
    Scenario s;
    s.calls();
    s.phone.dials_en_bloc("204");
    s.phone.opens_receive();
    s.pbx.answers();
    s.phone.presses(SoftKey::hold, s.pbx.call());
    CHECK_FALSE(s.phone.speaker);
}

TEST_CASE("what the far end says to a hold") {
    Scenario s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::hold, call);
    SUBCASE("491: again later") {
        s.pbx.says(sip::OfferGlare{true});
        CHECK(s.state() == "Holding");
        s.wait(2100ms);
        CHECK(s.pbx.count("offer") == 2);
        s.pbx.accepts_offer(held_answer);
        CHECK(s.state() == "Hold");
    }
    SUBCASE("refused: held here, unknown there") {
        s.pbx.says(sip::OfferRefused{500});
        CHECK(s.state() == "Hold");
        CHECK(s.shot(call).hold_unsignalled);
        CHECK(s.world.has_logged("the far end refused the hold (500)"));
        CHECK(s.phone.call().prompt == "Hold");
    }
    SUBCASE("the dialog is dead") {
        s.pbx.says(sip::DialogGone{481});
        CHECK(s.is_over());
        CHECK(s.phone.is_idle());
    }
    SUBCASE("it hangs up") {
        s.pbx.hangs_up();
        CHECK(s.is_over());
        CHECK(s.phone.is_idle());
    }
}

// ---- resume (4.2) ---------------------------------------------------------------------------------------------------

TEST_CASE("resume opens the channel, tells the far end, and talks again") {
    Scenario s;
    const auto call = holds(s);
    SUBCASE("key") { s.phone.presses(SoftKey::resume, call); }
    SUBCASE("line key") { s.phone.presses_line(1); }
    SUBCASE("hold button") { s.phone.presses(sccp::DeviceStimulus::hold, 1, call); }
    CHECK(s.state() == "ResumeOpening");
    CHECK(s.phone.state() == DCallState::hold);
    s.phone.opens_receive("192.0.2.7", 18020);
    CHECK(s.state() == "Resuming");
    CHECK(s.pbx.last("offer").sdp.find("m=audio 18020 RTP/AVP 8 0 18 101") != std::string::npos);
    CHECK(s.pbx.last("offer").sdp.find("a=sendrecv") != std::string::npos);
    CHECK(s.phone.call().prompt == "Connecting");
    s.pbx.accepts_offer(far_sdp("8 101", 30010));
    CHECK(s.state() == "Connected");
    CHECK(s.phone.state() == DCallState::connected);
    CHECK(s.phone.has_audio());
    CHECK(s.phone.sending.at(call).port == 30010);
    CHECK(s.phone.lamp() == LampMode::on);
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 2);
}

TEST_CASE("resuming one call holds the other") {
    Scenario s;
    const auto first = holds(s);
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("205#");
    s.phone.opens_receive();
    s.pbx.answers();
    const auto second = s.pbx.call();
    s.phone.presses(SoftKey::resume, first);
    CHECK(s.state(second) == "Holding");
    CHECK(s.state(first) == "ResumeOpening");
    s.pbx.accepts_offer(held_answer, second);
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), first);
    CHECK(s.phone.has_audio(first));
    CHECK(s.state(second) == "Hold");
}

TEST_CASE("what may go wrong with a resume leaves the call held") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    SUBCASE("the phone cannot open") { s.phone.refuses_receive(sccp::MediaStatus::out_of_sockets); }
    SUBCASE("the phone does not answer") { s.wait(2s); }
    SUBCASE("the user thinks better of it") { s.phone.presses(SoftKey::hold, call); }
    SUBCASE("the far end refuses") {
        s.phone.opens_receive();
        s.pbx.says(sip::OfferRefused{488});
        CHECK(s.phone.call().prompt == "Temp Fail");
        s.wait(5s);
        CHECK(s.phone.call().prompt == "Hold");
    }
    CHECK(s.state() == "Hold");
    CHECK(s.phone.state() == DCallState::hold);
    CHECK(s.phone.sending.empty());
}

TEST_CASE("glare at a resume tries again, hang-up of the far end ends it") {
    Scenario s;
    const auto call = holds(s);
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive();
    s.pbx.says(sip::OfferGlare{false});
    CHECK(s.state() == "Resuming");
    SUBCASE("again") {
        s.world.chances = {7};
        s.wait(2s);
        CHECK(s.pbx.count("offer") == 3);
        s.pbx.accepts_offer();
        CHECK(s.phone.has_audio());
    }
    SUBCASE("gone") {
        s.pbx.hangs_up();
        CHECK(s.phone.is_idle());
    }
}

TEST_CASE("a held call that the far end ends leaves no lamp") {
    Scenario s;
    holds(s);
    s.pbx.hangs_up();
    CHECK(s.is_over());
    CHECK(s.phone.is_idle());
}

TEST_CASE("while a call is held, offers of the far end are answered without waking the phone") {
    Scenario s;
    holds(s);
    s.phone.forget_log();
    std::string answer;
    SUBCASE("they want to talk") {
        s.pbx.offers(with_version(2, "a=sendrecv"));
        answer = "a=sendonly";
    }
    SUBCASE("they hold too") {
        s.pbx.offers(with_version(2, "a=sendonly"));
        answer = "a=inactive";
    }
    SUBCASE("they ask for our offer") {
        s.pbx.says(sip::OfferWanted{s.pbx.message(0)});
        answer = "a=sendonly";
        CHECK(s.pbx.last("200 offer").sdp.find(answer) != std::string::npos);
        s.pbx.acknowledges(held_answer);
        s.pbx.offers(with_version(3, "a=sendrecv"));
    }
    CHECK(s.pbx.last("200 offer").sdp.find(answer) != std::string::npos);
    CHECK(s.phone.sent.empty());
    CHECK(s.state() == "Hold");
}

// ---- what the far end changes (4.3) ---------------------------------------------------------------------------------

TEST_CASE("the far end holds and comes back") {
    Scenario s;
    const auto call = s.talks();
    std::string direction, answer;
    SUBCASE("sendonly") { direction = "a=sendonly", answer = "a=recvonly"; }
    SUBCASE("inactive") { direction = "a=inactive", answer = "a=inactive"; }
    s.pbx.offers(with_version(2, direction));
    CHECK(s.pbx.last("200 offer").sdp.find(answer) != std::string::npos);
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.open_channels() == 1);
    CHECK(s.phone.call().prompt == "Call on hold");
    CHECK(s.phone.state() == DCallState::connected);
    s.pbx.offers(with_version(3, "a=sendrecv"));
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.call().prompt == "Connected");
}

TEST_CASE("a hold of the old style is understood") {
    Scenario s;
    s.talks();
    s.pbx.offers(far_sdp("8 101", 30000, "0.0.0.0", "a=sendrecv", 2));
    CHECK(s.pbx.last("200 offer").sdp.find("a=inactive") != std::string::npos);
    CHECK(s.phone.sending.empty());
}

TEST_CASE("the far end moves: the transmission stops before it starts anew") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    s.pbx.offers(with_version(2, "a=sendrecv", "8 101", 30500));
    CHECK(s.phone.sending.at(call).port == 30500);
    const auto names = s.phone.names();
    const auto stop = std::find(names.begin(), names.end(), "StopMediaTransmission");
    const auto start = std::find(names.begin(), names.end(), "StartMediaTransmission");
    CHECK(stop < start);
    CHECK(start != names.end());
}

TEST_CASE("a codec that must change opens the channel anew before the offer is answered") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.offers(with_version(2, "a=sendrecv", "0 101"));
    CHECK(s.state() == "Reopening");
    CHECK_FALSE(s.pbx.got("200 offer"));
    REQUIRE(s.phone.awaits_opening());
    SUBCASE("the phone opens on another port") {
        s.phone.opens_receive("192.0.2.7", 18030);
        CHECK(s.state() == "Connected");
        CHECK(s.pbx.last("200 offer").sdp.find("m=audio 18030 RTP/AVP 0 101") != std::string::npos);
        CHECK(s.phone.sending.at(call).payload == Payload::g711_ulaw64k);
    }
    SUBCASE("the phone cannot: the old codec again") {
        s.phone.refuses_receive(sccp::MediaStatus::codec_too_complex);
        CHECK(s.pbx.last("reject offer").status == 488);
        REQUIRE(s.phone.awaits_opening());
        CHECK(s.phone.receiving.at(call).payload == Payload::g711_alaw64k);
        s.phone.opens_receive();
        CHECK(s.phone.sending.at(call).payload == Payload::g711_alaw64k);
    }
    SUBCASE("the user holds meanwhile") {
        s.phone.presses(SoftKey::hold, call);
        s.phone.opens_receive();
        CHECK(s.state() == "Holding");
        CHECK(s.phone.receiving.empty());
        CHECK(s.pbx.last("offer").sdp.find("a=sendonly") != std::string::npos);
        return;
    }
    CHECK(s.state() == "Connected");
    CHECK(s.phone.has_audio());
}

TEST_CASE("an offer in which our codec still stands changes nothing on the phone") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    SUBCASE("reordered") { s.pbx.offers(with_version(2, "a=sendrecv", "0 8 101")); }
    SUBCASE("the same again") {
        s.pbx.offers(far_sdp());
        const auto first = s.pbx.last("200 offer").sdp;
        s.pbx.offers(far_sdp());
        CHECK(s.pbx.last("200 offer").sdp == first);
    }
    CHECK(s.pbx.last("200 offer").sdp.find("RTP/AVP 8 101") != std::string::npos);
    CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 0);
    CHECK(s.phone.count<sccp::StartMediaTransmission>() == 0);
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("offers that cannot be served are refused, the call goes on") {
    Scenario s;
    s.talks();
    SUBCASE("fax") {
        s.pbx.offers("v=0\r\no=- 77 2 IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=image 5000 udptl t38\r\n");
    }
    SUBCASE("audio removed") { s.pbx.offers(with_version(2, "a=sendrecv", "8 101", 0)); }
    SUBCASE("unknown codec") { s.pbx.offers(with_version(2, "a=sendrecv", "96")); }
    CHECK(s.pbx.last("reject offer").status == 488);
    CHECK(s.phone.has_audio());
}

TEST_CASE("video is declined, the audio stays") {
    Scenario s;
    s.talks();
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendrecv\r\nm=video 40000 RTP/AVP 99\r\na=rtpmap:99 H264/90000", 2));
    CHECK(s.pbx.last("200 offer").sdp.find("m=video 0 ") != std::string::npos);
    CHECK(s.phone.has_audio());
}

TEST_CASE("a re-INVITE without SDP gets our full offer, and the ACK decides") {
    Scenario s;
    s.talks();
    s.pbx.says(sip::OfferWanted{s.pbx.message(0)});
    CHECK(s.pbx.last("200 offer").sdp.find("m=audio 18000 RTP/AVP 8 0 18 101") != std::string::npos);
    SUBCASE("nothing new") {
        s.pbx.acknowledges(far_sdp());
        CHECK(s.phone.count<sccp::OpenReceiveChannel>() == 1);
    }
    SUBCASE("another codec") {
        s.pbx.acknowledges(far_sdp("0 101"));
        REQUIRE(s.phone.awaits_opening());
        s.phone.opens_receive();
        CHECK(s.phone.sending.begin()->second.payload == Payload::g711_ulaw64k);
    }
    CHECK(s.phone.has_audio());
}

TEST_CASE("phones that stop listening with the transmission are opened anew when the far end holds") {
    Scenario s;
    s.device.stop_tx_closes_rx = true;
    s.talks();
    s.pbx.offers(with_version(2, "a=sendonly"));
    CHECK(s.state() == "Reopening");
    REQUIRE(s.phone.awaits_opening());
    s.phone.opens_receive("192.0.2.7", 18040);
    CHECK(s.state() == "Connected");
    CHECK(s.pbx.last("200 offer").sdp.find("m=audio 18040") != std::string::npos);
    CHECK(s.pbx.last("200 offer").sdp.find("a=recvonly") != std::string::npos);
    CHECK(s.phone.sending.empty());
    CHECK(s.phone.open_channels() == 1);
}

// ---- identity, keys of the PBX (4.4, 5.14) ---------------------------------------------------------------------

TEST_CASE("a new identity is shown, the same one is not sent again") {
    Scenario s;
    s.talks();
    sip::Identity update{s.pbx.message(0)};
    update.message.headers.p_asserted_identity = "\"Carol\" <sip:209@pbx.test>";
    s.pbx.says(update);
    CHECK(s.phone.call().called == "209");
    CHECK(s.phone.call().called_name == "Carol");
    s.phone.forget_log();
    s.pbx.says(update);
    CHECK(s.phone.sent.empty());
}

TEST_CASE("the PBX may press answer, hold and resume") {
    Scenario s;
    s.is_called();
    s.pbx.says(sip::TalkWanted{});
    CHECK(s.state() == "Answering");
    s.phone.opens_receive();
    s.pbx.acknowledges();
    s.pbx.says(sip::HoldWanted{});
    CHECK(s.state() == "Holding");
    s.pbx.accepts_offer(held_answer);
    s.pbx.says(sip::TalkWanted{});
    CHECK(s.state() == "ResumeOpening");
}

// ---- the end (4.8, 4.10) --------------------------------------------------------------------------------------------

TEST_CASE("the counters of a call are asked for before its channels close, and kept for ten seconds after its end") {
    Scenario s;
    const auto call = s.talks();
    s.phone.forget_log();
    s.pbx.hangs_up();
    const auto names = s.phone.names();
    CHECK(names.at(0) == "ConnectionStatisticsReq");
    CHECK(names.at(1) == "CloseReceiveChannel");
    sccp::ConnectionStatisticsRes counted;
    counted.call_reference = call;
    counted.number_packets_sent = 500;
    counted.jitter = 7;
    s.phone.says(counted);
    REQUIRE(s.shot(call).statistics.has_value());
    CHECK(s.shot(call).statistics->packets_sent == 500);
    CHECK(s.world.has_logged("jitter 7 ms"));
    s.phone.says(counted);
    REQUIRE_MESSAGE(s.world.audio.size() == 1, "a second answer counts nothing");
    CHECK(s.world.audio.front().second.packets_sent == 500);
    s.wait(10s);
    CHECK(s.calls().snapshot().empty());
}

TEST_CASE("a held call ends without a request for counters") {
    Scenario s;
    holds(s);
    s.pbx.hangs_up();
    CHECK(s.phone.statistics_asked.empty());
}

TEST_CASE("rtp_stat=bye waits 200 ms for the counters") {
    Scenario s;
    s.call_options.rtp_stat_bye = true;
    const auto call = s.talks();
    s.phone.hangs_up();
    CHECK_FALSE(s.pbx.got("BYE"));
    SUBCASE("they come") {
        sccp::ConnectionStatisticsRes counted;
        counted.call_reference = call;
        counted.number_packets_lost = 3;
        s.phone.says(counted);
        CHECK(s.pbx.last("BYE").extra.rtp_stat.find("PL=3") != std::string::npos);
    }
    SUBCASE("they do not") {
        s.wait(200ms);
        CHECK(s.pbx.last("BYE").extra.rtp_stat.empty());
    }
    CHECK(s.pbx.count("BYE") == 1);
}

TEST_CASE("a tone at the end of a call is played only where it is wanted") {
    Scenario s;
    s.device.tone_on_remote_hangup = true;
    s.talks();
    s.pbx.hangs_up();
    CHECK(s.phone.idle_tone == DeviceTone::reorder_tone);
    s.wait(10s);
    CHECK_FALSE(s.phone.idle_tone.has_value());
}

TEST_CASE("a dialog that has died is shown with its tone") {
    Scenario s;
    s.talks();
    s.pbx.says(sip::DialogGone{408});
    CHECK(s.state() == "Failed");
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.hears(DeviceTone::reorder_tone));
    s.wait(15s);
    CHECK(s.phone.is_idle());
}

// ---- another call while one is not answered yet (4.1) ---------------------------------------------------------------

TEST_CASE("a new call leaves the ringing one in the background; when that answers it waits on hold") {
    Scenario s;
    const auto first = s.rings_out();
    s.phone.presses(SoftKey::new_call);
    CHECK(s.state(first) == "RingOut");
    CHECK(s.phone.is_silent(first));
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.state(first) == DCallState::proceed);
    SUBCASE("answered") {
        s.pbx.talk_about(first);
        s.pbx.answers();
        CHECK(s.state(first) == "Holding");
        CHECK(s.phone.state(first) == DCallState::hold);
        s.pbx.accepts_offer(held_answer, first);
        CHECK(s.phone.sending.empty());
        s.phone.presses(SoftKey::resume, first);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), first);
        CHECK(s.phone.has_audio(first));
    }
    SUBCASE("taken back") {
        s.phone.hangs_up();
        s.phone.presses_line(1);
        CHECK(s.phone.hears(DeviceTone::alerting_tone, first));
        CHECK(s.phone.state(first) == DCallState::ring_out);
    }
    SUBCASE("given up") {
        s.phone.presses(SoftKey::end_call, first);
        CHECK(s.pbx.last("CANCEL").leg == first);
    }
}

TEST_CASE("hold before the answer is refused") {
    Scenario s;
    const auto call = s.rings_out();
    s.phone.presses(SoftKey::hold, call);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.state() == "RingOut");
}
