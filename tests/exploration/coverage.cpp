// Rows as mapping/call_diagram.hpp lists them, so that a row of a table cannot be forgotten here.
#include "tests/exploration/coverage.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "mapping/call_diagram.hpp"

namespace tests {

namespace {

/// The last one is for what is no row.
std::vector<Coverage::Row>& counted() {
    static std::vector<Coverage::Row> rows = [] {
        std::vector<Coverage::Row> made;
        for (const auto& machine : mapping::machine_texts()) {
            if (machine.name == "session" || machine.name == "device" || machine.name == "line") continue;
            for (const auto& row : machine.rows)
                made.push_back({std::string{machine.name}, mapping::row_text(row.source, row.event, row.guard), 0});
        }
        made.push_back({});
        return made;
    }();
    return rows;
}

/// A row of a session, a device or a line is counted with nobody.
std::size_t row_named(const std::string& question) {
    auto& rows = counted();
    const auto found = std::find_if(rows.begin(), rows.end() - 1, [&](const Coverage::Row& row) { return row.question == question; });
    return static_cast<std::size_t>(found - rows.begin());
}

std::string state_of(const Coverage::Row& row) { return row.question.substr(0, row.question.find(' ')); }

} // namespace

void Coverage::note(const mapping::TakenRow& row) {
    // Each row has constants of its own: where they are says which row it is.
    static std::map<std::array<const char*, 3>, std::size_t> known;
    const auto [at, is_new] = known.try_emplace({row.state.data(), row.event.data(), row.guard.data()});
    if (is_new) at->second = row_named(text_of(row));
    ++counted()[at->second].taken;
}

const std::vector<Coverage::Row>& Coverage::rows() { return counted(); }

std::vector<Coverage::Figures> Coverage::figures() {
    std::vector<Figures> made;
    std::set<std::string> all, reached;
    for (const auto& row : counted()) {
        if (row.machine.empty()) continue;
        if (made.empty() || made.back().machine != row.machine) {
            made.push_back({row.machine, 0, 0, 0, 0});
            all.clear();
            reached.clear();
        }
        auto& of = made.back();
        ++of.rows;
        if (row.taken) ++of.rows_taken;
        all.insert(state_of(row));
        if (row.taken) reached.insert(state_of(row));
        of.states = all.size();
        of.states_reached = reached.size();
    }
    return made;
}

std::vector<std::string> Coverage::missing() {
    std::vector<std::string> found;
    for (const auto& row : counted())
        if (!row.machine.empty() && row.taken == 0) found.push_back(row.question);
    return found;
}

} // namespace tests
