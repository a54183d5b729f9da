// calls_walk: random walks through everything that can happen to three calls of one phone. The same seed walks the same
// ways.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "tests/exploration/walk.hpp"

int main(int count, char** words) {
    std::uint32_t seed = 1;
    std::size_t walks = 1000, length = 60;
    std::chrono::seconds time{std::chrono::hours{24}};
    for (int i = 1; i < count; ++i) {
        const std::string_view word{words[i]};
        if (word.starts_with("--seed=")) seed = static_cast<std::uint32_t>(std::strtoul(words[i] + 7, nullptr, 10));
        else if (word.starts_with("--walks=")) walks = std::strtoul(words[i] + 8, nullptr, 10);
        else if (word.starts_with("--seconds=")) {
            time = std::chrono::seconds{std::strtoul(words[i] + 10, nullptr, 10)};
            walks = std::numeric_limits<std::size_t>::max();
        } else if (word.starts_with("--acts=")) length = std::strtoul(words[i] + 7, nullptr, 10);
        else {
            std::fputs("usage: calls_walk [--seed=N] [--walks=N | --seconds=N] [--acts=N]\n", stderr);
            return 2;
        }
    }
    const auto& settings = tests::wide_settings();
    constexpr std::size_t most_faults = 5;
    std::size_t faults = 0, walked = 0;
    const auto end = std::chrono::steady_clock::now() + time;
    for (; walked < walks && faults < most_faults && std::chrono::steady_clock::now() < end; ++walked, ++seed) {
        const auto& setting = settings[seed % settings.size()];
        const auto found = tests::walk(setting, seed, length);
        if (!found) continue;
        ++faults;
        std::printf("seed %u, %.*s\n%s", seed, static_cast<int>(setting.name.size()), setting.name.data(),
                    tests::story(setting, tests::shrink(setting, *found)).c_str());
        std::fflush(stdout);
    }
    std::printf("%zu walks of %zu acts, %zu faults\n", walked, length, faults);
    return faults != 0;
}
