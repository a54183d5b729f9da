// What POST and DELETE do, and for whom, without a socket.
#include <doctest/doctest.h>

#include "tests/gateway/route_house.hpp"

using namespace gateway;
using namespace route_house;

TEST_CASE("a reset is taken, or refused with the state's name") {
    House house;
    auto& operations = house.operations;
    CHECK(house.post("/api/v1/phones/SEP1/reset").status == 202);
    CHECK(house.post("/api/v1/phones/SEP1/reset", R"({"mode":"restart","force":true})").status == 202);
    CHECK(house.post("/api/v1/phones/SEP1/reset", R"({"mode":"apply"})").status == 202);
    CHECK(operations.orders ==
          std::vector<std::string>{"reset SEP1 1 false", "reset SEP1 2 true", "reset SEP1 3 false"});
    operations.outcome = {Outcome::Kind::conflict, "Down", ""};
    const auto conflict = house.post("/api/v1/phones/SEP1/reset");
    CHECK(conflict.status == 409);
    CHECK(conflict.content_type == "application/problem+json");
    CHECK(parsed(conflict).at("state") == "Down");
    CHECK(parsed(conflict).at("title") == "Conflict");
    operations.outcome = {Outcome::Kind::not_found, "", ""};
    CHECK(house.post("/api/v1/phones/SEP1/reset").status == 404);
    operations.outcome = {Outcome::Kind::refused, "", "no"};
    CHECK(house.post("/api/v1/phones/SEP1/reset").status == 422);
}

TEST_CASE("bodies that are wrong are refused and nothing is done") {
    const House house;
    const std::pair<const char*, unsigned> wrong[] = {{"{", 400},
                                                      {"[]", 400},
                                                      {"[[[[[[[[]]]]]]]]", 400},
                                                      {R"({"mode":"explode"})", 422},
                                                      {R"({"mode":1})", 422},
                                                      {R"({"force":"yes"})", 422},
                                                      {R"({"forced":true})", 422}};
    for (const auto& each : wrong)
        CHECK_MESSAGE(house.post("/api/v1/phones/SEP1/reset", each.first).status == each.second, each.first);
    for (const char* body : {"{}", R"({"text":""})", R"({"text":"x","seconds":-1})", R"({"text":"x","seconds":1.5})",
                             R"({"text":"x","seconds":99999})"})
        CHECK_MESSAGE(house.post("/api/v1/phones/SEP1/message", body).status == 422, body);
    CHECK(house.operations.orders.empty());
}

TEST_CASE("messages, calls, levels and traces are passed on") {
    const House house;
    CHECK(house.post("/api/v1/phones/SEP1/message", R"({"text":"Hello","seconds":5})").status == 202);
    CHECK(house.ask("DELETE", "/api/v1/calls/17").status == 202);
    CHECK(house.ask("DELETE", "/api/v1/calls/x").status == 404);
    CHECK(house.post("/api/v1/phones/SEP1/trace", R"({"log":false})").status == 202);
    CHECK(house.post("/api/v1/log", R"({"logger":"sip","level":"debug"})").status == 202);
    CHECK(house.operations.orders ==
          std::vector<std::string>{"message SEP1 Hello 5", "hang up 17", "trace SEP1 false", "level sip debug"});
}

TEST_CASE("a reload answers what changed, or every problem") {
    House house;
    house.operations.reloaded.changes = {{"line 1001", "changed"}};
    const auto good = house.post("/api/v1/reload");
    CHECK(good.status == 200);
    CHECK(parsed(good).at("changes").at(0).at("section") == "line 1001");
    house.operations.reloaded.problems = {"a.ini:3: [sip] registrar: missing"};
    const auto bad = house.post("/api/v1/reload");
    CHECK(bad.status == 422);
    CHECK(parsed(bad).at("problems").at(0) == "a.ini:3: [sip] registrar: missing");
}

TEST_CASE("with a token only changing requests need it") {
    House house;
    house.routes.set_token("secret");
    CHECK(house.get("/api/v1/phones").status == 200);
    const auto refused = house.post("/api/v1/reload");
    CHECK(refused.status == 401);
    CHECK(header(refused, "WWW-Authenticate").starts_with("Bearer"));
    CHECK(house.ask("DELETE", "/api/v1/calls/17", {}, "Bearer wrong").status == 401);
    CHECK(house.operations.orders.empty());
    CHECK(house.ask("DELETE", "/api/v1/calls/17", {}, "Bearer secret").status == 202);
}

TEST_CASE("a changing request that a foreign page made is refused") {
    const House house;
    HttpRequest request;
    request.method = "POST";
    request.target = "/api/v1/reload";
    request.host = "127.0.0.1:8080";
    request.origin = "http://evil.example";
    CHECK(house.routes.handle(request).status == 403);
    CHECK(house.operations.orders.empty());
}
