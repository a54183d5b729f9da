// A line of the file is `registration|call AWAITED HEX`.
#include "tests/bench/pattern.hpp"

#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

void write(std::ofstream& out, const char* part, const std::vector<Step>& steps) {
    constexpr const char* digits = "0123456789abcdef";
    for (const auto& step : steps) {
        out << part << ' ' << step.awaited << ' ';
        for (const auto octet : step.piece) out << digits[octet >> 4U] << digits[octet & 15U];
        out << '\n';
    }
}

} // namespace

void Pattern::sent_to_phone(std::span<const std::uint8_t> piece) {
    (in_call_ ? call : registration).push_back({awaited_, {piece.begin(), piece.end()}});
    awaited_ = 0;
}

void Pattern::call_begins() {
    part_ends();
    in_call_ = true;
}

void Pattern::part_ends() {
    if (awaited_ != 0) sent_to_phone({});
}

void Pattern::save(const std::string& path) const {
    std::ofstream out(path);
    write(out, "registration", registration);
    write(out, "call", call);
    if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

Pattern Pattern::load(const std::string& path) {
    std::ifstream in(path);
    Pattern pattern;
    std::string line;
    while (std::getline(in, line)) {
        const auto first = line.find(' '), second = line.find(' ', first + 1);
        if (second == line.npos) throw std::runtime_error(path + ": not a pattern: " + line);
        Step step{std::stoul(line.substr(first + 1)), {}};
        for (auto at = second + 1; at + 1 < line.size(); at += 2)
            step.piece.push_back(static_cast<std::uint8_t>(std::stoul(line.substr(at, 2), nullptr, 16)));
        (line.starts_with("call") ? pattern.call : pattern.registration).push_back(std::move(step));
    }
    if (pattern.registration.empty() || pattern.call.empty()) throw std::runtime_error(path + ": no registration or no call in it");
    return pattern;
}

} // namespace bench
