// The list of all options: the INI reader, `sccp2sip defaults`, the sample and the man page are made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"

namespace config {

/// The section that an option belongs to.
enum class In : std::uint8_t { sccp, sip, calls, http, log, state, line, device };
std::string_view name_of(In section);

/// What an option may write to.
struct Fields {
    Settings& settings;
    mapping::LineOptions& line;
    mapping::DeviceOptions& device;
    std::string directory;   ///< of the INI file: where relative names of files start
};

/// How a value is checked and where it goes.
struct Value {
    std::string form;        ///< what may stand there, for documents: `1s..1h`, `yes, no`
    /// returns what is wrong, a line for each fault; empty: nothing
    std::function<std::string(Fields&, const std::string&)> set;
    /// does the field hold what the struct starts with: table and structs must agree
    std::function<bool(Fields&)> is_standard;
};

struct Option {
    In section;
    std::string_view key;
    std::string_view standard;   ///< the default, as it is written; empty: none
    Value value;
    std::string_view help;       ///< one sentence or two, without the form
    enum class Kind : std::uint8_t {
        plain,
        own,        ///< means one line or device: not in [defaults], nor for a line in [device]
        required,
    } kind{Kind::plain};
};

/// In the order of the documents.
const std::vector<Option>& options();
std::vector<Option> process_options(); ///< [sccp] [sip] [calls] [http] [log] [state]
std::vector<Option> line_options();
std::vector<Option> device_options();
const Option* find_option(In section, std::string_view key);

/// What to say about a key that a later version will have; empty: nothing is known of it.
std::string_view why_later(In section, std::string_view key);

/// Ring modes of [ring].
const std::vector<std::string>& ring_modes();

} // namespace config
