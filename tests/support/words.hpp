// What texts are asked in many tests.
#pragma once

#include <string>

namespace tests {

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

} // namespace tests
