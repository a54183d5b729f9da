// Whether an argument of a command makes sense at all: asked before anything is sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phone {

/// A whole number and nothing else.
std::optional<std::uint32_t> whole_number(std::string_view text);
/// Seconds, 0 to a day: `3`, `0.5`.
std::optional<double> seconds(const std::string& text);

/// Names are compared without punctuation, and tones without the word: `alerting` is alerting_tone.
bool same_name(std::string_view name, std::string_view wanted);

/// `kind`: what the help calls the argument (`SECONDS`, `STATE`). Returns what is wrong, or nothing.
std::optional<std::string> fault_of_argument(std::string_view kind, const std::string& text);
/// Of `line=` `call=` `within=` `force=`.
std::optional<std::string> fault_of_option(std::string_view name, const std::string& value);

} // namespace phone
