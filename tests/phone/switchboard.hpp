// A call manager of two hundred lines for the tests of the phone: registers phones, connects two of them, on loopback.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace phone {

/// One phone's connection. Public: a test may send what no call manager should.
struct Extension : std::enable_shared_from_this<Extension> {
    boost::asio::ip::tcp::socket socket;
    std::string device;
    unsigned version{3};
    std::vector<std::uint8_t> received;
    std::array<std::uint8_t, 4096> buffer{};
    std::uint32_t call{};                 ///< reference of its call, 0: none
    std::string digits;
    std::shared_ptr<Extension> peer;
    sccp::Address media_address;
    std::uint32_t media_port{};
    bool has_answered{};

    explicit Extension(boost::asio::ip::tcp::socket connected) : socket(std::move(connected)) {}

    void send(const std::vector<sccp::ToPhone>& messages) {
        std::vector<std::uint8_t> octets;
        for (const auto& message : messages)
            sccp::encode(message, version, octets);
        boost::system::error_code ignored;
        boost::asio::write(socket, boost::asio::buffer(octets), ignored);
    }
};

/// Device names are extensions: dialling the last four digits of one rings it.
class Switchboard {
  public:
    explicit Switchboard(boost::asio::io_context& loop)
        : acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
        accept();
    }

    ~Switchboard() {
        for (auto& [device, extension] : extensions_)
            extension->peer.reset();
    }

    boost::asio::ip::tcp::endpoint address() const { return acceptor_.local_endpoint(); }
    std::shared_ptr<Extension> find(const std::string& device) { return extensions_.contains(device) ? extensions_[device] : nullptr; }
    std::vector<std::string> names() const { return names_; }             ///< of all messages received
    void clear_names() { names_.clear(); }

    std::uint8_t max_version{22};
    std::uint32_t keepalive{30};
    bool answers_keepalive{true};
    /// Seen before the switchboard acts; true: it shall not.
    std::function<bool(Extension&, const sccp::FromPhone&)> intercept;

  private:
    void accept() {
        acceptor_.async_accept([this](const boost::system::error_code& error, boost::asio::ip::tcp::socket socket) {
            if (error)
                return;
            read(std::make_shared<Extension>(std::move(socket)));
            accept();
        });
    }

    void read(const std::shared_ptr<Extension>& e) {
        e->socket.async_read_some(boost::asio::buffer(e->buffer), [this, e](const boost::system::error_code& error, std::size_t size) {
            if (error)
                return;
            e->received.insert(e->received.end(), e->buffer.begin(), e->buffer.begin() + static_cast<std::ptrdiff_t>(size));
            for (auto cut = sccp::cut_frame(e->received); cut.outcome == sccp::CutOutcome::whole_frame;
                 cut = sccp::cut_frame(e->received)) {
                const auto octets = cut.frame.bytes.size();
                const auto message = sccp::decode_from_phone(cut.frame.id, e->version, cut.frame.body());
                names_.push_back(message ? std::string(sccp::name_of(*message)) : message.error().print());
                if (message && !(intercept && intercept(*e, *message)))
                    std::visit([&](const auto& m) { on(e, m); }, *message);
                e->received.erase(e->received.begin(), e->received.begin() + static_cast<std::ptrdiff_t>(octets));
            }
            read(e);
        });
    }

    using E = const std::shared_ptr<Extension>&;
    template <class Message> void on(E, const Message&) {}

    // ---- registration ----
    void on(E e, const sccp::SPCPRegisterTokenReq&) { e->send({sccp::SPCPRegisterTokenAck{}}); }
    void on(E e, const sccp::RegisterTokenReq&) { e->send({sccp::RegisterTokenAck{}}); }
    void on(E e, const sccp::RegisterReq& m) {
        e->device = m.device_name.str();
        if (e->device.find("REFU") != std::string::npos) {
            e->send({sccp::RegisterReject{"Not configured"}});
            return;
        }
        e->version = std::min<unsigned>(max_version, std::max<unsigned>(3, m.protocol_ver));
        extensions_[e->device] = e;
        sccp::RegisterAck ack;
        ack.keep_alive_interval = keepalive;
        ack.max_protocol_ver = static_cast<std::uint8_t>(e->version);
        e->send({ack, sccp::CapabilitiesReq{}});
    }
    void on(E e, const sccp::KeepAliveReq&) {
        if (answers_keepalive)
            e->send({sccp::KeepAliveAck{}});
    }
    void on(E e, const sccp::ButtonTemplateReq&) {
        sccp::ButtonTemplateRes m;
        m.definition = {{1, sccp::ButtonType::line}, {1, sccp::ButtonType::speed_dial}};
        m.total_button_count = 2;
        e->send({m});
    }
    void on(E e, const sccp::SoftKeyTemplateReq&) {
        sccp::SoftKeyTemplateRes m;
        for (char key = 1; key <= 11; ++key)
            m.definition.push_back({std::string("\x80") + key, static_cast<sccp::SoftKey>(key)});
        m.total_soft_key_count = 11;
        e->send({m});
    }
    void on(E e, const sccp::SoftKeySetReq&) {
        sccp::SoftKeySetRes m;
        m.definition.resize(12);
        m.definition[0].soft_key_template_index = {1, 2};         // Redial NewCall
        m.definition[1].soft_key_template_index = {3, 9, 4};      // Hold EndCall Transfer
        m.definition[3].soft_key_template_index = {11, 9};        // Answer EndCall
        m.definition[4].soft_key_template_index = {1, 9};
        m.definition[8].soft_key_template_index = {0, 9};
        e->send({m, select(0, 0, sccp::SoftKeySet::on_hook)});
    }
    void on(E e, const sccp::ConfigStatReq&) { e->send({sccp::ConfigStatRes{}}); }
    void on(E e, const sccp::LineStatReq& m) {
        e->send({sccp::LineStatRes{m.line_number, e->device.substr(11), "Line", "Line " + e->device.substr(11), 0}});
    }
    void on(E e, const sccp::ForwardStatReq& m) {
        sccp::ForwardStatRes answer;
        answer.line_number = m.line_number;
        e->send({answer});
    }
    void on(E e, const sccp::SpeedDialStatReq& m) { e->send({sccp::SpeedDialStatRes{m.speed_dial_number, "1002", "Bob"}}); }
    void on(E e, const sccp::VersionReq&) { e->send({sccp::VersionRes{}}); }
    void on(E e, const sccp::ServerReq&) { e->send({sccp::ServerRes{}}); }
    void on(E e, const sccp::TimeDateReq&) { e->send({sccp::TimeDateRes{}}); }
    void on(E e, const sccp::UnregisterReq&) { e->send({sccp::UnregisterAck{}}); }

    // ---- calls ----
    static sccp::SelectSoftKeys select(std::uint32_t line, std::uint32_t call, sccp::SoftKeySet set) {
        return {line, call, set, static_cast<sccp::SoftKeyMask>(0xFFFF)};
    }
    static sccp::CallState state(std::uint32_t call, sccp::DCallState value) { return {value, 1, call, {}, 4, 0}; }

    void on(E e, const sccp::SoftKeyEvent& m) {
        if (m.soft_key_event == sccp::SoftKey::new_call)
            off_hook(e);
        else if (m.soft_key_event == sccp::SoftKey::answer)
            answer(e);
        else if (m.soft_key_event == sccp::SoftKey::end_call)
            hang_up(e);
    }
    void on(E e, const sccp::OffHook&) { e->call != 0 && !e->has_answered ? answer(e) : off_hook(e); }
    void on(E e, const sccp::OnHook&) { hang_up(e); }

    void off_hook(E e) {
        e->call = ++last_call_;
        e->digits.clear();
        e->has_answered = true;
        e->send({state(e->call, sccp::DCallState::off_hook), select(1, e->call, sccp::SoftKeySet::off_hook), sccp::ActivateCallPlane{1},
                 sccp::StartTone{sccp::DeviceTone::inside_dial_tone, {}, 1, e->call}});
    }
    void on(E e, const sccp::KeypadButton& m) {
        if (e->call == 0 || e->peer)
            return;
        e->digits += static_cast<char>('0' + static_cast<int>(m.kp_button));
        e->send({sccp::StopTone{1, e->call, {}}});
        const auto called = find("SEP00000000" + e->digits);
        if (e->digits.size() < 4 || !called)
            return;
        e->peer = called;
        called->peer = e;
        called->call = ++last_call_;
        called->has_answered = false;
        sccp::CallInfo info;
        info.calling_party = e->device.substr(11);
        info.calling_party_name = "Caller";
        info.line_instance = 1;
        info.call_reference = called->call;
        info.call_type = sccp::CallType::in_bound_call;
        e->send({state(e->call, sccp::DCallState::ring_out), select(1, e->call, sccp::SoftKeySet::ring_out),
                 sccp::StartTone{sccp::DeviceTone::alerting_tone, {}, 1, e->call}});
        called->send({state(called->call, sccp::DCallState::ring_in), info, select(1, called->call, sccp::SoftKeySet::ring_in),
                      sccp::SetLamp{sccp::DeviceStimulus::line, 1, sccp::LampMode::blink},
                      sccp::SetRinger{sccp::RingMode::inside_ring, {}, 1, called->call}});
    }
    void answer(E e) {
        e->has_answered = true;
        e->send({sccp::SetRinger{sccp::RingMode::ring_off, {}, 1, e->call},
                 sccp::SetLamp{sccp::DeviceStimulus::line, 1, sccp::LampMode::on}});
        e->peer->send({sccp::StopTone{1, e->peer->call, {}}});
        for (const auto& side : {e, e->peer}) {
            sccp::OpenReceiveChannel open;
            open.conference_id = open.pass_thru_party_id = open.call_reference = side->call;
            open.millisecond_packet_size = 20;
            open.payload_capability = sccp::MediaPayloadType::g711_alaw64k;
            open.rfc2833_payload_type = 101;
            side->send({state(side->call, sccp::DCallState::connected), select(1, side->call, sccp::SoftKeySet::connected), open});
        }
    }
    void on(E e, const sccp::OpenReceiveChannelAck& m) {
        e->media_address = m.ip_addr;
        e->media_port = m.port;
        if (!e->peer)
            return;
        sccp::StartMediaTransmission start;
        start.conference_id = start.pass_thru_party_id = start.call_reference = e->peer->call;
        start.remote_ip_addr = m.ip_addr;
        start.remote_port = m.port;
        start.millisecond_packet_size = 20;
        start.payload_capability = sccp::MediaPayloadType::g711_alaw64k;
        start.rfc2833_payload_type = 101;
        if (e->peer->media_port != 0) {
            e->peer->send({start});
            start.conference_id = start.pass_thru_party_id = start.call_reference = e->call;
            start.remote_ip_addr = e->peer->media_address;
            start.remote_port = e->peer->media_port;
            e->send({start});
        }
    }
    void hang_up(E e) {
        for (auto side : {e, e->peer}) {
            if (!side || side->call == 0)
                continue;
            const auto call = side->call;
            side->send({sccp::ConnectionStatisticsReq{"", call, {}}, sccp::CloseReceiveChannel{call, call, call, {}},
                        sccp::StopMediaTransmission{call, call, call, {}}, sccp::StopTone{1, call, {}},
                        sccp::SetRinger{sccp::RingMode::ring_off, {}, 1, call},
                        sccp::SetLamp{sccp::DeviceStimulus::line, 1, sccp::LampMode::off}, state(call, sccp::DCallState::on_hook),
                        select(0, 0, sccp::SoftKeySet::on_hook)});
            side->call = side->media_port = 0;
            const auto keep = side;
            side->peer.reset();
        }
    }

    boost::asio::ip::tcp::acceptor acceptor_;
    std::map<std::string, std::shared_ptr<Extension>> extensions_;
    std::vector<std::string> names_;
    std::uint32_t last_call_{16};
};

} // namespace phone
