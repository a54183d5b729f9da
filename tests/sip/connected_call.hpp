// A call that is up, started by us.
#pragma once

#include <memory>
#include <string>

#include "tests/sip/agent_fixture.hpp"

namespace tests {

constexpr sip::CallKey connected_key = 7;
constexpr const char* held_sdp = "v=0\r\no=- 1 2 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\n"
                                 "m=audio 20000 RTP/AVP 8\r\na=sendonly\r\n";

/// A call that we started and that is answered.
struct ConnectedCall : AgentFixture {
    explicit ConnectedCall(const std::string& headers = "Allow: INVITE, ACK, BYE, UPDATE\r\n") {
        agent->invite(1, connected_key, {.number = "201", .sdp = offer_sdp});
        invite = expect_request("INVITE");
        answer(invite, {.headers = contact() + headers, .body = answer_sdp});
        expect_request("ACK");
        REQUIRE(until_call<sip::Answered>());
        dialog = std::make_unique<PeerDialog>(*this, invite);
    }
    std::string contact() const { return "Contact: <sip:201@" + peer.address() + ">\r\n"; }
    Answer ok(const std::string& body = answer_sdp) const { return {.headers = contact(), .body = body}; }
    SipText invite;
    std::unique_ptr<PeerDialog> dialog;
};

} // namespace tests
