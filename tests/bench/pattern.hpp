// Which octets go which way in which pieces during one phone's registration and one call: noted by sccp-load, moved
// again by tcp-limit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// After so many octets of the phone this is sent to it, in one piece.
struct Step {
    std::size_t awaited{};
    std::vector<std::uint8_t> piece;
};

struct Pattern {
    std::vector<Step> registration, call;

    void came_from_phone(std::size_t octets) { awaited_ += octets; }
    void sent_to_phone(std::span<const std::uint8_t> piece);
    /// What follows belongs to a call.
    void call_begins();
    /// What the phone sent last and got no answer to belongs to the part that ends here.
    void part_ends();
    void save(const std::string& path) const;
    static Pattern load(const std::string& path);

  private:
    std::size_t awaited_{};
    bool in_call_{};
};

} // namespace bench
