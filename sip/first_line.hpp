// The first line of a message that has blank lines before it.
#pragma once

#include "sip/sofia.hpp"

namespace sip {

/// RFC 3261 section 7.5 lets blank lines stand before a message, and a keep-alive of RFC 5626 is two of them: what comes behind them in
/// the same segment is read as well. Sofia, when it keeps the text of messages for its log, would parse the blank lines and as
/// much less of the first line, and never read from that connection again. For the life of the process.
void skip_blank_lines(msg_mclass_t& message_class);

} // namespace sip
