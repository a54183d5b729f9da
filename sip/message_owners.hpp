// Whose a SIP message is, for the trace and the ladder.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "sip/message_log.hpp"
#include "sip/values.hpp"

namespace sip {

struct MessageOwner {
    LineId line{};
    CallKey key{}; ///< 0: no call
};

/// A Call-ID alone names nobody: a call between two of our phones by way of a proxy has it in both dialogs, and so have
/// the forks of one INVITE. Our tag tells them apart; before it is there, the branch of the INVITE does. Owned by
/// Agent; who adds a name removes it.
class MessageOwners {
  public:
    void add_dialog(const std::string& call_id, const std::string& local_tag, MessageOwner owner);
    void remove_dialog(const std::string& call_id, const std::string& local_tag);
    /// An INVITE that came in: it, its CANCEL and what is answered without a tag.
    void add_branch(const std::string& call_id, const std::string& branch, MessageOwner owner);
    void remove_branch(const std::string& call_id, const std::string& branch);
    const MessageOwner* find(const WireMessage& message) const; ///< null: nobody's, or not yet known
    bool has_call(const std::string& call_id) const { return calls_.contains(call_id); }
    std::size_t size() const { return owners_.size(); }

  private:
    std::unordered_map<std::string, MessageOwner> owners_;
    std::unordered_multiset<std::string> calls_; ///< Call-IDs, once for each dialog
};

} // namespace sip
