// `sccp2sip health`.
#include "gateway/health_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace gateway {

namespace {
namespace asio = boost::asio;
namespace http = boost::beast::http;
constexpr auto patience = std::chrono::seconds(2);

asio::ip::tcp::endpoint endpoint_of(const std::string& listen) {
    const auto colon = listen.rfind(':');
    auto host = listen.substr(0, colon);
    if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
    auto address = asio::ip::make_address(host);
    if (address.is_unspecified())
        address = address.is_v6() ? asio::ip::address(asio::ip::address_v6::loopback())
                                  : asio::ip::address(asio::ip::address_v4::loopback());
    return {address, static_cast<std::uint16_t>(std::stoul(listen.substr(colon + 1)))};
}
} // namespace

Health ask_health(const std::string& listen) {
    try {
        asio::io_context loop;
        boost::beast::tcp_stream stream(loop);
        stream.expires_after(patience);
        const std::string request = "GET /healthz HTTP/1.1\r\nHost: " + listen + "\r\nConnection: close\r\n\r\n";
        http::response_parser<http::string_body> parser;
        boost::beast::flat_buffer buffer;
        boost::system::error_code result = asio::error::timed_out;
        stream.async_connect(endpoint_of(listen), [&](const boost::system::error_code& connected) {
            if (connected) return void(result = connected);
            asio::async_write(
                stream, asio::buffer(request), [&](const boost::system::error_code& written, std::size_t) {
                    if (written) return void(result = written);
                    http::async_read(stream, buffer, parser,
                                     [&](const boost::system::error_code& read, std::size_t) { result = read; });
                });
        });
        loop.run();
        if (result) return {false, listen + ": " + result.message()};
        const auto& response = parser.get();
        return {response.result() == http::status::ok,
                listen + ": " + std::to_string(response.result_int()) + " " + response.body()};
    } catch (const std::exception& error) {
        return {false, listen + ": " + error.what()};
    }
}

} // namespace gateway
