// Which button of a phone does what: the buttons of the configuration on the positions that the model has
// (interfaces.md, callflows 1.1).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "mapping/device_context.hpp"
#include "sccp/messages/buttons.hpp"
#include "sccp/values.hpp"

namespace mapping {

/// One position of a phone, its modules included.
struct PlacedButton {
    sccp::ButtonType type{sccp::ButtonType::undefined};
    unsigned instance{};        ///< counts within its kind, from 1; 0: unused
    unsigned number{};          ///< N of `button.N`; 0: printed on the phone, or unused
};

/// `button.N` counts the positions that can be configured, not the keys printed on the phone. A button that its
/// position cannot be goes to the first free one that can; buttons behind the phone's own are those of its modules.
std::vector<PlacedButton> placed_buttons(const DeviceContext& device);
/// N of the buttons that found no place on this model.
std::vector<unsigned> buttons_without_place(const DeviceContext& device);
/// As sent: 42 positions in a message, 56 in all.
std::vector<sccp::ButtonTemplateRes> button_template(const DeviceContext& device);

/// Instances as the template has them. Speed dials and busy lamps are counted together, and features go on counting
/// behind them, so that a FeatureStatReq, which both kinds send, names one button.
const Button* speed_dial_button(const DeviceOptions& device, unsigned instance);
const Button* feature_button(const DeviceOptions& device, unsigned instance);
const Button* service_button(const DeviceOptions& device, unsigned instance);
unsigned speed_dial_count(const DeviceOptions& device);
/// Instances of the feature buttons that have this name.
std::vector<unsigned> feature_instances(const DeviceOptions& device, std::string_view name);

/// What a `feature NAME` button is on the wire.
sccp::ButtonType feature_type(std::string_view name);
/// Its text when the configuration gives none.
std::string_view feature_label(std::string_view name);
/// Type of a speed dial that shows a busy lamp: phones below protocol 15 have no button for it.
sccp::ButtonType busy_lamp_type(const DeviceContext& device);

/// Phones below protocol 15 may name a line by the position of its button (callflows 0.4).
std::optional<unsigned> line_at(const DeviceContext& device, unsigned position);

} // namespace mapping
