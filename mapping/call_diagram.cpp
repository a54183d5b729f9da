// Prints the tables. Includes all of them, but no back-end: nothing runs here.
#include "mapping/call_diagram.hpp"

#include <algorithm>
#include <boost/mp11/algorithm.hpp>

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

template <class Actions> struct WordsOf {
    static std::vector<std::string> list() { return {table_word<Actions>()}; }
};
template <> struct WordsOf<nothing> {
    static std::vector<std::string> list() { return {}; }
};
template <class... Actions> struct WordsOf<steps<Actions...>> {
    static std::vector<std::string> list() { return {table_word<Actions>()...}; }
};

template <class State> std::string name_of_state() {
    if constexpr (std::is_same_v<State, stay>)
        return {};
    else
        return std::string{State::name};
}

/// As written: MSM itself calls the target of a row that stays its source.
template <class Row> struct BecomesOf;
template <class While, class When, class Becomes, class Actions, class Provided>
struct BecomesOf<boost::msm::front::Row<While, When, Becomes, Actions, Provided>> {
    using type = Becomes;
};

template <class Row> RowText text_of() {
    RowText text;
    text.source = name_of_state<typename Row::Source>();
    text.target = name_of_state<typename BecomesOf<Row>::type>();
    text.event = table_word<typename Row::Evt>();
    if constexpr (!std::is_same_v<typename Row::Guard, otherwise>) text.guard = table_word<typename Row::Guard>();
    text.actions = WordsOf<typename Row::Action>::list();
    return text;
}

bool same_question(const RowText& a, const RowText& b) { return a.source == b.source && a.event == b.event; }

/// MSM asks the rows of one state and event bottom-up; a reader wants them top-down.
template <class Rows> std::vector<RowText> texts_of() {
    std::vector<RowText> texts;
    mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, Rows>>([&](auto row) { texts.push_back(text_of<typename decltype(row)::type>()); });
    for (auto first = texts.begin(); first != texts.end();) {
        const auto last = std::find_if(first, texts.end(), [&](const RowText& row) { return !same_question(row, *first); });
        std::reverse(first, last);
        first = last;
    }
    return texts;
}

std::vector<RowText> rows_of_a_leg() {
    using namespace leg_tables;
    return texts_of<mp11::mp_append<SetupTable::rows, IncomingTable::rows, ActiveTable::rows>>();
}

std::vector<std::string> distinct(const std::vector<RowText>& rows, std::string RowText::*field) {
    std::vector<std::string> found;
    for (const auto& row : rows)
        if (!(row.*field).empty() && std::find(found.begin(), found.end(), row.*field) == found.end()) found.push_back(row.*field);
    return found;
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
        if (!row.target.empty()) text += "    " + row.source + " --> " + row.target + " : " + row.event + what_happens(row) + '\n';
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
                text += state + ' ' + event + ' ' + (row.target.empty() ? "stays" : "->" + row.target) + what_happens(row) + '\n';
                taken = true;
            }
            if (!taken) text += state + ' ' + event + " ignored\n";
        }
    }
    return text;
}

} // namespace mapping
