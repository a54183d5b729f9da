// SUBSCRIBE Event: message-summary for lines (callflows 5.8).
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "sip/core.hpp"
#include "sip/writing.hpp"

namespace sip {

/// Tells a line's sink what a NOTIFY body says; a body that cannot be read is dropped.
void tell_message_summary(const Core& core, LineId line, const sip_t* sip);

/// Owned by Agent.
class MessageWaiting {
  public:
    explicit MessageWaiting(Core& core);
    ~MessageWaiting();
    void subscribe(LineId line, std::size_t target);
    void unsubscribe(LineId line);
    void forget(LineId line);                         ///< the line is gone: ends the subscription without telling
    bool is_idle() const { return leaving_.empty(); } ///< no end of a subscription is on its way
    void stop();
    void sweep(); ///< destroys what is finished; never from inside an event

  private:
    class Subscription;
    void retire(std::unique_ptr<Subscription> subscription);

    Core& core_;
    std::map<LineId, std::unique_ptr<Subscription>> subscriptions_;
    std::vector<std::unique_ptr<Subscription>> leaving_;
};

} // namespace sip
