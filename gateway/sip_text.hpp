// What stands in a SIP message that is kept as text.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

/// Value of the first header field of that name, which is in small letters (RFC 3261 section 7.3.1; section 7.3.3 for
/// the short form); empty: there is none.
std::string header_of(std::string_view message, std::string_view name, std::string_view short_name);

/// What stands on the arrow of a ladder: `INVITE sip:1002@pbx SDP sendrecv`, `180 Ringing (INVITE)`, `REFER to 1003
/// replaces`, `NOTIFY refer 200 OK`.
std::string sip_label(std::string_view message);

} // namespace gateway
