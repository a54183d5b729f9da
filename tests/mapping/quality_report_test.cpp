// Voice quality reports at the end of a call (RFC 6035; callflows 4.8).
#include "mapping/quality_report.hpp"

#include "tests/support/scenario.hpp"

using namespace tests;

namespace {

sccp::ConnectionStatisticsRes counters(LegId call) {
    sccp::ConnectionStatisticsRes counted;
    counted.call_reference = call;
    counted.number_packets_sent = 500;
    counted.number_packets_received = 990;
    counted.number_packets_lost = 10;
    counted.jitter = 4;
    counted.latency = 25;
    counted.quality_stats = "MLQK=4.2500;MLQKav=4.2000;MLQKmn=3.9000";
    return counted;
}

} // namespace

TEST_CASE("a quality report tells who talked, when, with which codec and how well") {
    mapping::LineOptions line;
    line.user = "1001";
    line.domain = "example.com";
    line.display_name = "Alice";
    mapping::CallSnapshot call;
    call.sip_call_id = "abc@192.0.2.11";
    call.remote_number = "#31*204";
    call.codec = "pcma";
    call.ptime = 20;
    call.media_phone = {"192.0.2.7", 18000};
    call.media_remote = {"203.0.113.9", 30000};
    call.answered_unix = 1'772'443'800;
    call.statistics = mapping::Statistics{500, 80'000, 990, 158'400, 10, 4, 25, "MLQK=4.2500;MLQKav=4.2000"};
    CHECK(mapping::quality_report(call, line, 1'772'443'860) == "VQSessionReport:CallTerm\r\n"
                                                                "CallID:abc@192.0.2.11\r\n"
                                                                "LocalID:\"Alice\" <sip:1001@example.com>\r\n"
                                                                "RemoteID:<sip:%2331*204@example.com>\r\n"
                                                                "OrigID:\"Alice\" <sip:1001@example.com>\r\n"
                                                                "LocalAddr:IP=192.0.2.7 PORT=18000 SSRC=0x00000000\r\n"
                                                                "RemoteAddr:IP=203.0.113.9 PORT=30000 SSRC=0x00000000\r\n"
                                                                "LocalMetrics:\r\n"
                                                                "Timestamps:START=2026-03-02T09:30:00Z STOP=2026-03-02T09:31:00Z\r\n"
                                                                "SessionDesc:PT=8 PD=PCMA SR=8000 FD=10 FPP=2 PPS=50\r\n"
                                                                "PacketLoss:NLR=1.0\r\n"
                                                                "Delay:SOWD=25 IAJ=4\r\n"
                                                                "QualityEst:MOSLQ=4.2\r\n");
}

TEST_CASE("what is not known is left out of a quality report") {
    mapping::CallSnapshot call;
    call.incoming = true;
    call.statistics = mapping::Statistics{};
    SUBCASE("no counters") {}
    SUBCASE("a quality that is none") { call.statistics->quality = "MLQK=0.0000"; }
    SUBCASE("a quality that is no number") { call.statistics->quality = "MLQK=nan"; }
    SUBCASE("another text") { call.statistics->quality = "MLQK=none"; }
    const auto text = mapping::quality_report(call, {}, 0);
    CHECK(text.find("QualityEst") == std::string::npos);
    CHECK(text.find("SessionDesc") == std::string::npos);
    CHECK(text.find("NLR=0.0") != std::string::npos);
    CHECK(text.find("OrigID:<sip:anonymous@anonymous.invalid>") != std::string::npos);
}

TEST_CASE("with vq_uri the collector hears of every call that had audio") {
    Scenario s;
    s.call_options.vq_uri = "sip:quality@pbx.test";
    const auto call = s.talks("204");
    SUBCASE("the user hangs up: the counters come while BYE is under way") {
        s.phone.hangs_up();
        s.phone.says(counters(call));
        s.pbx.confirms_bye(call);
    }
    SUBCASE("the far end hangs up: the counters come after the end") {
        s.pbx.hangs_up(call);
        s.phone.says(counters(call));
    }
    REQUIRE(s.pbx.published.size() == 1);
    const auto& report = s.pbx.published.front();
    CHECK(report.uri == "sip:quality@pbx.test");
    CHECK(report.event == "vq-rtcpxr");
    CHECK(report.content_type == "application/vq-rtcpxr");
    CHECK(report.body.find("RemoteID:<sip:204@pbx.test>\r\n") != std::string::npos);
    CHECK(report.body.find("CallID:far-call\r\n") != std::string::npos);
    CHECK(report.body.find("LocalAddr:IP=192.0.2.7 PORT=18000 ") != std::string::npos);
    CHECK(report.body.find("QualityEst:MOSLQ=4.2\r\n") != std::string::npos);
}

TEST_CASE("without vq_uri, and of a call that nobody answered, there is no report") {
    Scenario s;
    SUBCASE("no collector") {
        const auto call = s.talks();
        s.phone.hangs_up();
        s.phone.says(counters(call));
    }
    SUBCASE("not answered") {
        s.call_options.vq_uri = "sip:quality@pbx.test";
        s.rings_out();
        s.phone.hangs_up();
        CHECK(s.phone.statistics_asked.empty());
    }
    CHECK(s.pbx.published.empty());
}
