// What others make the gateway ask a phone: who registers under its name, and a PBX that moves the audio. The phone
// keeps its name and its call.
#include <doctest/doctest.h>

#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using tests::House;

namespace {

/// Answers each CapabilitiesReq, like any phone that is there.
void answer_probes(House& house, tests::SkinnyPhone& phone) {
    sccp::CapabilitiesRes codecs;
    codecs.caps.push_back({sccp::MediaPayloadType::g711_alaw64k, 20});
    house.beside = [&phone, codecs, answered = phone.count<sccp::CapabilitiesReq>()]() mutable {
        for (const auto asked = phone.count<sccp::CapabilitiesReq>(); answered < asked; ++answered) phone.say(codecs);
    };
}

/// Says all that in one write, and is still there when the time is over in which a phone may send too much.
void check_may_say(House& house, tests::SkinnyPhone& phone, const std::vector<sccp::FromPhone>& answers, std::uint32_t call) {
    constexpr unsigned version = 5;                       // the one that House::say_register offers
    tests::Bytes all;
    for (const auto& answer : answers) {
        const auto frame = tests::frame_of(answer, version);
        all.insert(all.end(), frame.begin(), frame.end());
    }
    CHECK(phone.say(all) == all.size());
    for (int i = 0; i < 12; ++i) {
        house.turn(1s);
        REQUIRE_FALSE(phone.is_over());
        CHECK(house.answers_keep_alive(phone));
    }
    CHECK(house.event("sessions_slowed") == 0);
    const auto view = house.gateway->call(call);
    REQUIRE(view);
    CHECK(view->call.state == "Connected");
    phone.say(sccp::OnHook{1, call});
    house.check_good(phone);
}

} // namespace

// Broke others: viproy
TEST_CASE("a flood of Registers for one name from many addresses leaves its phone alone, which is asked once for many of them") {
    constexpr int thieves = 200;
    House house;
    auto& phone = house.register_phone(1);
    const auto reference = house.call(phone);
    const auto asked = phone.count<sccp::CapabilitiesReq>();
    const auto began = std::chrono::steady_clock::now();
    answer_probes(house, phone);
    for (int i = 0; i < thieves; ++i) {
        tests::SkinnyPhone thief(house.sccp_port(), "127.0.3." + std::to_string(1 + i % 100));
        house.say_register(thief, 1);
        REQUIRE(house.until([&] {
            thief.poll();
            return thief.is_over();
        }));
        CHECK_FALSE(thief.heard<sccp::RegisterAck>());
        CHECK(thief.heard<sccp::RegisterReject>());
        if (i % 10 == 9) house.turn(750ms);
        if (i % 20 == 19) CHECK(house.answers_keep_alive(phone));
    }
    CHECK(phone.count<sccp::CapabilitiesReq>() - asked <= static_cast<std::size_t>(2 + (std::chrono::steady_clock::now() - began) / 5s));
    CHECK(house.event("register_rejected") == thieves);
    CHECK(house.event("duplicate_registrations") == thieves);
    CHECK(house.logs("127.0.3.1 wanted to register as this phone, which lives at 127.0.0.1"));
    CHECK(house.event("sessions_slowed") == 0);
    CHECK(house.gateway->call(reference)->call.state == "Connected");
    CHECK(house.gateway->phone(tests::phone_name(1))->phone.address == "127.0.0.1");
    phone.say(sccp::OnHook{1, reference});
    house.check_good(phone);
    // A phone that has moved gets its name all the same, when what the old connection has said is no news any more.
    house.beside = nullptr;
    house.turn(6s);
    auto& moved = house.connect("127.0.0.3");
    house.say_register(moved, 1);
    house.settle();
    CHECK_FALSE(moved.heard<sccp::RegisterAck>());
    house.turn(2100ms);
    CHECK(house.until([&] { return moved.heard<sccp::RegisterAck>() != nullptr; }));
    house.configure(moved);
    CHECK(house.until([&] { return house.line_state(1) == "Registered"; }));
    house.check_good(moved);
}

TEST_CASE("a flood of Registers that do not wait for an answer: a question that is out is not asked again, and its answer is not charged") {
    House house;
    auto& phone = house.register_phone(1);
    const auto reference = house.call(phone);
    const auto asked = phone.count<sccp::CapabilitiesReq>();
    for (int i = 0; i < 1000; ++i) {
        tests::SkinnyPhone thief(house.sccp_port(), "127.0.3." + std::to_string(1 + i % 200));
        house.say_register(thief, 1);
        for (int turn = 0; turn < 3; ++turn) house.gateway->loop().poll();
        thief.reset();
        house.gateway->loop().poll();
        phone.poll();
        CHECK_FALSE(thief.heard<sccp::RegisterAck>());
    }
    house.settle();
    const auto questions = phone.count<sccp::CapabilitiesReq>() - asked;
    CHECK(questions == 1);
    sccp::CapabilitiesRes codecs;
    codecs.caps.push_back({sccp::MediaPayloadType::g711_alaw64k, 20});
    check_may_say(house, phone, std::vector<sccp::FromPhone>(questions, codecs), reference);
    CHECK(house.gateway->phone(tests::phone_name(1))->phone.address == "127.0.0.1");
}

TEST_CASE("a phone that is read slowly lives, too: what it has said is not read yet") {
    House house;
    auto& phone = house.register_phone(1);
    auto& other = house.register_phone(2);
    const auto keep_alive = tests::raw_frame(0x0000);
    tests::Bytes many;
    for (int i = 0; i < 4096; ++i) many.insert(many.end(), keep_alive.begin(), keep_alive.end());
    CHECK(phone.say(many) == many.size());
    REQUIRE(house.until([&] { return house.event("sessions_slowed") == 1; }));
    auto& thief = house.connect("127.0.3.1");
    house.say_register(thief, 1);
    for (int turn = 0; turn < 5; ++turn) house.gateway->loop().poll();
    house.turn(2100ms);
    CHECK(house.until([&] { return thief.is_over(); }));
    CHECK_FALSE(thief.heard<sccp::RegisterAck>());
    CHECK(thief.heard<sccp::RegisterReject>());
    CHECK_FALSE(phone.is_over());
    house.check_good(other);
}

TEST_CASE("a PBX that moves the audio of a call a thousand times: the phone is not dropped for what it has to acknowledge") {
    House house;
    auto& phone = house.register_phone(1);
    tests::SipCaller caller(house);
    caller.say("INVITE", {}, tests::Registrar::sdp);
    const auto reference = tests::ringing_call(house);
    tests::answer_call(house, phone, reference);
    caller.learn(caller.expect(200, "INVITE"));
    caller.say("ACK");
    REQUIRE(house.until([&] { return tests::state_of(house, reference) == "Connected" && phone.heard<sccp::StartMediaTransmission>(); }));
    for (int i = 0; i < 1000; ++i) {
        std::string there = tests::Registrar::sdp;
        there.replace(there.find("30000"), 5, std::to_string(30002 + 2 * i));
        there.replace(there.find("9 9 IN"), 6, "9 " + std::to_string(10 + i) + " IN");
        caller.say("UPDATE", {}, there);
        caller.expect(200, "UPDATE");
    }
    house.settle();
    std::vector<sccp::FromPhone> answers;
    for (const auto& message : phone.inbox)
        if (const auto* start = std::get_if<sccp::StartMediaTransmission>(&message))
            answers.emplace_back(sccp::StartMediaTransmissionAck{start->conference_id, start->pass_thru_party_id, start->call_reference,
                                                                 sccp::Address::from_text("127.0.0.1"), 20000, {}});
    CHECK(answers.size() >= 1000);
    check_may_say(house, phone, answers, reference);
}
