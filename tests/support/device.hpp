// A device with one line and the context it would have after registration: what tests of the tables start from.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "mapping/device_context.hpp"

namespace tests {

/// Holds what a DeviceContext points to. Not copied: the context would point to the original.
struct Device {
    mapping::DeviceOptions options;
    mapping::CallOptions calls;
    mapping::StationOptions station;
    mapping::LineOptions line;
    mapping::DeviceContext context;

    /// A 7941 with protocol 17 and dynamic messages, if nothing else is said.
    explicit Device(std::string_view model = "7941", unsigned protocol = 17, std::uint32_t features = 0x8572 | 0x0400) {
        options.name = "SEP001120AABBCC";
        line.name = line.user = "204";
        line.label = "Reception";
        context.options = &options;
        context.calls = &calls;
        context.station = &station;
        context.model = sccp::find_model(model);
        if (!context.model) context.model = &sccp::phone_model(0u);
        context.protocol = protocol;
        context.features = features;
        context.peer_address = "192.0.2.7";
        context.local_address = "192.0.2.1";
        context.lines.push_back({1, 1, &line, {}});
    }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    /// `frames`: maxFramesPerPacket of each.
    void has(std::initializer_list<sccp::MediaPayloadType> payloads, unsigned frames = 40) {
        context.capabilities.clear();
        for (const auto payload : payloads) context.capabilities.push_back({payload, frames});
    }
    const mapping::DeviceLine& first_line() const { return context.lines.front(); }
};

} // namespace tests
