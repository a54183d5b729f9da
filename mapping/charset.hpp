// Character sets of phone displays. UTF-8 is what the house uses inside; a phone gets what its font and features allow
// (callflows 3.6).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mapping {

enum class Charset : std::uint8_t {
    utf8, iso_8859_1, iso_8859_2, iso_8859_5, iso_8859_7, iso_8859_9, iso_8859_15,
};

/// By its name in `codepage=`, without case and with or without hyphens: `ISO8859-1`, `iso-8859-15`, `utf-8`.
std::optional<Charset> charset_named(std::string_view name);

/// The next character of UTF-8 text; an octet that is no UTF-8 is taken for ISO 8859-1, as some PBXs send names.
struct CodePoint {
    char32_t value{};
    std::size_t octets{1};   ///< consumed from the input
};
CodePoint next_code_point(std::string_view utf8);

/// One character; `?` if the set has none. Control characters give an empty string, so 0x80 and 0x1E never come from a
/// user's text.
std::string encode(char32_t character, Charset charset);
std::string encode(std::string_view utf8, Charset charset);

/// Not longer than `limit` octets, cut between characters.
std::string cut(std::string_view encoded, Charset charset, std::size_t limit);

} // namespace mapping
