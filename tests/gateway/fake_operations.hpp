// A gateway that the tests of the HTTP side make up.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "gateway/operations.hpp"

/// Answers from its members and writes down what it was told to do.
class FakeOperations final : public gateway::Operations {
  public:
    std::vector<gateway::Check> checks;
    std::map<std::string, gateway::PhoneView, std::less<>> phone_views;
    std::vector<gateway::CallView> call_views;
    gateway::Outcome outcome;
    gateway::Reloaded reloaded;
    std::vector<std::string> orders;

    void add_phone(const std::string& device, const std::string& state) {
        gateway::PhoneView view;
        view.phone.device = device;
        view.phone.state = state;
        phone_views[device] = view;
    }

    std::vector<gateway::Check> readiness() override { return checks; }
    std::vector<std::string> devices() override {
        std::vector<std::string> out;
        for (const auto& [name, view] : phone_views)
            out.push_back(name);
        return out;
    }
    std::optional<gateway::PhoneView> phone(std::string_view device) override {
        const auto found = phone_views.find(device);
        return found == phone_views.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<gateway::CallView> calls() override { return call_views; }
    std::optional<gateway::CallView> call(mapping::LegId id) override {
        const auto found =
            std::find_if(call_views.begin(), call_views.end(), [id](const auto& view) { return view.call.id == id; });
        return found == call_views.end() ? std::nullopt : std::optional(*found);
    }
    gateway::Outcome reset(std::string_view device, gateway::ResetMode mode, bool force) override {
        return note(fmt::format("reset {} {} {}", device, static_cast<int>(mode), force));
    }
    gateway::Outcome message(std::string_view device, std::string_view text, unsigned seconds) override {
        return note(fmt::format("message {} {} {}", device, text, seconds));
    }
    gateway::Outcome hang_up(mapping::LegId id) override { return note(fmt::format("hang up {}", id)); }
    gateway::Reloaded reload() override {
        note("reload");
        return reloaded;
    }
    gateway::Outcome trace_phone(std::string_view device, bool on) override {
        return note(fmt::format("trace {} {}", device, on));
    }
    gateway::Outcome set_log_level(std::string_view logger, std::string_view level) override {
        return note(fmt::format("level {} {}", logger, level));
    }
    gateway::PcapEndpoints endpoints(std::string_view) override {
        return {{"10.0.0.5", 49'200}, {"10.0.0.1", 2000}, {"10.0.0.1", 5062}, {"10.0.0.2", 5060}};
    }

  private:
    gateway::Outcome note(std::string order) {
        orders.push_back(std::move(order));
        return outcome;
    }
};
