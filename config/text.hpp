// Small things about text that reader and value parsers share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace config {

inline std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// ASCII letters only.
std::string lower(std::string_view text);

/// Valid UTF-8 (RFC 3629) without control characters but the tab.
bool is_clean_utf8(std::string_view text);

/// Some editors begin a file with it.
inline std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

/// At commas, without blanks around the items; an empty text has no items, `a,,b` has an empty one.
std::vector<std::string> split_list(std::string_view text);

/// `a, b, c`
std::string joined(const std::vector<std::string>& items, std::string_view separator = ", ");

} // namespace config
