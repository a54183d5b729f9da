// MSM's back-end of tables/active.hpp; nothing else includes it.
#include "mapping/machines/leg_machine.hpp"
#include "mapping/tables/active.hpp"

namespace mapping {

std::unique_ptr<LegMachine> make_active_machine(CallActions& actions, std::string_view state) {
    return std::make_unique<leg_tables::BackEndOf<leg_tables::ActiveTable>>(actions, state);
}

} // namespace mapping
