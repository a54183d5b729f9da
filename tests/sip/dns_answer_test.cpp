// Answers of name servers: which of them Sofia's resolver may see.
#include "sip/dns_answer.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace std::string_literals;

namespace {

/// Header, the question for pbx.test (its name at 12), then what is given.
std::string answer(char questions, char answers, const std::string& rest) {
    return "\x12\x34\x81\x80\x00"s + questions + "\x00"s + answers + "\x00\x00\x00\x00"s + "\x03pbx\x04test\x00\x00\x01\x00\x01"s + rest;
}

bool is_good(const std::string& octets) {
    return sip::has_only_backward_names({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
}

const std::string fixed = "\x00\x01\x00\x00\x00\x14"s; // class, time to live

} // namespace

TEST_CASE("answers as name servers give them are readable") {
    CHECK(is_good(answer(1, 0, "")));
    CHECK(is_good(answer(1, 1, "\xc0\x0c\x00\x01"s + fixed + "\x00\x04\x7f\x00\x00\x01"s)));                        // A
    // CNAME
    CHECK(is_good(answer(1, 1, "\xc0\x0c\x00\x05"s + fixed + "\x00\x06\x03" "alt\xc0\x10"s)));
    // SRV
    CHECK(is_good(answer(1, 1, "\xc0\x0c\x00\x21"s + fixed + "\x00\x0c\x00\x01\x00\x02\x13\xc4\x03sip\xc0\x0c"s)));
    // NAPTR
    CHECK(is_good(answer(1, 1, "\xc0\x0c\x00\x23"s + fixed + "\x00\x12\x00\x01\x00\x02\x01s\x07SIP+D2U\x00\xc0\x0c"s)));
}

TEST_CASE("names without an end are found wherever they are") {
    const std::string here = "\xc0\x1a"s; // where the first record begins
    CHECK_FALSE(is_good(answer(1, 1, here + "\x00\x01"s + fixed + "\x00\x04\x7f\x00\x00\x01"s)));
    // CNAME to itself
    CHECK_FALSE(is_good(answer(1, 1, "\xc0\x0c\x00\x05"s + fixed + "\x00\x02\xc0\x26"s)));
    // each to the other
    CHECK_FALSE(is_good(answer(1, 1, "\xc0\x1c\xc0\x1a\x00\x01"s + fixed)));
    // a label, and back
    CHECK_FALSE(is_good(answer(1, 1, "\x01x\xc0\x1a\x00\x01"s + fixed)));
    // SRV
    CHECK_FALSE(is_good(answer(1, 1, "\xc0\x0c\x00\x21"s + fixed + "\x00\x08\x00\x01\x00\x02\x13\xc4\xc0\x2c"s)));
    // NAPTR
    CHECK_FALSE(is_good(answer(1, 1, "\xc0\x0c\x00\x23"s + fixed + "\x00\x09\x00\x01\x00\x02\x00\x00\x00\xc0\x2d"s)));
    // SOA, its second
    CHECK_FALSE(is_good(answer(1, 1, "\xc0\x0c\x00\x06"s + fixed + "\x00\x04\xc0\x0c\xc0\x28"s)));
    // the question
    CHECK_FALSE(is_good("\x12\x34\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"s));
    CHECK_FALSE(is_good("\x12\x34\x81\x80" + std::string(300, '\xc0')));
}

TEST_CASE("an answer that ends too early is read to its end") {
    const auto whole = answer(1, 1, "\xc0\x0c\x00\x05"s + fixed + "\x00\x06\x03" "alt\xc0\x10"s);
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK(is_good(whole.substr(0, size)));
    CHECK(is_good(answer('\xff', '\xff', "")));
}
