// tables/incoming.hpp with a note at each row.
#include "mapping/machines/leg_machine.hpp"
#include "mapping/tables/incoming.hpp"
#include "tests/exploration/row_trace.hpp"

namespace mapping {

std::unique_ptr<LegMachine> make_incoming_machine(CallActions& actions, std::string_view state) {
    return std::make_unique<leg_tables::BackEndOf<tests::TracedLeg<leg_tables::IncomingTable>>>(actions, state);
}

} // namespace mapping
