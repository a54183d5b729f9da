// Framing and TCP: every class of length, every cut, strangers of other protocols, connections that come and go.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/process/hostile.hpp"

namespace tests {

using namespace std::chrono_literals;

// ---- what hostile phones have in common

House::Options unhurried() {
    House::Options options;
    options.phones = 3;
    options.sccp = "message_rate = 100000\nmessage_burst = 1000000";
    return options;
}

void Stranger::say_all(const Bytes& bytes) {
    std::size_t said = 0;
    CHECK(until([&] {
        said += say(Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(said), bytes.end()));
        return said == bytes.size() || is_over();
    }));
}

bool Stranger::until(const std::function<bool()>& is_true) {
    return house_.until([&] {
        poll();
        return is_true();
    });
}

bool Stranger::answers_keep_alive() {
    const auto before = count<sccp::KeepAliveAck>();
    say(sccp::KeepAliveReq{});
    return until([&] { return count<sccp::KeepAliveAck>() > before || is_over(); }) && !is_over();
}

void Stranger::register_as_first() {
    house_.say_register(*this, 1);
    CHECK(until([&] { return heard<sccp::RegisterAck>() != nullptr || is_over(); }));
    house_.configure(*this);
    CHECK(until([&] { return house_.phone_state(1) == "Ready"; }));
}

namespace {

Bytes with_length(std::uint32_t length, std::size_t octets) {
    Bytes frame(octets, 0x41);
    for (unsigned i = 0; i < 4; ++i) frame[i] = static_cast<std::uint8_t>(length >> (8 * i));
    return frame;
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes handshake() {
    sccp::RegisterReq message;
    message.device_name = phone_name(1);
    message.device_type = sccp::DeviceType::cisco_7960;
    message.protocol_ver = 5;
    sccp::CapabilitiesRes codecs;
    codecs.caps.push_back({sccp::MediaPayloadType::g711_alaw64k, 20});
    return joined({frame_of(message), frame_of(codecs), frame_of(sccp::ButtonTemplateReq{}), frame_of(sccp::SoftKeyTemplateReq{}),
                   frame_of(sccp::SoftKeySetReq{}), frame_of(sccp::TimeDateReq{}), frame_of(sccp::KeepAliveReq{})});
}

// Broke others: CVE-2006-5444, CVE-2007-3764
void impossible_lengths(std::vector<Shape>& shapes) {
    // Signed, wrapped around by the eight octets of the header, byte-swapped: none of them is a length.
    for (const std::uint32_t length :
         {0U, 1U, 3U, 4097U, 4104U, 0xFFFFU, 0x01000000U, 0x04000000U, 0x7FFFFFF7U, 0x7FFFFFFFU, 0x80000000U,
          0x80000004U, 0xFFFFFFF7U, 0xFFFFFFF8U, 0xFFFFFFFBU, 0xFFFFFFFFU})
        for (const std::size_t behind : {4U, 12U, 6000U})
            shapes.push_back({fmt::format("length 0x{:X} with {} octets", length, behind), [=](House& house) {
                                  Stranger stranger(house);
                                  stranger.say(with_length(length, behind));
                                  CHECK(stranger.is_turned_away());
                              }});
}

void possible_lengths(std::vector<Shape>& shapes) {
    shapes.push_back({"every length from 4 to 4096 in turn", [](House& house) {
                          Stranger stranger(house);
                          Bytes all;
                          for (std::uint32_t length = 4; length <= 4096; length += length < 300 ? 1 : 47) {
                              auto frame = with_length(length, length + 8);
                              frame[8] = frame[9] = 0x77;          // nobody's id
                              all.insert(all.end(), frame.begin(), frame.end());
                          }
                          stranger.say_all(all);
                          CHECK(stranger.answers_keep_alive());
                      }});
}

void other_protocols(std::vector<Shape>& shapes) {
    const std::pair<const char*, Bytes> others[] = {
        {"HTTP", bytes_of("GET / HTTP/1.1\r\nHost: gateway\r\n\r\n")},
        {"TLS", {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03}},
        {"SSH", bytes_of("SSH-2.0-OpenSSH_9.2\r\n")},
        {"SIP", bytes_of("INVITE sip:1001@gateway SIP/2.0\r\nContent-Length: 0\r\n\r\n")},
        {"SMB", {0x00, 0x00, 0x00, 0x85, 0xFF, 'S', 'M', 'B', 0x72}},
        {"empty lines", bytes_of("\r\n\r\n\r\n\r\n")},
    };
    for (const auto& other : others)
        shapes.push_back({other.first + std::string(" on the port"), [bytes = other.second](House& house) {
                              Stranger stranger(house);
                              stranger.say(bytes);
                              CHECK(stranger.is_turned_away());
                              CHECK(stranger.inbox.empty());
                          }});
}

// Broke others: CVE-2017-9358
void half_frames(std::vector<Shape>& shapes) {
    const auto whole = frame_of(sccp::Alarm{});
    for (const std::size_t size : {1U, 3U, 4U, 8U, 11U, 12U, 40U}) {
        const Bytes half(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        shapes.push_back({fmt::format("{} octets of a message, then FIN", size), [=](House& house) {
                              Stranger stranger(house);
                              stranger.say(half);
                              stranger.shut();
                              CHECK(stranger.is_turned_away());
                          }});
        shapes.push_back({fmt::format("{} octets of a message, then RST", size), [=](House& house) {
                              Stranger stranger(house);
                              stranger.say(half);
                              house.settle();
                              stranger.reset();
                          }});
    }
    shapes.push_back({"half a message, then silence or a trickle: both end at the deadline", [=](House& house) {
                          Stranger silent(house), trickles(house);
                          silent.say(Bytes(whole.begin(), whole.begin() + 10));
                          for (std::size_t i = 0; i < 10; ++i) {
                              trickles.say(Bytes{whole[i]});
                              house.turn(1100ms);
                          }
                          CHECK(silent.is_turned_away());
                          CHECK(trickles.is_turned_away());
                      }});
}

// Broke others: CVE-2010-0584, CVE-2008-3810, CVE-2008-3811
void good_and_bad_together(std::vector<Shape>& shapes) {
    shapes.push_back({"a whole handshake in one segment", [](House& house) {
                          Stranger phone(house);
                          phone.say(handshake());
                          CHECK(phone.until([&] { return phone.heard<sccp::KeepAliveAck>() != nullptr; }));
                          CHECK(phone.heard<sccp::RegisterAck>());
                          CHECK(phone.heard<sccp::ButtonTemplateRes>());
                          CHECK(phone.until([&] { return house.phone_state(1) == "Ready"; }));
                      }});
    shapes.push_back({"a handshake octet by octet", [](House& house) {
                          Stranger phone(house);
                          for (const auto octet : handshake()) {
                              phone.say(Bytes{octet});
                              house.gateway->loop().poll();
                          }
                          CHECK(phone.until([&] { return house.phone_state(1) == "Ready"; }));
                      }});
    shapes.push_back({"noise behind a handshake", [](House& house) {
                          Stranger phone(house);
                          phone.say(joined({handshake(), Bytes(64, 0xA5)}));
                          CHECK(phone.is_turned_away());
                          CHECK(house.until([&] { return house.phone_state(1) == "Lost"; }));
                      }});
}

// Broke others: CVE-2009-2053, CVE-2017-17090
void comers_and_goers(std::vector<Shape>& shapes) {
    shapes.push_back({"a thousand connections that come and go", [](House& house) {
                          for (int i = 0; i < 1000; ++i) {
                              Stranger stranger(house, fmt::format("127.0.5.{}", 1 + i % 250));
                              if (i % 3 == 0) stranger.reset();
                              if (i % 3 == 1) stranger.say(Bytes{4, 0});
                              if (i % 20 == 0) house.settle();
                          }
                      }});
    shapes.push_back({"three hundred that send FIN at once and wait", [](House& house) {
                          std::vector<std::unique_ptr<Stranger>> all;
                          for (int i = 0; i < 300; ++i) all.push_back(std::make_unique<Stranger>(house, "127.0.5.1"));
                          for (auto& one : all) one->shut();
                          for (auto& one : all) CHECK(one->is_turned_away());
                      }});
    shapes.push_back({"who sees no acknowledgement asks for megabytes and reads nothing", [](House& house) {
                          SkinnyPhone deaf(house.sccp_port(), "127.0.4.1", 2048);
                          house.say_register(deaf, 1);
                          CHECK(house.until([&] { return house.phone_state(1) == "Configuring"; }));
                          for (int i = 0; i < 200'000 && house.phone_state(1) == "Configuring"; ++i) {
                              deaf.say(sccp::SoftKeySetReq{});
                              if (i % 100 == 0) house.settle();
                          }
                          CHECK(house.until([&] { return house.phone_state(1) == "Lost"; }));
                      }});
}

} // namespace

std::vector<Shape> framing_shapes() {
    std::vector<Shape> shapes;
    impossible_lengths(shapes);
    possible_lengths(shapes);
    other_protocols(shapes);
    half_frames(shapes);
    good_and_bad_together(shapes);
    comers_and_goers(shapes);
    return shapes;
}

} // namespace tests
