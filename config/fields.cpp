// Checks that the kinds of values share.
#include "config/fields.hpp"

#include <algorithm>

#include "config/ini.hpp"

namespace config {

Parsed<std::chrono::milliseconds> parse_duration_in(const std::string& text, std::chrono::milliseconds least,
                                                    std::chrono::milliseconds most, std::chrono::milliseconds step,
                                                    bool or_zero) {
    auto value = parse_duration(text);
    if (!value || (or_zero && value->count() == 0))
        return value;
    if (*value < least || *value > most)
        return Wrong{text, " is out of range ", or_zero ? "0 or " : "", range_text(least, most)};
    if (value->count() % step.count() != 0)
        return Wrong{text, " is not a whole number of seconds"};
    return value;
}

Parsed<std::uint64_t> in_range(Parsed<std::uint64_t> number, std::uint64_t least, std::uint64_t most,
                               const std::string& form) {
    if (number && (*number < least || *number > most))
        return Wrong{std::to_string(*number), " is out of range ", form};
    return number;
}

Wrong none_of(std::string_view text, const std::vector<std::string>& words) {
    const bool is_word = text.find_first_of("0123456789") != 0; // the nearest number is a guess
    return {"\"", text, "\" is none of ", joined(words), is_word ? did_you_mean(text, words) : ""};
}

Value unbound(std::string form, std::function<std::string(Fields&, const std::string&)> set) {
    return {std::move(form), std::move(set), [](Fields&) { return true; }};
}

Value only(std::string_view value, std::vector<std::string> later) {
    return unbound(
        std::string(value),
        [standard = std::string(value), later = std::move(later)](Fields&, const std::string& text) -> std::string {
            if (text == standard) return "";
            if (std::find(later.begin(), later.end(), text) != later.end())
                return '"' + text + "\" is not available in this version, only " + standard;
            return '"' + text + "\" is not " + standard + did_you_mean(text, {standard});
        });
}

} // namespace config
