// Rules of callflows 6 as a call shows them; the descriptions themselves: session_description_test.cpp,
// codecs_test.cpp, nat_test.cpp.
#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("6.4: what the phone says of its address decides what the caller is told") {
    struct Way {
        sccp::MediaStatus said;
        int status;
    };
    for (const auto& way : {Way{sccp::MediaStatus::requested_ip_addr_type_un_available, 488}, Way{sccp::MediaStatus::device_on_hook, 480},
                            Way{sccp::MediaStatus::unknown, 500}}) {
        CAPTURE(way.status);
        Scenario s;
        s.is_called();
        s.phone.lifts_handset();
        s.phone.refuses_receive(way.said);
        CHECK(s.pbx.last("reject").status == way.status);
        s.phone.hangs_up();
        s.check_no_leak();
    }
}

namespace {

/// The same as `far_sdp`, at an IPv6 address.
std::string far_sdp_v6() {
    auto sdp = far_sdp("8 101", 30000, "2001:db8::9");
    for (auto at = sdp.find("IN IP4 2001"); at != sdp.npos; at = sdp.find("IN IP4 2001", at)) sdp.replace(at, 6, "IN IP6");
    return sdp;
}

} // namespace

TEST_CASE("6.4: a phone that opens IPv4 where IPv6 is needed has no call, and the caller is told why") {
    Scenario s(1, "7975", 20);
    s.is_called("\"Bob\" <sip:202@pbx.test>;tag=b", far_sdp_v6());
    s.phone.lifts_handset();
    CHECK(s.phone.last<sccp::OpenReceiveChannel>().requested_ip_addr_type == sccp::IpAddrType::v6);
    s.phone.opens_receive("192.0.2.7");
    CHECK(s.pbx.last("reject").status == 488);
    CHECK(s.phone.sending.empty());
    s.phone.hangs_up();
    s.check_no_leak();
}

TEST_CASE("6.4: an answer of the other family ends the call, an offer of it is refused and the call goes on") {
    Scenario s(1, "7975", 20);
    SUBCASE("an answer") {
        s.rings_out();
        s.pbx.answers(far_sdp_v6());
        CHECK(s.state() == "Failed");
        CHECK(s.pbx.count("BYE") == 1);
        CHECK(s.phone.sending.empty());
        CHECK(s.phone.call().prompt.find("Incompatible") != std::string::npos);
    }
    SUBCASE("an offer") {
        s.talks();
        s.pbx.offers(far_sdp_v6());
        CHECK(s.pbx.last("reject offer").status == 488);
        CHECK(s.state() == "Connected");
        CHECK(s.phone.has_audio());
    }
}

TEST_CASE("media_family=ipv4: a phone that opens IPv6 all the same does not call") {
    Scenario s(1, "7975", 20);
    s.device.media_family = mapping::MediaFamily::ipv4;
    s.start();
    s.phone.lifts_handset();
    s.phone.dials("202#");
    s.phone.opens_receive("2001:db8::7");
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.count("INVITE") == 0);
}

TEST_CASE("6.6 rule 10: an answer with port 0 to our only stream ends the call, and is acknowledged before") {
    Scenario s;
    s.rings_out();
    s.pbx.answers(far_sdp("8 101", 0));
    CHECK(s.state() == "Failed");
    CHECK(s.pbx.count("BYE") == 1);
    CHECK(s.pbx.last("BYE").text == "SIP;cause=488");
    CHECK(s.phone.receiving.empty());
    CHECK(s.phone.sending.empty());
}

TEST_CASE("6.3: comfort noise in an offer is no codec, and does no harm") {
    Scenario s;
    s.is_called("\"Bob\" <sip:202@pbx.test>;tag=b", far_sdp("8 13 101"));
    s.phone.lifts_handset();
    s.phone.opens_receive();
    const auto& answer = s.pbx.last("200").sdp;
    CHECK(answer.find("RTP/AVP 8 101\r\n") != std::string::npos);
    s.pbx.acknowledges();
    CHECK(s.phone.has_audio());
    CHECK(s.phone.last<sccp::StartMediaTransmission>().silence_suppression == sccp::MediaSilenceSuppression::off);
}

TEST_CASE("6.6 rules 2 and 3: the session keeps its number, the version grows with each change, the direction is always said") {
    Scenario s;
    const auto call = holds(s);
    const auto origin = [](const std::string& sdp) {
        return sdp.substr(sdp.find("o="), sdp.find("\r\n", sdp.find("o=")) - sdp.find("o="));
    };
    const auto hold = s.pbx.last("offer").sdp, first = s.pbx.last("INVITE").sdp;
    const auto number = [&](const std::string& sdp) { return origin(sdp).substr(0, origin(sdp).find(' ', 4)); };
    CHECK(first.find("a=sendrecv") != std::string::npos);
    CHECK(hold.find("a=sendonly") != std::string::npos);
    CHECK(number(first) == number(hold));
    CHECK(origin(first) != origin(hold));
    s.phone.presses(SoftKey::resume, call);
    s.phone.opens_receive("192.0.2.7", 18000, call);
    CHECK(s.pbx.last("offer").sdp.find("a=sendrecv") != std::string::npos);
    CHECK(number(s.pbx.last("offer").sdp) == number(first));
}

TEST_CASE("6.6 rule 7: an offer of theirs that cannot be served leaves the call with what was agreed") {
    Scenario s;
    const auto call = s.talks();
    s.pbx.offers(far_sdp("97", 31000, "203.0.113.9", "a=rtpmap:97 opus/48000/2"), call);
    CHECK(s.pbx.last("reject offer").status == 488);
    CHECK(s.pbx.last("reject offer").extra.warning.find("305 ") == 0);
    CHECK(s.phone.has_audio(call));
    CHECK(s.phone.sending.at(call).port == 30000);
}
