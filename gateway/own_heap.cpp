// C++ objects have a heap of their own. Those of a phone live as long as it does; what the SIP stack takes, which is C, goes with its transaction. Side by
// side the one would leave holes among the other, which cannot be given back: README.md, "Memory". Only in a program that is linked with jemalloc.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include <jemalloc/jemalloc.h>

namespace {

unsigned make(const char* what) {
    unsigned made = 0;
    std::size_t size = sizeof made;
    if (mallctl(what, &made, &size, nullptr, 0) != 0)
        throw std::bad_alloc();
    return made;
}

/// The heap, and what this thread keeps at hand of it.
int heap() {
    static const unsigned arena = make("arenas.create");
    return MALLOCX_ARENA(arena) | MALLOCX_TCACHE(make("tcache.create"));
}

constinit thread_local int own = 0; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): asked at each allocation

void* take(std::size_t size, int more = 0) {
    if (own == 0)
        own = heap();
    return mallocx(std::max(size, std::size_t{1}), own | more);
}

void* take_or_throw(std::size_t size) {
    if (void* const taken = take(size))
        return taken;
    throw std::bad_alloc();
}

void give_back(void* taken) {
    if (taken == nullptr)
        return;
    if (own == 0)
        own = heap();
    dallocx(taken, own);
}

} // namespace

void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* taken) noexcept { give_back(taken); }
void operator delete[](void* taken) noexcept { give_back(taken); }
// The size would save nothing: jemalloc's sdallocx() takes more instructions.
void operator delete(void* taken, std::size_t) noexcept { give_back(taken); }
void operator delete[](void* taken, std::size_t) noexcept { give_back(taken); }

/// From here Asio has what waits for each socket; it gives back by free(), which knows whose it is.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return take(size, MALLOCX_ALIGN(alignment)); }
