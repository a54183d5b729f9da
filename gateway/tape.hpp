// Recorded entries one behind the other in one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/trace_entry.hpp"

namespace gateway {

/// Owned by whoever records: a phone's trace, a call's ladder. An allocation for each message would cost more than all
/// else about it. What it holds is as it was on the wire: secrets are masked when somebody reads.
class Tape {
  public:
    /// `entry` without its octets, which stand in `bytes`; `order`: rises with each entry of all tapes.
    void push(const TraceEntry& entry, std::string_view bytes, std::uint64_t order = 0);
    void pop();                                ///< the first one; there is one
    bool empty() const { return count_ == 0; }
    std::size_t size() const { return count_; }
    std::size_t octets() const { return octets_.size() - begin_; }
    std::uint64_t first_order() const;         ///< of the first one; there is one

    /// Takes out the latest one that `is_wanted` accepts among the last so many that `is_passable` accepts; tells how
    /// often it had been repeated.
    template <class Wanted, class Passable>
    std::optional<std::uint32_t> take_back(unsigned most, Wanted is_wanted, Passable is_passable) {
        std::size_t place = last_;
        for (unsigned i = 0; i < most && i < count_; ++i, place -= head_at(place).before) {
            const TraceEntry entry = entry_at(place);
            const std::string_view bytes = bytes_at(place);
            if (!is_passable(entry, bytes)) break;
            if (!is_wanted(entry, bytes)) continue;
            erase(place);
            return entry.repeats;
        }
        return std::nullopt;
    }
    /// Calls `take` with each entry, oldest first, and its octets.
    template <class Take> void each(Take take) const {
        for (std::size_t place = begin_; place < octets_.size(); place += head_at(place).size)
            take(entry_at(place), bytes_at(place));
    }

    /// What an entry with so many octets takes.
    static std::size_t octets_of(std::size_t bytes) { return sizeof(Head) + bytes; }

  private:
    struct Head {
        std::uint32_t size{}, before{};        ///< of this entry and of the one before it, heads included
        std::uint32_t call{}, repeats{};
        std::int64_t at{};
        std::uint64_t order{};
        const char* name{};
        std::uint8_t name_size{}, protocol{};
        TraceEntry::Kind kind{};
        bool outgoing{};
    };

    Head head_at(std::size_t place) const;
    TraceEntry entry_at(std::size_t place) const;
    std::string_view bytes_at(std::size_t place) const;
    void make_room(std::size_t octets);
    void clear();
    void compact();
    void erase(std::size_t place);

    std::string octets_;
    std::size_t begin_{}, last_{};             ///< places in octets_: of the first entry and of the last
    std::size_t count_{};
};

} // namespace gateway
