// Whole SIP messages, as Sofia's transport shows them before it sends and after it has read them, and its connections.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "sip/sofia.hpp"

namespace sip {

/// A message as it was on the wire, with line feeds only, secrets masked.
struct WireMessage {
    bool sent{};
    std::string text{};
    std::string call_id{};   ///< empty: none found
    std::string local_tag{}; ///< ours: of From or To, by who asks whom; empty: none yet
    std::string branch{};    ///< of the first Via
    std::string method{};    ///< of the request, or of the CSeq of a response
    int status{};            ///< 0: request
    std::string source{};    ///< address of who has sent what we received
    std::string unreadable{};   ///< why the stack drops what was received, naming the header fields; empty: it does not
    bool is_noise{};            ///< received, and no SIP, or not read: all that is known is the source, and maybe why
};

/// What a message that Sofia has read or made tells of itself; without its text.
WireMessage read_wire_message(bool sent, const sip_t& sip);
/// Octets of a message as they are shown: with line feeds only, without digest responses and SRTP keys.
std::string shown_text(std::string octets);

/// Owned by Stack. Sofia has one log per process: the instance inside a Scope gets what is written meanwhile.
class MessageLog {
  public:
    using OnMessage = std::function<void(WireMessage)>;
    /// `id`: the address of Sofia's transport object; `peer`: `tcp/192.0.2.1:5060/sip`.
    using OnConnection = std::function<void(std::uintptr_t id, std::string_view peer)>;
    /// What came on the connection is not read any further: nobody knows where the next message begins.
    using OnSpoiled = std::function<void(std::uintptr_t id, bool is_answered)>;
    MessageLog(OnMessage on_message, OnConnection on_accepted, OnConnection on_closed, OnSpoiled on_spoiled);

    class Scope {
      public:
        explicit Scope(MessageLog& log);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        MessageLog* previous_;
    };

    /// The message that has just been read is not told.
    void skip() { is_skipped_ = true; }
    /// Nothing comes of the message that has just been read.
    void note_dropped(const msg_t& message, std::string_view why) { dropped_ = {&message, why}; }

    /// A piece of Sofia's log; lines may come in parts.
    void take(std::string_view piece);
    void take(bool sent, msg_t& message);
    /// What was received is no message at all.
    void take_noise(msg_t& message, std::string_view why = {});
    /// To the instance inside a Scope.
    static void note_delivery(msg_t& message) noexcept;
    /// To the instance inside a Scope; the stack closes it, or it is closed later.
    static void note_spoiled(const tport_t* transport, bool is_answered) noexcept;
    /// It is read no further.
    static void note_refused(msg_t& message, std::string_view why) noexcept;
    /// Of another protocol, by its first octet.
    static void note_foreign(msg_t& message) noexcept;
    static void show(bool sent, msg_t& message) noexcept;

  private:
    static void install();
    static void write(void* stream, const char* format, std::va_list arguments);

    OnMessage on_message_;
    OnConnection on_accepted_, on_closed_;
    OnSpoiled on_spoiled_;
    std::string line_;
    bool is_skipped_{};
    std::pair<const msg_t*, std::string_view> dropped_{};
    const msg_t* refused_{}; ///< and not delivered yet
};

} // namespace sip
