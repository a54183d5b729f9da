// Which refusals inside a dialog end it.
#pragma once

namespace sip {

/// By RFC 3261 (section 12.2.1.2) 408 and 481 do. Sofia goes by RFC 5057, which ends a call for a 500, 503 or 404 to a re-INVITE as well:
/// a PBX that is busy for a second would cost the user his talk. Its rule is a function of its own, and a program's own definition
/// of an exported function takes the place of a shared library's: so ours does, for INVITE, UPDATE, INFO and REFER.
void use_own_dialog_end();

} // namespace sip
