// What the machines of one phone share: who it is, what it can do, how its lines stand. Filled at registration, read by
// every call.
#pragma once

#include <string>
#include <vector>

#include "mapping/options.hpp"
#include "mapping/ports.hpp"
#include "sccp/phone_models.hpp"
#include "sccp/values.hpp"

namespace mapping {

/// An audio codec of the phone's CapabilitiesRes or UpdateCapabilities.
struct Capability {
    sccp::MediaPayloadType payload{};
    unsigned max_frames{};
};

/// How a line stands on the SIP side, for the display and for the decision to call (callflows 1.3).
struct LineStatus {
    enum class Service : std::uint8_t { pending, up, down, refused } service{Service::pending};
    std::size_t target{};          ///< index of the registrar in use
    unsigned new_messages{}, old_messages{};
    bool messages_waiting{};
};

/// A line of this device. `instance` counts the line buttons from 1.
struct DeviceLine {
    unsigned instance{};
    LineId id{};
    const LineOptions* options{};
    LineStatus status;
};

struct DeviceContext {
    const DeviceOptions* options{};
    const CallOptions* calls{};
    const StationOptions* station{};
    const sccp::PhoneModel* model{};
    std::vector<DeviceLine> lines;
    bool ready{};                  ///< device machine in Ready
    bool in_grace{};               ///< device machine in Lost: the phone may be back within seconds

    // of the present registration
    unsigned protocol{3};          ///< agreed version (0 counts as 3)
    std::uint32_t features{};      ///< phoneFeatures of RegisterReq
    std::string load;
    std::string peer_address;      ///< IP of the TCP connection
    std::string local_address;     ///< our IP on it
    unsigned active_streams{};     ///< of RegisterReq: the phone kept audio (callflows 1.6)
    std::vector<Capability> capabilities;
    bool no_port_request{};        ///< PortReq was not answered in this session

    bool dnd{};
    DndMode dnd_mode{DndMode::reject}; ///< what `dnd` does now: reject or silent
    bool draining{};               ///< the process is going down: new calls get 503

    bool has_feature(std::uint32_t bit) const { return (features & bit) != 0; }
    /// Packed-string messages: protocol 8 and up, and phoneFeatures bit 0x0100 (protocol/README section 2).
    bool is_dynamic() const { return protocol >= 8 && has_feature(0x0100); }
    bool is_utf8() const { return has_feature(0x0010); }
    bool has_port_request() const { return has_feature(0x0002) && !no_port_request; }
    bool has_rfc2833() const { return has_feature(0x0400); }
    const DeviceLine* line(unsigned instance) const {
        return instance >= 1 && instance <= lines.size() ? &lines[instance - 1] : nullptr;
    }
    DeviceLine* line_by_id(LineId id) {
        for (auto& line : lines)
            if (line.id == id) return &line;
        return nullptr;
    }
};

} // namespace mapping
