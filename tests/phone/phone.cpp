// Session, keep-alive and keys; obedience to orders is obedience.cpp.
#include "tests/phone/phone.hpp"

#include "tests/phone/obedience.hpp"

namespace phone {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr unsigned keepalives_missed = 3;
constexpr auto standby_keepalive = 60s;
constexpr std::size_t whole = static_cast<std::size_t>(-1);

std::optional<sccp::KeyPadButton> button_of(char digit) {
    using enum sccp::KeyPadButton;
    if (digit >= '0' && digit <= '9')
        return static_cast<sccp::KeyPadButton>(digit - '0');
    switch (digit) {
    case '*': return star;
    case '#': return pound;
    case '+': return plus;
    case 'A': return a;
    case 'B': return b;
    case 'C': return c;
    case 'D': return d;
    default: return std::nullopt;
    }
}

} // namespace

Phone::Phone(asio::io_context& loop, std::string label, Profile profile, PhoneOptions options)
    : loop_(loop), label_(std::move(label)), profile_(std::move(profile)), options_(std::move(options)),
      state_(profile_.has(sccp::PhoneFeatures::utf8)),
      judge_(state_, {profile_.version, profile_.features, profile_.model.soft_keys}), keepalive_(loop), return_(loop),
      late_ack_(loop), version_(std::max(3u, profile_.version)) {
    media_ = std::make_unique<Media>(loop_, options_.bind.value_or(asio::ip::address_v4::loopback()), options_.rtp_port);
}

Phone::~Phone() {
    if (link_)
        link_->abandon(false);
}

void Phone::connect() { open_link(Purpose::registration); }
void Phone::stand_by() { open_link(Purpose::standby); }
void Phone::ask_for_token() { open_link(Purpose::token); }

void Phone::open_link(Purpose purpose) {
    if (link_)
        link_->abandon(false);
    purpose_ = purpose;
    closed_because_.clear();
    unanswered_keepalives_ = 0;
    silent_ = false;
    version_ = std::max(3u, profile_.version);
    sequence_.reset();
    state_.reset();
    judge_.reset();
    return_.cancel();
    LinkListener& listener = *this;
    link_ = std::make_shared<Link>(loop_, listener, profile_.quirks, options_.pcap);
    link_->connect(options_.server, options_.bind);
}

void Phone::on_open() {
    const auto& local = link_->local().address();
    note("connected from " + local.to_string() + ":" + std::to_string(link_->local().port()));
    if (!options_.bind && media_->streams().empty() && media_->address() != local)
        media_ = std::make_unique<Media>(loop_, local, options_.rtp_port);
    const auto address = sccp::Address::from_text(local.to_string());
    if (purpose_ == Purpose::registration) {
        sequence_ = std::make_unique<RegistrationSequence>(profile_, address);
        send_all(sequence_->begin());
        return;
    }
    if (purpose_ == Purpose::token) {
        sccp::RegisterTokenReq request;
        request.device_name = profile_.name;
        request.instance = 1;
        request.station_ip_addr = address;
        request.device_type = static_cast<sccp::DeviceType>(profile_.model.device_type);
        send(request);
        return;
    }
    send(sccp::KeepAliveReq{});
    keep_alive();
}

void Phone::on_frame(const sccp::Frame& frame) {
    ++messages_in_;
    const std::string_view name = sccp::message_name(frame.id);
    judge_.on_header(frame.version, name);
    auto message = sccp::decode_to_phone(frame.id, version_, frame.body());
    if (!message) {
        judge_.on_decode_error(message.error().print());
        note("cannot read a message: " + message.error().print());
        return;
    }
    if (options_.ladder != nullptr)
        options_.ladder->add(label_, Rung::Side::to_phone, without_zeros(sccp::print(*message, version_)));
    const auto violations_before = judge_.violations().size();
    if (purpose_ == Purpose::registration)
        judge_.on(*message);
    for (std::size_t i = violations_before; i < judge_.violations().size(); ++i)
        note("VIOLATION: " + judge_.violations()[i]);
    state_.on(*message);
    obey(*message);
    if (on_event)
        on_event(*this, &*message);
}

void Phone::on_closed(const std::string& reason) {
    closed_because_ = reason;
    note(reason);
    state_.note("closed", reason);
    keepalive_.cancel();
    late_ack_.cancel();
    media_->close_all();
    if (options_.reconnect_ms != 0 && purpose_ == Purpose::registration && !state_.registration().unregistered)
        come_back(std::chrono::milliseconds(options_.reconnect_ms));
    if (on_event)
        on_event(*this, nullptr);
}

void Phone::obey(const sccp::ToPhone& message) {
    if (const auto* ack = std::get_if<sccp::RegisterAck>(&message)) {
        version_ = std::max<unsigned>(3, ack->max_protocol_ver);
        keep_alive();
    } else if (std::holds_alternative<sccp::KeepAliveAck>(message)) {
        unanswered_keepalives_ = 0;
    } else if (const auto* gone = std::get_if<sccp::UnregisterAck>(&message)) {
        if (gone->status == sccp::DeviceUnregisterStatus::ok && link_)
            link_->close_after_sending();
    } else if (std::holds_alternative<sccp::RegisterReject>(message) && link_) {
        link_->close_after_sending();
    }
    std::visit(Obedience{*this}, message);
    if (sequence_)
        send_all(sequence_->on(message));
}

void Phone::come_back(std::chrono::milliseconds delay) {
    return_.expires_after(delay);
    return_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            connect();
    });
}

void Phone::keep_alive() {
    const auto interval = purpose_ == Purpose::standby ? standby_keepalive : std::chrono::seconds(state_.registration().keepalive);
    if (interval.count() == 0 || profile_.quirks.no_keepalive)
        return;
    keepalive_.expires_after(interval);
    keepalive_.async_wait([this](const boost::system::error_code& error) {
        if (error || !is_connected())
            return;
        if (!silent_) {
            if (++unanswered_keepalives_ > keepalives_missed)
                judge_.breach("three keep-alives without an answer");
            send(sccp::KeepAliveReq{});
        }
        keep_alive();
    });
}

void Phone::unregister() {
    if (is_connected())
        send(sccp::UnregisterReq{});
}

void Phone::drop(bool reset) {
    if (!link_)
        return;
    link_->abandon(reset);
    on_closed(reset ? "reset by the phone" : "dropped by the phone");
}

void Phone::off_hook(std::uint32_t line, std::uint32_t reference) {
    lifted_ = true;
    send(sccp::OffHook{line, reference});
}

void Phone::on_hook(std::uint32_t line, std::uint32_t reference) {
    lifted_ = false;
    send(sccp::OnHook{line, reference});
}

void Phone::press(sccp::SoftKey key, std::uint32_t line, std::uint32_t reference) {
    send(sccp::SoftKeyEvent{key, line, reference});
}

void Phone::stimulate(sccp::DeviceStimulus stimulus, std::uint32_t instance, std::uint32_t reference) {
    send(sccp::Stimulus{stimulus, instance, reference, 0});
}

void Phone::key(char digit, std::uint32_t line, std::uint32_t reference) {
    const auto button = button_of(digit);
    if (!button)
        return;
    bool in_audio = false;
    if (!profile_.quirks.keypad_only && profile_.has(sccp::PhoneFeatures::rfc2833))
        for (const auto& [party, stream] : media_->streams())
            if (stream->sends_events() && digit_event(digit)) {
                stream->press(digit);
                in_audio = true;
            }
    if (!in_audio || !profile_.quirks.events_only)
        send(sccp::KeypadButton{*button, line, reference});
}

void Phone::enbloc(const std::string& number, std::uint32_t line) { send(sccp::EnblocCall{number, line}); }

void Phone::flash(std::uint32_t line, std::uint32_t reference) { send(sccp::HookFlash{line, reference}); }

void Phone::send(const sccp::FromPhone& message) { send_all({message}); }

void Phone::send_all(const std::vector<sccp::FromPhone>& messages) {
    if (!is_connected() || messages.empty())
        return;
    std::vector<std::uint8_t> frames;
    for (const auto& message : messages)
        append(message, frames);
    link_->send(std::move(frames));
}

std::size_t Phone::body_limit(const sccp::FromPhone& message) const {
    if (std::holds_alternative<sccp::RegisterReq>(message))
        return profile_.model.register_octets;
    if (std::holds_alternative<sccp::ButtonTemplateReq>(message))
        return 0;       // the count in its body is optional, and phones leave it out
    if (profile_.quirks.short_orc_ack && std::holds_alternative<sccp::OpenReceiveChannelAck>(message))
        return version_ >= 17 ? 28 : 12;
    if (profile_.quirks.no_references) {
        if (std::holds_alternative<sccp::KeypadButton>(message))
            return 4;
        if (std::holds_alternative<sccp::OffHook>(message) || std::holds_alternative<sccp::OnHook>(message))
            return 0;
    }
    return whole;
}

void Phone::append(const sccp::FromPhone& message, std::vector<std::uint8_t>& out) {
    std::vector<std::uint8_t> frame;
    sccp::encode(message, version_, frame);
    if (const std::size_t limit = body_limit(message); frame.size() > sccp::header_octets && limit < frame.size() - sccp::header_octets)
        frame.resize(sccp::header_octets + limit);
    if (profile_.quirks.trailing_zeros)
        frame.resize(frame.size() + 4);
    sccp::write_header(sccp::id_of(message), version_, frame);
    out.insert(out.end(), frame.begin(), frame.end());
    ++messages_out_;
    state_.sent(message);
    if (options_.ladder != nullptr)
        options_.ladder->add(label_, Rung::Side::from_phone, without_zeros(sccp::print(message, version_)));
}

void Phone::note(const std::string& text) {
    if (options_.ladder != nullptr)
        options_.ladder->add(label_, Rung::Side::note, text);
}

} // namespace phone
