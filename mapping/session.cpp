// Facade of a connection's machine: messages of the wire in, events of the table out; what each word does.
#include "mapping/session.hpp"

#include <algorithm>
#include <list>
#include <utility>

#include "mapping/printable.hpp"
#include "mapping/session_actions.hpp"

namespace mapping {

namespace {

using std::chrono::seconds;

constexpr seconds probe_wait{2};
constexpr std::uint32_t token_wait = 60;      // s, of RegisterTokenReject
constexpr int missed_keep_alives = 3;

} // namespace

std::string_view reject_text(Admission admission) {
    switch (admission) {
    case Admission::accepted: return "";
    case Admission::bad_name: return "Bad device name";
    case Admission::not_configured: return "Not configured";
    case Admission::address_denied: return "Address denied";
    case Admission::try_later: return "Try later";
    case Admission::pbx_unavailable: return "PBX unavailable";
    case Admission::already_registered: return "Already registered";
    }
    return "Not configured";
}

bool is_device_name(std::string_view name) {
    constexpr std::size_t longest = 15;
    return !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [](char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
               (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
    });
}

// ---- the words

SessionActions::SessionActions(SessionPort& port, WorldPort& world, const StationOptions& station)
    : port_(port), world_(world), station_(station) {}

bool SessionActions::access_denied() const {
    return admission_ != Admission::accepted && admission_ != Admission::pbx_unavailable;
}

void SessionActions::send_token_ack() {
    if (is_spcp_) port_.send(sccp::SPCPRegisterTokenAck{});
    else port_.send(sccp::RegisterTokenAck{});
}

void SessionActions::send_token_reject() {
    if (is_spcp_) port_.send(sccp::SPCPRegisterTokenReject{token_wait});
    else port_.send(sccp::RegisterTokenReject{token_wait});
}

void SessionActions::log_alarm() {
    world_.log(WorldPort::Level::info, 0, "alarm: " + alarm_);
    if (is_bound_) port_.note_alarm(alarm_);
}

void SessionActions::ack_keep_alive() { port_.send(sccp::KeepAliveAck{}); }

void SessionActions::mark_standby() {
    // A phone keeps a connection to its second server on which only KeepAlive passes: each one moves the deadline.
    if (is_noisy_) return;
    arm_deadline(missed_keep_alives * station_.secondary_keepalive);
}

void SessionActions::send_register_reject() {
    const auto reason = admission_ == Admission::accepted ? Admission::already_registered : admission_;
    sccp::RegisterReject reject;
    reject.text = reject_text(reason);
    port_.send(reject);
    world_.count("register_rejected");
    world_.log(WorldPort::Level::warning, 0,
               "Register of " + printable(asked_name_) + " rejected: " + std::string{reject_text(reason)});
}

void SessionActions::probe_old_session() {
    name_ = asked_name_;
    port_.probe_old(name_);
}

void SessionActions::arm_probe() { port_.arm(TimerKind::probe, probe_wait); }

void SessionActions::bind_device() {
    name_ = asked_name_;
    is_bound_ = true;
    const auto message = std::exchange(register_, nullptr);
    port_.bind(*message);
    if (!alarm_.empty()) port_.note_alarm(alarm_);
}

void SessionActions::close_tcp() { port_.close(close_reason_); }

void SessionActions::count_foreign_register() {
    world_.count("register_foreign");
    world_.log(WorldPort::Level::warning, 0,
               "Register of " + printable(asked_name_) + " on the connection of " + name_ + " ignored");
}

void SessionActions::begin(std::chrono::milliseconds register_deadline) {
    register_deadline_ = register_deadline;
    arm_deadline(register_deadline_);
}

void SessionActions::note_noise() {
    if (std::exchange(is_noisy_, true)) return;
    arm_deadline(register_deadline_);
}

void SessionActions::arm_keep_alive() { port_.arm(TimerKind::keep_alive, missed_keep_alives * station_.keepalive); }

void SessionActions::note_register(const sccp::RegisterReq& message, bool is_new) {
    asked_name_ = message.device_name.str();
    if (!is_new) return;
    register_ = std::make_unique<sccp::RegisterReq>(message);
    admission_ = is_device_name(asked_name_) ? port_.admit(message) : Admission::bad_name;
}

void SessionActions::note_token(std::string_view device, bool is_spcp) {
    token_name_ = device;
    is_spcp_ = is_spcp;
}

void SessionActions::note_alarm(std::string_view text) { alarm_ = printable(text); }

void SessionActions::on_state(std::string_view name) {
    if (name == "New") {
        close_reason_ = "no Register in time";
    } else if (name == "WaitingForOld") {
        port_.cancel(TimerKind::register_deadline);
    } else if (name == "Bound") {
        close_reason_ = "no byte for three keep-alive intervals";
        port_.cancel(TimerKind::register_deadline);
        port_.cancel(TimerKind::probe);
        arm_keep_alive();
    } else {
        for (const auto kind : {TimerKind::register_deadline, TimerKind::probe, TimerKind::keep_alive})
            port_.cancel(kind);
    }
}

// ---- the facade

class SessionMachine::Impl {
  public:
    Impl(SessionPort& port, WorldPort& world, const StationOptions& station)
        : actions_(port, world, station), machine_(actions_) {}

    /// What the device answers may end this session (Unregister): that event waits until the present one is handled.
    void process(const SessionMachineEvent& event) {
        if (is_busy_) return waiting_.push_back(event);
        is_busy_ = true;
        machine_.process(event);
        for (; !waiting_.empty(); waiting_.pop_front()) machine_.process(waiting_.front());
        is_busy_ = false;
    }

    void hear(const sccp::RegisterReq& message) {
        actions_.note_register(message, machine_.state() == "New");
        process(phone::Register{});
    }
    void hear(const sccp::RegisterTokenReq& message) {
        actions_.note_token(message.device_name.str(), false);
        process(phone::TokenReq{});
    }
    void hear(const sccp::SPCPRegisterTokenReq& message) {
        actions_.note_token(message.device_name.str(), true);
        process(phone::TokenReq{});
    }
    void hear(const sccp::KeepAliveReq&) { process(phone::KeepAlive{}); }
    void hear(const sccp::Alarm& message) {
        actions_.note_alarm(message.text.str());
        process(phone::Alarm{});
    }
    template <class Other> void hear(const Other&) {
        hear_noise();
        process(phone::Message{});
    }
    void hear_noise() {
        if (machine_.state() == "New") actions_.note_noise();
    }

    SessionActions& actions() { return actions_; }
    const SessionActions& actions() const { return actions_; }
    std::string_view state() const { return machine_.state(); }

  private:
    SessionActions actions_;
    SessionTableMachine machine_;
    // not a deque: that one takes half a kilobyte while it is empty, for each connection
    std::list<SessionMachineEvent> waiting_;
    bool is_busy_{};
};

SessionMachine::SessionMachine(SessionPort& port, WorldPort& world, const StationOptions& station,
                               std::chrono::milliseconds register_deadline)
    : impl_(std::make_unique<Impl>(port, world, station)) {
    impl_->actions().begin(register_deadline);
}

SessionMachine::~SessionMachine() = default;

void SessionMachine::on_message(const sccp::FromPhone& message) {
    impl_->actions().note_message(message);
    std::visit([this](const auto& said) { impl_->hear(said); }, message);
}

void SessionMachine::on_bytes() {
    if (is_bound()) impl_->actions().arm_keep_alive();
}

void SessionMachine::on_noise() { impl_->hear_noise(); }

void SessionMachine::on_timer(TimerKind kind) {
    if (kind == TimerKind::register_deadline) impl_->process(timer::Register{});
    else if (kind == TimerKind::probe) impl_->process(timer::Probe{});
    else if (kind == TimerKind::keep_alive) impl_->process(timer::KeepAlive{});
}

void SessionMachine::on_disconnected() { impl_->process(phone::Disconnected{}); }

void SessionMachine::on_old_answered() { impl_->process(device::OldAnswered{}); }

void SessionMachine::on_old_gone() { impl_->process(device::OldGone{}); }

void SessionMachine::on_detached() { impl_->process(device::Detached{}); }

std::string_view SessionMachine::state() const { return impl_->state(); }

bool SessionMachine::is_bound() const { return state() == "Bound"; }

bool SessionMachine::is_closed() const { return state() == "Closed"; }

const std::string& SessionMachine::device_name() const { return impl_->actions().device_name(); }

} // namespace mapping
