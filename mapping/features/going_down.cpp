// What a user gets who wants a call while the process goes down (`[calls] drain`, race 56).
#include "mapping/features/going_down.hpp"

#include "mapping/switchboard.hpp"

namespace mapping {

bool is_too_late_for_a_call(Switchboard& board) {
    if (!board.device.draining) return false;
    // A tone ends with the handset: on the cradle, and beside a call, it is a beep.
    const bool is_heard = board.handset_lifted && !board.active();
    if (!is_heard) board.beep(0, 0);
    board.tell_for_a_moment(Text{Label::temp_fail} + "No new calls");
    board.stop_howling();
    if (is_heard) board.mourn();
    return true;
}

} // namespace mapping
