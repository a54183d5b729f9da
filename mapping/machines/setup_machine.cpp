// MSM's back-end of tables/setup.hpp; nothing else includes it.
#include "mapping/machines/leg_machine.hpp"
#include "mapping/tables/setup.hpp"

namespace mapping {

std::unique_ptr<LegMachine> make_setup_machine(CallActions& actions, std::string_view state) {
    return std::make_unique<leg_tables::BackEndOf<leg_tables::SetupTable>>(actions, state);
}

} // namespace mapping
