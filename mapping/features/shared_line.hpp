// Calls of a line on other phones of this gateway: in use or held there (callflows 3.10).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/device_context.hpp"
#include "mapping/elsewhere.hpp"
#include "mapping/phone_view.hpp"

namespace mapping {

/// One per phone, owned by mapping::Phone. It is told the whole truth of a line each time; only what changed is sent.
class SharedLines {
  public:
    /// of the line with all its calls, those elsewhere too
    using LampOf = std::function<sccp::LampMode(unsigned line)>;

    SharedLines(const DeviceContext& device, PhoneView& view, LampOf lamp)
        : device_(device), view_(view), lamp_(std::move(lamp)) {}

    void tell(unsigned line, std::vector<ElsewhereCall> calls) { wanted_[line] = std::move(calls); }
    /// The phone registered again: nothing of this is on its display.
    void forget() { shown_.clear(); }
    /// Brings the display up to what was told.
    void refresh();

    /// The calls of a line for its lamp.
    std::optional<LegDisplayState> state_of(unsigned line) const;
    struct Shown {
        unsigned line{};
        ElsewhereCall call;
    };
    /// What another phone holds and Resume takes: that call, or of a line (0: of any) the only one; null: none, or it
    /// is not said which.
    const Shown* to_take(unsigned line, LegId call) const;
    /// Somebody else has this caller now: a call that is cancelled was not missed.
    bool is_answered(unsigned line, std::string_view caller) const;

  private:
    void show(unsigned line, const ElsewhereCall& call);
    void clear(unsigned line, LegId call);

    const DeviceContext& device_;
    PhoneView& view_;
    LampOf lamp_;
    std::map<unsigned, std::vector<ElsewhereCall>> wanted_;
    std::map<LegId, Shown> shown_;
};

} // namespace mapping
