// A call that the user makes: from dial tone to the answer, the failure tone or the CANCEL (callflows 8.1).
#pragma once

#include "mapping/tables/leg_states.hpp"
#include "mapping/tables/leg_words.hpp"

namespace mapping::leg_tables {

using namespace states;
using namespace words;

struct SetupTable : TableOf<SetupTable, CallActions> {
    using TableOf::TableOf;
    using initial_state = OnHook;

    // clang-format off
    using rows = boost::mp11::mp_list<
    //   While                when this happens       it becomes           and we                                                               provided that
    Row< OnHook             , phone::OffHook        , OffHook            , steps< seize_line, start_dial_tone, arm_first_digit >              , otherwise         >,
    Row< OnHook             , phone::DialNumber     , Opening            , steps< seize_line, show_dialed, request_offer_media >              , otherwise         >,

    Row< OffHook            , phone::Digit          , Dialling           , steps< append_digit, stop_or_secondary_tone, arm_inter_digit >     , otherwise         >,
    Row< OffHook            , phone::Digit          , Opening            , steps< append_digit, stop_tone, show_dialed, request_offer_media > , completes_now     >,
    Row< OffHook            , phone::DialNumber     , Opening            , steps< stop_tone, show_dialed, request_offer_media >               , otherwise         >,
    Row< OffHook            , timer::FirstDigit     , Failed             , steps< play_reorder, arm_fail_tone >                               , otherwise         >,
    Row< OffHook            , phone::OnHook         , Ended              , clear_phone                                                        , otherwise         >,
    Row< OffHook            , phone::Lost           , Ended              , drop                                                               , otherwise         >,

    Row< Dialling           , phone::Digit          , stay               , steps< append_digit, stop_or_secondary_tone, arm_inter_digit >     , otherwise         >,
    Row< Dialling           , phone::Digit          , Failed             , steps< append_digit, fail_unknown_number, arm_fail_tone >          , dial_plan_dead    >,
    Row< Dialling           , phone::Digit          , Opening            , steps< append_digit, show_dialed, request_offer_media >            , completes_now     >,
    Row< Dialling           , phone::BackSpace      , stay               , steps< drop_digit, arm_inter_digit >                               , otherwise         >,
    Row< Dialling           , phone::BackSpace      , OffHook            , steps< drop_digit, start_dial_tone, arm_first_digit >              , last_digit        >,
    Row< Dialling           , phone::DialKey        , Opening            , steps< show_dialed, request_offer_media >                          , otherwise         >,
    Row< Dialling           , phone::DialNumber     , Opening            , steps< stop_tone, show_dialed, request_offer_media >               , otherwise         >,
    Row< Dialling           , timer::InterDigit     , Failed             , steps< fail_unknown_number, arm_fail_tone >                        , otherwise         >,
    Row< Dialling           , timer::InterDigit     , Opening            , steps< show_dialed, request_offer_media >                          , dial_plan_accepts >,
    Row< Dialling           , phone::OnHook         , Ended              , steps< close_media, clear_phone >                                  , otherwise         >,
    Row< Dialling           , phone::Lost           , Ended              , drop                                                               , otherwise         >,

    Row< Opening            , media::Ready          , Inviting           , send_invite_with_offer                                             , otherwise         >,
    Row< Opening            , media::Skipped        , Inviting           , send_invite_no_offer                                               , otherwise         >,
    Row< Opening            , media::Failed         , Failed             , steps< fail_setup, arm_fail_tone >                                 , otherwise         >,
    Row< Opening            , media::Failed         , stay               , try_next_codec                                                     , has_next_codec    >,
    Row< Opening            , phone::OnHook         , Ended              , steps< close_media, clear_phone >                                  , otherwise         >,
    Row< Opening            , phone::Lost           , Ended              , drop                                                               , otherwise         >,

    Row< Inviting           , pbx::Progress         , Proceed            , apply_progress                                                     , otherwise         >,
    Row< Inviting           , pbx::Ringing          , RingOut            , steps< apply_ringing, arm_ring_out >                               , otherwise         >,
    Row< Inviting           , pbx::Answered         , Connected          , steps< send_ack, apply_answer, show_connected >                    , otherwise         >,
    Row< Inviting           , pbx::Answered         , LateOffer          , steps< store_dialog, request_answer_media >                        , has_offer_body    >,
    Row< Inviting           , pbx::Redirected       , Failed             , steps< close_media, show_failure, arm_fail_tone >                  , otherwise         >,
    Row< Inviting           , pbx::Redirected       , stay               , call_alternative                                                   , has_alternative   >,
    Row< Inviting           , pbx::Redirected       , stay               , recurse                                                            , can_recurse       >,
    Row< Inviting           , pbx::Rejected         , Failed             , steps< close_media, show_failure, arm_fail_tone >                  , otherwise         >,
    Row< Inviting           , pbx::Rejected         , stay               , call_alternative                                                   , has_alternative   >,
    Row< Inviting           , pbx::Rejected         , stay               , try_next_target                                                    , can_failover      >,
    Row< Inviting           , pbx::Rejected         , stay               , resend_with_auth                                                   , can_retry_auth    >,
    Row< Inviting           , pbx::Rejected         , Dialling           , collect_more                                                       , wants_more_digits >,
    Row< Inviting           , timer::RingOut        , CancellingWithTone , steps< send_cancel, close_media, show_no_answer, arm_fail_tone >   , otherwise         >,
    Row< Inviting           , phone::OnHook         , Cancelling         , steps< close_media, clear_phone, send_cancel >                     , otherwise         >,
    Row< Inviting           , phone::Digit          , stay               , queue_digit                                                        , overlaps          >,
    Row< Inviting           , phone::Lost           , Cancelling         , send_cancel                                                        , otherwise         >,

    Row< Proceed            , media::Ready          , stay               , nothing                                                            , otherwise         >,
    Row< Proceed            , media::Ready          , stay               , repair_early_media                                                 , port_changed      >,
    Row< Proceed            , media::Failed         , stay               , give_up_early_media                                                , otherwise         >,
    Row< Proceed            , media::TransmitFailed , stay               , note_tx_failed                                                     , otherwise         >,
    Row< Proceed            , pbx::Progress         , stay               , apply_progress                                                     , otherwise         >,
    Row< Proceed            , pbx::Ringing          , RingOut            , steps< apply_ringing, arm_ring_out >                               , otherwise         >,
    Row< Proceed            , pbx::Answered         , Connected          , steps< send_ack, apply_answer, show_connected >                    , otherwise         >,
    Row< Proceed            , pbx::Answered         , LateOffer          , steps< store_dialog, request_answer_media >                        , has_offer_body    >,
    Row< Proceed            , pbx::Redirected       , Failed             , steps< close_media, show_failure, arm_fail_tone >                  , otherwise         >,
    Row< Proceed            , pbx::Redirected       , Inviting           , call_alternative                                                   , has_alternative   >,
    Row< Proceed            , pbx::Redirected       , Inviting           , recurse                                                            , can_recurse       >,
    Row< Proceed            , pbx::Rejected         , Failed             , steps< close_media, show_failure, arm_fail_tone >                  , otherwise         >,
    Row< Proceed            , pbx::Rejected         , Inviting           , call_alternative                                                   , has_alternative   >,
    Row< Proceed            , pbx::Rejected         , Inviting           , resend_with_auth                                                   , can_retry_auth    >,
    Row< Proceed            , pbx::Rejected         , Dialling           , collect_more                                                       , wants_more_digits >,
    Row< Proceed            , pbx::Rejected         , Ended              , steps< close_media, clear_phone >                                  , is_being_replaced >,
    Row< Proceed            , timer::RingOut        , CancellingWithTone , steps< send_cancel, close_media, show_no_answer, arm_fail_tone >   , otherwise         >,
    Row< Proceed            , phone::OnHook         , Cancelling         , steps< close_media, clear_phone, send_cancel >                     , otherwise         >,
    Row< Proceed            , phone::Lost           , Cancelling         , send_cancel                                                        , otherwise         >,
    Row< Proceed            , phone::Lost           , stay               , ring_unheard                                                       , is_being_replaced >,
    Row< Proceed            , pbx::Offer            , stay               , reply_504                                                          , otherwise         >,
    Row< Proceed            , pbx::Offer            , stay               , steps< answer_offer, update_tx >                                   , can_answer_now    >,
    Row< Proceed            , pbx::OfferAccepted    , stay               , settle_offer                                                       , otherwise         >,
    Row< Proceed            , pbx::OfferRefused     , stay               , mark_unsynced                                                      , otherwise         >,
    Row< Proceed            , pbx::OfferGlare       , stay               , mark_unsynced                                                      , otherwise         >,
    Row< Proceed            , pbx::Identity         , stay               , refresh_call_info                                                  , otherwise         >,
    Row< Proceed            , phone::Digit          , stay               , ignore_in_band                                                     , otherwise         >,
    Row< Proceed            , phone::Digit          , stay               , send_info_dtmf                                                     , need_info_dtmf    >,
    Row< Proceed            , leg::Refer            , Cancelling         , steps< send_cancel, close_media, clear_phone >                     , otherwise         >,
    Row< Proceed            , leg::Refer            , stay               , complete_early_transfer                                            , can_refer_early   >,

    Row< RingOut            , media::Ready          , stay               , nothing                                                            , otherwise         >,
    Row< RingOut            , media::Ready          , stay               , repair_early_media                                                 , port_changed      >,
    Row< RingOut            , media::Failed         , stay               , give_up_early_media                                                , otherwise         >,
    Row< RingOut            , media::TransmitFailed , stay               , note_tx_failed                                                     , otherwise         >,
    Row< RingOut            , pbx::Progress         , stay               , apply_progress                                                     , otherwise         >,
    Row< RingOut            , pbx::Ringing          , stay               , apply_ringing                                                      , otherwise         >,
    Row< RingOut            , pbx::Answered         , Connected          , steps< send_ack, apply_answer, show_connected >                    , otherwise         >,
    Row< RingOut            , pbx::Answered         , LateOffer          , steps< store_dialog, request_answer_media >                        , has_offer_body    >,
    Row< RingOut            , pbx::Redirected       , Failed             , steps< close_media, show_failure, arm_fail_tone >                  , otherwise         >,
    Row< RingOut            , pbx::Redirected       , Inviting           , call_alternative                                                   , has_alternative   >,
    Row< RingOut            , pbx::Redirected       , Inviting           , recurse                                                            , can_recurse       >,
    Row< RingOut            , pbx::Rejected         , Failed             , steps< close_media, show_failure, arm_fail_tone >                  , otherwise         >,
    Row< RingOut            , pbx::Rejected         , Inviting           , call_alternative                                                   , has_alternative   >,
    Row< RingOut            , pbx::Rejected         , Ended              , steps< close_media, clear_phone >                                  , is_being_replaced >,
    Row< RingOut            , timer::RingOut        , CancellingWithTone , steps< send_cancel, close_media, show_no_answer, arm_fail_tone >   , otherwise         >,
    Row< RingOut            , leg::Refer            , Cancelling         , steps< send_cancel, close_media, clear_phone >                     , otherwise         >,
    Row< RingOut            , leg::Refer            , stay               , complete_early_transfer                                            , can_refer_early   >,
    Row< RingOut            , phone::OnHook         , Cancelling         , steps< close_media, clear_phone, send_cancel >                     , otherwise         >,
    Row< RingOut            , phone::Lost           , Cancelling         , send_cancel                                                        , otherwise         >,
    Row< RingOut            , phone::Lost           , stay               , ring_unheard                                                       , is_being_replaced >,
    Row< RingOut            , pbx::Offer            , stay               , reply_504                                                          , otherwise         >,
    Row< RingOut            , pbx::Offer            , stay               , steps< answer_offer, update_tx >                                   , can_answer_now    >,
    Row< RingOut            , pbx::OfferAccepted    , stay               , settle_offer                                                       , otherwise         >,
    Row< RingOut            , pbx::OfferRefused     , stay               , mark_unsynced                                                      , otherwise         >,
    Row< RingOut            , pbx::OfferGlare       , stay               , mark_unsynced                                                      , otherwise         >,
    Row< RingOut            , pbx::Identity         , stay               , refresh_call_info                                                  , otherwise         >,
    Row< RingOut            , phone::Digit          , stay               , ignore_in_band                                                     , otherwise         >,
    Row< RingOut            , phone::Digit          , stay               , send_info_dtmf                                                     , need_info_dtmf    >,

    Row< LateOffer          , media::Ready          , Connected          , steps< send_ack_with_answer, start_tx, show_connected >            , otherwise         >,
    Row< LateOffer          , media::Failed         , Failed             , steps< send_ack_rejecting, blame_phone, send_bye, fail_setup, arm_fail_tone >, otherwise >,
    Row< LateOffer          , phone::OnHook         , Releasing          , steps< send_ack_rejecting, send_bye, close_media, clear_phone >    , otherwise         >,
    Row< LateOffer          , phone::Lost           , Releasing          , steps< send_ack_rejecting, send_bye >                              , otherwise         >,
    Row< LateOffer          , pbx::HungUp           , Ended              , steps< accept_bye, close_media, clear_phone >                      , otherwise         >,

    Row< Failed             , phone::OnHook         , Ended              , clear_phone                                                        , otherwise         >,
    Row< Failed             , timer::FailTone       , Ended              , clear_phone                                                        , otherwise         >,
    Row< Failed             , phone::OffHook        , Ended              , steps< clear_phone, request_new_leg >                              , otherwise         >,
    Row< Failed             , phone::Lost           , Ended              , drop                                                               , otherwise         >,

    Row< CancellingWithTone , phone::OnHook         , Cancelling         , clear_phone                                                        , otherwise         >,
    Row< CancellingWithTone , timer::FailTone       , Cancelling         , clear_phone                                                        , otherwise         >,
    Row< CancellingWithTone , pbx::Answered         , Failed             , steps< send_ack, send_bye >                                        , otherwise         >,
    Row< CancellingWithTone , pbx::Rejected         , Failed             , finish_cancel                                                      , otherwise         >,
    Row< CancellingWithTone , pbx::Redirected       , Failed             , finish_cancel                                                      , otherwise         >,
    Row< CancellingWithTone , phone::Lost           , Cancelling         , drop                                                               , otherwise         >,

    Row< Cancelling         , pbx::Answered         , Releasing          , steps< send_ack, send_bye >                                        , otherwise         >,
    Row< Cancelling         , pbx::Answered         , Hold               , steps< send_ack, settle_offer, tell_xfer >                         , for_transfer      >,
    Row< Cancelling         , pbx::Rejected         , Ended              , tell_xfer                                                          , otherwise         >,
    Row< Cancelling         , pbx::Redirected       , Ended              , tell_xfer                                                          , otherwise         >,
    Row< Cancelling         , timer::Guard          , Ended              , tell_xfer                                                          , otherwise         >
    >;
    // clang-format on

    using transition_table = WithEntrances<rows, OnHook, Failed>;
};

} // namespace mapping::leg_tables
