// REGISTER of all lines: one transaction each, so many at a time.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "sip/core.hpp"
#include "sip/writing.hpp"

namespace sip {

/// When to register again is decided elsewhere (the line machine, callflows 8.5); this sends and reports. nua's own
/// registrations are not used: it walks through all of them for each call (README). Owned by Agent.
class Registrations {
  public:
    explicit Registrations(Core& core);
    ~Registrations();

    /// Expires 0 un-registers. A second order for a line replaces the one that still waits.
    void send(LineId line, std::size_t target, std::chrono::seconds expires);
    void forget(LineId line);
    /// `tcp/192.0.2.1:5060`: lines that are registered there by TCP hear of it.
    void connection_closed(std::string_view peer);
    bool is_idle() const { return waiting_.empty() && running_.empty(); }
    /// Destroys what is finished; never from inside an event.
    void sweep();

  private:
    class Request;
    struct Order {
        LineId line{};
        std::size_t target{};
        std::chrono::seconds expires{};
    };
    void start_waiting();
    void tell_waiting();
    void finish(LineId line);

    Core& core_;
    std::map<LineId, Order> waiting_;
    std::deque<LineId> queue_; ///< of waiting_, longest first; a line that waits no more may still stand in it
    std::size_t untold_{};     ///< of queue_, the last: nobody has been told that they wait
    std::map<LineId, std::unique_ptr<Request>> running_;
    std::map<LineId, ChallengeCount> challenges_;
    std::vector<std::unique_ptr<Request>> finished_;
};

} // namespace sip
