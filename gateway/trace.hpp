// The last messages and state changes of each phone, kept for /trace and for the ladders of its calls.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/intrusive/list.hpp>

namespace gateway {

/// Something that happened on a phone's wire or in its machines. Never changed once it is recorded.
struct TraceEntry {
    enum class Kind : std::uint8_t { sccp, sip, state } kind{};
    bool outgoing{};         ///< we sent it
    std::uint8_t protocol{}; ///< SCCP version of the session, for the layouts
    std::uint32_t call{};    ///< 0: of no call
    std::uint32_t repeats{}; ///< earlier ones of the same kind that this one stands for
    std::chrono::system_clock::time_point at;
    std::string_view name; ///< of the SCCP message, as its declaration has it; empty for other kinds
    std::string bytes;     ///< SCCP frame with its header, SIP message, `call Connected (answered)`

    /// SCCP message, SIP first line, words of a state.
    std::string_view label() const;
};
using TracePtr = std::shared_ptr<const TraceEntry>;

/// Octets that keeping it takes, about.
std::size_t memory_of(const TraceEntry& entry);

/// SIP text without what could give a password or a key away: the same length, asterisks.
std::string redacted_sip(std::string_view message);

struct TraceLimits {
    unsigned messages{200};                   ///< per phone
    std::size_t bytes{std::size_t{16} << 20}; ///< of all phones; the oldest go first
};

/// What is kept for a site of that many phones: about 3 KiB each on top of 16 MiB.
TraceLimits trace_limits(unsigned messages, std::size_t phones);

/// Rings of all phones. Keep-alives, and SIP messages of no call, are kept once with a count: an idle night does not
/// wash a call away.
class Traces {
  public:
    explicit Traces(TraceLimits limits) : limits_(limits) {}
    ~Traces();
    Traces(const Traces&) = delete;
    Traces& operator=(const Traces&) = delete;

    TracePtr record(const std::string& device, TraceEntry entry);
    std::vector<TracePtr> of(std::string_view device) const;
    void forget(std::string_view device);
    void set_limits(TraceLimits limits);
    std::size_t bytes() const { return bytes_; }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    /// An entry and its places in both lists are one piece of memory: a registration brings fifty of them.
    struct Ring;
    struct Kept : TraceEntry {
        using Hook = boost::intrusive::list_member_hook<>;
        Kept(TraceEntry entry, Ring& its) : TraceEntry(std::move(entry)), ring(its) {}
        Ring& ring;
        Hook in_all, in_ring;
        std::shared_ptr<Kept> self; ///< until it is dropped
    };
    template <Kept::Hook Kept::*Place>
    using List = boost::intrusive::list<Kept, boost::intrusive::member_hook<Kept, Kept::Hook, Place>>;
    using All = List<&Kept::in_all>;          ///< oldest first
    struct Ring : List<&Kept::in_ring> {};    ///< those of one phone, in the same order

    void drop(Kept& old);
    std::uint32_t merge_repeated(Ring& ring, const TraceEntry& entry);
    void make_room(Ring& ring);

    TraceLimits limits_;
    All all_;
    std::unordered_map<std::string, Ring, Hash, std::equal_to<>> rings_;
    std::size_t bytes_{};
};

} // namespace gateway
