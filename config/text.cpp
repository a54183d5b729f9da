// Text: UTF-8, lists, and which known name was meant.
#include "config/text.hpp"

#include <algorithm>
#include <numeric>

#include "config/ini.hpp"

namespace config {
namespace {

/// Octets that follow the first one of a sequence; -1: it cannot be a first one.
int followers(unsigned first) {
    if (first < 0x80)
        return first >= 0x20 && first != 0x7F ? 0 : first == '\t' ? 0 : -1;
    if (first >= 0xC2 && first <= 0xDF)
        return 1;
    if (first >= 0xE0 && first <= 0xEF)
        return 2;
    return first >= 0xF0 && first <= 0xF4 ? 3 : -1;
}

/// Overlong forms, surrogates, above U+10FFFF and C1 controls show in the second octet.
bool is_second_in_range(unsigned first, unsigned second) {
    switch (first) {
    case 0xC2:
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second <= 0x9F;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second <= 0x8F;
    default:
        return true;
    }
}

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

/// Insertions, deletions and replacements that make `a` of `b` (Levenshtein); case is no difference.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

bool is_clean_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned first = static_cast<unsigned char>(text[i]);
        const int count = followers(first);
        if (count < 0 || i + static_cast<std::size_t>(count) >= text.size())
            return false;
        for (int n = 0; n < count; ++n) {
            const unsigned next = static_cast<unsigned char>(text[++i]);
            if ((next & 0xC0U) != 0x80 || (n == 0 && !is_second_in_range(first, next)))
                return false;
        }
    }
    return true;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    if (trimmed(text).empty())
        return items;
    for (;;) {
        const auto comma = text.find(',');
        items.emplace_back(trimmed(text.substr(0, comma)));
        if (comma == text.npos)
            return items;
        text.remove_prefix(comma + 1);
    }
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
    std::string out;
    for (const auto& item : items) {
        if (!out.empty())
            out += separator;
        out += item;
    }
    return out;
}

std::string nearest(std::string_view word, const std::vector<std::string>& names) {
    std::string best;
    auto least = std::max<std::size_t>(2, word.size() / 3) + 1; // further away it is a guess
    if (word.size() > 64)
        return best;
    for (const auto& name : names) {
        const auto steps = distance(word, name);
        if (steps < least && steps < name.size()) {
            least = steps;
            best = name;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
    const auto name = nearest(word, names);
    return name.empty() ? "" : "; did you mean " + name + "?";
}

} // namespace config
