// What is written from the option table.
#include "config/documents.hpp"

#include <algorithm>
#include <array>

#include "config/option_table.hpp"
#include "config/text.hpp"

namespace config {
namespace {

using Kind = Option::Kind;
constexpr std::size_t widest = 110; // columns of a comment

constexpr std::string_view syntax =
    "A comment starts with ; or # at the start of a line or after a blank; quotes around a value protect them and go away. "
    "A value that begins with a quote ends with the next one; what holds quotes itself comes from a variable. "
    "Durations take ms, s, m or h; a bare number means seconds. Lists are separated by commas; a line that ends with a comma goes on "
    "in the next one if that is indented. ${NAME} is an environment variable. Other files can be included before the first section:";

/// `text` behind `prefix`, broken between words.
std::string wrapped(std::string_view text, std::string_view prefix) {
    std::string out;
    std::string line(prefix);
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        if (line.size() > prefix.size() && line.size() + word.size() > widest) {
            out += line + '\n';
            line = prefix;
        }
        line += line.size() > prefix.size() ? ' ' + std::string(word) : std::string(word);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return out + line + '\n';
}

std::string comment(std::string_view text) { return wrapped(text, "; "); }

std::string described(const Option& option) {
    return std::string(option.help) + (option.kind == Kind::required ? " Required." : "") + " (" + option.value.form +
           ')';
}

/// What an option without default may look like.
struct Example {
    In section;
    std::string_view key, value;
};
constexpr std::array<Example, 20> examples{{{In::sccp, "servers", "192.0.2.10, 192.0.2.20"},
                                            {In::sip, "registrar", "192.0.2.11:5060, pbx2.example.com;transport=tcp"},
                                            {In::sip, "domain", "pbx.example.com"},
                                            {In::http, "token", "${SCCP2SIP_TOKEN}"},
                                            {In::calls, "vq_uri", "sip:quality@pbx.example.com"},
                                            {In::line, "user", "1001"},
                                            {In::line, "password_file", "/run/secrets/1001"},
                                            {In::line, "internal_pattern", "_1XXX"},
                                            {In::line, "hotline", "110"},
                                            {In::line, "voicemail_number", "*97"},
                                            {In::line, "secondary_dialtone", "0"},
                                            {In::line, "conference_room", "8{n}"},
                                            {In::device, "line", "1001"},
                                            {In::device, "button.N", "line 1001"},
                                            {In::device, "allow", "192.168.7.0/24"},
                                            {In::device, "mac", "00:11:20:AA:BB:CC"},
                                            {In::device, "timezone", "Europe/Berlin"},
                                            {In::device, "dialplan", "110, 112, _1XXX, _0|XXXXXXX"},
                                            {In::device, "localnet", "192.168.0.0/16"},
                                            {In::device, "description", "Reception"}}};

std::string_view example_of(const Option& option) {
    for (const auto& [section, key, value] : examples)
        if (section == option.section && key == option.key)
            return value;
    return "";
}

/// An option without default stands in a comment, so that the text loads.
std::string entry(const Option& option) {
    const bool is_set = !option.standard.empty();
    const auto value = is_set ? option.standard : example_of(option);
    const auto key = option.key == "button.N" ? "button.1" : option.key;
    return comment(described(option)) + (is_set ? "" : ";") + std::string(key) + (value.empty() ? " =" : " = ") +
           std::string(value) + "\n";
}

std::string entries(In section, bool own) {
    std::string out;
    for (const Option& option : options())
        if (option.section == section && (option.kind == Kind::own) == own)
            out += entry(option) + '\n';
    return out;
}

std::string ring_section() {
    return "[ring]\n" +
           comment(
               "Alert-Info to ring mode: SUBSTRING = MODE, the first that is found counts. Without entries the usual words of PBXs "
               "count. Modes: " +
               joined(ring_modes()) + ".") +
           ";Bellcore-dr1 = inside\n\n";
}

/// What the sample shows, with the value if it is not the default.
struct SampleRow {
    In section;
    std::string_view key, value;
};
constexpr std::array<SampleRow, 15> sample_rows{{{In::sccp, "listen", ""},
                                                 {In::sccp, "allow", ""},
                                                 {In::sip, "listen", ""},
                                                 {In::sip, "registrar", "192.0.2.11:5060"},
                                                 {In::sip, "domain", ""},
                                                 {In::sip, "allow", ""},
                                                 {In::http, "listen", ""},
                                                 {In::http, "token", ""},
                                                 {In::log, "level", ""},
                                                 {In::state, "file", ""},
                                                 {In::line, "codecs", ""},
                                                 {In::line, "voicemail_number", ""},
                                                 {In::device, "timezone", ""},
                                                 {In::device, "inter_digit", ""},
                                                 {In::device, "dialplan", ""}}};

std::string sample_entry(const SampleRow& row) {
    const Option& option = *find_option(row.section, row.key);
    const auto value = row.value.empty() ? option.standard : row.value;
    return comment(option.help) + (value.empty() ? ";" : "") + std::string(option.key) +
           (value.empty() ? " =" : " = ") + std::string(value) + "\n";
}

constexpr std::string_view sample_examples = R"(
[line 1001]
password = secret
display_name = Reception

[line 1002]
password = secret
display_name = Workshop

[device SEP001120AABBCC]
description = Reception
button.1 = line 1001
button.2 = line 1002 "Workshop"
button.3 = speeddial 0301234567 "Taxi"

[device SEP001120AABBDD]
description = Workshop
line = 1002
)";

/// mdoc takes a backslash as an escape and a dot or apostrophe at the start of a line as a macro.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += "\\&";
        out += c == '\\' ? "\\e" : std::string(1, c);
    }
    return out;
}

/// One sentence on a line, as mdoc wants it.
std::string sentences(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_end = c == ' ' && out.ends_with('.') && out.size() > 1 && out[out.size() - 2] != ' ';
        out += is_end ? '\n' : c;
    }
    return out;
}

std::string man_entry(const Option& option) {
    std::string out = ".It Cm " + std::string(option.key);
    if (!option.standard.empty())
        out += " No = " + roff(option.standard);
    out += '\n' + roff(sentences(option.help)) + '\n';
    if (option.kind == Kind::required)
        out += "Required.\n";
    return out + ".Pq " + roff(option.value.form) + '\n';
}

std::string man_section(In section) {
    const std::string name(name_of(section));
    std::string out = ".Ss [" + name + (section >= In::line ? " NAME]\n" : "]\n") + ".Bl -tag -width Ds\n";
    for (const Option& option : options())
        if (option.section == section)
            out += man_entry(option);
    return out + ".El\n";
}

} // namespace

std::string defaults_text() {
    std::string out = comment("Every option of sccp2sip with its default. An option in a comment has none.") +
                      comment(syntax) + "\n;include = conf.d/*.ini\n\n";
    for (const In section : {In::sccp, In::sip, In::calls, In::http, In::log, In::state})
        out += '[' + std::string(name_of(section)) + "]\n" + entries(section, false);
    out += ring_section();
    out +=
        "[defaults]\n" +
        comment(
            "Of all lines. The same keys may stand in [line NAME] and, for the lines of one phone, in [device NAME].") +
        '\n' + entries(In::line, false);
    out += comment("Of all phones. The same keys may stand in [device NAME].") + '\n' + entries(In::device, false);
    out += ";[line 1001]\n" + entries(In::line, true);
    out += ";[device SEP001120AABBCC]\n" + entries(In::device, true);
    out.pop_back();
    return out;
}

std::string sample_text() {
    std::string out = comment(
        "sccp2sip: a start. Name your PBX in [sip], then a [line] for each extension and a [device] for each phone. "
        "`sccp2sip defaults` prints every option, `sccp2sip check FILE` finds mistakes.");
    std::string_view present;
    for (const SampleRow& row : sample_rows) {
        const auto title = row.section >= In::line ? "defaults" : name_of(row.section);
        if (title != present)
            out += "\n[" + std::string(title) + "]\n";
        present = title;
        out += sample_entry(row);
    }
    return out + std::string(sample_examples);
}

std::string man_options() {
    std::string out;
    for (const In section : {In::sccp, In::sip, In::calls, In::http, In::log, In::state, In::line, In::device})
        out += man_section(section);
    return out;
}

} // namespace config
