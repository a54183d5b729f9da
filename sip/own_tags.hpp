// Tags of ours that nobody can foretell.
#pragma once

namespace sip {

/// What Sofia gives to dialogs and answers is a counter with a known step, written down in full: whoever is refused
/// once knows the tags of all calls to come. Inside a dialog they are what a request is believed for, so they are
/// random (RFC 3261 section 19.3): nta's function is exported, and ours takes its place. Linked in by this call.
void use_own_tags();

} // namespace sip
