// What the models of phones can do: buttons, display, quirks. A table; an unknown model gets a template that suits
// most.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sccp/values.hpp"

namespace sccp {

/// What a button can be configured as.
enum class ButtonUse : std::uint8_t {
    any,          ///< line, speed dial, feature, service
    line,
    speed_dial,
    fixed,        ///< printed on the phone
    unused,
};

/// Buttons of one kind in a row.
struct ButtonGroup {
    ButtonUse use{};
    std::uint8_t count{1};
    ButtonType function{ButtonType::undefined};   ///< of a fixed button
    std::uint8_t instance{};                      ///< of a fixed button in the template; 0: counted within its function
};

struct Screen {
    std::uint16_t width{}, height{};   ///< pixels; 0: unknown or none
    std::uint8_t bits{};               ///< per pixel
};

struct PhoneModel {
    DeviceType type{};
    std::string_view name;                    ///< without the maker
    std::span<const ButtonGroup> buttons;     ///< in order of position
    Screen screen;
    std::uint8_t add_on_modules{};            ///< how many can be attached
    std::uint8_t max_protocol{};              ///< answer no more than this whatever the phone offers; 0: no such limit

    bool soft_keys{};
    bool newer{};                 ///< second generation: CallHistoryInfo, RemoteHold, mixes tones with an open channel
    bool spcp{};                  ///< Small Business line: asks for a token before each registration
    bool is_add_on{};             ///< a key module, not a phone
    bool is_gateway{};            ///< analog or ISDN ports; many registrations from one address
    bool label_limited{};         ///< shows the texts it knows by label, no free ones
    bool no_prompt_display{};
    bool hook_flash{};
    bool no_mwi_lamp{};
    bool no_speaker_answer{};     ///< cannot take a call without the handset
    bool single_stream{};         ///< one RTP stream only: close the old one before another is opened
    bool plain_labels{};          ///< shows some label codes raw: send English text
    bool tone_needs_closed_rx{};  ///< plays no tone while a receive channel is open
    bool stop_tx_closes_rx{};     ///< StopMediaTransmission also ends the receiving side
    bool blf_redraw{};            ///< redraws a busy lamp label only if its length changes
    bool no_conference_keys{};    ///< dislikes soft key set 7
    bool privacy_inverted{};      ///< reads the privacy of CallState the wrong way round
    bool dnd_reject_only{};       ///< do not disturb must be of the rejecting kind

    /// Positions of the button template.
    unsigned button_count() const;
};

/// The model of a device type; for a type that is not in the table the generic one, whose name is "unknown".
const PhoneModel& phone_model(std::uint32_t device_type);
inline const PhoneModel& phone_model(DeviceType type) { return phone_model(static_cast<std::uint32_t>(type)); }

/// By name as people write it: `7961`, `Cisco 7961G`, `spa303`. Null if there is none.
const PhoneModel* find_model(std::string_view name);

/// In the order of device types, without the generic one.
std::span<const PhoneModel> all_models();

} // namespace sccp
