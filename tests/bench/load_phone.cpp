// One phone of sccp-load.
#include "tests/bench/load_phone.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <cerrno>
#include <cstring>

namespace bench {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::uint16_t audio_port = 20'000;       // nobody sends there: the far end is told not to
constexpr auto audio_address = "127.0.0.1";
constexpr auto registration_patience = 60s;
// then a call that was hung up is over even if the phone was not told
constexpr auto goodbye = 3s;

sccp::KeyPadButton button_of(char digit) { return static_cast<sccp::KeyPadButton>(digit - '0'); }

} // namespace

LoadPhone::Registration::Registration(std::string name, const sccp::Address& own)
    : profile(phone::make_profile(*phone::find_model("7960"), std::move(name))), sequence(profile, own) {}

LoadPhone::LoadPhone(asio::io_context& loop, LoadListener& listener, std::size_t index, Endpoint server, asio::ip::address_v4 own,
                     std::chrono::milliseconds unanswered)
    : listener_(listener), index_(index), server_(std::move(server)), own_(own), unanswered_(unanswered), socket_(loop), timer_(loop) {}

// ---- registration

void LoadPhone::register_now() {
    stage_ = Stage::registering;
    began_ = now();
    try {
        open();
    } catch (const boost::system::system_error& error) {
        return lose(error.what());
    }
    socket_.async_connect(server_, [this](const boost::system::error_code& error) {
        if (error) return lose("cannot connect: " + error.message());
        socket_.set_option(asio::ip::tcp::no_delay(true));
        socket_.non_blocking(true);
        own_ = socket_.local_endpoint().address().to_v4();
        after(registration_patience, [this] { lose("not registered in time"); });
        auto name = std::to_string(10'000 + index_);
        name.insert(0, 12 - name.size(), '0');
        registration_ = std::make_unique<Registration>("SEP" + name, sccp::Address::from_text(own_.to_string()));
        read();
        send(registration_->sequence.begin());
    });
}

void LoadPhone::open() {
    socket_.open(asio::ip::tcp::v4());
    const int late = 1;                            // else 64 k ports are all there is, whatever the server's address
    ::setsockopt(socket_.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &late, sizeof late);
    socket_.bind({own_, 0});
}

void LoadPhone::on_registration_frame(const sccp::Frame& frame) {
    const auto message = sccp::decode_to_phone(frame.id, registration_->profile.version, frame.body());
    if (!message) return lose("unreadable: " + message.error().print());
    if (std::holds_alternative<sccp::RegisterReject>(*message)) return lose("rejected");
    send(registration_->sequence.on(*message));
    if (stage_ != Stage::registering) return;
    if (registration_->sequence.is_complete()) return registration_done();
    if (unanswered_ > 0ms) after(unanswered_, [this] { registration_done(); });
}

void LoadPhone::registration_done() {
    timer_.cancel();
    stage_ = Stage::idle;
    registration_.reset();
    listener_.on_registered(*this);
}

void LoadPhone::keep_alive() {
    if (is_registered()) send(sccp::KeepAliveReq{});
}

// ---- calls

void LoadPhone::call(const std::string& number, Micros intended, const Habits& habits) {
    if (pattern_ != nullptr) pattern_->call_begins();
    stage_ = Stage::calling;
    habits_ = habits;
    is_caller_ = true;
    connected_ = false;
    reference_ = 0;
    times_ = {};
    times_.number = number;
    times_.intended = intended;
    times_.off_hook = now();
    send(sccp::OffHook{});
    press(0);
}

void LoadPhone::press(std::size_t digit) {
    after(habits_.digit_gap, [this, digit] {
        if (stage_ != Stage::calling) return;
        const bool is_last = digit + 1 == times_.number.size();
        if (is_last) times_.last_digit = now();
        send(sccp::KeypadButton{button_of(times_.number[digit]), line_, reference_});
        if (!is_last) return press(digit + 1);
        after(habits_.patience, [this] { fail("not connected in time"); });
    });
}

void LoadPhone::on_call_state(const sccp::Frame& frame) {
    using enum sccp::DCallState;
    const auto message = sccp::decode_to_phone(frame.id, 11, frame.body());
    if (!message) return;
    const auto& state = std::get<sccp::CallState>(*message);
    switch (state.call_state) {
    case off_hook:
        if (stage_ == Stage::calling) reference_ = state.call_reference;
        break;
    case ring_in:
        if (stage_ != Stage::idle) break;
        stage_ = Stage::ringing;
        is_caller_ = false;
        connected_ = false;
        times_ = {};
        reference_ = state.call_reference;
        after(habits_.answer, [this] { send(sccp::OffHook{line_, reference_}); });
        break;
    case connected:
        if (state.call_reference == reference_ || reference_ == 0) connected_ = true;
        on_connected();
        break;
    case busy:
    case congestion:
    case invalid_number: fail("refused"); break;
    case on_hook:
        if (state.call_reference != reference_ || stage_ == Stage::idle) break;
        if (stage_ == Stage::hanging_up) return finish_call();
        if (is_caller_) return fail("ended by the other side");
        after(habits_.answer, [this] {             // the called one puts its handset down
            send(sccp::OnHook{line_, reference_});
            stage_ = Stage::idle;
        });
        break;
    default: break;
    }
}

void LoadPhone::on_open_order(const sccp::Frame& frame) {
    times_.open_order = now();
    const auto message = sccp::decode_to_phone(frame.id, 11, frame.body());
    if (!message) return;
    const auto& order = std::get<sccp::OpenReceiveChannel>(*message);
    sccp::OpenReceiveChannelAck ack;
    ack.ip_addr = sccp::Address::from_text(audio_address);
    ack.port = audio_port;
    ack.pass_thru_party_id = order.pass_thru_party_id;
    ack.call_reference = order.call_reference;
    times_.open_answer = now();
    send(ack);
}

void LoadPhone::on_start_order() {
    if (times_.start_order == 0) times_.start_order = now();
    on_connected();
}

void LoadPhone::on_connected() {
    if (!connected_ || times_.start_order == 0) return;
    if (stage_ == Stage::calling) {
        stage_ = Stage::talking;
        after(habits_.hold, [this] { hang_up(); });
    } else if (stage_ == Stage::ringing) {
        stage_ = Stage::talking;
        timer_.cancel();
    }
}

void LoadPhone::hang_up() {
    stage_ = Stage::hanging_up;
    times_.hung_up = now();
    send(sccp::OnHook{line_, reference_});
    after(goodbye, [this] {
        if (times_.failure.empty()) times_.failure = "not told that the call is over";
        finish_call();
    });
}

void LoadPhone::fail(const std::string& why) {
    if (!is_caller_ || stage_ == Stage::idle || stage_ == Stage::hanging_up) return;
    times_.failure = why;
    hang_up();
}

void LoadPhone::finish_call() {
    timer_.cancel();
    times_.over = now();
    stage_ = Stage::idle;
    listener_.on_call_over(*this, times_);
}

// ---- the connection

void LoadPhone::read() {
    const auto room = asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_);
    socket_.async_read_some(room, [this](const boost::system::error_code& error, std::size_t size) {
        if (error) return lose(error.message());
        if (pattern_ != nullptr) pattern_->sent_to_phone({buffer_.data() + filled_, size});
        filled_ += size;
        cut();
        if (socket_.is_open()) read();
    });
}

void LoadPhone::cut() {
    std::size_t taken = 0;
    while (socket_.is_open()) {
        const auto cut = sccp::cut_frame(std::span(buffer_).subspan(taken, filled_ - taken));
        if (cut.outcome == sccp::CutOutcome::impossible_length) return lose("impossible length");
        if (cut.outcome == sccp::CutOutcome::need_more) break;
        taken += cut.frame.bytes.size();
        on_frame(cut.frame);
    }
    std::memmove(buffer_.data(), buffer_.data() + taken, filled_ - taken);
    filled_ -= taken;
}

void LoadPhone::on_frame(const sccp::Frame& frame) {
    if (registration_) return on_registration_frame(frame);
    switch (frame.id) {
    case sccp::CallState::header.id: return on_call_state(frame);
    case sccp::OpenReceiveChannel::header.id: return on_open_order(frame);
    case sccp::StartMediaTransmission::header.id: return on_start_order();
    case sccp::KeepAliveAck::header.id: ++keepalives_answered_; return;
    case sccp::Reset::header.id: return lose("told to restart");
    default: return;
    }
}

void LoadPhone::send(std::span<const sccp::FromPhone> messages) {
    static std::vector<std::uint8_t> octets;       // of all phones in turn
    octets.clear();
    for (const auto& message : messages) sccp::encode(message, 11, octets);
    if (octets.empty() || !socket_.is_open()) return;
    if (pattern_ != nullptr) pattern_->came_from_phone(octets.size());
    boost::system::error_code error;
    if (socket_.send(asio::buffer(octets), 0, error) != octets.size()) lose("cannot send: " + error.message());
}

void LoadPhone::after(std::chrono::microseconds delay, std::function<void()> act) {
    timer_.expires_after(delay);
    timer_.async_wait([act = std::move(act)](const boost::system::error_code& error) {
        if (!error) act();
    });
}

void LoadPhone::lose(const std::string& reason) {
    if (stage_ == Stage::away) return;
    stage_ = Stage::away;
    timer_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
    listener_.on_lost(*this, reason);
}

} // namespace bench
