// TCP connections on the SIP port: how many others may open, and the end of those that the stack would keep for
// nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <set>
#include <string>
#include <string_view>

#include "sip/agent.hpp"
#include "sip/sofia.hpp"
#include "sip/sources.hpp"
#include "sip/stack.hpp"

namespace sip {

/// Sofia takes every connection, until no descriptor is left for phones: what is too much is closed. It sets no timer
/// for one on which nothing has come, and stops listening to one on which garbage came: whose peer has gone then, it
/// does not hear. Each would be a descriptor lost. Owned by Agent; outlived by the stack.
class Streams {
  public:
    /// Sofia's transport object, by the number that its log shows; valid until that says it closed.
    using Id = std::uintptr_t;
    static constexpr std::chrono::seconds interval{10};

    Streams(Stack& stack, const Options& options, const Sources& sources, EventSink& sink);
    void accepted(Id id, std::string_view peer);
    void closed(Id id);

  private:
    struct Stream {
        Id id{};
        std::string host;
        bool may_request{};
    };
    void refuse(std::list<Stream>::iterator stream, std::string_view reason);
    void close_refused();
    void look();

    Stack& stack_;
    const Options& options_;
    const Sources& sources_;
    EventSink& sink_;
    Timer timer_;
    unsigned port_;
    std::list<Stream> streams_;     ///< that others have opened, oldest first
    std::set<Id> refused_;          ///< but not closed yet
    std::set<std::string> useless_; ///< peers whose connections were so at the look before
};

} // namespace sip
