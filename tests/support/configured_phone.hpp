// A phone of the configuration with everything around it: what it is sent is recorded, its PBX and its registrar are
// values.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mapping/phone.hpp"
#include "sccp/catalogue.hpp"
#include "sccp/phone_models.hpp"
#include "tests/support/fake_pbx.hpp"
#include "tests/support/fake_phone.hpp"
#include "tests/support/fake_ports.hpp"

namespace tests {

/// Two lines and a button of each kind, as one would configure a 7960.
inline mapping::DeviceOptions reception() {
    using Kind = mapping::Button::Kind;
    mapping::DeviceOptions options;
    options.name = "SEP001120AABBCC";
    options.description = "Reception";
    options.buttons = {{Kind::line, "1001", ""},       {Kind::line, "1110", "Shared line"},  {Kind::speed_dial, "1005", "Call Eve"},
                       {Kind::blf, "1002", "Bob"},     {Kind::service, "http://192.0.2.20/menu.xml", "Menu"},
                       {Kind::feature, "dnd", ""}};
    for (const std::string name : {"1001", "1110"}) {
        mapping::LineOptions line;
        line.name = line.user = name;
        line.display_name = name == "1001" ? "Alice" : "Everybody";
        line.label = name == "1001" ? "" : "Shared line";
        line.registrars = {{"pbx1.example", 5060, {}}};
        line.domain = "example.com";
        options.lines.push_back(line);
    }
    return options;
}

class ConfiguredPhone {
  public:
    /// The phone with its connections.
    struct Wire : FakePhone {
        int closed{}, previous_closed{};
        std::function<void(const sccp::ToPhone&)> when_sent;
        void send(const sccp::ToPhone& message) override {
            FakePhone::send(message);
            if (when_sent) when_sent(message);
        }
        void close_after_flush() override { ++closed; }
        void close_previous() override { ++previous_closed; }
        template <class Message> bool got() const { return count<Message>() > 0; }
    };

    static constexpr mapping::LineId first_line = 101;

    mapping::DeviceOptions options;
    mapping::CallOptions call_options;
    mapping::StationOptions station;
    Wire wire;
    FakePbx pbx;
    FakeRegistrar registrar;
    FakeTimers timers;
    FakeWorld world;
    std::unique_ptr<mapping::Phone> phone;
    sccp::RegisterReq registration;
    std::string address{"192.0.2.7"};

    explicit ConfiguredPhone(mapping::DeviceOptions configured = reception(), std::map<std::string, std::string> memory = {})
        : options(std::move(configured)) {
        world.memory = std::move(memory);
        registration.device_name = options.name;
        registration.device_type = sccp::DeviceType::cisco_7960;
        registration.protocol_ver = 11;
        registration.phone_features = static_cast<sccp::PhoneFeatures>(0x8560);
        timers.fire = [this](mapping::TimerId id) { phone->on_timer(id); };
        wire.says = [this](const sccp::FromPhone& message) { phone->on(message); };
        start();
    }

    /// As after a start of the process: what was remembered is all that is left.
    void start() {
        std::vector<mapping::LineId> ids;
        for (std::size_t i = 0; i < options.lines.size(); ++i) ids.push_back(first_line + static_cast<mapping::LineId>(i));
        phone = std::make_unique<mapping::Phone>(shared_options(), ids, mapping::Ports{wire, pbx, registrar, timers, world});
        pbx.deliver = [this](mapping::LineId line, mapping::LegId leg, const sip::CallEvent& event) { phone->on_call(line, leg, event); };
    }

    /// As they are now.
    mapping::PhoneOptions shared_options() const {
        return {std::make_shared<const mapping::DeviceOptions>(options), std::make_shared<const mapping::CallOptions>(call_options),
                std::make_shared<const mapping::StationOptions>(station)};
    }

    /// What it is.
    ConfiguredPhone& is_a(sccp::DeviceType type, unsigned protocol, std::uint16_t features = 0x8570) {
        registration.device_type = type;
        registration.protocol_ver = static_cast<std::uint8_t>(protocol);
        registration.phone_features = static_cast<sccp::PhoneFeatures>(features);
        return *this;
    }

    void registers(bool taken_over = false) { phone->on_register(registration, address, "192.0.2.1", taken_over); }

    /// The messages that this one brings.
    template <class Message> std::vector<sccp::ToPhone> says(const Message& message) {
        const auto before = wire.sent.size();
        phone->on(sccp::FromPhone{message});
        return {wire.sent.begin() + static_cast<std::ptrdiff_t>(before), wire.sent.end()};
    }

    void gets_ready(bool taken_over = false) {
        registers(taken_over);
        sccp::CapabilitiesRes can;
        for (const auto payload : {sccp::MediaPayloadType::g711_alaw64k, sccp::MediaPayloadType::g711_ulaw64k})
            can.caps.push_back({payload, 40, {}});
        says(can);
        says(sccp::ButtonTemplateReq{});
        says(sccp::TimeDateReq{});
    }

    /// All its lines are registered at the PBX.
    void is_in_service() {
        gets_ready();
        for (std::size_t i = 0; i < options.lines.size(); ++i) line_hears(i + 1, sip::RegisterOk{std::chrono::seconds{300}, {}, {}});
    }

    void line_hears(std::size_t instance, const sip::LineEvent& event) {
        phone->on_line(first_line + static_cast<mapping::LineId>(instance) - 1, event);
    }

    /// A call from Bob that rings.
    LegId is_called(unsigned line = 1) {
        return pbx.calls(world.next_call_reference(), "\"Bob\" <sip:202@example.com>;tag=b", far_sdp(), first_line + line - 1);
    }
    /// ... and is answered with the handset.
    LegId talks() {
        const auto call = is_called();
        wire.lifts_handset(1, call);
        wire.opens_receive();
        pbx.acknowledges();
        return call;
    }
    std::string call_state(LegId id) const {
        for (const auto& call : phone->snapshot().calls)
            if (call.id == id) return call.state;
        return {};
    }
    void wait(milliseconds time) { timers.advance(time); }

    std::string state() const { return std::string{phone->state()}; }
    std::string line_state(std::size_t instance) const { return phone->snapshot().lines.at(instance - 1).state; }
};

/// The answer if it is the only one and of this kind.
template <class Message> const Message* only(const std::vector<sccp::ToPhone>& messages) {
    return messages.size() == 1 ? std::get_if<Message>(&messages.front()) : nullptr;
}

template <class Message> std::vector<Message> all_of(const std::vector<sccp::ToPhone>& messages) {
    std::vector<Message> found;
    for (const auto& message : messages)
        if (const auto* one = std::get_if<Message>(&message)) found.push_back(*one);
    return found;
}

inline std::vector<std::string> names(const std::vector<sccp::ToPhone>& messages) {
    std::vector<std::string> found;
    for (const auto& message : messages) found.emplace_back(sccp::name_of(message));
    return found;
}

} // namespace tests
