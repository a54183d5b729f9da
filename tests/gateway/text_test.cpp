// Text made fit to be shown.
#include "gateway/text.hpp"

#include <doctest/doctest.h>

using namespace gateway;

TEST_CASE("well-formed UTF-8 passes unchanged") {
    CHECK(valid_utf8("Müller \xE2\x82\xAC \xF0\x9F\x93\x9E") == "Müller \xE2\x82\xAC \xF0\x9F\x93\x9E");
    CHECK(valid_utf8("a\r\nb") == "a\r\nb");
}

TEST_CASE("octets that are no UTF-8 become the replacement character") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(valid_utf8("M\xFCller") == "M" + bad + "ller");
    CHECK(valid_utf8("\xC0\xAF") == bad + bad);                     // overlong '/'
    CHECK(valid_utf8("\xED\xA0\x80") == bad + bad + bad);           // surrogate
    CHECK(valid_utf8("\xF4\x90\x80\x80") == bad + bad + bad + bad); // above U+10FFFF
    CHECK(valid_utf8("x\xE2\x82") == "x" + bad + bad);              // cut
}

TEST_CASE("a line holds no control character") {
    CHECK(one_line("a\r\nb\tc") == "a\\r\\nb\\tc");
    CHECK(one_line(std::string_view("\x1b[31m\0\x7f", 7)) == "\\x1b[31m\\x00\\x7f");
    CHECK(one_line("\xC2\x9B") == "\\x9b"); // C1 CSI in UTF-8
}

TEST_CASE("markup characters are escaped for drawings and pages") {
    CHECK(xml_escaped("<b a=\"1\" c='2'>&\n") == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp; ");
}

TEST_CASE("times are printed in UTC") {
    using namespace std::chrono;
    CHECK(iso_time(system_clock::time_point{seconds{951'827'696} + milliseconds{7}}) == "2000-02-29T12:34:56.007Z");
    CHECK(iso_time(std::int64_t{951'827'696}) == "2000-02-29T12:34:56Z");
    CHECK(iso_time(std::int64_t{0}).empty());
}

TEST_CASE("an IPv6 address stands in brackets before its port") {
    CHECK(host_and_port("192.0.2.1", 5060) == "192.0.2.1:5060");
    CHECK(host_and_port("2001:db8::1", 5060) == "[2001:db8::1]:5060");
    CHECK(host_and_port("", 5060).empty());
}
