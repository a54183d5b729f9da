// What every part of the agent works with. Owned by Agent; outlives all parts.
#pragma once

#include <set>
#include <string>

#include "sip/agent.hpp"
#include "sip/lines.hpp"
#include "sip/message_owners.hpp"
#include "sip/sources.hpp"
#include "sip/stack.hpp"

namespace sip {

/// nua keeps pointers to the phrases of our answers for as long as it likes: these live as long as it does.
class Phrases {
  public:
    /// The standard one when `wanted` is empty, or when somebody has made up too many.
    const char* kept(const std::string& wanted, int status) {
        if (wanted.empty() || (phrases_.size() >= most && !phrases_.contains(wanted)))
            return standard_phrase(status);
        return phrases_.insert(wanted).first->c_str();
    }

  private:
    static constexpr std::size_t most = 256;
    std::set<std::string> phrases_;
};

struct Core {
    const Options& options;
    EventSink& sink;
    Stack& stack;
    Lines& lines;
    Sources& sources;
    MessageOwners& owners;
    Phrases& phrases;

    nua_t* nua() const { return stack.nua(); }
    /// URI that requests to the target are sent to.
    std::string next_hop(const Target& target) const {
        const auto local = IpAddress::parse(stack.host());
        return sources.next_hop(target, local && local->is_v4());
    }
};

/// Address that the message of the present event came from; null: none (our own stack).
inline std::optional<IpAddress> source_of_event(const Core& core) {
    const auto* const message = nua_current_request(core.nua());
    return message ? IpAddress::of(&msg_addr(const_cast<msg_t*>(message))->su_sa) : std::nullopt;
}

} // namespace sip
