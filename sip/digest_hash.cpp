// What both sides of digest authentication compute (RFC 7616 section 3.4, RFC 8760).
#include "sip/digest_hash.hpp"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace sip {

std::string hex(const unsigned char* octets, std::size_t size) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out(2 * size, '0');
    for (std::size_t i = 0; i < size; ++i) {
        out[2 * i] = digits[octets[i] >> 4U];
        out[2 * i + 1] = digits[octets[i] & 15U];
    }
    return out;
}

namespace {

/// OpenSSL 3 searches its providers at each hash when it is given EVP_md5() and its like: fetched once and kept, a hash
/// costs half.
const EVP_MD* method_of(DigestAlgorithm algorithm) {
    static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
    static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    static const EVP_MD* const sha512_256 = EVP_MD_fetch(nullptr, "SHA512-256", nullptr);
    return algorithm == DigestAlgorithm::sha256 ? sha256 : algorithm == DigestAlgorithm::sha512_256 ? sha512_256 : md5;
}

} // namespace

std::string digest_hash(DigestAlgorithm algorithm, std::string_view text) {
    const EVP_MD* const method = method_of(algorithm);
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
    unsigned size{};
    if (EVP_Digest(text.data(), text.size(), octets.data(), &size, method, nullptr) != 1)
        return {};
    return hex(octets.data(), size);
}

std::string digest_secret(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                          std::string_view password) {
    std::string secret;
    secret.reserve(user.size() + realm.size() + password.size() + 2); // no copy is left behind by growing
    secret.append(user).append(":").append(realm).append(":").append(password);
    std::string hashed = digest_hash(algorithm, secret);
    OPENSSL_cleanse(secret.data(), secret.size());
    return hashed;
}

std::string sealed_by(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
    unsigned size{};
    const auto* const data = reinterpret_cast<const unsigned char*>(text.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, text.size(), octets.data(), &size))
        return {};
    return hex(octets.data(), size);
}

std::string_view inside_quotes(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

} // namespace sip
