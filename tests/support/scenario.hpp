// A phone, its calls and a PBX on one table: scenarios speak in lifted handsets and SIP answers, and no fault of the
// phone goes unseen.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "mapping/calls.hpp"
#include "mapping/phone_view.hpp"
#include "sccp/phone_models.hpp"
#include "tests/support/fake_phone.hpp"
#include "tests/support/fake_pbx.hpp"
#include "tests/support/fake_ports.hpp"

namespace tests {

using namespace std::chrono_literals;
using mapping::SoftKey;
using sccp::DCallState;
using sccp::DeviceTone;
using sccp::LampMode;
using Payload = sccp::MediaPayloadType;

/// Options first, then `starts()` or the first act.
class Scenario {
  public:
    mapping::DeviceOptions device;
    mapping::CallOptions call_options;
    mapping::StationOptions station;
    mapping::DeviceContext context;
    FakePhone phone;
    FakePbx pbx;
    FakeRegistrar registrar;
    FakeTimers timers;
    FakeWorld world;
    mapping::Ports ports{phone, pbx, registrar, timers, world};
    mapping::PhoneView view{context, phone};
    std::vector<mapping::FeaturePress> features;
    std::vector<mapping::Forwards> forwards;        ///< by line instance - 1
    bool takes_features{};
    int idle_count{};
    bool may_stumble{};                             ///< the test provokes a fault of the phone

    /// A 7960 at protocol 11 with `lines` lines 201, 202, ... in service, G.711 and G.729.
    explicit Scenario(unsigned lines = 1, std::string_view model = "7960", unsigned protocol = 11,
                      std::uint32_t features_of_phone = 0x8560) {
        device.name = "SEP001120AABBCC";
        for (unsigned i = 0; i < lines; ++i) {
            mapping::LineOptions line;
            line.name = line.user = std::to_string(201 + i);
            line.label = "Line " + line.user;
            line.domain = "pbx.test";
            line.registrars = {{"pbx1.test", 5060, {}}, {"pbx2.test", 5060, {}}};
            device.lines.push_back(line);
            device.buttons.push_back({mapping::Button::Kind::line, line.name, {}});
        }
        forwards.resize(lines);
        context.protocol = protocol;
        context.features = features_of_phone;
        context.model = sccp::find_model(model);
        if (!context.model) context.model = &sccp::phone_model(0u);
        context.peer_address = "192.0.2.7";
        context.local_address = "192.0.2.1";
        context.ready = true;
        can({Payload::g711_alaw64k, Payload::g711_ulaw64k, Payload::g729_annex_a});
    }
    ~Scenario() {
        const auto fault = may_stumble || phone.faults.empty() ? std::string{} : phone.faults.front();
        CHECK_MESSAGE(fault.empty(), fault);
        CHECK(world.counts["internal_errors"] == 0);
    }
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    mapping::LineOptions& line(unsigned instance = 1) { return device.lines.at(instance - 1); }
    mapping::LineStatus& status(unsigned instance = 1) { return start().context.lines.at(instance - 1).status; }
    void can(const std::vector<Payload>& payloads) {
        context.capabilities.clear();
        for (const auto payload : payloads) context.capabilities.push_back({payload, 40});
    }

    /// From here on the options are in force.
    Scenario& start() {
        if (calls_) return *this;
        context.options = &device;
        context.calls = &call_options;
        context.station = &station;
        for (std::size_t i = 0; i < device.lines.size(); ++i) {
            mapping::DeviceLine of{static_cast<unsigned>(i + 1), static_cast<mapping::LineId>(i + 1), &device.lines[i], {}};
            of.status.service = mapping::LineStatus::Service::up;
            context.lines.push_back(of);
        }
        calls_ = std::make_unique<mapping::Calls>(context, ports, view);
        mapping::Calls::Hooks hooks;
        hooks.forwards = [this](unsigned on) { return forwards.at(on - 1); };
        hooks.feature_key = [this](const mapping::FeaturePress& press) {
            features.push_back(press);
            return takes_features;
        };
        hooks.when_idle = [this] { ++idle_count; };
        calls_->use(hooks);
        phone.says = [this](const sccp::FromPhone& message) { calls().on(message); };
        pbx.deliver = [this](mapping::LineId on, LegId leg, const sip::CallEvent& event) { calls().on_call(on, leg, event); };
        timers.fire = [this](mapping::TimerId timer) { calls().on_timer(timer); };
        return *this;
    }
    mapping::Calls& calls() { return *start().calls_; }
    void wait(milliseconds time) {
        calls();
        world.time.unix_time += static_cast<std::uint32_t>(time.count() / 1000);
        timers.advance(time);
    }

    /// State of a call; without a number: of the only one that lives. "" when there is none.
    std::string state(LegId id = 0) {
        std::string found;
        for (const auto& call : calls().snapshot())
            if (id ? call.id == id : call.state != "Ended") found = call.state;
        return found;
    }
    mapping::CallSnapshot shot(LegId id) {
        for (const auto& call : calls().snapshot())
            if (call.id == id) return call;
        return {};
    }
    bool is_over() { return calls().empty(); }

    // -- ways to get there
    /// Handset up, number, address: INVITE is out. Gives the call.
    LegId invites(std::string_view number = "204", std::uint32_t port = 18000) {
        calls();
        phone.lifts_handset();
        phone.dials(number);
        phone.dials("#");
        phone.opens_receive("192.0.2.7", port);
        return pbx.call();
    }
    LegId rings_out(std::string_view number = "204") {
        const auto call = invites(number);
        pbx.rings();
        return call;
    }
    LegId talks(std::string_view number = "204") {
        const auto call = rings_out(number);
        pbx.answers();
        return call;
    }
    /// An INVITE of the PBX.
    LegId is_called(std::string_view from = "\"Bob\" <sip:202@pbx.test>;tag=b", std::string sdp = far_sdp(), mapping::LineId on = 1,
                    const std::function<void(sip::Invited&)>& change = {}) {
        calls();
        return pbx.calls(world.next_call_reference(), from, std::move(sdp), on, change);
    }
    LegId takes_call() {
        const auto call = is_called();
        phone.lifts_handset();
        phone.opens_receive();
        pbx.acknowledges();
        return call;
    }
    /// Phone idle, no leg, no dialog, after every timer of the call has run out.
    void check_no_leak() {
        wait(35s);
        CHECK(is_over());
        CHECK(phone.is_idle());
    }

  private:
    std::unique_ptr<mapping::Calls> calls_;
};

} // namespace tests
