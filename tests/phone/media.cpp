// RTP by the clock: every packet has its due time, so that a late timer makes up for it.
#include "tests/phone/media.hpp"

#include <algorithm>
#include <chrono>
#include <random>

namespace phone {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::udp;

constexpr unsigned event_length_ms = 120;      // longer than the 40 ms every receiver accepts
constexpr unsigned event_gap_ms = 60;
constexpr int event_end_packets = 3;           // RFC 4733 section 2.5.1.4
constexpr int most_late_packets = 25;
constexpr unsigned samples_per_ms = 8;
constexpr std::uint16_t ports_tried = 2000;
constexpr std::size_t most_past_streams = 64;

std::uint32_t random_word() {
    static std::mt19937 generator{std::random_device{}()};
    return static_cast<std::uint32_t>(generator());
}

std::chrono::microseconds since_start() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace

bool Stream::bind(const asio::ip::address& address, std::uint16_t port) {
    boost::system::error_code error;
    socket_.open(address.is_v4() ? udp::v4() : udp::v6(), error);
    if (!error)
        socket_.bind({address, port}, error);
    if (error) {
        boost::system::error_code ignored;
        socket_.close(ignored);
        return false;
    }
    socket_.non_blocking(true, error);
    port_ = socket_.local_endpoint(error).port();
    ssrc_ = random_word();
    sequence_ = static_cast<std::uint16_t>(random_word());
    timestamp_ = random_word();
    listen();
    return true;
}

void Stream::receive(const Codec* codec, std::uint8_t event_payload_type) {
    receiving_ = codec;
    receive_event_type_ = event_payload_type;
}

void Stream::listen() {
    socket_.async_receive_from(asio::buffer(buffer_), from_,
                               [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                                   if (!self->socket_.is_open() || error == asio::error::operation_aborted)
                                       return;
                                   if (!error)
                                       self->on_datagram(size);
                                   self->listen();
                               });
}

void Stream::on_datagram(std::size_t size) {
    const auto packet = parse_rtp({buffer_.data(), size});
    if (!packet || receiving_ == nullptr)
        return;
    counters_.received.on(*packet, since_start());
    if (receive_event_type_ != 0 && packet->payload_type == receive_event_type_)
        events_.on(*packet);
    else if (packet->payload_type == receiving_->rtp)
        media_.ear().hear(decode_audio(*receiving_, packet->payload));
    else
        ++counters_.packets_foreign;
}

void Stream::send(const SendOrder& order) {
    stop_sending();
    order_ = order;
    order_->ms = std::clamp(order.ms, 10u, 120u);
    marker_ = true;
    digits_.clear();
    event_ms_ = 0;
    boost::system::error_code ignored;
    if (order.tos != 0 && order.remote.address().is_v4())
        socket_.set_option(asio::detail::socket_option::integer<IPPROTO_IP, IP_TOS>(order.tos), ignored);
    due_ = std::chrono::steady_clock::now();
    pace();
}

void Stream::stop_sending() {
    order_.reset();
    timer_.cancel();
}

void Stream::pace() {
    const auto now = std::chrono::steady_clock::now();
    int late = 0;
    while (order_ && due_ <= now) {
        if (++late > most_late_packets) {
            due_ = now;
            break;
        }
        send_packet();
        due_ += std::chrono::milliseconds(order_->ms);
    }
    timer_.expires_at(due_);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error && self->order_)
            self->pace();
    });
}

void Stream::send_packet() {
    const unsigned samples = order_->ms * samples_per_ms;
    boost::system::error_code ignored;
    if (!digits_.empty() && order_->event_payload_type != 0) {
        send_event();
    } else {
        std::vector<std::int16_t> audio(samples);
        media_.voice().fill(audio);
        const auto payload = encode_audio(*order_->codec, audio);
        const auto packet = build_rtp({order_->codec->rtp, marker_, sequence_++, timestamp_, ssrc_, payload});
        socket_.send_to(asio::buffer(packet), order_->remote, 0, ignored);
        marker_ = false;
        counters_.octets_sent += static_cast<std::uint32_t>(payload.size());
        ++counters_.packets_sent;
    }
    timestamp_ += samples;
}

void Stream::send_event() {
    const auto event = digit_event(digits_.front());
    if (!event || event_ms_ >= event_length_ms + event_gap_ms) {
        digits_.pop_front();
        event_ms_ = 0;
        return;
    }
    const bool first = event_ms_ == 0;
    if (first)
        event_timestamp_ = timestamp_;
    const unsigned before = event_ms_;
    event_ms_ += order_->ms;
    if (before >= event_length_ms)
        return;                            // the gap between two digits is silent
    const bool end = event_ms_ >= event_length_ms;
    const auto duration = static_cast<std::uint16_t>(std::min(event_ms_, event_length_ms) * samples_per_ms);
    const auto payload = build_event({*event, end, 10, duration});
    for (int copy = 0; copy < (end ? event_end_packets : 1); ++copy) {
        const auto packet = build_rtp({order_->event_payload_type, first, sequence_++, event_timestamp_, ssrc_, payload});
        boost::system::error_code ignored;
        socket_.send_to(asio::buffer(packet), order_->remote, 0, ignored);
        counters_.octets_sent += static_cast<std::uint32_t>(payload.size());
        ++counters_.packets_sent;
    }
    if (end)
        ++counters_.events_sent;
}

void Stream::close() {
    stop_sending();
    stop_receiving();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

Media::Media(asio::io_context& loop, asio::ip::address address, std::uint16_t first_port)
    : loop_(loop), address_(std::move(address)), first_port_(first_port) {}

Media::~Media() { close_all(); }

Stream* Media::prepare(std::uint32_t party) {
    if (Stream* stream = find(party))
        return stream;
    auto stream = std::make_shared<Stream>(*this, loop_);
    bool bound = first_port_ == 0 && stream->bind(address_, 0);
    for (std::uint16_t step = 0; first_port_ != 0 && !bound && step < ports_tried; step = static_cast<std::uint16_t>(step + 2))
        bound = stream->bind(address_, static_cast<std::uint16_t>(first_port_ + step));
    if (!bound)
        return nullptr;
    return (streams_[party] = std::move(stream)).get();
}

Stream* Media::find(std::uint32_t party) {
    const auto found = streams_.find(party);
    return found == streams_.end() ? nullptr : found->second.get();
}

void Media::release(std::uint32_t party, bool keep_port) {
    const Stream* stream = find(party);
    if (stream != nullptr && !stream->is_receiving() && !stream->is_sending() && !keep_port)
        bury(party);
}

void Media::bury(std::uint32_t party) {
    const auto found = streams_.find(party);
    if (found == streams_.end())
        return;
    Stream& stream = *found->second;
    past_[party] = stream.counters();
    past_packets_ += stream.counters().received.packets();
    past_lost_ += stream.counters().received.lost();
    past_digits_ += stream.digits();
    stream.close();
    streams_.erase(found);
    if (past_.size() > most_past_streams)
        past_.erase(past_.begin());
}

void Media::close_all() {
    while (!streams_.empty())
        bury(streams_.begin()->first);
}

const StreamCounters* Media::counters(std::uint32_t party) const {
    if (const auto live = streams_.find(party); live != streams_.end())
        return &live->second->counters();
    const auto past = past_.find(party);
    return past == past_.end() ? nullptr : &past->second;
}

std::uint32_t Media::packets_received() const {
    std::uint32_t sum = past_packets_;
    for (const auto& [party, stream] : streams_)
        sum += stream->counters().received.packets();
    return sum;
}

std::uint32_t Media::packets_lost() const {
    std::uint32_t sum = past_lost_;
    for (const auto& [party, stream] : streams_)
        sum += stream->counters().received.lost();
    return sum;
}

std::string Media::digits_received() const {
    std::string digits = past_digits_;
    for (const auto& [party, stream] : streams_)
        digits += stream->digits();
    return digits;
}

} // namespace phone
