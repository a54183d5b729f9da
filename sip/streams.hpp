// Ends TCP connections on the SIP port that the stack would keep for nothing.
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "sip/sofia.hpp"
#include "sip/stack.hpp"

namespace sip {

/// Sofia sets no timer for a connection on which nothing has come, and stops listening to one on which garbage came: whose
/// peer has gone then, it does not hear. Each would be a descriptor lost. Owned by Agent; outlived by the stack.
class Streams {
  public:
    using OnEnded = std::function<void(std::string_view peer, std::string_view reason)>;
    static constexpr std::chrono::seconds interval{10};

    Streams(Stack& stack, OnEnded on_ended);

  private:
    void look();

    OnEnded on_ended_;
    Timer timer_;
    unsigned port_;
    std::set<std::string> useless_; ///< peers whose connections were so at the look before
};

} // namespace sip
