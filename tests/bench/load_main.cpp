// sccp-load: thousands of simulated phones in one process, told on standard input what to do, answering with a line of JSON for each order.
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <CLI/CLI.hpp>
#include <iostream>
#include <unistd.h>

#include "tests/bench/load.hpp"

namespace {

namespace asio = boost::asio;

constexpr const char* orders = R"(Orders on standard input, one a line:
  register [in-flight=1000] [count=N]      phones that are not registered do so, so many at a time
  calls [rate=100] [seconds=5 | count=N] [hold=500] [gap=10] [to=sip|phone] [file=PATH]
                                           rate calls per second, each at its appointed time; milliseconds of talk and between
                                           digits; PATH gets number, intended, off hook, last digit, open order and answer,
                                           start order, hung up, over (microseconds since 1970), failure
  keepalives                               how many were sent and answered
  record file=PATH                         the octets of the first phone's registration and of its first call, for tcp-limit)";

/// Reads orders; the end of the input ends the program.
class Orders {
  public:
    Orders(asio::io_context& loop, bench::Load& load) : loop_(loop), load_(load), input_(loop, ::dup(STDIN_FILENO)) { read(); }

  private:
    void read() {
        asio::async_read_until(input_, lines_, '\n', [this](const boost::system::error_code& error, std::size_t) {
            if (error) return loop_.stop();
            std::istream in(&lines_);
            std::string line;
            std::getline(in, line);
            load_.obey(bench::Order(line));
            read();
        });
    }

    asio::io_context& loop_;
    bench::Load& load_;
    asio::posix::stream_descriptor input_;
    asio::streambuf lines_;
};

int run(int argc, char** argv) {
    CLI::App app("Load of simulated SCCP phones");
    bench::LoadOptions options;
    std::string server = "127.0.0.1";
    std::uint16_t port = 2000;
    unsigned keepalive = 30, unanswered = 0;
    app.add_option("--server", server, "address of the gateway");
    app.add_option("--port", port, "its port");
    app.add_option("--phones", options.phones, "how many, SEP000000010000 and so on");
    app.add_option("--per-address", options.phones_per_address, "phones behind one address, from 127.1.0.1 on");
    app.add_option("--keepalive", keepalive, "seconds, 0: none");
    app.add_option("--unanswered", unanswered, "ms of silence after which a phone does without further answers, 0: never");
    app.footer(orders);
    CLI11_PARSE(app, argc, argv);
    options.server = {asio::ip::make_address(server), port};
    options.keepalive = std::chrono::seconds(keepalive);
    options.unanswered = std::chrono::milliseconds(unanswered);

    asio::io_context loop(1);
    bench::Load load(loop, options, [](const std::string& json) { std::cout << json << std::endl; });
    const Orders orders_from_input(loop, load);
    loop.run();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "sccp-load: " << error.what() << '\n';
        return 2;
    }
}
