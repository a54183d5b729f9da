// What both sides of digest authentication compute (RFC 7616 section 3.4, RFC 8760).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sip {

enum class DigestAlgorithm : std::uint8_t { none, md5, sha512_256, sha256 }; ///< best last

std::string hex(const unsigned char* octets, std::size_t size);
std::string digest_hash(DigestAlgorithm algorithm, std::string_view text);
/// H(user:realm:password); the text in between is wiped.
std::string digest_secret(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                          std::string_view password);
/// HMAC-SHA-256 (RFC 2104) in hexadecimal digits: what we have written, and nobody else.
std::string sealed_by(std::string_view key, std::string_view text);
/// RFC 7616 hashes what stands between the quotes as it is written, so backslashes stay.
std::string_view inside_quotes(std::string_view text);

} // namespace sip
