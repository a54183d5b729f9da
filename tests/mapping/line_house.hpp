// A line with its registrars, and everything around it that is no SIP.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "mapping/line.hpp"
#include "tests/support/fake_ports.hpp"
#include "tests/support/quiet_ports.hpp"

namespace tests {

using namespace std::chrono_literals;

/// One line with two registrars and everything around it.
struct House {
    mapping::LineOptions options;
    mapping::DeviceLine state;
    RecordingPhone phone;
    QuietSip sip;
    FakeRegistrar registrar;
    FakeTimers timers;
    FakeWorld world;
    mapping::Ports ports{phone, sip, registrar, timers, world};
    bool has_dialog{};
    int changes{};
    std::string device;
    mapping::Line line;

    explicit House(std::size_t registrars = 2, void (*adjust)(mapping::LineOptions&) = nullptr,
                   std::string name = "SEP001120AABBCC")
        : device(std::move(name)),
          line(device, prepared(registrars, adjust), ports, {[this] { return has_dialog; }, [this] { ++changes; }}) {
        timers.fire = [this](mapping::TimerId id) { line.on_timer(id); };
    }

    mapping::DeviceLine& prepared(std::size_t registrars, void (*adjust)(mapping::LineOptions&)) {
        options.name = options.user = "1001";
        for (std::size_t i = 0; i < registrars; ++i) options.registrars.push_back({"pbx" + std::to_string(i + 1), 5060, {}});
        if (adjust) adjust(options);
        state.instance = 1;
        state.id = 7;
        state.options = &options;
        return state;
    }

    void accepts(std::chrono::seconds expires = 300s) { line.on(sip::RegisterOk{expires, {}, "PBX"}); }
    void fails(int status = 503, std::optional<std::uint32_t> retry_after = {}) {
        line.on(sip::RegisterFailed{status, "Service Unavailable", retry_after, false});
    }
    void challenges() { line.on(sip::Challenged{401, true}); }
    void registered(std::chrono::seconds expires = 300s) {
        line.start();
        accepts(expires);
    }
    /// All registrars fail once.
    void round() {
        for (std::size_t i = 0; i < options.registrars.size(); ++i) fails();
    }
    const FakeRegistrar::Sent& last() const { return registrar.sent.back(); }
};

} // namespace tests
