// Answers digest challenges (RFC 7616, RFC 8760).
#include "sip/digest.hpp"

#include <array>
#include <initializer_list>

#include "sip/headers.hpp"
#include "sip/random.hpp"
#include "sip/text.hpp"

namespace sip {
namespace {

/// One account meets one or two realms; a peer that invents more must not make us send ever longer requests.
constexpr std::size_t most_realms = 4;

std::string_view header_name(bool proxy) { return proxy ? "Proxy-Authorization" : "Authorization"; }

bool carries(const std::vector<HeaderLine>& lines, bool proxy, const std::string& nonce) {
    const auto text = "nonce=\"" + nonce + '"';
    return std::any_of(lines.begin(), lines.end(), [&](const HeaderLine& line) {
        return line.name == header_name(proxy) && line.value.find(' ' + text) != std::string::npos;
    });
}

std::string joined(std::initializer_list<std::string_view> parts) {
    constexpr std::size_t more = 192; // octets: what follows the response, cnonce and opaque too
    std::size_t size = more;
    for (const auto part : parts)
        size += part.size();
    std::string text;
    text.reserve(size);
    for (const auto part : parts)
        text.append(part);
    return text;
}

} // namespace

DigestClient::DigestClient(Credentials credentials)
    : DigestClient(std::move(credentials), [] { return random_token(16); }) {}

DigestClient::DigestClient(Credentials credentials, std::function<std::string()> make_cnonce)
    : credentials_(std::move(credentials)), make_cnonce_(std::move(make_cnonce)) {}

void DigestClient::take(Challenge& challenge, std::string_view name, std::string_view value) {
    const auto text = inside_quotes(value);
    if (same_word(name, "realm")) {
        challenge.realm = text;
    } else if (same_word(name, "nonce")) {
        challenge.nonce = text;
    } else if (same_word(name, "opaque")) {
        challenge.opaque = text;
    } else if (same_word(name, "stale")) {
        challenge.is_stale = same_word(text, "true");
    } else if (same_word(name, "qop")) {
        const auto offered = split_list(text);
        challenge.has_qop = true;
        if (std::none_of(offered.begin(), offered.end(), [](const auto& qop) { return same_word(qop, "auth"); }))
            challenge.is_usable = false; // auth-int only: the body would have to be final before Sofia writes it
    } else if (same_word(name, "algorithm")) {
        challenge.algorithm_name = text;
        auto plain = lower(text);
        challenge.is_session = plain.ends_with("-sess");
        plain.resize(plain.size() - (challenge.is_session ? 5 : 0));
        challenge.algorithm = plain == "md5"           ? Algorithm::md5
                              : plain == "sha-256"     ? Algorithm::sha256
                              : plain == "sha-512-256" ? Algorithm::sha512_256
                                                       : Algorithm::none;
    }
}

std::vector<DigestClient::Challenge> DigestClient::parse(std::string_view value) {
    std::vector<Challenge> challenges;
    for (const auto& item : split_list(value)) {
        std::string_view rest = item;
        const auto equals = item.find('='), space = item.find_first_of(" \t");
        if (space < equals) { // `Digest realm="x"`: a challenge starts; `realm = "x"` does not start one
            auto after = rest;
            const auto scheme = next_word(after);
            if (!trimmed(after).starts_with('=')) {
                rest = trimmed(after);
                challenges.emplace_back();
                challenges.back().algorithm = Algorithm::md5; // RFC 7616 section 3.3: when absent
                challenges.back().is_usable = same_word(scheme, "Digest");
            }
        }
        const auto split = rest.find('=');
        if (!challenges.empty() && split != rest.npos)
            take(challenges.back(), trimmed(rest.substr(0, split)), trimmed(rest.substr(split + 1)));
    }
    const auto has_control = [](const std::string& text) {
        return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
    };
    std::erase_if(challenges, [&](const Challenge& c) {
        return !c.is_usable || c.algorithm == Algorithm::none || c.nonce.empty() || has_control(c.nonce) ||
               has_control(c.realm) || has_control(c.opaque);
    });
    return challenges;
}

DigestClient::Outcome DigestClient::learn(const std::vector<std::string>& challenges, bool proxy,
                                          const std::vector<HeaderLine>& carried) {
    std::map<std::string, Challenge> best;
    for (const auto& value : challenges) {
        for (auto& challenge : parse(value)) {
            auto& present = best[challenge.realm];
            // equal ones: the first, as the peer prefers (RFC 8760 section 2.4)
            if (challenge.algorithm > present.algorithm)
                present = std::move(challenge);
        }
    }
    if (best.empty())
        return Outcome::not_answerable;
    bool is_stale = false;
    for (const auto& [realm, challenge] : best) {
        if (carries(carried, proxy, challenge.nonce))
            return Outcome::same_nonce_refused;
        is_stale = is_stale || challenge.is_stale;
    }
    for (auto& [realm, challenge] : best)
        keep(std::move(challenge), proxy);
    return is_stale ? Outcome::stale : Outcome::answerable;
}

std::string DigestClient::wishes(const std::vector<std::string>& challenges) {
    constexpr std::size_t longest = 80; // the peer's words
    std::string words;
    for (const auto& value : challenges)
        for (const auto& item : split_list(value)) {
            std::string_view rest = item;
            const auto space = item.find_first_of(" \t");
            if (space < item.find('=')) {
                words += (words.empty() ? "" : ", ") + std::string(next_word(rest));
                rest = trimmed(rest);
            }
            const auto name = trimmed(rest.substr(0, rest.find('=')));
            if (same_word(name, "algorithm") || same_word(name, "qop"))
                words += ' ' + std::string(rest);
        }
    words.resize(std::min(words.size(), longest));
    return words;
}

void DigestClient::keep(Challenge challenge, bool proxy) {
    const auto key = std::pair(proxy, challenge.realm);
    if (const auto known = realms_.find(key); known == realms_.end()) {
        if (realms_.size() >= most_realms)
            realms_.clear();
    } else {
        if (known->second.algorithm == challenge.algorithm)
            challenge.secret = known->second.secret;
        if (known->second.nonce == challenge.nonce) { // another request was challenged with it before
            challenge.count = known->second.count;
            challenge.cnonce = known->second.cnonce;
        }
    }
    if (challenge.cnonce.empty())
        challenge.cnonce = make_cnonce_();
    realms_[key] = std::move(challenge);
}

void DigestClient::learn_next_nonce(std::string_view authentication_info) {
    if (realms_.size() != 1) // the header names no realm
        return;
    Challenge& challenge = realms_.begin()->second;
    for (const auto& item : split_list(authentication_info)) {
        const auto equals = item.find('=');
        if (equals == item.npos || !same_word(trimmed(std::string_view(item).substr(0, equals)), "nextnonce"))
            continue;
        const auto nonce = inside_quotes(trimmed(std::string_view(item).substr(equals + 1)));
        if (nonce.empty() || nonce == challenge.nonce)
            continue;
        challenge.nonce = nonce;
        challenge.count = 0;
        challenge.cnonce = make_cnonce_();
    }
}

std::string DigestClient::answer(Challenge& challenge, std::string_view method, std::string_view uri) const {
    const auto h = [&](std::string_view text) { return digest_hash(challenge.algorithm, text); };
    ++challenge.count;
    std::array<unsigned char, 4> count{};
    for (std::size_t i = 0; i < count.size(); ++i)
        count[i] = static_cast<unsigned char>(challenge.count >> (24 - 8 * i));
    const auto nc = hex(count.data(), count.size());

    if (challenge.secret.empty())
        challenge.secret =
            digest_secret(challenge.algorithm, credentials_.user, challenge.realm, credentials_.password);
    const auto ha1 = challenge.is_session ? h(joined({challenge.secret, ":", challenge.nonce, ":", challenge.cnonce}))
                                          : challenge.secret;
    const auto ha2 = h(joined({method, ":", uri}));
    const auto middle = challenge.has_qop ? joined({nc, ":", challenge.cnonce, ":auth:"}) : std::string{};
    const auto response = h(joined({ha1, ":", challenge.nonce, ":", middle, ha2}));

    std::string out = joined({"Digest username=", quoted(credentials_.user), ", realm=\"", challenge.realm,
                              "\", nonce=\"", challenge.nonce, "\", uri=\"", uri, "\", response=\"", response, "\""});
    if (!challenge.algorithm_name.empty())
        out += ", algorithm=" + challenge.algorithm_name;
    if (challenge.has_qop || challenge.is_session)
        out += ", cnonce=\"" + challenge.cnonce + '"';
    if (!challenge.opaque.empty())
        out += ", opaque=\"" + challenge.opaque + '"';
    if (challenge.has_qop)
        out += ", qop=auth, nc=" + nc;
    return out;
}

std::vector<HeaderLine> DigestClient::authorization(std::string_view method, std::string_view uri) {
    std::vector<HeaderLine> lines;
    for (auto& [key, challenge] : realms_)
        lines.push_back({std::string(header_name(key.first)), answer(challenge, method, uri)});
    return lines;
}

void DigestClient::forget() { realms_.clear(); }

} // namespace sip
