// Which rows of the tables were taken: the real rows, each with a note in front of its actions. Included by machines/*.cpp, which take the
// place of the back-ends in mapping/machines when the programs of this folder are linked.
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <cstddef>
#include <string>
#include <type_traits>

#include "mapping/machine.hpp"
#include "tests/exploration/coverage.hpp"

namespace tests {

namespace mp11 = boost::mp11;

/// A row's actions behind a note that it was taken.
template <class While, class When, class Does, class Provided> struct Noted {
    template <class Event, class Machine, class Source, class Target>
    void operator()(const Event& event, Machine& machine, Source& source, Target& target) const {
        static const std::size_t row = Coverage::row_named(question());
        Coverage::note(row);
        if constexpr (!std::is_same_v<Does, mapping::nothing>) static_cast<void>(Does{}(event, machine, source, target));
    }
    static std::string question() {
        std::string text = std::string{While::name} + ' ' + mapping::table_word<When>();
        if constexpr (!std::is_same_v<Provided, mapping::otherwise>) text += " [" + mapping::table_word<Provided>() + ']';
        return text;
    }
};

template <class Row> struct NotedRow;
template <class While, class When, class Becomes, class Does, class Provided>
struct NotedRow<boost::msm::front::Row<While, When, Becomes, Does, Provided>> {
    using type = boost::msm::front::Row<While, When, Becomes, Noted<While, When, Does, Provided>, Provided>;
};

template <class Row> using WithNote = typename NotedRow<Row>::type;
template <class Rows> using NotedRows = mp11::mp_transform<WithNote, Rows>;

/// A table of mapping/tables whose rows are noted.
template <class Table> struct Traced : Table {
    using Table::Table;
    using transition_table = NotedRows<typename Table::transition_table>;
};

/// One of the three tables of a leg, as mapping/machines/leg_machine.hpp wants it.
template <class Table> struct TracedLeg : Traced<Table> {
    using Traced<Table>::Traced;
    using rows = NotedRows<typename Table::rows>;
};

} // namespace tests
