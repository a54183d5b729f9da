// The HTTP server on a socket of loopback.
#include "gateway/http_server.hpp"

#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <fcntl.h>

#include "tests/gateway/fake_operations.hpp"

using namespace gateway;
using boost::asio::ip::tcp;
using std::chrono::milliseconds;

namespace {

HttpOptions on(std::string listen, std::string token = {}) {
    HttpOptions out;
    out.listen = std::move(listen);
    out.token = std::move(token);
    return out;
}

struct House {
    boost::asio::io_context io;
    FakeOperations operations;
    Metrics metrics{[](std::uint32_t) { return std::string(); }};
    Traces traces{{100, 1 << 20}};
    Ladders ladders;
    Routes routes{{operations, metrics, traces, ladders, "", {}}};
    EventStream events;
    int nowhere{::open("/dev/null", O_WRONLY)};
    Log log{LogOptions{}, nowhere};
    HttpServer server;

    explicit House(HttpLimits limits = {}) : server(io, on("127.0.0.1:0"), routes, events, log, limits) {}
    ~House() {
        server.stop();
        io.poll();
        ::close(nowhere);
    }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    std::uint16_t port() const {
        return static_cast<std::uint16_t>(std::stoi(server.address().substr(server.address().rfind(':') + 1)));
    }
};

/// A client on the same thread: each step lets the server's loop turn.
class Client {
  public:
    explicit Client(House& house) : house_(house), socket_(house.io) {
        socket_.connect({boost::asio::ip::make_address("127.0.0.1"), house.port()});
        socket_.non_blocking(true);
        house_.io.poll();
    }

    void send(std::string_view text) {
        boost::system::error_code error;
        while (!text.empty() && (!error || error == boost::asio::error::would_block)) {
            text.remove_prefix(socket_.write_some(boost::asio::buffer(text), error));
            house_.io.poll();
        }
    }

    /// Everything up to and with `end`, or to the end of the connection.
    std::string read_until(std::string_view end) {
        for (int turn = 0; turn < 5000; ++turn) {
            if (const auto at = got_.find(end); at != std::string::npos) {
                std::string out = got_.substr(0, at + end.size());
                got_.erase(0, out.size());
                return out;
            }
            if (is_closed_)
                break;
            take();
            house_.io.run_for(milliseconds{1});
        }
        return std::exchange(got_, {});
    }

    /// Header and body of the next response.
    std::string response(bool has_body = true) {
        std::string head = read_until("\r\n\r\n");
        const auto length = head.find("Content-Length: ");
        if (!has_body || length == std::string::npos)
            return head;
        const auto wanted = std::stoul(head.substr(length + 16));
        for (int turn = 0; turn < 5000 && got_.size() < wanted && !is_closed_; ++turn) {
            take();
            house_.io.run_for(milliseconds{1});
        }
        head += got_.substr(0, wanted);
        got_.erase(0, wanted);
        return head;
    }

    bool is_closed_by_server() {
        read_until("never sent");
        return is_closed_;
    }

    void close() { socket_.close(); }

  private:
    void take() {
        char buffer[4096];
        boost::system::error_code error;
        while (!error) {
            const auto count = socket_.read_some(boost::asio::buffer(buffer), error);
            got_.append(buffer, count);
        }
        is_closed_ = error != boost::asio::error::would_block;
    }

    House& house_;
    tcp::socket socket_;
    std::string got_;
    bool is_closed_{};
};

std::string status_of(const std::string& response) {
    return response.substr(0, std::min<std::size_t>(12, response.size()));
}

constexpr std::string_view health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string failure(const HttpOptions& options) {
    House house;
    try {
        const HttpServer server(house.io, options, house.routes, house.events, house.log);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("requests follow each other on one connection, also pipelined and in pieces") {
    House house;
    Client client(house);
    client.send(health);
    const auto first = client.response();
    CHECK(status_of(first) == "HTTP/1.1 200");
    CHECK(first.find("\"status\":\"ok\"") != std::string::npos);
    CHECK(first.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(first.find("X-Content-Type-Options: nosniff\r\n") != std::string::npos);
    client.send(std::string(health) + std::string(health));
    CHECK(status_of(client.response()) == "HTTP/1.1 200");
    CHECK(status_of(client.response()) == "HTTP/1.1 200");
    for (const char octet : health)
        client.send({&octet, 1});
    CHECK(status_of(client.response()) == "HTTP/1.1 200");
    CHECK(house.server.connections() == 1);
}

TEST_CASE("HEAD has the length and no body") {
    House house;
    Client client(house);
    client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = client.response(false);
    CHECK(status_of(head) == "HTTP/1.1 200");
    CHECK(head.find("Content-Length: ") != std::string::npos);
    client.send(health);
    CHECK(status_of(client.response()) == "HTTP/1.1 200"); // not the body of HEAD
    client.send("HEAD /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(status_of(client.response(false)) == "HTTP/1.1 200");
    CHECK(house.events.listeners() == 0);
}

TEST_CASE("a body reaches its route, Connection: close ends the connection") {
    House house;
    Client client(house);
    client.send("POST /api/v1/phones/SEP1/reset HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                "18\r\n\r\n{\"mode\":\"restart\"}");
    CHECK(status_of(client.response()) == "HTTP/1.1 202");
    CHECK(house.operations.orders == std::vector<std::string>{"reset SEP1 2 false"});
    CHECK(client.is_closed_by_server());
}

TEST_CASE("a long list is chunked, for HTTP/1.0 it ends with the connection") {
    House house;
    for (int i = 0; i < 300; ++i)
        house.operations.add_phone(fmt::format("SEP{:012}", i), "Down");
    Client client(house);
    client.send("GET /api/v1/phones HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = client.read_until("\r\n\r\n");
    CHECK(head.find("Transfer-Encoding: chunked") != std::string::npos);
    const auto body = client.read_until("\r\n0\r\n\r\n");
    CHECK(body.find("SEP000000000299") != std::string::npos);
    client.send(health);
    CHECK(status_of(client.response()) == "HTTP/1.1 200");
    Client old(house);
    old.send("GET /api/v1/phones HTTP/1.0\r\n\r\n");
    CHECK(old.read_until("\r\n\r\n").find("chunked") == std::string::npos);
    CHECK(old.read_until("]\n").find("SEP000000000299") != std::string::npos);
    CHECK(old.is_closed_by_server());
}

TEST_CASE("what is too long or no HTTP is answered and the connection ends") {
    HttpLimits limits;
    limits.body = 1000;
    House house(limits);
    const std::pair<std::string, const char*> wrong[] = {
        {"GET / HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n", "HTTP/1.1 431"},
        {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n", "HTTP/1.1 431"},
        {"POST /api/v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413"},
        {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", "HTTP/1.1 400"},
        {"GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "HTTP/1.1 400"},
    };
    for (const auto& each : wrong) {
        Client client(house);
        client.send(each.first);
        CHECK_MESSAGE(status_of(client.response()) == each.second, each.first.substr(0, 60));
    }
    Client good(house);
    good.send(health);
    CHECK(status_of(good.response()) == "HTTP/1.1 200");
}

TEST_CASE("who does not finish a request in time is closed") {
    HttpLimits limits;
    limits.read = milliseconds{5};
    House house(limits);
    Client silent(house);
    Client half(house);
    half.send("GET /healthz HT");
    CHECK(silent.is_closed_by_server());
    CHECK(half.is_closed_by_server());
    CHECK(house.server.connections() == 0);
}

TEST_CASE("idle connections give way to newcomers") {
    HttpLimits limits;
    limits.connections = 4;
    House house(limits);
    std::vector<std::unique_ptr<Client>> idle;
    for (int i = 0; i < 10; ++i)
        idle.push_back(std::make_unique<Client>(house));
    idle.back()->send(health);
    CHECK(status_of(idle.back()->response()) == "HTTP/1.1 200");
    CHECK(house.server.connections() <= 4);
    CHECK(idle.front()->is_closed_by_server());
}

TEST_CASE("listeners hear events, take half of the connections at most, and are forgotten when they go") {
    HttpLimits limits;
    limits.connections = 4;
    limits.heartbeat = milliseconds{5};
    House house(limits);
    constexpr std::string_view listen = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Client first(house);
    first.send(listen);
    CHECK(first.read_until("retry: 2000\n\n").find("text/event-stream") != std::string::npos);
    house.events.publish({"phone", "SEP1", 0, "Ready", ""});
    CHECK(first.read_until("\"Ready\"").find("\"id\":\"SEP1\"") != std::string::npos);
    CHECK(first.read_until(": alive\n\n").find(": alive") != std::string::npos);
    Client second(house);
    second.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n");
    second.read_until("retry: 2000\n\n");
    Client third(house);
    third.send(listen);
    CHECK(status_of(third.response()) == "HTTP/1.1 503");
    CHECK(house.events.listeners() == 2);
    first.close();
    for (int turn = 0; turn < 1000 && house.events.listeners() > 1; ++turn)
        house.io.run_for(milliseconds{1});
    CHECK(house.events.listeners() == 1);
}

TEST_CASE("a listener that does not read loses its connection, not our memory") {
    HttpLimits limits;
    limits.event_queue = 64 * 1024;
    House house(limits);
    Client client(house);
    client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.read_until("retry: 2000\n\n");
    const std::string reason(1000, 'r');
    int published = 0;
    for (; published < 100'000 && house.events.listeners() > 0; ++published) {
        house.events.publish({"phone", "SEP1", 0, "Ready", reason});
        house.io.poll();
    }
    CHECK(house.events.listeners() == 0);
}

TEST_CASE("stopping ends connections and listeners") {
    House house;
    Client idle(house);
    Client listener(house);
    listener.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    listener.read_until("retry: 2000\n\n");
    house.server.stop();
    CHECK(idle.is_closed_by_server());
    CHECK(listener.is_closed_by_server());
    CHECK(house.events.listeners() == 0);
    CHECK(house.server.connections() == 0);
}

TEST_CASE("an address that cannot be used stops the start with its name") {
    CHECK(failure(on("0.0.0.0:0")) == "[http] listen 0.0.0.0:0: an address beyond loopback needs a token");
    CHECK(failure(on("[::]:0")) == "[http] listen [::]:0: an address beyond loopback needs a token");
    CHECK(failure(on("0.0.0.0:0", "secret")).empty());
    for (const char* bad : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "example.com:80"})
        CHECK_MESSAGE(failure(on(bad)).ends_with("ADDRESS:PORT is wanted"), bad);
    House house;
    CHECK(failure(on(house.server.address())) ==
          "[http] listen " + house.server.address() + ": Address already in use");
    CHECK(failure(on("localhost:0")).empty());
}
