// What a phone shows while nobody calls.
#include "mapping/features/idle_display.hpp"

#include <algorithm>

namespace mapping {

namespace {

sccp::LampMode lamp_mode(MwiLamp lamp) {
    switch (lamp) {
    case MwiLamp::on: return sccp::LampMode::on;
    case MwiLamp::flash: return sccp::LampMode::flash;
    case MwiLamp::wink: return sccp::LampMode::wink;
    }
    return sccp::LampMode::on;
}

} // namespace

const std::string& line_label(const LineOptions& line) { return line.label.empty() ? line.name : line.label; }

IdleDisplay::IdleDisplay(const DeviceContext& device, PhoneView& view, WorldPort& world, Sources sources)
    : device_(device), view_(view), world_(world), sources_(std::move(sources)) {}

void IdleDisplay::forget() {
    prompt_.reset();
    registration_.reset();
    do_not_disturb_.reset();
    lamps_.clear();
    notified_ = false;
    view_.clear_priority_notify(Notice::registration);
    view_.clear_priority_notify(Notice::do_not_disturb);
}

void IdleDisplay::refresh() {
    refresh_message_lamps();
    refresh_notices();
    refresh_notify();
    refresh_prompt();
}

void IdleDisplay::show(bool switch_speaker_off) {
    show_keys();
    if (switch_speaker_off) view_.speaker(false);
    view_.time_date(world_.local_time(device_.options->timezone));
    show_prompt();
}

void IdleDisplay::show_prompt() {
    prompt_ = idle_prompt();
    view_.prompt(*prompt_, 0, 0);
}

void IdleDisplay::show_keys() {
    KeyConditions keys;
    keys.redial = sources_.can_redial();
    keys.transfer = device_.options->transfer;
    view_.idle_soft_keys(keys);
}

bool IdleDisplay::has_messages(const DeviceLine& line) const {
    return line.status.messages_waiting || line.status.new_messages > 0;
}

void IdleDisplay::refresh_message_lamps() {
    const bool is_dark = device_.options->mwi_off_in_call && sources_.has_calls();
    const auto is_lit = [&](const DeviceLine& line) { return has_messages(line) && !is_dark; };
    light(0, std::any_of(device_.lines.begin(), device_.lines.end(), is_lit));
    for (const auto& line : device_.lines) light(line.instance, is_lit(line));
}

void IdleDisplay::light(unsigned instance, bool on) {
    const auto mode = on ? lamp_mode(device_.options->mwi_lamp) : sccp::LampMode::off;
    const auto [shown, is_new] = lamps_.try_emplace(instance, mode);
    if (!is_new && shown->second == mode) return;
    shown->second = mode;
    view_.lamp(sccp::DeviceStimulus::voice_mail, instance, mode);
}

void IdleDisplay::refresh_notify() {
    const bool wanted =
        !sources_.has_calls() && std::any_of(device_.lines.begin(), device_.lines.end(),
                                             [this](const DeviceLine& line) { return has_messages(line); });
    if (notified_ == wanted) return;
    notified_ = wanted;
    if (wanted) view_.notify(Label::you_have_voice_mail);
    else view_.clear_notify();
}

Text IdleDisplay::idle_prompt() const {
    const auto forwards = sources_.forwards(1);
    if (!forwards.all.empty()) return Text(Label::forwarded_to) + Text(forwards.all);
    if (device_.dnd) return Label::do_not_disturb_is_active;
    for (const auto& line : device_.lines)
        if (has_messages(line)) return Label::you_have_voice_mail;
    return Label::your_current_options;
}

void IdleDisplay::refresh_prompt() {
    if (sources_.has_calls()) return;
    const auto wanted = idle_prompt();
    if (prompt_ == wanted) return;
    prompt_ = wanted;
    view_.prompt(wanted, 0, 0);
}

Text IdleDisplay::registration_notice() const {
    for (const auto wanted : {LineNotice::not_authorised, LineNotice::no_service})
        for (const auto& line : device_.lines)
            if (sources_.notice(line.instance) == wanted) {
                // Some displays show nothing but the texts that they know by label.
                if (device_.model->label_limited)
                    return wanted == LineNotice::no_service ? Label::temp_fail : Label::device_not_authorized;
                return Text(line_label(*line.options) +
                            (wanted == LineNotice::no_service ? ": no service" : ": not authorised"));
            }
    return {};
}

void IdleDisplay::refresh_notices() {
    const auto registration = registration_notice();
    if (registration_.value_or(Text{}) != registration) {
        registration_ = registration;
        if (registration.empty()) view_.clear_priority_notify(Notice::registration);
        else view_.priority_notify(Notice::registration, registration);
    }
    const Text do_not_disturb = device_.dnd ? Text(Label::do_not_disturb_is_active) : Text{};
    if (do_not_disturb_.value_or(Text{}) != do_not_disturb) {
        do_not_disturb_ = do_not_disturb;
        if (do_not_disturb.empty()) view_.clear_priority_notify(Notice::do_not_disturb);
        else view_.priority_notify(Notice::do_not_disturb, do_not_disturb);
    }
}

void IdleDisplay::show_message(std::string_view text, std::chrono::seconds duration) {
    view_.priority_notify(Notice::information, Text(text), duration);
}

} // namespace mapping
