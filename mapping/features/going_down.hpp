// What a user gets who wants a call while the process goes down.
#pragma once

namespace mapping {

class Switchboard;

/// False: the process does not go down. Else the user is told, in words and with a tone; the calls that are there go on
/// with all that belongs to them, and who dials already may finish.
bool is_too_late_for_a_call(Switchboard& board);

} // namespace mapping
