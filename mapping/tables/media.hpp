// The phone's receive channel and transmission of one leg (callflows 8.2).
#pragma once

#include "mapping/machine.hpp"
#include "mapping/media_leg.hpp"

namespace mapping {

struct MediaTable : TableOf<MediaTable, MediaLeg> {
    using TableOf::TableOf;

    struct Closed         : Named<"Closed"> {};
    struct PortRequested  : Named<"PortRequested"> {};
    struct PortReserved   : Named<"PortReserved"> {};
    struct ReceiveOpening : Named<"ReceiveOpening"> {};
    struct ReceiveOpen    : Named<"ReceiveOpen"> {};
    struct Talking        : Named<"Talking"> {};
    struct Kept           : Named<"Kept"> {};
    struct Abandoned      : Named<"Abandoned"> {};
    using initial_state = Closed;

    using has_port_req = ask<&MediaLeg::has_port_req>;
    using reopen_queued = ask<&MediaLeg::reopen_queued>;
    using same_codec = ask<&MediaLeg::same_codec>;
    using same_remote = ask<&MediaLeg::same_remote>;
    using tx_queued = ask<&MediaLeg::tx_queued>;

    using arm_orc = ask<&MediaLeg::arm_orc>;
    using arm_port = ask<&MediaLeg::arm_port>;
    using close_orphan = ask<&MediaLeg::close_orphan>;
    using give_back_port = ask<&MediaLeg::give_back_port>;
    using give_up_channel = ask<&MediaLeg::give_up_channel>;
    using mark_no_port_req = ask<&MediaLeg::mark_no_port_req>;
    using note_port = ask<&MediaLeg::note_port>;
    using note_tx = ask<&MediaLeg::note_tx>;
    using note_unanswered = ask<&MediaLeg::note_unanswered>;
    using post_rx_failed = ask<&MediaLeg::post_rx_failed>;
    using post_rx_ready = ask<&MediaLeg::post_rx_ready>;
    using post_tx_failed = ask<&MediaLeg::post_tx_failed>;
    using queue_reopen = ask<&MediaLeg::queue_reopen>;
    using queue_tx = ask<&MediaLeg::queue_tx>;
    using send_close = ask<&MediaLeg::send_close>;
    using send_close_keep = ask<&MediaLeg::send_close_keep>;
    using send_orc = ask<&MediaLeg::send_orc>;
    using send_port_close = ask<&MediaLeg::send_port_close>;
    using send_port_req = ask<&MediaLeg::send_port_req>;
    using send_smt = ask<&MediaLeg::send_smt>;
    using send_stop = ask<&MediaLeg::send_stop>;
    using send_stop_keep = ask<&MediaLeg::send_stop_keep>;
    using stop_orphan = ask<&MediaLeg::stop_orphan>;
    using store_addr = ask<&MediaLeg::store_addr>;
    using unqueue_reopen = ask<&MediaLeg::unqueue_reopen>;
    using unqueue_tx = ask<&MediaLeg::unqueue_tx>;

    // clang-format off
    using transition_table = boost::mp11::mp_list<
    //   While            when this happens         it becomes       and we                                                        provided that
    Row< Closed         , media::Reserve          , ReceiveOpening , steps< send_orc, arm_orc >                                  , otherwise     >,
    Row< Closed         , media::Reserve          , PortRequested  , steps< send_port_req, arm_port >                            , has_port_req  >,
    Row< Closed         , media::OpenReceive      , ReceiveOpening , steps< send_orc, arm_orc >                                  , otherwise     >,
    Row< Closed         , media::Close            , stay           , nothing                                                     , otherwise     >,
    Row< Closed         , media::CloseKeepingPort , stay           , nothing                                                     , otherwise     >,
    Row< Closed         , media::StopTransmit     , stay           , nothing                                                     , otherwise     >,
    Row< Closed         , phone::ReceiveOpened    , stay           , close_orphan                                                , otherwise     >,
    Row< Closed         , phone::TransmitStarted  , stay           , stop_orphan                                                 , otherwise     >,
    Row< Closed         , phone::PortReserved     , stay           , send_port_close                                             , otherwise     >,

    Row< PortRequested  , phone::PortReserved     , PortReserved   , steps< store_addr, note_port, post_rx_ready >               , otherwise     >,
    Row< PortRequested  , timer::Port             , ReceiveOpening , steps< mark_no_port_req, send_orc, arm_orc >                , otherwise     >,
    Row< PortRequested  , media::Close            , Closed         , send_port_close                                             , otherwise     >,

    Row< PortReserved   , media::OpenReceive      , ReceiveOpening , steps< send_orc, arm_orc >                                  , otherwise     >,
    Row< PortReserved   , media::Close            , Closed         , send_port_close                                             , otherwise     >,
    Row< PortReserved   , media::CloseKeepingPort , stay           , nothing                                                     , otherwise     >,

    Row< ReceiveOpening , phone::ReceiveOpened    , ReceiveOpen    , steps< store_addr, post_rx_ready >                          , otherwise     >,
    Row< ReceiveOpening , phone::ReceiveOpened    , Talking        , steps< store_addr, post_rx_ready, send_smt >                , tx_queued     >,
    Row< ReceiveOpening , phone::ReceiveOpened    , stay           , steps< send_close_keep, send_orc, arm_orc >                 , reopen_queued >,
    Row< ReceiveOpening , phone::ReceiveFailed    , Closed         , steps< give_up_channel, post_rx_failed >                    , otherwise     >,
    Row< ReceiveOpening , phone::PortReserved     , stay           , note_port                                                   , otherwise     >,
    Row< ReceiveOpening , timer::ReceiveAck       , Abandoned      , steps< send_close, post_rx_failed >                         , otherwise     >,
    Row< ReceiveOpening , media::StartTransmit    , stay           , queue_tx                                                    , otherwise     >,
    Row< ReceiveOpening , media::StopTransmit     , stay           , unqueue_tx                                                  , otherwise     >,
    Row< ReceiveOpening , media::OpenReceive      , stay           , queue_reopen                                                , otherwise     >,
    Row< ReceiveOpening , media::Close            , Abandoned      , send_close                                                  , otherwise     >,
    Row< ReceiveOpening , media::CloseKeepingPort , Abandoned      , send_close                                                  , otherwise     >,

    Row< ReceiveOpen    , media::StartTransmit    , Talking        , send_smt                                                    , otherwise     >,
    Row< ReceiveOpen    , media::StopTransmit     , stay           , nothing                                                     , otherwise     >,
    Row< ReceiveOpen    , media::OpenReceive      , ReceiveOpening , steps< send_close_keep, send_orc, arm_orc >                 , otherwise     >,
    Row< ReceiveOpen    , media::OpenReceive      , stay           , post_rx_ready                                               , same_codec    >,
    Row< ReceiveOpen    , media::Close            , Closed         , send_close                                                  , otherwise     >,
    Row< ReceiveOpen    , media::CloseKeepingPort , Kept           , send_close_keep                                             , otherwise     >,
    Row< ReceiveOpen    , phone::PortReserved     , stay           , note_port                                                   , otherwise     >,

    Row< Talking        , phone::TransmitStarted  , stay           , note_tx                                                     , otherwise     >,
    Row< Talking        , phone::TransmitRefused  , ReceiveOpen    , steps< send_stop, post_tx_failed >                          , otherwise     >,
    Row< Talking        , phone::TransmitFailure  , stay           , post_tx_failed                                              , otherwise     >,
    Row< Talking        , media::StartTransmit    , stay           , steps< send_stop_keep, send_smt >                           , otherwise     >,
    Row< Talking        , media::StartTransmit    , stay           , nothing                                                     , same_remote   >,
    Row< Talking        , media::StopTransmit     , ReceiveOpen    , send_stop_keep                                              , otherwise     >,
    Row< Talking        , media::OpenReceive      , ReceiveOpening , steps< send_stop_keep, send_close_keep, send_orc, arm_orc > , otherwise     >,
    Row< Talking        , media::OpenReceive      , stay           , post_rx_ready                                               , same_codec    >,
    Row< Talking        , media::Close            , Closed         , steps< send_close, send_stop >                              , otherwise     >,
    Row< Talking        , media::CloseKeepingPort , Kept           , steps< send_close_keep, send_stop_keep >                    , otherwise     >,
    Row< Talking        , phone::PortReserved     , stay           , note_port                                                   , otherwise     >,

    Row< Kept           , media::OpenReceive      , ReceiveOpening , steps< send_orc, arm_orc >                                  , otherwise     >,
    Row< Kept           , media::CloseKeepingPort , stay           , nothing                                                     , otherwise     >,
    Row< Kept           , media::Close            , Closed         , steps< send_close, send_stop >                              , otherwise     >,
    Row< Kept           , phone::PortReserved     , stay           , note_port                                                   , otherwise     >,

    Row< Abandoned      , phone::ReceiveOpened    , Closed         , close_orphan                                                , otherwise     >,
    Row< Abandoned      , phone::ReceiveOpened    , ReceiveOpening , steps< close_orphan, send_orc, arm_orc >                    , reopen_queued >,
    Row< Abandoned      , phone::ReceiveFailed    , Closed         , nothing                                                     , otherwise     >,
    Row< Abandoned      , phone::ReceiveFailed    , ReceiveOpening , steps< send_orc, arm_orc >                                  , reopen_queued >,
    Row< Abandoned      , phone::PortReserved     , stay           , steps< note_port, give_back_port >                          , otherwise     >,
    Row< Abandoned      , timer::Abandoned        , Closed         , note_unanswered                                             , otherwise     >,
    Row< Abandoned      , timer::Abandoned        , ReceiveOpening , steps< note_unanswered, send_orc, arm_orc >                 , reopen_queued >,
    Row< Abandoned      , media::OpenReceive      , stay           , queue_reopen                                                , otherwise     >,
    Row< Abandoned      , media::Close            , stay           , unqueue_reopen                                              , otherwise     >,
    Row< Abandoned      , media::CloseKeepingPort , stay           , unqueue_reopen                                              , otherwise     >
    >;
    // clang-format on
};

} // namespace mapping
