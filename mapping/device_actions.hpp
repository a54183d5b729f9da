// The words of tables/device.hpp: what a phone's registration does and asks (callflows 1.1, 1.4 to 1.6).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mapping/device.hpp"
#include "mapping/events.hpp"
#include "mapping/owned_timers.hpp"

namespace mapping {

using DeviceMachineEvent =
    std::variant<phone::Register, phone::TakenOver, phone::ConfigReq, phone::Configured, phone::Unregister, phone::Lost,
                 operators::Reset, leg::AllIdle, timer::Configure, timer::Grace, timer::Reset>;

/// Context of the device machine; owned by Device.
class DeviceActions {
  public:
    explicit DeviceActions(Device::Parts parts);

    // guards
    bool has_active_call() const { return parts_.calls.has_active_call(); }
    bool must_wait(const operators::Reset& order) const { return !order.force && has_active_call(); }
    bool reset_queued() const { return queued_reset_.has_value(); }

    // actions
    void send_register_ack();
    void send_capabilities_req();
    void answer_config();
    void start_lines();
    void stop_lines();
    void push_feature_state();
    void resume_preserved() { resume_wanted_ = true; }   ///< done when Ready is entered, by finish_ready
    void notify_legs_lost();
    void drop_legs();
    void detach_old_session() { parts_.ports.phone.close_previous(); }
    void end_session() { parts_.ports.phone.close_after_flush(); }
    void send_unregister_ack();
    void send_unregister_nak();
    void arm_grace();
    void queue_reset(const operators::Reset& order) { queued_reset_ = order; }
    void send_reset();
    void arm_reset_guard();

    // of every machine
    void on_state(std::string_view name);
    void on_row(const TakenRow& row) { parts_.ports.world.took(0, row); }
    void on_ignored(const std::string& event, std::string_view state) { parts_.ports.world.ignored(0, event, state); }

    // for the facade
    void note_request(const sccp::FromPhone* request) { request_ = request; }
    void note_reason(sccp::UnRegReasonCode reason);
    /// The conditions of callflows 1.1 under which a configuring phone has all it asks for.
    bool is_configured() const { return is_configured_; }
    void note_user_act() { is_configured_ = true; }
    bool takes(TimerId id) { return timers_.takes(id); }
    void note_quiet() { is_configured_ = true; }
    /// What has to follow the entry of Ready: calls that were kept come back, a reset that waited is due.
    void finish_ready();
    bool reset_is_due() const { return reset_queued() && !has_active_call(); }

  private:
    void note_progress(const sccp::FromPhone& request);

    Device::Parts parts_;
    OwnedTimers timers_;
    const sccp::FromPhone* request_{};
    std::optional<operators::Reset> queued_reset_;
    std::string bound_address_;           ///< of the registration that is or was Ready
    std::string address_of_calls_;        ///< the phone's address when its calls lost it
    bool has_template_{}, is_configured_{}, resume_wanted_{}, keeps_registration_{};
};

/// MSM's back-end of tables/device.hpp, in machines/device_machine.cpp.
class DeviceMachine {
  public:
    explicit DeviceMachine(DeviceActions& actions);
    ~DeviceMachine();
    void process(const DeviceMachineEvent& event);
    std::string_view state() const;

  private:
    struct BackEnd;
    std::unique_ptr<BackEnd> back_end_;
};

} // namespace mapping
