// The page at `/`.
#include "gateway/status_page.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace gateway;

namespace {

std::string policy(const HttpResponse& page) {
    for (const auto& [name, value] : page.headers)
        if (name == "Content-Security-Policy")
            return value;
    return {};
}

std::string nonce(const HttpResponse& page) {
    const std::string text = policy(page);
    const auto begin = text.find("script-src 'nonce-") + 18;
    return text.substr(begin, text.find('\'', begin) - begin);
}

} // namespace

TEST_CASE("the page fetches nothing from elsewhere and lets only its own script run") {
    const auto page = status_page();
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(policy(page).starts_with("default-src 'none'"));
    CHECK(page.body.find("<script nonce=\"" + nonce(page) + "\">") != std::string::npos);
    CHECK(page.body.find("<style nonce=\"" + nonce(page) + "\">") != std::string::npos);
    for (const char* foreign : {"http://", "https://", "src=", "@import", "url("})
        CHECK_MESSAGE(page.body.find(foreign) == std::string::npos, foreign);
}

TEST_CASE("each page has another nonce") {
    CHECK(nonce(status_page()) != nonce(status_page()));
}

TEST_CASE("no name can become markup: nothing is put in but as text") {
    const std::string body = status_page().body;
    for (const char* risky :
         {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " onclick=", " onload="})
        CHECK_MESSAGE(body.find(risky) == std::string::npos, risky);
    CHECK(body.find("textContent") != std::string::npos);
}

TEST_CASE("the page asks the routes that exist") {
    const std::string body = status_page().body;
    for (const char* route : {"'api/v1/phones?limit='", "'api/v1/calls'", "'readyz'", "EventSource('api/v1/events')",
                              "'/ladder'", "'/trace'"})
        CHECK_MESSAGE(body.find(route) != std::string::npos, route);
}
