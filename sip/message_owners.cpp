// Whose a SIP message is, for the trace and the ladder.
#include "sip/message_owners.hpp"

namespace sip {

namespace {

std::string of_tag(const std::string& call_id, const std::string& tag) {
    return call_id + "\ntag=" + tag;
}
std::string of_branch(const std::string& call_id, const std::string& branch) {
    return call_id + "\nbranch=" + branch;
}

} // namespace

void MessageOwners::add_dialog(const std::string& call_id, const std::string& local_tag, MessageOwner owner) {
    const bool is_new = owners_.insert_or_assign(of_tag(call_id, local_tag), owner).second;
    if (is_new && owner.key != 0)
        calls_.insert(call_id);
}
void MessageOwners::remove_dialog(const std::string& call_id, const std::string& local_tag) {
    const auto found = owners_.find(of_tag(call_id, local_tag));
    if (found == owners_.end())
        return;
    if (const auto one = calls_.find(call_id); found->second.key != 0 && one != calls_.end())
        calls_.erase(one);
    owners_.erase(found);
}
void MessageOwners::add_branch(const std::string& call_id, const std::string& branch, MessageOwner owner) {
    owners_[of_branch(call_id, branch)] = owner;
}
void MessageOwners::remove_branch(const std::string& call_id, const std::string& branch) {
    owners_.erase(of_branch(call_id, branch));
}

const MessageOwner* MessageOwners::find(const WireMessage& message) const {
    auto found = owners_.end();
    if (!message.local_tag.empty())
        found = owners_.find(of_tag(message.call_id, message.local_tag));
    if (found == owners_.end() && !message.branch.empty())
        found = owners_.find(of_branch(message.call_id, message.branch));
    return found == owners_.end() ? nullptr : &found->second;
}

} // namespace sip
