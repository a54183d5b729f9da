// Text made fit to be shown.
#include "gateway/text.hpp"

#include <utility>

#include <doctest/doctest.h>

using namespace gateway;

TEST_CASE("well-formed UTF-8 passes unchanged") {
    CHECK(one_line("Müller \xE2\x82\xAC \xF0\x9F\x93\x9E") == "Müller \xE2\x82\xAC \xF0\x9F\x93\x9E");
    CHECK(many_lines("Müller\r\n\ta\nb") == "Müller\r\n\ta\nb");
}

TEST_CASE("octets that are no UTF-8 become the replacement character") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(one_line("M\xFCller") == "M" + bad + "ller");
    CHECK(one_line("\xC0\xAF") == bad + bad);                     // overlong '/'
    CHECK(one_line("\xED\xA0\x80") == bad + bad + bad);           // surrogate
    CHECK(one_line("\xF4\x90\x80\x80") == bad + bad + bad + bad); // above U+10FFFF
    CHECK(one_line("x\xE2\x82") == "x" + bad + bad);              // cut
    CHECK(many_lines("\n\x85") == "\n" + bad);
}

TEST_CASE("a line holds no control character") {
    CHECK(one_line("a\r\nb\tc") == "a\\r\\nb\\tc");
    CHECK(one_line(std::string_view("\x1b[31m\0\x7f", 7)) == "\\x1b[31m\\x00\\x7f");
    CHECK(many_lines("a\nb\x1b[2J") == "a\nb\\x1b[2J");
}

TEST_CASE("neither C1, nor what separates lines, nor what turns the direction of writing passes anywhere") {
    const std::pair<const char*, const char*> cases[] = {
        {"\xC2\x80", "\\x80"}, {"\xC2\x85", "\\x85"}, {"\xC2\x9B", "\\x9b"}, {"\xC2\x9F", "\\x9f"},
        {"\xE2\x80\xA8", "\\u2028"}, {"\xE2\x80\xA9", "\\u2029"}, {"\xE2\x80\xAA", "\\u202a"}, {"\xE2\x80\xAE", "\\u202e"},
        {"\xE2\x81\xA6", "\\u2066"}, {"\xE2\x81\xA9", "\\u2069"}, {"\xEF\xBF\xBE", "\\ufffe"}, {"\xEF\xBF\xBF", "\\uffff"}};
    for (const auto& [control, shown] : cases) {
        CHECK(one_line(control) == shown);
        CHECK(many_lines(control) == shown);
        CHECK(xml_escaped(control) == " ");
    }
    for (const char* harmless : {"\xC2\xA0", "\xE2\x80\xA7", "\xE2\x80\xAF", "\xE2\x81\xA5", "\xE2\x81\xAA", "\xEF\xBF\xBD"}) {
        CHECK(one_line(harmless) == harmless);
        CHECK(xml_escaped(harmless) == harmless);
    }
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
