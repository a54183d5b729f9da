// A connection of a phone, from accept to close: every state, every event, what is done (callflows 8.4).
#pragma once

#include "mapping/machine.hpp"
#include "mapping/session_actions.hpp"

namespace mapping {

struct SessionTable : TableOf<SessionTable, SessionActions> {
    using TableOf::TableOf;

    struct New           : Named<"New"> {};
    struct WaitingForOld : Named<"WaitingForOld"> {};
    struct Bound         : Named<"Bound"> {};
    struct Closed        : Named<"Closed"> {};
    using initial_state = New;

    using token_allowed = ask<&SessionActions::token_allowed>;
    using access_denied = ask<&SessionActions::access_denied>;
    using reject_while_pbx_down = ask<&SessionActions::reject_while_pbx_down>;
    using live_elsewhere = ask<&SessionActions::live_elsewhere>;
    using same_name = ask<&SessionActions::same_name>;
    using send_token_ack = ask<&SessionActions::send_token_ack>;
    using send_token_reject = ask<&SessionActions::send_token_reject>;
    using log_alarm = ask<&SessionActions::log_alarm>;
    using ack_keep_alive = ask<&SessionActions::ack_keep_alive>;
    using mark_standby = ask<&SessionActions::mark_standby>;
    using send_register_reject = ask<&SessionActions::send_register_reject>;
    using close_after_flush = ask<&SessionActions::close_after_flush>;
    using probe_old_session = ask<&SessionActions::probe_old_session>;
    using arm_probe = ask<&SessionActions::arm_probe>;
    using cancel_probe = ask<&SessionActions::cancel_probe>;
    using report_duplicate = ask<&SessionActions::report_duplicate>;
    using bind_device = ask<&SessionActions::bind_device>;
    using close_tcp = ask<&SessionActions::close_tcp>;
    using forward_to_device = ask<&SessionActions::forward_to_device>;
    using count_foreign_register = ask<&SessionActions::count_foreign_register>;
    using tell_device_lost = ask<&SessionActions::tell_device_lost>;

    // clang-format off
    using transition_table = boost::mp11::mp_list<
    //   While         when this happens     it becomes     and we                                                            provided that
    Row< New          , phone::TokenReq     , stay         , send_token_reject                                               , otherwise             >,
    Row< New          , phone::TokenReq     , stay         , send_token_ack                                                  , token_allowed         >,
    Row< New          , phone::Alarm        , stay         , log_alarm                                                       , otherwise             >,
    Row< New          , phone::KeepAlive    , stay         , steps<ack_keep_alive, mark_standby>                             , otherwise             >,
    Row< New          , phone::Register     , Bound        , bind_device                                                     , otherwise             >,
    Row< New          , phone::Register     , WaitingForOld, steps<probe_old_session, arm_probe>                             , live_elsewhere        >,
    Row< New          , phone::Register     , Closed       , steps<send_register_reject, close_after_flush>                  , reject_while_pbx_down >,
    Row< New          , phone::Register     , Closed       , steps<send_register_reject, close_after_flush>                  , access_denied         >,
    Row< New          , timer::Register     , Closed       , close_tcp                                                       , otherwise             >,
    Row< New          , phone::Disconnected , Closed       , nothing                                                         , otherwise             >,

    Row< WaitingForOld, device::OldAnswered , Closed       , steps<send_register_reject, report_duplicate, close_after_flush>, otherwise             >,
    Row< WaitingForOld, timer::Probe        , Bound        , bind_device                                                     , otherwise             >,
    Row< WaitingForOld, device::OldGone     , Bound        , bind_device                                                     , otherwise             >,
    Row< WaitingForOld, phone::KeepAlive    , stay         , ack_keep_alive                                                  , otherwise             >,
    Row< WaitingForOld, phone::Alarm        , stay         , log_alarm                                                       , otherwise             >,
    Row< WaitingForOld, phone::Register     , stay         , nothing                                                         , otherwise             >,
    Row< WaitingForOld, phone::Disconnected , Closed       , cancel_probe                                                    , otherwise             >,

    Row< Bound        , phone::TokenReq     , stay         , send_token_ack                                                  , otherwise             >,
    Row< Bound        , phone::Alarm        , stay         , log_alarm                                                       , otherwise             >,
    Row< Bound        , phone::KeepAlive    , stay         , ack_keep_alive                                                  , otherwise             >,
    Row< Bound        , phone::Register     , stay         , count_foreign_register                                          , otherwise             >,
    Row< Bound        , phone::Register     , stay         , forward_to_device                                               , same_name             >,
    Row< Bound        , phone::Message      , stay         , forward_to_device                                               , otherwise             >,
    Row< Bound        , timer::KeepAlive    , Closed       , steps<close_tcp, tell_device_lost>                              , otherwise             >,
    Row< Bound        , phone::Disconnected , Closed       , tell_device_lost                                                , otherwise             >,
    Row< Bound        , device::Detached    , Closed       , close_after_flush                                               , otherwise             >
    >;
    // clang-format on
};

} // namespace mapping
