// What is wrong only when several entries are seen together: addresses taken twice, names that differ in case only,
// HTTP without a token.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/ini.hpp"
#include "config/settings.hpp"

namespace config {

/// Those that make sense, by title.
using Sections = std::map<std::string, const Section*>;

/// Null: it is not written.
const Entry* find_entry(const Sections& sections, std::string_view section, std::string_view key);
/// HTTP that others than this host reach, without a token.
std::vector<Problem> find_open_http(const Sections& sections, const Settings& settings);
/// Two listeners at one address: the second could not start.
std::vector<Problem> find_taken_addresses(const Sections& sections, const Settings& settings);
/// A phone tells its name, and only one in the same case is its own: of two such devices one is a misspelt other.
std::vector<Problem> find_likeness(const Sections& sections);

} // namespace config
