// TCP connections on the SIP port: those that are good for nothing take no descriptor for long.
#include <doctest/doctest.h>
#include <filesystem>

#include "tests/process/house.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {
std::size_t open_descriptors() {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator()));
}

std::uint16_t sip_port(const House& house) {
    const auto address = house.gateway->sip_address();
    return static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
}
} // namespace

TEST_CASE("a SIP connection that says nothing, and one whose peer has gone after garbage, give their descriptors back") {
    House house;
    auto& phone = house.register_phone(1);
    const auto before = open_descriptors();
    tests::SkinnyPhone silent(sip_port(house), "127.0.0.2"), garbage(sip_port(house), "127.0.0.3");
    const std::string no_sip = "no such thing\r\nas: this\r\n\r\n";
    garbage.say(tests::Bytes(no_sip.begin(), no_sip.end()));
    house.settle();
    garbage.close();
    house.settle();
    CHECK(open_descriptors() == before + 3);              // both ends of the silent one are in this process
    house.turn(11s);
    house.turn(11s);
    CHECK(house.until([&] {
        silent.poll();
        return silent.is_over();
    }));
    silent.close();
    CHECK(house.until([&] { return open_descriptors() == before; }));
    CHECK(house.logs("TCP connection of 127.0.0.2 ended: it has said nothing"));
    CHECK(house.logs("TCP connection of 127.0.0.3 ended: what came was no SIP, and its peer has gone"));
    house.check_good(phone);
}

TEST_CASE("a SIP connection that has asked something is left alone") {
    House house;
    house.register_phone(1);
    tests::SkinnyPhone peer(sip_port(house), "127.0.0.1");
    const std::string question = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKstreams\r\nMax-Forwards: 70\r\n"
                                 "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: streams\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    peer.say(tests::Bytes(question.begin(), question.end()));
    house.settle();
    house.turn(11s);
    house.turn(11s);
    peer.poll();
    CHECK_FALSE(peer.is_over());
}
