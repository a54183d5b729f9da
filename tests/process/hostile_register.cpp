// Before Register, and Registers that no phone sends.
#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/process/hostile.hpp"

namespace tests {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t name_octets = 16;
constexpr std::size_t header = 12;

sccp::RegisterReq good_register() {
    sccp::RegisterReq message;
    message.device_name = phone_name(1);
    message.device_type = sccp::DeviceType::cisco_7960;
    message.max_streams = 5;
    message.protocol_ver = 5;
    return message;
}

/// The sixteen octets of the name as they are, without a NUL behind them.
Bytes with_name(std::string_view name) {
    auto frame = frame_of(good_register());
    std::fill_n(frame.begin() + header, name_octets, std::uint8_t{});
    std::copy_n(name.begin(), std::min(name.size(), name_octets), frame.begin() + header);
    return frame;
}

void before_register(std::vector<Shape>& shapes) {
    for (const int filling : {-1, 0x00, 0x01, 0x41, 0xFF})
        shapes.push_back({fmt::format("every message before Register, {}",
                                      filling < 0 ? "empty" : fmt::format("full of 0x{:02X}", filling)),
                          [=](House& house) {
                              const auto tokens = [](std::uint32_t id) { return id == 0x0001 || id == 0x0029 || id == 0x8000; };
                              Stranger stranger(house);
                              Bytes all;
                              for (std::uint32_t id = 0; id < 0x200; ++id) {
                                  if (tokens(id)) continue;
                                  const auto frame = raw_frame(id, filling < 0 ? Bytes{} : Bytes(2400, static_cast<std::uint8_t>(filling)));
                                  all.insert(all.end(), frame.begin(), frame.end());
                              }
                              stranger.say_all(all);
                              CHECK(stranger.answers_keep_alive());
                              // nothing else was answered
                              CHECK(stranger.count<sccp::KeepAliveAck>() == stranger.inbox.size());
                              CHECK(house.phone_state(1) != "Ready");
                              CHECK(house.phone_state(1) != "Configuring");
                          }});
    shapes.push_back({"tokens for names that are none", [](House& house) {
                          Stranger stranger(house);
                          for (const char* const name : {"", "../../etc", "%n%n%n%n", "SEPFFFFFFFFFFFF", "a\r\nb"}) {
                              sccp::RegisterTokenReq token;
                              token.device_name = name;
                              stranger.say(token);
                              sccp::SPCPRegisterTokenReq other;
                              other.device_name = name;
                              stranger.say(other);
                          }
                          CHECK(stranger.until([&] {
                              return stranger.count<sccp::RegisterTokenReject>() == 5 &&
                                     stranger.count<sccp::SPCPRegisterTokenReject>() == 5;
                          }));
                      }});
}

// Broke others: CVE-2011-4487
void hostile_names(std::vector<Shape>& shapes) {
    using namespace std::string_view_literals;
    for (const auto name : {""sv, "\0EP001120AABB01"sv, "';DROP TABLE x;"sv, "\" OR \"1\"=\"1"sv, "%s%n%x%s%n%x%s"sv,
                            "../../../../etc"sv, "..\\..\\windows\\w"sv, "SEP\r\nX: y\r\n"sv, "<script>x()</sc"sv,
                            "<!ENTITY a \"b\">"sv, "$(reboot)"sv, "\xC3\x28\xFF\xFE\xF0\x9F\x98"sv,
                            "SEP001120AABB011"sv, "SEP001120AABB01 "sv, "sep 001120aabb0"sv, "AAAAAAAAAAAAAAAA"sv})
        shapes.push_back({"Register as " + std::string(name), [=](House& house) {
                              const auto rejected = house.event("register_rejected");
                              Stranger stranger(house);
                              stranger.say(with_name(name));
                              CHECK(stranger.is_turned_away());
                              CHECK(stranger.heard<sccp::RegisterReject>());
                              CHECK(house.event("register_rejected") == rejected + 1);
                          }});
}

// Broke others: CVE-2011-4486
void hostile_fields(std::vector<Shape>& shapes) {
    shapes.push_back({"Register cut at every octet", [](House& house) {
                          const auto whole = frame_of(good_register());
                          for (std::size_t size = 0; size + header < whole.size(); ++size) {
                              Stranger stranger(house);
                              stranger.say(
                                  raw_frame(0x0001, Bytes(whole.begin() + header,
                                                          whole.begin() + static_cast<std::ptrdiff_t>(header + size))));
                              CHECK((stranger.answers_keep_alive() || stranger.is_over()));
                          }
                      }});
    shapes.push_back({"Register with every octet behind the name set in turn", [](House& house) {
                          const auto whole = frame_of(good_register());
                          for (std::size_t at = header + name_octets; at < whole.size(); ++at) {
                              auto frame = whole;
                              frame[at] = 0xFF;
                              Stranger stranger(house);
                              stranger.say(frame);
                              CHECK(stranger.answers_keep_alive());
                          }
                      }});
    shapes.push_back({"Register with everything behind the name set, and a long tail", [](House& house) {
                          for (const std::size_t tail : {0U, 1000U, 3000U}) {
                              auto frame = frame_of(good_register());
                              frame.resize(frame.size() + tail);
                              std::fill(frame.begin() + header + name_octets, frame.end(), std::uint8_t{0xFF});
                              sccp::write_header(0x0001, 0, frame);
                              Stranger stranger(house);
                              stranger.say(frame);
                              CHECK(stranger.answers_keep_alive());
                              CHECK(stranger.heard<sccp::RegisterAck>());
                          }
                      }});
}

// Broke others: viproy
void whose_register(std::vector<Shape>& shapes) {
    shapes.push_back({"Register five hundred times on one connection", [](House& house) {
                          Stranger phone(house);
                          for (int i = 0; i < 500; ++i) house.say_register(phone, 1);
                          CHECK(phone.answers_keep_alive());
                      }});
    shapes.push_back({"Register for each other device on a registered connection", [](House& house) {
                          Stranger phone(house);
                          phone.register_as_first();
                          for (const unsigned other : {2U, 3U, 2U, 999U}) house.say_register(phone, other);
                          CHECK(phone.answers_keep_alive());
                          CHECK(house.phone_state(2) == "Ready");
                          CHECK(house.phone_state(3) != "Ready");
                      }});
    shapes.push_back({"Register from a hundred addresses for a phone that lives", [](House& house) {
                          Stranger phone(house);
                          phone.register_as_first();
                          const auto asked = phone.count<sccp::CapabilitiesReq>();
                          std::vector<std::unique_ptr<Stranger>> thieves;
                          for (int i = 0; i < 100; ++i) {
                              thieves.push_back(std::make_unique<Stranger>(house, fmt::format("127.0.6.{}", 1 + i)));
                              house.say_register(*thieves.back(), 1);
                          }
                          CHECK(phone.until([&] { return phone.count<sccp::CapabilitiesReq>() > asked; }));
                          CHECK(phone.answers_keep_alive());
                          for (auto& thief : thieves) {
                              CHECK(thief->is_turned_away());
                              CHECK_FALSE(thief->heard<sccp::RegisterAck>());
                          }
                          CHECK(phone.answers_keep_alive());
                          // One after the other they are no reason for a question each: the phone would do nothing but
                          // answer.
                          const auto began = std::chrono::steady_clock::now();
                          const auto before = phone.count<sccp::CapabilitiesReq>();
                          const auto known = house.event("duplicate_registrations");
                          house.beside = [&phone, answered = before]() mutable {
                              phone.poll();
                              for (const auto now = phone.count<sccp::CapabilitiesReq>(); answered < now; ++answered)
                                  phone.say(sccp::CapabilitiesRes{});
                          };
                          for (int i = 0; i < 100; ++i) {
                              Stranger thief(house, fmt::format("127.0.6.{}", 1 + i));
                              house.say_register(thief, 1);
                              CHECK(thief.is_turned_away());
                              CHECK(thief.heard<sccp::RegisterReject>());
                              CHECK(phone.answers_keep_alive());
                          }
                          house.beside = nullptr;
                          CHECK(house.event("duplicate_registrations") == known + 100);
                          CHECK(phone.count<sccp::CapabilitiesReq>() - before <=
                                static_cast<std::size_t>(2 + (std::chrono::steady_clock::now() - began) / 5s));
                      }});
    shapes.push_back({"Register from two hundred connections of its own address", [](House& house) {
                          std::vector<std::unique_ptr<Stranger>> all;
                          for (int i = 0; i < 200; ++i) {
                              all.push_back(std::make_unique<Stranger>(house));
                              house.say_register(*all.back(), 1);
                          }
                          auto& last = *all.back();
                          CHECK(last.until([&] { return last.heard<sccp::RegisterAck>() != nullptr; }));
                          CHECK(last.answers_keep_alive());
                          for (auto& one : all)
                              if (one.get() != &last) CHECK(one->is_turned_away());
                      }});
    shapes.push_back({"Registers of a thousand phones that nobody configured", [](House& house) {
                          for (int i = 0; i < 1000; ++i) {
                              Stranger stranger(house, fmt::format("127.0.7.{}", 1 + i % 200));
                              stranger.say(with_name(fmt::format("SEPBAD{:09}", i)));
                              if (i % 10 == 0) house.settle();
                          }
                      }});
}

void vanishing(std::vector<Shape>& shapes) {
    for (const bool politely : {true, false})
        shapes.push_back({politely ? "FIN after each step of a registration" : "RST after each step of a registration", [=](House& house) {
                              sccp::CapabilitiesRes codecs;
                              codecs.caps.push_back({sccp::MediaPayloadType::g711_alaw64k, 20});
                              const std::vector<sccp::FromPhone> steps{sccp::Alarm{},
                                                                       good_register(),
                                                                       sccp::IpPort{},
                                                                       codecs,
                                                                       sccp::ButtonTemplateReq{},
                                                                       sccp::SoftKeyTemplateReq{},
                                                                       sccp::SoftKeySetReq{},
                                                                       sccp::LineStatReq{1},
                                                                       sccp::TimeDateReq{}};
                              for (std::size_t last = 0; last < steps.size(); ++last)
                                  for (const bool is_read : {true, false}) {
                                      Stranger phone(house);
                                      for (std::size_t i = 0; i <= last; ++i) phone.say(steps[i]);
                                      if (is_read) house.settle();
                                      politely ? phone.close() : phone.reset();
                                      house.settle();
                                  }
                          }});
}

} // namespace

std::vector<Shape> register_shapes() {
    std::vector<Shape> shapes;
    before_register(shapes);
    hostile_names(shapes);
    hostile_fields(shapes);
    whose_register(shapes);
    vanishing(shapes);
    return shapes;
}

} // namespace tests
