// MSM's back-end of the session machine; nothing else includes it (callflows 8.0).
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/session.hpp"

namespace mapping {

struct SessionTableMachine::BackEnd : boost::msm::back::state_machine<SessionTable> {
    explicit BackEnd(SessionActions& asked) : boost::msm::back::state_machine<SessionTable>(std::ref(asked)) {}
};

SessionTableMachine::SessionTableMachine(SessionActions& actions) : back_end_(std::make_unique<BackEnd>(actions)) {
    back_end_->start();
}

SessionTableMachine::~SessionTableMachine() = default;

void SessionTableMachine::process(const SessionMachineEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

std::string_view SessionTableMachine::state() const { return back_end_->state; }

} // namespace mapping
