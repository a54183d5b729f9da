// tables/transfer.hpp with a note at each row.
#include <boost/msm/back/state_machine.hpp>
#include <functional>

#include "mapping/tables/transfer.hpp"
#include "tests/exploration/row_trace.hpp"

namespace mapping {

using TracedTransfer = boost::msm::back::state_machine<tests::Traced<TransferTable>>;

struct TransferMachine::BackEnd : TracedTransfer {
    explicit BackEnd(TransferController& controller) : TracedTransfer(std::ref(controller)) {}
};

TransferMachine::TransferMachine(TransferController& controller) : back_end_(std::make_unique<BackEnd>(controller)) { back_end_->start(); }

TransferMachine::~TransferMachine() = default;

void TransferMachine::process(const TransferEvent& event) {
    std::visit([this](const auto& happened) { back_end_->process_event(happened); }, event);
}

} // namespace mapping
