// Stands for MSM's back-end when clang-tidy reads a machine: instantiated it takes a minute for each, and nothing in it
// is ours.
#pragma once

#include <functional>

namespace boost::msm::back {

template <class Table> struct state_machine : Table { // NOLINT(readability-identifier-naming): MSM's name
    template <class Actions> explicit state_machine(std::reference_wrapper<Actions> actions) : Table(actions.get()) {}
    void start();
    template <class Event> void process_event(const Event& event);
};

} // namespace boost::msm::back
