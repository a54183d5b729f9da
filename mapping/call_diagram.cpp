// Prints the tables. Includes all of them, but no back-end: nothing runs here.
#include "mapping/call_diagram.hpp"

#include <algorithm>
#include <array>
#include <boost/mp11/algorithm.hpp>
#include <iterator>
#include <span>

#include "mapping/line.hpp"   // before the words of the tables: its enumerator `nothing` is older
#include "mapping/tables/active.hpp"
#include "mapping/tables/device.hpp"
#include "mapping/tables/incoming.hpp"
#include "mapping/tables/line.hpp"
#include "mapping/tables/media.hpp"
#include "mapping/tables/session.hpp"
#include "mapping/tables/setup.hpp"
#include "mapping/tables/transfer.hpp"

namespace mapping {

namespace {

namespace mp11 = boost::mp11;

/// A row as constants: code for each of some 600 rows takes the compiler longer than any machine.
struct CompiledRow {
    std::string_view source, event, target, guard;
    std::span<const std::string_view> actions;
};

template <class... Actions> struct Compiled {
    static constexpr std::array<std::string_view, sizeof...(Actions)> words{compiled_word<Actions>()...};
};
template <class Actions> struct WordsOf : Compiled<Actions> {};
template <> struct WordsOf<nothing> : Compiled<> {};
template <class... Actions> struct WordsOf<steps<Actions...>> : Compiled<Actions...> {};

template <class State> constexpr std::string_view name_of_state() {
    if constexpr (std::is_same_v<State, stay>)
        return {};
    else
        return State::name;
}

/// As written: MSM itself calls the target of a row that stays its source.
template <class Row> struct RowOf;
template <class While, class When, class Becomes, class Actions, class Provided>
struct RowOf<boost::msm::front::Row<While, When, Becomes, Noted<While, When, Actions, Provided>, Provided>> {
    static constexpr CompiledRow compiled{
        name_of_state<While>(), compiled_word<When>(), name_of_state<Becomes>(),
        std::is_same_v<Provided, otherwise> ? std::string_view{} : compiled_word<Provided>(), WordsOf<Actions>::words};
};

template <class Rows> struct RowsOf;
template <class... Rows> struct RowsOf<mp11::mp_list<Rows...>> {
    static constexpr std::array<CompiledRow, sizeof...(Rows)> compiled{RowOf<Rows>::compiled...};
};

RowText text_of(const CompiledRow& row) {
    RowText text;
    text.source = row.source;
    text.event = written_word(row.event);
    text.target = row.target;
    if (!row.guard.empty()) text.guard = written_word(row.guard);
    for (const auto word : row.actions) text.actions.push_back(written_word(word));
    return text;
}

bool same_question(const RowText& a, const RowText& b) { return a.source == b.source && a.event == b.event; }

/// MSM asks the rows of one state and event bottom-up; a reader wants them top-down.
std::vector<RowText> in_reading_order(std::span<const CompiledRow> rows) {
    std::vector<RowText> texts;
    std::transform(rows.begin(), rows.end(), std::back_inserter(texts), text_of);
    for (auto first = texts.begin(); first != texts.end();) {
        const auto last =
            std::find_if(first, texts.end(), [&](const RowText& row) { return !same_question(row, *first); });
        std::reverse(first, last);
        first = last;
    }
    return texts;
}

template <class Rows> std::vector<RowText> texts_of() { return in_reading_order(RowsOf<Rows>::compiled); }

std::vector<RowText> rows_of_a_leg() {
    using namespace leg_tables;
    return texts_of<mp11::mp_append<SetupTable::rows, IncomingTable::rows, ActiveTable::rows>>();
}

std::vector<std::string> distinct(const std::vector<RowText>& rows, std::string RowText::*field) {
    std::vector<std::string> found;
    for (const auto& row : rows)
        if (!(row.*field).empty() && std::find(found.begin(), found.end(), row.*field) == found.end())
            found.push_back(row.*field);
    return found;
}

std::string matrix_line(const std::string& state, const std::string& event, const std::string& outcome) {
    return state + ' ' + event + ' ' + outcome + '\n';
}

std::string what_happens(const RowText& row) {
    std::string text;
    if (!row.guard.empty()) text += " [" + row.guard + ']';
    for (std::size_t i = 0; i < row.actions.size(); ++i) text += (i ? ", " : " / ") + row.actions[i];
    return text;
}

} // namespace

const std::vector<MachineText>& machine_texts() {
    static const std::vector<MachineText> machines{
        {"leg", "OnHook", rows_of_a_leg()},
        {"media", MediaTable::initial_state::name, texts_of<MediaTable::transition_table>()},
        {"transfer", TransferTable::initial_state::name, texts_of<TransferTable::transition_table>()},
        {"session", SessionTable::initial_state::name, texts_of<SessionTable::transition_table>()},
        {"device", DeviceTable::initial_state::name, texts_of<DeviceTable::transition_table>()},
        {"line", LineTable::initial_state::name, texts_of<LineTable::transition_table>()},
    };
    return machines;
}

std::string mermaid(const MachineText& machine) {
    std::string text = "stateDiagram-v2\n    [*] --> " + std::string{machine.initial} + '\n';
    for (const auto& row : machine.rows)
        if (!row.target.empty())
            text += "    " + row.source + " --> " + row.target + " : " + row.event + what_happens(row) + '\n';
    return text;
}

std::string matrix(const MachineText& machine) {
    std::string text;
    const auto events = distinct(machine.rows, &RowText::event);
    for (const auto& state : distinct(machine.rows, &RowText::source)) {
        for (const auto& event : events) {
            bool taken = false;
            for (const auto& row : machine.rows) {
                if (row.source != state || row.event != event) continue;
                text +=
                    matrix_line(state, event, (row.target.empty() ? "stays" : "->" + row.target) + what_happens(row));
                taken = true;
            }
            if (!taken) text += matrix_line(state, event, "ignored");
        }
    }
    return text;
}

} // namespace mapping
