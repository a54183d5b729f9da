// One HTTP connection: requests one after the other, or a listener of the event stream.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "gateway/http_server.hpp"

namespace gateway {

class HttpConnection;

/// What the connections of a server share. The references are cut when the server stops; a connection then ends at its
/// next step.
struct HttpWorld {
    Routes* routes{};
    EventStream* events{};
    Log* log{};
    HttpLimits limits;
    std::set<HttpConnection*> connections;
};

/// Owned by its pending operations; leaves HttpWorld::connections when it dies.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpWorld> world);
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    void start() { read(); }
    void close();
    /// Has not sent a whole request yet: may give way to a newcomer.
    bool is_waiting() const { return waiting_; }
    std::chrono::steady_clock::time_point waiting_since() const { return waiting_since_; }
    bool is_listener() const { return subscription_ != nullptr; }

  private:
    using Error = boost::beast::error_code;

    void read();
    void on_read(Error error);
    void refuse(Error error);
    HttpRequest request_of(const boost::beast::http::request<boost::beast::http::string_body>& message) const;
    HttpResponse answer(const HttpRequest& request) const;

    void respond(HttpResponse response);
    std::string head_of(const HttpResponse& response);
    void send_next_piece();
    void send_piece(std::string piece, std::function<void()> then);
    void send(std::string octets, std::function<void()> then);
    void finish();
    void linger();
    void read_away(); ///< until the client goes or its time is over

    void listen(std::uint64_t after);
    void hear(const EventStream::Text& text);
    void send_events();
    void heart_beat();

    template <class Handler> auto guarded(Handler handler);

    std::shared_ptr<HttpWorld> world_;
    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    bool waiting_{}, is_head_{}, keep_alive_{}, is_http_1_0_{};
    std::chrono::steady_clock::time_point waiting_since_;
    std::string source_;

    std::function<std::string()> pieces_;
    std::string out_; ///< what is being sent

    std::unique_ptr<EventStream::Subscription> subscription_;
    std::deque<EventStream::Text> queue_;
    std::size_t queued_{};
    bool sending_{};
    boost::asio::steady_timer heart_;
    std::string discarded_;
};

} // namespace gateway
