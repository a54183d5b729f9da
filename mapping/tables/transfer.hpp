// Ties a source leg and a consultation leg of one device, or several into a conference (callflows 8.6, 5.2, 5.3).
#pragma once

#include "mapping/machine.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

struct TransferTable : TableOf<TransferTable, TransferController> {
    using TableOf::TableOf;

    struct NoTransfer         : Named<"NoTransfer"> {};
    struct TransferDialling   : Named<"TransferDialling"> {};
    struct TransferCalling    : Named<"TransferCalling"> {};
    struct TransferCancelling : Named<"TransferCancelling"> {};
    struct TransferTalking    : Named<"TransferTalking"> {};
    struct TransferCompleting : Named<"TransferCompleting"> {};
    struct ConferenceCalling  : Named<"ConferenceCalling"> {};
    struct ConferenceJoining  : Named<"ConferenceJoining"> {};
    using initial_state = NoTransfer;

    using alerting_enough = ask<&TransferController::alerting_enough>;
    using consult_on_hold = ask<&TransferController::consult_on_hold>;
    using can_join = ask<&TransferController::can_join>;
    using joins_room = ask<&TransferController::joins_room>;
    using last_party = ask<&TransferController::last_party>;
    using no_party = ask<&TransferController::no_party>;
    using room_is_no_focus = ask<&TransferController::room_is_no_focus>;
    using source_conferrable = ask<&TransferController::source_conferrable>;
    using source_is_room = ask<&TransferController::source_is_room>;
    using source_transferable = ask<&TransferController::source_transferable>;
    using transfer_on_hook = ask<&TransferController::transfer_on_hook>;
    using target_refused = ask<&TransferController::target_refused>;
    using two_selected = ask<&TransferController::two_selected>;

    using arm_cancel_wait = ask<&TransferController::arm_cancel_wait>;
    using call_room = ask<&TransferController::call_room>;
    using cancel_consult = ask<&TransferController::cancel_consult>;
    using clear_both_legs = ask<&TransferController::clear_both_legs>;
    using defer_key = ask<&TransferController::defer_key>;
    using detach_phone = ask<&TransferController::detach_phone>;
    using drop_consult = ask<&TransferController::drop_consult>;
    using drop_room = ask<&TransferController::drop_room>;
    using forget_party = ask<&TransferController::forget_party>;
    using forget_source = ask<&TransferController::forget_source>;
    using gather_pair = ask<&TransferController::gather_pair>;
    using gather_selected = ask<&TransferController::gather_selected>;
    using hold_consult = ask<&TransferController::hold_consult>;
    using hold_source = ask<&TransferController::hold_source>;
    using lose_source = ask<&TransferController::lose_source>;
    using keep_both_legs = ask<&TransferController::keep_both_legs>;
    using keep_parties = ask<&TransferController::keep_parties>;
    using leave_calls = ask<&TransferController::leave_calls>;
    using leave_to_parties = ask<&TransferController::leave_to_parties>;
    using leave_to_source = ask<&TransferController::leave_to_source>;
    using leave_wait_to_source = ask<&TransferController::leave_wait_to_source>;
    using note_consult_gone = ask<&TransferController::note_consult_gone>;
    using note_target = ask<&TransferController::note_target>;
    using open_consult = ask<&TransferController::open_consult>;
    using part_calls = ask<&TransferController::part_calls>;
    using pair_selected = ask<&TransferController::pair_selected>;
    using refer_parties = ask<&TransferController::refer_parties>;
    using refer_early = ask<&TransferController::refer_early>;
    using refers_early = ask<&TransferController::refers_early>;
    using refer_put_off = ask<&TransferController::refer_put_off>;
    using refer_unsent = ask<&TransferController::refer_unsent>;
    using refuse_conference = ask<&TransferController::refuse_conference>;
    using refuse_join = ask<&TransferController::refuse_join>;
    using refuse_direct = ask<&TransferController::refuse_direct>;
    using reject_key = ask<&TransferController::reject_key>;
    using restore_source = ask<&TransferController::restore_source>;
    using resume_room = ask<&TransferController::resume_room>;
    using send_refer_blind = ask<&TransferController::send_refer_blind>;
    using send_refer_replaces = ask<&TransferController::send_refer_replaces>;
    using show_cannot_complete = ask<&TransferController::show_cannot_complete>;
    using show_consult = ask<&TransferController::show_consult>;
    using show_target_refused = ask<&TransferController::show_target_refused>;
    using show_target_failure = ask<&TransferController::show_target_failure>;
    using show_transferring = ask<&TransferController::show_transferring>;
    using swap_calls = ask<&TransferController::swap_calls>;

    // clang-format off
    using transition_table = boost::mp11::mp_list<
    //   While                when this happens     it becomes           and we                                                 provided that
    Row< NoTransfer         , phone::Transfer     , stay               , reject_key                                           , otherwise           >,
    Row< NoTransfer         , phone::Transfer     , TransferDialling   , steps< hold_source, open_consult >                   , source_transferable >,
    Row< NoTransfer         , phone::DirTrfr      , stay               , refuse_direct                                        , otherwise           >,
    Row< NoTransfer         , phone::DirTrfr      , TransferCompleting , steps< pair_selected, send_refer_replaces >          , two_selected        >,
    Row< NoTransfer         , phone::Confer       , stay               , refuse_conference                                    , otherwise           >,
    Row< NoTransfer         , phone::Confer       , TransferDialling   , steps< hold_source, open_consult >                   , source_conferrable  >,
    Row< NoTransfer         , phone::Join         , stay               , refuse_join                                          , otherwise           >,
    Row< NoTransfer         , phone::Join         , ConferenceCalling  , steps< gather_selected, call_room >                  , can_join            >,
    Row< NoTransfer         , phone::Join         , ConferenceJoining  , steps< gather_selected, resume_room, refer_parties > , joins_room          >,

    Row< TransferDialling   , leg::TargetCalled   , TransferCalling    , note_target                                          , otherwise           >,
    Row< TransferDialling   , phone::Transfer     , stay               , reject_key                                           , otherwise           >,
    Row< TransferDialling   , leg::ConsultEnded   , NoTransfer         , restore_source                                       , otherwise           >,
    Row< TransferDialling   , phone::OnHook       , NoTransfer         , steps< drop_consult, restore_source >                , otherwise           >,
    Row< TransferDialling   , leg::SourceGone     , NoTransfer         , forget_source                                        , otherwise           >,
    Row< TransferDialling   , phone::ResumeSource , NoTransfer         , drop_consult                                         , otherwise           >,

    Row< TransferCalling    , leg::TargetAnswered , TransferTalking    , show_consult                                         , otherwise           >,
    Row< TransferCalling    , phone::Transfer     , stay               , defer_key                                            , otherwise           >,
    Row< TransferCalling    , phone::Transfer     , TransferCancelling , steps< cancel_consult, arm_cancel_wait >             , alerting_enough     >,
    Row< TransferCalling    , phone::Transfer     , TransferCompleting , refer_early                                          , refers_early        >,
    Row< TransferCalling    , phone::OnHook       , NoTransfer         , steps< drop_consult, restore_source >                , otherwise           >,
    Row< TransferCalling    , phone::OnHook       , TransferCancelling , steps< cancel_consult, arm_cancel_wait >             , transfer_on_hook    >,
    Row< TransferCalling    , leg::ConsultEnded   , NoTransfer         , steps< show_target_failure, restore_source >         , otherwise           >,
    Row< TransferCalling    , leg::SourceGone     , NoTransfer         , forget_source                                        , otherwise           >,
    Row< TransferCalling    , phone::ResumeSource , NoTransfer         , drop_consult                                         , otherwise           >,
    Row< TransferCalling    , phone::TiesOthers   , NoTransfer         , leave_calls                                          , otherwise           >,

    Row< TransferCancelling , leg::ConsultEnded   , TransferCompleting , send_refer_blind                                     , otherwise           >,
    Row< TransferCancelling , leg::ConsultEnded   , NoTransfer         , steps< restore_source, show_target_refused >         , target_refused      >,
    Row< TransferCancelling , leg::TargetAnswered , TransferCompleting , send_refer_replaces                                  , otherwise           >,
    Row< TransferCancelling , timer::CancelWait   , TransferCompleting , send_refer_blind                                     , otherwise           >,
    Row< TransferCancelling , leg::SourceGone     , NoTransfer         , forget_source                                        , otherwise           >,
    Row< TransferCancelling , phone::OnHook       , stay               , detach_phone                                         , otherwise           >,

    Row< TransferTalking    , phone::Transfer     , TransferCompleting , steps< hold_consult, send_refer_replaces >           , otherwise           >,
    Row< TransferTalking    , phone::Confer       , ConferenceCalling  , steps< gather_pair, call_room >                      , otherwise           >,
    Row< TransferTalking    , phone::Confer       , ConferenceJoining  , steps< gather_pair, resume_room, refer_parties >     , source_is_room      >,
    Row< TransferTalking    , phone::OnHook       , NoTransfer         , steps< drop_consult, restore_source >                , otherwise           >,
    Row< TransferTalking    , phone::OnHook       , TransferCompleting , send_refer_replaces                                  , transfer_on_hook    >,
    Row< TransferTalking    , phone::OnHook       , NoTransfer         , part_calls                                           , consult_on_hold     >,
    Row< TransferTalking    , leg::ConsultEnded   , NoTransfer         , restore_source                                       , otherwise           >,
    Row< TransferTalking    , leg::SourceGone     , NoTransfer         , forget_source                                        , otherwise           >,
    Row< TransferTalking    , phone::ResumeSource , stay               , swap_calls                                           , otherwise           >,
    Row< TransferTalking    , phone::TiesOthers   , NoTransfer         , leave_calls                                          , otherwise           >,

    Row< TransferCompleting , leg::ReferAccepted  , stay               , steps< show_transferring, leave_wait_to_source >     , otherwise           >,
    Row< TransferCompleting , leg::ReferFailed    , NoTransfer         , steps< keep_both_legs, show_cannot_complete >        , otherwise           >,
    Row< TransferCompleting , leg::ConsultEnded   , stay               , note_consult_gone                                    , otherwise           >,
    Row< TransferCompleting , leg::ConsultEnded   , NoTransfer         , steps< restore_source, show_cannot_complete >        , refer_put_off       >,
    Row< TransferCompleting , leg::SourceGone     , NoTransfer         , clear_both_legs                                      , otherwise           >,
    Row< TransferCompleting , leg::SourceGone     , NoTransfer         , steps< lose_source, show_cannot_complete >           , refer_unsent        >,
    Row< TransferCompleting , timer::Refer        , NoTransfer         , steps< keep_both_legs, show_cannot_complete >        , otherwise           >,
    Row< TransferCompleting , phone::TiesOthers   , NoTransfer         , leave_to_source                                      , otherwise           >,
    Row< TransferCompleting , phone::OnHook       , stay               , detach_phone                                         , otherwise           >,

    Row< ConferenceCalling  , leg::RoomAnswered   , ConferenceJoining  , refer_parties                                        , otherwise           >,
    Row< ConferenceCalling  , leg::RoomAnswered   , NoTransfer         , nothing                                              , no_party            >,
    Row< ConferenceCalling  , leg::RoomAnswered   , NoTransfer         , steps< drop_room, keep_parties >                     , room_is_no_focus    >,
    Row< ConferenceCalling  , leg::RoomEnded      , NoTransfer         , keep_parties                                         , otherwise           >,
    Row< ConferenceCalling  , leg::PartyLeft      , stay               , forget_party                                         , otherwise           >,

    Row< ConferenceJoining  , leg::PartyLeft      , stay               , forget_party                                         , otherwise           >,
    Row< ConferenceJoining  , leg::PartyLeft      , NoTransfer         , forget_party                                         , last_party          >,
    Row< ConferenceJoining  , leg::PartyStays     , stay               , forget_party                                         , otherwise           >,
    Row< ConferenceJoining  , leg::PartyStays     , NoTransfer         , forget_party                                         , last_party          >,
    Row< ConferenceJoining  , phone::TiesOthers   , NoTransfer         , leave_to_parties                                     , otherwise           >
    >;
    // clang-format on
};

} // namespace mapping
