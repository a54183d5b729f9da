// MSM's back-end of the device machine; nothing else includes it (callflows 8.0).
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/device.hpp"

namespace mapping {

struct DeviceMachine::BackEnd : boost::msm::back::state_machine<DeviceTable> {
    explicit BackEnd(DeviceActions& asked) : boost::msm::back::state_machine<DeviceTable>(std::ref(asked)) {}
};

DeviceMachine::DeviceMachine(DeviceActions& actions) : back_end_(std::make_unique<BackEnd>(actions)) {
    back_end_->start();
}

DeviceMachine::~DeviceMachine() = default;

void DeviceMachine::process(const DeviceMachineEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

std::string_view DeviceMachine::state() const { return back_end_->state; }

} // namespace mapping
