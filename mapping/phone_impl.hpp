// Inside of a phone: its parts, the one queue of its events, and which part an event concerns.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/config_answers.hpp"
#include "mapping/device.hpp"
#include "mapping/features/do_not_disturb.hpp"
#include "mapping/features/forwarding.hpp"
#include "mapping/features/idle_display.hpp"
#include "mapping/features/shared_line.hpp"
#include "mapping/line.hpp"
#include "mapping/phone.hpp"
#include "mapping/phone_view.hpp"

namespace mapping {

class Phone::Impl {
  public:
    Impl(PhoneOptions options, const std::vector<LineId>& lines, Ports ports);

    /// Runs the event and all that it brings about; one that arrives meanwhile (a connection that breaks while it is
    /// written to) waits.
    template <class Work> void handle(Work work) {
        if (is_busy_) {
            waiting_.emplace_back(std::move(work));
            return;
        }
        const Busy busy{is_busy_};
        work();
        while (!waiting_.empty()) {
            const auto next = std::move(waiting_.front());
            waiting_.pop_front();
            next();
        }
        if (context_.ready) {
            shared_lines_.refresh();
            idle_.refresh();
        }
        note_state();
    }

    /// The same for an event that is copied only if it has to wait.
    template <class Event, class Act> void hear(const Event& event, Act act) {
        if (is_busy_) waiting_.emplace_back([event, act] { act(event); });
        else handle([&event, act] { act(event); });
    }

    void on_register(const sccp::RegisterReq& message, const std::string& peer, const std::string& local,
                     bool taken_over);
    void on(const sccp::FromPhone& message);
    void on_lost() { device_->on_lost(); }
    void on_line(LineId id, const sip::LineEvent& event);
    void on_timer(TimerId timer);
    void note_alarm(std::string_view text);
    void show_message(std::string_view text, std::chrono::seconds duration) { idle_.show_message(text, duration); }
    void show_time();
    void show_elsewhere(unsigned line, const std::vector<ElsewhereCall>& calls) { shared_lines_.tell(line, calls); }
    void drain();
    void restart_for_drain();
    bool is_quiet() const;
    void apply(std::shared_ptr<const DeviceOptions> next);
    PhoneSnapshot snapshot() const;

    std::string_view state() const { return device_->state(); }
    const DeviceContext& context() const { return context_; }
    DeviceContext& context() { return context_; }
    Calls& calls() { return calls_; }
    Device& device() { return *device_; }

  private:
    struct Busy {
        bool& is_busy;
        explicit Busy(bool& flag) : is_busy(flag) { is_busy = true; }
        ~Busy() { is_busy = false; }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;
    };

    const DeviceOptions& options() const { return *options_.device; }
    DeviceContext make_context(const std::vector<LineId>& ids) const;
    Calls::Hooks hooks();
    IdleDisplay::Sources idle_sources();
    ConfigAnswers::Sources answer_sources();
    bool feature_key(const FeaturePress& press);
    void forward_changed(unsigned line);
    void feature_changed(std::string_view name);
    bool is_feature_on(const Button& button) const;
    void calls_ended();
    void take_over(std::shared_ptr<const DeviceOptions> next);
    void note(const sccp::FromPhone& message);
    void note_state();
    Line* find(LineId id);
    bool shows_calls() const;
    std::int64_t now() { return static_cast<std::int64_t>(ports_.world.local_time(options().timezone).unix_time); }

    PhoneOptions options_;
    const std::string name_;                   ///< lines refer to it, whatever options they get
    DeviceContext context_;
    Ports ports_;
    PhoneView view_;
    Calls calls_;
    SharedLines shared_lines_;
    std::vector<std::unique_ptr<Line>> lines_;
    Forwarding forwarding_;
    DoNotDisturb do_not_disturb_;
    IdleDisplay idle_;
    ConfigAnswers answers_;
    std::optional<Device> device_;
    std::shared_ptr<const DeviceOptions> pending_;     ///< configuration that waits for the last call
    std::list<std::function<void()>> waiting_;
    bool is_busy_{}, told_of_model_{};
    sccp::DeviceType type_{};
    std::string last_alarm_;
    std::string_view seen_state_;
    std::int64_t since_{};
};

} // namespace mapping
