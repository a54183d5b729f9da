// What every transition table is written with: named states, rows, and the way from a word of a row to the function
// behind it.
#pragma once

#include <algorithm>
#include <boost/mp11/list.hpp>
#include <boost/mp11/mpl.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>
#include <boost/msm/front/states.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "mapping/taken_row.hpp"

namespace mapping {

template <std::size_t Size> struct FixedText {
    char text[Size]{};
    constexpr FixedText(const char (&from)[Size]) { std::copy_n(from, Size, text); }
    constexpr std::string_view view() const { return {text, Size - 1}; }
};

/// A state that tells its machine its name when it is entered; MSM's numbers never leave the machine.
template <FixedText Name> struct Named : boost::msm::front::state<> {
    static constexpr std::string_view name = Name.view();
    template <class Event, class Machine> void on_entry(const Event&, Machine& machine) { machine.enter(name); }
};

using stay = boost::msm::front::none;       ///< as target: no exit, no entry
using nothing = boost::msm::front::none;    ///< as action
using otherwise = boost::msm::front::none;  ///< as guard: `[else]`; MSM tries rows bottom-up, so this row stands first

/// The compiler's text of a type, with more around it: constant, so that a row costs no code.
template <class Type> constexpr std::string_view compiled_word() {
    return {__PRETTY_FUNCTION__, sizeof(__PRETTY_FUNCTION__) - 1};
}

/// As the tables write it: `phone::OffHook`, `pbx::Answered`, `operator::Reset`, `pick_target`.
std::string written_word(std::string_view compiled);

template <class Type> std::string table_word() { return written_word(compiled_word<Type>()); }

/// What a row does, behind a note that it was taken.
template <class While, class When, class Actions, class Provided> struct Noted {
    template <class Event, class Machine, class Source, class Target>
    void operator()(const Event& event, Machine& machine, Source& source, Target& target) const {
        constexpr auto guard = std::is_same_v<Provided, otherwise> ? std::string_view{} : compiled_word<Provided>();
        machine.actions.on_row(TakenRow{While::name, compiled_word<When>(), guard});
        if constexpr (!std::is_same_v<Actions, nothing>) static_cast<void>(Actions{}(event, machine, source, target));
    }
};

/// While .., when .. happens, it becomes .., and we .., provided that ..
template <class While, class When, class Becomes, class Actions = nothing, class Provided = otherwise>
using Row = boost::msm::front::Row<While, When, Becomes, Noted<While, When, Actions, Provided>, Provided>;

/// A word of a row: calls the method of the machine's `actions`, with the event if it takes one.
template <auto Method> struct ask { // NOLINT(readability-identifier-naming): reads as a verb in the tables
    template <class Event, class Machine, class Source, class Target>
    auto operator()(const Event& event, Machine& machine, Source&, Target&) const {
        auto& actions = machine.actions;
        if constexpr (std::is_invocable_v<decltype(Method), decltype(actions), const Event&>)
            return (actions.*Method)(event);
        else
            return (actions.*Method)();
    }
};

/// Several actions, in this order.
template <class... Actions> struct steps { // NOLINT(readability-identifier-naming): the same
    template <class Event, class Machine, class Source, class Target>
    void operator()(const Event& event, Machine& machine, Source& source, Target& target) const {
        (static_cast<void>(Actions{}(event, machine, source, target)), ...);
    }
};

/// Base of every table. `Actions` has a method for each word of the rows, `on_row(row)`, `on_state(name)` and
/// `on_ignored(event, state)`. Actions never call back into a machine, so MSM needs no queue of its own (callflows
/// 8.0).
template <class Table, class ActionsType> struct TableOf : boost::msm::front::state_machine_def<Table> {
    using no_message_queue = int;
    using no_exception_thrown = int;

    explicit TableOf(ActionsType& asked) : actions(asked) {}

    ActionsType& actions;
    std::string_view state;

    void enter(std::string_view name) {
        state = name;
        actions.on_state(name);
    }
    /// Callflows 8.7; MSM's own would assert.
    template <class Event, class Machine> void no_transition(const Event&, Machine&, int) {
        actions.on_ignored(table_word<Event>(), state);
    }
};

} // namespace mapping
