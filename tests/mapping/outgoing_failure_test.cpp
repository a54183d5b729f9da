// Calls that come to nothing: failure, ring-out guard, hanging up, and what the log says (callflows 2.9 to 2.11).
#include "tests/support/scenario.hpp"

using namespace tests;

// ---- failure (2.9) --------------------------------------------------------------------------------------------------

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

TEST_CASE("a redirection to what asks for TLS is not followed in clear") {
    Scenario s;
    s.rings_out();
    SUBCASE("there is another way") {
        s.pbx.redirects({"sips:205@pbx.test", "sip:205@pbx.test"});
        CHECK(s.pbx.count("INVITE") == 2);
        CHECK(s.pbx.last("INVITE").text == "sip:205@pbx.test");
    }
    SUBCASE("there is none") {
        s.pbx.redirects({"sips:205@pbx.test"});
        CHECK(s.pbx.count("INVITE") == 1);
        CHECK(s.state() == "Failed");
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
    SUBCASE("to who is called already") {
        s.invites();
        s.pbx.redirects({"sip:204@pbx.test"});
        CHECK(s.pbx.count("INVITE") == 1);
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

// ---- ring-out guard, hanging up (2.10, 2.11) ------------------------------------------------------------------------

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

// ---- what the log says of a failure ---------------------------------------------------------------------------------

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
    SUBCASE("an answer with something else in its body") {
        s.phone.opens_receive();
        auto answer = s.pbx.message(200, "hello");
        answer.content_type = "text/plain";
        s.pbx.says(sip::Answered{answer});
        part = "their session description cannot be used: it is none";
        CHECK(s.world.has_logged(part));
    }
    SUBCASE("the phone ran out of sockets") {
        s.phone.refuses_receive(sccp::MediaStatus::out_of_sockets);
        part = "needs a reset";
        CHECK(s.world.has_logged(part));
    }
    CHECK(s.state() == "Failed");
    const auto told = std::find_if(s.world.changes.begin(), s.world.changes.end(), [](const auto& change) {
        return change.state == "Failed" && change.what == "call";
    });
    REQUIRE(told != s.world.changes.end());
    CHECK(told->reason.find(part) != std::string::npos);
}
