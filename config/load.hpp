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

/// The models of phones there are, which are told by who knows them; nobody has told: any word is one.
struct Models {
    std::function<bool(std::string_view name)> has;
    std::vector<std::string> names; ///< for hints
};

using Loaded = boost::system::result<Settings, std::vector<Problem>>;

/// Problems come in the order of the files' lines.
Loaded load(const std::string& path, const Environment& environment = process_environment, const Models& models = {});
/// `file` names the text; relative names of files start at its directory.
Loaded load_text(std::string_view text, const std::string& file = "sccp2sip.ini", const Environment& environment = process_environment,
                 const Models& models = {});
/// `sccp2sip check`: what is wrong with a file; empty: nothing.
std::vector<Problem> check(const std::string& path, const Environment& environment = process_environment);

} // namespace config
