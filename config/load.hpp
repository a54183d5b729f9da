// From an INI file to checked settings; every problem is reported, not only the first.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "config/ini.hpp"
#include "config/settings.hpp"

namespace config {

/// What this folder cannot know and is told by who does; what nobody has told is not asked.
struct Knowledge {
    std::function<bool(std::string_view name)> has_model;
    std::vector<std::string> models; ///< for hints
    /// what a start would refuse it for; empty: nothing
    std::function<std::string(const std::string& file)> fault_of_state_file;
};

using Loaded = boost::system::result<Settings, std::vector<Problem>>;

/// Problems come in the order of the files' lines.
Loaded load(const std::string& path, const Environment& environment = process_environment,
            const Knowledge& knowledge = {});
/// `file` names the text; relative names of files start at its directory.
Loaded load_text(std::string_view text, const std::string& file = "sccp2sip.ini",
                 const Environment& environment = process_environment, const Knowledge& knowledge = {});
/// `sccp2sip check`: what is wrong with a file; empty: nothing.
std::vector<Problem> check(const std::string& path, const Environment& environment = process_environment);

} // namespace config
