// A line and its registrar: every state, every event, what is done (callflows 8.5).
#pragma once

#include "mapping/line_actions.hpp"
#include "mapping/machine.hpp"

namespace mapping {

struct LineTable : TableOf<LineTable, LineActions> {
    using TableOf::TableOf;

    struct Unregistered  : Named<"Unregistered"> {};
    struct Registering   : Named<"Registering"> {};
    struct Registered    : Named<"Registered"> {};
    struct Refreshing    : Named<"Refreshing"> {};
    struct BackingOff    : Named<"BackingOff"> {};
    struct Refused       : Named<"Refused"> {};
    struct Unregistering : Named<"Unregistering"> {};
    using initial_state = Unregistered;

    using can_answer_challenge = ask<&LineActions::can_answer_challenge>;
    using can_redirect = ask<&LineActions::can_redirect>;
    using has_next_target = ask<&LineActions::has_next_target>;
    using is_better_and_free = ask<&LineActions::is_better_and_free>;
    using better_target_waits = ask<&LineActions::better_target_waits>;
    using may_retry_now = ask<&LineActions::may_retry_now>;
    using start_queued = ask<&LineActions::start_queued>;
    using is_of_refresh = ask<&LineActions::is_of_refresh>;
    using pick_target = ask<&LineActions::pick_target>;
    using next_target = ask<&LineActions::next_target>;
    using use_better_target = ask<&LineActions::use_better_target>;
    using use_best_target = ask<&LineActions::use_best_target>;
    using better_target_lives = ask<&LineActions::better_target_lives>;
    using note_better_target = ask<&LineActions::note_better_target>;
    using use_contact = ask<&LineActions::use_contact>;
    using send_register = ask<&LineActions::send_register>;
    using resend_with_auth = ask<&LineActions::resend_with_auth>;
    using raise_expires = ask<&LineActions::raise_expires>;
    using store_contacts = ask<&LineActions::store_contacts>;
    using arm_refresh = ask<&LineActions::arm_refresh>;
    using mark_up = ask<&LineActions::mark_up>;
    using mark_down = ask<&LineActions::mark_down>;
    using mark_rejected = ask<&LineActions::mark_rejected>;
    using subscribe_all = ask<&LineActions::subscribe_all>;
    using unsubscribe_all = ask<&LineActions::unsubscribe_all>;
    using arm_backoff = ask<&LineActions::arm_backoff>;
    using arm_long_retry = ask<&LineActions::arm_long_retry>;
    using arm_expiry = ask<&LineActions::arm_expiry>;
    using note_stop = ask<&LineActions::note_stop>;
    using send_unregister = ask<&LineActions::send_unregister>;
    using queue_start = ask<&LineActions::queue_start>;
    using forget_start = ask<&LineActions::forget_start>;

    // clang-format off
    using transition_table = boost::mp11::mp_list<
    //   While         when this happens         it becomes     and we                                                       provided that
    Row< Unregistered , device::Start           , Registering   , steps<pick_target, send_register>                          , otherwise            >,

    Row< Registering  , pbx::RegisterOk         , Registered    , steps<store_contacts, arm_refresh, mark_up, subscribe_all> , otherwise            >,
    Row< Registering  , pbx::RegisterOk         , stay          , steps<store_contacts, mark_up, use_better_target, send_register>, better_target_waits >,
    Row< Registering  , pbx::ProbeRecovered     , stay          , note_better_target                                         , otherwise            >,
    Row< Registering  , pbx::Challenged         , Refused       , steps<mark_rejected, arm_long_retry>                       , otherwise            >,
    Row< Registering  , pbx::Challenged         , stay          , resend_with_auth                                           , can_answer_challenge >,
    Row< Registering  , pbx::IntervalTooBrief   , stay          , steps<raise_expires, send_register>                        , otherwise            >,
    Row< Registering  , pbx::RegisterRedirected , Refused       , steps<mark_rejected, arm_long_retry>                       , otherwise            >,
    Row< Registering  , pbx::RegisterRedirected , stay          , steps<use_contact, send_register>                          , can_redirect         >,
    Row< Registering  , pbx::RegisterRefused    , Refused       , steps<mark_rejected, arm_long_retry>                       , otherwise            >,
    Row< Registering  , pbx::RegisterFailed     , BackingOff    , steps<mark_down, arm_backoff>                              , otherwise            >,
    Row< Registering  , pbx::RegisterFailed     , stay          , steps<next_target, send_register>                          , has_next_target      >,
    Row< Registering  , device::Stop            , Unregistering , note_stop                                                  , otherwise            >,

    Row< Registered   , timer::Refresh          , Refreshing    , send_register                                              , otherwise            >,
    Row< Registered   , timer::Refresh          , Registering   , steps<use_best_target, send_register>                      , better_target_lives  >,
    Row< Registered   , pbx::FlowLost           , Registering   , send_register                                              , otherwise            >,
    Row< Registered   , pbx::ProbeFailed        , BackingOff    , steps<mark_down, arm_backoff>                              , otherwise            >,
    Row< Registered   , pbx::ProbeFailed        , Registering   , steps<next_target, send_register>                          , has_next_target      >,
    Row< Registered   , pbx::ProbeRecovered     , stay          , note_better_target                                         , otherwise            >,
    Row< Registered   , pbx::ProbeRecovered     , Registering   , steps<note_better_target, use_better_target, send_register>, is_better_and_free   >,
    Row< Registered   , leg::AllIdle            , stay          , nothing                                                    , otherwise            >,
    Row< Registered   , leg::AllIdle            , Registering   , steps<use_better_target, send_register>                    , better_target_waits  >,
    Row< Registered   , device::Stop            , Unregistering , steps<unsubscribe_all, send_unregister>                    , otherwise            >,

    Row< Refreshing   , pbx::RegisterOk         , Registered    , steps<store_contacts, arm_refresh>                         , otherwise            >,
    Row< Refreshing   , pbx::RegisterOk         , Registering   , steps<store_contacts, use_better_target, send_register>    , better_target_waits  >,
    Row< Refreshing   , pbx::ProbeRecovered     , stay          , note_better_target                                         , otherwise            >,
    Row< Refreshing   , pbx::Challenged         , Refused       , steps<mark_rejected, arm_long_retry>                       , otherwise            >,
    Row< Refreshing   , pbx::Challenged         , stay          , resend_with_auth                                           , can_answer_challenge >,
    Row< Refreshing   , pbx::IntervalTooBrief   , stay          , steps<raise_expires, send_register>                        , otherwise            >,
    Row< Refreshing   , pbx::RegisterRedirected , Registering   , steps<use_contact, send_register>                          , otherwise            >,
    Row< Refreshing   , pbx::RegisterRefused    , Refused       , steps<mark_rejected, arm_long_retry>                       , otherwise            >,
    Row< Refreshing   , pbx::RegisterFailed     , BackingOff    , steps<arm_backoff, arm_expiry>                             , otherwise            >,
    Row< Refreshing   , pbx::RegisterFailed     , Registering   , steps<next_target, send_register>                          , has_next_target      >,
    Row< Refreshing   , device::Stop            , Unregistering , steps<unsubscribe_all, send_unregister>                    , otherwise            >,

    Row< BackingOff   , timer::Retry            , Registering   , steps<pick_target, send_register>                          , otherwise            >,
    Row< BackingOff   , timer::Expired          , stay          , mark_down                                                  , otherwise            >,
    Row< BackingOff   , pbx::ProbeRecovered     , Registering   , steps<pick_target, send_register>                          , may_retry_now        >,
    Row< BackingOff   , device::Stop            , Unregistered  , unsubscribe_all                                            , otherwise            >,

    Row< Refused      , timer::Retry            , Registering   , steps<pick_target, send_register>                          , otherwise            >,
    Row< Refused      , operators::ConfigChanged, Registering   , steps<pick_target, send_register>                          , otherwise            >,
    Row< Refused      , device::Stop            , Unregistered  , nothing                                                    , otherwise            >,

    Row< Unregistering, pbx::RegisterOk         , Unregistered  , mark_down                                                  , otherwise            >,
    Row< Unregistering, pbx::RegisterOk         , Registering   , steps<pick_target, send_register>                          , start_queued         >,
    Row< Unregistering, pbx::RegisterOk         , stay          , send_unregister                                            , is_of_refresh        >,
    Row< Unregistering, pbx::Challenged         , Unregistered  , mark_down                                                  , otherwise            >,
    Row< Unregistering, pbx::Challenged         , stay          , resend_with_auth                                           , can_answer_challenge >,
    Row< Unregistering, pbx::RegisterRefused    , Unregistered  , mark_down                                                  , otherwise            >,
    Row< Unregistering, pbx::RegisterFailed     , Unregistered  , mark_down                                                  , otherwise            >,
    Row< Unregistering, device::Start           , stay          , queue_start                                                , otherwise            >,
    Row< Unregistering, device::Stop            , stay          , forget_start                                               , otherwise            >,
    Row< Unregistering, timer::Guard            , Unregistered  , mark_down                                                  , otherwise            >
    >;
    // clang-format on
};

} // namespace mapping
