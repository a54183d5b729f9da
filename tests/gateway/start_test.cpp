// A gateway that cannot start says which address is in its way, and leaves in order.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "gateway/gateway.hpp"

using boost::asio::ip::tcp;

namespace {

struct TakenPort {
    boost::asio::io_context loop;
    tcp::acceptor acceptor{loop, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
    std::string address() const { return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()); }
};

std::unique_ptr<config::Settings> settings() {
    auto made = std::make_unique<config::Settings>();
    made->sccp.listen = {"127.0.0.1:0"};
    made->sip.listen = "127.0.0.1:0";
    made->sip.registrars = {{"127.0.0.1", 5060, {}}};
    made->http.listen = "127.0.0.1:0";
    made->state.file.clear();
    made->log.level = "error";
    const auto device = std::make_shared<mapping::DeviceOptions>();
    device->name = "SEP001120AABB01";
    device->lines.resize(1);
    device->lines[0].user = "1001";
    device->lines[0].registrars = made->sip.registrars;
    made->devices[device->name] = device;
    return made;
}

std::string refusal(std::unique_ptr<config::Settings> with) {
    gateway::Log log(with->log);
    try {
        const gateway::Gateway started(std::move(with), [] { return gateway::Gateway::Loaded{}; }, log, "test");
        return "started";
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a gateway starts on free ports") { CHECK(refusal(settings()) == "started"); }

TEST_CASE("a port in use is named, whichever it is") {
    const TakenPort taken;
    auto with = settings();
    SUBCASE("SCCP") { with->sccp.listen = {taken.address()}; }
    SUBCASE("HTTP") { with->http.listen = taken.address(); }
    SUBCASE("SIP") { with->sip.listen = taken.address(); }
    const auto told = refusal(std::move(with));
    CHECK(told.find(taken.address()) != std::string::npos);
    CHECK(told.find("in use") != std::string::npos);
}
