// Which phone has a call.
#include "gateway/call_index.hpp"

#include <algorithm>

namespace gateway {

void CallIndex::ended(mapping::LegId call, Time now) {
    if (const auto found = calls_.find(call); found != calls_.end()) found->second.ended = now;
}

void CallIndex::forget(const PhoneAgent& phone) {
    std::erase_if(calls_, [&phone](const auto& entry) { return entry.second.phone == &phone; });
}

void CallIndex::sweep(Time now) {
    std::erase_if(calls_,
                  [now](const auto& entry) { return entry.second.ended && now - *entry.second.ended > memory; });
}

PhoneAgent* CallIndex::phone_of(mapping::LegId call) const {
    const auto found = calls_.find(call);
    return found == calls_.end() ? nullptr : found->second.phone;
}

bool CallIndex::is_live(mapping::LegId call) const {
    const auto found = calls_.find(call);
    return found != calls_.end() && !found->second.ended;
}

std::vector<PhoneAgent*> CallIndex::phones() const {
    std::vector<PhoneAgent*> found;
    for (const auto& [call, entry] : calls_) found.push_back(entry.phone);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

} // namespace gateway
