// tcp-limit: moves the octets of a recorded SCCP session in the recorded pattern, without looking at them: what the
// sockets alone cost.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <iostream>
#include <memory>

#include "tests/bench/pattern.hpp"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// One phone: the steps of a registration, then those of a call again and again. Keeps itself alive.
class Mover : public std::enable_shared_from_this<Mover> {
  public:
    Mover(tcp::socket socket, const bench::Pattern& pattern) : socket_(std::move(socket)), pattern_(pattern) {
        socket_.set_option(tcp::no_delay(true));
        socket_.non_blocking(true);
    }
    void read() {
        socket_.async_read_some(asio::buffer(buffer_),
                                [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                                    if (error) return;
                                    self->came_ += size;
                                    self->move();
                                    self->read();
                                });
    }

  private:
    void move() {
        for (const bench::Step* step = &current(); came_ >= step->awaited; step = &current()) {
            came_ -= step->awaited;
            ++at_;
            boost::system::error_code error;
            if (!step->piece.empty()) socket_.send(asio::buffer(step->piece), 0, error);
            if (error) return;
            if (at_ == (in_call_ ? pattern_.call : pattern_.registration).size()) {
                in_call_ = true;
                at_ = 0;
            }
        }
    }
    const bench::Step& current() const { return (in_call_ ? pattern_.call : pattern_.registration)[at_]; }

    tcp::socket socket_;
    const bench::Pattern& pattern_;
    std::size_t at_{}, came_{};
    bool in_call_{};
    std::array<std::uint8_t, 2048> buffer_;
};

void accept(tcp::acceptor& acceptor, const bench::Pattern& pattern) {
    acceptor.async_accept([&](const boost::system::error_code& error, tcp::socket socket) {
        if (!error) std::make_shared<Mover>(std::move(socket), pattern)->read();
        accept(acceptor, pattern);
    });
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: tcp-limit PORT PATTERN\n";
        return 2;
    }
    try {
        const auto pattern = bench::Pattern::load(argv[2]);
        asio::io_context loop(1);
        tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoi(argv[1]))});
        acceptor.listen(4096);
        accept(acceptor, pattern);
        loop.run();
    } catch (const std::exception& error) {
        std::cerr << "tcp-limit: " << error.what() << '\n';
        return 2;
    }
}
