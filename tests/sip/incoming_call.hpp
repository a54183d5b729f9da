// A call that comes in from a scripted PBX.
#pragma once

#include <string>

#include "tests/sip/agent_fixture.hpp"

namespace tests {

struct IncomingCall : AgentFixture {
    using AgentFixture::AgentFixture;
    /// Sends the INVITE and waits until it is told.
    void come_in(const std::string& headers = {}, const std::string& body = offer_sdp,
                 const std::string& type = "application/sdp") {
        dialog.send("INVITE", headers, body, type);
        REQUIRE(until_call<sip::Invited>());
        key = last_key;
    }
    void connect() {
        come_in();
        agent->answer(key, answer_sdp);
        dialog.learn(expect_response(200));
        dialog.send("ACK");
        REQUIRE(until_call<sip::Ack>());
    }
    const sip::Invited& invited() const { return *sink.call_event<sip::Invited>(); }
    PeerDialog dialog{*this, "incoming@peer"};
    sip::CallKey key{};
};

} // namespace tests
