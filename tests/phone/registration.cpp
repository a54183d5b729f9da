// Orders of registration by family.
#include "tests/phone/registration.hpp"

#include <algorithm>
#include <charconv>

namespace phone {
namespace {

using namespace sccp;
using Order = RegistrationOrder;

template <class Answer> constexpr std::uint32_t id = Answer::header.id;

/// The last twelve characters of SEP001120AABBCC as six octets; zeros when they are no hex digits.
std::array<std::uint8_t, 12> mac_of(const std::string& name) {
    std::array<std::uint8_t, 12> mac{};
    if (name.size() < 12)
        return mac;
    for (std::size_t octet = 0; octet < 6; ++octet) {
        const char* at = name.data() + name.size() - 12 + 2 * octet;
        std::from_chars(at, at + 2, mac[octet], 16);
    }
    return mac;
}

/// Milliseconds of audio in one packet, as phones put it into maxFramesPerPacket.
std::uint32_t longest_packet(MediaPayloadType payload) {
    switch (payload) {
    case MediaPayloadType::g711_alaw64k:
    case MediaPayloadType::g711_ulaw64k:
    case MediaPayloadType::g722_64k: return 40;
    default: return 60;
    }
}

UpTo<AudioCapability, 18> audio_capabilities(const Profile& profile) {
    UpTo<AudioCapability, 18> caps;
    for (const auto payload : profile.codecs)
        caps.push_back({payload, longest_packet(payload), {}});
    if (profile.has(PhoneFeatures::rfc2833))
        caps.push_back({MediaPayloadType::rfc2833_dyn_payload, 1, {}});
    return caps;
}

} // namespace

RegisterReq RegistrationSequence::register_request() const {
    RegisterReq request;
    request.device_name = profile_.name;
    request.instance = 1;
    request.station_ip_addr = address_.is_v6() ? Address{} : address_;
    request.device_type = static_cast<DeviceType>(profile_.model.device_type);
    request.max_streams = profile_.model.order == Order::analog ? 1 : 5;
    request.active_streams = profile_.active_streams;
    request.protocol_ver = static_cast<std::uint8_t>(profile_.version);
    request.phone_features = profile_.features;
    request.max_conferences = 1;
    request.mac_address = mac_of(profile_.name);
    request.max_number_of_lines = profile_.available_lines;
    if (address_.is_v6())
        request.station_ip_v6_addr = address_;
    request.firmware_load_name = profile_.firmware;
    return request;
}

FromPhone RegistrationSequence::capabilities() const {
    if (profile_.model.order == Order::second_series) {
        UpdateCapabilities update;
        update.audiocaps = audio_capabilities(profile_);
        return update;
    }
    CapabilitiesRes answer;
    answer.caps = audio_capabilities(profile_);
    return answer;
}

std::vector<FromPhone> RegistrationSequence::begin() {
    if (profile_.model.order == Order::small_business && !has_token_) {
        SPCPRegisterTokenReq request;
        request.device_name = profile_.name;
        request.instance = 1;
        request.station_ip_addr = address_;
        request.device_type = static_cast<DeviceType>(profile_.model.device_type);
        return {request};
    }
    Alarm alarm;
    alarm.alarm_severity = DeviceAlarmSeverity::informational;
    alarm.text = "25: Name=" + profile_.name + " Load=" + profile_.firmware + " Last=Initialized";
    std::vector<FromPhone> messages;
    if (profile_.model.order == Order::basic)
        messages.emplace_back(KeepAliveReq{});
    if (profile_.model.order == Order::first_series || profile_.model.order == Order::classic)
        messages.emplace_back(alarm);
    messages.emplace_back(register_request());
    if (profile_.model.order == Order::second_series)
        messages.emplace_back(alarm);
    if (profile_.model.order == Order::classic)
        messages.emplace_back(IpPort{16384});
    return messages;
}

void RegistrationSequence::plan() {
    const Order order = profile_.model.order;
    if (order == Order::analog)
        ask(VersionReq{}, id<VersionRes>);
    if (order == Order::first_series || order == Order::second_series)
        ask(HeadsetStatus{HeadsetMode::off}, 0);
    if (order == Order::second_series)
        ask(MediaPathCapability{MediaPathID::speaker, MediaPathCapabilities::enable}, 0);
    ask(ButtonTemplateReq{}, id<ButtonTemplateRes>);     // plan_buttons goes on from its answer
    if (profile_.quirks.coalesce) {
        ButtonTemplateRes guess;
        guess.definition.push_back({1, ButtonType::line});
        plan_buttons(guess);
    }
}

void RegistrationSequence::plan_buttons(const ButtonTemplateRes& buttons) {
    const Order order = profile_.model.order;
    if (profile_.model.soft_keys) {
        ask(SoftKeyTemplateReq{}, id<SoftKeyTemplateRes>);
        ask(SoftKeySetReq{}, id<SoftKeySetRes>);
    }
    if (order == Order::first_series)
        ask(ConfigStatReq{}, id<ConfigStatRes>);
    std::uint32_t lines = 0;
    for (const auto& button : buttons.definition)
        if (button.button_definition == ButtonType::line) {
            ask(LineStatReq{button.instance_number}, id<LineStatRes>);
            ask(ForwardStatReq{button.instance_number}, id<ForwardStatRes>);
            ++lines;
        }
    for (const auto& button : buttons.definition) {
        const std::uint32_t instance = button.instance_number;
        if (button.button_definition == ButtonType::speed_dial)
            ask(SpeedDialStatReq{instance}, id<SpeedDialStatRes>);
        else if (button.button_definition == ButtonType::service_url)
            ask(ServiceURLStatReq{instance}, id<ServiceURLStatRes>);
        else if (button.button_definition == ButtonType::busy_lamp_field_speeddial ||
                 button.button_definition == ButtonType::feature || button.button_definition == ButtonType::do_not_disturb)
            ask(FeatureStatReq{instance, 1}, id<FeatureStatRes>);
    }
    const RegisterAvailableLines available{profile_.available_lines != 0 ? profile_.available_lines : lines};
    if (order == Order::second_series) {
        ask(available, 0);
        ask(ServerReq{}, id<ServerRes>);
    }
    if (!profile_.quirks.no_time_date)
        ask(TimeDateReq{}, id<TimeDateRes>);
    if (order == Order::small_business)
        ask(available, 0);
    if (profile_.quirks.capabilities_late)
        ask(capabilities(), 0);
}

bool RegistrationSequence::answers(std::uint32_t message) const {
    if (message == awaited_)
        return true;
    // Each status message has a second form for newer phones.
    return (awaited_ == id<LineStatRes> && message == id<LineStatV2Res>) ||
           (awaited_ == id<SpeedDialStatRes> && message == id<SpeedDialStatV2Res>) ||
           (awaited_ == id<FeatureStatRes> && message == id<FeatureStatV2Res>) ||
           (awaited_ == id<ServiceURLStatRes> && message == id<ServiceURLStatV2Res>);
}

std::vector<FromPhone> RegistrationSequence::on(const ToPhone& message) {
    std::vector<FromPhone> replies;
    if (std::holds_alternative<SPCPRegisterTokenAck>(message) && !has_token_) {
        has_token_ = true;
        return begin();
    }
    if (std::holds_alternative<CapabilitiesReq>(message) && !profile_.quirks.capabilities_late)
        replies.push_back(capabilities());
    if (std::holds_alternative<RegisterAck>(message) && !acknowledged_) {
        acknowledged_ = true;
        plan();
    } else if (awaited_ != 0 && answers(id_of(message))) {
        awaited_ = 0;
        const auto* buttons = std::get_if<ButtonTemplateRes>(&message);
        if (buttons != nullptr && !profile_.quirks.coalesce)
            plan_buttons(*buttons);
    } else {
        return replies;
    }
    for (auto& question : advance())
        replies.push_back(std::move(question));
    return replies;
}

std::vector<FromPhone> RegistrationSequence::advance() {
    std::vector<FromPhone> questions;
    while (!steps_.empty() && (awaited_ == 0 || profile_.quirks.coalesce)) {
        questions.push_back(steps_.front().question);
        if (steps_.front().answer_id != 0)
            awaited_ = steps_.front().answer_id;
        steps_.pop_front();
    }
    return questions;
}

std::string RegistrationSequence::waiting_for() const {
    if (!acknowledged_)
        return profile_.model.order == Order::small_business && !has_token_ ? "SPCPRegisterTokenAck" : "RegisterAck";
    return awaited_ != 0 ? std::string(message_name(awaited_)) : "nothing";
}

} // namespace phone
