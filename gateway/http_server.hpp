// The socket part of the HTTP interface: connections, limits, time-outs, on the one io_context.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "gateway/event_stream.hpp"
#include "gateway/logging.hpp"
#include "gateway/options.hpp"
#include "gateway/routes.hpp"

namespace gateway {

struct HttpLimits {
    std::uint32_t header{8 * 1024};
    std::uint64_t body{std::uint64_t{64} * 1024};
    std::size_t connections{64};
    std::size_t event_queue{std::size_t{256} * 1024};   ///< bytes that a slow listener of /events may leave unread
    std::chrono::milliseconds read{10'000}; ///< a whole request within this, also the pause between two
    std::chrono::milliseconds write{10'000};
    std::chrono::milliseconds heartbeat{15'000}; ///< comment in the event stream
};

/// Owned by gateway::Gateway; stopped before the Operations behind the routes die.
class HttpServer {
  public:
    /// Binds; throws std::runtime_error `[http] listen ADDRESS: reason`, also for an address beyond loopback without a
    /// token.
    HttpServer(boost::asio::io_context& io, const HttpOptions& options, Routes& routes, EventStream& events, Log& log,
               HttpLimits limits = {});
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::string address() const; ///< `127.0.0.1:8080`, with the real port
    std::size_t connections() const;
    void stop();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace gateway
