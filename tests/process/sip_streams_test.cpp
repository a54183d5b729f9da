// TCP connections on the SIP port: those that are good for nothing take no descriptor for long.
#include <list>

#include "tests/process/measures.hpp"
#include "tests/process/sip_stream.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

bool is_answered(House& house, SipStream& stream, const std::string& call_id) {
    stream.say(stream.options(call_id));
    return house.until([&] { return stream.answer_to(call_id) != nullptr || stream.is_over(); }) && stream.answer_to(call_id) != nullptr;
}

} // namespace

// Broke others: AST-2016-005
TEST_CASE("a SIP connection that says nothing, and one on which garbage came, give their descriptors back") {
    House house;
    auto& phone = house.register_phone(1);
    const auto before = open_descriptors();
    SkinnyPhone silent(sip_port(house), "127.0.0.2"), garbage(sip_port(house), "127.0.0.3");
    const std::string no_sip = "no such thing\r\nas: this\r\n\r\n";
    garbage.say(Bytes(no_sip.begin(), no_sip.end()));
    CHECK(house.until([&] {
        garbage.poll();
        return garbage.is_over();
    }));
    garbage.close();
    house.settle();
    CHECK(open_descriptors() == before + 2);              // both ends of the silent one are in this process
    house.turn(11s);
    house.turn(11s);
    CHECK(house.until([&] {
        silent.poll();
        return silent.is_over();
    }));
    silent.close();
    CHECK(house.until([&] { return open_descriptors() == before; }));
    CHECK(house.logs("silent TCP connection from 127.0.0.2: it has said nothing, and was closed"));
    CHECK(house.logs("no SIP from 127.0.0.3: what came is no SIP"));
    house.check_good(phone);
}

TEST_CASE("a request that nobody can be answered for is counted, and told once in ten seconds for each address that sends it") {
    House house;
    auto& phone = house.register_phone(1);
    SipCaller stranger(house, "127.0.0.2");
    for (int i = 0; i < 20; ++i) {
        stranger.start_call();
        auto text = stranger.request("INVITE", {}, Registrar::sdp);
        const auto via = text.find("Via:");
        stranger.send(text.erase(via, text.find("\r\n", via) + 2 - via));
    }
    CHECK(house.until([&] { return house.event("sip_unreadable") == 20; }));
    const std::string line = "SIP message ignored from 127.0.0.2: INVITE: no Via to answer by";
    CHECK(house.logs(line));
    for (int second = 0; second < 30; ++second) house.turn(1s);
    const auto log = house.log();
    CHECK(log.find(line, log.find(line) + 1) == log.npos);
    check_unharmed(house, phone);
}

TEST_CASE("what is no SIP is counted, and told once in ten seconds for each address that sends it, by UDP and by TCP") {
    House house;
    auto& phone = house.register_phone(1);
    ScriptedPeer noisy("127.0.0.2");
    for (int i = 0; i < 50; ++i) noisy.send_to("noise " + std::to_string(i) + "\r\n\r\n", sip_port(house));
    CHECK(house.until([&] { return house.event("sip_noise") == 50; }));
    SkinnyPhone by_tcp(sip_port(house), "127.0.0.3"), cut_short(sip_port(house), "127.0.0.4");
    for (auto* const stream : {&by_tcp, &cut_short}) {
        const std::string octets = stream == &by_tcp ? "no such thing\r\nas: this\r\n\r\n" : "it never ends";
        stream->say(Bytes(octets.begin(), octets.end()));
    }
    CHECK(house.until([&] { return house.event("sip_noise") == 51; }));
    for (int second = 0; second < 30; ++second) house.turn(1s);
    CHECK(house.until([&] { return house.event("sip_noise") == 52; }));
    for (const std::string from : {"2", "3", "4"}) {
        const std::string line = "no SIP from 127.0.0." + from + ": what came is no SIP";
        CHECK(house.logs(line));
        const auto log = house.log();
        CHECK(log.find(line, log.find(line) + 1) == log.npos);
    }
    CHECK(house.logs("no SIP from 127.0.0.2: 49 more, then no more"));
    house.check_good(phone);
}

TEST_CASE("a SIP connection on which a request was refused that cannot be read is closed soon, whatever its peer does") {
    House house;
    auto& phone = house.register_phone(1);
    const auto before = open_descriptors();
    SipStream stream(house);
    auto question = stream.options("refused");
    stream.say(question.replace(question.find("sip:"), 4, "sip: "));
    CHECK(house.until([&] { return stream.answer_to("refused") != nullptr; }));
    CHECK(stream.answer_to("refused")->status() == 400);
    CHECK(open_descriptors() == before + 2);              // both ends
    for (int second = 0; second < 3; ++second) house.turn(1s);
    CHECK(house.until([&] { return open_descriptors() == before + 1; }));
    house.check_good(phone);
}

TEST_CASE("a SIP connection that has asked something is left alone") {
    House house;
    house.register_phone(1);
    SkinnyPhone peer(sip_port(house), "127.0.0.1");
    const std::string question =
        "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKstreams\r\nMax-Forwards: 70\r\n"
        "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: streams\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    peer.say(Bytes(question.begin(), question.end()));
    house.settle();
    house.turn(11s);
    house.turn(11s);
    peer.poll();
    CHECK_FALSE(peer.is_over());
}

TEST_CASE("SIP connections are limited for one address: one more is closed, told and counted, the others stay") {
    House house({.sip = "max_connections_per_address = 3"});
    auto& phone = house.register_phone(1);
    std::list<SipStream> streams;
    for (int i = 0; i < 3; ++i) CHECK(is_answered(house, streams.emplace_back(house, "127.0.0.2"), "first" + std::to_string(i)));
    SipStream one_more(house, "127.0.0.2");
    CHECK(house.until([&] {
        one_more.poll();
        return one_more.is_over();
    }));
    CHECK(house.logs("TCP connection of 127.0.0.2 refused: [sip] max_connections_per_address"));
    CHECK(house.event("sip_connections_refused") == 1);
    int number = 0;
    for (auto& stream : streams) CHECK(is_answered(house, stream, "again" + std::to_string(++number)));
    SipStream other(house, "127.0.0.3");
    CHECK(is_answered(house, other, "other"));
    streams.pop_front();                                  // a place is free again
    house.settle();
    SipStream later(house, "127.0.0.2");
    CHECK(is_answered(house, later, "later"));
    house.check_good(phone);
}

TEST_CASE("SIP connections are limited in all: strangers are refused, the PBX gets the place of the oldest of them") {
    House house({.sip = "max_connections = 4"});
    auto& phone = house.register_phone(1);
    std::list<SipStream> strangers;
    for (int i = 0; i < 4; ++i)
        CHECK(is_answered(house, strangers.emplace_back(house, "127.0.0." + std::to_string(2 + i)),
                          "stranger" + std::to_string(i)));
    SipStream one_more(house, "127.0.0.9"), pbx(house, "127.0.0.1");
    CHECK(is_answered(house, pbx, "pbx"));
    const auto ends = [&](SipStream& stream) {
        return house.until([&] {
            stream.poll();
            return stream.is_over();
        });
    };
    CHECK(ends(one_more));
    CHECK(ends(strangers.front()));
    CHECK(house.logs("TCP connection of 127.0.0.9 refused: [sip] max_connections"));
    CHECK(house.event("sip_connections_refused") == 2);
    CHECK(is_answered(house, strangers.back(), "still"));
    house.check_good(phone);
}

TEST_CASE("two thousand SIP connections of one address take no more descriptors than one address may have") {
    House house;
    auto& phone = house.register_phone(1);
    const auto before = open_descriptors();
    for (int i = 0; i < 20; ++i) {
        std::list<SipStream> flood;
        for (int one = 0; one < 100; ++one) {
            flood.emplace_back(house, "127.0.0.2");
            house.gateway->loop().poll();                 // the queue of the stack's listener is short
        }
        CHECK(house.answers_keep_alive(phone));
        house.settle();
        CHECK(open_descriptors() <= before + 100 + 64);   // ours, and the other ends of those that stay
    }
    house.settle();
    CHECK(house.event("sip_connections_refused") >= 20 * (100 - 64));
    house.check_good(phone);
}
