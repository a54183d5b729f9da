// MSM's back-end of tables/transfer.hpp; nothing else includes it (callflows 8.0).
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/transfer.hpp"

namespace mapping {

struct TransferMachine::BackEnd : boost::msm::back::state_machine<TransferTable> {
    explicit BackEnd(TransferController& controller)
        : boost::msm::back::state_machine<TransferTable>(std::ref(controller)) {}
};

TransferMachine::TransferMachine(TransferController& controller) : back_end_(std::make_unique<BackEnd>(controller)) {
    back_end_->start();
}

TransferMachine::~TransferMachine() = default;

void TransferMachine::process(const TransferEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

} // namespace mapping
