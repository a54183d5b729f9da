// What a process holds: octets and descriptors, and how long it waited for a processor.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <malloc.h>

/// There only in a program with AddressSanitizer, whose allocator does not fill in mallinfo2.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace tests {

inline std::size_t allocated_octets() {
    if (__sanitizer_get_current_allocated_bytes != nullptr) return __sanitizer_get_current_allocated_bytes();
    const auto all = ::mallinfo2();
    return all.uordblks + all.hblkhd;
}

inline std::size_t open_descriptors() {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {})) - 1;   // its own
}

/// How long this thread could have run while others had the processors: no fault of what is measured. 0 where the kernel does not count it.
inline std::chrono::nanoseconds waited_for_processor() {
    long long ran = 0, waited = 0;
    if (auto* const file = std::fopen("/proc/thread-self/schedstat", "re")) {
        if (std::fscanf(file, "%lld %lld", &ran, &waited) != 2) waited = 0;
        std::fclose(file);
    }
    return std::chrono::nanoseconds(waited);
}

} // namespace tests
