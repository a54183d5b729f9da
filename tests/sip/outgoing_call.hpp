// A call that the agent has started.
#pragma once

#include "tests/sip/agent_fixture.hpp"
#include "tests/sip/challenge.hpp"
#include "tests/support/words.hpp"

namespace tests {

inline constexpr sip::CallKey key = 7;

struct OutgoingCall : AgentFixture {
    explicit OutgoingCall(const sip::OutgoingInvite& wanted = {.number = "201", .sdp = offer_sdp},
                          sip::Options changed = {}, int transport = SOCK_DGRAM)
        : AgentFixture(std::move(changed), transport) {
        agent->invite(1, key, wanted);
        invite = expect_request("INVITE");
    }
    Answer ok(const std::string& tag = "peer") const {
        return {.to_tag = tag, .headers = "Contact: <sip:201@" + peer.address() + ">\r\n", .body = answer_sdp};
    }
    std::string contact() const { return "Contact: <sip:201@" + peer.address() + ">\r\n"; }
    /// Up to the ACK.
    void connect() {
        answer(invite, ok());
        ack = expect_request("ACK");
        REQUIRE(until_call<sip::Answered>());
    }
    SipText invite, ack;
};

} // namespace tests
