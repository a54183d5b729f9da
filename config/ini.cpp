// Reads INI files into sections and entries that know their lines.
#include "config/ini.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <glob.h>

#include "config/text.hpp"

namespace config {
namespace {

namespace fs = std::filesystem;

/// Cuts off what follows a `;` or `#` at the start or after a blank, unless it stands between quotes.
std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"') {
            if (const auto end = line.find('"', i + 1); end != line.npos)
                i = end;
        } else if ((c == ';' || c == '#') && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
            return line.substr(0, i);
        }
    }
    return line;
}

/// `"a ; b"` -> `a ; b`; quotes in the middle of a value belong to it.
std::string_view without_quotes(std::string_view value) {
    const bool is_quoted = value.starts_with('"') && value.find('"', 1) == value.size() - 1;
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

/// `"a"b"` and `"a" ; b"`: quotes around a value end with the second one, so what was meant cannot be told.
bool goes_on_behind_quotes(std::string_view value) {
    const auto end = value.starts_with('"') ? value.find('"', 1) : value.npos;
    return end != value.npos && end + 1 != value.size();
}

/// A quote that opens the value or a word of it is never closed; `5" disk` is an inch.
bool has_open_quote(std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '"' || (i > 0 && value[i - 1] != ' ' && value[i - 1] != '\t'))
            continue;
        i = value.find('"', i + 1);
        if (i == value.npos)
            return true;
    }
    return false;
}

/// `${PBX_PASSWORD}` and nothing else, in the letters of such names.
bool is_one_variable(std::string_view value) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const bool is_wrapped = value.size() > 3 && value.starts_with("${") && value.ends_with('}');
    return is_wrapped && value.substr(2, value.size() - 3).find_first_not_of(letters) == value.npos;
}

class Reader {
  public:
    Reader(const Environment& environment, Ini& ini) : environment_(environment), ini_(ini) {}

    void read_file(const std::string& path) {
        file_ = path;
        std::error_code unknown;
        if (fs::is_fifo(path, unknown)) // opening it would wait for a writer, and with it the phones at a reload
            return problem(0, "", "is a pipe, which may never end; a configuration is a file");
        std::ifstream stream(path, std::ios::binary);
        const int reason = errno;
        if (!stream || fs::is_directory(path))
            return problem(0, "", std::string("cannot be read: ") + std::strerror(stream ? EISDIR : reason));
        constexpr std::size_t piece = std::size_t{64} << 10;
        std::string text;
        std::size_t length = 0;
        for (; stream && length <= longest_file; length += static_cast<std::size_t>(stream.gcount())) {
            text.resize(length + piece);
            stream.read(text.data() + length, static_cast<std::streamsize>(piece));
        }
        text.resize(length);
        if (length > longest_file)
            return problem(0, "",
                           "is longer than " + std::to_string(longest_file / 1024 / 1024) +
                               " MiB: this is no configuration");
        read_text(text, path);
    }

    void read_text(std::string_view text, const std::string& file) {
        file_ = file;
        text = without_byte_order_mark(text);
        while (!text.empty()) {
            const auto end = text.find('\n');
            ++line_;
            read_line(text.substr(0, end));
            text.remove_prefix(end == text.npos ? text.size() : end + 1);
        }
        finish_entry();
    }

  private:
    void problem(std::size_t line, const std::string& key, const std::string& what) {
        ini_.problems.push_back({file_, line, has_section_ ? ini_.sections.back().title() : "", key, what});
    }

    void read_line(std::string_view line) {
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.size() > longest_line)
            return problem(line_, "", "line is longer than " + std::to_string(longest_line) + " octets");
        if (!is_clean_utf8(line))
            return problem(line_, "", "line is not UTF-8 text, or holds control characters");
        const bool is_indented = line.starts_with(' ') || line.starts_with('\t');
        const auto content = trimmed(without_comment(line));
        if (content.empty())
            return;
        if (is_indented && entry_ && entry_->value.ends_with(',')) { // the list goes on
            entry_->value += ' ';
            entry_->value += content;
            return;
        }
        finish_entry();
        if (content.front() == '[')
            open_section(content);
        else
            open_entry(content);
    }

    void open_section(std::string_view content) {
        const bool is_closed = content.back() == ']';
        const auto title = trimmed(content.substr(1, content.size() - (is_closed ? 2 : 1)));
        const auto blank = title.find_first_of(" \t");
        Section section{std::string(title.substr(0, blank)), "", file_, line_, {}};
        if (blank != title.npos)
            section.name = trimmed(title.substr(blank));
        ini_.sections.push_back(std::move(section));
        has_section_ = true;
        if (!is_closed || title.empty())
            problem(line_, "", is_closed ? "section without a name" : "section without ]");
    }

    void open_entry(std::string_view content) {
        // its keys are text of headers: `info=internal`
        const bool is_ring = has_section_ && ini_.sections.back().kind == "ring";
        const auto equals = is_ring ? content.rfind('=') : content.find('=');
        const auto key = trimmed(content.substr(0, equals));
        // `password: ab=` is a secret, not a key
        const bool is_key = !key.empty() && (is_ring || key.find_first_of(" \t:\"") == key.npos);
        if (equals == content.npos || !is_key)
            return problem(line_, "", "neither [section] nor key = value");
        entry_ = Entry{std::string(key), std::string(trimmed(content.substr(equals + 1))), file_, line_};
    }

    void finish_entry() {
        if (!entry_)
            return;
        Entry entry = std::move(*entry_);
        entry_.reset();
        const auto before = ini_.problems.size();
        if (!entry.key.starts_with("button.")) // a button says so itself
            check_quotes(entry);
        entry.value = replace_variables(entry, std::string(without_quotes(entry.value)));
        entry.is_broken = ini_.problems.size() > before;
        if (has_section_)
            ini_.sections.back().entries.push_back(std::move(entry));
        else if (entry.key == "include")
            include(entry);
        else
            problem(entry.line, entry.key, "stands before the first section; only include may");
    }

    void check_quotes(const Entry& entry) {
        if (has_open_quote(entry.value))
            problem(entry.line, entry.key, "a quote is not closed");
        else if (goes_on_behind_quotes(entry.value))
            problem(
                entry.line, entry.key,
                "a value that begins with a quote ends with the next one; one that holds quotes itself comes from ${NAME}");
    }

    std::string replace_variables(const Entry& entry, const std::string& value) {
        std::string out;
        for (std::size_t at = 0; at < value.size();) {
            const auto start = value.find("${", at);
            out += value.substr(at, start - at);
            if (start == value.npos)
                break;
            const auto end = value.find('}', start);
            const auto name = value.substr(start + 2, end == value.npos ? end : end - start - 2);
            if (end == value.npos || name.empty()) {
                problem(entry.line, entry.key, "${ without a name and }");
                break;
            }
            const auto replacement = environment_(name);
            // else the name may be a piece of a password
            const bool is_named = !is_secret(entry.key) || is_one_variable(value);
            const auto variable = is_named ? "environment variable " + name : "an environment variable";
            if (!replacement)
                problem(entry.line, entry.key, variable + " is not set");
            else if (!is_clean_utf8(*replacement)) // a line break in it would end a SIP header
                problem(entry.line, entry.key, variable + " is not UTF-8 text of one line");
            else
                out += *replacement;
            at = end + 1;
        }
        return out;
    }

    void include(const Entry& entry) {
        if (is_included_)
            return problem(entry.line, entry.key, "an included file cannot include others");
        for (const auto& pattern : split_list(entry.value)) {
            const auto path =
                fs::path(pattern).is_absolute() ? fs::path(pattern) : fs::path(file_).parent_path() / pattern;
            glob_t found{};
            const bool is_found = glob(path.c_str(), 0, nullptr, &found) == 0; // sorted by name
            const std::vector<std::string> files =
                is_found ? std::vector<std::string>(found.gl_pathv, found.gl_pathv + found.gl_pathc)
                         : std::vector<std::string>();
            globfree(&found);
            if (files.empty() && pattern.find_first_of("*?[") == pattern.npos)
                problem(entry.line, entry.key, "no file " + path.string());
            for (const auto& file : files) {
                std::error_code ignored;
                if (fs::equivalent(file, file_, ignored)) {
                    problem(entry.line, entry.key, pattern + " includes this file itself");
                    continue;
                }
                if (fs::is_directory(file, ignored)) {
                    problem(entry.line, entry.key,
                            file + " is a folder; " + (fs::path(pattern) / "*.ini").string() + " takes what is in it");
                    continue;
                }
                Reader reader(environment_, ini_);
                reader.is_included_ = true;
                reader.read_file(file);
            }
        }
    }

    const Environment& environment_;
    Ini& ini_;
    std::string file_;
    std::size_t line_{};
    std::optional<Entry> entry_;  ///< not finished: the next line may continue it
    bool has_section_{};          ///< this file has opened one
    bool is_included_{};
};

} // namespace

std::string to_text(const Problem& problem) {
    std::string out = problem.file + ':';
    if (problem.line != 0)
        out += std::to_string(problem.line) + ':';
    if (!problem.section.empty())
        out += " [" + problem.section + ']';
    if (!problem.key.empty())
        out += ' ' + problem.key + ':';
    else if (!problem.section.empty())
        out += ':';
    return out + ' ' + problem.what;
}

bool is_secret(std::string_view key) {
    constexpr std::array<std::string_view, 4> signs{"pass", "secret", "token", "pwd"};
    std::string folded(key);
    for (char& c : folded)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return std::any_of(signs.begin(), signs.end(),
                       [&](std::string_view sign) { return folded.find(sign) != folded.npos; });
}

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

Ini read_ini_file(const std::string& path, const Environment& environment) {
    Ini ini;
    Reader(environment, ini).read_file(path);
    return ini;
}

Ini read_ini_text(std::string_view text, const std::string& file, const Environment& environment) {
    Ini ini;
    Reader(environment, ini).read_text(text, file);
    return ini;
}

} // namespace config
