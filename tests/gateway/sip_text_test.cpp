// What of a SIP message tells.
#include "gateway/sip_text.hpp"

#include <doctest/doctest.h>

using namespace gateway;

namespace {

std::string message(const std::string& first, const std::string& headers = {}, const std::string& body = {}) {
    return first + "\r\n" + headers + "Content-Length: 0\r\n\r\n" + body;
}

std::string sdp(const std::string& media, const std::string& host = "192.0.2.1") {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\n" + media;
}

} // namespace

TEST_CASE("a header is found by its name or its short one, in any writing") {
    const std::string text = message("BYE sip:x SIP/2.0", "Via: a\r\ni : abc@host \r\nREASON:  Q.850;cause=16\r\n", "reason: no\r\n");
    CHECK(header_of(text, "call-id", "i") == "abc@host");
    CHECK(header_of(text, "reason", "reason") == "Q.850;cause=16");
    CHECK(header_of(text, "warning", "warning").empty());
    CHECK(header_of("", "via", "v").empty());
}

TEST_CASE("an offer and an answer tell their direction") {
    const std::string invite = "INVITE sip:1002@pbx;transport=udp SIP/2.0";
    CHECK(sip_label(message(invite)) == "INVITE sip:1002@pbx no SDP");
    CHECK(sip_label(message(invite, {}, sdp("m=audio 4000 RTP/AVP 8\r\n"))) == "INVITE sip:1002@pbx SDP sendrecv");
    CHECK(sip_label(message(invite, {}, sdp("m=audio 4000 RTP/AVP 8\r\na=sendonly\r\nm=video 0 RTP/AVP 99\r\na=inactive\r\n"))) ==
          "INVITE sip:1002@pbx SDP sendonly");
    CHECK(sip_label(message(invite, {}, sdp("a=inactive\r\nm=audio 4000 RTP/AVP 8\r\n"))) == "INVITE sip:1002@pbx SDP inactive");
    CHECK(sip_label(message(invite, {}, sdp("m=audio 0 RTP/AVP 8\r\n"))) == "INVITE sip:1002@pbx SDP sendrecv port 0");
    CHECK(sip_label(message(invite, {}, sdp("m=audio 4000 RTP/AVP 8\r\n", "0.0.0.0"))) == "INVITE sip:1002@pbx SDP sendrecv to 0.0.0.0");
    CHECK(sip_label(message("SIP/2.0 200 OK", "CSeq: 4711 INVITE\r\n", sdp("m=audio 4000 RTP/AVP 8\r\na=recvonly\r\n"))) ==
          "200 OK (INVITE) SDP recvonly");
    CHECK(sip_label(message("ACK sip:x SIP/2.0")) == "ACK sip:x");
    CHECK(sip_label(message("SIP/2.0 180 Ringing", "CSeq: 1 INVITE\r\n")) == "180 Ringing (INVITE)");
}

TEST_CASE("a transfer tells its target and how it goes") {
    CHECK(sip_label(message("REFER sip:1002@pbx SIP/2.0", "Refer-To: <sip:1003@pbx?Replaces=abc%3Bto-tag%3D1>\r\n")) ==
          "REFER to 1003 replaces");
    CHECK(sip_label(message("REFER sip:1002@pbx SIP/2.0", "r: \"Bob\" <sip:1003@pbx>\r\n")) == "REFER to 1003");
    CHECK(sip_label(message("REFER sip:1002@pbx SIP/2.0", "Refer-To: sip:1003\r\n")) == "REFER to 1003");
    CHECK(sip_label(message("NOTIFY sip:x SIP/2.0", "Event: refer;id=7\r\n", "SIP/2.0 200 OK\r\n")) == "NOTIFY refer 200 OK");
    CHECK(sip_label(message("NOTIFY sip:x SIP/2.0", "o: message-summary\r\n", "Messages-Waiting: no\r\n")) == "NOTIFY message-summary");
}

TEST_CASE("an end and a failure tell why") {
    CHECK(sip_label(message("BYE sip:1002@pbx SIP/2.0", "Reason: Q.850;cause=16\r\n")) == "BYE sip:1002@pbx Q.850;cause=16");
    CHECK(sip_label(message("CANCEL sip:1002@pbx SIP/2.0", "Reason: SIP;cause=200\r\n")) == "CANCEL sip:1002@pbx SIP;cause=200");
    CHECK(sip_label(message("SIP/2.0 486 Busy Here", "CSeq: 1 INVITE\r\nReason: Q.850;cause=17\r\n")) ==
          "486 Busy Here (INVITE) Q.850;cause=17");
    CHECK(sip_label(message("SIP/2.0 488 Not Here", "CSeq: 1 INVITE\r\nWarning: 305 x \"no\"\r\n")) ==
          "488 Not Here (INVITE) Warning 305 x \"no\"");
}

TEST_CASE("what strangers say is one line of a bearable length") {
    const std::string longest(300, 'x');
    const auto shown = sip_label(message("SIP/2.0 486 " + longest, "CSeq: 1 INVITE\r\nReason: Q.850;text=\"" + longest + "\"\r\n"));
    CHECK(shown.size() <= 60);
    CHECK(shown.find("(INVITE) Q.850") != std::string::npos);
    CHECK(sip_label(message("REFER sip:x SIP/2.0", "Refer-To: <sip:" + longest + "?Replaces=a>\r\n")).ends_with(".. replaces"));
    CHECK(sip_label(message("SIP/2.0 500 \xC2\x9B\xE2\x80\xAE")) == "500 \\x9b\\u202e");
    CHECK(sip_label("").empty());
    CHECK(sip_label("BYE") == "BYE");
    CHECK(sip_label("REFER x SIP/2.0") == "REFER to");
}
