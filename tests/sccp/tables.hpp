// The protocol tables of tests/data as rows of named cells.
#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace tables {

using Row = std::map<std::string, std::string>;

/// Cells of one line; quotes protect separators and are doubled inside.
inline std::vector<std::string> cells(const std::string& line, char separator) {
    std::vector<std::string> out(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (separator == ',' && line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"') out.back() += line[++i];
            else quoted = !quoted;
        } else if (line[i] == separator && !quoted) {
            out.emplace_back();
        } else if (line[i] != '\r') {
            out.back() += line[i];
        }
    }
    return out;
}

/// `path` below tests/data; commas in .csv, tabs in .tsv.
inline std::vector<Row> read(const std::string& path) {
    std::ifstream in(std::string(TEST_SOURCE_DIR) + "/tests/data/" + path);
    if (!in) throw std::runtime_error("no " + path);
    const char separator = path.ends_with(".csv") ? ',' : '\t';
    std::string line;
    std::getline(in, line);
    const auto names = cells(line, separator);
    std::vector<Row> rows;
    while (std::getline(in, line)) {
        const auto values = cells(line, separator);
        Row row;
        for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) row[names[i]] = values[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

inline std::uint32_t number(const std::string& text) { return static_cast<std::uint32_t>(std::stoul(text, nullptr, 0)); }

/// Octets of a hexadecimal string.
inline std::vector<std::uint8_t> octets(const std::string& hex) {
    std::vector<std::uint8_t> out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    return out;
}

} // namespace tables
