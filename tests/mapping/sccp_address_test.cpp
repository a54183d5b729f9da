// IP literals to the addresses of SCCP messages and back.
#include <doctest/doctest.h>

#include "mapping/sccp_address.hpp"

using namespace mapping;

TEST_CASE("an IP literal survives the way into a message and back") {
    for (const auto* ip : {"192.0.2.7", "2001:db8::7"}) CHECK(to_text(to_sccp(ip)) == ip);
    CHECK(to_sccp("2001:db8::7").is_v6());
}

TEST_CASE("what is no address becomes 0.0.0.0, which reads as none") {
    for (const auto* text : {"", "pbx.example.com", "0.0.0.0"}) {
        const auto address = to_sccp(text);
        CHECK(address.is_valid());
        CHECK_FALSE(address.is_v6());
        CHECK(address.is_unspecified());
        CHECK(to_text(address).empty());
    }
}

TEST_CASE("a media address needs a host and a port") {
    CHECK(media_address(to_sccp("192.0.2.7"), 18000) == MediaAddress{"192.0.2.7", 18000});
    CHECK(media_address(to_sccp("192.0.2.7"), 0) == MediaAddress{});
    CHECK(media_address(to_sccp("192.0.2.7"), 65536) == MediaAddress{});
    CHECK(media_address(to_sccp("0.0.0.0"), 18000) == MediaAddress{});
}
