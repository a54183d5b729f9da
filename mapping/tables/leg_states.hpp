// The states of a leg's signalling. Three machines share them, so that each compiles in seconds: a row that leads to a
// state of another machine hands the leg over to it (callflows 8.0).
#pragma once

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include "mapping/machine.hpp"

namespace mapping::leg_tables {

namespace states {
struct OnHook             : Named<"OnHook"> {};
struct OffHook            : Named<"OffHook"> {};
struct Dialling           : Named<"Dialling"> {};
struct Opening            : Named<"Opening"> {};
struct Inviting           : Named<"Inviting"> {};
struct Proceed            : Named<"Proceed"> {};
struct RingOut            : Named<"RingOut"> {};
struct LateOffer          : Named<"LateOffer"> {};
struct RingIn             : Named<"RingIn"> {};
struct Answering          : Named<"Answering"> {};
struct AwaitingAck        : Named<"AwaitingAck"> {};
struct Connected          : Named<"Connected"> {};
struct Reopening          : Named<"Reopening"> {};
struct Holding            : Named<"Holding"> {};
struct Hold               : Named<"Hold"> {};
struct ResumeOpening      : Named<"ResumeOpening"> {};
struct Resuming           : Named<"Resuming"> {};
struct Referring          : Named<"Referring"> {};
struct Failed             : Named<"Failed"> {};
struct CancellingWithTone : Named<"CancellingWithTone"> {};
struct Cancelling         : Named<"Cancelling"> {};
struct Releasing          : Named<"Releasing"> {};
struct Preserved          : Named<"Preserved"> {};
struct Ended              : Named<"Ended"> {};
} // namespace states

/// Starts a machine in a state that another machine led to.
template <class State> struct Continue {};

/// The rows, and one for each state in which the leg may be handed over to this machine.
template <class Rows, class Initial, class... States>
using WithEntrances = boost::mp11::mp_append<
    Rows, boost::mp11::mp_list<boost::msm::front::Row<Initial, Continue<States>, States, nothing, otherwise>...>>;

} // namespace mapping::leg_tables
