// The last messages of each phone, and what is masked in them.
#include "gateway/trace.hpp"

#include <doctest/doctest.h>

#include "tests/gateway/trace_samples.hpp"

using namespace gateway;
using samples::sccp_entry;
using samples::sip_entry;
using samples::state_entry;

namespace {

std::vector<std::string> labels(const Traces& traces, std::string_view device) {
    std::vector<std::string> out;
    for (const auto& entry : traces.of(device))
        out.push_back(std::string(entry.label()) + (entry.repeats > 0 ? " +" + std::to_string(entry.repeats) : ""));
    return out;
}

} // namespace

TEST_CASE("a phone keeps its last messages") {
    Traces traces({3, 1 << 20});
    for (int i = 1; i <= 5; ++i)
        traces.record("SEP1", sccp_entry(0x0006, "OffHook " + std::to_string(i)));
    traces.record("SEP2", sccp_entry(0x0007, "OnHook"));
    CHECK(labels(traces, "SEP1") == std::vector<std::string>{"OffHook 3", "OffHook 4", "OffHook 5"});
    CHECK(labels(traces, "SEP2") == std::vector<std::string>{"OnHook"});
    CHECK(labels(traces, "SEP3").empty());
}

TEST_CASE("keep-alives and registrations of an idle phone do not wash its last call away") {
    Traces traces({20, 1 << 20});
    traces.record("SEP1", sccp_entry(0x0006, "OffHook"));
    for (int i = 0; i < 1000; ++i) {
        traces.record("SEP1", sccp_entry(0x0000, "KeepAliveReq"));
        traces.record("SEP1", sccp_entry(0x0100, "KeepAliveAck", true));
        if (i % 10 == 0) {
            traces.record("SEP1", sip_entry(0, true, "REGISTER sip:pbx SIP/2.0"));
            traces.record("SEP1", sip_entry(0, false, "SIP/2.0 200 OK"));
        }
    }
    CHECK(labels(traces, "SEP1") == std::vector<std::string>{"OffHook", "REGISTER sip:pbx SIP/2.0 +99",
                                                             "SIP/2.0 200 OK +99", "KeepAliveReq +999",
                                                             "KeepAliveAck +999"});
}

TEST_CASE("a phone that was forgotten begins anew, whose message was the last does not matter") {
    Traces traces({20, 1 << 20});
    for (const char* forgotten : {"SEP1", "SEP2"}) {
        traces.record("SEP2", sccp_entry(0x0006, "OffHook"));
        traces.record("SEP1", sccp_entry(0x0006, "OffHook"));
        traces.forget(forgotten);
        traces.record(forgotten, sccp_entry(0x0007, "OnHook"));
        CHECK(labels(traces, forgotten) == std::vector<std::string>{"OnHook"});
    }
}

TEST_CASE("messages of a call are kept one by one") {
    Traces traces({20, 1 << 20});
    traces.record("SEP1", sip_entry(7, true, "INVITE sip:1002@pbx SIP/2.0"));
    traces.record("SEP1", sip_entry(7, true, "INVITE sip:1002@pbx SIP/2.0"));
    CHECK(labels(traces, "SEP1").size() == 2);
}

TEST_CASE("when memory is short the oldest message of all phones goes first") {
    const std::size_t one = memory_of(sip_entry(1, true, "INVITE"));
    Traces traces({100, 4 * one});
    traces.record("SEP1", sip_entry(1, true, "INVITE"));
    for (int i = 0; i < 3; ++i)
        traces.record("SEP2", sip_entry(2, true, "INVITE"));
    CHECK(labels(traces, "SEP1").size() == 1);
    traces.record("SEP2", sip_entry(2, true, "INVITE"));
    CHECK(labels(traces, "SEP1").empty());
    CHECK(labels(traces, "SEP2").size() == 4);
    CHECK(traces.bytes() == 4 * one);
    traces.set_limits({2, 4 * one});
    CHECK(labels(traces, "SEP2").size() == 2);
    traces.forget("SEP2");
    CHECK(traces.bytes() == 0);
}

TEST_CASE("however the phones take turns, what is kept is the newest of all of them") {
    const std::size_t one = memory_of(state_entry(1, "0000"));
    Traces traces({1000, 50 * one});
    std::vector<std::pair<std::string, std::string>> all;
    for (unsigned i = 0; i < 2000; ++i) {
        // some often, some seldom, some not for long
        const auto device = "SEP" + std::to_string(i * i * 7 % 23 % (1 + i / 100));
        const auto text = std::to_string(1000 + i % 9000);
        traces.record(device, state_entry(1, text));
        all.emplace_back(device, text);
        if (all.size() > 50)
            all.erase(all.begin());
        if (i == 1500) {
            traces.forget("SEP0");
            std::erase_if(all, [](const auto& each) { return each.first == "SEP0"; });
        }
        CHECK(traces.bytes() == all.size() * one);
    }
    for (int phone = 0; phone < 23; ++phone) {
        const auto device = "SEP" + std::to_string(phone);
        std::vector<std::string> wanted;
        for (const auto& [whose, text] : all)
            if (whose == device)
                wanted.push_back(text);
        CHECK(labels(traces, device) == wanted);
    }
}

TEST_CASE("a site of many phones may keep more") {
    CHECK(trace_limits(200, 20'000).bytes > trace_limits(200, 10).bytes);
    CHECK(trace_limits(50, 10).messages == 50);
}

TEST_CASE("the response of a digest is masked, the rest of the message keeps its octets") {
    const std::string message = "REGISTER sip:pbx SIP/2.0\r\n"
                                "Authorization: Digest username=\"1001\", realm=\"pbx\", nonce=\"n\", "
                                "response=\"0123456789abcdef\", qop=auth\r\n"
                                "proxy-authorization :Digest username=\"1001\",\r\n response=\"fedcba\"\r\n"
                                "Content-Length: 0\r\n\r\n";
    const std::string masked = redacted_sip(message);
    CHECK(masked.size() == message.size());
    CHECK(masked.find("0123456789abcdef") == std::string::npos);
    CHECK(masked.find("response=\"****************\", qop=auth") != std::string::npos);
    CHECK(masked.find("fedcba") == std::string::npos);
    CHECK(masked.find("username=\"1001\"") != std::string::npos);
    CHECK(masked.ends_with("Content-Length: 0\r\n\r\n"));
}

TEST_CASE("credentials of other schemes and broken ones are masked whole") {
    CHECK(redacted_sip("A B C\r\nAuthorization: Basic c2VjcmV0\r\n\r\n") ==
          "A B C\r\nAuthorization: Basic ********\r\n\r\n");
    CHECK(redacted_sip("A B C\r\nAuthorization: Digest response=abc").ends_with("response=***"));
    CHECK(redacted_sip("A B C\nAuthorization:") == "A B C\nAuthorization:");
}

TEST_CASE("media keys are masked, only in the body") {
    const std::string message =
        "INVITE sip:response=x SIP/2.0\r\nSubject: inline:visible\r\n\r\n"
        "v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0a2V5|2^20\r\nk=clear:secret\r\na=x\r\n";
    const std::string masked = redacted_sip(message);
    CHECK(masked.find("inline:visible") != std::string::npos);
    CHECK(masked.find("inline:************|2^20\r\n") != std::string::npos);
    CHECK(masked.find("\nk=************\r\na=x\r\n") != std::string::npos);
}
