// A phone from Register to goodbye: every state, every event, what is done (callflows 8.4).
#pragma once

#include "mapping/device_actions.hpp"
#include "mapping/machine.hpp"

namespace mapping {

struct DeviceTable : TableOf<DeviceTable, DeviceActions> {
    using TableOf::TableOf;

    struct Down        : Named<"Down"> {};
    struct Configuring : Named<"Configuring"> {};
    struct Ready       : Named<"Ready"> {};
    struct Lost        : Named<"Lost"> {};
    struct Resetting   : Named<"Resetting"> {};
    using initial_state = Down;

    using has_active_call = ask<&DeviceActions::has_active_call>;
    using must_wait = ask<&DeviceActions::must_wait>;
    using reset_queued = ask<&DeviceActions::reset_queued>;
    using send_register_ack = ask<&DeviceActions::send_register_ack>;
    using send_capabilities_req = ask<&DeviceActions::send_capabilities_req>;
    using answer_config = ask<&DeviceActions::answer_config>;
    using start_lines = ask<&DeviceActions::start_lines>;
    using stop_lines = ask<&DeviceActions::stop_lines>;
    using push_feature_state = ask<&DeviceActions::push_feature_state>;
    using resume_preserved = ask<&DeviceActions::resume_preserved>;
    using notify_legs_lost = ask<&DeviceActions::notify_legs_lost>;
    using drop_legs = ask<&DeviceActions::drop_legs>;
    using detach_old_session = ask<&DeviceActions::detach_old_session>;
    using end_session = ask<&DeviceActions::end_session>;
    using send_unregister_ack = ask<&DeviceActions::send_unregister_ack>;
    using send_unregister_nak = ask<&DeviceActions::send_unregister_nak>;
    using arm_grace = ask<&DeviceActions::arm_grace>;
    using queue_reset = ask<&DeviceActions::queue_reset>;
    using send_reset = ask<&DeviceActions::send_reset>;
    using arm_reset_guard = ask<&DeviceActions::arm_reset_guard>;

    // clang-format off
    using welcome   = steps<send_register_ack, send_capabilities_req>;
    using open_up   = steps<start_lines, push_feature_state, resume_preserved>;
    using go_away   = steps<send_unregister_ack, drop_legs, stop_lines, end_session>;
    using reset_now = steps<send_reset, stop_lines, arm_reset_guard>;

    using transition_table = boost::mp11::mp_list<
    //   While       when this happens   it becomes    and we                                                provided that
    Row< Down       , phone::Register   , Configuring , welcome                                              , otherwise      >,

    Row< Configuring, operators::Reset  , stay        , queue_reset                                          , otherwise      >,
    Row< Configuring, phone::ConfigReq  , stay        , answer_config                                        , otherwise      >,
    Row< Configuring, phone::Configured , Ready       , open_up                                              , otherwise      >,
    Row< Configuring, timer::Configure  , Ready       , open_up                                              , otherwise      >,
    Row< Configuring, phone::Register   , stay        , welcome                                              , otherwise      >,
    Row< Configuring, phone::TakenOver  , stay        , steps<detach_old_session, welcome>                   , otherwise      >,
    Row< Configuring, phone::Unregister , Down        , go_away                                              , otherwise      >,
    Row< Configuring, phone::Lost       , Lost        , arm_grace                                            , otherwise      >,

    Row< Ready      , phone::ConfigReq  , stay        , answer_config                                        , otherwise      >,
    Row< Ready      , phone::Register   , Configuring , steps<notify_legs_lost, welcome>                     , otherwise      >,
    Row< Ready      , phone::TakenOver  , Configuring , steps<detach_old_session, notify_legs_lost, welcome> , otherwise      >,
    Row< Ready      , phone::Lost       , Lost        , steps<notify_legs_lost, arm_grace>                   , otherwise      >,
    Row< Ready      , phone::Unregister , Down        , go_away                                              , otherwise      >,
    Row< Ready      , phone::Unregister , stay        , send_unregister_nak                                  , has_active_call>,
    Row< Ready      , operators::Reset  , Resetting   , steps<queue_reset, reset_now>                        , otherwise      >,
    Row< Ready      , operators::Reset  , stay        , queue_reset                                          , must_wait      >,
    Row< Ready      , leg::AllIdle      , stay        , nothing                                              , otherwise      >,
    Row< Ready      , leg::AllIdle      , Resetting   , reset_now                                            , reset_queued   >,

    Row< Lost       , phone::Register   , Configuring , welcome                                              , otherwise      >,
    Row< Lost       , timer::Grace      , Down        , steps<drop_legs, stop_lines>                         , otherwise      >,

    Row< Resetting  , phone::Register   , Configuring , steps<notify_legs_lost, welcome>                     , otherwise      >,
    Row< Resetting  , phone::TakenOver  , Configuring , steps<detach_old_session, notify_legs_lost, welcome> , otherwise      >,
    Row< Resetting  , phone::Unregister , stay        , steps<send_unregister_ack, drop_legs>                , otherwise      >,
    Row< Resetting  , phone::Unregister , stay        , send_unregister_nak                                  , has_active_call>,
    Row< Resetting  , phone::Lost       , Down        , notify_legs_lost                                     , otherwise      >,
    Row< Resetting  , timer::Reset      , Down        , steps<drop_legs, end_session>                        , otherwise      >,
    Row< Resetting  , timer::Reset      , stay        , arm_reset_guard                                      , has_active_call>
    >;
    // clang-format on
};

} // namespace mapping
