// Digest answers: the examples of the RFCs, and what peers do with nonces.
#include "sip/digest.hpp"

#include <doctest/doctest.h>

using sip::DigestClient;
using Outcome = DigestClient::Outcome;

namespace {

DigestClient client(std::string user, std::string password, std::string cnonce = "0a4f113b") {
    return DigestClient({std::move(user), std::move(password)}, [cnonce] { return cnonce; });
}

/// The value of one parameter in an Authorization line; empty: absent.
std::string parameter(const sip::HeaderLine& line, const std::string& name) {
    const auto text = ", " + line.value.substr(line.value.find(' ') + 1);
    const auto at = text.find(", " + name + "=");
    if (at == std::string::npos)
        return "";
    const auto value = text.substr(at + name.size() + 3);
    return value.starts_with('"') ? value.substr(1, value.find('"', 1) - 1) : value.substr(0, value.find(','));
}

} // namespace

TEST_CASE("the examples of RFC 7616 section 3.9.1 come out") {
    const std::string common = "qop=\"auth, auth-int\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
                               "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
    for (const auto& [algorithm, response] :
         {std::pair("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
          std::pair("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")}) {
        auto digest = client("Mufasa", "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        const auto challenge = std::string("Digest realm=\"http-auth@example.org\", algorithm=") + algorithm + ", " + common;
        REQUIRE(digest.learn({challenge}, false, {}) == Outcome::answerable);
        const auto lines = digest.authorization("GET", "/dir/index.html");
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].name == "Authorization");
        CHECK(parameter(lines[0], "response") == response);
        CHECK(parameter(lines[0], "nc") == "00000001");
        CHECK(parameter(lines[0], "qop") == "auth");
        CHECK(parameter(lines[0], "algorithm") == algorithm);
        CHECK(parameter(lines[0], "opaque") == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
    }
}

TEST_CASE("the example of RFC 2617 section 3.5 and the same without qop come out") {
    auto digest = client("Mufasa", "Circle Of Life");
    const std::string challenge = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    REQUIRE(digest.learn({challenge + ", qop=\"auth,auth-int\""}, true, {}) == Outcome::answerable);
    auto line = digest.authorization("GET", "/dir/index.html").at(0);
    CHECK(line.name == "Proxy-Authorization");
    CHECK(parameter(line, "response") == "6629fae49393a05397450978507c4ef1");

    auto old = client("Mufasa", "CircleOfLife"); // RFC 2069 section 2.4 with its erratum
    REQUIRE(old.learn({challenge}, false, {}) == Outcome::answerable);
    line = old.authorization("GET", "/dir/index.html").at(0);
    CHECK(parameter(line, "response") == "1949323746fe6a43ef61f9606e7febea");
    CHECK(parameter(line, "nc").empty());
    CHECK(parameter(line, "cnonce").empty());
    CHECK(parameter(line, "algorithm").empty());
}

TEST_CASE("a secret may hold any character, and a user with quotes is written with backslashes") {
    auto digest = client("al\"ice", "a:b\"c\\d,\xC3\xA9");
    REQUIRE(digest.learn({"Digest realm=\"asterisk\", nonce=\"n1\""}, false, {}) == Outcome::answerable);
    const auto line = digest.authorization("REGISTER", "sip:pbx.example.com").at(0);
    CHECK(line.value.starts_with("Digest username=\"al\\\"ice\", realm=\"asterisk\""));
    CHECK(parameter(line, "response") == "4d6a0403331fad156a49a5e1f8172a61");
    CHECK(line.value.find("a:b") == std::string::npos);
}

TEST_CASE("the session forms of the algorithms are answered") {
    auto digest = client("1001", "secret", "abc");
    REQUIRE(digest.learn({"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256-sess, qop=\"auth\""}, false, {}) ==
            Outcome::answerable);
    CHECK(parameter(digest.authorization("INVITE", "sip:2@pbx").at(0), "response") ==
          "9a134e56452f94316ca299c73c2de9a63fde4be254cdd39508dc2cc864e92880");
    REQUIRE(digest.learn({"Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256, qop=\"auth\""}, false, {}) ==
            Outcome::answerable);
    CHECK(parameter(digest.authorization("INVITE", "sip:2@pbx").at(0), "response") ==
          "d62ffc94aa123d6ec74b26568e4e9b800a13d92a4f050ae4d6dca31b2f7e19c5");
}

TEST_CASE("of several challenges the strongest is answered") {
    const std::string md5 = "Digest realm=\"pbx\", nonce=\"m\", algorithm=MD5, qop=\"auth\"";
    const std::string sha = "Digest realm=\"pbx\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"";
    const std::string odd = "Digest realm=\"pbx\", nonce=\"o\", algorithm=AKAv1-MD5, qop=\"auth\"";
    for (const auto& values : {std::vector{md5, sha, odd}, std::vector{odd, sha, md5}, std::vector{md5 + ", " + sha},
                               std::vector{"Basic realm=\"pbx\", " + sha}}) {
        auto digest = client("1001", "secret");
        REQUIRE(digest.learn(values, false, {}) == Outcome::answerable);
        const auto lines = digest.authorization("REGISTER", "sip:pbx");
        REQUIRE(lines.size() == 1);
        CHECK(parameter(lines[0], "nonce") == "s");
        CHECK(parameter(lines[0], "algorithm") == "SHA-256");
    }
}

TEST_CASE("challenges that cannot be answered are said to be so") {
    for (const char* value : {"", "Basic realm=\"pbx\"", "Digest realm=\"pbx\"", "Digest",
                              "Digest realm=\"pbx\", nonce=\"n\", qop=\"auth-int\"",
                              "Digest realm=\"pbx\", nonce=\"n\", algorithm=SHA-1", "nonce=\"n\", realm=\"pbx\"",
                              "Digest realm=\"pbx\", nonce=\"n\r\nX: y\"", "Digest realm=\"pbx\", nonce=\"\""}) {
        auto digest = client("1001", "secret");
        CHECK_MESSAGE(digest.learn({value}, false, {}) == Outcome::not_answerable, value);
        CHECK(digest.authorization("REGISTER", "sip:pbx").empty());
    }
    auto digest = client("1001", "secret");
    CHECK(digest.learn({}, false, {}) == Outcome::not_answerable);
}

TEST_CASE("the nonce count goes up with each request and starts again with a new nonce") {
    auto digest = client("1001", "secret");
    REQUIRE(digest.learn({"Digest realm=\"pbx\", nonce=\"one\", qop=\"auth\""}, false, {}) == Outcome::answerable);
    CHECK(parameter(digest.authorization("REGISTER", "sip:pbx").at(0), "nc") == "00000001");
    const auto second = digest.authorization("INVITE", "sip:2@pbx");
    CHECK(parameter(second.at(0), "nc") == "00000002");
    REQUIRE(digest.learn({"Digest realm=\"pbx\", nonce=\"two\", qop=\"auth\", stale=TRUE"}, false, second) ==
            Outcome::stale);
    const auto third = digest.authorization("INVITE", "sip:2@pbx");
    CHECK(parameter(third.at(0), "nonce") == "two");
    CHECK(parameter(third.at(0), "nc") == "00000001");
}

TEST_CASE("a second nonce and another algorithm of a realm are answered as by who meets it for the first time") {
    auto digest = client("1001", "secret", "abc");
    for (const char* challenge : {R"(Digest realm="pbx", nonce="one", qop="auth")", R"(Digest realm="pbx", nonce="two", qop="auth")",
                                  R"(Digest realm="pbx", nonce="three", algorithm=SHA-256, qop="auth")"}) {
        auto fresh = client("1001", "secret", "abc");
        REQUIRE(digest.learn({challenge}, false, {}) == Outcome::answerable);
        REQUIRE(fresh.learn({challenge}, false, {}) == Outcome::answerable);
        CHECK(digest.authorization("INVITE", "sip:2@pbx").at(0).value == fresh.authorization("INVITE", "sip:2@pbx").at(0).value);
    }
}

TEST_CASE("a challenge with the nonce that was just answered is a refusal") {
    auto digest = client("1001", "wrong");
    const std::vector<std::string> challenge{"Digest realm=\"pbx\", nonce=\"n\", qop=\"auth\""};
    REQUIRE(digest.learn(challenge, false, {}) == Outcome::answerable);
    const auto sent = digest.authorization("REGISTER", "sip:pbx");
    CHECK(digest.learn(challenge, false, sent) == Outcome::same_nonce_refused);
    CHECK(digest.learn({challenge[0] + ", stale=true"}, false, sent) == Outcome::same_nonce_refused);
    CHECK(digest.learn({"Digest realm=\"pbx\", nonce=\"new\", qop=\"auth\""}, false, sent) == Outcome::answerable);
}

TEST_CASE("two requests challenged with one nonce share its count") {
    auto digest = client("1001", "secret");
    const std::vector<std::string> challenge{"Digest realm=\"pbx\", nonce=\"n\", qop=\"auth\""};
    REQUIRE(digest.learn(challenge, false, {}) == Outcome::answerable);
    CHECK(parameter(digest.authorization("REGISTER", "sip:pbx").at(0), "nc") == "00000001");
    REQUIRE(digest.learn(challenge, false, {}) == Outcome::answerable);
    CHECK(parameter(digest.authorization("SUBSCRIBE", "sip:1001@pbx").at(0), "nc") == "00000002");
}

TEST_CASE("a proxy and a registrar behind it are both answered") {
    auto digest = client("1001", "secret");
    REQUIRE(digest.learn({"Digest realm=\"edge\", nonce=\"p\""}, true, {}) == Outcome::answerable);
    const auto first = digest.authorization("REGISTER", "sip:pbx");
    REQUIRE(digest.learn({"Digest realm=\"pbx\", nonce=\"r\""}, false, first) == Outcome::answerable);
    const auto lines = digest.authorization("REGISTER", "sip:pbx");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].name == "Authorization");
    CHECK(lines[1].name == "Proxy-Authorization");
    digest.forget();
    CHECK(digest.authorization("REGISTER", "sip:pbx").empty());
}

TEST_CASE("a peer that names a new realm each time does not make requests grow") {
    auto digest = client("1001", "secret");
    for (int i = 0; i < 100; ++i)
        digest.learn({"Digest realm=\"r" + std::to_string(i) + "\", nonce=\"n\""}, false, {});
    const auto lines = digest.authorization("REGISTER", "sip:pbx");
    CHECK(lines.size() <= 4);
    CHECK(parameter(lines.back(), "realm") == "r99");
}

TEST_CASE("a nextnonce is used for the next request") {
    auto digest = client("1001", "secret");
    REQUIRE(digest.learn({"Digest realm=\"pbx\", nonce=\"n\", qop=\"auth\""}, false, {}) == Outcome::answerable);
    digest.authorization("REGISTER", "sip:pbx");
    digest.learn_next_nonce("qop=auth, nextnonce=\"fresh\", rspauth=\"6629fae4\"");
    const auto line = digest.authorization("REGISTER", "sip:pbx").at(0);
    CHECK(parameter(line, "nonce") == "fresh");
    CHECK(parameter(line, "nc") == "00000001");
}

TEST_CASE("client nonces differ") {
    DigestClient a({"1001", "x"}), b({"1001", "x"});
    for (auto* digest : {&a, &b})
        REQUIRE(digest->learn({"Digest realm=\"pbx\", nonce=\"n\", qop=\"auth\""}, false, {}) == Outcome::answerable);
    CHECK(parameter(a.authorization("REGISTER", "sip:pbx").at(0), "cnonce") !=
          parameter(b.authorization("REGISTER", "sip:pbx").at(0), "cnonce"));
}
