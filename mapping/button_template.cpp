// Buttons of the configuration on the positions of a model.
#include "mapping/button_template.hpp"

#include <algorithm>
#include <map>

namespace mapping {

namespace {

constexpr std::size_t most_positions = 56, positions_in_message = 42;

struct Feature {
    std::string_view name;
    sccp::ButtonType type;
    std::string_view label;
};

constexpr Feature features[] = {
    {"dnd", sccp::ButtonType::do_not_disturb, "Do Not Disturb"},
    {"cfwdall", sccp::ButtonType::forward_all, "Forward All"},
    {"cfwdbusy", sccp::ButtonType::forward_busy, "Forward Busy"},
    {"cfwdnoanswer", sccp::ButtonType::forward_no_answer, "Forward No Answer"},
    {"privacy", sccp::ButtonType::feature, "Private"},
    {"hlog", sccp::ButtonType::h_log, "HLog"},
    {"pickup", sccp::ButtonType::call_pickup, "PickUp"},
    {"gpickup", sccp::ButtonType::group_call_pickup, "Group PickUp"},
    {"park", sccp::ButtonType::call_park, "Park"},
    {"mcid", sccp::ButtonType::malicious_call, "MCID"},
    {"qrt", sccp::ButtonType::qrt, "QRT"},
    {"cbarge", sccp::ButtonType::feature, "cBarge"},
    {"rmlstc", sccp::ButtonType::remove_last_participant, "Remove Last"},
};

const Feature* find_feature(std::string_view name) {
    const auto found =
        std::find_if(std::begin(features), std::end(features), [name](const Feature& one) { return one.name == name; });
    return found == std::end(features) ? nullptr : found;
}

bool is_speed_dial(const Button& button) {
    return button.kind == Button::Kind::speed_dial || button.kind == Button::Kind::blf;
}
bool is_feature(const Button& button) { return button.kind == Button::Kind::feature; }
bool is_service(const Button& button) { return button.kind == Button::Kind::service; }

const Button* nth(const DeviceOptions& device, bool (*is_kind)(const Button&), unsigned n) {
    for (const auto& button : device.buttons)
        if (is_kind(button) && n-- == 1) return &button;
    return nullptr;
}

struct Position {
    sccp::ButtonUse use{};
    PlacedButton placed;
    bool is_free() const { return placed.type == sccp::ButtonType::undefined && use != sccp::ButtonUse::unused; }
    bool takes(const Button& button) const {
        if (!is_free()) return false;
        if (use == sccp::ButtonUse::any) return true;
        return use == sccp::ButtonUse::line ? button.kind == Button::Kind::line : is_speed_dial(button);
    }
};

std::vector<Position> positions_of(const DeviceContext& device) {
    std::vector<Position> positions;
    std::map<sccp::ButtonType, unsigned> printed;
    for (const auto& group : device.model->buttons)
        for (unsigned i = 0; i < group.count && positions.size() < most_positions; ++i) {
            Position position{group.use, {}};
            if (group.use == sccp::ButtonUse::fixed)
                position.placed = {group.function, group.instance != 0 ? group.instance : ++printed[group.function], 0};
            positions.push_back(position);
        }
    return positions;
}

/// Index of the position that `button.N` means; grows the phone by the keys of its modules.
std::optional<std::size_t> position_of(unsigned number, std::vector<Position>& positions,
                                       const sccp::PhoneModel& model) {
    unsigned programmable = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const bool can_be_set =
            positions[i].use != sccp::ButtonUse::fixed && positions[i].use != sccp::ButtonUse::unused;
        if (can_be_set && ++programmable == number) return i;
    }
    const std::size_t size = positions.size() + (number - programmable);
    if (model.add_on_modules == 0 || size > most_positions) return {};
    positions.resize(size, {sccp::ButtonUse::any, {}});
    return size - 1;
}

struct Layout {
    std::vector<Position> positions;
    std::vector<unsigned> homeless;
};

PlacedButton placed(const DeviceContext& device, const Button& button, unsigned number,
                    std::map<Button::Kind, unsigned>& counters) {
    switch (button.kind) {
    case Button::Kind::line: return {sccp::ButtonType::line, ++counters[Button::Kind::line], number};
    case Button::Kind::speed_dial: return {sccp::ButtonType::speed_dial, ++counters[Button::Kind::speed_dial], number};
    case Button::Kind::blf: return {busy_lamp_type(device), ++counters[Button::Kind::speed_dial], number};
    case Button::Kind::service: return {sccp::ButtonType::service_url, ++counters[Button::Kind::service], number};
    case Button::Kind::feature:
        return {feature_type(button.target), speed_dial_count(*device.options) + ++counters[Button::Kind::feature],
                number};
    case Button::Kind::empty: break;
    }
    return {};
}

Layout lay_out(const DeviceContext& device) {
    Layout layout{positions_of(device), {}};
    std::map<Button::Kind, unsigned> counters;
    std::vector<std::pair<PlacedButton, const Button*>> moved;
    unsigned number = 0;
    for (const auto& button : device.options->buttons) {
        ++number;
        if (button.kind == Button::Kind::empty) continue;
        const auto wanted = placed(device, button, number, counters);
        const auto index = position_of(number, layout.positions, *device.model);
        if (index && layout.positions[*index].takes(button)) layout.positions[*index].placed = wanted;
        else moved.emplace_back(wanted, &button);
    }
    for (const auto& [wanted, button] : moved) {
        const auto free = std::find_if(layout.positions.begin(), layout.positions.end(),
                                       [&, what = button](const Position& position) { return position.takes(*what); });
        if (free != layout.positions.end()) free->placed = wanted;
        else layout.homeless.push_back(wanted.number);
    }
    return layout;
}

} // namespace

sccp::ButtonType feature_type(std::string_view name) {
    const auto* feature = find_feature(name);
    return feature ? feature->type : sccp::ButtonType::feature;
}

std::string_view feature_label(std::string_view name) {
    const auto* feature = find_feature(name);
    return feature ? feature->label : name;
}

sccp::ButtonType busy_lamp_type(const DeviceContext& device) {
    return device.protocol >= 15 ? sccp::ButtonType::busy_lamp_field_speeddial : sccp::ButtonType::speed_dial;
}

unsigned speed_dial_count(const DeviceOptions& device) {
    return static_cast<unsigned>(std::count_if(device.buttons.begin(), device.buttons.end(), is_speed_dial));
}

const Button* speed_dial_button(const DeviceOptions& device, unsigned instance) {
    return nth(device, is_speed_dial, instance);
}

const Button* feature_button(const DeviceOptions& device, unsigned instance) {
    const auto before = speed_dial_count(device);
    return instance > before ? nth(device, is_feature, instance - before) : nullptr;
}

const Button* service_button(const DeviceOptions& device, unsigned instance) {
    return nth(device, is_service, instance);
}

std::vector<unsigned> feature_instances(const DeviceOptions& device, std::string_view name) {
    std::vector<unsigned> found;
    unsigned instance = speed_dial_count(device);
    for (const auto& button : device.buttons) {
        if (!is_feature(button)) continue;
        ++instance;
        if (button.target == name) found.push_back(instance);
    }
    return found;
}

std::vector<PlacedButton> placed_buttons(const DeviceContext& device) {
    std::vector<PlacedButton> buttons;
    for (const auto& position : lay_out(device).positions) buttons.push_back(position.placed);
    return buttons;
}

std::vector<unsigned> buttons_without_place(const DeviceContext& device) { return lay_out(device).homeless; }

std::vector<sccp::ButtonTemplateRes> button_template(const DeviceContext& device) {
    const auto buttons = placed_buttons(device);
    std::vector<sccp::ButtonTemplateRes> messages;
    for (std::size_t offset = 0; offset == 0 || offset < buttons.size(); offset += positions_in_message) {
        auto& message = messages.emplace_back();
        message.button_offset = static_cast<std::uint32_t>(offset);
        message.total_button_count = static_cast<std::uint32_t>(buttons.size());
        for (std::size_t i = offset; i < std::min(buttons.size(), offset + positions_in_message); ++i)
            message.definition.push_back({static_cast<std::uint8_t>(buttons[i].instance), buttons[i].type});
    }
    return messages;
}

std::optional<unsigned> line_at(const DeviceContext& device, unsigned position) {
    const auto buttons = placed_buttons(device);
    if (position < 1 || position > buttons.size() || buttons[position - 1].type != sccp::ButtonType::line) return {};
    return buttons[position - 1].instance;
}

} // namespace mapping
