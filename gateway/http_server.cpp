// The socket part of the HTTP interface: who may connect, and how many.
#include "gateway/http_server.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "gateway/http_connection.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

[[noreturn]] void fail(const std::string& listen, std::string_view reason) {
    throw std::runtime_error(fmt::format("[http] listen {}: {}", listen, reason));
}

tcp::endpoint endpoint_of(const std::string& listen) {
    const auto colon = listen.rfind(':');
    std::string host = listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (host == "localhost")
        host = "127.0.0.1";
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    unsigned port = 0;
    const char* end = listen.data() + listen.size();
    const char* begin = colon == std::string::npos ? end : listen.data() + colon + 1;
    const auto parsed = std::from_chars(begin, end, port);
    if (error || begin == end || parsed.ec != std::errc{} || parsed.ptr != end || port > 65'535)
        fail(listen, "ADDRESS:PORT is wanted");
    return {address, static_cast<std::uint16_t>(port)};
}

} // namespace

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(asio::io_context& io, const HttpOptions& options, std::shared_ptr<HttpWorld> shared)
        : world(std::move(shared)), acceptor_(io), pause_(io) {
        const tcp::endpoint endpoint = endpoint_of(options.listen);
        if (options.token.empty() && !endpoint.address().is_loopback())
            fail(options.listen, "an address beyond loopback needs a token");
        boost::system::error_code error;
        const auto done = [&](const boost::system::error_code& failed) {
            if (failed)
                fail(options.listen, failed.message());
        };
        done(acceptor_.open(endpoint.protocol(), error));
        done(acceptor_.set_option(tcp::acceptor::reuse_address(true), error));
        if (endpoint.address().is_v6())
            done(acceptor_.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error));
        done(acceptor_.bind(endpoint, error));
        done(acceptor_.listen(tcp::acceptor::max_listen_connections, error));
    }

    void accept() {
        acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error, tcp::socket socket) {
            if (!self->acceptor_.is_open())
                return;
            if (error)
                return self->accept_later();
            self->take(std::move(socket));
            self->accept();
        });
    }

    void stop() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel(ignored);
        world->routes = nullptr;
        world->events = nullptr;
        const auto connections = world->connections;
        for (auto* connection : connections)
            connection->close();
    }

    std::string address() const {
        boost::system::error_code error;
        const auto endpoint = acceptor_.local_endpoint(error);
        return error ? std::string{} : host_and_port(endpoint.address().to_string(), endpoint.port());
    }

    std::shared_ptr<HttpWorld> world;

  private:
    /// Out of descriptors: trying again at once would only burn the processor.
    void accept_later() {
        pause_.expires_after(std::chrono::milliseconds{100});
        pause_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error && self->acceptor_.is_open())
                self->accept();
        });
    }

    void take(tcp::socket socket) {
        if (world->connections.size() >= world->limits.connections && !make_room())
            return refuse(std::move(socket));
        std::make_shared<HttpConnection>(std::move(socket), world)->start();
    }

    /// The one that has waited longest for its request gives way: idle connections must not keep a health probe out.
    bool make_room() {
        HttpConnection* oldest = nullptr;
        for (auto* connection : world->connections)
            if (connection->is_waiting() &&
                (oldest == nullptr || connection->waiting_since() < oldest->waiting_since()))
                oldest = connection;
        if (oldest != nullptr)
            oldest->close();
        return oldest != nullptr;
    }

    static void refuse(tcp::socket socket) {
        static constexpr std::string_view answer =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(answer), ignored);
    }

    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
};

HttpServer::HttpServer(asio::io_context& io, const HttpOptions& options, Routes& routes, EventStream& events, Log& log,
                       HttpLimits limits) {
    auto world = std::make_shared<HttpWorld>();
    world->routes = &routes;
    world->events = &events;
    world->log = &log;
    world->limits = limits;
    impl_ = std::make_shared<Impl>(io, options, std::move(world));
    impl_->accept();
}

HttpServer::~HttpServer() {
    stop();
}

std::string HttpServer::address() const {
    return impl_->address();
}

std::size_t HttpServer::connections() const {
    return impl_->world->connections.size();
}

void HttpServer::stop() {
    impl_->stop();
}

} // namespace gateway
