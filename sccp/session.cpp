// One TCP connection of a phone.
#include "sccp/session.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace sccp {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;

namespace {
constexpr auto longest_flood = 10s;        // security 1.4: above the rate for so long without a pause
constexpr auto longest_stall = 10s;        // security 1.4: a queue that does not move
constexpr auto longest_goodbye = 2s;
constexpr unsigned most_questions = 4096;  // seconds of the fastest PBX; a phone that never answers saves up no more
// octets that one turn of the loop sends: nearly always the answers to one message
constexpr std::size_t usual_output = 256;

std::string text_of(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

/// What we send makes a phone say one more message, as a PBX or a stranger may make us send it.
bool is_question(std::uint32_t id) {
    return id == CapabilitiesReq::header.id || id == OpenReceiveChannel::header.id ||
           id == StartMediaTransmission::header.id || id == PortReq::header.id ||
           id == ConnectionStatisticsReq::header.id;
}

bool is_answer(std::uint32_t id) {
    return id == CapabilitiesRes::header.id || id == UpdateCapabilities::header.id ||
           id == CapabilitiesV2Res::header.id || id == CapabilitiesV3Res::header.id ||
           id == OpenReceiveChannelAck::header.id || id == StartMediaTransmissionAck::header.id ||
           id == MediaTransmissionFailure::header.id || id == PortRes::header.id ||
           id == ConnectionStatisticsRes::header.id;
}

/// `buffer = {}` would keep its memory, and so does clear().
void release(std::vector<std::uint8_t>& buffer) { std::vector<std::uint8_t>().swap(buffer); }
} // namespace

Session::Session(Socket socket, const Options& options, SessionListener& listener, SessionOwner& owner,
                 std::uint64_t id)
    : socket_(std::move(socket)), pause_(socket_.get_executor()), stall_(socket_.get_executor()), options_(options),
      listener_(listener), owner_(owner), id_(id), tokens_(options.message_burst),
      tokens_at_(std::chrono::steady_clock::now()) {
    error_code error;
    if (const auto peer = socket_.remote_endpoint(error); !error) {
        peer_address_ = text_of(peer.address());
        peer_port_ = peer.port();
    }
    if (const auto local = socket_.local_endpoint(error); !error) {
        local_address_ = text_of(local.address());
        local_port_ = local.port();
    }
    socket_.non_blocking(true, error);
    socket_.set_option(asio::ip::tcp::no_delay(true), error);
}

void Session::start() { wait_readable(); }

void Session::settle() {
    if (!std::exchange(is_settled_, true)) owner_.on_settled(*this);
}

void Session::wait_readable() {
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& error) {
        if (!error) self->on_readable();
    });
}

void Session::on_readable() {
    if (closed_ || closing_) return;
    // On the stack: an idle phone holds no buffer (security 1.1).
    std::array<std::uint8_t, max_message> scratch;
    error_code error;
    const auto room = scratch.size() - pending_.size();
    const auto got = socket_.read_some(asio::buffer(scratch.data(), room), error);
    if (error == asio::error::would_block || error == asio::error::try_again) return wait_readable();
    if (error == asio::error::eof && !pending_.empty()) return drop("closed by the phone in the middle of a message");
    if (error) return close(error == asio::error::eof ? "closed by the phone" : error.message());
    listener_.on_alive(*this);
    if (closed_) return;
    // Left to itself the buffer would double beyond the longest message (security 1.1).
    if (!pending_.empty() && pending_.size() + got > pending_.capacity()) pending_.reserve(max_message);
    pending_.insert(pending_.end(), scratch.begin(), scratch.begin() + static_cast<std::ptrdiff_t>(got));
    take_frames();
}

bool Session::has_unread() const {
    error_code error;
    return !closed_ && socket_.available(error) > 0;
}

void Session::take_frames() {
    std::size_t used = 0;
    bool paused = false;
    refill_tokens();
    while (!closed_ && !closing_) {
        const auto rest = std::span<const std::uint8_t>(pending_).subspan(used);
        const auto cut = cut_frame(rest);
        if (cut.outcome == CutOutcome::impossible_length)
            return drop("impossible frame length " + std::to_string(cut.length));
        if (cut.outcome == CutOutcome::need_more) break;
        if (!was_asked_for(cut.frame.id) && !spend_token()) {
            paused = true;
            break;
        }
        used += cut.frame.bytes.size();
        handle_frame(cut.frame);
    }
    if (closed_ || closing_) return;
    if (used == pending_.size())
        release(pending_);
    else
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
    paused ? slow_down() : wait_readable();
}

void Session::handle_frame(const Frame& frame) {
    has_sent_message_ = true;
    const auto message = decode_from_phone(frame.id, effective_version(version_, frame.version), frame.body());
    listener_.on_frame(*this, false, frame.id, message ? call_reference_of(*message) : 0, frame.bytes);
    if (closed_) return;
    if (!message) return listener_.on_decode_error(*this, message.error());
    if (std::holds_alternative<Unknown>(*message)) return listener_.on_unknown(*this, frame.id, frame.bytes.size());
    listener_.on_message(*this, *message);
}

void Session::refill_tokens() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> passed = now - tokens_at_;
    tokens_at_ = now;
    tokens_ = std::min<double>(options_.message_burst, tokens_ + passed.count() * options_.message_rate);
    if (tokens_ >= options_.message_burst / 2.0) is_slowed_ = false;
}

bool Session::was_asked_for(std::uint32_t id) {
    if (questions_ == 0 || !is_answer(id)) return false;
    --questions_;
    return true;
}

bool Session::spend_token() {
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

void Session::slow_down() {
    const auto now = std::chrono::steady_clock::now();
    if (!is_slowed_) {
        is_slowed_ = true;
        slowed_since_ = now;
        listener_.on_slowed(*this);
        if (closed_) return;
    }
    if (now - slowed_since_ > longest_flood) return drop("sends more than message_rate without a pause");
    const std::chrono::duration<double> next_token{1.0 / options_.message_rate};
    pause_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(next_token));
    pause_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error && !self->closed_ && !self->closing_) self->take_frames();
    });
}

void Session::send(const ToPhone& message) {
    if (closed_ || closing_) return;
    if (output_.capacity() == 0) output_.reserve(usual_output);
    const auto start = output_.size();
    encode(message, version_, output_);
    const auto id = id_of(message);
    if (is_question(id)) questions_ = std::min(questions_ + 1, most_questions);
    listener_.on_frame(*this, true, id, call_reference_of(message), std::span(output_).subspan(start));
    if (output_.size() - output_sent_ > options_.output_queue) {
        // Not from inside the sender: it may be in the middle of a reaction.
        asio::post(socket_.get_executor(),
                   [self = shared_from_this()] { self->drop("reads too slowly: output queue is full"); });
        return;
    }
    schedule_flush();
}

void Session::schedule_flush() {
    if (flush_scheduled_ || writing_) return;
    flush_scheduled_ = true;
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
        self->flush_scheduled_ = false;
        if (!self->closed_ && !self->writing_) self->flush();
    });
}

void Session::flush() {
    error_code error;
    while (output_sent_ < output_.size()) {
        output_sent_ +=
            socket_.write_some(asio::buffer(output_.data() + output_sent_, output_.size() - output_sent_), error);
        if (error == asio::error::would_block || error == asio::error::try_again) return watch_output();
        if (error) return close(error.message());
    }
    release(output_);
    output_sent_ = 0;
    if (closing_) say_goodbye();
}

void Session::watch_output() {
    writing_ = true;
    if (!closing_) {
        stall_.expires_after(longest_stall);
        stall_.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error) self->drop("does not read: output queue has not moved for 10 s");
        });
    }
    socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code& error) {
        if (error || self->closed_) return;
        self->writing_ = false;
        if (!self->closing_) self->stall_.cancel();
        self->flush();
    });
}

void Session::close_after_flush() {
    if (closed_ || closing_) return;
    closing_ = true;
    pause_.cancel();
    stall_.expires_after(longest_goodbye);
    stall_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error) self->close("closed by the gateway");
    });
    if (output_.empty())
        say_goodbye();
    else if (!writing_)
        schedule_flush();
}

// A close() with unread bytes in the socket resets the connection and may destroy what was sent last, so the peer's end
// is awaited.
void Session::say_goodbye() {
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    discard_until_closed();
}

void Session::discard_until_closed() {
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const error_code& waited) {
        if (waited || self->closed_) return;
        std::array<std::uint8_t, 1024> scratch;
        error_code error;
        self->socket_.read_some(asio::buffer(scratch), error);
        if (error && error != asio::error::would_block && error != asio::error::try_again)
            return self->close("closed by the gateway");
        self->discard_until_closed();
    });
}

void Session::drop(std::string_view reason) {
    if (closed_) return;
    listener_.on_dropped(*this, reason);
    close(reason);
}

void Session::close(std::string_view reason) {
    if (closed_) return;
    closed_ = true;
    const auto self = shared_from_this();
    error_code error;
    pause_.cancel();
    stall_.cancel();
    socket_.close(error);
    release(pending_);
    release(output_);
    settle();
    listener_.on_closed(*this, reason);
    asio::post(socket_.get_executor(), [self] { self->owner_.on_gone(*self); });
}

} // namespace sccp
