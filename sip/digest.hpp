// Answers digest challenges (RFC 7616, RFC 8760): MD5, SHA-256 and SHA-512-256, qop=auth or none, any secret.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/digest_hash.hpp"

namespace sip {

struct HeaderLine {
    std::string name, value;
};

/// One account at its registrars. Keeps the last nonce of each realm, so that later requests carry credentials at once.
/// Owned by a line; the secret leaves it only as a hash.
class DigestClient {
  public:
    struct Credentials {
        std::string user;
        std::string password;   ///< secret: never printed
    };
    enum class Outcome : std::uint8_t {
        answerable,             ///< repeat the request with authorization()
        stale,                  ///< the same, and the credentials were right: not a refusal
        same_nonce_refused,     ///< the request carried an answer to this very nonce: the credentials are wrong
        not_answerable,         ///< unknown scheme or algorithm, auth-int only, or no challenge at all
    };

    explicit DigestClient(Credentials credentials);
    /// With a source of client nonces, for tests.
    DigestClient(Credentials credentials, std::function<std::string()> make_cnonce);

    /// The WWW-Authenticate (or Proxy-Authenticate) values of one 401 (or 407); `carried` are the lines of
    /// authorization() that the challenged request had. Of several challenges of a realm the strongest is kept. A peer
    /// that gives a new nonce for each wrong answer never ends: the caller counts (callflows 2.9: third challenge =
    /// 403).
    Outcome learn(const std::vector<std::string>& challenges, bool proxy, const std::vector<HeaderLine>& carried);
    /// What challenges ask for, in words: `Digest algorithm=AKAv1-MD5`; empty: there is none.
    static std::string wishes(const std::vector<std::string>& challenges);
    /// Authentication-Info of a 2xx: a nextnonce replaces the nonce.
    void learn_next_nonce(std::string_view authentication_info);

    /// Credentials for a request, one line for each realm that has challenged us; empty: none has. Counts the nonce up.
    std::vector<HeaderLine> authorization(std::string_view method, std::string_view uri);

    /// New credentials or another registrar: nothing of before is valid.
    void forget();

  private:
    using Algorithm = DigestAlgorithm;
    struct Challenge {
        Algorithm algorithm{};
        bool is_session{};      ///< the -sess form
        bool is_usable{true};   ///< scheme Digest, and nothing in it that we cannot answer
        bool has_qop{}, is_stale{};
        /// realm, nonce, opaque as written between the quotes
        std::string algorithm_name, realm, nonce, opaque, cnonce;
        std::string secret;     ///< H(user:realm:password), once it is needed
        std::uint32_t count{};  ///< requests sent with this nonce
    };
    static std::vector<Challenge> parse(std::string_view value);
    static void take(Challenge& challenge, std::string_view name, std::string_view value);
    void keep(Challenge challenge, bool proxy);
    std::string answer(Challenge& challenge, std::string_view method, std::string_view uri) const;

    Credentials credentials_;
    std::function<std::string()> make_cnonce_;
    std::map<std::pair<bool, std::string>, Challenge> realms_; ///< by proxy and realm
};

} // namespace sip
