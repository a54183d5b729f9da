// The ways by which one INVITE reaches us: forks to several of our lines, and merged requests.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sip/sofia.hpp"

namespace sip {

/// A proxy that forks to two phones of a shared line sends us one INVITE twice: same Call-ID, From tag and CSeq,
/// another branch and Request-URI. nta would take the second for a request inside the dialog that the first has made:
/// it looks for dialogs by the hash of the Call-ID first, and its tag is not there yet. So each way gets a hash of its
/// own, and what belongs to it later (by branch or by our tag) gets the same. Owned by MessageReader.
class Forks {
  public:
    using Clock = std::chrono::steady_clock;
    /// `lifetime`: how long a way is remembered after its call, that of a server transaction.
    explicit Forks(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

    /// For each message that was received, as soon as its header is read. One that cannot be sorted is left as it is.
    void sort(sip_t& sip, Clock::time_point now);
    /// RFC 3261 section 8.2.2.2: has this INVITE come before, for the same Request-URI, by another way?
    bool is_merged(const sip_t& invite) const;
    /// The call that this INVITE makes answers it with `local_tag`; its way lasts as long as what is returned.
    std::shared_ptr<void> hold(const sip_t& invite, const std::string& local_tag);
    std::size_t size() const { return leaving_.size(); }

  private:
    struct Way {
        std::string branch, request_uri, from_tag, local_tag;
        std::uint32_t cseq{};
        std::uint32_t number{}; ///< 0: the hash as it is
        bool is_held{};
        Clock::time_point until;
    };
    using Ways = std::vector<std::shared_ptr<Way>>; ///< of one Call-ID, in the order of their arrival
    struct Leaving {
        std::string call_id;
        std::shared_ptr<Way> way;
        Clock::time_point at;
    };
    const Way* way_of(const sip_t& sip) const;
    const Way* start(const sip_t& invite, Clock::time_point now);
    void forget_old(Clock::time_point now);
    void forget(const Leaving& gone);

    std::chrono::milliseconds lifetime_;
    std::unordered_map<std::string, Ways> by_call_id_;
    std::deque<Leaving> leaving_; ///< every way, soonest first
};

} // namespace sip
