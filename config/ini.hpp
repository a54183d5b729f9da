// Reads INI files into sections and entries that know their lines: comments, continued lists, environment variables,
// includes.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// One thing that is wrong with a configuration.
struct Problem {
    std::string file;
    std::size_t line{};           ///< from 1; 0: the file as a whole
    std::string section, key;     ///< may be empty
    std::string what;
    bool operator==(const Problem&) const = default;
};
/// `FILE:LINE: [section] key: what is wrong`
std::string to_text(const Problem& problem);

struct Entry {
    std::string key, value;       ///< value: without comment and outer quotes, variables replaced
    std::string file;
    std::size_t line{};
    bool is_broken{};             ///< its quotes or variables are wrong: the problem is said, the value means nothing
};

struct Section {
    std::string kind, name;       ///< `[line 1001]`: line, 1001
    std::string file;
    std::size_t line{};
    std::vector<Entry> entries;
    std::string title() const { return name.empty() ? kind : kind + ' ' + name; }
};

struct Ini {
    std::vector<Section> sections;
    std::vector<Problem> problems;
};

/// Keys whose value is nobody's business, also when the key is misspelt: no problem repeats any of it.
bool is_secret(std::string_view key);

/// Where `${NAME}` comes from; nothing: not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);

/// A longer line is an error: it is a file that is no INI.
inline constexpr std::size_t longest_line = 4096;
/// Ten times the largest house; what goes on behind it is a device file or a disk image.
inline constexpr std::size_t longest_file = std::size_t{64} << 20;

Ini read_ini_file(const std::string& path, const Environment& environment);
/// `file` names the text in problems; includes are relative to its directory.
Ini read_ini_text(std::string_view text, const std::string& file, const Environment& environment);

/// The name of `names` that is nearest to `word`; empty: none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& names);
/// `; did you mean NAME?`, or nothing when none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

} // namespace config
