// Session descriptions, as PBXs write them and as they should not be.
#include "sip/sdp.hpp"

#include <doctest/doctest.h>

using namespace sip;

namespace {

const std::string head = "v=0\r\no=- 42 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

Sdp read(const std::string& text) {
    auto sdp = parse(text);
    REQUIRE_MESSAGE(sdp.has_value(), (sdp ? std::string() : to_string(sdp.error())));
    return *sdp;
}

Media media_of(const std::string& lines) { return read(head + lines).media.at(0); }

} // namespace

TEST_CASE("the offer of a PBX is read") {
    const auto sdp = read("v=0\r\no=root 1821312397 1821312398 IN IP4 192.0.2.11\r\ns=Asterisk\r\nc=IN IP4 192.0.2.11\r\nt=0 0\r\n"
                          "m=audio 14020 RTP/AVP 8 18 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:18 G729/8000\r\n"
                          "a=fmtp:18 annexb=no\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
                          "a=ptime:20\r\na=maxptime:150\r\na=sendrecv\r\n");
    CHECK(sdp.session_id == 1821312397);
    CHECK(sdp.version == 1821312398);
    REQUIRE(first_audio(sdp));
    const auto& audio = *first_audio(sdp);
    CHECK(audio.port == 14020);
    CHECK(audio.connection == Connection{AddressFamily::ipv4, "192.0.2.11"});
    REQUIRE(audio.audio.size() == 3);
    CHECK(audio.audio[0] == AudioFormat{8, "PCMA", 8000});
    CHECK(audio.audio[1] == AudioFormat{18, "G729", 8000, "annexb=no"});
    CHECK(audio.audio[2] == AudioFormat{101, "telephone-event", 8000, "0-16"});
    CHECK(audio.ptime == 20);
    CHECK(audio.maxptime == 150);
    CHECK(audio.direction == Direction::sendrecv);
}

TEST_CASE("what is written is what callflows 2.6 asks for, and is read back the same") {
    Sdp sdp{9, 2, connection_to("192.0.2.7"), connection_to("192.0.2.7"), {}};
    Media media{"audio", 18000, "RTP/AVP", {{8, "PCMA", 8000}, {101, "telephone-event", 8000, "0-15"}}};
    media.formats = {"8", "101"};
    media.connection = sdp.connection;
    media.ptime = 20;
    media.direction = Direction::sendonly;
    sdp.media.push_back(media);
    const auto text = to_text(sdp);
    CHECK(text == "v=0\r\no=- 9 2 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
                  "m=audio 18000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
                  "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendonly\r\n");
    CHECK(read(text) == sdp);
}

TEST_CASE("an address of the media wins over that of the session and is written where it differs") {
    auto sdp = read(head + "m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::7\r\na=rtcp:5001 IN IP6 2001:db8::8\r\n"
                           "m=audio 4002 RTP/AVP 0\r\n");
    CHECK(sdp.media[0].connection == connection_to("2001:db8::7"));
    CHECK(sdp.media[0].rtcp_port == 5001);
    CHECK(sdp.media[0].rtcp_address == connection_to("2001:db8::8"));
    CHECK(sdp.media[1].connection == connection_to("192.0.2.1"));
    CHECK_FALSE(sdp.media[1].rtcp_port);
    CHECK(read(to_text(sdp)) == sdp);
    CHECK(to_text(sdp).find("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::7\r\n") != std::string::npos);
}

TEST_CASE("a direction of the session holds for each media that has none") {
    const auto sdp = read(head + "a=inactive\r\na=ptime:30\r\nm=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\na=recvonly\r\n");
    CHECK(sdp.media[0].direction == Direction::inactive);
    CHECK(sdp.media[0].ptime == 30);
    CHECK(sdp.media[1].direction == Direction::recvonly);
}

TEST_CASE("hold is a direction or an address of zeros") {
    CHECK(is_hold(media_of("m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n")));
    CHECK(is_hold(media_of("m=audio 4000 RTP/AVP 0\r\na=inactive\r\n")));
    CHECK(is_hold(media_of("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n")));
    CHECK(is_hold(media_of("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 ::\r\n")));
    CHECK_FALSE(is_hold(media_of("m=audio 4000 RTP/AVP 0\r\na=recvonly\r\n")));
    CHECK_FALSE(is_hold(media_of("m=audio 4000 RTP/AVP 0\r\n")));
    CHECK(reversed(Direction::sendonly) == Direction::recvonly);
    CHECK(reversed(Direction::recvonly) == Direction::sendonly);
    CHECK(reversed(Direction::inactive) == Direction::inactive);
}

TEST_CASE("addresses that no phone may be sent to are told apart") {
    const std::pair<const char*, AddressKind> rows[] = {
        {"192.0.2.1", AddressKind::unicast},    {"0.0.0.0", AddressKind::unspecified}, {"0.1.2.3", AddressKind::unspecified},
        {"127.0.0.1", AddressKind::loopback},   {"224.2.1.1", AddressKind::multicast}, {"255.255.255.255", AddressKind::multicast},
        {"pbx.example.com", AddressKind::host_name}, {"1.2.3", AddressKind::host_name}, {"2001:db8::1", AddressKind::unicast},
        {"::", AddressKind::unspecified},       {"::1", AddressKind::loopback},        {"ff02::1", AddressKind::multicast},
        {"::ffff:127.0.0.1", AddressKind::loopback}, {"2001:db8::g", AddressKind::host_name}};
    for (const auto& row : rows)
        CHECK_MESSAGE(kind_of(connection_to(row.first)) == row.second, row.first);
    CHECK(media_of("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 224.2.1.1/127/3\r\n").connection->address == "224.2.1.1");
}

TEST_CASE("payload numbers without an rtpmap mean what RFC 3551 says") {
    const auto media = media_of("m=audio 4000 RTP/AVP 0 9 18 96 4\r\n");
    REQUIRE(media.audio.size() == 4); // 96 is dynamic and says nothing
    CHECK(media.audio[0] == AudioFormat{0, "PCMU", 8000});
    CHECK(media.audio[1] == AudioFormat{9, "G722", 8000});
    CHECK(media.audio[2] == AudioFormat{18, "G729", 8000});
    CHECK(media.audio[3] == AudioFormat{4, "G723", 8000});
    CHECK(media.formats == std::vector<std::string>{"0", "9", "18", "96", "4"});
}

TEST_CASE("payload numbers and maps that make no sense are skipped") {
    const auto media = media_of("m=audio 4000 RTP/AVP 8 4294967296 200 -1 x 97 8 96\r\n"
                                "a=rtpmap:97 iLBC/8000\r\na=rtpmap:97 opus/48000/2\r\na=rtpmap:98 GSM/8000\r\n"
                                "a=rtpmap:96 /8000\r\na=rtpmap:8 L16/0\r\na=rtpmap:4294967296 PCMU/8000\r\n"
                                "a=fmtp:97 mode=20\r\na=fmtp:97 x=1\r\na=fmtp:55 y\r\na=fmtp:8\r\na=rtpmap:\r\na=fmtp\r\na=\r\n");
    REQUIRE(media.audio.size() == 2);
    CHECK(media.audio[0] == AudioFormat{8, "PCMA", 8000});
    CHECK(media.audio[1] == AudioFormat{97, "iLBC", 8000, "mode=20;x=1"});
}

TEST_CASE("a map before any media line is skipped") {
    const auto sdp = read(head + "a=rtpmap:0 GSM/8000\r\na=fmtp:0 x\r\nm=audio 4000 RTP/AVP 0\r\n");
    CHECK(sdp.media[0].audio[0] == AudioFormat{0, "PCMU", 8000});
}

TEST_CASE("opus keeps its channels, a well-known codec may have a dynamic number") {
    const auto media = media_of("m=audio 4000 RTP/AVP 107 96\r\na=rtpmap:107 opus/48000/2\r\na=rtpmap:96 pcmu/8000/1\r\n");
    REQUIRE(media.audio.size() == 2);
    CHECK(media.audio[0] == AudioFormat{107, "opus", 48000, "", 2});
    CHECK(same_encoding(media.audio[1].encoding, "PCMU"));
    CHECK(to_text(read(head + "m=audio 4000 RTP/AVP 107\r\na=rtpmap:107 opus/48000/2\r\n")).find("a=rtpmap:107 opus/48000/2\r\n") !=
          std::string::npos);
}

TEST_CASE("packet times that make no sense are as if absent") {
    for (const char* value : {"0", "-1", "100000", "", "x", "4294967316"})
        CHECK_MESSAGE(
            !media_of(std::string("m=audio 4000 RTP/AVP 0\r\na=ptime:") + value + "\r\na=maxptime:" + value + "\r\n")
                 .ptime,
            value);
    CHECK(media_of("m=audio 4000 RTP/AVP 0\r\na=ptime: 30\r\n").ptime == 30);
    CHECK(media_of("m=audio 4000 RTP/AVP 0\r\na=ptime:20.0\r\n").ptime == 20);
}

TEST_CASE("of several media the first audio with a port counts, and each can be refused in its place") {
    const auto sdp = read(head + "m=image 5000 udptl t38\r\nm=audio 0 RTP/AVP 0\r\nm=audio 6000 RTP/SAVP 8 0\r\n"
                                 "m=video 7000/2 RTP/AVP 31 34\r\nm=audio 8000 RTP/AVP 0\r\n");
    REQUIRE(sdp.media.size() == 5);
    REQUIRE(first_audio(sdp) == &sdp.media[2]);
    CHECK(sdp.media[2].proto == "RTP/SAVP");
    CHECK(sdp.media[3].port == 7000);
    Sdp answer = sdp;
    for (auto& media : answer.media)
        media = refused(media);
    const auto text = to_text(answer);
    CHECK(text.substr(text.find("m=")) == "m=image 0 udptl t38\r\nm=audio 0 RTP/AVP 0\r\nm=audio 0 RTP/SAVP 8 0\r\n"
                                          "m=video 0 RTP/AVP 31 34\r\nm=audio 0 RTP/AVP 0\r\n");
    CHECK_FALSE(first_audio(answer));
}

TEST_CASE("a refused media that never was text keeps its payload numbers") {
    const Media ours{"audio", 4000, "RTP/AVP", {{8, "PCMA", 8000}}};
    CHECK(refused(ours).formats == std::vector<std::string>{"8"});
    Sdp empty{1, 1, connection_to("192.0.2.1"), {}, {Media{"audio", 0, "RTP/AVP", {}}}};
    CHECK(to_text(empty).find("m=audio 0 RTP/AVP 0\r\n") != std::string::npos);
}

TEST_CASE("line ends of any kind, blanks and unknown lines do not disturb") {
    const auto sdp = read("\nv=0\no=- 1 1 IN IP4 192.0.2.1\n s=-\n\nb=AS:64\nk=clear:x\nz=1\nc=IN  IP4 192.0.2.1 \nm=audio 4000 RTP/AVP 0\n"
                          "i=x\na=ice-ufrag:1\na=rtcp-mux\na=rtcp:0\na=rtcp:x");
    CHECK(first_audio(sdp)->port == 4000);
    CHECK_FALSE(first_audio(sdp)->rtcp_port);
}

TEST_CASE("a missing c= line leaves the media without address") {
    const auto sdp = read("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n");
    CHECK_FALSE(sdp.media[0].connection);
}

TEST_CASE("session ids wrap, are compared and never refused") {
    const auto version = [](const std::string& v) { return read("v=0\r\no=- 1 " + v + " IN IP4 192.0.2.1\r\n").version; };
    CHECK(version("18446744073709551615") == 18446744073709551615U);
    CHECK(version("18446744073709551616") == 0);
    CHECK(version("abc") == version("abc"));
    CHECK(version("abc") != version("abd"));
}

TEST_CASE("errors name the line and what is wrong with it") {
    const std::pair<std::string, SdpError> rows[] = {
        {"", {0, "no v= line"}},
        {"v=0\r\ns=-\r\n", {0, "no o= line"}},
        {"v", {1, "not of the form x=value"}},
        {"v=1\r\n", {1, "v= line: version is not 0"}},
        {"v=0\r\no=- 1 1 IN IP4\r\n", {2, "o= line: not user, id, version, IN, IP4 or IP6, address"}},
        {head + "c=IN IP4\r\n", {6, "c= line: not IN, IP4 or IP6, address"}},
        {head + "c=IN IP4 /127\r\n", {6, "c= line: not IN, IP4 or IP6, address"}},
        {head + "c=ATM NSAP 47\r\n", {6, "c= line: not IN, IP4 or IP6, address"}},
        {head + "m=audio\r\n", {6, "m= line: port is not a number up to 65535"}},
        {head + "m=audio 65536 RTP/AVP 0\r\n", {6, "m= line: port is not a number up to 65535"}},
        {head + "m=audio 4000\r\n", {6, "m= line: no transport protocol"}},
        {head + std::string("a=x\0y\r\n", 7), {6, "a= line: holds a control character"}},
        {head + "m=audio 4000 RTP\r/AVP 0\r\n", {6, "m= line: holds a control character"}},
        {head + std::string(max_sdp_size, 'a'), {0, "too large"}},
        {std::string(60'000, 'v'), {0, "too large"}},
    };
    for (const auto& [text, error] : rows) {
        const auto sdp = parse(text);
        REQUIRE(sdp.has_error());
        CHECK(to_string(sdp.error()) == to_string(error));
    }
    CHECK(to_string(SdpError{6, "m= line: x"}) == "SDP line 6: m= line: x");
}

TEST_CASE("any prefix of a description is read or refused, never worse") {
    const auto text =
        head +
        "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=rtcp:4001 IN IP4 192.0.2.1\r\n";
    std::size_t refusals = 0;
    for (std::size_t length = 0; length <= text.size(); ++length)
        refusals += parse(text.substr(0, length)).has_error() ? 1 : 0;
    CHECK(refusals > 20);
    CHECK(refusals < text.size() / 2);
}

TEST_CASE("parameters of an fmtp are found without case") {
    CHECK(fmtp_parameter("bitrate=6.3; AnnexA = no;flag", "annexa") == "no");
    CHECK(fmtp_parameter("bitrate=6.3;flag", "flag") == "");
    CHECK_FALSE(fmtp_parameter("annexb=no", "annex"));
    CHECK_FALSE(fmtp_parameter("", "annexb"));
}

TEST_CASE("the description is found in a multipart body") {
    const std::string part = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n";
    const std::string body = "preamble\r\n--b.1\r\nContent-Type: text/plain\r\n\r\nv=1\r\n--b.1\r\ncontent-type : Application/SDP;x=y\r\n"
                             "Content-Transfer-Encoding: 8bit\r\n\r\n" + part + "\r\n--b.1--\r\nepilogue";
    CHECK(sdp_in_body("multipart/mixed; boundary=\"b.1\"", body) == part);
    CHECK(sdp_in_body("Multipart/Mixed;boundary=b.1", body) == part);
    CHECK(sdp_in_body("application/sdp", part) == part);
    CHECK(sdp_in_body("Application/SDP ;charset=utf-8", part) == part);
}

TEST_CASE("a body without a description is none") {
    const std::string body = "--b\r\nContent-Type: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\ndj0w\r\n--b--\r\n";
    CHECK_FALSE(sdp_in_body("multipart/mixed;boundary=b", body));
    CHECK_FALSE(sdp_in_body("multipart/mixed;boundary=c", body));
    CHECK_FALSE(sdp_in_body("multipart/mixed", body));
    CHECK_FALSE(sdp_in_body("text/plain", "v=0"));
    CHECK_FALSE(sdp_in_body("", "v=0"));
    // cut short
    CHECK_FALSE(sdp_in_body("multipart/mixed;boundary=b", "--b\r\nContent-Type: application/sdp\r\n\r\nv=0"));
    CHECK_FALSE(sdp_in_body("multipart/mixed;boundary=b", "--b--b--b"));
}
