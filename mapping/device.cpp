// Facade of the device machine, and what a Register says of a phone.
#include "mapping/device.hpp"

#include <algorithm>

#include "mapping/device_actions.hpp"
#include "mapping/printable.hpp"

namespace mapping {

namespace {

constexpr unsigned highest_protocol = 22, oldest_protocol = 3;

} // namespace

unsigned agreed_version(unsigned offered, const sccp::PhoneModel& model, const DeviceOptions& options) {
    auto version = std::min({offered == 0 ? oldest_protocol : offered, highest_protocol, options.max_protocol});
    if (model.max_protocol != 0) version = std::min<unsigned>(version, model.max_protocol);
    return std::max(version, 1U);
}

void take_register(DeviceContext& context, const sccp::RegisterReq& message, const std::string& peer_address,
                   const std::string& local_address) {
    const auto* named = context.options->model.empty() ? nullptr : sccp::find_model(context.options->model);
    context.model = named ? named : &sccp::phone_model(message.device_type);
    context.protocol = agreed_version(message.protocol_ver, *context.model, *context.options);
    context.features = static_cast<std::uint32_t>(message.phone_features);
    if (!message.firmware_load_name.empty()) context.load = printable(message.firmware_load_name.str());
    context.peer_address = peer_address;
    context.local_address = local_address;
    context.active_streams = message.active_streams;
}

class Device::Impl {
  public:
    explicit Impl(Parts parts) : actions_(parts), machine_(actions_) {}

    void process(const DeviceMachineEvent& event) {
        const bool was_ready = is_ready();
        machine_.process(event);
        if (was_ready || !is_ready()) return;
        actions_.finish_ready();
        if (actions_.reset_is_due()) machine_.process(leg::AllIdle{});
    }

    void finish_configuration() {
        if (machine_.state() == "Configuring" && actions_.is_configured()) process(phone::Configured{});
    }

    void on_register(bool taken_over) {
        // Nothing to detach: the session before this one is gone, or said goodbye.
        const bool has_old_session = machine_.state() != "Down" && machine_.state() != "Lost";
        if (taken_over && !has_old_session) actions_.detach_old_session();
        if (taken_over && has_old_session) process(phone::TakenOver{});
        else process(phone::Register{});
    }

    void on_request(const sccp::FromPhone& request) {
        actions_.note_request(&request);
        process(phone::ConfigReq{});
        actions_.note_request(nullptr);
        finish_configuration();
    }

    bool on_timer(TimerId timer) {
        if (!actions_.takes(timer)) return false;
        switch (timer.kind) {
        case TimerKind::configure: process(timer::Configure{}); break;
        case TimerKind::configure_quiet:
            actions_.note_quiet();
            finish_configuration();
            break;
        case TimerKind::grace: process(timer::Grace{}); break;
        case TimerKind::reset_guard: process(timer::Reset{}); break;
        default: break;
        }
        return true;
    }

    Outcome reset(sccp::DeviceResetType type, bool force) {
        const auto before = std::string{machine_.state()};
        if (before != "Ready" && before != "Configuring") return {false, before};
        process(operators::Reset{static_cast<std::uint32_t>(type), force});
        return {true, std::string{machine_.state()}};
    }

    bool is_ready() const { return machine_.state() == "Ready"; }
    DeviceActions& actions() { return actions_; }
    const DeviceMachine& machine() const { return machine_; }

  private:
    DeviceActions actions_;
    DeviceMachine machine_;
};

Device::Device(Parts parts) : impl_(std::make_unique<Impl>(parts)) {}

Device::~Device() = default;

void Device::on_register(bool taken_over) { impl_->on_register(taken_over); }

void Device::on_request(const sccp::FromPhone& request) { impl_->on_request(request); }

void Device::on_unregister(sccp::UnRegReasonCode reason) {
    impl_->actions().note_reason(reason);
    impl_->process(phone::Unregister{reason == sccp::UnRegReasonCode::power_save_mode});
}

void Device::on_lost() { impl_->process(phone::Lost{}); }

void Device::user_acts() {
    if (impl_->machine().state() != "Configuring") return;
    impl_->actions().note_user_act();
    impl_->finish_configuration();
}

void Device::calls_ended() { impl_->process(leg::AllIdle{}); }

bool Device::on_timer(TimerId timer) { return impl_->on_timer(timer); }

Outcome Device::reset(sccp::DeviceResetType type, bool force) { return impl_->reset(type, force); }

std::string_view Device::state() const { return impl_->machine().state(); }

} // namespace mapping
