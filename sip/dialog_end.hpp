// What refusals inside a dialog do: which end it, which the stack repeats by itself.
#pragma once

namespace sip {

/// For Sofia none of those that INVITE, UPDATE, INFO, REFER and PRACK get: what 408 and 481 mean for the call is for
/// Call to say, which ends it with a BYE (RFC 3261 section 12.2.1.2); Sofia would forget it without one. Its rule, by
/// RFC 5057, also ends a call for a 500, 503 or 404 to a re-INVITE: a PBX that is busy for a second would cost the user
/// his talk. The rule is a function of its own, and a program's own definition of an exported function takes the place
/// of a shared library's: so ours does.
void use_own_dialog_end();

} // namespace sip
