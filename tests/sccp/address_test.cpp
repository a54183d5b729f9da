// Addresses as text: RFC 4291 section 2.2 is read, RFC 5952 is written.
#include <doctest/doctest.h>

#include <string>

#include "sccp/address.hpp"

using sccp::Address;
using sccp::IpAddrType;

TEST_CASE("an IPv4 address stands in the first four octets") {
    const Address address = Address::from_text("192.0.2.7");
    CHECK(address.type == IpAddrType::v4);
    CHECK(address.octets == std::array<std::uint8_t, 16>{192, 0, 2, 7});
    CHECK(address.to_text() == "192.0.2.7");
    CHECK_FALSE(address.is_v6());
    CHECK(Address{}.to_text() == "0.0.0.0");
    CHECK(Address{}.is_unspecified());
    CHECK_FALSE(address.is_unspecified());
}

TEST_CASE("IPv6 addresses are written in their shortest form") {
    struct Case { const char *read, *written; };
    for (const Case c :
         {Case{"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"}, Case{"2001:db8::", "2001:db8::"}, Case{"::1", "::1"},
          Case{"::", "::"}, Case{"1:0:0:0:0:0:0:0", "1::"}, Case{"0:0:0:1:0:0:0:0", "0:0:0:1::"},
          Case{"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"}, Case{"1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"},
          Case{"fe80::00a0", "fe80::a0"}, Case{"::ffff:192.0.2.1", "::ffff:c000:201"}, Case{"0:0:2::", "0:0:2::"}}) {
        INFO(std::string(c.read));
        const Address address = Address::from_text(c.read);
        CHECK(address.is_v6());
        CHECK(address.to_text() == c.written);
        CHECK(Address::from_text(address.to_text()) == address);
    }
}

TEST_CASE("what is no address literal is invalid and empty") {
    for (const char* text : {"",
                             "1.2.3",
                             "1.2.3.4.5",
                             "256.1.1.1",
                             "1.2.3.-4",
                             "1.2.3.+4",
                             " 1.2.3.4",
                             "1.2.3.4 ",
                             "01234.1.1.1",
                             "phone.example",
                             "1::2::3",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "12345::",
                             "::g",
                             ":1",
                             "1:",
                             "[::1]",
                             "fe80::1%eth0",
                             "1:2:3:4:5:6:7::8",
                             "1.2.3.4::",
                             "::1.2.3"}) {
        INFO(std::string(text));
        const Address address = Address::from_text(text);
        CHECK(address.type == IpAddrType::invalid);
        CHECK_FALSE(address.is_valid());
        CHECK(address.is_unspecified());
        CHECK(address.to_text().empty());
    }
}
