// Facade of a line: SIP events and timers in, the machine behind.
#include "mapping/line.hpp"

#include <type_traits>
#include <variant>

#include "mapping/line_actions.hpp"

namespace mapping {

class Line::Impl {
  public:
    Impl(const std::string& device, DeviceLine& line, Ports& ports, Hooks hooks)
        : actions_(device, line, ports, std::move(hooks)), machine_(actions_) {}

    void start() {
        if (options().register_line) process(device::Start{});
        else actions_.use_without_registration();
    }

    void process(const LineMachineEvent& event) {
        machine_.process(event);
        // Start came while the un-REGISTER was out and that ended in a failure: nobody else would start the line.
        if (machine_.state() == "Unregistered" && actions_.take_queued_start()) machine_.process(device::Start{});
    }

    void hear(const sip::RegisterOk& ok) {
        // A registrar that accepts but keeps no binding has not registered the line.
        if (ok.expires == std::chrono::seconds{0} && machine_.state() != "Unregistering")
            return hear(sip::RegisterFailed{200, "no binding", {}, false});
        actions_.note_answer(200, {});
        process(ok);
    }
    void hear(const sip::Challenged& challenge) {
        actions_.note_answer(challenge.status, actions_.obstacle(challenge));
        process(challenge);
    }
    void hear(const sip::IntervalTooBrief& refusal) {
        actions_.note_answer(423, "Interval Too Brief");
        // A registrar that refuses what it asked for would be asked without end.
        if (!actions_.would_loop(refusal)) return process(refusal);
        actions_.forget_raises();
        process(sip::RegisterRefused{423, "Interval Too Brief"});
    }
    void hear(const sip::RegisterRedirected& redirection) {
        actions_.note_answer(302, redirection.contact);
        process(redirection);
    }
    void hear(const sip::RegisterRefused& refusal) {
        actions_.note_answer(refusal.status, refusal.phrase);
        process(refusal);
    }
    void hear(const sip::RegisterFailed& failure) {
        actions_.note_answer(failure.status, failure.phrase);
        actions_.note_retry_after(failure.retry_after);
        process(failure);
    }
    void hear(const sip::FlowLost& loss) { process(loss); }
    void hear(const sip::ProbeFailed& failure) {
        if (options().register_line) process(failure);
        else actions_.use_without_registration();
    }
    void hear(const sip::ProbeRecovered& recovery) {
        if (options().register_line) process(recovery);
        else actions_.use_without_registration();
    }
    void hear(const sip::MessageSummary& summary) {
        if (options().mwi == MwiMode::off) return;
        auto& status = actions_.line().status;
        status.messages_waiting = summary.waiting;
        status.new_messages = summary.new_messages;
        status.old_messages = summary.old_messages;
        actions_.changed();
    }
    void hear(const sip::CheckSync&) {}   // the phone's affair (callflows 5.14)

    bool on_timer(TimerId timer) {
        if (!actions_.takes(timer)) return false;
        switch (timer.kind) {
        case TimerKind::refresh: process(timer::Refresh{}); break;
        case TimerKind::retry: process(timer::Retry{}); break;
        case TimerKind::unregister_guard: process(timer::Guard{}); break;
        case TimerKind::expired:
            actions_.note_expired();
            process(timer::Expired{});
            break;
        default: break;
        }
        return true;
    }

    void config_changed(bool identity_changed) {
        const bool was_running = machine_.state() != "Unregistered";
        if (identity_changed && was_running && machine_.state() != "Refused") {
            process(device::Stop{});
            start();
        } else {
            process(operators::ConfigChanged{});
        }
    }

    const LineOptions& options() { return *actions_.line().options; }
    LineActions& actions() { return actions_; }
    const LineMachine& machine() const { return machine_; }

  private:
    LineActions actions_;
    LineMachine machine_;
};

Line::Line(const std::string& device, DeviceLine& line, Ports& ports, Hooks hooks)
    : impl_(std::make_unique<Impl>(device, line, ports, std::move(hooks))) {}

Line::~Line() = default;

void Line::start() { impl_->start(); }

void Line::stop() { impl_->process(device::Stop{}); }

void Line::on(const sip::LineEvent& event) {
    std::visit([this](const auto& heard) { impl_->hear(heard); }, event);
}

bool Line::on_timer(TimerId timer) { return impl_->on_timer(timer); }

void Line::calls_ended() { impl_->process(leg::AllIdle{}); }

void Line::config_changed(bool identity_changed) { impl_->config_changed(identity_changed); }

std::string_view Line::state() const { return impl_->machine().state(); }

bool Line::is_stopped() const { return state() == "Unregistered"; }

LineNotice Line::notice() const { return impl_->actions().notice(); }

LineSnapshot Line::snapshot() const { return impl_->actions().snapshot(state()); }

} // namespace mapping
