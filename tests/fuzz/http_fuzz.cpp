// The HTTP interface without its socket, and the text that it and the log show: a request is answered, whatever it is, with valid JSON.
#include <cstdint>
#include <cstdlib>

#include <boost/json/parse.hpp>

#include "gateway/routes.hpp"
#include "gateway/text.hpp"
#include "tests/gateway/fake_operations.hpp"

namespace {

struct House {
    FakeOperations operations;
    gateway::Metrics metrics{[](std::uint32_t) { return std::string(); }};
    gateway::Traces traces{{10, 1 << 16}};
    gateway::Ladders ladders;
    gateway::Routes routes{{operations, metrics, traces, ladders, "", {}}};
};

/// `METHOD TARGET`, line end, body.
gateway::HttpRequest request_of(std::string_view text) {
    gateway::HttpRequest out;
    const auto line = text.substr(0, text.find('\n'));
    out.method = line.substr(0, line.find(' '));
    out.target = line.substr(std::min(out.method.size() + 1, line.size()));
    out.host = "localhost";
    out.body = text.substr(std::min(line.size() + 1, text.size()));
    return out;
}

void route(std::string_view text) {
    House house;
    house.operations.add_phone("SEP1", std::string(text));
    house.traces.record("SEP1", {gateway::TraceEntry::Kind::sip, true, 0, 17, 0, {}, std::string(text), std::string(text)});
    house.ladders.record("SEP1", house.traces.of("SEP1").front());
    const auto answer = house.routes.handle(request_of(text));
    if (answer.status < 200 || answer.status > 599 || answer.status == 500)
        std::abort();
    boost::json::error_code error;
    if (answer.content_type.ends_with("json"))
        boost::json::parse(answer.body, error);
    if (error)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (gateway::redacted_sip(text).size() != size)
        std::abort();
    for (const char c : gateway::one_line(text))
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            std::abort();
    if (!text.empty())
        route(text);
    return 0;
}
