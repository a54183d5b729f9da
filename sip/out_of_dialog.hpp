// Requests outside any dialog: who may send them, which line they mean, and what is answered at once
// (callflows 3.1, 5.14).
#pragma once

#include <optional>
#include <string>

#include "sip/core.hpp"
#include "sip/digest_server.hpp"
#include "sip/values.hpp"

namespace sip {

/// What an INVITE needs to become a call.
struct Admitted {
    LineId line{};
    Invited invited;
};

/// Owned by Agent.
class OutOfDialog {
  public:
    explicit OutOfDialog(Core& core) : core_(core) {}
    /// Nothing: it has been refused and its handle is gone. While the process ends nothing is admitted.
    std::optional<Admitted> admit(const NuaEvent& event, bool is_ending);
    /// Every request but INVITE; answers it and lets its handle go.
    void answer(const NuaEvent& event);

  private:
    bool is_stranger() const;
    Line* line_of(const NuaEvent& event) const;
    void refuse(const NuaEvent& event, int status, const std::string& block = {});
    int answer_options(const NuaEvent& event);
    int answer_notify(const NuaEvent& event, std::string& headers);
    int answer_check_sync(const NuaEvent& event, const Line& line, std::string& headers);
    int answer_message(const NuaEvent& event);

    Core& core_;
    DigestServer digest_;
};

/// A MESSAGE for a line, inside a dialog or not: its status.
int answer_text(const Core& core, LineId line, const NuaEvent& event);

} // namespace sip
