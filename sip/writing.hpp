// Header text that we add to messages, and the answers that are given at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sip/core.hpp"
#include "sip/digest.hpp"
#include "sip/values.hpp"

namespace sip {

/// Appends `Name: value`. Control characters become blanks, so that nothing of a value can start a header of its own.
void add_header(std::string& block, std::string_view name, std::string_view value); ///< empty value: nothing
std::string to_block(const ExtraHeaders& extra);
std::string to_block(const std::vector<HeaderLine>& lines);

/// Answers the request of the present event, with header fields as text.
void respond(const Core& core, const NuaEvent& event, int status, const std::string& block = {});

/// How often, with what, one request and its repetitions have answered challenges.
class ChallengeCount {
  public:
    /// The credentials that go into the next request.
    std::string authorization(DigestClient& client, std::string_view method, std::string_view uri);
    /// A 401 or 407 came: can it be answered? Not when the credentials were wrong, not for ever (callflows 2.9), and
    /// never to a stranger (security.md 1.7).
    bool can_answer(const Core& core, DigestClient& client, const NuaEvent& event);
    /// Why the last challenge could not be answered, when that says nothing about the credentials.
    const std::string& obstacle() const { return obstacle_; }
    void settle() { answered_ = 0; } ///< any other answer

  private:
    std::vector<HeaderLine> carried_;
    unsigned answered_{};
    std::string obstacle_;
};

} // namespace sip
