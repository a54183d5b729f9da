// Whose turn it is to offer in one dialog, and what both sides agreed on last (RFC 3264; callflows 8.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/session_description.hpp"

namespace mapping {

/// Passive record of a leg: says what is allowed, sends nothing. Owned by the leg's context.
class OfferAnswer {
  public:
    enum class State : std::uint8_t { no_offer, local_offer, remote_offer, stable };

    /// The two descriptions that belong together.
    struct Pair {
        LocalMedia local;
        std::vector<MediaFormat> offered;   ///< by us; empty: the offer was theirs
        std::optional<sip::Sdp> remote;
        Agreement agreement;
    };

    /// What to do with an offer of theirs.
    enum class Reception : std::uint8_t { taken, glare /* 491 */, busy /* 500 with Retry-After */ };

    State state() const { return state_; }
    bool is_stable() const { return state_ == State::stable; }
    bool is_busy() const { return state_ == State::local_offer || state_ == State::remote_offer; }

    /// False: theirs is unanswered, ours has to wait (`has_waiting`).
    bool local_offer(LocalMedia local, std::vector<MediaFormat> formats);
    Reception remote_offer(sip::Sdp offer);
    void answer_in(std::optional<sip::Sdp> answer, Agreement agreement);
    void answer_out(LocalMedia local, Agreement agreement);
    void rejected();        ///< our offer
    void reject_out();      ///< theirs
    void reset();           ///< a new INVITE without history

    /// Last pair that both know; kept when a later offer fails. Null: none yet.
    const Pair* current() const { return committed_ ? &*committed_ : nullptr; }
    /// The pair under way. Null: nobody offers.
    const Pair* pending() const { return pending_ ? &*pending_ : nullptr; }
    /// An offer of ours was put off; asked once.
    bool take_waiting() { return std::exchange(waiting_, false); }

  private:
    void commit();
    void rollback();

    State state_{State::no_offer};
    std::optional<Pair> committed_, pending_;
    bool waiting_{};
};

std::string_view name_of(OfferAnswer::State state);

} // namespace mapping
