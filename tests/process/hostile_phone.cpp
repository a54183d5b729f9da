// Registered phones that talk nonsense: counts, indices, calls of others, keys without a call, floods, messages of the
// other side.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/process/hostile.hpp"

namespace tests {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t last_id = 0x0200, unregister = 0x0027, register_request = 0x0001;
constexpr std::size_t longest_body = 4092;

/// The call of phone 2, which is none of ours.
std::uint32_t call_of_other(House& house) {
    for (const auto& one : house.gateway->calls())
        if (one.device == phone_name(2)) return one.call.id;
    return 0;
}

bool is_connected(House& house, std::uint32_t call) {
    const auto view = house.gateway->call(call);
    return view && view->call.state == "Connected";
}

/// A body in which every field has this value.
Bytes full_of(std::uint32_t word, std::size_t octets) {
    Bytes body(octets);
    for (std::size_t i = 0; i < octets; ++i) body[i] = static_cast<std::uint8_t>(word >> (8 * (i % 4)));
    return body;
}

/// Each id, also those of messages to phones and those of nobody, but not Register and Unregister.
void say_every_message(Stranger& phone, const Bytes& body) {
    Bytes all;
    for (std::uint32_t id = 0; id < last_id; ++id) {
        if (id == unregister || id == register_request) continue;
        const auto frame = raw_frame(id, body);
        all.insert(all.end(), frame.begin(), frame.end());
    }
    phone.say_all(all);
}

std::uint32_t own_call(Stranger& phone) {
    phone.say(sccp::EnblocCall{"1009", 1});
    REQUIRE(phone.until([&] { return phone.heard<sccp::OpenReceiveChannel>() != nullptr; }));
    return phone.heard<sccp::OpenReceiveChannel>()->call_reference;
}

/// A call that the far end has answered.
std::uint32_t own_talk(House& house, Stranger& phone) {
    const auto invites = house.pbx.count("INVITE");
    const auto call = own_call(phone);
    phone.say(sccp::OpenReceiveChannelAck{{}, sccp::Address::from_text("127.0.0.1"), 20000, call, call});
    REQUIRE(phone.until([&] { return house.pbx.count("INVITE") > invites; }));
    house.pbx.say(
        *house.pbx.last("INVITE"),
        {.headers = fmt::format("Contact: <sip:1009@127.0.0.1:{}>\r\n", house.pbx.port()), .body = Registrar::sdp});
    REQUIRE(phone.until([&] { return is_connected(house, call); }));
    return call;
}

void add(std::vector<Shape>& shapes, std::string name, std::function<void(House&, Stranger&)> play) {
    shapes.push_back({std::move(name), [play = std::move(play)](House& house) {
                          Stranger phone(house);
                          phone.register_as_first();
                          play(house, phone);
                      }});
}

// Broke others: CVE-2010-0585, CVE-2010-0586, CVE-2010-0588, CVE-2010-0151
void every_message(std::vector<Shape>& shapes) {
    add(shapes, "every message, empty", [](House&, Stranger& phone) {
        say_every_message(phone, {});
        CHECK(phone.answers_keep_alive());
    });
    for (const std::uint32_t word : {0U, 1U, 2U, 99U, 0x7FFFFFFFU, 0xFFFFFFFFU})
        for (const std::size_t octets : {4U, 16U, 64U, 2400U, 4092U})
            add(shapes, fmt::format("every message, {} octets of 0x{:X}", octets, word), [=](House&, Stranger& phone) {
                say_every_message(phone, full_of(word, octets));
                CHECK(phone.answers_keep_alive());
            });
    add(shapes, "every message about somebody else's call", [](House& house, Stranger& phone) {
        const auto foreign = call_of_other(house);
        REQUIRE(foreign != 0);
        const auto ignored = house.event("ignored_events");
        for (const std::size_t octets : {8U, 64U, 2400U}) say_every_message(phone, full_of(foreign, octets));
        CHECK(phone.answers_keep_alive());
        CHECK(house.event("ignored_events") > ignored);
        CHECK(is_connected(house, foreign));
    });
    for (const bool is_connected : {false, true})
        add(shapes, is_connected ? "every message about a call that goes on" : "every message about a call that begins",
            [=](House& house, Stranger& phone) {
                const auto call = is_connected ? own_talk(house, phone) : own_call(phone);
                for (const std::size_t octets : {8U, 64U, 2400U}) say_every_message(phone, full_of(call, octets));
                CHECK(phone.answers_keep_alive());
                for (const auto& one : house.gateway->calls())
                    if (one.device == phone_name(1)) house.gateway->hang_up(one.call.id);
            });
}

/// What says nothing about a call, and the hook of other calls and lines, ends none.
void during_a_talk(std::vector<Shape>& shapes) {
    add(shapes, "capabilities and hooks during a talk", [](House& house, Stranger& phone) {
        const auto call = own_talk(house, phone);
        const auto foreign = call_of_other(house);
        const auto errors = house.gateway->phone(phone_name(1))->decode_errors;
        sccp::CapabilitiesRes none, other, many;
        other.caps.push_back({sccp::MediaPayloadType::g722_64k, 20});
        for (std::uint32_t i = 0; i < 18; ++i) many.caps.push_back({static_cast<sccp::MediaPayloadType>(i * 2654435761U), i * 2654435761U});
        for (const auto& message : {none, other, many}) phone.say(message);
        for (const std::uint32_t id : {0x0010U, 0x0030U, 0x0043U, 0x0044U})
            for (const std::uint32_t word : {0U, 1U, 99U, 0xFFFFFFFFU}) phone.say(raw_frame(id, full_of(word, 2400)));
        CHECK(phone.answers_keep_alive());
        CHECK(is_connected(house, call));
        CHECK(house.gateway->phone(phone_name(1))->decode_errors > errors);
        const auto ignored = house.event("ignored_events");
        for (const std::uint32_t line : {0U, 1U, 2U, 99U, 0xFFFFFFFFU}) {
            for (const auto reference : {0U, call, foreign, 12345U, 0xFFFFFFFFU}) phone.say(sccp::OffHook{line, reference});
            for (const auto reference : {foreign, 12345U, 0xFFFFFFFFU}) {
                phone.say(sccp::OnHook{line, reference});
                phone.say(sccp::HeadsetStatus{});
            }
        }
        CHECK(phone.answers_keep_alive());
        CHECK(is_connected(house, call));
        CHECK(is_connected(house, foreign));
        CHECK(house.event("ignored_events") >= ignored + 15);      // each OnHook of no call of ours
        const auto byes = house.pbx.count("BYE");
        phone.say(sccp::OnHook{1, call});
        CHECK(phone.until([&] { return house.pbx.count("BYE") > byes; }));
    });
}

// Broke others: CVE-2007-4280, CVE-2010-0587
void counts(std::vector<Shape>& shapes) {
    // The count of codecs is the first word of each; capabilities come in three forms.
    for (const std::uint32_t id : {0x0010U, 0x0030U, 0x0044U})
        add(shapes, fmt::format("counts above the array in 0x{:04X}", id), [=](House& house, Stranger& phone) {
            const auto known = house.gateway->phone(phone_name(1))->decode_errors;
            for (const std::uint32_t count : {19U, 33U, 255U, 0x10000U, 0x20000000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
                auto body = full_of(0, longest_body);
                for (unsigned i = 0; i < 4; ++i) body[i] = body[i + 4] = body[i + 8] = static_cast<std::uint8_t>(count >> (8 * i));
                phone.say(raw_frame(id, body));
            }
            CHECK(phone.answers_keep_alive());
            CHECK(house.gateway->phone(phone_name(1))->decode_errors > known);
            const auto call = own_call(phone);          // what it could do before it still can
            CHECK(call != 0);
        });
}

void indices(std::vector<Shape>& shapes) {
    add(shapes, "lines, buttons and features that there are not", [](House& house, Stranger& phone) {
        const auto ignored = house.event("ignored_events");
        for (const std::uint32_t index : {0U, 2U, 43U, 99U, 65536U, 0xFFFFFFFFU}) {
            phone.say(sccp::LineStatReq{index});
            phone.say(sccp::SpeedDialStatReq{index});
            phone.say(sccp::FeatureStatReq{index, index});
            phone.say(sccp::ServiceURLStatReq{index});
            phone.say(sccp::ForwardStatReq{index});
            phone.say(sccp::OffHook{index, 0});
            phone.say(sccp::OnHook{index, 0});
            for (std::uint32_t stimulus = 0; stimulus < 0x100; ++stimulus)
                phone.say(sccp::Stimulus{static_cast<sccp::DeviceStimulus>(stimulus), index, 0, 0});
        }
        CHECK(phone.answers_keep_alive());
        CHECK(house.event("ignored_events") > ignored);
    });
    add(shapes, "soft keys without a call, and for a call of another phone", [](House& house, Stranger& phone) {
        const auto ignored = house.event("ignored_events");
        for (const auto call : {0U, 12345U, call_of_other(house)})
            for (const std::uint32_t line : {0U, 1U, 2U, 99U, 0xFFFFFFFFU})
                for (std::uint32_t key = 0; key < 210; ++key) phone.say(sccp::SoftKeyEvent{static_cast<sccp::SoftKey>(key), line, call});
        CHECK(phone.answers_keep_alive());
        CHECK(house.event("ignored_events") > ignored);
        CHECK(phone.count<sccp::StartTone>() > 0);                 // a key that cannot be is answered by a tone
        CHECK(is_connected(house, call_of_other(house)));
    });
    add(shapes, "acknowledgements that nobody asked for", [](House& house, Stranger& phone) {
        const auto here = sccp::Address::from_text("127.0.0.1");
        const auto ignored = house.event("ignored_events");
        for (const auto call : {0U, 12345U, 0xFFFFFFFFU, call_of_other(house)}) {
            phone.say(sccp::OpenReceiveChannelAck{{}, here, 20000, call, call});
            phone.say(sccp::StartMediaTransmissionAck{call, call, call, here, 20000, {}});
            phone.say(sccp::PortRes{call, call, call, here, 20000, 20001, {}});
            phone.say(sccp::ConnectionStatisticsRes{{}, call, {}, 0xFFFFFFFFU, 0xFFFFFFFFU, 0, 0, 0xFFFFFFFFU, 0, 0, {}});
            phone.say(sccp::MediaTransmissionFailure{call, call, here, 1, call});
        }
        CHECK(phone.answers_keep_alive());
        CHECK(house.event("ignored_events") >= ignored + 4);       // of each call at least what says a port
        CHECK(is_connected(house, call_of_other(house)));
    });
}

// Broke others: CVE-2012-2415
void floods(std::vector<Shape>& shapes) {
    add(shapes, "hook flood", [](House&, Stranger& phone) {
        for (int i = 0; i < 3000; ++i) {
            phone.say_all(frame_of(sccp::OffHook{1, 0}));
            phone.say_all(frame_of(sccp::OnHook{1, 0}));
        }
        CHECK(phone.answers_keep_alive());
    });
    add(shapes, "digit flood", [](House&, Stranger& phone) {
        phone.say(sccp::OffHook{1, 0});
        for (std::uint32_t i = 0; i < 5000; ++i)
            phone.say_all(frame_of(sccp::KeypadButton{static_cast<sccp::KeyPadButton>(i % 20), i % 3, 0}));
        CHECK(phone.answers_keep_alive());
        phone.say(sccp::OnHook{1, 0});
    });
    add(shapes, "a thousand digits en bloc", [](House& house, Stranger& phone) {
        const auto invites = house.pbx.count("INVITE");
        phone.say(raw_frame(0x0004, Bytes(1000, '5')));
        CHECK(phone.answers_keep_alive());
        if (const auto* order = phone.heard<sccp::OpenReceiveChannel>()) {
            phone.say(sccp::OpenReceiveChannelAck{
                {}, sccp::Address::from_text("127.0.0.1"), 20000, order->pass_thru_party_id, order->call_reference});
            REQUIRE(phone.until([&] { return house.pbx.count("INVITE") > invites; }));
            CHECK(house.pbx.last("INVITE")->first_line().find(std::string(33, '5')) == std::string::npos);
        }
    });
    for (const std::string number : {"1009@evil.test", "1009;phone-context=x", "%0d%0aX: y", "<script>",
                                     "sip:1@127.0.0.1", "1 2\r\n3", "\xC3\x28\xFF", "'; DROP"})
        add(shapes, "a number that is none: " + number, [=](House& house, Stranger& phone) {
            const auto invites = house.pbx.count("INVITE");
            phone.say(sccp::EnblocCall{number, 1});
            CHECK(phone.answers_keep_alive());
            if (const auto* order = phone.heard<sccp::OpenReceiveChannel>())
                phone.say(sccp::OpenReceiveChannelAck{{},
                                                      sccp::Address::from_text("127.0.0.1"),
                                                      20000,
                                                      order->pass_thru_party_id,
                                                      order->call_reference});
            CHECK(phone.answers_keep_alive());
            house.settle();
            if (house.pbx.count("INVITE") == invites) return;
            FAIL_CHECK(house.pbx.last("INVITE")->first_line());
        });
    add(shapes, "user data of ever new kinds", [](House&, Stranger& phone) {
        for (std::uint32_t i = 0; i < 500; ++i) {
            phone.say_all(raw_frame(0x002E, full_of(i, 2000)));
            phone.say_all(raw_frame(0x0041, full_of(i * 2654435761U, 2000)));
        }
        CHECK(phone.answers_keep_alive());
    });
}

} // namespace

std::vector<Shape> phone_shapes() {
    std::vector<Shape> shapes;
    every_message(shapes);
    during_a_talk(shapes);
    counts(shapes);
    indices(shapes);
    floods(shapes);
    return shapes;
}

} // namespace tests
