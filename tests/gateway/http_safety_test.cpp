// Who may change something.
#include "gateway/http_safety.hpp"

#include <doctest/doctest.h>

using namespace gateway;

namespace {

HttpRequest request(std::string authorization, std::string host = "127.0.0.1:8080", std::string origin = {},
                    std::string site = {}) {
    HttpRequest out;
    out.authorization = std::move(authorization);
    out.host = std::move(host);
    out.origin = std::move(origin);
    out.fetch_site = std::move(site);
    return out;
}

} // namespace

TEST_CASE("strings are equal or not, whatever their lengths") {
    CHECK(equal_in_constant_time("secret", "secret"));
    CHECK(equal_in_constant_time("", ""));
    CHECK_FALSE(equal_in_constant_time("secret", "Secret"));
    CHECK_FALSE(equal_in_constant_time("secretsecret", "secret"));
    CHECK_FALSE(equal_in_constant_time("sec", "secret"));
    CHECK_FALSE(equal_in_constant_time("", "secret"));
    CHECK_FALSE(equal_in_constant_time("x", ""));
}

TEST_CASE("the token is asked for when there is one") {
    CHECK(is_authorized(request(""), ""));
    CHECK(is_authorized(request("Bearer secret"), "secret"));
    CHECK(is_authorized(request("bearer secret"), "secret"));
    for (const char* wrong : {"", "secret", "Bearer", "Bearer ", "Bearer secrets", "Basic secret", "Bearer  secret"})
        CHECK_FALSE_MESSAGE(is_authorized(request(wrong), "secret"), wrong);
}

TEST_CASE("a page of another site cannot change anything") {
    CHECK(forged_reason(request(""), false).empty());
    CHECK(forged_reason(request("", "127.0.0.1:8080", "http://127.0.0.1:8080", "same-origin"), false).empty());
    CHECK_FALSE(forged_reason(request("", "127.0.0.1:8080", "http://evil.example"), false).empty());
    CHECK_FALSE(forged_reason(request("", "127.0.0.1:8080", "http://127.0.0.1:9999"), true).empty());
    CHECK_FALSE(forged_reason(request("", "127.0.0.1:8080", "null"), false).empty());
    CHECK_FALSE(forged_reason(request("", "127.0.0.1:8080", "", "cross-site"), false).empty());
    CHECK_FALSE(forged_reason(request("", "127.0.0.1:8080", "", "same-site"), false).empty());
}

TEST_CASE("a foreign name that resolves to us needs the token") {
    for (const char* ours : {"localhost", "localhost:8080", "127.0.0.1", "[::1]:8080", "[::1]", "192.0.2.10:80"})
        CHECK_MESSAGE(forged_reason(request("", ours), false).empty(), ours);
    CHECK_FALSE(forged_reason(request("", "rebound.example:8080", "http://rebound.example:8080"), false).empty());
    CHECK_FALSE(forged_reason(request("", ""), false).empty());
    CHECK_FALSE(forged_reason(request("", "["), false).empty());
    CHECK(forged_reason(request("", "sccp2sip.example.com"), true).empty());
}
