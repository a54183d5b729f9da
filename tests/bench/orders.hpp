// What a benchmark program is told on standard input: `word key=value key=value`, one order a line.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

struct Order {
    std::string word;
    std::map<std::string, std::string> values;

    explicit Order(const std::string& line) {
        std::istringstream in(line);
        in >> word;
        for (std::string pair; in >> pair;) {
            const auto equals = std::min(pair.find('='), pair.size());
            values[pair.substr(0, equals)] = pair.substr(std::min(equals + 1, pair.size()));
        }
    }
    /// The accessors throw std::invalid_argument for what cannot be used.
    void takes(std::initializer_list<std::string_view> keys) const {
        for (const auto& [key, value] : values)
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) throw std::invalid_argument(word + " takes no " + key);
    }
    double number(const std::string& key, double otherwise) const {
        const auto found = values.find(key);
        if (found == values.end()) return otherwise;
        double value{};
        const auto* const end = found->second.data() + found->second.size();
        const auto [stop, error] = std::from_chars(found->second.data(), end, value);
        if (error != std::errc{} || stop != end || !(value >= 0 && value <= 1e9)) throw std::invalid_argument(key + " is a number");
        return value;
    }
    std::size_t count(const std::string& key, std::size_t otherwise) const {
        const double value = number(key, static_cast<double>(otherwise));
        if (value != std::floor(value)) throw std::invalid_argument(key + " is a whole number");
        return static_cast<std::size_t>(value);
    }
    std::string text(const std::string& key) const {
        const auto found = values.find(key);
        return found == values.end() ? std::string() : found->second;
    }
};

} // namespace bench
