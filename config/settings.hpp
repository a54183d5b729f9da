// Everything an INI file says, checked: what config hands to the gateway.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/options.hpp"
#include "mapping/options.hpp"
#include "sccp/options.hpp"
#include "sip/options.hpp"

namespace config {

struct Settings {
    sccp::Options sccp;
    sip::Options sip;
    mapping::CallOptions calls;
    mapping::StationOptions station;                         ///< the part of [sccp] that the phones' machines need
    gateway::HttpOptions http;
    gateway::LogOptions log;
    gateway::StateOptions state;
    std::map<std::string, std::shared_ptr<const mapping::DeviceOptions>> devices;   ///< by name; lines already resolved
};

} // namespace config
