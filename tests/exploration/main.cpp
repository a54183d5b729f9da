// exploration_test: every order of events, for one call and for two calls of one phone.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "tests/exploration/coverage.hpp"
#include "tests/exploration/explorer.hpp"

namespace {

struct Arguments {
    std::size_t deeper{};                    ///< acts more than the default of each setting
    std::size_t places{250};                 ///< at most, in each setting
    bool every_end{};
    std::string_view setting{};              ///< only this one
};

bool read(Arguments& into, int count, char** words) {
    for (int i = 1; i < count; ++i) {
        const std::string_view word{words[i]};
        if (word.starts_with("--deeper=")) into.deeper = std::strtoul(words[i] + 9, nullptr, 10);
        else if (word.starts_with("--places=")) into.places = std::strtoul(words[i] + 9, nullptr, 10);
        else if (word == "--every-end") into.every_end = true;
        else if (word.starts_with("--setting=")) into.setting = word.substr(10);
        else return false;
    }
    return true;
}

} // namespace

int main(int count, char** words) {
    Arguments arguments;
    if (!read(arguments, count, words)) {
        std::fputs("usage: exploration_test [--deeper=ACTS] [--places=MOST] [--every-end] [--setting=NAME]\n", stderr);
        return 2;
    }
    std::size_t violations = 0;
    for (const auto& setting : tests::settings()) {
        if (!arguments.setting.empty() && setting.name != arguments.setting) continue;
        const auto begin = std::chrono::steady_clock::now();
        const auto found = tests::explore(setting, {setting.depth + arguments.deeper, arguments.places, arguments.every_end});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        std::printf("%-34.*s %7zu places %8zu steps, all sequences of %2zu acts%s  %5.1f s\n",
                    static_cast<int>(setting.name.size()), setting.name.data(), found.places, found.steps, found.depth,
                    found.is_complete ? ", complete" : "          ", took.count());
        for (const auto& one : found.violations) std::fputs(tests::story(setting, one).c_str(), stdout);
        violations += found.violations.size();
        std::fflush(stdout);
    }
    for (const auto& of : tests::Coverage::figures())
        std::printf("table %-9s %zu of %zu states, %zu of %zu rows\n", of.machine.c_str(), of.states_reached, of.states,
                    of.rows_taken, of.rows);
    if (!arguments.setting.empty()) return violations != 0;
    const auto missing = tests::Coverage::missing();
    for (const auto& row : missing) std::printf("never taken: %s\n", row.c_str());
    return violations != 0 || !missing.empty();
}
