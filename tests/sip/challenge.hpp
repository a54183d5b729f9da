// What a PBX that asks for credentials says.
#pragma once

#include <string>

namespace tests {

inline std::string challenge(const std::string& nonce, const std::string& more = {}) {
    return "WWW-Authenticate: Digest realm=\"pbx.test\", nonce=\"" + nonce + "\", qop=\"auth\"" + more + "\r\n";
}

} // namespace tests
