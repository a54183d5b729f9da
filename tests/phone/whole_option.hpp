// A number of the command line is decimal and in its range: CLI11 alone takes 010 for 8, and 2^64+1 for 1.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "tests/phone/arguments.hpp"

namespace phone {

/// For CLI::Option::transform.
inline CLI::Validator whole_option(std::uint32_t least, std::uint32_t most) {
    const auto range = std::to_string(least) + " to " + std::to_string(most);
    return {[=](std::string& text) {
                const auto number = whole_number(text);
                if (!number || *number < least || *number > most)
                    return "'" + text + "' is not a whole number, " + range;
                text = std::to_string(*number);
                return std::string();
            },
            range};
}

} // namespace phone
