// What a benchmark program is told on standard input: `word key=value key=value`, one order a line.
#pragma once

#include <charconv>
#include <map>
#include <sstream>
#include <string>

namespace bench {

struct Order {
    std::string word;
    std::map<std::string, std::string> values;

    explicit Order(const std::string& line) {
        std::istringstream in(line);
        in >> word;
        for (std::string pair; in >> pair;)
            if (const auto equals = pair.find('='); equals != pair.npos) values[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    double number(const std::string& key, double otherwise) const {
        const auto found = values.find(key);
        return found == values.end() ? otherwise : std::stod(found->second);
    }
    std::size_t count(const std::string& key, std::size_t otherwise) const {
        return static_cast<std::size_t>(number(key, static_cast<double>(otherwise)));
    }
    std::string text(const std::string& key) const {
        const auto found = values.find(key);
        return found == values.end() ? std::string() : found->second;
    }
};

} // namespace bench
