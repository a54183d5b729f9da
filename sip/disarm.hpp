// What of a received message the stack must not believe.
#pragma once

#include "sip/sofia.hpp"

namespace sip {

/// Mends a message whose header has been read, before the stack acts on it:
/// - `maddr` and a `received` of the sender's own are taken out of Via, which says where an answer goes. A name there would be looked up in
///   the loop, and a silent name server hold up everybody; an address would make us send to whom the sender likes. It is the source
///   (RFC 3581 section 4);
/// - so are a Contact and a route set that no request can be sent to (`tel:`, `urn:`, `*`): nua tries an ACK, BYE or re-INVITE that cannot be
///   made again and again, until no stack is left. An INVITE or its 2xx without Contact gets its source as one. Of REGISTER and of redirections all
///   are kept: those are read, not called.
void disarm(msg_t& message, sip_t& sip);

} // namespace sip
