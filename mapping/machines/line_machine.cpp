// MSM's back-end of the line machine; nothing else includes it (callflows 8.0).
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/line.hpp"

namespace mapping {

struct LineMachine::BackEnd : boost::msm::back::state_machine<LineTable> {
    explicit BackEnd(LineActions& asked) : boost::msm::back::state_machine<LineTable>(std::ref(asked)) {}
};

LineMachine::LineMachine(LineActions& actions) : back_end_(std::make_unique<BackEnd>(actions)) { back_end_->start(); }

LineMachine::~LineMachine() = default;

void LineMachine::process(const LineMachineEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

std::string_view LineMachine::state() const { return back_end_->state; }

} // namespace mapping
