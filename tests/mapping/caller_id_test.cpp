// Who calls, who was called, who redirected.
#include <doctest/doctest.h>

#include <string>

#include "mapping/caller_id.hpp"
#include "tests/support/device.hpp"

using namespace mapping;
using tests::Device;

namespace {

constexpr const char* from_alice = "\"Alice\" <sip:1001@pbx.example.com>;tag=x";

sip::Headers from(const char* value) {
    sip::Headers headers;
    headers.from = value;
    return headers;
}

sip::Invited invite(sip::Headers headers, bool from_registrar = true) {
    sip::Invited invited;
    invited.message.headers = std::move(headers);
    invited.from_registrar = from_registrar;
    return invited;
}

} // namespace

TEST_CASE("the caller is who a trusted header names, else who From names") {
    struct Row { const char* what; const char* from; const char* asserted; const char* remote; bool trusted; Party party; };
    // clang-format off
    const Row rows[] = {
        {"From only",            from_alice, "", "", true, {"Alice", "1001"}},
        {"asserted wins",        from_alice, "\"Bob\" <sip:1002@pbx>", "\"Carol\" <sip:1003@pbx>", true, {"Bob", "1002"}},
        {"remote party second",  from_alice, "", "\"Carol\" <sip:1003@pbx>;party=calling;privacy=off", true, {"Carol", "1003"}},
        {"not trusted",          from_alice, "\"Bob\" <sip:1002@pbx>", "\"Carol\" <sip:1003@pbx>", false, {"Alice", "1001"}},
        {"a pair of identities", from_alice, "\"Bob\" <sip:1002@pbx>, <tel:+4930123>", "", true, {"Bob", "1002"}},
        {"E.164 keeps its plus", "<sip:+4930123456@pbx>", "", "", true, {"", "+4930123456"}},
        {"tel URI",              "<tel:+4930123456>", "", "", true, {"", "+4930123456"}},
        {"parameters of a user", "<sip:1001;phone-context=example.com@pbx>", "", "", true, {"", "1001"}},
        {"the number as name",   "\"1001\" <sip:1001@pbx>", "", "", true, {"", "1001"}},
        {"blanks in the name",   "\"  Alice  \" <sip:1001@pbx>", "", "", true, {"Alice", "1001"}},
        {"nobody",               "", "", "", true, {"", ""}},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto headers = from(row.from);
        headers.p_asserted_identity = row.asserted;
        headers.remote_party_id = row.remote;
        CHECK(calling_party(headers, row.trusted) == row.party);
    }
}

TEST_CASE("a caller who hides is private") {
    const Party hidden{"", "", true};
    auto headers = from(from_alice);
    for (const auto* privacy : {"id", "user", "header", "id;critical"}) {
        headers.privacy = privacy;
        CHECK(calling_party(headers, true) == hidden);
        CHECK(calling_party(headers, false) == hidden);
    }
    headers.privacy = "none";
    CHECK(calling_party(headers, true) == Party{"Alice", "1001"});

    CHECK(calling_party(from("\"Anonymous\" <sip:anonymous@anonymous.invalid>"), true) == hidden);
    headers = from(from_alice);
    headers.remote_party_id = "\"Alice\" <sip:1001@pbx>;privacy=full";
    CHECK(calling_party(headers, true) == hidden);
    headers.remote_party_id = "\"Alice\" <sip:1001@pbx>;privacy=off";
    CHECK(calling_party(headers, true) == Party{"Alice", "1001"});
    headers.remote_party_id = "\"Us\" <sip:1009@pbx>;party=called, \"Ann\" <sip:1008@pbx>;party=calling";
    CHECK(calling_party(headers, true) == Party{"Ann", "1008"});
    headers.remote_party_id = "\"Us\" <sip:1009@pbx>;party=called";
    CHECK(calling_party(headers, true) == Party{"Alice", "1001"});

    auto info = incoming_call(invite(from("<sip:anonymous@anonymous.invalid>")), Device().first_line(), 5, 1);
    CHECK(restriction_bits(info) == 0x03);
    CHECK(shown(info.calling) == Text(Label::private_));
    CHECK(shown_name(info.calling) == Text(Label::private_));
    info.called.is_private = info.original_called.is_private = info.last_redirecting.is_private = true;
    CHECK(restriction_bits(info) == 0xff);
}

TEST_CASE("an incoming call fills CallInfo") {
    Device device;
    device.line.voicemail_number = "*97";
    const auto info = incoming_call(invite(from(from_alice)), device.first_line(), 17, 2);
    CHECK(info.type == sccp::CallType::in_bound_call);
    CHECK(info.calling == Party{"Alice", "1001"});
    CHECK(info.called == Party{"Reception", "204"});
    CHECK(info.called_voice_mail == "*97");
    CHECK(info.line == 1);
    CHECK(info.call == 17);
    CHECK(info.instance == 2);
    CHECK(restriction_bits(info) == 0);
    CHECK(info.original_called == Party{});
    CHECK(shown(info.calling) == Text("Alice"));
    CHECK(shown(Party{"", "1001"}) == Text("1001"));
    CHECK(shown(Party{}) == Text(Label::unknown_number));
}

TEST_CASE("Diversion names who redirected first and last") {
    Device device;
    auto headers = from(from_alice);
    headers.diversion = {"\"Last\" <sip:302@pbx>;reason=no-answer", "\"First\" <sip:301@pbx>;reason=user-busy"};
    const auto info = incoming_call(invite(headers), device.first_line(), 1, 1);
    CHECK(info.type == sccp::CallType::forward_call);
    CHECK(info.original_called == Party{"First", "301"});
    CHECK(info.original_reason == RedirectReason::busy);
    CHECK(info.last_redirecting == Party{"Last", "302"});
    CHECK(info.last_reason == RedirectReason::no_answer);
    CHECK(diversions(headers) == 2);

    struct Row { const char* reason; RedirectReason meaning; };
    const Row rows[] = {
        {"user-busy", RedirectReason::busy},        {"no-answer", RedirectReason::no_answer},   {"unconditional", RedirectReason::forward_all},
        {"deflection", RedirectReason::forward_all}, {"unavailable", RedirectReason::no_answer}, {"time-of-day", RedirectReason::unknown},
        {"\"User-Busy\"", RedirectReason::busy},
    };
    for (const auto& row : rows) {
        CAPTURE(row.reason);
        headers.diversion = {"<sip:301@pbx>;reason=" + std::string(row.reason)};
        CHECK(incoming_call(invite(headers), device.first_line(), 1, 1).last_reason == row.meaning);
    }
    headers.diversion = {"<sip:301@pbx>;reason=unconditional;privacy=full"};
    CHECK(incoming_call(invite(headers), device.first_line(), 1, 1).last_redirecting.is_private);
}

TEST_CASE("History-Info names who redirected, and comes before Diversion") {
    Device device;
    auto headers = from(from_alice);
    headers.diversion = {"<sip:999@pbx>;reason=unconditional"};
    headers.history_info = {"<sip:301@pbx?Reason=SIP%3Bcause%3D486>;index=1, <sip:302@pbx?Reason=SIP%3Bcause%3D408>;index=1.1;mp=1",
                            "<sip:204@pbx>;index=1.1.1;rc=1.1"};
    const auto info = incoming_call(invite(headers), device.first_line(), 1, 1);
    CHECK(info.type == sccp::CallType::forward_call);
    CHECK(info.original_called.number == "301");
    CHECK(info.original_reason == RedirectReason::busy);
    CHECK(info.last_redirecting.number == "302");
    CHECK(info.last_reason == RedirectReason::no_answer);
    CHECK(info.hunt_pilot == Party{});
    CHECK(diversions(headers) == 2);
}

TEST_CASE("case 60: who redirected is shown when a registrar tells it, and nobody else") {
    Device device;
    auto headers = from(from_alice);
    SUBCASE("Diversion") { headers.diversion = {"\"Boss\" <sip:301@pbx>;reason=user-busy"}; }
    SUBCASE("History-Info") { headers.history_info = {"<sip:301@pbx?Reason=SIP%3Bcause%3D486>;index=1, <sip:204@pbx>;index=1.1;mp=1"}; }
    CHECK(incoming_call(invite(headers), device.first_line(), 1, 1).original_called.number == "301");
    const auto of_stranger = incoming_call(invite(headers, false), device.first_line(), 1, 1);
    CHECK(of_stranger.type == sccp::CallType::in_bound_call);
    CHECK(of_stranger.original_called == Party{});
    CHECK(of_stranger.last_redirecting == Party{});
    CHECK(of_stranger.hunt_pilot == Party{});
    CHECK(diversions(headers) == 1);             // a call that goes round in circles is known whoever brings it
}

TEST_CASE("a cause in the next target tells why the call went there") {
    Device device;
    auto headers = from(from_alice);
    headers.history_info = {"<sip:301@pbx>;index=1, <sip:204@pbx;cause=302>;index=1.1;mp=1"};
    const auto info = incoming_call(invite(headers), device.first_line(), 1, 1);
    CHECK(info.original_called.number == "301");
    CHECK(info.original_reason == RedirectReason::forward_all);
    CHECK(info.last_reason == RedirectReason::forward_all);
    CHECK(info.hunt_pilot.number == "301");      // mapped target: a queue or pilot
}

TEST_CASE("routing steps are no redirection") {
    Device device;
    auto headers = from(from_alice);
    headers.history_info = {"<sip:204@pbx>;index=1, <sip:204@192.0.2.1:5062>;index=1.1;rc=1"};
    const auto info = incoming_call(invite(headers), device.first_line(), 1, 1);
    CHECK(info.type == sccp::CallType::in_bound_call);
    CHECK(info.original_called == Party{});
    CHECK(diversions(headers) == 0);
    CHECK(forwarded_to(headers).empty());
}

TEST_CASE("a 181 tells where the call goes") {
    sip::Headers headers;
    headers.history_info = {"<sip:301@pbx?Reason=SIP%3Bcause%3D302>;index=1, <sip:302@pbx>;index=1.1"};
    CHECK(forwarded_to(headers) == "302");
    headers.history_info = {"<sip:301@pbx>;index=1, <sip:302@pbx?Privacy=history>;index=1.1"};
    CHECK(forwarded_to(headers).empty());
    CHECK(forwarded_to({}).empty());
}

TEST_CASE("the connected party replaces the number that was dialled") {
    Device device;
    auto info = outgoing_call("204", device.first_line(), 9, 1);
    CHECK(info.type == sccp::CallType::out_bound_call);
    CHECK(info.calling == Party{"Reception", "204"});
    CHECK(info.called == Party{"", "204"});

    sip::Headers headers;
    CHECK_FALSE(refresh(info, headers, true));
    headers.contact = "\"Workshop\" <sip:asterisk@192.0.2.9>";
    CHECK(refresh(info, headers, true));
    CHECK(info.called == Party{"Workshop", "204"});
    headers.remote_party_id = "\"Dave\" <sip:1004@pbx>";
    CHECK(refresh(info, headers, true));
    CHECK(info.called == Party{"Dave", "1004"});
    headers.p_asserted_identity = "\"Erin\" <sip:1005@pbx>";
    CHECK(refresh(info, headers, true));
    CHECK(info.called == Party{"Erin", "1005"});
    CHECK_FALSE(refresh(info, headers, true));
    headers.privacy = "id";
    CHECK(refresh(info, headers, true));
    CHECK(info.called.is_private);
    CHECK(restriction_bits(info) == 0x0c);
}

TEST_CASE("an identity without a trusted source changes no number") {
    Device device;
    auto info = outgoing_call("204", device.first_line(), 9, 1);
    sip::Headers headers;
    headers.p_asserted_identity = "\"Erin\" <sip:1005@pbx>";
    CHECK_FALSE(refresh(info, headers, false));
    CHECK(info.called == Party{"", "204"});
}

TEST_CASE("of an incoming call the calling party is refreshed, and a known name survives a header without one") {
    Device device;
    auto info = incoming_call(invite(from(from_alice)), device.first_line(), 9, 1);
    sip::Headers headers;
    headers.p_asserted_identity = "<sip:1001@pbx>";
    CHECK_FALSE(refresh(info, headers, true));
    headers.p_asserted_identity = "\"Bob\" <sip:1002@pbx>";
    CHECK(refresh(info, headers, true));
    CHECK(info.calling == Party{"Bob", "1002"});
    CHECK(info.called == Party{"Reception", "204"});
}

TEST_CASE("a line calls itself by its label, its display name or its own name") {
    Device device;
    CHECK(own_party(device.first_line()) == Party{"Reception", "204"});
    device.line.label.clear();
    device.line.display_name = "Front desk";
    CHECK(own_party(device.first_line()) == Party{"Front desk", "204"});
    device.line.display_name.clear();
    CHECK(own_party(device.first_line()) == Party{"", "204"});   // its name is its number
}
