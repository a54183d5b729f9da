// Files that pin what the product writes. REFRESH_GOLDEN=1 writes them anew, for the reader of the diff to judge.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

namespace golden {

/// `name` is relative to the root of the tree.
inline std::string path_of(const std::string& name) { return std::string(TEST_SOURCE_DIR) + '/' + name; }

inline std::string read(const std::string& name) {
    std::ifstream file(path_of(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Compares `text` with the file; on difference says how to refresh it. `program` is the test program, as in
/// `config_tests`.
inline void check(const std::string& name, const std::string& text, const std::string& program) {
    if (std::getenv("REFRESH_GOLDEN") != nullptr)
        std::ofstream(path_of(name), std::ios::binary) << text;
    const auto pinned = read(name);
    std::size_t line = 1;
    for (std::size_t i = 0; i < text.size() && i < pinned.size() && text[i] == pinned[i]; ++i)
        line += text[i] == '\n' ? 1 : 0;
    const bool is_same = text == pinned;
    CHECK_MESSAGE(is_same, name << " differs from line " << line << " on; if that is wanted: REFRESH_GOLDEN=1 " << program);
}

} // namespace golden
