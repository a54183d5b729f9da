// Why a call failed or ended: SIP status and Reason header to tone, call state and prompt of the phone, and back
// (callflows 2.9).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mapping/options.hpp"
#include "mapping/texts.hpp"
#include "sccp/values.hpp"
#include "sip/values.hpp"

namespace mapping {

/// What the phone shows and plays when a call fails.
struct Failure {
    sccp::DeviceTone tone{sccp::DeviceTone::reorder_tone};
    sccp::DCallState call_state{sccp::DCallState::congestion};
    Text prompt{Label::temp_fail};
    bool may_call_back{};           ///< busy or no answer
    bool operator==(const Failure&) const = default;
};

/// A final response to our INVITE, or what our stack made of a dead peer. A Reason header wins over the status where
/// listed.
Failure failure_of(const sip::Message& response, const LineOptions& line, const DeviceOptions& device);
/// A status that no message came with: our own time-out (408), 488 for an answer we cannot use.
Failure failure_of(int status, const DeviceOptions& device);
/// Ring-out guard: nobody answered (callflows 2.10).
Failure no_answer();
/// The phone could not open its media: status of OpenReceiveChannelAck (callflows 2.5); `no_ack` when none came.
Failure media_failure(sccp::MediaStatus status);
Failure no_media_ack();
/// First digit did not come: reorder, nothing to read.
Failure dial_time_out();

/// Why we send BYE or CANCEL: value of a Reason header (RFC 3326).
enum class EndCause : std::uint8_t {
    normal,                ///< the user hung up
    endpoint_restarted,    ///< the phone came back without its audio (callflows 1.6)
    media_unusable,        ///< no common codec, or a stream refused
    no_ack,
    shut_down,
};
std::string reason_of(EndCause cause);

/// Somebody else took the call: no missed call is logged (callflows 3.8).
bool is_answered_elsewhere(const std::vector<std::string>& reason);

} // namespace mapping
