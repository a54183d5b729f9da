// The TCP side of the phones: real sockets on loopback, bounded waits.
#include "sccp/server.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <doctest/doctest.h>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::vector<std::uint8_t> frame(std::uint32_t id, std::vector<std::uint8_t> body = {}) {
    std::vector<std::uint8_t> bytes;
    const auto word = [&](std::size_t value) {
        for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    };
    word(body.size() + 4);
    word(0);
    word(id);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

std::vector<std::uint8_t> operator+(std::vector<std::uint8_t> a, const std::vector<std::uint8_t>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const auto keep_alive = frame(0x0000);

class Recorder : public sccp::ServerListener {
  public:
    void on_accepted(sccp::Session& session) override { sessions.push_back(&session); }
    void on_refused(const std::string&, std::string_view reason) override { refusals.emplace_back(reason); }
    void on_message(sccp::Session& session, const sccp::FromPhone& message) override {
        messages.emplace_back(sccp::name_of(message));
        if (answer) answer(session);
    }
    void on_alive(sccp::Session&) override { ++alive; }
    void on_decode_error(sccp::Session&, const sccp::DecodeError& error) override { errors.push_back(error.print()); }
    void on_unknown(sccp::Session&, std::uint32_t id, std::size_t) override { unknown.push_back(id); }
    void on_frame(sccp::Session&, bool, std::uint32_t, std::uint32_t, std::span<const std::uint8_t>) override {}
    void on_slowed(sccp::Session&) override { ++slowed; }
    void on_dropped(sccp::Session&, std::string_view reason) override { dropped.emplace_back(reason); }
    void on_closed(sccp::Session&, std::string_view reason) override { closed.emplace_back(reason); }

    std::vector<sccp::Session*> sessions;
    std::vector<std::string> messages, errors, closed, dropped, refusals;
    std::vector<std::uint32_t> unknown;
    std::function<void(sccp::Session&)> answer;
    int alive{}, slowed{};
};

struct Site {
    explicit Site(sccp::Options wanted = {}, std::size_t configured_phones = 1) : options(std::move(wanted)) {
        options.listen = {"127.0.0.1:0"};
        server.emplace(loop, options, configured_phones, heard);
        server->listen();
        const auto text = server->addresses().at(0);
        port = static_cast<std::uint16_t>(std::stoul(text.substr(text.rfind(':') + 1)));
    }
    tcp::socket connect() {
        tcp::socket socket(outside);
        socket.connect({asio::ip::address_v4::loopback(), port});
        const auto before = heard.sessions.size() + heard.refusals.size();
        until([&] { return heard.sessions.size() + heard.refusals.size() > before; });
        return socket;
    }
    template <class Condition>
    bool until(Condition condition, std::chrono::milliseconds limit = 3s) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!condition() && std::chrono::steady_clock::now() < deadline) loop.run_one_for(20ms);
        return condition();
    }
    void say(tcp::socket& socket, const std::vector<std::uint8_t>& bytes) { asio::write(socket, asio::buffer(bytes)); }

    asio::io_context loop, outside;
    Recorder heard;
    sccp::Options options;
    std::optional<sccp::Server> server;
    std::uint16_t port{};
};

} // namespace

TEST_CASE("messages are cut out of the stream however the segments fall") {
    Site site;
    auto phone = site.connect();
    SUBCASE("many in one segment") {
        site.say(phone, keep_alive + keep_alive + keep_alive);
        CHECK(site.until([&] { return site.heard.messages.size() == 3; }));
    }
    SUBCASE("one octet at a time") {
        for (const auto octet : keep_alive + frame(0x000D)) {
            const auto before = site.heard.alive;
            site.say(phone, {octet});
            REQUIRE(site.until([&] { return site.heard.alive > before; }));
        }
        CHECK(site.heard.messages == std::vector<std::string>{"KeepAliveReq", "TimeDateReq"});
    }
}

TEST_CASE("an impossible length closes the connection at once") {
    for (const std::vector<std::uint8_t>& bad :
         {std::vector<std::uint8_t>{3, 0, 0, 0}, {0, 0, 0, 0}, {0xFF, 0xFF, 0xFF, 0xFF}, {0x01, 0x10, 0, 0}, {'G', 'E', 'T', ' '}}) {
        Site site;
        auto phone = site.connect();
        site.say(phone, bad);
        REQUIRE(site.until([&] { return !site.heard.closed.empty(); }));
        CHECK(site.heard.closed[0].find("impossible frame length") != std::string::npos);
        CHECK(site.heard.dropped == site.heard.closed);
    }
}

TEST_CASE("a message that cannot be read is dropped by name and the connection stays") {
    Site site;
    auto phone = site.connect();
    site.say(phone, frame(0x0022, {1, 2}) + frame(0x7777) + frame(0x0111) + keep_alive);
    REQUIRE(site.until([&] { return !site.heard.messages.empty(); }));
    REQUIRE(site.heard.errors.size() == 1);
    CHECK(site.heard.errors[0].find("OpenReceiveChannelAck") != std::string::npos);
    CHECK(site.heard.unknown == std::vector<std::uint32_t>{0x7777, 0x0111});
    CHECK(site.heard.closed.empty());
}

TEST_CASE("what one turn of the loop sends arrives whole, and a farewell is delivered before the end") {
    Site site;
    auto phone = site.connect();
    site.heard.answer = [](sccp::Session& session) {
        session.send(sccp::KeepAliveAck{});
        sccp::RegisterReject reject;
        reject.text = "Not configured";
        session.send(reject);
        session.close_after_flush();
    };
    site.say(phone, keep_alive + keep_alive);   // the second is never read
    REQUIRE(site.until([&] { return phone.available() >= 12 + 44; }));
    std::array<std::uint8_t, 200> got{};
    boost::system::error_code error;
    const auto size = asio::read(phone, asio::buffer(got), error);
    CHECK(error == asio::error::eof);
    CHECK(size == 12 + 44);
    CHECK(std::string(reinterpret_cast<const char*>(got.data()) + 24) == "Not configured");
    phone.close();
    CHECK(site.until([&] { return !site.heard.closed.empty(); }));
    CHECK(site.heard.messages.size() == 1);
}

TEST_CASE("a phone that floods is read slower, and nothing is lost") {
    sccp::Options options;
    options.message_rate = 200;
    options.message_burst = 10;
    Site site(options);
    auto flood = site.connect();
    auto good = site.connect();
    std::vector<std::uint8_t> many;
    for (int i = 0; i < 60; ++i) many = many + keep_alive;
    site.say(flood, many);
    REQUIRE(site.until([&] { return site.heard.slowed == 1; }));
    CHECK(site.heard.messages.size() <= 12);
    site.say(good, frame(0x000D));
    CHECK(site.until([&] {
        return std::find(site.heard.messages.begin(), site.heard.messages.end(), "TimeDateReq") !=
               site.heard.messages.end();
    }));
    CHECK(site.heard.messages.size() < 61);
    CHECK(site.until([&] { return site.heard.messages.size() == 61; }));
    CHECK(site.heard.closed.empty());
}

TEST_CASE("answers to what a phone was asked are not charged, answers that nobody asked for are") {
    sccp::Options options;
    options.message_rate = 1;
    options.message_burst = 10;
    Site site(options);
    auto phone = site.connect();
    auto& session = *site.heard.sessions[0];
    const auto answers = [](int many) {
        std::vector<std::uint8_t> all;
        for (int i = 0; i < many; ++i) all = all + frame(0x0010, {0, 0, 0, 0}) + frame(0x0154, std::vector<std::uint8_t>(28));
        return all;
    };
    for (int i = 0; i < 100; ++i) {
        session.send(sccp::CapabilitiesReq{});
        session.send(sccp::StartMediaTransmission{});
        session.send(sccp::StopMediaTransmission{});   // no phone answers it
    }
    site.say(phone, answers(100) + keep_alive);
    CHECK(site.until([&] { return site.heard.messages.size() == 201; }));
    CHECK(site.heard.messages.back() == "KeepAliveReq");
    CHECK(site.heard.slowed == 0);
    site.say(phone, answers(100));
    CHECK(site.until([&] { return site.heard.slowed == 1; }));
    CHECK(site.heard.messages.size() < 215);
}

TEST_CASE("a phone that does not read is dropped when its queue is full") {
    sccp::Options options;
    options.output_queue = 64 * 1024;
    Site site(options);
    auto phone = site.connect();
    site.say(phone, keep_alive);
    REQUIRE(site.until([&] { return !site.heard.messages.empty(); }));
    auto& session = *site.heard.sessions[0];
    for (int i = 0; i < 200'000 && site.heard.closed.empty(); ++i) {
        session.send(sccp::ServerRes{});   // long, so that the kernel's own buffers are soon full
        if (i % 100 == 0) site.loop.poll();
    }
    REQUIRE(site.heard.closed.size() == 1);
    CHECK(site.heard.closed[0].find("output queue") != std::string::npos);
    CHECK(site.heard.dropped == site.heard.closed);
}

TEST_CASE("only allowed addresses may connect") {
    sccp::Options options;
    options.allow = {"10.0.0.0/8"};
    Site site(options);
    auto stranger = site.connect();
    REQUIRE(site.heard.refusals.size() == 1);
    CHECK(site.heard.refusals[0].find("[sccp] allow") != std::string::npos);
    CHECK(site.heard.sessions.empty());
}

TEST_CASE("at a full limit the oldest silent connection gives way and a phone still gets in") {
    sccp::Options options;
    options.max_unregistered_per_address = 3;
    Site site(options, 4);
    auto talks = site.connect();
    site.say(talks, keep_alive);
    REQUIRE(site.until([&] { return !site.heard.messages.empty(); }));
    auto silent = site.connect();
    auto also_silent = site.connect();
    CHECK(site.heard.refusals.empty());
    auto newcomer = site.connect();
    CHECK(site.until([&] { return site.heard.closed.size() == 1; }));
    CHECK_FALSE(site.heard.sessions[1]->is_open());
    CHECK(site.heard.sessions[0]->is_open());
    CHECK(site.heard.sessions[3]->is_open());
    SUBCASE("registered phones do not count") {
        for (const std::size_t i : {0U, 2U, 3U}) site.heard.sessions[i]->mark_registered();
        auto one_more = site.connect();
        CHECK(site.heard.closed.size() == 1);
    }
}

TEST_CASE("a peer that goes in the middle of a frame is closed once") {
    Site site;
    auto phone = site.connect();
    site.say(phone, {8, 0, 0, 0, 0, 0});
    SUBCASE("politely") { phone.shutdown(tcp::socket::shutdown_send); }
    SUBCASE("by reset") {
        phone.set_option(asio::socket_base::linger(true, 0));
        phone.close();
    }
    REQUIRE(site.until([&] { return !site.heard.closed.empty(); }));
    site.loop.poll();
    CHECK(site.heard.closed.size() == 1);
    CHECK(site.server->connections() == 0);
}

TEST_CASE("an address that is taken is an error that names it") {
    Site site;
    sccp::Options options;
    options.listen = {"127.0.0.1:" + std::to_string(site.port)};
    Recorder other;
    // SO_REUSEADDR does not let two listeners share a port.
    sccp::Server second(site.loop, options, 1, other);
    CHECK_THROWS_WITH_AS(second.listen(), doctest::Contains(options.listen[0].c_str()), std::runtime_error);
}
