// The HTTP interface as a connection sees it: octets in, octets out, through Beast, the checks of Host and token, and
// every route. Whatever comes, each answer is one of HTTP, none is 500, JSON is JSON, and the connection ends with its
// client.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>

#include "gateway/http_connection.hpp"
#include "gateway/routes.hpp"
#include "gateway/text.hpp"
#include "tests/gateway/fake_operations.hpp"

namespace {

namespace http = boost::beast::http;

void must(bool holds) {
    if (!holds) std::abort();
}

/// One log for all inputs: it has a writer, which is a thread.
gateway::Log& silent_log() {
    static gateway::Log log(gateway::LogOptions{}, ::open("/dev/null", O_WRONLY | O_CLOEXEC));
    return log;
}

struct House {
    explicit House(std::string token) : routes({operations, metrics, traces, ladders, std::move(token), {}}) {
        operations.add_phone("SEP1", "Ready");
        traces.record("SEP1", {gateway::TraceEntry::Kind::sip, true, 0, 17, 0, {}, "INVITE sip:1@x SIP/2.0", "INVITE sip:1@x SIP/2.0\n\n"});
        ladders.record("SEP1", traces.of("SEP1").front());
        world->routes = &routes;
        world->events = &events;
        world->log = &silent_log();
    }
    boost::asio::io_context io{1};
    FakeOperations operations;
    gateway::Metrics metrics{[](std::uint32_t) { return std::string(); }};
    gateway::Traces traces{{10, 1 << 16}};
    gateway::Ladders ladders;
    gateway::Routes routes;
    gateway::EventStream events;
    std::shared_ptr<gateway::HttpWorld> world = std::make_shared<gateway::HttpWorld>();
};

class Client {
  public:
    explicit Client(House& house) : house_(house) {
        int ends[2];
        must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
        end_ = ends[0];
        boost::asio::ip::tcp::socket socket(house.io);
        socket.assign(boost::asio::ip::tcp::v4(), ends[1]);  // a stream like any other; only its peer has no address
        std::make_shared<gateway::HttpConnection>(std::move(socket), house.world)->start();
    }
    ~Client() {
        if (end_ >= 0) ::close(end_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    std::string ask(std::string_view octets) {
        while (say(octets) + house_.io.poll() + take() > 0) {}
        ::shutdown(end_, SHUT_WR);
        while (house_.io.poll() + take() > 0) {}
        ::close(end_);
        end_ = -1;
        house_.io.poll();
        return std::move(got_);
    }

  private:
    std::size_t say(std::string_view& octets) {
        const auto size = octets.empty() ? 0 : ::send(end_, octets.data(), octets.size(), MSG_NOSIGNAL);
        const auto said = static_cast<std::size_t>(std::max<ssize_t>(size, 0));
        octets.remove_prefix(said);
        return said;
    }
    std::size_t take() {
        char buffer[16384];
        const auto got = static_cast<std::size_t>(std::max<ssize_t>(::recv(end_, buffer, sizeof buffer, 0), 0));
        got_.append(buffer, got);
        return got;
    }
    House& house_;
    int end_{-1};
    std::string got_;
};

/// The first answer is whole unless its body has no end (events) or is none (HEAD); what follows it may be cut off.
void check_answer(const std::string& answer, bool may_be_head) {
    if (answer.empty()) return;
    http::response_parser<http::string_body> parser;
    parser.eager(true);
    parser.skip(may_be_head);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(answer), error);
    must(!error || error == http::error::need_more);
    must(parser.is_header_done());
    const auto& message = parser.get();
    must(message.result_int() >= 200 && message.result_int() <= 599 && message.result_int() != 500);
    if (may_be_head || !parser.is_done() || !message[http::field::content_type].ends_with("json")) return;
    boost::json::parse(message.body(), error);
    must(!error);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    must(gateway::redacted_sip(text).size() == size);
    for (const char c : gateway::one_line(text)) must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    for (const char* const token : {"", "secret"}) {
        House house(token);
        check_answer(Client(house).ask(text), text.find("HEAD") != text.npos);
        must(house.world->connections.empty());
    }
    return 0;
}
