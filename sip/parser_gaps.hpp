// What RFC 3261 lets a message hold, and what must be read to be refused, that the stack's parser does not read.
#pragma once

#include "sip/sofia.hpp"

namespace sip {

/// For the life of the process (and a method may have all the characters of a token):
/// - RFC 3261 section 7.5 lets blank lines stand before a message, and a keep-alive of RFC 5626 is two of them: what
///   comes behind them in the same segment is read as well. Sofia, when it keeps the text of messages for its log, would
///   parse the blank lines and as much less of the first line, and never read from that connection again.
/// - A request whose URI cannot be read is read without it, so that it can be refused (`lacks_uri`). Sofia would drop it
///   without a word.
void read_all_first_lines(msg_mclass_t& message_class);

/// A header field may hold a NUL behind a backslash (RFC 4475 section 3.1.1.2); to Sofia it would be the end. Made a zero
/// digit, in what has not been read yet of a header. False: another NUL is there, behind which a connection would not be
/// read any more.
bool mask_quoted_nuls(const msg_t& message);

/// Its Request-URI could not be read: 400 (RFC 4475 sections 3.1.2.7 and 3.1.2.8).
bool lacks_uri(const sip_t& sip);

} // namespace sip
