// What is done with each message as soon as its header has been read, before the stack acts on it.
#pragma once

#include <chrono>
#include <functional>

#include "sip/forks.hpp"
#include "sip/networks.hpp"
#include "sip/sofia.hpp"

namespace sip {

/// A message is disarmed (disarm.hpp), a request may be turned away, a response is seen whoever it is for, and what is
/// left is sorted by Forks. Owned by Stack.
class MessageReader {
  public:
    /// `take_as_unknown`: it is of no dialog, whatever the stack would make of it (481); `drop`: it makes no
    /// transaction and gets no answer; `hang_up`: nor is its connection read any more, if it came by one.
    enum class Verdict { take, take_as_unknown, drop, hang_up };
    using Gate = std::function<Verdict(const sip_t& request, const IpAddress& source)>;
    using Witness = std::function<void(const msg_t& message, const sip_t& response)>;
    /// `lifetime`: that of a server transaction.
    MessageReader(std::chrono::milliseconds lifetime, Gate gate, Witness witness)
        : forks_(lifetime), gate_(std::move(gate)), witness_(std::move(witness)) {}

    Forks& forks() { return forks_; }

    /// While it lives the messages that the stack reads are read by this one: Sofia's parser knows no context.
    class Scope {
      public:
        explicit Scope(MessageReader& reader);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        MessageReader* previous_;
    };
    /// Makes messages of this class be read so. For the life of the process.
    static void install(msg_mclass_t& message_class);

  private:
    static issize_t read_body(msg_t* message, msg_pub_t* sip, char* text, isize_t size, int is_end);
    void read(msg_t& message, sip_t& sip);

    Forks forks_;
    Gate gate_;
    Witness witness_;
};

} // namespace sip
