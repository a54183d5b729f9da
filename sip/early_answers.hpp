// Requests that are answered before the stack looks at them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sip/sofia.hpp"

namespace sip {

/// What nua would answer otherwise than it should, without a question to us: CANCEL of an INVITE that our 200 has
/// answered (481 instead of 200, RFC 3261 section 9.2) and a re-INVITE before the ACK of our 200 (500 instead of 491:
/// callflows 9, races 4 and 22). Its function that sees each request first is exported: ours is in its place. Owned by
/// Stack.
class EarlyAnswers {
  public:
    struct Answer {
        int status{};
        std::string local_tag{}; ///< of the answer; empty: that of its dialog
    };
    using Ask = std::function<std::optional<Answer>(const sip_t& request)>;
    explicit EarlyAnswers(Ask ask) : ask_(std::move(ask)) {}

    /// While it lives, this one answers.
    class Scope {
      public:
        explicit Scope(const EarlyAnswers& answers);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        const EarlyAnswers* previous_;
    };
    static std::optional<Answer> to(const sip_t& request);
    /// When a message has been read: nta answers a CANCEL by itself when it finds the INVITE, so it must not find that.
    static void keep_from_stack(sip_t& message);

  private:
    Ask ask_;
};

} // namespace sip
