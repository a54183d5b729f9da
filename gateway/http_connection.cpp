// One HTTP connection: requests and their answers. The event stream is in http_listener.cpp.
#include "gateway/http_connection.hpp"

#include <sstream>
#include <utility>

#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include "gateway/http_json.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

std::string source_of(const boost::asio::ip::tcp::socket& socket) {
    boost::system::error_code error;
    const auto end = socket.remote_endpoint(error);
    return error ? std::string("?") : end.address().to_string();
}

std::string text_of(beast::string_view text) {
    return {text.data(), text.size()};
}

std::string chunk_of(const std::string& piece) { // RFC 9112 section 7.1
    return fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
}

} // namespace

/// Nothing an operation's handler throws leaves it: this connection ends, the process does not.
template <class Handler> auto HttpConnection::guarded(Handler handler) {
    return [self = shared_from_this(), handler = std::move(handler)](Error error, std::size_t = 0) mutable noexcept {
        try {
            handler(error);
        } catch (const std::exception&) {
            self->close();
        }
    };
}

HttpConnection::HttpConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpWorld> world)
    : world_(std::move(world)), stream_(std::move(socket)), buffer_(world_->limits.header + 16 * 1024),
      source_(source_of(stream_.socket())), heart_(stream_.get_executor()) {
    world_->connections.insert(this);
}

HttpConnection::~HttpConnection() {
    world_->connections.erase(this);
}

void HttpConnection::close() {
    boost::system::error_code ignored; // it ends what has thrown already
    waiting_ = false;
    subscription_.reset();
    heart_.cancel(ignored);
    stream_.close();
}

void HttpConnection::read() {
    parser_.emplace();
    parser_->header_limit(world_->limits.header);
    parser_->body_limit(world_->limits.body);
    waiting_ = true;
    waiting_since_ = std::chrono::steady_clock::now();
    stream_.expires_after(world_->limits.read);
    http::async_read(stream_, buffer_, *parser_, guarded([this](Error error) { on_read(error); }));
}

void HttpConnection::on_read(Error error) {
    waiting_ = false;
    if (error)
        return refuse(error);
    const auto message = parser_->release();
    is_head_ = message.method() == http::verb::head;
    is_http_1_0_ = message.version() < 11;
    keep_alive_ = message.keep_alive();
    const HttpRequest request = request_of(message);
    if (!is_http_1_0_ && request.host.empty())
        return respond(problem(400, "the header Host is missing")); // RFC 9112 section 3.2
    respond(answer(request));
}

/// What could not be read is answered when it was a request at all, and ends the connection.
void HttpConnection::refuse(Error error) {
    keep_alive_ = false;
    is_head_ = false;
    is_http_1_0_ = false;
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return respond(problem(431, "the header is too long"));
    if (error == http::error::body_limit)
        return respond(problem(413, "the body is too long"));
    const bool is_ended = error == http::error::end_of_stream || error == http::error::partial_message;
    if (is_ended || error.category() != make_error_code(http::error::bad_method).category())
        return close();
    respond(problem(400, "not an HTTP request: " + error.message()));
}

HttpRequest HttpConnection::request_of(const http::request<http::string_body>& message) const {
    HttpRequest out;
    out.method = is_head_ ? "GET" : text_of(message.method_string());
    out.target = text_of(message.target());
    out.host = text_of(message[http::field::host]);
    out.origin = text_of(message[http::field::origin]);
    out.fetch_site = text_of(message["Sec-Fetch-Site"]);
    out.content_type = text_of(message[http::field::content_type]);
    out.authorization = text_of(message[http::field::authorization]);
    out.last_event_id = text_of(message["Last-Event-ID"]);
    out.body = message.body();
    out.source = source_;
    return out;
}

HttpResponse HttpConnection::answer(const HttpRequest& request) const {
    if (world_->routes == nullptr)
        return problem(503, "the gateway is going down");
    HttpResponse response = world_->routes->handle(request);
    const Level level = request.method == "GET" ? Level::debug : Level::info;
    const auto path = request.target.substr(0, request.target.find('?')); // somebody may have put the token behind it
    world_->log->print(Logger::gateway, level, {}, "HTTP {} {} from {}: {}", request.method, path, request.source,
                       response.status);
    if (response.status == 401)
        world_->log->offence(Logger::gateway, {}, "HTTP request without the token", request.source, path);
    return response;
}

void HttpConnection::respond(HttpResponse response) {
    if (response.events && !is_head_) {
        // Pages left open must leave room for the probes of whoever runs us.
        if (world_->events->listeners() >= world_->limits.connections / 2)
            return respond(problem(503, "too many listeners"));
        const std::uint64_t after = response.events_after;
        return send(head_of(response), [this, after] { listen(after); });
    }
    if (response.pieces && !is_head_) {
        std::string head = head_of(response);
        pieces_ = std::move(response.pieces);
        return send(std::move(head), [this] { send_next_piece(); });
    }
    std::string octets = head_of(response);
    if (!is_head_)
        octets += response.body;
    send(std::move(octets), [this] { finish(); });
}

/// HTTP/1.0 knows no chunks: the end of a body whose length is not known is the end of the connection.
std::string HttpConnection::head_of(const HttpResponse& response) {
    const bool is_open_ended = response.events || response.pieces;
    if (is_open_ended && is_http_1_0_)
        keep_alive_ = false;
    http::response<http::empty_body> head{static_cast<http::status>(response.status), is_http_1_0_ ? 10U : 11U};
    head.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers)
        head.set(name, value);
    head.keep_alive(keep_alive_);
    if (!is_open_ended)
        head.content_length(response.body.size());
    else if (!is_http_1_0_)
        head.chunked(true);
    std::ostringstream text;
    text << head.base();
    return std::move(text).str();
}

void HttpConnection::send_next_piece() {
    if (world_->routes == nullptr)
        return close();
    std::string piece = pieces_();
    if (!piece.empty())
        return send_piece(std::move(piece), [this] { send_next_piece(); });
    pieces_ = nullptr;
    is_http_1_0_ ? finish() : send(chunk_of({}), [this] { finish(); });
}

void HttpConnection::send_piece(std::string piece, std::function<void()> then) {
    send(is_http_1_0_ ? std::move(piece) : chunk_of(piece), std::move(then));
}

/// The only way out: Beast's own operations, one for each kind of message, take the compiler minutes.
void HttpConnection::send(std::string octets, std::function<void()> then) {
    out_ = std::move(octets);
    stream_.expires_after(world_->limits.write);
    boost::asio::async_write(stream_, boost::asio::buffer(out_),
                             guarded([this, then = std::move(then)](Error error) { error ? close() : then(); }));
}

void HttpConnection::finish() {
    if (world_->routes == nullptr)
        return close();
    keep_alive_ ? read() : linger();
}

/// Reads on for a moment, else what we did not read would reset the connection before the client has our answer (RFC
/// 9112 section 9.6).
void HttpConnection::linger() {
    Error error;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
    stream_.expires_after(std::chrono::seconds{2});
    read_away();
}

void HttpConnection::read_away() {
    discarded_.resize(4096);
    stream_.async_read_some(boost::asio::buffer(discarded_),
                            guarded([this](Error error) { error ? close() : read_away(); }));
}

} // namespace gateway
