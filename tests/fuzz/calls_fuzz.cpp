// Calls: each octet is the next act of user, phone, PBX or clock. A fault is told in words, cut down to the acts that
// it needs.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/exploration/walk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto& settings = tests::wide_settings();
    const auto& setting = settings[data[0] % settings.size()];
    std::size_t at = 1;
    const auto found = tests::walk(setting, [&](std::size_t count) -> std::optional<std::size_t> {
        if (at == size) return {};
        return data[at++] % count;
    });
    if (!found) return 0;
    std::fputs(tests::story(setting, tests::shrink(setting, *found)).c_str(), stderr);
    std::abort();
}
