// The transition tables as text: a Mermaid picture and the full state x event matrix, both made from the rows that run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mapping {

/// A row as it is written in its table.
struct RowText {
    std::string source, event, target, guard;   ///< empty target: stays; empty guard: otherwise
    std::vector<std::string> actions;
    bool operator==(const RowText&) const = default;
};

/// A machine with its rows in reading order: what is asked first stands first.
struct MachineText {
    std::string_view name, initial;
    std::vector<RowText> rows;
};

/// leg (its three tables as one), media, transfer, session, device, line
const std::vector<MachineText>& machine_texts();

/// `stateDiagram-v2`; rows that stay are in the matrix only.
std::string mermaid(const MachineText& machine);
/// `Connected pbx::Ringing ignored`, one line for each state and event, one more for each further guard.
std::string matrix(const MachineText& machine);

} // namespace mapping
