// What a process holds: octets and descriptors, and how long it waited for a processor.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <malloc.h>
#include <system_error>

/// There only in a program with AddressSanitizer, whose allocator does not fill in mallinfo2.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace tests {

inline std::size_t allocated_octets() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) return __sanitizer_get_current_allocated_bytes();
    const auto all = ::mallinfo2();
    return all.uordblks + all.hblkhd;
}

/// Without the one that this takes, and the source of chance, which the SIP stack opens once and keeps.
inline std::size_t open_descriptors() {
    std::error_code is_own;
    return static_cast<std::size_t>(std::ranges::count_if(std::filesystem::directory_iterator("/proc/self/fd"), [&](const auto& one) {
        const auto what = std::filesystem::read_symlink(one.path(), is_own);
        return !is_own && what != "/dev/urandom" && !what.string().starts_with("/proc/");
    }));
}

/// How long this thread could have run while others had the processors: no fault of what is measured. 0 where the
/// kernel does not count it.
inline std::chrono::nanoseconds waited_for_processor() {
    long long ran = 0, waited = 0;
    if (auto* const file = std::fopen("/proc/thread-self/schedstat", "re")) {
        if (std::fscanf(file, "%lld %lld", &ran, &waited) != 2) waited = 0;
        std::fclose(file);
    }
    return std::chrono::nanoseconds(waited);
}

} // namespace tests
