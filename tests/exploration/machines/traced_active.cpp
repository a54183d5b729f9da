// tables/active.hpp with a note at each row.
#include "mapping/machines/leg_machine.hpp"
#include "mapping/tables/active.hpp"
#include "tests/exploration/row_trace.hpp"

namespace mapping {

std::unique_ptr<LegMachine> make_active_machine(CallActions& actions, std::string_view state) {
    return std::make_unique<leg_tables::BackEndOf<tests::TracedLeg<leg_tables::ActiveTable>>>(actions, state);
}

} // namespace mapping
