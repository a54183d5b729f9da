// Texts as they stand on the wire and as they are read.
#include "tests/phone/labels.hpp"

#include <doctest/doctest.h>

using namespace phone;
using namespace std::string_literals;

TEST_CASE("label codes become words, with text before and behind") {
    CHECK(readable("\x80\x13", false) == "Your current options");
    CHECK(readable("\x80\x17" "321", false) == "From 321");
    CHECK(readable("\x1E\x22", true) == "Call on hold");
    CHECK(readable("1001: \x80\x38", true) == "1001: Unknown number");
    CHECK(readable("plain", true) == "plain");
}

TEST_CASE("a code that is in no dictionary is shown as a number") {
    CHECK(readable("\x1E\x01", true) == "[label 30 1]");
    CHECK(readable("\x80\xFF", true) == "[label 128 255]");
}

TEST_CASE("characters follow what the phone announced") {
    CHECK(readable("M\xFCller", false) == "M\xC3\xBCller");
    CHECK(readable("M\xC3\xBCller", true) == "M\xC3\xBCller");
    CHECK(readable("\xE2\x80\x93 dash", true) == "\xE2\x80\x93 dash");       // 0x80 inside a character is no label
    CHECK(readable("\xC3\xA9\x80\x18", true) == "\xC3\xA9 Connected");
    CHECK(readable("\x80", true) == "\x80");                                 // nothing behind it
}

TEST_CASE("names are compared without punctuation and case") {
    CHECK(key_of("NewCall") == key_of("new-call"));
    CHECK(key_of("ring_out") == key_of("Ring out"));
    CHECK(key_of("cFwdAll") != key_of("cFwdBusy"));
}
