// An HTTP request and its answer as the routes see them: no socket, no Beast.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway {

struct HttpRequest {
    std::string method;     ///< `GET`; HEAD comes as GET
    std::string target;     ///< path and query as sent
    std::string host;       ///< header Host
    std::string origin;     ///< header Origin; empty: not a browser
    std::string fetch_site; ///< header Sec-Fetch-Site
    std::string content_type, authorization, last_event_id;
    std::string body;
    std::string source; ///< address of the client, for the log
};

struct HttpResponse {
    unsigned status{200};
    std::string content_type{"application/json"};
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    /// Not empty: the body comes in pieces, until an empty one; asked for on the loop, one at a time.
    std::function<std::string()> pieces;
    bool events{};                ///< the connection becomes a listener of the event stream
    std::uint64_t events_after{}; ///< Last-Event-ID
};

} // namespace gateway
