// Routes over a made-up gateway, for the tests of what they answer and do.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/parse.hpp>

#include "gateway/routes.hpp"
#include "tests/gateway/fake_operations.hpp"

namespace route_house {

using gateway::HttpRequest;
using gateway::HttpResponse;

struct House {
    FakeOperations operations;
    gateway::Metrics metrics{[](std::uint32_t) { return std::string("OffHook"); }};
    gateway::Traces traces{{100, 1 << 20}};
    gateway::Ladders ladders;
    gateway::Routes routes{
        {operations, metrics, traces, ladders, "", [](const gateway::TraceEntry& entry) { return std::string(entry.label()) + "{}"; }}};

    HttpResponse ask(std::string method, std::string target, std::string body = {},
                     std::string authorization = {}) const {
        HttpRequest request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.host = "127.0.0.1:8080";
        request.body = std::move(body);
        request.authorization = std::move(authorization);
        return routes.handle(request);
    }
    HttpResponse get(std::string target) const { return ask("GET", std::move(target)); }
    HttpResponse post(std::string target, std::string body = {}) const {
        return ask("POST", std::move(target), std::move(body));
    }
};

inline boost::json::value parsed(const HttpResponse& response) {
    return boost::json::parse(response.body);
}

inline std::string header(const HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name)
            return value;
    return {};
}

} // namespace route_house
