// What a phone shows of the calls that others have on its line.
#include "mapping/features/shared_line.hpp"

#include <algorithm>

namespace mapping {

void SharedLines::refresh() {
    std::vector<Shown> gone;
    for (const auto& [id, shown] : shown_) {
        const auto& calls = wanted_[shown.line];
        if (std::none_of(calls.begin(), calls.end(),
                         [call = id](const ElsewhereCall& one) { return one.call == call; }))
            gone.push_back(shown);
    }
    for (const auto& one : gone) clear(one.line, one.call.call);
    for (const auto& [line, calls] : wanted_)
        for (const auto& call : calls)
            if (const auto shown = shown_.find(call.call); shown == shown_.end() || shown->second.call != call)
                show(line, call);
}

void SharedLines::show(unsigned line, const ElsewhereCall& call) {
    const auto* of = device_.line(line);
    if (!of) return;
    shown_[call.call] = {line, call};
    CallInfoData info;
    info.type = call.incoming ? sccp::CallType::in_bound_call : sccp::CallType::out_bound_call;
    (call.incoming ? info.called : info.calling) = own_party(*of);
    (call.incoming ? info.calling : info.called) = Party{call.name, call.number, false};
    info.line = line;
    info.call = call.call;
    LegView made;
    made.line = line;
    made.call = call.call;
    made.info = &info;
    made.lamp = lamp_(line);
    made.keys.elsewhere = true;
    made.keys.take_over = call.can_be_taken;
    view_.show(call.is_held ? LegDisplayState::held_elsewhere : LegDisplayState::in_use_elsewhere, made);
}

void SharedLines::clear(unsigned line, LegId call) {
    shown_.erase(call);
    view_.line_lamp(line, lamp_(line));
    view_.clear_prompt(line, call);
    view_.call_state(line, call, sccp::DCallState::on_hook);
}

std::optional<LegDisplayState> SharedLines::state_of(unsigned line) const {
    std::optional<LegDisplayState> found;
    for (const auto& [id, shown] : shown_) {
        if (shown.line != line) continue;
        if (!shown.call.is_held) return LegDisplayState::in_use_elsewhere;
        found = LegDisplayState::held_elsewhere;
    }
    return found;
}

const SharedLines::Shown* SharedLines::to_take(unsigned line, LegId call) const {
    const Shown* found = nullptr;
    for (const auto& [id, shown] : shown_) {
        const bool is_meant = call != 0 ? id == call : line == 0 || shown.line == line;
        if (!is_meant || !shown.call.can_be_taken) continue;
        if (found) return nullptr;
        found = &shown;
    }
    return found;
}

bool SharedLines::is_answered(unsigned line, std::string_view caller) const {
    const auto calls = wanted_.find(line);
    if (calls == wanted_.end() || caller.empty()) return false;
    return std::any_of(calls->second.begin(), calls->second.end(),
                       [&](const ElsewhereCall& one) { return one.incoming && one.number == caller; });
}

} // namespace mapping
