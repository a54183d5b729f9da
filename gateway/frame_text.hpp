// An SCCP message off the wire as one line of text, for log, trace and ladder.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gateway {

/// `frame`: the whole message with its header; `version`: that of the session.
std::string print_frame(std::span<const std::uint8_t> frame, bool to_phone, unsigned version);

} // namespace gateway
