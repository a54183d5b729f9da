// How much of what arrives the stack reads: lines of a header, octets of a connection.
#pragma once

namespace sip {

/// A message with more is not read, whoever sends it: Sofia appends each header field behind all others and walks
/// there, so one datagram of 16,000 short lines would hold up everybody for more than a second. Nothing that telephones
/// send comes near.
constexpr unsigned most_header_lines = 256;

/// Of one message, and of what stands before its body. A datagram has no more than the latter.
constexpr unsigned most_message_octets = 128 * 1024, most_header_octets = 64 * 1024;

/// Of a TCP connection at once. Sofia reads all that waits and copies what is left behind each message for the next
/// one: a backlog of 1 MB of small requests would become gigabytes.
constexpr int most_octets_at_once = 8192;

/// For the life of the process. Throws std::runtime_error when the stack has no such functions as ours take the place
/// of.
void limit_reading();

} // namespace sip
