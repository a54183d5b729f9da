// One short function per route; the table that leads to them is in routes.cpp.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http_message.hpp"
#include "gateway/routes.hpp"

namespace gateway {

/// A request whose path fits a row of the table.
struct RouteCall {
    const RouteWorld& world;
    const HttpRequest& request;
    std::vector<std::string> names; ///< what stands for the `{}` of the pattern
    std::map<std::string, std::string> query;
    std::chrono::system_clock::time_point started; ///< of the process

    std::string asked(const std::string& key) const {
        const auto found = query.find(key);
        return found == query.end() ? std::string{} : found->second;
    }
};

namespace handlers {
HttpResponse health(const RouteCall& call);
HttpResponse readiness(const RouteCall& call);
HttpResponse metrics(const RouteCall& call);
HttpResponse page(const RouteCall& call);
HttpResponse events(const RouteCall& call);
HttpResponse phones(const RouteCall& call);
HttpResponse phone(const RouteCall& call);
HttpResponse lines(const RouteCall& call);
HttpResponse line(const RouteCall& call);
HttpResponse calls(const RouteCall& call);
HttpResponse call(const RouteCall& call);
HttpResponse trace(const RouteCall& call);
HttpResponse trace_pcap(const RouteCall& call);
HttpResponse ladder(const RouteCall& call);
HttpResponse reset(const RouteCall& call);
HttpResponse message(const RouteCall& call);
HttpResponse trace_phone(const RouteCall& call);
HttpResponse hang_up(const RouteCall& call);
HttpResponse reload(const RouteCall& call);
HttpResponse log_level(const RouteCall& call);
} // namespace handlers

/// Leg id of a path; empty: not a number.
std::optional<std::uint32_t> call_number(const std::string& text);

} // namespace gateway
