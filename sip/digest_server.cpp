// Challenges requests and checks the answers (RFC 7616, RFC 8760): SHA-256 and MD5, qop=auth or none.
#include "sip/digest_server.hpp"

#include <openssl/crypto.h>

#include "sip/digest_hash.hpp"
#include "sip/headers.hpp"
#include "sip/random.hpp"
#include "sip/text.hpp"

namespace sip {

struct DigestServer::Answer {
    DigestAlgorithm algorithm{DigestAlgorithm::md5}; // RFC 7616 section 3.3: when absent
    std::string user, realm, nonce, uri, response, qop, cnonce, count;
};

namespace {

std::chrono::milliseconds since_start(DigestServer::Clock::time_point now) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
}

bool is_same_secret(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

DigestAlgorithm algorithm_of(std::string_view name) {
    return same_word(name, "SHA-256") ? DigestAlgorithm::sha256
           : same_word(name, "MD5")   ? DigestAlgorithm::md5
                                      : DigestAlgorithm::none; // not what we have offered
}

} // namespace

DigestServer::DigestServer() : key_(random_token(16)) {}

/// `<milliseconds>-<random>-<seal>`
std::string DigestServer::sealed(const std::string& time, const std::string& realm) const {
    return time + "-" + sealed_by(key_, time + ":" + realm).substr(0, 32);
}

std::vector<std::string> DigestServer::challenge(const std::string& realm, bool is_stale, Clock::time_point now) const {
    const std::string nonce =
        sealed(std::to_string(since_start(now).count()) + "-" + random_token(8), realm);
    const std::string common = "Digest realm=" + quoted(realm) + ", nonce=\"" + nonce + "\", qop=\"auth\"" +
                               (is_stale ? ", stale=true" : "") + ", algorithm=";
    return {common + "SHA-256", common + "MD5"};
}

DigestServer::Answer DigestServer::parse(std::string_view value) {
    Answer answer;
    if (!same_word(next_word(value), "Digest"))
        return {};
    for (const auto& item : split_list(value)) {
        const auto equals = item.find('=');
        if (equals == item.npos)
            continue;
        const auto name = trimmed(std::string_view(item).substr(0, equals));
        const auto text = trimmed(std::string_view(item).substr(equals + 1));
        const auto take = [&](std::string_view wanted, std::string& into) {
            if (same_word(name, wanted))
                into = inside_quotes(text);
        };
        take("username", answer.user);
        take("realm", answer.realm);
        take("nonce", answer.nonce);
        take("uri", answer.uri);
        take("response", answer.response);
        take("qop", answer.qop);
        take("cnonce", answer.cnonce);
        take("nc", answer.count);
        if (same_word(name, "algorithm"))
            answer.algorithm = algorithm_of(inside_quotes(text));
    }
    return answer;
}

/// The URI is what the answer says: a proxy on the way may have written another into the request line.
bool DigestServer::is_right(const Answer& answer, std::string_view method, const Credentials& wanted) {
    const bool has_qop = same_word(answer.qop, "auth");
    if (answer.algorithm == DigestAlgorithm::none || answer.uri.empty() || (!has_qop && !answer.qop.empty()))
        return false;
    if (inside_quotes(quoted(wanted.user)) != answer.user)
        return false;
    const auto h = [&](const std::string& text) { return digest_hash(answer.algorithm, text); };
    const std::string secret = digest_secret(answer.algorithm, wanted.user, answer.realm, wanted.password);
    const std::string middle = has_qop ? answer.count + ":" + answer.cnonce + ":auth:" : "";
    const std::string right = h(secret + ":" + answer.nonce + ":" + middle + h(std::string(method) + ":" + answer.uri));
    return !right.empty() && is_same_secret(right, lower(answer.response));
}

bool DigestServer::is_ours(const Answer& answer) const {
    const auto seal = answer.nonce.rfind('-');
    return seal != answer.nonce.npos &&
           is_same_secret(sealed(answer.nonce.substr(0, seal), answer.realm), answer.nonce);
}

bool DigestServer::is_fresh(const Answer& answer, Clock::time_point now) const {
    const std::chrono::milliseconds made{std::strtoll(answer.nonce.c_str(), nullptr, 10)};
    return made <= since_start(now) && since_start(now) - made < nonce_lifetime;
}

bool DigestServer::use(const std::string& nonce, Clock::time_point now) {
    for (; !used_order_.empty() && used_order_.front().until <= now; used_order_.pop_front())
        used_.erase(used_order_.front().nonce);
    if (!used_.insert(nonce).second)
        return false;
    used_order_.push_back({nonce, now + nonce_lifetime});
    return true;
}

DigestServer::Outcome DigestServer::check(const std::vector<std::string>& answers, std::string_view method,
                                          const Credentials& wanted, Clock::time_point now) {
    auto outcome = Outcome::missing;
    for (const auto& value : answers) {
        const Answer answer = parse(value);
        if (answer.nonce.empty() || answer.realm != inside_quotes(quoted(wanted.realm)))
            continue;
        if (wanted.password.empty() || !is_right(answer, method, wanted))
            outcome = Outcome::refused;
        else if (!is_ours(answer) || !is_fresh(answer, now) || !use(answer.nonce, now))
            outcome = Outcome::stale; // also: a nonce of before a restart of ours
        else
            return Outcome::accepted;
    }
    return outcome;
}

} // namespace sip
