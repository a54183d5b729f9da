// Text made fit to be shown: foreign octets never reach a log line, a JSON string or a page as they came.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace gateway {

/// Valid UTF-8 on one line; an octet that is none becomes U+FFFD. Control characters, separators of lines and what
/// turns the direction of writing are written out: `\n`, `\x1b`, `\u2028`. For every name, number and reason, wherever
/// it goes.
std::string one_line(std::string_view text);

/// The same for a whole message: line ends and tabs stay.
std::string many_lines(std::string_view text);

/// For text and attributes of SVG and HTML; control characters become blanks.
std::string xml_escaped(std::string_view text);

/// `2024-05-01T12:00:00.123Z`; RFC 3339.
std::string iso_time(std::chrono::system_clock::time_point at);
/// Whole seconds; 0 gives an empty string.
std::string iso_time(std::int64_t unix_seconds);

/// `192.0.2.1:5060`, `[2001:db8::1]:5060`; empty without a host.
std::string host_and_port(std::string_view host, std::uint16_t port);

} // namespace gateway
