// calls_walk: random walks through everything that can happen to three calls of one phone. The same seed walks the same ways.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/exploration/walk.hpp"

int main(int count, char** words) {
    std::uint32_t seed = 1;
    std::size_t walks = 1000, length = 60;
    for (int i = 1; i < count; ++i) {
        const std::string_view word{words[i]};
        if (word.starts_with("--seed=")) seed = static_cast<std::uint32_t>(std::strtoul(words[i] + 7, nullptr, 10));
        else if (word.starts_with("--walks=")) walks = std::strtoul(words[i] + 8, nullptr, 10);
        else if (word.starts_with("--acts=")) length = std::strtoul(words[i] + 7, nullptr, 10);
        else {
            std::fputs("usage: calls_walk [--seed=N] [--walks=N] [--acts=N]\n", stderr);
            return 2;
        }
    }
    const auto& settings = tests::wide_settings();
    std::size_t faults = 0;
    for (std::size_t i = 0; i < walks; ++i, ++seed) {
        const auto& setting = settings[seed % settings.size()];
        const auto found = tests::walk(setting, seed, length);
        if (!found) continue;
        ++faults;
        std::printf("seed %u, %.*s\n%s", seed, static_cast<int>(setting.name.size()), setting.name.data(),
                    tests::story(setting, tests::shrink(setting, *found)).c_str());
        std::fflush(stdout);
    }
    std::printf("%zu walks of %zu acts, %zu faults\n", walks, length, faults);
    return faults != 0;
}
