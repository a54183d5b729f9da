// Which call of a phone it is about when a message to or from it names none.
#include "gateway/calls_at_hand.hpp"

#include <algorithm>

namespace gateway {

void CallsAtHand::changed(mapping::LegId call, std::string_view state) {
    stepped(call);
    std::erase_if(known_, [call](const Known& known) { return known.call == call; });
    if (state != "Ended") known_.push_back({call, state != "RingIn" && state != "Hold" && state != "Holding"});
}

mapping::LegId CallsAtHand::call() const {
    if (stepped_ != 0) return stepped_;
    const auto active =
        std::find_if(known_.rbegin(), known_.rend(), [](const Known& known) { return known.has_audio; });
    if (active != known_.rend()) return active->call;
    return known_.empty() ? 0 : known_.back().call;
}

} // namespace gateway
