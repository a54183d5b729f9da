// sccp-load: thousands of simulated phones in one process, told what to do by orders, answering with a line of JSON for
// each.
#include <boost/asio/post.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <iostream>
#include <optional>
#include <string>
#include <vector>
#include <unistd.h>

#include "tests/bench/load.hpp"
#include "tests/phone/whole_option.hpp"

namespace {

namespace asio = boost::asio;

constexpr int wrong_usage = 2;
constexpr const char* orders = R"(Orders, as arguments or one a line on standard input; each is done when the one before is:
  register [in-flight=1000] [count=N]      phones that are not registered do so, so many at a time
  calls [rate=100] [seconds=5 | count=N] [hold=500] [gap=10] [to=sip|phone] [file=PATH]
                                           rate calls per second, each at its appointed time; milliseconds of talk and between
                                           digits; PATH gets number, intended, off hook, last digit, open order and answer,
                                           start order, hung up, over (microseconds since 1970), failure
  keepalives                               how many were sent and answered
  wait [seconds=1]                         nothing but keep-alives
  record file=PATH                         the octets of the first phone's registration and of its first call, for tcp-limit
Exit status 0: all of it happened; 1: a registration or a call failed; 2: wrong usage or order.)";

/// Does one order after the other: those of the command line, or the lines of standard input until it ends.
class Orders {
  public:
    Orders(asio::io_context& loop, const bench::LoadOptions& options, std::vector<std::string> given)
        : loop_(loop), load_(loop, options, [this](const std::string& json, bench::Outcome outcome) { on_answer(json, outcome); }),
          given_(given.begin(), given.end()) {
        if (given_.empty()) input_.emplace(loop, ::dup(STDIN_FILENO));
        next();
    }

    int status() const { return status_; }

  private:
    void on_answer(const std::string& json, bench::Outcome outcome) {
        std::cout << json << std::endl;
        status_ = std::max(status_, static_cast<int>(outcome));
        next();
    }

    /// Posted: the answer may come while the order is still being taken.
    void next() {
        asio::post(loop_, [this] { input_ ? read() : take(); });
    }

    void take() {
        if (given_.empty()) return loop_.stop();
        const auto order = given_.front();
        given_.pop_front();
        load_.obey(bench::Order(order));
    }

    void read() {
        asio::async_read_until(*input_, lines_, '\n', [this](const boost::system::error_code& error, std::size_t) {
            std::istream in(&lines_);
            std::string line;
            if (!std::getline(in, line) || (error && line.empty())) return loop_.stop();
            load_.obey(bench::Order(line));
        });
    }

    asio::io_context& loop_;
    bench::Load load_;
    std::deque<std::string> given_;
    std::optional<asio::posix::stream_descriptor> input_;
    asio::streambuf lines_;
    int status_{};
};

int refuse(const std::string& what) {
    std::cerr << "sccp-load: " << what << "\n";
    return wrong_usage;
}

int run(int argc, char** argv) {
    CLI::App app("Load of simulated SCCP phones", "sccp-load");
    bench::LoadOptions options;
    std::string server = "127.0.0.1";
    std::uint16_t port = 2000;
    unsigned keepalive = 30, unanswered = 0;
    std::vector<std::string> given;
    app.add_option("--server", server, "address of the gateway")->check(CLI::ValidIPV4)->capture_default_str();
    app.add_option("--port", port, "its port")->transform(phone::whole_option(1, 65535))->capture_default_str();
    app.add_option("--phones", options.phones, "how many, SEP000000010000 and so on")
        ->transform(phone::whole_option(1, 50'000))
        ->capture_default_str();
    app.add_option("--per-address", options.phones_per_address, "phones behind one address, from 127.1.0.1 on")
        ->transform(phone::whole_option(1, 50'000))->capture_default_str();
    app.add_option("--keepalive", keepalive, "seconds, 0: none")->transform(phone::whole_option(0, 3600))->capture_default_str();
    app.add_option("--unanswered", unanswered, "ms of silence after which a phone does without further answers, 0: never")
        ->transform(phone::whole_option(0, 86'400'000));
    app.add_option("order", given, "orders, each one argument");
    app.footer(orders);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return error.get_exit_code() == 0 ? app.exit(error) : refuse(error.what());
    }
    options.server = {asio::ip::make_address(server), port};
    options.keepalive = std::chrono::seconds(keepalive);
    options.unanswered = std::chrono::milliseconds(unanswered);

    asio::io_context loop(1);
    Orders work(loop, options, given);
    loop.run();
    return work.status();
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        return refuse(error.what());
    }
}
