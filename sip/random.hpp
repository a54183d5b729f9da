// Chance that nobody can guess.
#pragma once

#include <cstddef>
#include <string>

namespace sip {

/// So many octets, at most 128, as hexadecimal digits: tags and Call-IDs (RFC 3261 section 19.3), nonces, keys. Throws
/// std::system_error if the host has no chance.
std::string random_token(std::size_t octets);

} // namespace sip
