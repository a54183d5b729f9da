// Character sets of phone displays.
#include <doctest/doctest.h>

#include "mapping/charset.hpp"

using namespace mapping;

TEST_CASE("a text becomes what the phone's character set has of it") {
    struct Row { const char* text; Charset charset; const char* octets; };
    // clang-format off
    const Row rows[] = {
        {"Zo\u00eb M\u00fcller", Charset::utf8,        "Zo\xc3\xab M\xc3\xbcller"},
        {"Zo\u00eb M\u00fcller", Charset::iso_8859_1,  "Zo\xeb M\xfcller"},
        {"\u20ac 5",             Charset::iso_8859_1,  "? 5"},
        {"\u20ac 5",             Charset::iso_8859_15, "\xa4 5"},
        {"\u0141\u00f3d\u017a",  Charset::iso_8859_2,  "\xa3\xf3" "d\xbc"},
        {"\u0141\u00f3d\u017a",  Charset::iso_8859_1,  "?\xf3" "d?"},
        {"\u0418\u0432\u0430\u043d", Charset::iso_8859_5, "\xb8\xd2\xd0\xdd"},
        {"\u0393\u03b9\u03ce",   Charset::iso_8859_7,  "\xc3\xe9\xfe"},
        {"\u015een \u0131",      Charset::iso_8859_9,  "\xde" "en \xfd"},
        {"\u65e5\u672c",         Charset::iso_8859_1,  "??"},
        {"\U0001F600!",          Charset::iso_8859_1,  "?!"},
        {"\U0001F600!",          Charset::utf8,        "\xf0\x9f\x98\x80!"},
        {"\ufffd",               Charset::iso_8859_7,  "?"},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(encode(row.text, row.charset) == row.octets);
    }
}

TEST_CASE("control characters never reach a phone, so no user's text makes a label code") {
    for (const auto charset : {Charset::utf8, Charset::iso_8859_1, Charset::iso_8859_5}) {
        CHECK(encode("a\x01\x1e\x23\r\n\x7f" "b", charset) == "a#b");
        CHECK(encode("\xc2\x80\x13", charset).empty());                    // U+0080
        CHECK(encode("x\u202e\u200b\ufeff\u2066y", charset) == "xy");      // turns and hides text
        // no UTF-8, and a control character in ISO 8859-1
        CHECK(encode("\x80\x13", charset).empty());
    }
}

TEST_CASE("octets that are no UTF-8 are taken for ISO 8859-1") {
    CHECK(encode("M\xfcller", Charset::utf8) == "M\xc3\xbcller");
    CHECK(encode("\xc3", Charset::iso_8859_1) == "\xc3");                  // cut off
    CHECK(encode("\xc0\xaf", Charset::iso_8859_1) == "\xc0\xaf");          // overlong
    CHECK(encode("\xe0\x80\xaf", Charset::iso_8859_1) == "\xe0\xaf");      // overlong, with a C1 octet inside
    CHECK(next_code_point("\xed\xa0\x80").octets == 1);                    // surrogate
    CHECK(next_code_point("\xf4\x90\x80\x80").octets == 1);                // above U+10FFFF
    CHECK(next_code_point("\xff").value == 0xff);
    CHECK(next_code_point("\u20ac").value == 0x20ac);
    CHECK(next_code_point("\u20ac").octets == 3);
}

TEST_CASE("a cut never leaves half a character") {
    CHECK(cut("abc", Charset::utf8, 5) == "abc");
    CHECK(cut("abcdef", Charset::iso_8859_1, 4) == "abcd");
    CHECK(cut("ab\u20ac", Charset::utf8, 4) == "ab");
    CHECK(cut("ab\u20ac", Charset::utf8, 5) == "ab\u20ac");
    CHECK(cut("\u20ac", Charset::utf8, 0).empty());
    CHECK(cut("ab\xe2\x82", Charset::iso_8859_1, 3) == "ab\xe2");
}

TEST_CASE("a code page is found by any spelling of its name") {
    CHECK(charset_named("ISO8859-1") == Charset::iso_8859_1);
    CHECK(charset_named("iso-8859-15") == Charset::iso_8859_15);
    CHECK(charset_named("ISO_8859_5") == Charset::iso_8859_5);
    CHECK(charset_named("UTF-8") == Charset::utf8);
    CHECK_FALSE(charset_named("klingon"));
    CHECK_FALSE(charset_named(""));
}
