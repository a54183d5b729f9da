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
/// for one on which nothing has come, and neither reads nor closes one on which garbage came, for two minutes: each
/// would be a descriptor lost, and a registrar's own the requests of a PBX that nobody hears. Owned by Agent; outlived
/// by the stack.
class Streams {
  public:
    /// Sofia's transport object, by the number that its log shows; valid until that says it closed.
    using Id = std::uintptr_t;
    static constexpr std::chrono::seconds interval{10};

    Streams(Stack& stack, const Options& options, const Sources& sources, EventSink& sink);
    void accepted(Id id, std::string_view peer);
    void closed(Id id);
    /// Nothing that follows on it will be read. One that was answered is closed when the peer can have read the answer.
    void spoiled(Id id, bool is_answered);

  private:
    struct Stream {
        Id id{};
        std::string host;
        bool may_request{};
    };
    void refuse(std::list<Stream>::iterator stream, std::string_view reason);
    void close_soon(Id id);
    void close_answered();
    void close_refused();
    void look();

    Stack& stack_;
    const Options& options_;
    const Sources& sources_;
    EventSink& sink_;
    Timer timer_, farewell_;
    unsigned port_;
    std::list<Stream> streams_;     ///< that others have opened, oldest first
    std::set<Id> refused_;          ///< but not closed yet
    std::set<Id> answered_, over_;  ///< spoiled since `farewell_` began, and before
    std::set<std::string> silent_;  ///< peers whose connections were so at the look before
};

} // namespace sip
