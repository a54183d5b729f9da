// What a phone says it can code and decode: four messages, one list (callflows 1.1).
#pragma once

#include <string>
#include <vector>

#include "mapping/device_context.hpp"
#include "sccp/catalogue.hpp"

namespace mapping {

/// Takes CapabilitiesRes and UpdateCapabilities in all versions, asked for or not; false: another message. A list
/// without audio leaves what was known: a phone without any codec would be no phone.
bool take_capabilities(const sccp::FromPhone& message, std::vector<Capability>& capabilities);

/// For REST, in the order of the phone: the name of `codecs=` where there is one, else that of the wire.
std::vector<std::string> capability_names(const std::vector<Capability>& capabilities);

} // namespace mapping
