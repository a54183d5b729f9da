// What a phone's registration does, word by word.
#include "mapping/device_actions.hpp"

#include <chrono>
#include <utility>

#include "mapping/button_template.hpp"

namespace mapping {

namespace {

using std::chrono::seconds;

constexpr seconds configure_limit{10}, configure_quiet{2}, reset_guard{60};

/// What call agents put behind the version, as the phones expect it.
constexpr std::uint8_t ack_reserved = 0x20;
constexpr auto ack_features_old = static_cast<sccp::PhoneFeatures>(0xfef1),
               ack_features_from_11 = static_cast<sccp::PhoneFeatures>(0xfff1);

} // namespace

DeviceActions::DeviceActions(Device::Parts parts) : parts_(parts), timers_(parts.ports.timers, 0) {}

void DeviceActions::send_register_ack() {
    auto& context = parts_.context;
    has_template_ = is_configured_ = resume_wanted_ = keeps_registration_ = false;
    context.no_port_request = false;
    parts_.view.reset();
    parts_.idle.forget();

    sccp::RegisterAck ack;
    ack.keep_alive_interval = static_cast<std::uint32_t>(context.station->keepalive.count());
    ack.date_template = context.options->date_format;
    ack.secondary_keep_alive_interval = static_cast<std::uint32_t>(context.station->secondary_keepalive.count());
    ack.max_protocol_ver = static_cast<std::uint8_t>(context.protocol);
    ack.protocol_reserved = ack_reserved;
    ack.phone_features = context.protocol >= 11 ? ack_features_from_11 : ack_features_old;
    parts_.ports.phone.send(ack);

    timers_.cancel(TimerKind::configure_quiet);
    timers_.arm(TimerKind::configure, configure_limit);
    for (const auto number : buttons_without_place(context))
        parts_.ports.world.log(WorldPort::Level::warning, 0,
                               "button." + std::to_string(number) + " has no place on this model");
}

void DeviceActions::send_capabilities_req() { parts_.ports.phone.send(sccp::CapabilitiesReq{}); }

void DeviceActions::answer_config() {
    parts_.answers.answer(*request_);
    if (!parts_.context.ready) note_progress(*request_);
}

void DeviceActions::note_progress(const sccp::FromPhone& request) {
    has_template_ = has_template_ || std::holds_alternative<sccp::ButtonTemplateReq>(request);
    if (!has_template_) return;
    const bool is_last = std::holds_alternative<sccp::TimeDateReq>(request) ||
                         std::holds_alternative<sccp::RegisterAvailableLines>(request);
    if (is_last) is_configured_ = true;
    else timers_.arm(TimerKind::configure_quiet, configure_quiet);
}

void DeviceActions::start_lines() {
    if (parts_.context.draining) return;
    for (auto& line : parts_.lines) line->start();
}

void DeviceActions::stop_lines() {
    if (keeps_registration_) return;
    for (auto& line : parts_.lines) line->stop();
}

void DeviceActions::push_feature_state() {
    const auto& context = parts_.context;
    parts_.idle.refresh_message_lamps();
    for (const auto& line : context.lines) parts_.answers.send_forwards(line.instance);
    const auto first = speed_dial_count(*context.options) + 1;
    for (unsigned instance = first; feature_button(*context.options, instance); ++instance)
        parts_.answers.send_feature(instance);
    parts_.idle.show_keys();
    parts_.idle.refresh();
}

void DeviceActions::finish_ready() {
    if (!std::exchange(resume_wanted_, false)) return;
    const bool is_same_address = address_of_calls_.empty() || address_of_calls_ == parts_.context.peer_address;
    address_of_calls_.clear();
    parts_.calls.on_back(is_same_address);
}

void DeviceActions::notify_legs_lost() {
    if (address_of_calls_.empty()) address_of_calls_ = bound_address_;
    parts_.calls.on_lost();
}

void DeviceActions::drop_legs() { parts_.calls.drop_all(); }

void DeviceActions::send_unregister_ack() {
    parts_.ports.phone.send(sccp::UnregisterAck{sccp::DeviceUnregisterStatus::ok});
}

void DeviceActions::send_unregister_nak() {
    parts_.ports.phone.send(sccp::UnregisterAck{sccp::DeviceUnregisterStatus::nak});
}

void DeviceActions::note_reason(sccp::UnRegReasonCode reason) {
    keeps_registration_ =
        reason == sccp::UnRegReasonCode::power_save_mode && parts_.context.options->keep_registered_on_powersave;
}

void DeviceActions::arm_grace() { timers_.arm(TimerKind::grace, parts_.context.station->reconnect_grace); }

void DeviceActions::send_reset() {
    // A forced one does not wait for calls: the far ends shall not wait for them either.
    if (!parts_.calls.empty()) parts_.calls.drain();
    parts_.ports.phone.send(sccp::Reset{static_cast<sccp::DeviceResetType>(queued_reset_->type)});
}

void DeviceActions::arm_reset_guard() { timers_.arm(TimerKind::reset_guard, reset_guard); }

void DeviceActions::on_state(std::string_view name) {
    auto& context = parts_.context;
    context.ready = name == "Ready";
    context.in_grace = name == "Lost";
    if (name != "Configuring") {
        timers_.cancel(TimerKind::configure);
        timers_.cancel(TimerKind::configure_quiet);
    }
    if (name != "Lost") timers_.cancel(TimerKind::grace);
    if (name != "Resetting") timers_.cancel(TimerKind::reset_guard);
    if (name == "Ready") bound_address_ = context.peer_address;
    if (name == "Down" || name == "Resetting") queued_reset_.reset();
    parts_.ports.world.state_changed("phone", 0, name, {});
}

} // namespace mapping
