// Text of a phone as it may stand in a log line or in JSON: no control characters, nothing but ASCII.
#pragma once

#include <string>
#include <string_view>

namespace mapping {

inline std::string printable(std::string_view text) {
    std::string result{text};
    for (auto& letter : result)
        if (letter < ' ' || letter > '~') letter = '?';
    return result;
}

} // namespace mapping
