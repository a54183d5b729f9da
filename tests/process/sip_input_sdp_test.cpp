// Bad SIP input, cases 12 to 27 of the list (tests/sip/README.md): session descriptions, in offers to a phone and in
// answers to it.
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

constexpr const char* head = "v=0\r\no=- 9 9 IN IP4 127.0.0.1\r\ns=-\r\n";
constexpr const char* here = "c=IN IP4 127.0.0.1\r\nt=0 0\r\n";
constexpr const char* pcma = "m=audio 30000 RTP/AVP 8\r\n";

std::string sdp(const std::string& media, const std::string& connection = here) { return head + connection + media; }

} // namespace

// Broke others: CVE-2022-31003
TEST_CASE("case 12, case 14, case 15, case 16, case 17, case 22, case 24, case 26: offers that cannot be used are refused, and nothing rings") {
    Called house;
    struct Row { std::string what, body; int outcome; };
    const Row rows[] = {
        {"v= cut to one octet", "v\r\n" + sdp(pcma), 488},
        {"v= alone", "v", 488},
        {"every line cut to one octet", "v\r\no\r\ns\r\nc\r\nt\r\nm\r\na\r\n", 488},
        {"a type and no body", "", rings},
        {"blanks for a body", "  \r\n", 488},
        {"video only", sdp("m=video 30000 RTP/AVP 31\r\n"), 488},
        {"no media", sdp(""), 488},
        {"only codecs that the phone lacks", sdp("m=audio 30000 RTP/AVP 3 18 96\r\na=rtpmap:96 opus/48000/2\r\n"), 488},
        {"its codec under a number that it cannot be told", sdp("m=audio 30000 RTP/AVP 96\r\na=rtpmap:96 PCMA/8000\r\n"), 488},
        {"port 0", sdp("m=audio 0 RTP/AVP 8\r\n"), 488},
        {"port 65536", sdp("m=audio 65536 RTP/AVP 8\r\n"), 488},
        {"port -1", sdp("m=audio -1 RTP/AVP 8\r\n"), 488},
        {"SRTP only", sdp("m=audio 30000 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"), 488},
        {"DTLS only", sdp("m=audio 30000 UDP/TLS/RTP/SAVPF 8\r\n"), 488},
        {"60 kB", sdp(pcma) + "a=x:" + std::string(60'000, 'x') + "\r\n", 488},
        {"5,000 lines", [] {
             auto text = sdp(pcma);
             for (int i = 0; i < 5'000; ++i) text += "a=x\r\n";
             return text;
         }(), 488},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        house.phone.inbox.clear();
        CHECK(house.outcome(row.body) == row.outcome);
        if (row.outcome != rings) CHECK_FALSE(house.phone.heard<sccp::SetRinger>());
        CHECK(house.answers_keep_alive(house.phone));
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 13: an INVITE without SDP gets our offer in the 200, and the answer in its ACK counts") {
    Called house;
    std::string answer = sdp(pcma);
    bool is_usable = true;
    SUBCASE("a right answer") {}
    SUBCASE("no answer at all") { answer.clear(), is_usable = false; }
    SUBCASE("an answer that nobody can use") { answer = sdp("m=audio 30000 RTP/AVP 3\r\n"), is_usable = false; }
    const auto ok = house.answered({});
    CHECK(contains(ok.body(), "m=audio 20000 RTP/AVP 8"));
    house.caller.say("ACK", {}, answer);
    if (is_usable) {
        CHECK(house.until([&] { return house.phone.heard<sccp::StartMediaTransmission>() != nullptr; }));
        CHECK(state_of(house, house.reference) == "Connected");
        house.hang_up();
    } else {
        house.caller.answer(house.caller.expect_request("BYE"), {});
        CHECK_FALSE(house.phone.heard<sccp::StartMediaTransmission>());
        house.phone.say(sccp::OnHook{1, house.reference});
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 18: an offer on hold is a call on hold, not an error, and the phone sends nowhere") {
    Called house;
    struct Row { std::string body; const char* answer; };
    const Row rows[] = {
        {sdp(pcma, "c=IN IP4 0.0.0.0\r\nt=0 0\r\n"), "a=inactive"},
        {sdp(std::string(pcma) + "a=sendonly\r\n"), "a=recvonly"},
        {sdp(std::string(pcma) + "a=inactive\r\n"), "a=inactive"},
        {sdp(pcma, std::string(here) + "a=sendonly\r\n"), "a=recvonly"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        const auto ok = house.answered(row.body);
        CHECK(contains(ok.body(), row.answer));
        house.caller.say("ACK");
        house.settle();
        CHECK(state_of(house, house.reference) == "Connected");
        CHECK_FALSE(house.phone.heard<sccp::StartMediaTransmission>());
        house.hang_up();
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 18: a phone that talks stops sending for an offer on hold, in a re-INVITE or an UPDATE, and goes on behind it") {
    const std::string talk = sdp(pcma);
    const std::string holds[] = {sdp(pcma, "c=IN IP4 0.0.0.0\r\nt=0 0\r\n"), sdp(std::string(pcma) + "a=sendonly\r\n"),
                                 sdp(std::string(pcma) + "a=inactive\r\n")};
    Called house;
    house.talks();
    unsigned version = 9;
    const auto offer = [&](const char* method, std::string body) {
        body.replace(body.find("9 9"), 3, "9 " + std::to_string(++version));
        house.caller.say(method, {}, body);
        house.caller.expect(200, method);
        if (std::string(method) == "INVITE") house.caller.say("ACK");
    };
    for (const auto& hold : holds)
        for (const char* const method : {"INVITE", "UPDATE"}) {
            CAPTURE(hold);
            CAPTURE(method);
            const auto stopped = house.phone.count<sccp::StopMediaTransmission>(),
                       started = house.phone.count<sccp::StartMediaTransmission>();
            offer(method, hold);
            CHECK(house.until([&] { return house.phone.count<sccp::StopMediaTransmission>() == stopped + 1; }));
            house.settle();
            CHECK(house.phone.count<sccp::StartMediaTransmission>() == started);
            CHECK(state_of(house, house.reference) == "Connected");
            offer(method, talk);
            CHECK(house.until([&] { return house.phone.count<sccp::StartMediaTransmission>() == started + 1; }));
        }
    house.hang_up();
    check_unharmed(house, house.phone);
}

TEST_CASE("case 19: an address that no phone may be sent to is refused") {
    Called house;
    const char* const connections[] = {"",
                                       "c=IN IP6 2001:db8::1\r\n",
                                       "c=IN IP4 media.example.com\r\n",
                                       "c=IN IP4 224.2.1.1/127\r\n",
                                       "c=IN IP4 255.255.255.255\r\n",
                                       "c=IN IP4 1.2.3\r\n",
                                       "c=IN IP4\r\n",
                                       "c=ATM NSAP 47.0091\r\n",
                                       "c=IN IP4 %s%n\r\n"};
    for (const auto* connection : connections) {
        CAPTURE(connection);
        CHECK(house.outcome(sdp(pcma, std::string(connection) + "t=0 0\r\n")) == 488);
    }
    CHECK_FALSE(house.phone.heard<sccp::SetRinger>());
    check_unharmed(house, house.phone);
}

TEST_CASE("case 19: nor is a phone that talks sent to such an address, by re-INVITE or UPDATE; in an answer it ends the call") {
    const char* const connections[] = {"t=0 0\r\n", "c=IN IP6 2001:db8::1\r\nt=0 0\r\n",
                                       "c=IN IP4 media.example.com\r\nt=0 0\r\n",
                                       "c=IN IP4 255.255.255.255\r\nt=0 0\r\n"};
    Called house;
    house.talks();
    const auto started = house.phone.count<sccp::StartMediaTransmission>();
    for (const auto* connection : connections)
        for (const char* const method : {"INVITE", "UPDATE"}) {
            CAPTURE(connection);
            CAPTURE(method);
            house.caller.say(method, {}, sdp(pcma, connection));
            const auto refused = house.caller.expect(488, method);
            if (std::string(method) == "INVITE") house.caller.acknowledge(refused);
            CHECK(state_of(house, house.reference) == "Connected");
        }
    house.settle();
    CHECK(house.phone.count<sccp::StartMediaTransmission>() == started);
    CHECK_FALSE(house.phone.heard<sccp::StopMediaTransmission>());
    house.hang_up();
    check_unharmed(house, house.phone);
    for (const auto* connection : connections) {
        CAPTURE(connection);
        Calling calling;
        calling.answer(200, sdp(pcma, connection));
        CHECK(calling.until([&] { return calling.pbx.count("BYE") == 1; }));
        CHECK(state_of(calling, calling.reference) == "Failed");
        CHECK_FALSE(calling.phone.heard<sccp::StartMediaTransmission>());
        calling.phone.say(sccp::OnHook{1, calling.reference});
        check_unharmed(calling, calling.phone);
    }
}

// Broke others: CVE-2026-41416
TEST_CASE("case 20, case 21, case 22, case 23: what makes no sense in a description is as if absent") {
    Called house;
    struct Row { std::string what, media; std::uint32_t packet_ms; const char* answer; };
    const Row rows[] = {
        {"packet time 0", std::string(pcma) + "a=ptime:0\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"packet time -1", std::string(pcma) + "a=ptime:-1\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"packet time 100000", std::string(pcma) + "a=ptime:100000\r\na=maxptime:0\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"packet time of 40 digits", std::string(pcma) + "a=ptime:" + std::string(40, '9') + "\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"two audio streams", std::string(pcma) + "m=audio 30002 RTP/AVP 0\r\n", 20, "m=audio 0 RTP/AVP 0"},
        {"a payload number beyond 32 bits", "m=audio 30000 RTP/AVP 4294967296 8\r\na=rtpmap:4294967304 PCMA/8000\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"a map before its stream", "a=rtpmap:8 PCMU/8000\r\n" + std::string(pcma), 20, "m=audio 20000 RTP/AVP 8"},
        {"two maps of one number", "m=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:8 PCMU/8000\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"a clock of 0 and of no number", "m=audio 30000 RTP/AVP 8 96 97\r\na=rtpmap:96 PCMA/0\r\na=rtpmap:97 PCMA/x\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"events under number 0", "m=audio 30000 RTP/AVP 8 0\r\na=rtpmap:0 telephone-event/8000\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"events under number 127", "m=audio 30000 RTP/AVP 8 127\r\na=rtpmap:127 telephone-event/8000\r\n", 20, "m=audio 20000 RTP/AVP 8"},
        {"a number without events", pcma, 20, "m=audio 20000 RTP/AVP 8"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto ok = house.answered(sdp(row.media));
        CHECK(contains(ok.body(), row.answer));
        house.caller.say("ACK");
        REQUIRE(house.until([&] { return house.phone.heard<sccp::StartMediaTransmission>() != nullptr; }));
        const auto sending = *house.phone.heard<sccp::StartMediaTransmission>();
        CHECK(sending.remote_port == 30000);
        CHECK(sending.millisecond_packet_size == row.packet_ms);
        CHECK(sending.payload_capability == sccp::MediaPayloadType::g711_alaw64k);
        CHECK(house.phone.heard<sccp::OpenReceiveChannel>()->millisecond_packet_size == 20);
        house.hang_up();
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 25: an answer with a codec that was not offered, or of no use, ends the call with a reason on the phone") {
    std::string body;
    SUBCASE("a codec that was not offered") { body = sdp("m=audio 30000 RTP/AVP 3\r\n"); }
    SUBCASE("port 0") { body = sdp("m=audio 0 RTP/AVP 8\r\n"); }
    SUBCASE("no SDP") { body.clear(); }
    SUBCASE("no description") { body = "v\r\n"; }
    SUBCASE("multicast") { body = sdp(pcma, "c=IN IP4 224.2.1.1\r\nt=0 0\r\n"); }
    Calling house;
    house.answer(200, body);
    CHECK(house.until([&] { return house.pbx.count("ACK") == 1 && house.pbx.count("BYE") == 1; }));
    CHECK(state_of(house, house.reference) == "Failed");
    CHECK_FALSE(house.phone.heard<sccp::StartMediaTransmission>());
    CHECK(house.phone.heard<sccp::StartTone>()->tone == sccp::DeviceTone::reorder_tone);
    house.phone.say(sccp::OnHook{1, house.reference});
    check_unharmed(house, house.phone);
}

TEST_CASE("case 25: an answer with two codecs keeps the opened one; one in the 183 and another in the 200: the 200 counts") {
    Calling house;
    std::uint32_t port = 30000;
    SUBCASE("two codecs") {
        house.answer(200, sdp("m=audio 30000 RTP/AVP 0 8\r\n"));
    }
    SUBCASE("183 and 200 differ") {
        house.answer(183, sdp(pcma));
        CHECK(house.until([&] { return house.phone.heard<sccp::StartMediaTransmission>() != nullptr; }));
        house.answer(200, sdp("m=audio 30002 RTP/AVP 8\r\n"));
        port = 30002;
    }
    SUBCASE("183 of one fork, 200 of another") {
        house.answer(183, sdp(pcma), "one");
        CHECK(house.until([&] { return house.phone.heard<sccp::StartMediaTransmission>() != nullptr; }));
        house.answer(200, sdp("m=audio 30004 RTP/AVP 8\r\n"), "two");
        port = 30004;
    }
    CHECK(house.until([&] { return state_of(house, house.reference) == "Connected"; }));
    CHECK(house.until([&] {
        const auto* sending = house.phone.heard<sccp::StartMediaTransmission>();
        return sending && sending->remote_port == port && sending->payload_capability == sccp::MediaPayloadType::g711_alaw64k;
    }));
    house.phone.say(sccp::OnHook{1, house.reference});
    check_unharmed(house, house.phone);
}

// Broke others: CVE-2022-21723
TEST_CASE("case 27: SDP in a multipart body is found; unknown, encoded and broken bodies are refused") {
    Called house;
    const auto multipart = [](const std::string& inside, const std::string& end) {
        return "--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\n" + inside + end;
    };
    const std::string part = "Content-Type: application/sdp\r\n\r\n" + sdp(pcma);
    CHECK(house.outcome(multipart(part, "\r\n--b--\r\n"), "multipart/mixed;boundary=b") == rings);
    CHECK(house.outcome(multipart(part, "\r\n--b--\r\n"), "multipart/mixed") == 415);
    CHECK(house.outcome(multipart("Content-Type: text/html\r\n\r\n<p>", "\r\n--b--\r\n"), "multipart/mixed;boundary=b") == 415);
    CHECK(house.outcome("--b", "multipart/mixed;boundary=b") == 415);
    CHECK(house.outcome(std::string(50'000, '-'), "multipart/mixed;boundary=b") == 415);
    CHECK(house.outcome("hello", "text/plain") == 415);
    CHECK(house.logs("415 Unsupported Media Type to INVITE"));
    CHECK(house.outcome("hello", "x/y;z=\"") != rings);
    for (const auto& body : {"\x1f\x8b\x08" + sdp(pcma), sdp(pcma)}) { // RFC 3261 section 21.4.13
        house.caller.start_call();
        house.caller.inbox().clear();
        house.caller.say("INVITE", "Content-Encoding: gzip\r\n", body);
        const auto refused = house.caller.expect_final("INVITE");
        CHECK(refused.status() == 415);
        CHECK(refused.header("Accept-Encoding") == "identity");
        CHECK(refused.header("Accept") == "application/sdp");
        house.caller.acknowledge(refused);
    }
    CHECK(house.outcome(sdp(pcma), "application/sdp", "e: deflate, gzip\r\n") == 415);
    CHECK(house.outcome(sdp(pcma), "application/sdp", "Content-Encoding: identity\r\n") == rings);
    CHECK(house.outcome({}, "application/sdp", "Content-Encoding: gzip\r\n") == rings); // of no body
    CHECK(house.outcome(sdp(pcma), "APPLICATION/SDP;charset=utf-8") == rings);
    check_unharmed(house, house.phone);
}
