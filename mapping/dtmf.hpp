// How a digit pressed in a call reaches the far end (callflows 4.5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mapping/device_context.hpp"

namespace mapping {

enum class DigitPath : std::uint8_t {
    in_band,   ///< the phone sends RFC 4733 events itself: forwarding would double the digit
    info,      ///< SIP INFO by us
    nowhere,
};

/// `negotiated`: payload number of telephone-event in their SDP, 0 = not agreed.
DigitPath digit_path(const LineOptions& line, const DeviceContext& device, unsigned negotiated);

/// RFC2833PayloadType of StartMediaTransmission: 0 tells the phone to send KeypadButton only.
unsigned event_payload_to_send(const LineOptions& line, const DeviceContext& device, unsigned negotiated);
/// What we offer and tell the phone to expect; 0: telephone-event is not offered.
unsigned event_payload_offered(const LineOptions& line);

struct InfoBody {
    std::string_view content_type;
    std::string body;
};
InfoBody info_body(DtmfInfo form, char digit);

} // namespace mapping
