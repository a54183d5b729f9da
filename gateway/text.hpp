// Text made fit to be shown: foreign octets never reach a log line, a JSON string or a page as they came.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gateway {

/// Valid UTF-8; what is not becomes U+FFFD. Control characters stay.
std::string valid_utf8(std::string_view text);

/// Valid UTF-8 on one line: control characters as `\n`, `\r`, `\t`, `\x1b`.
std::string one_line(std::string_view text);

/// For text and attributes of SVG and HTML; control characters become blanks.
std::string xml_escaped(std::string_view text);

/// `2024-05-01T12:00:00.123Z`; RFC 3339.
std::string iso_time(std::chrono::system_clock::time_point at);
/// Whole seconds; 0 gives an empty string.
std::string iso_time(std::int64_t unix_seconds);

/// `192.0.2.1:5060`, `[2001:db8::1]:5060`; empty without a host.
std::string host_and_port(std::string_view host, std::uint16_t port);

} // namespace gateway
