// What GET answers, without a socket.
#include "gateway/routes.hpp"

#include <doctest/doctest.h>

#include "tests/gateway/route_house.hpp"
#include "tests/gateway/trace_samples.hpp"

using namespace gateway;
using namespace route_house;
namespace json = boost::json;

namespace {

void add_reception(House& house) {
    house.operations.add_phone("SEP001120AABBCC", "Ready");
    auto& view = house.operations.phone_views["SEP001120AABBCC"];
    view.messages_in = 12;
    view.decode_errors = 1;
    view.phone.description = "Reception <b>";
    view.phone.since_unix = 1'714'564'800;
    view.phone.model = "7960";
    view.phone.type = 7;
    view.phone.protocol = 11;
    view.phone.capabilities = {"pcma", "g729", "g729", "pcmu"}; // with and without annex A
    mapping::LineSnapshot line;
    line.name = "1001";
    line.instance = 1;
    line.state = "Registered";
    line.last_status = 200;
    line.last_reason = "OK";
    line.last_at_unix = 1'714'564'800;
    view.phone.lines = {line};
}

CallView talk() {
    CallView view;
    view.device = "SEP001120AABBCC";
    view.sip_call_id = "abc";
    view.call.id = 17;
    view.call.line = 1;
    view.call.line_name = "1001";
    view.call.state = "Connected";
    view.call.remote_number = "1002";
    view.call.remote_name = "Bob";
    view.call.codec = "pcma";
    view.call.ptime = 20;
    view.call.media_phone = {"10.0.0.5", 16'384};
    view.call.started_unix = 1'714'564'800;
    return view;
}

} // namespace

TEST_CASE("health is 200 and says the version") {
    const House house;
    const auto answer = house.get("/healthz");
    CHECK(answer.status == 200);
    CHECK(parsed(answer).at("status") == "ok");
    CHECK_FALSE(parsed(answer).at("version").as_string().empty());
    CHECK(header(answer, "Cache-Control") == "no-store");
}

TEST_CASE("ready means: every required check, and one registrar of all") {
    House house;
    auto& checks = house.operations.checks;
    checks = {{"sccp_listening", Check::Role::required, true, "0.0.0.0:2000", 0},
              {"registrar 192.0.2.11:5060", Check::Role::any, false, "no answer", 1'714'564'800},
              {"registrar 192.0.2.12:5060", Check::Role::any, true, "200 to OPTIONS", 1'714'564'800},
              {"state_file", Check::Role::advisory, false, "disk full", 0}};
    const auto answer = house.get("/readyz");
    CHECK(answer.status == 200);
    CHECK(parsed(answer).at("ready") == true);
    const auto second = parsed(answer).at("checks").at(1);
    CHECK(second.at("name") == "registrar 192.0.2.11:5060");
    CHECK(second.at("ok") == false);
    CHECK(second.at("reason") == "no answer");
    CHECK(second.at("at") == "2024-05-01T12:00:00Z");
    checks[2].good = false;
    CHECK(house.get("/readyz").status == 503);
    checks[2].good = true;
    checks[0].good = false;
    CHECK(house.get("/readyz").status == 503);
    checks.clear();
    CHECK(house.get("/readyz").status == 200);
}

TEST_CASE("metrics are text") {
    const House house;
    const auto answer = house.get("/metrics");
    CHECK(answer.content_type == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(answer.body.find("sccp2sip_build_info") != std::string::npos);
}

TEST_CASE("a phone is shown with its lines and calls") {
    House house;
    add_reception(house);
    house.operations.phone_views["SEP001120AABBCC"].phone.calls.push_back(talk().call);
    const auto phone = parsed(house.get("/api/v1/phones/SEP001120AABBCC"));
    CHECK(phone.at("device") == "SEP001120AABBCC");
    CHECK(phone.at("description") == "Reception <b>");
    CHECK(phone.at("state") == "Ready");
    CHECK(phone.at("since") == "2024-05-01T12:00:00Z");
    CHECK(phone.at("model") == "7960");
    CHECK(phone.at("type") == 7);
    CHECK(phone.at("protocol") == 11);
    CHECK(phone.at("capabilities") == json::array{"pcma", "g729", "pcmu"});
    CHECK(phone.at("messages_in") == 12);
    CHECK(phone.at("decode_errors") == 1);
    CHECK(phone.at("calls") == json::array{17});
    CHECK(phone.at("lines").at(0).at("last_status") == 200);
    CHECK(phone.at("lines").at(0).at("expires_at").is_null());
    CHECK(house.get("/api/v1/phones/SEP000000000000").status == 404);
}

TEST_CASE("of a phone that has not registered yet model, type and protocol are not known") {
    House house;
    house.operations.add_phone("SEP2", "Down");
    house.operations.phone_views["SEP2"].phone.model = "unknown";
    house.operations.phone_views["SEP2"].phone.protocol = 3;
    const auto phone = parsed(house.get("/api/v1/phones/SEP2"));
    CHECK(phone.at("model").is_null());
    CHECK(phone.at("type").is_null());
    CHECK(phone.at("protocol").is_null());
}

TEST_CASE("lists may be filtered and limited") {
    House house;
    add_reception(house);
    house.operations.add_phone("SEP2", "Down");
    house.operations.add_phone("SEP3", "Down");
    CHECK(parsed(house.get("/api/v1/phones")).as_array().size() == 3);
    CHECK(parsed(house.get("/api/v1/phones?state=Down")).as_array().size() == 2);
    CHECK(parsed(house.get("/api/v1/phones?state=Down&limit=1")).as_array().size() == 1);
    CHECK(parsed(house.get("/api/v1/lines?state=Refused")).as_array().empty());
    CHECK(parsed(house.get("/api/v1/lines")).as_array().size() == 1);
    const House empty;
    CHECK(parsed(empty.get("/api/v1/phones")).as_array().empty());
}

TEST_CASE("a question with a wrong value is refused, not answered with something else") {
    House house;
    add_reception(house);
    for (const char* wrong : {"/api/v1/phones?limit=x", "/api/v1/lines?limit=0", "/api/v1/phones?state=Redy",
                              "/api/v1/phones?state=Registered", "/api/v1/lines?state=Ready",
                              "/api/v1/phones/SEP001120AABBCC/trace?format=svg"}) {
        CAPTURE(wrong);
        CHECK(house.get(wrong).status == 400);
    }
    CHECK(parsed(house.get("/api/v1/phones?state=Redy")).at("detail") == "state Redy: one of Down, Configuring, Ready, Lost, Resetting");
    for (const char* right : {"/api/v1/phones?state=Lost", "/api/v1/lines?state=BackingOff&limit=5",
                              "/api/v1/phones/SEP001120AABBCC/trace?format=json"})
        CHECK(house.get(right).status == 200);
}

TEST_CASE("a long list comes in pieces that make one array") {
    House house;
    for (int i = 0; i < 500; ++i)
        house.operations.add_phone(fmt::format("SEP{:012}", i), i % 100 == 0 ? "Ready" : "Down");
    for (const char* target : {"/api/v1/phones", "/api/v1/phones?state=Ready", "/api/v1/phones?limit=70"}) {
        const auto answer = house.get(target);
        REQUIRE(answer.pieces);
        std::string whole;
        int pieces = 0;
        for (std::string piece = answer.pieces(); !piece.empty() && pieces < 100; piece = answer.pieces(), ++pieces)
            whole += piece;
        CHECK(pieces > 1);
        const std::size_t wanted = std::string(target).ends_with("Ready") ? 5
                                   : std::string(target).ends_with("70")  ? 70
                                                                          : 500;
        CHECK(json::parse(whole).as_array().size() == wanted);
    }
}

TEST_CASE("a shared line shows all its registrations") {
    House house;
    add_reception(house);
    house.operations.add_phone("SEP2", "Ready");
    house.operations.phone_views["SEP2"].phone.lines = house.operations.phone_views["SEP001120AABBCC"].phone.lines;
    const auto line = parsed(house.get("/api/v1/lines/1001"));
    CHECK(line.at("state") == "Registered");
    CHECK(line.at("device") == "SEP001120AABBCC");
    REQUIRE(line.at("registrations").as_array().size() == 2);
    CHECK(line.at("registrations").at(1).at("device") == "SEP2");
    CHECK(house.get("/api/v1/lines/1002").status == 404);
}

TEST_CASE("a call is shown with both ends and its media") {
    House house;
    house.operations.call_views = {talk()};
    const auto call = parsed(house.get("/api/v1/calls/17"));
    CHECK(call.at("id") == 17);
    CHECK(call.at("direction") == "outgoing");
    CHECK(call.at("line") == "1001");
    CHECK(call.at("call_id") == "abc");
    CHECK(call.at("remote").at("name") == "Bob");
    CHECK(call.at("media").at("phone") == "10.0.0.5:16384");
    CHECK(call.at("media").at("remote").is_null());
    CHECK(call.at("answered").is_null());
    CHECK(call.at("statistics").is_null());
    house.operations.call_views[0].call.statistics = mapping::Statistics{100, 17'200, 99, 17'028, 1, 3, 0, "MLQK=4.5"};
    CHECK(parsed(house.get("/api/v1/calls")).at(0).at("statistics").at("packets_lost") == 1);
    for (const char* none : {"/api/v1/calls/18", "/api/v1/calls/x", "/api/v1/calls/0", "/api/v1/calls/99999999999"})
        CHECK(house.get(none).status == 404);
}

TEST_CASE("a trace is JSON, text or a capture") {
    House house;
    add_reception(house);
    house.traces.record("SEP001120AABBCC", samples::sccp_entry(0x0006, "OffHook", false, 17));
    house.traces.record("SEP001120AABBCC", samples::sip_entry(17, true, "INVITE sip:1002@pbx SIP/2.0"));
    house.traces.record("SEP001120AABBCC", samples::state_entry(17, "call Inviting"));
    const auto trace = parsed(house.get("/api/v1/phones/SEP001120AABBCC/trace")).as_array();
    REQUIRE(trace.size() == 3);
    CHECK(trace[0].at("kind") == "sccp");
    CHECK(trace[0].at("from") == "phone");
    CHECK(trace[0].at("text") == "OffHook{}");
    CHECK(trace[1].at("to") == "pbx");
    CHECK(trace[1].at("text").as_string().starts_with("INVITE sip:1002@pbx SIP/2.0\r\n"));
    CHECK(trace[2].at("label") == "call Inviting");
    CHECK(trace[2].at("call") == 17);
    const auto text = house.get("/api/v1/phones/SEP001120AABBCC/trace?format=text");
    CHECK(text.content_type == "text/plain; charset=utf-8");
    CHECK(text.body.find("-> OffHook{}\n") != std::string::npos);
    const auto capture = house.get("/api/v1/phones/SEP001120AABBCC/trace.pcap");
    CHECK(capture.content_type == "application/vnd.tcpdump.pcap");
    CHECK(capture.body.starts_with("\xD4\xC3\xB2\xA1"));
    CHECK(header(capture, "Content-Disposition") == "attachment; filename=\"SEP001120AABBCC.pcap\"");
    for (const char* none : {"/api/v1/phones/SEP2/trace", "/api/v1/phones/SEP2/trace.pcap"})
        CHECK(house.get(none).status == 404);
}

TEST_CASE("a ladder is text, JSON, a drawing or a capture") {
    House house;
    house.ladders.record("SEP001120AABBCC", samples::sccp_entry(0x0006, "OffHook", false, 17));
    CHECK(house.get("/api/v1/calls/17/ladder").body.find(" OffHook ") != std::string::npos);
    CHECK(house.get("/api/v1/calls/17/ladder").content_type == "text/plain; charset=utf-8");
    const auto ladder = parsed(house.get("/api/v1/calls/17/ladder?format=json"));
    CHECK(ladder.at("device") == "SEP001120AABBCC");
    CHECK(ladder.at("entries").at(0).at("label") == "OffHook");
    CHECK(house.get("/api/v1/calls/17/ladder?format=svg").content_type == "image/svg+xml");
    CHECK(house.get("/api/v1/calls/17/ladder?format=pcap").body.size() > 24);
    CHECK(house.get("/api/v1/calls/17/ladder?format=doc").status == 400);
    CHECK(house.get("/api/v1/calls/18/ladder").status == 404);
}

TEST_CASE("what strangers call themselves holds no control character in JSON, traces and ladders") {
    House house;
    add_reception(house);
    auto view = talk();
    view.sip_call_id = "cid\x1b[2J\xC2\x9B";
    view.call.remote_number = "\nFAKE";
    view.call.remote_name = "\xE2\x80\xAE" "Bob\xE2\x80\xA8";
    house.operations.call_views = {view};
    const auto call = parsed(house.get("/api/v1/calls/17"));
    CHECK(call.at("call_id") == "cid\\x1b[2J\\x9b");
    CHECK(call.at("remote").at("number") == "\\nFAKE");
    CHECK(call.at("remote").at("name") == "\\u202eBob\\u2028");

    const auto message = samples::sip_entry(17, false,
                                            "SIP/2.0 486 no\xC2\x9B"
                                            "2J",
                                            "CSeq: 1 INVITE\r\nCall-ID: a\x1b\xE2\x80\xA8\r\nReason: \xE2\x80\xAE\r\n");
    house.ladders.record("SEP001120AABBCC", message);
    house.traces.record("SEP001120AABBCC", message);
    for (const char* path : {"/api/v1/calls/17/ladder", "/api/v1/calls/17/ladder?format=json", "/api/v1/calls/17/ladder?format=svg",
                             "/api/v1/phones/SEP001120AABBCC/trace", "/api/v1/phones/SEP001120AABBCC/trace?format=text"}) {
        const auto body = house.get(path).body;
        CHECK_MESSAGE(body.find("486") != std::string::npos, path);
        for (const char* control : {"\x1b", "\xC2\x9B", "\xE2\x80\xA8", "\xE2\x80\xAE"})
            CHECK_MESSAGE(body.find(control) == std::string::npos, path);
    }
    CHECK(house.get("/api/v1/calls/17/ladder").body.find("Call-ID a\\x1b\\u2028") != std::string::npos);
}

TEST_CASE("the event stream goes on behind the last event the listener has seen") {
    const House house;
    CHECK(house.get("/api/v1/events").events);
    CHECK(house.get("/api/v1/events").content_type == "text/event-stream");
    CHECK(house.get("/api/v1/events?after=12").events_after == 12);
    CHECK(house.get("/api/v1/events?after=x").events_after == 0);
}

TEST_CASE("what is no route, and what is no method of it") {
    const House house;
    for (const char* none : {"/api", "/api/v1", "/api/v1/phones/", "/healthz/", "/api/v1/phones/SEP1/x",
                             "/api/v1/phones/SEP1/trace/x", "//", "/..%2f"}) {
        const auto answer = house.get(none);
        CHECK_MESSAGE(answer.status == 404, none);
        CHECK(parsed(answer).at("status") == 404);
        CHECK(answer.content_type == "application/problem+json");
    }
    CHECK(header(house.post("/healthz"), "Allow") == "GET, HEAD");
    CHECK(house.ask("PUT", "/api/v1/calls/17").status == 405);
    CHECK(header(house.ask("PUT", "/api/v1/calls/17"), "Allow") == "GET, HEAD, DELETE");
    CHECK(header(house.ask("OPTIONS", "/api/v1/phones/SEP1/trace"), "Allow") == "GET, HEAD, POST");
    CHECK(header(house.ask("OPTIONS", "/api/v1/reload"), "Access-Control-Allow-Origin").empty());
    CHECK(house.get("/%").status == 400);
    CHECK(house.get("http://elsewhere/").status == 400);
}

TEST_CASE("names that are no UTF-8 make valid JSON nevertheless") {
    House house;
    house.operations.add_phone("SEP1", "Ready");
    house.operations.phone_views["SEP1"].phone.description = "B\xFCro\x01\"";
    CHECK(parsed(house.get("/api/v1/phones/SEP1")).at("description") == "B\xEF\xBF\xBDro\\x01\"");
}
