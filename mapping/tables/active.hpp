// A call that is up: talking, held, resumed, transferred, and how it ends (callflows 8.1).
#pragma once

#include "mapping/tables/leg_states.hpp"
#include "mapping/tables/leg_words.hpp"

namespace mapping::leg_tables {

using namespace states;
using namespace words;

struct ActiveTable : TableOf<ActiveTable, CallActions> {
    using TableOf::TableOf;
    using initial_state = OnHook;

    // clang-format off
    using rows = boost::mp11::mp_list<
    //   While           when this happens       it becomes      and we                                                                 provided that
    Row< Connected     , phone::Hold           , Holding       , steps< stop_tx_rx, queue_hold, show_hold >                           , otherwise          >,
    Row< Connected     , phone::Hold           , Holding       , steps< stop_tx_rx, send_hold_offer, show_hold >                      , oa_stable          >,
    Row< Connected     , pbx::HungUp           , Ended         , steps< accept_bye, close_media, clear_phone >                        , otherwise          >,
    Row< Connected     , phone::OnHook         , Releasing     , steps< request_stats, close_media, clear_phone, send_bye >           , otherwise          >,
    Row< Connected     , leg::Refer            , Referring     , send_refer                                                           , otherwise          >,
    Row< Connected     , pbx::ReferSucceeded   , Releasing     , steps< request_stats, close_media, clear_phone, send_bye >           , otherwise          >,
    Row< Connected     , pbx::DialogGone       , Failed        , steps< close_media, show_failure, arm_fail_tone >                    , otherwise          >,
    Row< Connected     , phone::Lost           , Releasing     , send_bye                                                             , otherwise          >,
    Row< Connected     , phone::Lost           , Preserved     , arm_preserve                                                         , preservable        >,
    Row< Connected     , media::TransmitFailed , Failed        , steps< blame_phone, send_bye, fail_setup, arm_fail_tone >            , otherwise          >,
    Row< Connected     , media::TransmitFailed , stay          , start_tx                                                             , can_retry_transmit >,
    Row< Connected     , media::Failed         , Failed        , steps< blame_phone, send_bye, fail_setup, arm_fail_tone >            , otherwise          >,
    Row< Connected     , pbx::Answered         , stay          , re_ack                                                               , otherwise          >,
    Row< Connected     , phone::Digit          , stay          , ignore_in_band                                                       , otherwise          >,
    Row< Connected     , phone::Digit          , stay          , send_info_dtmf                                                       , need_info_dtmf     >,
    Row< Connected     , media::Ready          , stay          , start_tx                                                             , otherwise          >,
    Row< Connected     , media::Ready          , stay          , steps< send_refresh_offer, start_tx >                                , port_changed       >,
    Row< Connected     , pbx::Offer            , stay          , reject_488                                                           , otherwise          >,
    Row< Connected     , pbx::Offer            , Reopening     , request_answer_media                                                 , needs_reopen       >,
    Row< Connected     , pbx::Offer            , stay          , steps< answer_offer, update_tx, refresh_call_info >                  , can_answer_now     >,
    Row< Connected     , pbx::Offer            , stay          , reply_491                                                            , oa_busy            >,
    Row< Connected     , pbx::OfferWanted      , stay          , send_200_with_offer                                                  , otherwise          >,
    Row< Connected     , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,
    Row< Connected     , pbx::Identity         , stay          , refresh_call_info                                                    , otherwise          >,
    Row< Connected     , pbx::OfferAccepted    , stay          , apply_answer                                                         , otherwise          >,
    Row< Connected     , pbx::OfferGlare       , stay          , arm_glare                                                            , otherwise          >,
    Row< Connected     , timer::Glare          , stay          , send_refresh_offer                                                   , otherwise          >,
    Row< Connected     , pbx::OfferRefused     , stay          , mark_unsynced                                                        , otherwise          >,
    Row< Connected     , pbx::OfferRefused     , Failed        , steps< blame_far_end, send_bye, fail_setup, arm_fail_tone >          , is_unheard         >,
    Row< Connected     , pbx::OfferRefused     , stay          , offer_by_reinvite                                                    , may_reinvite       >,
    Row< Connected     , leg::OffersSettled    , stay          , send_refresh_offer                                                   , otherwise          >,

    Row< Reopening     , media::Ready          , Connected     , steps< answer_offer, start_tx >                                      , otherwise          >,
    Row< Reopening     , media::Failed         , Connected     , steps< note_refusal, reject_488, restore_media >                     , otherwise          >,
    Row< Reopening     , media::Failed         , Failed        , steps< reply_500, blame_phone, send_bye, fail_setup, arm_fail_tone > , phone_says_nothing >,
    Row< Reopening     , pbx::Cancelled        , Connected     , steps< accept_487, restore_media >                                   , otherwise          >,
    Row< Reopening     , pbx::Offer            , stay          , reply_500_retry_after                                                , otherwise          >,
    Row< Reopening     , pbx::HungUp           , Ended         , steps< accept_bye, close_media, clear_phone >                        , otherwise          >,
    Row< Reopening     , phone::OnHook         , Releasing     , steps< reply_487, close_media, clear_phone, send_bye >               , otherwise          >,
    Row< Reopening     , phone::Hold           , stay          , queue_hold                                                           , otherwise          >,
    Row< Reopening     , pbx::ReferSucceeded   , Releasing     , steps< reply_487, close_media, clear_phone, send_bye >               , otherwise          >,
    Row< Reopening     , leg::Refer            , stay          , steps< queue_hold, queue_refer >                                     , otherwise          >,
    Row< Reopening     , pbx::DialogGone       , Ended         , steps< close_media, clear_phone >                                    , otherwise          >,
    Row< Reopening     , phone::Lost           , Releasing     , steps< reply_487, send_bye >                                         , otherwise          >,

    Row< Holding       , pbx::OfferAccepted    , Hold          , confirm_hold                                                         , otherwise          >,
    Row< Holding       , pbx::OfferAccepted    , stay          , settle_offer                                                         , hold_queued        >,
    Row< Holding       , pbx::OfferGlare       , stay          , arm_glare                                                            , otherwise          >,
    Row< Holding       , timer::Glare          , stay          , send_hold_offer                                                      , otherwise          >,
    Row< Holding       , pbx::OfferRefused     , Hold          , mark_hold_unsignalled                                                , otherwise          >,
    Row< Holding       , pbx::OfferRefused     , stay          , settle_offer                                                         , hold_queued        >,
    Row< Holding       , pbx::DialogGone       , Ended         , steps< close_media, clear_phone >                                    , otherwise          >,
    Row< Holding       , pbx::HungUp           , Ended         , steps< accept_bye, clear_phone >                                     , otherwise          >,
    Row< Holding       , pbx::ReferSucceeded   , Releasing     , steps< clear_phone, send_bye >                                       , otherwise          >,
    Row< Holding       , phone::Resume         , stay          , queue_resume                                                         , otherwise          >,
    Row< Holding       , phone::OnHook         , Releasing     , steps< clear_phone, send_bye >                                       , otherwise          >,
    Row< Holding       , leg::Refer            , stay          , queue_refer                                                          , otherwise          >,
    Row< Holding       , phone::Lost           , Releasing     , send_bye                                                             , otherwise          >,
    Row< Holding       , phone::Lost           , stay          , arm_preserve                                                         , preservable        >,
    Row< Holding       , phone::Back           , stay          , show_hold                                                            , otherwise          >,
    Row< Holding       , timer::Preserve       , Releasing     , send_bye                                                             , otherwise          >,
    Row< Holding       , timer::HoldRevert     , stay          , remind_held                                                          , otherwise          >,
    Row< Holding       , pbx::Offer            , stay          , reply_491                                                            , otherwise          >,
    Row< Holding       , leg::OffersSettled    , stay          , send_hold_offer                                                      , hold_queued        >,
    Row< Holding       , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,

    Row< Hold          , phone::Resume         , ResumeOpening , steps< hold_other_legs, show_resuming, request_answer_media >        , otherwise          >,
    Row< Hold          , pbx::HungUp           , Ended         , steps< accept_bye, clear_phone >                                     , otherwise          >,
    Row< Hold          , phone::OnHook         , Releasing     , steps< clear_phone, send_bye >                                       , otherwise          >,
    Row< Hold          , leg::Refer            , Referring     , send_refer                                                           , otherwise          >,
    Row< Hold          , pbx::DialogGone       , Ended         , clear_phone                                                          , otherwise          >,
    Row< Hold          , pbx::ReferSucceeded   , Releasing     , steps< clear_phone, send_bye >                                       , otherwise          >,
    Row< Hold          , phone::Lost           , Releasing     , send_bye                                                             , otherwise          >,
    Row< Hold          , phone::Lost           , stay          , arm_preserve                                                         , preservable        >,
    Row< Hold          , phone::Back           , stay          , show_hold                                                            , otherwise          >,
    Row< Hold          , timer::Preserve       , Releasing     , send_bye                                                             , otherwise          >,
    Row< Hold          , timer::HoldRevert     , stay          , steps< remind_held, arm_hold_revert >                                , otherwise          >,
    Row< Hold          , pbx::Offer            , stay          , steps< answer_held, refresh_call_info >                              , otherwise          >,
    Row< Hold          , pbx::Offer            , stay          , reply_491                                                            , oa_busy            >,
    Row< Hold          , pbx::OfferWanted      , stay          , send_200_held_offer                                                  , otherwise          >,
    Row< Hold          , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,
    Row< Hold          , pbx::Identity         , stay          , refresh_call_info                                                    , otherwise          >,

    Row< ResumeOpening , media::Ready          , Resuming      , send_resume_offer                                                    , otherwise          >,
    Row< ResumeOpening , media::Failed         , Hold          , steps< show_hold, tell_refusal >                                     , otherwise          >,
    Row< ResumeOpening , pbx::HungUp           , Ended         , steps< accept_bye, close_media, clear_phone >                        , otherwise          >,
    Row< ResumeOpening , phone::OnHook         , Releasing     , steps< close_media, clear_phone, send_bye >                          , otherwise          >,
    Row< ResumeOpening , pbx::ReferSucceeded   , Releasing     , steps< close_media, clear_phone, send_bye >                          , otherwise          >,
    Row< ResumeOpening , phone::Hold           , Hold          , steps< close_media, show_hold >                                      , otherwise          >,
    Row< ResumeOpening , phone::Lost           , Releasing     , send_bye                                                             , otherwise          >,
    Row< ResumeOpening , pbx::Offer            , stay          , reply_491                                                            , otherwise          >,
    Row< ResumeOpening , pbx::DialogGone       , Ended         , steps< close_media, clear_phone >                                    , otherwise          >,
    Row< ResumeOpening , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,

    Row< Resuming      , pbx::OfferAccepted    , Connected     , steps< apply_answer, show_connected >                                , otherwise          >,
    Row< Resuming      , pbx::OfferGlare       , stay          , arm_glare                                                            , otherwise          >,
    Row< Resuming      , timer::Glare          , stay          , send_resume_offer                                                    , otherwise          >,
    Row< Resuming      , pbx::OfferRefused     , Hold          , steps< close_media, show_hold, give_up_resume >                      , otherwise          >,
    Row< Resuming      , pbx::DialogGone       , Ended         , steps< close_media, clear_phone >                                    , otherwise          >,
    Row< Resuming      , pbx::HungUp           , Ended         , steps< accept_bye, close_media, clear_phone >                        , otherwise          >,
    Row< Resuming      , phone::Hold           , stay          , queue_hold                                                           , otherwise          >,
    Row< Resuming      , pbx::ReferSucceeded   , Releasing     , steps< close_media, clear_phone, send_bye >                          , otherwise          >,
    Row< Resuming      , leg::Refer            , stay          , steps< queue_hold, queue_refer >                                     , otherwise          >,
    Row< Resuming      , phone::OnHook         , Releasing     , steps< close_media, clear_phone, send_bye >                          , otherwise          >,
    Row< Resuming      , phone::Lost           , Releasing     , send_bye                                                             , otherwise          >,
    Row< Resuming      , pbx::Offer            , stay          , reply_491                                                            , otherwise          >,
    Row< Resuming      , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,

    Row< Referring     , pbx::ReferAccepted    , stay          , show_transferring                                                    , otherwise          >,
    Row< Referring     , pbx::ReferProgress    , stay          , await_notify                                                         , otherwise          >,
    Row< Referring     , pbx::ReferSucceeded   , Releasing     , steps< close_media, clear_phone, send_bye >                          , otherwise          >,
    Row< Referring     , pbx::ReferFailed      , Hold          , steps< restore_held, notify_transfer_failed >                        , otherwise          >,
    Row< Referring     , pbx::ReferFailed      , Holding       , steps< queue_hold, restore_held, notify_transfer_failed >            , oa_busy            >,
    Row< Referring     , pbx::HungUp           , Ended         , steps< accept_bye, close_media, clear_phone >                        , otherwise          >,
    Row< Referring     , phone::OnHook         , stay          , steps< close_media, clear_phone, detach >                            , otherwise          >,
    Row< Referring     , phone::OnHook         , Releasing     , steps< close_media, clear_phone, send_bye >                          , is_forced          >,
    Row< Referring     , timer::Refer          , Hold          , steps< restore_held, notify_transfer_failed >                        , otherwise          >,
    Row< Referring     , timer::Refer          , Holding       , steps< queue_hold, restore_held, notify_transfer_failed >            , oa_busy            >,
    Row< Referring     , pbx::DialogGone       , Ended         , steps< close_media, clear_phone >                                    , otherwise          >,
    Row< Referring     , phone::Lost           , stay          , detach                                                               , otherwise          >,
    Row< Referring     , phone::Back           , stay          , find_phone                                                           , otherwise          >,
    Row< Referring     , pbx::Offer            , stay          , answer_held                                                          , otherwise          >,
    Row< Referring     , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,
    Row< Referring     , pbx::OfferAccepted    , stay          , settle_offer                                                         , otherwise          >,
    Row< Referring     , pbx::OfferRefused     , stay          , mark_unsynced                                                        , otherwise          >,
    Row< Referring     , pbx::OfferGlare       , stay          , mark_unsynced                                                        , otherwise          >,
    Row< Referring     , media::Failed         , stay          , show_hold                                                            , otherwise          >,

    Row< Releasing     , pbx::ByeDone          , Ended         , drop                                                                 , otherwise          >,
    Row< Releasing     , pbx::HungUp           , Ended         , accept_bye                                                           , otherwise          >,
    Row< Releasing     , pbx::DialogGone       , Ended         , drop                                                                 , otherwise          >,
    Row< Releasing     , pbx::Ack              , stay          , send_bye                                                             , bye_pending        >,
    Row< Releasing     , timer::Ack            , stay          , send_bye                                                             , bye_pending        >,
    Row< Releasing     , timer::Guard          , Ended         , drop                                                                 , otherwise          >,

    Row< Preserved     , phone::Back           , Releasing     , send_bye                                                             , otherwise          >,
    Row< Preserved     , phone::Back           , stay          , release_audio                                                        , is_being_replaced  >,
    Row< Preserved     , phone::Back           , stay          , rebind_preserved                                                     , phone_kept_call    >,
    Row< Preserved     , phone::Lost           , stay          , arm_preserve                                                         , otherwise          >,
    Row< Preserved     , pbx::Ack              , stay          , apply_ack_answer                                                     , otherwise          >,
    Row< Preserved     , pbx::OfferAccepted    , stay          , settle_offer                                                         , otherwise          >,
    Row< Preserved     , pbx::OfferRefused     , stay          , settle_offer                                                         , otherwise          >,
    Row< Preserved     , pbx::OfferGlare       , stay          , settle_offer                                                         , otherwise          >,
    Row< Preserved     , pbx::HungUp           , Ended         , steps< accept_bye, close_media >                                     , otherwise          >,
    Row< Preserved     , phone::OnHook         , Releasing     , send_bye                                                             , otherwise          >,
    Row< Preserved     , timer::Preserve       , Releasing     , send_bye                                                             , otherwise          >,
    Row< Preserved     , pbx::DialogGone       , Ended         , drop                                                                 , otherwise          >
    >;
    // clang-format on

    using transition_table = WithEntrances<rows, OnHook, Connected, Hold, Releasing>;
};

} // namespace mapping::leg_tables
