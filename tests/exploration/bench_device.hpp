// The registration of the phone on the bench: the real device machine, for settings in which the phone is reset, leaves
// and registers again.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/config_answers.hpp"
#include "mapping/device.hpp"
#include "mapping/features/idle_display.hpp"
#include "mapping/switchboard.hpp"

namespace tests {

/// Without lines: they register at nobody here.
class BenchDevice {
  public:
    BenchDevice(mapping::DeviceContext& context, mapping::Ports& ports, mapping::PhoneView& view, mapping::Calls& calls)
        : answers_(context, ports.phone, view, ports.world,
                   {[](unsigned) { return mapping::Forwards{}; }, [](const mapping::Button&) { return 0U; }}),
          idle_(context, view, ports.world,
                {[](unsigned) { return mapping::Forwards{}; }, [&calls] { return !calls.empty(); },
                 [](unsigned) { return mapping::LineNotice::nothing; },
                 [&calls] { return !calls.board().last_number.number().empty(); }}),
          device_({context, ports, view, calls, lines_, answers_, idle_}) {}

    std::string_view state() const { return device_.state(); }
    bool waits_to_reset() const { return waits_to_reset_; }
    bool on_timer(mapping::TimerId timer) { return noting([&] { return device_.on_timer(timer); }); }

    /// Up to the moment when it is Ready.
    void registers(bool taken_over) {
        noting([&] {
            device_.on_register(taken_over);
            device_.on_request(sccp::FromPhone{sccp::ButtonTemplateReq{}});
            device_.on_request(sccp::FromPhone{sccp::TimeDateReq{}});
            return true;
        });
    }
    void unregisters() {
        noting([&] { return device_.on_unregister({}), true; });
    }
    void is_lost() {
        noting([&] { return device_.on_lost(), true; });
    }
    /// What comes of an event is heard behind it, as in Phone.
    void calls_ended() {
        if (is_busy_) have_calls_ended_ = true;
        else noting([&] { return device_.calls_ended(), true; });
    }
    void is_reset(bool force) {
        waits_to_reset_ = true;
        noting([&] { return device_.reset(sccp::DeviceResetType::restart, force).accepted; });
    }

  private:
    /// The order to reset is forgotten in these states.
    template <class Work> bool noting(Work work) {
        is_busy_ = true;
        const bool result = work();
        while (std::exchange(have_calls_ended_, false)) device_.calls_ended();
        is_busy_ = false;
        if (state() == "Resetting" || state() == "Down") waits_to_reset_ = false;
        return result;
    }

    std::vector<std::unique_ptr<mapping::Line>> lines_;
    mapping::ConfigAnswers answers_;
    mapping::IdleDisplay idle_;
    mapping::Device device_;
    bool waits_to_reset_{}, is_busy_{}, have_calls_ended_{};
};

} // namespace tests
