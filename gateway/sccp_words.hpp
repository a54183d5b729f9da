// What of an SCCP message tells how a call went.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gateway {

/// `new_call` of a SoftKeyEvent, `ok 192.0.2.7:16384` of an OpenReceiveChannelAck; empty for a message that its name
/// says all about, or that cannot be read. `frame`: the whole message with its header; `version`: that of the session.
std::string sccp_words(std::span<const std::uint8_t> frame, bool to_phone, unsigned version);

/// A message of these that names no call is about one all the same: the phone has one pair of hands, one ear and one
/// display. The rest is registration, configuration, keep-alives.
bool is_about_calls(std::span<const std::uint8_t> frame);

} // namespace gateway
