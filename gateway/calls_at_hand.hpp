// Which call of a phone it is about when a message to or from it names none.
#pragma once

#include <string_view>
#include <vector>

#include "mapping/ports.hpp"

namespace gateway {

/// Owned by PhoneAgent.
class CallsAtHand {
  public:
    /// Something happens to the phone, to this call if it is known; 0 also when it is over.
    void turn(mapping::LegId call) { stepped_ = call; }
    /// A machine of this call does something about it.
    void stepped(mapping::LegId call) {
        if (call != 0) stepped_ = call;
    }
    void changed(mapping::LegId call, std::string_view state);

    /// The call that something happens to; else the one with the phone's audio, the latest that came to it; else the
    /// latest of the others that ring or are held. 0: there is none.
    mapping::LegId call() const;

  private:
    struct Known {
        mapping::LegId call{};
        bool has_audio{};
    };
    mapping::LegId stepped_{};
    std::vector<Known> known_; ///< the latest to change is last
};

} // namespace gateway
