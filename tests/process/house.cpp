// A whole gateway on loopback.
#include "tests/process/house.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config/load.hpp"
#include "tests/process/measures.hpp"
#include "tests/process/turned_clock.hpp"

namespace tests {

using namespace std::chrono_literals;

namespace {
std::uint16_t port_of(const std::string& address) { return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1))); }

std::string text_of(const House::Options& options, std::uint16_t registrar) {
    std::string listen = "127.0.0.1:0";
    for (std::size_t i = 1; i < options.listeners; ++i) listen += fmt::format(", 127.0.0.{}:0", i + 1);
    auto text = fmt::format("[sccp]\nlisten = {}\n{}\n[sip]\nlisten = {}\nregistrar = {}\ndomain = pbx.test\n{}\n"
                            "[http]\nlisten = 127.0.0.1:0\n{}\n{}\n",
                            options.listen.empty() ? listen : options.listen, options.sccp, options.sip_listen,
                            options.registrar.empty() ? fmt::format("127.0.0.1:{}", registrar) : options.registrar,
                            options.sip, options.http, options.rest);
    for (unsigned i = 1; i <= options.phones; ++i)
        text += fmt::format("[line {0}]\n{3}\n[device {1}]\nline = {0}\n{2}\n", 1000 + i, phone_name(i),
                            i == 1 ? options.device : "", i == 1 ? options.line : "");
    constexpr std::string_view port = "PBX_PORT";
    for (auto at = text.find(port); at != text.npos; at = text.find(port)) text.replace(at, port.size(), std::to_string(registrar));
    return text;
}
} // namespace

std::string phone_name(unsigned number) { return fmt::format("SEP001120AA{:04X}", 0xBB00 + number); }

House::Descriptors::Descriptors() : before(open_descriptors()) {}
House::Descriptors::~Descriptors() { CHECK(open_descriptors() <= before); }

House::House(Options options) : options_(std::move(options)), paper_(std::tmpfile(), &std::fclose) {
    ini = text_of(options_, pbx.port());
    auto loaded = load();
    for (const auto& problem : loaded.problems) MESSAGE(problem);
    REQUIRE(loaded.settings);
    log_ = std::make_unique<gateway::Log>(loaded.settings->log, options_.log >= 0 ? options_.log : fileno(paper_.get()));
    gateway = std::make_unique<gateway::Gateway>(std::move(loaded.settings), [this] { return load(); }, *log_, "1.2.3");
    sip_port_ = port_of(gateway->sip_address());
}

House::~House() { gateway.reset(); }

gateway::Gateway::Loaded House::load() const {
    gateway::Gateway::Loaded result;
    auto loaded = config::load_text(ini, "house.ini");
    if (loaded) {
        result.settings = std::make_unique<config::Settings>(std::move(*loaded));
        result.settings->state.file = options_.state_file;
    } else {
        for (const auto& problem : loaded.error()) result.problems.push_back(to_text(problem));
    }
    return result;
}

void House::step() {
    if (!gateway->loop().stopped()) gateway->loop().run_one_for(1ms);
    for (const auto end = std::chrono::steady_clock::now() + longest_step;
         std::chrono::steady_clock::now() < end && !gateway->loop().stopped() && gateway->loop().poll_one() > 0;) {}
    pbx.poll(sip_port_);
    if (beside) beside();
    for (auto& phone : phones) phone->poll();
}

bool House::until(const std::function<bool()>& is_true, std::chrono::milliseconds patience) {
    for (const auto deadline = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < deadline;) {
        step();
        if (is_true()) return true;
    }
    MESSAGE(log());
    return false;
}

void House::settle() {
    for (int turn = 0; turn < 30; ++turn) step();
}

void House::turn(std::chrono::milliseconds by) {
    let_pass(by);
    // Asio looks at its timers when the kernel's timer goes off, and that one follows the real clock: it is set anew
    // for the earliest.
    boost::asio::steady_timer wake(gateway->loop());
    wake.expires_at(boost::asio::steady_timer::time_point::min());
    bool is_awake = false;
    wake.async_wait([&](const boost::system::error_code&) { is_awake = true; });
    CHECK(until([&] { return is_awake; }));
    settle();
}

std::uint16_t House::sccp_port(std::size_t listener) const { return port_of(gateway->sccp_addresses().at(listener)); }

// ---- phones

SkinnyPhone& House::connect(const std::string& from, int receive_buffer) {
    phones.push_back(std::make_unique<SkinnyPhone>(sccp_port(), from, receive_buffer));
    return *phones.back();
}

SkinnyPhone& House::connect_to(std::size_t listener, const std::string& host) {
    phones.push_back(std::make_unique<SkinnyPhone>(sccp_port(listener), host, 0, host));
    return *phones.back();
}

void House::say_register(SkinnyPhone& phone, unsigned number) {
    sccp::RegisterReq message;
    message.device_name = phone_name(number);
    message.device_type = sccp::DeviceType::cisco_7960;
    message.station_ip_addr = sccp::Address::from_text("127.0.0.1");
    message.max_streams = 5;
    message.protocol_ver = 5;
    phone.say(message);
}

void House::configure(SkinnyPhone& phone) {
    sccp::CapabilitiesRes codecs;
    codecs.caps.push_back({sccp::MediaPayloadType::g711_alaw64k, 20});
    phone.say(codecs);
    phone.say(sccp::ButtonTemplateReq{});
    phone.say(sccp::TimeDateReq{});
}

SkinnyPhone& House::register_phone(unsigned number, const std::string& from) {
    return register_on(connect(from), number);
}

SkinnyPhone& House::register_on(SkinnyPhone& phone, unsigned number) {
    say_register(phone, number);
    REQUIRE(until([&] { return phone.heard<sccp::RegisterAck>() != nullptr; }));
    configure(phone);
    REQUIRE(until([&] { return phone_state(number) == "Ready" && line_state(number) == "Registered"; }));
    return phone;
}

bool House::answers_keep_alive(SkinnyPhone& phone) {
    const auto before = phone.count<sccp::KeepAliveAck>();
    phone.say(sccp::KeepAliveReq{});
    // A second of ours: what other programs take of the machine meanwhile is not counted.
    const auto began = std::chrono::steady_clock::now();
    const auto waited = waited_for_processor();
    if (!until([&] { return phone.count<sccp::KeepAliveAck>() > before; })) return false;
    return std::chrono::steady_clock::now() - began - (waited_for_processor() - waited) < 1s;
}

std::uint32_t House::open_channel(SkinnyPhone& phone, std::size_t opened_before) {
    REQUIRE(until([&] { return phone.count<sccp::OpenReceiveChannel>() > opened_before; }));
    const auto order = *phone.heard<sccp::OpenReceiveChannel>();
    sccp::OpenReceiveChannelAck ack;
    ack.ip_addr = sccp::Address::from_text("127.0.0.1");
    ack.port = 20000;
    ack.pass_thru_party_id = order.pass_thru_party_id;
    ack.call_reference = order.call_reference;
    phone.say(ack);
    return order.call_reference;
}

std::uint32_t House::call(SkinnyPhone& phone, const std::string& number) {
    const auto opened = phone.count<sccp::OpenReceiveChannel>();
    const auto invites = pbx.count("INVITE");
    phone.say(sccp::EnblocCall{number, 1});
    const auto reference = open_channel(phone, opened);
    REQUIRE(until([&] { return pbx.count("INVITE") > invites; }));
    pbx.say(*pbx.last("INVITE"),
            {.headers = "Contact: <sip:1009@127.0.0.1:" + std::to_string(pbx.port()) + ">\r\nSupported: replaces\r\n",
             .body = Registrar::sdp});
    REQUIRE(until([&] {
        const auto state = gateway->call(reference);
        return state && state->call.state == "Connected";
    }));
    return reference;
}

void House::check_good(SkinnyPhone& phone) {
    CHECK(answers_keep_alive(phone));
    check_health();
    const auto byes = pbx.count("BYE");
    const auto reference = call(phone);
    phone.say(sccp::OnHook{1, reference});
    CHECK(until([&] { return pbx.count("BYE") > byes; }));
}

void House::check_health() {
    const auto health = http("GET", "/healthz");
    CHECK(health.status == 200);
    boost::json::error_code error;
    boost::json::parse(health.body, error);
    CHECK_FALSE(error);
}

std::string House::phone_state(unsigned number) {
    const auto view = gateway->phone(phone_name(number));
    return view ? view->phone.state : "";
}

std::string House::line_state(unsigned number) {
    const auto view = gateway->phone(phone_name(number));
    return view && !view->phone.lines.empty() ? view->phone.lines[0].state : "";
}

// ---- what it tells

std::string House::log() const {
    std::string all(static_cast<std::size_t>(::lseek(fileno(paper_.get()), 0, SEEK_END)), '\0');
    return ::pread(fileno(paper_.get()), all.data(), all.size(), 0) == static_cast<ssize_t>(all.size()) ? all : "";
}

House::Http House::http(const std::string& method, const std::string& path) {
    namespace asio = boost::asio;
    asio::ip::tcp::socket socket(gateway->loop());
    socket.connect({asio::ip::address_v4::loopback(), port_of(gateway->http_address())});
    asio::write(socket, asio::buffer(method + " " + path +
                                     " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    socket.non_blocking(true);
    std::string got;
    REQUIRE(until([&] {
        char buffer[16384];
        boost::system::error_code error;
        const auto size = socket.read_some(asio::buffer(buffer), error);
        got.append(buffer, size);
        return error && error != asio::error::would_block;
    }));
    const auto end = got.find("\r\n\r\n");
    return {std::atoi(got.c_str() + 9), end == got.npos ? "" : got.substr(end + 4)};
}

double House::metric(const std::string& sample) {
    const auto text = http("GET", "/metrics").body;
    const auto at = text.find("\n" + sample + " ");
    return at == text.npos ? 0 : std::stod(text.substr(at + sample.size() + 2));
}

} // namespace tests
