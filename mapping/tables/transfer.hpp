// Ties a source leg and a consultation leg of one device (callflows 8.6).
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
    using initial_state = NoTransfer;

    using alerting_enough = ask<&TransferController::alerting_enough>;
    using source_transferable = ask<&TransferController::source_transferable>;
    using transfer_on_hook = ask<&TransferController::transfer_on_hook>;
    using two_selected = ask<&TransferController::two_selected>;

    using arm_cancel_wait = ask<&TransferController::arm_cancel_wait>;
    using cancel_consult = ask<&TransferController::cancel_consult>;
    using clear_both_legs = ask<&TransferController::clear_both_legs>;
    using defer_key = ask<&TransferController::defer_key>;
    using detach_phone = ask<&TransferController::detach_phone>;
    using drop_consult = ask<&TransferController::drop_consult>;
    using forget_source = ask<&TransferController::forget_source>;
    using hold_consult = ask<&TransferController::hold_consult>;
    using hold_source = ask<&TransferController::hold_source>;
    using keep_both_legs = ask<&TransferController::keep_both_legs>;
    using note_consult_gone = ask<&TransferController::note_consult_gone>;
    using note_target = ask<&TransferController::note_target>;
    using open_consult = ask<&TransferController::open_consult>;
    using pair_selected = ask<&TransferController::pair_selected>;
    using reject_key = ask<&TransferController::reject_key>;
    using restore_source = ask<&TransferController::restore_source>;
    using send_refer_blind = ask<&TransferController::send_refer_blind>;
    using send_refer_replaces = ask<&TransferController::send_refer_replaces>;
    using show_cannot_complete = ask<&TransferController::show_cannot_complete>;
    using show_consult = ask<&TransferController::show_consult>;
    using show_target_failure = ask<&TransferController::show_target_failure>;
    using show_transferring = ask<&TransferController::show_transferring>;
    using swap_calls = ask<&TransferController::swap_calls>;

    // clang-format off
    using transition_table = boost::mp11::mp_list<
    //   While                when this happens     it becomes           and we                                          provided that
    Row< NoTransfer         , phone::Transfer     , stay               , reject_key                                    , otherwise           >,
    Row< NoTransfer         , phone::Transfer     , TransferDialling   , steps< hold_source, open_consult >            , source_transferable >,
    Row< NoTransfer         , phone::DirTrfr      , stay               , reject_key                                    , otherwise           >,
    Row< NoTransfer         , phone::DirTrfr      , TransferCompleting , steps< pair_selected, send_refer_replaces >   , two_selected        >,

    Row< TransferDialling   , leg::TargetCalled   , TransferCalling    , note_target                                   , otherwise           >,
    Row< TransferDialling   , phone::Transfer     , stay               , reject_key                                    , otherwise           >,
    Row< TransferDialling   , leg::ConsultEnded   , NoTransfer         , restore_source                                , otherwise           >,
    Row< TransferDialling   , phone::OnHook       , NoTransfer         , steps< drop_consult, restore_source >         , otherwise           >,
    Row< TransferDialling   , leg::SourceGone     , NoTransfer         , forget_source                                 , otherwise           >,
    Row< TransferDialling   , phone::ResumeSource , NoTransfer         , drop_consult                                  , otherwise           >,

    Row< TransferCalling    , leg::TargetAnswered , TransferTalking    , show_consult                                  , otherwise           >,
    Row< TransferCalling    , phone::Transfer     , stay               , defer_key                                     , otherwise           >,
    Row< TransferCalling    , phone::Transfer     , TransferCancelling , steps< cancel_consult, arm_cancel_wait >      , alerting_enough     >,
    Row< TransferCalling    , phone::OnHook       , NoTransfer         , steps< drop_consult, restore_source >         , otherwise           >,
    Row< TransferCalling    , phone::OnHook       , TransferCancelling , steps< cancel_consult, arm_cancel_wait >      , transfer_on_hook    >,
    Row< TransferCalling    , leg::ConsultEnded   , NoTransfer         , steps< show_target_failure, restore_source >  , otherwise           >,
    Row< TransferCalling    , leg::SourceGone     , NoTransfer         , forget_source                                 , otherwise           >,
    Row< TransferCalling    , phone::ResumeSource , NoTransfer         , drop_consult                                  , otherwise           >,

    Row< TransferCancelling , leg::ConsultEnded   , TransferCompleting , send_refer_blind                              , otherwise           >,
    Row< TransferCancelling , leg::TargetAnswered , TransferCompleting , send_refer_replaces                           , otherwise           >,
    Row< TransferCancelling , timer::CancelWait   , TransferCompleting , send_refer_blind                              , otherwise           >,
    Row< TransferCancelling , leg::SourceGone     , NoTransfer         , forget_source                                 , otherwise           >,
    Row< TransferCancelling , phone::OnHook       , stay               , detach_phone                                  , otherwise           >,

    Row< TransferTalking    , phone::Transfer     , TransferCompleting , steps< hold_consult, send_refer_replaces >    , otherwise           >,
    Row< TransferTalking    , phone::OnHook       , NoTransfer         , steps< drop_consult, restore_source >         , otherwise           >,
    Row< TransferTalking    , phone::OnHook       , TransferCompleting , send_refer_replaces                           , transfer_on_hook    >,
    Row< TransferTalking    , leg::ConsultEnded   , NoTransfer         , restore_source                                , otherwise           >,
    Row< TransferTalking    , leg::SourceGone     , NoTransfer         , forget_source                                 , otherwise           >,
    Row< TransferTalking    , phone::ResumeSource , stay               , swap_calls                                    , otherwise           >,

    Row< TransferCompleting , leg::ReferAccepted  , stay               , show_transferring                             , otherwise           >,
    Row< TransferCompleting , leg::ReferSucceeded , NoTransfer         , clear_both_legs                               , otherwise           >,
    Row< TransferCompleting , leg::ReferFailed    , NoTransfer         , steps< keep_both_legs, show_cannot_complete > , otherwise           >,
    Row< TransferCompleting , leg::ConsultEnded   , stay               , note_consult_gone                             , otherwise           >,
    Row< TransferCompleting , leg::SourceGone     , NoTransfer         , clear_both_legs                               , otherwise           >,
    Row< TransferCompleting , timer::Refer        , NoTransfer         , steps< keep_both_legs, show_cannot_complete > , otherwise           >,
    Row< TransferCompleting , phone::OnHook       , stay               , detach_phone                                  , otherwise           >
    >;
    // clang-format on
};

} // namespace mapping
