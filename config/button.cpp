// The value of `button.N`: kind, what it points to, label.
#include <algorithm>
#include <array>

#include "config/ini.hpp"
#include "config/text.hpp"
#include "config/values.hpp"

namespace config {
namespace {

using Kind = mapping::Button::Kind;

struct KindRow {
    std::string_view word;
    Kind kind;
    std::string_view target; ///< what follows the word
};
constexpr std::array<KindRow, 6> kinds{{{"line", Kind::line, "the name of a [line]"},
                                        {"speeddial", Kind::speed_dial, "a number"},
                                        {"blf", Kind::blf, "a number"},
                                        {"service", Kind::service, "a URL"},
                                        {"feature", Kind::feature, "the name of a feature"},
                                        {"empty", Kind::empty, ""}}};

constexpr std::size_t longest_url = 255; // ServiceURLStatRes (SCCP 0x012F), with a NUL behind it

/// Cuts `"label"` off the end of `text`.
Parsed<std::string> take_label(std::string_view& text) {
    const auto open = text.find('"');
    if (open == text.npos)
        return std::string();
    const auto close = text.find('"', open + 1);
    if (close == text.npos)
        return Wrong{"the label has no closing quote"};
    if (close + 1 != text.size())
        return Wrong{"something stands behind the label"};
    std::string label(text.substr(open + 1, close - open - 1));
    text = trimmed(text.substr(0, open));
    return label;
}

std::string fault_of_length(std::string_view text, std::string_view kind, std::size_t most_octets) {
    const auto told = parse_told(text, kind, most_octets);
    return told ? "" : told.error().what;
}

std::string what_is_wrong(const mapping::Button& button) {
    if (button.kind == Kind::feature) {
        const auto& names = feature_names();
        if (std::find(names.begin(), names.end(), button.target) == names.end())
            return "there is no feature " + button.target + did_you_mean(button.target, names);
    }
    if (button.kind == Kind::speed_dial || button.kind == Kind::blf)
        return fault_of_length(button.target, "a number", longest_told_number);
    if (button.kind != Kind::service)
        return "";
    if (!button.target.starts_with("http://") && !button.target.starts_with("https://"))
        return "the URL of a service starts with http://";
    return fault_of_length(button.target, "a URL", longest_url);
}

} // namespace

const std::vector<std::string>& feature_names() {
    static const std::vector<std::string> names{"dnd",  "cfwdall", "cfwdbusy", "cfwdnoanswer", "privacy",
                                                "hlog", "pickup",  "gpickup",  "park",         "mcid",
                                                "qrt",  "cbarge",  "rmlstc"};
    return names;
}

Parsed<mapping::Button> parse_button(std::string_view text) {
    const auto label = take_label(text);
    if (!label)
        return label.error();
    const auto blank = std::min(text.find_first_of(" \t"), text.size());
    const auto word = text.substr(0, blank), target = trimmed(text.substr(blank));
    const auto* row = std::find_if(kinds.begin(), kinds.end(), [&](const KindRow& k) { return k.word == word; });
    if (row == kinds.end()) {
        std::vector<std::string> words;
        words.reserve(kinds.size());
        for (const auto& kind : kinds)
            words.emplace_back(kind.word);
        return Wrong{"\"", word, "\" is none of ", joined(words), did_you_mean(word, words)};
    }
    const bool needs_target = !row->target.empty();
    if (needs_target == target.empty())
        return needs_target ? Wrong{word, " needs ", row->target} : Wrong{word, " stands alone"};
    if (target.find_first_of(" \t") != target.npos)
        return Wrong{"after \"", target.substr(0, target.find_first_of(" \t")), "\" only a label in quotes may stand"};
    mapping::Button button{row->kind, std::string(target), *label};
    if (auto what = what_is_wrong(button); !what.empty())
        return Wrong{what};
    return button;
}

} // namespace config
