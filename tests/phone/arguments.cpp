// One row for each kind of argument that the tables of commands name.
#include "tests/phone/arguments.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sccp/values.hpp"
#include "tests/phone/codecs.hpp"
#include "tests/phone/labels.hpp"
#include "tests/phone/tone.hpp"

namespace phone {
namespace {

constexpr double day = 86'400;
constexpr std::uint32_t most_buttons = 96;      // of a phone with the largest add-on modules
// above it no enumeration of the protocol has names that a person would ask for
constexpr std::uint32_t most_names = 256;

template <class E> bool is_named(const std::string& text) {
    for (std::uint32_t value = 0; value < most_names; ++value)
        if (const auto name = sccp::name(static_cast<E>(value)); !name.empty() && same_name(name, text))
            return true;
    return false;
}

bool is_whole(const std::string& text) { return whole_number(text).has_value(); }
bool is_seconds(const std::string& text) { return seconds(text).has_value(); }
bool is_button(const std::string& text) {
    const auto number = whole_number(text);
    return number && *number >= 1 && *number <= most_buttons;
}
bool is_dialable(const std::string& text) { return text.find_first_not_of("0123456789*#+ABCD") == std::string::npos; }
bool is_frequency(const std::string& text) { return !parse_frequencies(text).empty(); }
bool is_on_or_off(const std::string& text) { return same_name("on", text) || same_name("off", text); }
bool is_key(const std::string& text) { return is_label(text) || is_named<sccp::SoftKey>(text); }
bool is_key_set(const std::string& text) { return is_whole(text) || is_named<sccp::SoftKeySet>(text); }
bool is_codec(const std::string& text) { return find_codec(text) != nullptr; }

bool is_field(const std::string& text) {
    constexpr std::array<std::string_view, 9> fields{"calling-name",     "calling-number",     "called-name",
                                                     "called-number",    "original-name",      "original-number",
                                                     "redirecting-name", "redirecting-number", "type"};
    const auto equals = text.find('=');
    return equals != std::string::npos &&
           std::any_of(fields.begin(), fields.end(), [&](std::string_view field) { return same_name(field, text.substr(0, equals)); });
}

struct Kind {
    std::string_view name, meaning;
    bool (*accepts)(const std::string&);
};

// clang-format off
constexpr std::array kinds{
Kind{"SECONDS",     "a number of seconds",                            is_seconds},
Kind{"N",           "a whole number",                                 is_whole},
Kind{"PACKETS",     "a whole number",                                 is_whole},
Kind{"MOST",        "a whole number",                                 is_whole},
Kind{"LINE",        "a whole number",                                 is_whole},
Kind{"INSTANCE",    "a whole number",                                 is_whole},
Kind{"INDEX",       "a whole number",                                 is_whole},
Kind{"VALUE",       "a whole number",                                 is_whole},
Kind{"BUTTON",      "the number of a button, 1 to 96",                is_button},
Kind{"NUMBER",      "a number that can be dialled: 0-9 * # + A-D",    is_dialable},
Kind{"FREQ",        "a frequency in Hz",                              is_frequency},
Kind{"STATE",       "the state of a call",                            is_named<sccp::DCallState>},
Kind{"STIMULUS",    "a button or lamp of a phone",                    is_named<sccp::DeviceStimulus>},
Kind{"LAMP",        "what a lamp does",                               is_named<sccp::LampMode>},
Kind{"RING",        "a way of ringing",                               is_named<sccp::RingMode>},
Kind{"TONE",        "a tone",                                         is_named<sccp::DeviceTone>},
Kind{"ON-OFF",      "on or off",                                      is_on_or_off},
Kind{"KEY",         "a soft key",                                     is_key},
Kind{"SET",         "a set of soft keys",                             is_key_set},
Kind{"CODEC",       "a codec",                                        is_codec},
Kind{"FIELD=VALUE", "FIELD=VALUE with a field of the caller's data",  is_field},
Kind{"STATUS",      "an answer to unregister",                        is_named<sccp::DeviceUnregisterStatus>},
Kind{"RESET",       "a kind of reset",                                is_named<sccp::DeviceResetType>},
};
// clang-format on

} // namespace

std::optional<std::uint32_t> whole_number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<double> seconds(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    return is_number && value >= 0 && value <= day ? std::optional(value) : std::nullopt;
}

bool same_name(std::string_view name, std::string_view wanted) {
    auto a = key_of(name), b = key_of(wanted);
    const auto cut = [](std::string& text) {
        if (text.size() > 4 && text.ends_with("tone"))
            text.resize(text.size() - 4);
    };
    cut(a);
    cut(b);
    if (b == "ringback")
        b = "alerting";
    if (b == "busy" && a == "linebusy")
        return true;
    if (b == "dial" && a == "insidedial")
        return true;
    return a == b;
}

std::optional<std::string> fault_of_argument(std::string_view kind, const std::string& text) {
    const auto name = kind.starts_with('[') ? kind.substr(1, kind.size() - 2) : kind;
    const auto* row = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.name == name; });
    if (row == kinds.end() || row->accepts(text))
        return std::nullopt;
    return "'" + text + "' is not " + std::string(row->meaning);
}

std::optional<std::string> fault_of_option(std::string_view name, const std::string& value) {
    if (name == "force")
        return value == "yes" ? std::nullopt : std::optional("force=" + value + ": write force=yes");
    if (auto fault = fault_of_argument(name == "within" ? "SECONDS" : "N", value))
        return std::string(name) + "=: " + *fault;
    return std::nullopt;
}

} // namespace phone
