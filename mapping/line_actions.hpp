// The words of tables/line.hpp: what a line does and asks when it registers. Limits and waits are those of callflows
// 1.3.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "mapping/events.hpp"
#include "mapping/line.hpp"
#include "mapping/owned_timers.hpp"

namespace mapping {

using LineMachineEvent =
    std::variant<device::Start, device::Stop, pbx::RegisterOk, pbx::Challenged, pbx::IntervalTooBrief,
                 pbx::RegisterRedirected, pbx::RegisterRefused, pbx::RegisterFailed, pbx::FlowLost, pbx::ProbeFailed,
                 pbx::ProbeRecovered, leg::AllIdle, timer::Refresh, timer::Retry, timer::Expired, timer::Guard,
                 operators::ConfigChanged>;

/// Context of the line machine; owned by Line.
class LineActions {
  public:
    LineActions(const std::string& device, DeviceLine& line, Ports& ports, Line::Hooks hooks);

    // guards
    bool can_answer_challenge(const pbx::Challenged& challenge) const;
    bool can_redirect(const pbx::RegisterRedirected& redirection) const;
    bool has_next_target() const;
    bool is_better_and_free(const pbx::ProbeRecovered& probe) const;
    bool better_target_waits() const;
    bool may_retry_now() const;
    bool start_queued() const;
    bool is_of_refresh(const pbx::RegisterOk& ok) const;   ///< answers a REGISTER that was sent before the un-REGISTER

    // actions
    void pick_target();
    void next_target();
    void use_better_target();
    bool better_target_lives() const;        ///< without having been down: a REGISTER or a call failed there once
    void use_best_target();
    void note_better_target(const pbx::ProbeRecovered& probe);
    void use_contact(const pbx::RegisterRedirected& redirection);
    void send_register();
    void resend_with_auth();
    void raise_expires(const pbx::IntervalTooBrief& refusal);
    void forget_raises() { raises_ = 0; }
    void store_contacts(const pbx::RegisterOk& ok);
    void arm_refresh();
    void mark_up();
    void mark_down();
    void mark_rejected();
    void subscribe_all();
    void unsubscribe_all();
    void arm_backoff();
    void arm_long_retry();
    void arm_expiry();
    void note_stop();
    void send_unregister();
    void queue_start();
    void forget_start();

    // of every machine
    void on_state(std::string_view name);
    void on_row(const TakenRow& row);
    void on_ignored(const std::string& event, std::string_view state);

    // for the facade
    void note_answer(int status, std::string_view reason);
    std::string_view obstacle(const pbx::Challenged& challenge) const;
    void note_retry_after(std::optional<std::uint32_t> wait);
    bool would_loop(const pbx::IntervalTooBrief& refusal) const;
    bool take_queued_start();
    void note_expired() { binding_expired_ = true; }
    void use_without_registration();
    bool takes(TimerId id) { return timers_.takes(id); }
    LineNotice notice() const { return notice_; }
    LineSnapshot snapshot(std::string_view state) const;
    void changed() const {
        if (hooks_.changed) hooks_.changed();
    }
    DeviceLine& line() { return line_; }

  private:
    const LineOptions& options() const { return *line_.options; }
    std::size_t target_count() const;
    bool is_alive(std::size_t target) const;
    std::size_t best_target() const;
    std::size_t next_untried() const;        ///< target_count() when there is none
    void tell(LineNotice notice);
    void set_service(LineStatus::Service service);
    std::string last_answer() const;

    const std::string& device_;
    DeviceLine& line_;
    Ports& ports_;
    Line::Hooks hooks_;
    OwnedTimers timers_;

    std::size_t target_{};                   ///< where REGISTER goes
    std::set<std::size_t> tried_;            ///< in this round
    std::size_t better_{};                   ///< wanted as soon as no call is left
    bool has_better_{}, redirected_{}, stop_noted_{}, start_queued_{}, subscribed_{}, binding_expired_{true};
    unsigned unregisters_{};                 ///< sent since device::Stop
    unsigned challenges_{};                  ///< answered since the last REGISTER of our own
    unsigned raises_{};                      ///< 423 heeded since the last 200
    unsigned rounds_{};                      ///< all registrars failed, in a row
    bool was_up_{};                          ///< since its phone is here
    std::chrono::seconds expires_{};         ///< asked for; raised by 423
    std::chrono::seconds granted_{};
    std::chrono::seconds retry_after_{};
    LineNotice notice_{};
    int last_status_{};
    std::string last_reason_;
    std::int64_t last_at_{}, expires_at_{};
};

/// MSM's back-end of tables/line.hpp, in machines/line_machine.cpp.
class LineMachine {
  public:
    explicit LineMachine(LineActions& actions);
    ~LineMachine();
    void process(const LineMachineEvent& event);
    std::string_view state() const;

  private:
    struct BackEnd;
    std::unique_ptr<BackEnd> back_end_;
};

} // namespace mapping
