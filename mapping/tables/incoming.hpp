// A call that the PBX brings: ringing, answering, waiting for the ACK (callflows 8.1).
#pragma once

#include "mapping/tables/leg_states.hpp"
#include "mapping/tables/leg_words.hpp"

namespace mapping::leg_tables {

using namespace states;
using namespace words;

struct IncomingTable : TableOf<IncomingTable, CallActions> {
    using TableOf::TableOf;
    using initial_state = OnHook;

    // clang-format off
    using rows = boost::mp11::mp_list<
    //   While         when this happens       it becomes    and we                                                                      provided that
    Row< OnHook      , pbx::Invited          , Ended       , reject_invite                                                             , otherwise           >,
    Row< OnHook      , pbx::Invited          , RingIn      , steps< send_ringing, present_ringing, arm_no_answer >                     , is_admissible       >,
    Row< OnHook      , pbx::Invited          , RingIn      , steps< send_ringing, present_ringing, arm_auto_answer >                   , is_auto_answer      >,
    Row< OnHook      , pbx::Invited          , Answering   , steps< bind_replaces, request_answer_media >                              , has_replaces        >,
    Row< OnHook      , pbx::Invited          , AwaitingAck , steps< answer_on_hold, arm_ack >                                          , replaces_unattended >,

    Row< RingIn      , phone::Answer         , Answering   , steps< stop_ring, hold_other_legs, show_answering, request_answer_media > , otherwise           >,
    Row< RingIn      , pbx::Cancelled        , Ended       , steps< accept_487, note_history, clear_phone >                            , otherwise           >,
    Row< RingIn      , phone::OnHook         , Ended       , steps< reject_busy, clear_phone >                                         , otherwise           >,
    Row< RingIn      , phone::Divert         , Ended       , steps< redirect_302, clear_phone >                                        , otherwise           >,
    Row< RingIn      , timer::NoAnswer       , Ended       , steps< reject_480, note_history, clear_phone >                            , otherwise           >,
    Row< RingIn      , timer::NoAnswer       , Ended       , steps< redirect_302, note_history, clear_phone >                          , has_cfna            >,
    Row< RingIn      , phone::Lost           , Ended       , reject_480                                                                , otherwise           >,
    Row< RingIn      , pbx::Identity         , stay        , refresh_call_info                                                         , otherwise           >,
    Row< RingIn      , pbx::Offer            , stay        , steps< store_offer, answer_update, refresh_call_info >                    , otherwise           >,

    Row< Answering   , media::Ready          , AwaitingAck , steps< send_200, start_tx_if_offered, show_connected, arm_ack >           , otherwise           >,
    Row< Answering   , media::Failed         , Ended       , steps< reject_500, fail_setup, return_to_replaced >                       , otherwise           >,
    Row< Answering   , media::Failed         , stay        , try_next_codec                                                            , has_next_codec      >,
    Row< Answering   , pbx::Cancelled        , Ended       , steps< accept_487, close_media, note_history, clear_phone, return_to_replaced >, otherwise           >,
    Row< Answering   , phone::OnHook         , Ended       , steps< reject_480, close_media, clear_phone >                             , otherwise           >,
    Row< Answering   , phone::Lost           , Ended       , reject_480                                                                , otherwise           >,
    Row< Answering   , pbx::Identity         , stay        , refresh_call_info                                                         , otherwise           >,

    Row< AwaitingAck , pbx::Identity         , stay        , refresh_call_info                                                         , otherwise           >,
    Row< AwaitingAck , media::TransmitFailed , stay        , note_tx_failed                                                            , otherwise           >,
    Row< AwaitingAck , pbx::Ack              , Connected   , steps< apply_ack_answer, start_tx_if_offered >                            , otherwise           >,
    Row< AwaitingAck , pbx::Ack              , Hold        , apply_ack_answer                                                          , answered_on_hold    >,
    Row< AwaitingAck , pbx::Ack              , Failed      , steps< blame_answer, send_bye, fail_setup, arm_fail_tone >                , ack_has_bad_answer  >,
    Row< AwaitingAck , timer::Ack            , Releasing   , steps< send_bye, close_media, clear_phone >                               , otherwise           >,
    Row< AwaitingAck , pbx::Cancelled        , stay        , cancel_200_only                                                           , otherwise           >,
    Row< AwaitingAck , pbx::HungUp           , Ended       , steps< accept_bye, close_media, clear_phone >                             , otherwise           >,
    Row< AwaitingAck , pbx::DialogGone       , Ended       , steps< close_media, clear_phone >                                         , otherwise           >,
    Row< AwaitingAck , phone::OnHook         , Releasing   , steps< close_media, clear_phone, send_bye >                               , otherwise           >,
    Row< AwaitingAck , phone::Lost           , Releasing   , send_bye                                                                  , otherwise           >,
    Row< AwaitingAck , phone::Hold           , Holding     , steps< stop_tx_rx, queue_hold, show_hold >                                , otherwise           >,
    Row< AwaitingAck , pbx::Offer            , stay        , reply_491                                                                 , otherwise           >
    >;
    // clang-format on

    using transition_table = rows;
};

} // namespace mapping::leg_tables
