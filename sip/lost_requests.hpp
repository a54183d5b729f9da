// Requests that the stack would never free, or never send.
#pragma once

namespace sip {

/// nua takes a reference to our INVITE when its call ends before the answer (a BYE in the early dialog, or one that
/// overtakes a re-INVITE) and never gives it back: 4 kB for each, as often as a peer likes. The functions that take,
/// give back and undo are exported; with ours in their place it is seen which reference is left when a call has been
/// removed, and that one is given back. A re-INVITE that has waited for the answer to another request (INFO, REFER)
/// would never leave: it does after that. Linked in by this call.
void free_lost_requests();

} // namespace sip
