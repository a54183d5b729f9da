// The pictures and matrices of all machines are what the tables say, and the tables keep the promises of callflows 8.
#include "mapping/call_diagram.hpp"

#include <algorithm>
#include <set>

#include "tests/support/golden.hpp"

using mapping::MachineText;
using mapping::machine_texts;
using mapping::RowText;

namespace {

const MachineText& machine(std::string_view name) {
    const auto found = std::find_if(machine_texts().begin(), machine_texts().end(),
                                    [&](const MachineText& one) { return one.name == name; });
    REQUIRE(found != machine_texts().end());
    return *found;
}

std::set<std::string> states_of(const MachineText& of) {
    std::set<std::string> states;
    for (const auto& row : of.rows) states.insert(row.source);
    return states;
}

bool has_row(const MachineText& of, std::string_view state, std::string_view event) {
    return std::any_of(of.rows.begin(), of.rows.end(), [&](const RowText& row) { return row.source == state && row.event == event; });
}

/// Rows change places between the markers `<!-- NAME begin -->` and `<!-- NAME end -->` of the README.
std::string with_picture(std::string text, const MachineText& of) {
    const auto begin = "<!-- " + std::string{of.name} + " begin -->\n", end = "<!-- " + std::string{of.name} + " end -->";
    const auto from = text.find(begin), to = text.find(end);
    if (from == std::string::npos || to == std::string::npos) return "no markers for " + std::string{of.name};
    return text.substr(0, from + begin.size()) + "```mermaid\n" + mermaid(of) + "```\n" + text.substr(to);
}

} // namespace

TEST_CASE("the matrices of state and event are pinned") {
    for (const auto& one : machine_texts()) {
        const auto name = one.name == "leg" ? std::string{"call"} : std::string{one.name};
        golden::check("tests/golden/" + name + "_matrix.txt", matrix(one), "mapping_tests");
    }
}

TEST_CASE("the pictures in the README are those of the tables") {
    auto text = golden::read("mapping/README.md");
    for (const auto& one : machine_texts()) text = with_picture(std::move(text), one);
    golden::check("mapping/README.md", text, "mapping_tests");
}

TEST_CASE("no two rows without a guard answer the same question, and the guarded ones are asked first") {
    for (const auto& one : machine_texts()) {
        for (auto row = one.rows.begin(); row != one.rows.end(); ++row) {
            if (!row->guard.empty()) continue;
            const bool is_shadowing = std::any_of(row + 1, one.rows.end(), [&](const RowText& later) {
                return later.source == row->source && later.event == row->event;
            });
            CHECK_MESSAGE(!is_shadowing, one.name << ": " << row->source << ' ' << row->event);
        }
    }
}

TEST_CASE("every state of a leg is reached and can end") {
    const auto& leg = machine("leg");
    std::set<std::string> reached{std::string{leg.initial}};
    for (std::size_t round = 0; round < leg.rows.size(); ++round)
        for (const auto& row : leg.rows)
            if (reached.contains(row.source) && !row.target.empty()) reached.insert(row.target);
    for (const auto& state : states_of(leg)) CHECK_MESSAGE(reached.contains(state), state);

    std::set<std::string> ending{"Ended"};
    for (std::size_t round = 0; round < leg.rows.size(); ++round)
        for (const auto& row : leg.rows)
            if (ending.contains(row.target)) ending.insert(row.source);
    for (const auto& state : states_of(leg)) CHECK_MESSAGE(ending.contains(state), state);
}

TEST_CASE("no state of a leg is left alone by hang-up, lost phone or dead dialog") {
    const auto& leg = machine("leg");
    const std::set<std::string> without_phone{"OnHook", "Cancelling", "Releasing", "Preserved"};
    for (const auto& state : states_of(leg)) {
        if (without_phone.contains(state)) continue;
        CHECK_MESSAGE(has_row(leg, state, "phone::OnHook"), state);
        CHECK_MESSAGE(has_row(leg, state, "phone::Lost"), state);
    }
    for (const auto* state : {"Connected", "Reopening", "Holding", "Hold", "ResumeOpening", "Resuming", "Referring", "Preserved"}) {
        CHECK_MESSAGE(has_row(leg, state, "pbx::HungUp"), state);
        CHECK_MESSAGE(has_row(leg, state, "pbx::DialogGone"), state);
    }
    for (const auto* state : {"Cancelling", "Releasing"}) CHECK_MESSAGE(has_row(leg, state, "timer::Guard"), state);
}

TEST_CASE("a line of the picture names event, guard and actions") {
    const MachineText tiny{"tiny", "A", {{"A", "phone::Digit", "B", "is_last", {"append", "send"}}, {"A", "phone::OnHook", "", "", {}}}};
    CHECK(mermaid(tiny) == "stateDiagram-v2\n    [*] --> A\n    A --> B : phone::Digit [is_last] / append, send\n");
    CHECK(matrix(tiny) == "A phone::Digit ->B [is_last] / append, send\nA phone::OnHook stays\n");
}
