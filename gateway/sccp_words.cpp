// What of an SCCP message tells how a call went.
#include "gateway/sccp_words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "gateway/text.hpp"
#include "mapping/codecs.hpp"
#include "sccp/catalogue.hpp"
#include "sccp/frame.hpp"

namespace gateway {

namespace {

std::string at(const sccp::Address& address, std::uint32_t port) {
    return host_and_port(address.to_text(), static_cast<std::uint16_t>(port));
}

std::string codec(sccp::MediaPayloadType payload) {
    const std::string_view known = mapping::codec_name(payload);
    return known.empty() ? sccp::to_string(payload) : std::string(known);
}

std::string numbered(sccp::DeviceStimulus button, std::uint32_t instance) {
    return instance == 0 ? sccp::to_string(button) : fmt::format("{} {}", sccp::to_string(button), instance);
}

std::string key(sccp::KeyPadButton pressed) {
    constexpr std::string_view keys = "0123456789ABCD*#+"; // in the order of their numbers
    const auto number = static_cast<std::uint32_t>(pressed);
    return number < keys.size() ? std::string(1, keys[number]) : sccp::to_string(pressed);
}

struct Words {
    // from the phone
    std::string operator()(const sccp::SoftKeyEvent& m) const { return sccp::to_string(m.soft_key_event); }
    std::string operator()(const sccp::Stimulus& m) const { return numbered(m.stimulus, m.instance); }
    std::string operator()(const sccp::KeypadButton& m) const { return key(m.kp_button); }
    std::string operator()(const sccp::EnblocCall& m) const { return std::string(std::string_view(m.called_party)); }
    std::string operator()(const sccp::OpenReceiveChannelAck& m) const {
        return sccp::to_string(m.media_reception_status) + " " + at(m.ip_addr, m.port);
    }
    std::string operator()(const sccp::StartMediaTransmissionAck& m) const {
        return sccp::to_string(m.media_transmission_status) + " " + at(m.ip_addr, m.port);
    }
    std::string operator()(const sccp::MediaTransmissionFailure& m) const {
        return at(m.remote_ip_addr, m.remote_port);
    }
    std::string operator()(const sccp::PortRes& m) const { return at(m.ip_addr, m.port_number); }
    // to the phone
    std::string operator()(const sccp::CallState& m) const { return sccp::to_string(m.call_state); }
    std::string operator()(const sccp::StartTone& m) const { return sccp::to_string(m.tone); }
    std::string operator()(const sccp::SetLamp& m) const {
        return numbered(m.stimulus, m.stimulus_instance) + " " + sccp::to_string(m.lamp_mode);
    }
    std::string operator()(const sccp::SetRinger& m) const { return sccp::to_string(m.ring_mode); }
    std::string operator()(const sccp::SetSpeakerMode& m) const { return sccp::to_string(m.speaker_mode); }
    std::string operator()(const sccp::SelectSoftKeys& m) const { return sccp::to_string(m.soft_key_set_index); }
    std::string operator()(const sccp::OpenReceiveChannel& m) const { return codec(m.payload_capability); }
    std::string operator()(const sccp::StartMediaTransmission& m) const {
        return at(m.remote_ip_addr, m.remote_port) + " " + codec(m.payload_capability);
    }
    std::string operator()(const auto&) const { return {}; }
};

template <class... Message> constexpr auto ids_of() {
    return std::array<std::uint32_t, sizeof...(Message)>{Message::header.id...};
}

constexpr auto ids_from_phone =
    ids_of<sccp::KeypadButton, sccp::EnblocCall, sccp::Stimulus, sccp::OffHook, sccp::OnHook, sccp::HookFlash,
           sccp::OpenReceiveChannelAck, sccp::ConnectionStatisticsRes, sccp::OffHookWithCallingPartyNumber,
           sccp::SoftKeyEvent, sccp::MediaTransmissionFailure, sccp::PortRes, sccp::StartMediaTransmissionAck>();

constexpr auto ids_to_phone =
    ids_of<sccp::StartTone, sccp::StopTone, sccp::SetRinger, sccp::SetLamp, sccp::SetSpeakerMode, sccp::SetMicroMode,
           sccp::StartMediaTransmission, sccp::StopMediaTransmission, sccp::CallInfo, sccp::CallInfoV2,
           sccp::DisplayText, sccp::ClearDisplay, sccp::OpenReceiveChannel, sccp::CloseReceiveChannel,
           sccp::ConnectionStatisticsReq, sccp::SelectSoftKeys, sccp::CallState, sccp::DisplayPromptStatus,
           sccp::DisplayPromptStatusV2, sccp::ClearPromptStatus, sccp::DisplayNotify, sccp::DisplayNotifyV2,
           sccp::ClearNotify, sccp::DisplayPriNotify, sccp::DisplayPriNotifyV2, sccp::ClearPriNotify,
           sccp::ActivateCallPlane, sccp::DeactivateCallPlane, sccp::BackSpaceRes, sccp::DialedNumber, sccp::PortReq,
           sccp::PortClose>();

} // namespace

bool is_about_calls(std::span<const std::uint8_t> frame) {
    const auto cut = sccp::cut_frame(frame);
    const auto holds = [id = cut.frame.id](const auto& ids) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    return cut.outcome == sccp::CutOutcome::whole_frame && (holds(ids_from_phone) || holds(ids_to_phone));
}

std::string sccp_words(std::span<const std::uint8_t> frame, bool to_phone, unsigned version) {
    const auto cut = sccp::cut_frame(frame);
    if (cut.outcome != sccp::CutOutcome::whole_frame)
        return {};
    if (to_phone) {
        const auto message = sccp::decode_to_phone(cut.frame.id, version, cut.frame.body());
        return message ? std::visit(Words{}, *message) : std::string{};
    }
    const auto layout = sccp::effective_version(version, cut.frame.version);
    const auto message = sccp::decode_from_phone(cut.frame.id, layout, cut.frame.body());
    return message ? std::visit(Words{}, *message) : std::string{};
}

} // namespace gateway
