// C++ objects have a heap of their own. Those of a phone live as long as it does; what the SIP stack takes, which is C,
// goes with its transaction. Side by side the one would leave holes among the other, which cannot be given back:
// README.md, "Memory". Only in a program that is linked with jemalloc.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

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

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): asked at each allocation
constinit thread_local int own = 0;

void* take(std::size_t size, int more = 0) {
    if (own == 0)
        own = heap();
    return mallocx(std::max(size, std::size_t{1}), own | more);
}

void give_back(void* taken) {
    if (taken == nullptr)
        return;
    if (own == 0)
        own = heap();
    dallocx(taken, own);
}

/// Small pieces that this thread has given back last, by size: a call takes and gives back a thousand, and an explicit
/// cache is not jemalloc's fast path.
struct Pieces {
    static constexpr std::size_t step = 16, kinds = 32; // octets; up to 512
    static constexpr unsigned most = 64;                // of a size: half a megabyte of all
    struct Piece {
        Piece* next;
    };
    struct Kind {
        Piece* first;
        unsigned count;
    };
    std::array<Kind, kinds> of;

    /// Sizes of one kind are taken alike, so that a piece serves all of them; 0 octets are beyond all kinds.
    static std::size_t kind_of(std::size_t size) { return (size - 1) / step; }
};
constinit thread_local Pieces pieces{}; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): the same

void* take_piece(std::size_t size) {
    const std::size_t kind = Pieces::kind_of(size);
    if (kind >= Pieces::kinds)
        return take(size);
    auto& [first, count] = pieces.of[kind];
    if (first == nullptr)
        return take((kind + 1) * Pieces::step);
    --count;
    return std::exchange(first, first->next);
}

void give_back_piece(void* taken, std::size_t size) {
    const std::size_t kind = Pieces::kind_of(size);
    if (kind >= Pieces::kinds || taken == nullptr)
        return give_back(taken);
    auto& [first, count] = pieces.of[kind];
    if (count == Pieces::most)
        return give_back(taken);
    ++count;
    first = new (taken) Pieces::Piece{first};
}

void* take_or_throw(std::size_t size) {
    if (void* const taken = take_piece(size))
        return taken;
    throw std::bad_alloc();
}

} // namespace

void* operator new(std::size_t size) { return take_or_throw(size); }
void* operator new[](std::size_t size) { return take_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take_piece(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take_piece(size); }
void operator delete(void* taken) noexcept { give_back(taken); }
void operator delete[](void* taken) noexcept { give_back(taken); }
void operator delete(void* taken, std::size_t size) noexcept { give_back_piece(taken, size); }
void operator delete[](void* taken, std::size_t size) noexcept { give_back_piece(taken, size); }

/// From here Asio has what waits for each socket; it gives back by free(), which knows whose it is.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return take(size, MALLOCX_ALIGN(alignment));
}
