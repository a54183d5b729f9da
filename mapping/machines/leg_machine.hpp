// MSM's back-end of one of the three tables of a leg. Included by the machines' own .cpp files and by nothing else
// (callflows 8.0).
#pragma once

#include <algorithm>
#include <array>
#include <boost/mp11/algorithm.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "mapping/leg.hpp"
#include "mapping/tables/leg_states.hpp"

namespace mapping::leg_tables {

namespace mp11 = boost::mp11;

template <class Row> using EventOf = typename Row::Evt;

/// What a table has rows for, as constants.
template <class Rows> struct NamesOf;
template <class... Rows> struct NamesOf<mp11::mp_list<Rows...>> {
    static constexpr std::array<std::string_view, sizeof...(Rows)> states{Rows::Source::name...};
    static constexpr std::array<std::string_view, sizeof...(Rows)> events{compiled_word<typename Rows::Evt>()...};
};

template <class Table> class BackEndOf final : public LegMachine {
  public:
    BackEndOf(CallActions& actions, std::string_view state) : actions_(actions), back_end_(std::ref(actions)) {
        back_end_.start();
        if (state != "OnHook") mp11::mp_for_each<Entrances>([&](auto entrance) { enter_if(entrance, state); });
    }

    void process(const LegEvent& event) override {
        std::visit([this](const auto& happened) { this->take(happened); }, event);
    }
    bool owns(std::string_view state) const override {
        return std::find(Of::states.begin(), Of::states.end(), state) != Of::states.end();
    }
    bool takes(std::string_view state, std::string_view event) const override {
        static const auto by_state = taken_in_each_state();
        const auto found = by_state.find(state);
        return found != by_state.end() &&
               std::find(found->second.begin(), found->second.end(), event) != found->second.end();
    }

  private:
    using Rows = typename Table::rows;
    using Events = mp11::mp_unique<mp11::mp_transform<EventOf, Rows>>;
    using Of = NamesOf<Rows>;
    using Entrances = mp11::mp_unique<
        mp11::mp_transform<EventOf, mp11::mp_drop<typename Table::transition_table, mp11::mp_size<Rows>>>>;
    using BackEnd = boost::msm::back::state_machine<Table>;

    template <class State> void enter_if(Continue<State> entrance, std::string_view state) {
        if (State::name == state) back_end_.process_event(entrance);
    }
    template <class Event> void take(const Event& event) {
        if constexpr (mp11::mp_contains<Events, Event>::value)
            back_end_.process_event(event);
        else
            actions_.on_ignored(table_word<Event>(), back_end_.state);
    }
    using Words = std::vector<std::string>;
    static std::unordered_map<std::string_view, Words> taken_in_each_state() {
        std::unordered_map<std::string_view, Words> by_state;
        for (std::size_t row = 0; row < Of::states.size(); ++row)
            by_state[Of::states[row]].push_back(written_word(Of::events[row]));
        return by_state;
    }

    CallActions& actions_;
    BackEnd back_end_;
};

} // namespace mapping::leg_tables
