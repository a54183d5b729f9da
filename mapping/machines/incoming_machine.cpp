// MSM's back-end of tables/incoming.hpp; nothing else includes it.
#include "mapping/machines/leg_machine.hpp"
#include "mapping/tables/incoming.hpp"

namespace mapping {

std::unique_ptr<LegMachine> make_incoming_machine(CallActions& actions, std::string_view state) {
    return std::make_unique<leg_tables::BackEndOf<leg_tables::IncomingTable>>(actions, state);
}

} // namespace mapping
