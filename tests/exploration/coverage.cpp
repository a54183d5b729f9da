// Rows as mapping/call_diagram.hpp lists them, so that a row of a table cannot be forgotten here.
#include "tests/exploration/coverage.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

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
                made.push_back({std::string{machine.name}, row.source + ' ' + row.event + (row.guard.empty() ? "" : " [" + row.guard + ']'), 0});
        }
        made.push_back({});
        return made;
    }();
    return rows;
}

struct Unreachable {
    std::string_view question, because;
};
constexpr std::array unreachable{
    Unreachable{"PortRequested media::OpenReceive", "no codec is ordered before the port is known: INVITE and 200 wait for it"},
    Unreachable{"PortRequested phone::PortReserved [reopen_queued]", "follows from the row above"},
    Unreachable{"PortReserved media::StartTransmit", "a channel is ordered before each transmission"},
    Unreachable{"TransferCompleting leg::ReferSucceeded", "the source tells its end first, which has the same outcome"},
};

bool can_be_taken(const Coverage::Row& row) {
    return std::none_of(unreachable.begin(), unreachable.end(), [&](const Unreachable& one) { return one.question == row.question; });
}

std::string state_of(const Coverage::Row& row) { return row.question.substr(0, row.question.find(' ')); }

} // namespace

std::size_t Coverage::row_named(const std::string& question) {
    auto& rows = counted();
    const auto found = std::find_if(rows.begin(), rows.end() - 1, [&](const Row& row) { return row.question == question; });
    return static_cast<std::size_t>(found - rows.begin());
}

void Coverage::note(std::size_t row) { ++counted()[row].taken; }

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
        if (!row.machine.empty() && row.taken == 0 && can_be_taken(row)) found.push_back(row.question);
    return found;
}

std::vector<std::string> Coverage::surprises() {
    std::vector<std::string> found;
    for (const auto& row : counted())
        if (row.taken != 0 && !can_be_taken(row)) found.push_back(row.question);
    return found;
}

} // namespace tests
