// What an idle phone shows: its lamps, the prompt and the notices on its display.
#pragma once

#include <string>
#include <variant>

#include "tests/support/configured_phone.hpp"

namespace tests {

inline sccp::LampMode lamp(const ConfiguredPhone& phone, sccp::DeviceStimulus stimulus, unsigned instance) {
    const auto found = phone.wire.lamps.find({stimulus, instance});
    return found == phone.wire.lamps.end() ? sccp::LampMode::off : found->second;
}

inline sccp::LampMode message_lamp(const ConfiguredPhone& phone, unsigned line) {
    return lamp(phone, sccp::DeviceStimulus::voice_mail, line);
}

/// What stands on the display of the idle phone, in English.
inline std::string idle_prompt(const ConfiguredPhone& phone) {
    for (auto message = phone.wire.sent.rbegin(); message != phone.wire.sent.rend(); ++message) {
        const auto* packed = std::get_if<sccp::DisplayPromptStatusV2>(&*message);
        if (packed && packed->line_instance == 0) return readable(packed->text.str());
        const auto* fixed = std::get_if<sccp::DisplayPromptStatus>(&*message);
        if (fixed && fixed->line_instance == 0) return readable(fixed->prompt_status.str());
    }
    return {};
}

inline std::string notice(const ConfiguredPhone& phone, unsigned priority) {
    std::string text;
    for (const auto& message : phone.wire.sent) {
        if (const auto* shown = std::get_if<sccp::DisplayPriNotifyV2>(&message); shown && shown->priority == priority)
            text = readable(shown->text.str());
        if (const auto* cleared = std::get_if<sccp::ClearPriNotify>(&message); cleared && cleared->priority == priority) text.clear();
    }
    return text;
}

} // namespace tests
