// What of a received message the stack must not believe.
#pragma once

#include "sip/sofia.hpp"

namespace sip {

/// Mends a message whose header has been read, before the stack acts on it:
/// - an answer goes to the source of its request (RFC 3581 section 4): `maddr` and a `received` of the sender's own are
///   taken out of Via, and if another host stands there `received` is the source, also for a request that the stack
///   refuses before it looks. A name would be looked up in the loop, and a silent name server hold up everybody; an
///   address would make us send to whom the sender likes. A Via of another transport than the message came by, or of
///   another version, is none: nta drops such a request, but not before it has refused what else is wrong with it;
/// - a response with a second Via is somebody else's (RFC 3261 section 8.1.3.3): it loses both, and nta drops it;
/// - taken out are a Contact and a route set that no request can be sent to (`tel:`, `urn:`, `*`): nua tries an ACK,
///   BYE or re-INVITE that cannot be made again and again, until no stack is left. An INVITE or its 2xx without Contact
///   gets its source as one. Of REGISTER and of redirections all are kept: those are read, not called.
void disarm(msg_t& message, sip_t& sip);

} // namespace sip
