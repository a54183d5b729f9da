// Challenges requests and checks the answers (RFC 7616, RFC 8760): SHA-256 and MD5, qop=auth or none.
#pragma once

#include <chrono>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sip {

/// One for all realms. A nonce carries its time under a seal of ours, so that asking costs no memory; it is good for
/// one request, so that nobody can send that request again. Owned by the part that asks.
class DigestServer {
  public:
    using Clock = std::chrono::steady_clock;
    struct Credentials {
        std::string user, realm;
        std::string password; ///< secret: never printed
    };
    enum class Outcome : std::uint8_t {
        accepted,
        missing, ///< no answer for our realm
        stale,   ///< right, but the nonce is too old or was used before: challenge with stale=true
        refused,
    };
    static constexpr std::chrono::seconds nonce_lifetime{60};

    DigestServer();
    /// With a key for the seal, for tests.
    explicit DigestServer(std::string key) : key_(std::move(key)) {}

    /// Values of WWW-Authenticate, best first.
    std::vector<std::string> challenge(const std::string& realm, bool is_stale, Clock::time_point now) const;
    /// `answers` are the values of Authorization.
    Outcome check(const std::vector<std::string>& answers, std::string_view method, const Credentials& wanted,
                  Clock::time_point now);

  private:
    struct Answer;
    static Answer parse(std::string_view value);
    static bool is_right(const Answer& answer, std::string_view method, const Credentials& wanted);
    std::string sealed(const std::string& time, const std::string& realm) const;
    bool is_ours(const Answer& answer) const;
    bool is_fresh(const Answer& answer, Clock::time_point now) const;
    bool use(const std::string& nonce, Clock::time_point now);

    std::string key_;
    std::set<std::string> used_;
    struct Used {
        std::string nonce;
        Clock::time_point until;
    };
    std::deque<Used> used_order_;
};

} // namespace sip
