// The heap of the process: jemalloc where the program is linked with it, else that of the C library.
#include "gateway/memory.hpp"

#include <malloc.h>

// jemalloc keeps pieces of one size together, so what lives five seconds (a transaction of SIP) leaves whole pages when
// it goes, not holes between what lives as long as its phone: README.md, "Memory".
extern "C" {
// One loop allocates nearly all: a second arena would be holes again. Read by jemalloc at its start.
__attribute__((visibility("default"))) extern const char* const malloc_conf;
const char* const malloc_conf = "narenas:1,dirty_decay_ms:5000,muzzy_decay_ms:0";
int mallctl(const char* name, void* old, std::size_t* old_size, void* value, std::size_t value_size)
    __attribute__((weak));
}

namespace gateway {

namespace {
/// With 20,000 phones it takes a tenth of a second, more when much is free.
void trim(std::size_t& kept) {
    constexpr std::size_t worth_it = std::size_t{16} << 20;
    if (::mallinfo2().fordblks < kept + worth_it) return;
    ::malloc_trim(0);
    kept = ::mallinfo2().fordblks;         // scattered among what is used: it is not looked at again until more is free
}
} // namespace

void give_back_memory(std::size_t& kept, bool may_pause) {
    // It gives back by itself what has been free for five seconds, but looks only while somebody allocates.
    if (mallctl != nullptr)
        mallctl("arena.4096.decay", nullptr, nullptr, nullptr, 0); // 4096: all arenas
    else if (may_pause)
        trim(kept);
}

} // namespace gateway
