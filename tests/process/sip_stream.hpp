// A TCP connection to the SIP port of a gateway.
#pragma once

#include "tests/process/sip_caller.hpp"
#include "tests/support/sip_client.hpp"

namespace tests {

struct SipStream : SipClient {
    explicit SipStream(const House& house, const std::string& from = "127.0.0.1") : SipClient(sip_port(house), from) {}
};

} // namespace tests
