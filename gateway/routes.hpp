// The HTTP interface: a table method, path -> handler, and the rules that hold for every route. No socket in here.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http_message.hpp"
#include "gateway/ladder.hpp"
#include "gateway/metrics.hpp"
#include "gateway/operations.hpp"

namespace gateway {

/// What the handlers work with; all outlive the routes.
struct RouteWorld {
    Operations& operations;
    const Metrics& metrics;
    const Traces& traces;
    const Ladders& ladders;
    std::string token; ///< empty: changing requests need none
    /// SCCP frame of a trace entry as text; may be empty.
    std::function<std::string(const TraceEntry&)> print_sccp;
};

class Routes {
  public:
    explicit Routes(RouteWorld world);
    HttpResponse handle(const HttpRequest& request) const;
    void set_token(std::string token) { world_.token = std::move(token); }

  private:
    RouteWorld world_;
    std::chrono::system_clock::time_point started_{std::chrono::system_clock::now()};
};

} // namespace gateway
