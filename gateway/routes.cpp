// The table of the HTTP interface, and the rules that hold for every route.
#include "gateway/routes.hpp"

#include <array>
#include <exception>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "gateway/http_json.hpp"
#include "gateway/http_safety.hpp"
#include "gateway/route_handlers.hpp"
#include "gateway/url.hpp"

namespace gateway {

namespace {

using Handler = HttpResponse (*)(const RouteCall&);

struct Route {
    std::string_view method, pattern; ///< `{}` stands for one name
    Handler handler;
};

// clang-format off
constexpr Route table[] = {
    {"GET",    "/",                              handlers::page},
    {"GET",    "/healthz",                       handlers::health},
    {"GET",    "/readyz",                        handlers::readiness},
    {"GET",    "/metrics",                       handlers::metrics},
    {"GET",    "/api/v1/phones",                 handlers::phones},
    {"GET",    "/api/v1/phones/{}",              handlers::phone},
    {"POST",   "/api/v1/phones/{}/reset",        handlers::reset},
    {"POST",   "/api/v1/phones/{}/message",      handlers::message},
    {"GET",    "/api/v1/phones/{}/trace",        handlers::trace},
    {"POST",   "/api/v1/phones/{}/trace",        handlers::trace_phone},
    {"GET",    "/api/v1/phones/{}/trace.pcap",   handlers::trace_pcap},
    {"GET",    "/api/v1/lines",                  handlers::lines},
    {"GET",    "/api/v1/lines/{}",               handlers::line},
    {"GET",    "/api/v1/calls",                  handlers::calls},
    {"GET",    "/api/v1/calls/{}",               handlers::call},
    {"DELETE", "/api/v1/calls/{}",               handlers::hang_up},
    {"GET",    "/api/v1/calls/{}/ladder",        handlers::ladder},
    {"GET",    "/api/v1/events",                 handlers::events},
    {"POST",   "/api/v1/reload",                 handlers::reload},
    {"POST",   "/api/v1/log",                    handlers::log_level},
};
// clang-format on

/// The names in place of `{}`; empty optional: the path is another one.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::span<const std::string> path) {
    std::vector<std::string> names;
    for (const auto& segment : path) {
        if (pattern.empty())
            return std::nullopt;
        const auto end = std::min(pattern.find('/', 1), pattern.size());
        const std::string_view wanted = pattern.substr(1, end - 1);
        if (wanted == "{}" && !segment.empty())
            names.push_back(segment);
        else if (wanted != segment)
            return std::nullopt;
        pattern.remove_prefix(end);
    }
    if (!pattern.empty())
        return std::nullopt;
    return names;
}

HttpResponse unauthorized() {
    HttpResponse out = problem(401, "this request needs the token of [http] as Authorization: Bearer TOKEN");
    out.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"sccp2sip\"");
    return out;
}

HttpResponse wrong_method(const std::string& allow) {
    HttpResponse out = problem(405, "allowed here: " + allow);
    out.headers.emplace_back("Allow", allow);
    return out;
}

void add_common_headers(HttpResponse& response) {
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
}

HttpResponse dispatch(const RouteWorld& world, const HttpRequest& request,
                      std::chrono::system_clock::time_point started) {
    auto target = parse_target(request.target);
    if (!target)
        return problem(400, "the request target is not a path");
    std::string allow;
    for (const auto& route : table) {
        auto names = match(route.pattern, target->path);
        if (!names)
            continue;
        if (route.method != request.method) {
            allow +=
                fmt::format("{}{}{}", allow.empty() ? "" : ", ", route.method, route.method == "GET" ? ", HEAD" : "");
            continue;
        }
        if (route.method != "GET") {
            if (!is_authorized(request, world.token))
                return unauthorized();
            if (const std::string why = forged_reason(request, !world.token.empty()); !why.empty())
                return problem(403, why);
        }
        return route.handler({world, request, std::move(*names), std::move(target->query), started});
    }
    return allow.empty() ? problem(404, "no such route") : wrong_method(allow);
}

} // namespace

Routes::Routes(RouteWorld world) : world_(std::move(world)) {}

HttpResponse Routes::handle(const HttpRequest& request) const {
    HttpResponse response;
    try {
        response = dispatch(world_, request, started_);
    } catch (const std::exception& error) {
        response = problem(500, error.what());
    }
    add_common_headers(response);
    return response;
}

} // namespace gateway
