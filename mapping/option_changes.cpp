// What a new configuration means for a phone that runs under the old one.
#include "mapping/option_changes.hpp"

#include <algorithm>
#include <tuple>

namespace mapping {

namespace {

auto identity_of(const LineOptions& line) {
    return std::tie(line.user, line.password, line.auth_user, line.domain, line.registrars, line.register_line,
                    line.reg_expires, line.display_name);
}

auto labels_of(const LineOptions& line) { return std::tie(line.label, line.max_calls, line.busy_trigger); }

auto look_of(const DeviceOptions& device) {
    return std::tie(device.description, device.model, device.max_protocol, device.date_format, device.codepage,
                    device.firmware, device.plain_labels, device.timezone);
}

bool same_button(const Button& one, const Button& other) {
    return std::tie(one.kind, one.target, one.label) == std::tie(other.kind, other.target, other.label);
}

} // namespace

OptionChange compare(const DeviceOptions& before, const DeviceOptions& after) {
    const auto differs = [&](auto what) {
        return !std::equal(before.lines.begin(), before.lines.end(), after.lines.begin(), after.lines.end(),
                           [&](const LineOptions& one, const LineOptions& other) { return what(one) == what(other); });
    };
    if (differs(identity_of)) return OptionChange::identity;
    const bool same_buttons = std::equal(before.buttons.begin(), before.buttons.end(), after.buttons.begin(),
                                         after.buttons.end(), same_button);
    if (!same_buttons || look_of(before) != look_of(after) || differs(labels_of)) return OptionChange::display;
    return OptionChange::nothing_visible;
}

} // namespace mapping
