// Asio on one side, frames on the other.
#include "tests/phone/link.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

namespace phone {
namespace {

namespace asio = boost::asio;

std::chrono::microseconds wall_clock() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
}

} // namespace

Link::Link(asio::io_context& loop, LinkListener& listener, const Quirks& quirks, PcapFile* pcap)
    : socket_(loop), listener_(&listener), quirks_(quirks), pcap_(pcap) {}

void Link::connect(const Endpoint& server, const std::optional<asio::ip::address>& from) {
    boost::system::error_code error;
    socket_.open(server.protocol(), error);
    if (!error && from)
        socket_.bind({*from, 0}, error);
    if (error) {
        fail("cannot connect: " + error.message());
        return;
    }
    socket_.async_connect(server, [self = shared_from_this(), server](const boost::system::error_code& result) {
        if (result)
            self->fail("cannot connect: " + result.message());
        else
            self->on_connected(server);
    });
}

void Link::on_connected(const Endpoint& server) {
    if (listener_ == nullptr)
        return;
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    local_ = socket_.local_endpoint(ignored);
    if (pcap_ != nullptr)
        stream_.emplace(*pcap_, local_, server, wall_clock());
    open_ = true;
    read();
    listener_->on_open();
}

void Link::read() {
    socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (error) {
            self->fail(error == asio::error::eof ? "closed by the gateway" : error.message());
            return;
        }
        self->received_.insert(self->received_.end(), self->buffer_.begin(), self->buffer_.begin() + static_cast<std::ptrdiff_t>(size));
        if (!self->cut())
            self->fail("impossible length word from the gateway");
        else if (self->socket_.is_open())
            self->read();
    });
}

bool Link::cut() {
    std::size_t taken = 0;
    while (listener_ != nullptr) {
        const auto cut = sccp::cut_frame(std::span(received_).subspan(taken));
        if (cut.outcome == sccp::CutOutcome::impossible_length)
            return false;
        if (cut.outcome == sccp::CutOutcome::need_more)
            break;
        taken += cut.frame.bytes.size();
        record(false, cut.frame.bytes);
        listener_->on_frame(cut.frame);
    }
    received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(taken));
    return true;
}

void Link::send(std::vector<std::uint8_t> frames) {
    if (!open_)
        return;
    record(true, frames);
    queue_.push_back(std::move(frames));
    if (!writing_)
        write();
}

void Link::write() {
    if (queue_.empty()) {
        writing_ = false;
        if (closing_)
            fail("closed by the phone");
        return;
    }
    writing_ = true;
    const auto& front = queue_.front();
    const std::size_t left = front.size() - written_;
    const auto buffer = asio::buffer(front.data() + written_, quirks_.byte_by_byte ? 1 : left);
    asio::async_write(socket_, buffer, [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
        if (error) {
            self->fail(error.message());
            return;
        }
        self->written_ += size;
        if (!self->queue_.empty() && self->written_ >= self->queue_.front().size()) {
            self->queue_.pop_front();
            self->written_ = 0;
        }
        self->write();
    });
}

void Link::record(bool from_phone, std::span<const std::uint8_t> frame) {
    if (stream_)
        stream_->record(from_phone, frame, wall_clock());
}

void Link::close_after_sending() {
    closing_ = true;
    if (!writing_)
        fail("closed by the phone");
}

void Link::abandon(bool reset) {
    listener_ = nullptr;
    open_ = false;
    boost::system::error_code ignored;
    if (reset)
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

void Link::fail(const std::string& reason) {
    LinkListener* listener = listener_;
    abandon(false);
    if (listener != nullptr)
        listener->on_closed(reason);
}

} // namespace phone
