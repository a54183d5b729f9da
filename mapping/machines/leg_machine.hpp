// MSM's back-end of one of the three tables of a leg. Included by the machines' own .cpp files and by nothing else (callflows 8.0).
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mapping/leg.hpp"
#include "mapping/tables/leg_states.hpp"

namespace mapping::leg_tables {

namespace mp11 = boost::mp11;

template <class Row> using SourceOf = typename Row::Source;
template <class Row> using EventOf = typename Row::Evt;

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
        bool found = false;
        mp11::mp_for_each<States>([&](auto owned) { found = found || decltype(owned)::type::name == state; });
        return found;
    }
    bool takes(std::string_view state, std::string_view event) const override {
        for (const auto& [source, taken] : row_words())
            if (source == state && taken == event) return true;
        return false;
    }

  private:
    using Rows = typename Table::rows;
    using Events = mp11::mp_unique<mp11::mp_transform<EventOf, Rows>>;
    using States = mp11::mp_transform<mp11::mp_identity, mp11::mp_unique<mp11::mp_transform<SourceOf, Rows>>>;
    using Entrances = mp11::mp_unique<mp11::mp_transform<EventOf, mp11::mp_drop<typename Table::transition_table, mp11::mp_size<Rows>>>>;
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
    static const std::vector<std::pair<std::string_view, std::string>>& row_words() {
        static const auto words = [] {
            std::vector<std::pair<std::string_view, std::string>> made;
            mp11::mp_for_each<mp11::mp_transform<mp11::mp_identity, Rows>>([&](auto row) {
                using Of = typename decltype(row)::type;
                made.emplace_back(Of::Source::name, table_word<typename Of::Evt>());
            });
            return made;
        }();
        return words;
    }

    CallActions& actions_;
    BackEnd back_end_;
};

} // namespace mapping::leg_tables
