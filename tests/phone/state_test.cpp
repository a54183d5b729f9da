// What the display makes of messages.
#include "tests/phone/state.hpp"

#include <doctest/doctest.h>

using namespace phone;

namespace {

sccp::CallState call_state(std::uint32_t reference, sccp::DCallState state, std::uint32_t line = 1) {
    return {state, line, reference, {}, 4, 0};
}

sccp::SelectSoftKeys keys(std::uint32_t reference, sccp::SoftKeySet set, unsigned mask) {
    return {reference == 0 ? 0u : 1u, reference, set, static_cast<sccp::SoftKeyMask>(mask)};
}

void give_keys(PhoneModelState& state) {
    sccp::SoftKeyTemplateRes labels;
    labels.definition = {{"\x80\x01", sccp::SoftKey::redial},
                         {"\x80\x02", sccp::SoftKey::new_call},
                         {"Dial", static_cast<sccp::SoftKey>(32)}};
    sccp::SoftKeySetRes sets;
    sets.definition.resize(2);
    sets.definition[0].soft_key_template_index = {1, 0, 2, 3};
    state.on(labels);
    state.on(sets);
}

} // namespace

TEST_CASE("calls are numbered as they appear; the last one touched is in front") {
    PhoneModelState state(true);
    state.on(call_state(20, sccp::DCallState::off_hook));
    state.on(call_state(21, sccp::DCallState::ring_in, 2));
    REQUIRE(state.live_calls().size() == 2);
    CHECK(state.live_calls()[0]->reference == 21);
    CHECK(state.by_number(1)->reference == 20);
    state.on(call_state(20, sccp::DCallState::connected));
    CHECK(state.live_calls()[0]->reference == 20);
    state.on(call_state(20, sccp::DCallState::on_hook));
    REQUIRE(state.live_calls().size() == 1);
    CHECK(state.find(20)->has_ended());
}

TEST_CASE("the lamp of another's line is no call") {
    PhoneModelState state(true);
    state.on(call_state(0, sccp::DCallState::call_remote_multiline, 2));
    CHECK(state.calls().empty());
    CHECK(state.facts().back().kind == "state");
}

TEST_CASE("soft keys are offered by set, mask and template, with their labels in words") {
    PhoneModelState state(true);
    give_keys(state);
    state.on(keys(0, sccp::SoftKeySet::on_hook, 0x0D));
    REQUIRE(state.idle_keys());
    const auto offered = state.offered(*state.idle_keys());
    REQUIRE(offered.size() == 3);
    CHECK(offered[0] == std::pair{1u, std::string("Redial")});
    CHECK(offered[1] == std::pair{2u, std::string("NewCall")});
    CHECK(offered[2] == std::pair{32u, std::string("Dial")});
    state.on(keys(0, sccp::SoftKeySet::on_hook, 0x02));      // the empty place
    CHECK(state.offered(*state.idle_keys()).empty());
    CHECK(state.offered({sccp::SoftKeySet::ring_in, 0xFFFF}).empty());      // a set that was never told
}

TEST_CASE("call information comes in two forms") {
    PhoneModelState state(true);
    state.on(call_state(7, sccp::DCallState::ring_in));
    sccp::CallInfo old;
    old.calling_party = "1001";
    old.calling_party_name = "Alice";
    old.call_reference = 7;
    state.on(old);
    CHECK(state.find(7)->parties.calling == Party{"Alice", "1001"});
    sccp::CallInfoV2 newer;
    newer.called_party = "1002";
    newer.last_redirecting_party_name = "Carol";
    newer.call_reference = 7;
    newer.call_type = sccp::CallType::forward_call;
    state.on(newer);
    CHECK(state.find(7)->parties.called.number == "1002");
    CHECK(state.find(7)->parties.last_redirecting.name == "Carol");
    CHECK(state.find(7)->parties.type == sccp::CallType::forward_call);
}

TEST_CASE("prompts belong to their call or to the idle phone") {
    PhoneModelState state(true);
    state.on(call_state(7, sccp::DCallState::off_hook));
    state.on(sccp::DisplayPromptStatus{0, "\x80\x20", 1, 7});
    state.on(sccp::DisplayPromptStatusV2{0, 0, 0, "\x80\x13"});
    CHECK(state.find(7)->prompt == "Enter number");
    CHECK(state.idle_prompt() == "Your current options");
    state.on(sccp::ClearPromptStatus{1, 7});
    CHECK(state.find(7)->prompt == "");
}

TEST_CASE("notices are kept by priority until they are cleared") {
    PhoneModelState state(true);
    state.on(sccp::DisplayPriNotifyV2{10, 5, "From Bob"});
    state.on(sccp::DisplayNotify{0, "Hello"});
    CHECK(state.notices().at(5) == "From Bob");
    CHECK(state.notices().at(0) == "Hello");
    state.on(sccp::ClearPriNotify{5});
    state.on(sccp::ClearNotify{});
    CHECK(state.notices().empty());
}

TEST_CASE("a call that rings silently does not hide one that rings aloud") {
    PhoneModelState state(true);
    CHECK_FALSE(state.is_ringing());
    state.on(sccp::SetRinger{sccp::RingMode::flash_only, {}, 1, 7});
    CHECK(state.ring() == sccp::RingMode::flash_only);
    state.on(sccp::SetRinger{sccp::RingMode::outside_ring, {}, 1, 8});
    CHECK(state.ring() == sccp::RingMode::outside_ring);
    state.on(sccp::SetRinger{sccp::RingMode::ring_off, {}, 1, 8});
    CHECK(state.ring() == sccp::RingMode::flash_only);
    state.on(sccp::SetRinger{sccp::RingMode::ring_off, {}, 0, 0});
    CHECK_FALSE(state.is_ringing());
}

TEST_CASE("tones stop for their call, or all for call 0") {
    PhoneModelState state(true);
    state.on(sccp::StartTone{sccp::DeviceTone::inside_dial_tone, {}, 1, 7});
    state.on(sccp::StartTone{sccp::DeviceTone::call_waiting_tone, {}, 1, 8});
    state.on(sccp::StopTone{1, 7, {}});
    REQUIRE(state.tones().size() == 1);
    CHECK(state.tones()[0].reference == 8);
    state.on(sccp::StopTone{0, 0, {}});
    CHECK(state.tones().empty());
}

TEST_CASE("a beep ends by itself") {
    PhoneModelState state(true);
    for (const auto tone : {sccp::DeviceTone::beep_bonk, sccp::DeviceTone::zip, sccp::DeviceTone::zip_zip})
        state.on(sccp::StartTone{tone, {}, 1, 5});
    CHECK(state.tones().empty());
    CHECK(state.facts().size() == 3);
}

TEST_CASE("who hangs up turns the speaker off") {
    PhoneModelState state(true);
    state.on(sccp::SetSpeakerMode{sccp::SpeakerMode::on});
    CHECK(state.speaker());
    state.sent(sccp::OnHook{1, 7});
    CHECK_FALSE(state.speaker());
}

TEST_CASE("a channel is opening until the phone has answered") {
    PhoneModelState state(true);
    sccp::OpenReceiveChannel order;
    order.pass_thru_party_id = order.call_reference = 7;
    state.on(order);
    CHECK(state.channels().at(7).phase == StreamPhase::opening);
    sccp::OpenReceiveChannelAck ack;      // a phone that answers without a party id
    state.sent(ack);
    CHECK(state.channels().at(7).phase == StreamPhase::open);
    CHECK(state.has_media());
    state.on(sccp::CloseReceiveChannel{7, 7, 7, {}});
    CHECK_FALSE(state.has_media());
    state.on(order);
    ack.media_reception_status = sccp::MediaStatus::out_of_sockets;
    state.sent(ack);
    CHECK_FALSE(state.has_media());
}

TEST_CASE("lines, speed dials, forwards and features are remembered") {
    PhoneModelState state(true);
    state.on(sccp::LineStatV2Res{1, {}, "1001", "Alice", "Alice 1001"});
    state.on(sccp::SpeedDialStatRes{3, "1002", "Bob"});
    state.on(sccp::FeatureStatV2Res{2, sccp::ButtonType::do_not_disturb, 1, "DND"});
    sccp::ForwardStatRes forward;
    forward.line_number = 1;
    forward.forward_all_active = 1;
    forward.forward_all_dirnum = "600";
    forward.forward_busy_dirnum = "not active";
    state.on(forward);
    CHECK(state.lines().at(1).label == "Alice 1001");
    CHECK(state.speed_dials().at(3) == Party{"Bob", "1002"});
    CHECK(state.features().at(2) == 1);
    CHECK(state.forwards().at(1).all == "600");
    CHECK(state.forwards().at(1).busy == "");
}

TEST_CASE("a new session starts with a blank display, but the log goes on") {
    PhoneModelState state(true);
    state.on(call_state(7, sccp::DCallState::connected));
    state.on(sccp::SetLamp{sccp::DeviceStimulus::line, 1, sccp::LampMode::on});
    const auto facts = state.next_fact();
    state.reset();
    CHECK(state.calls().empty());
    CHECK(state.lamp(sccp::DeviceStimulus::line, 1) == sccp::LampMode::off);
    CHECK(state.next_fact() == facts);
    CHECK_FALSE(state.facts().empty());
}

TEST_CASE("the memory of calls is bounded and keeps the live ones") {
    PhoneModelState state(true);
    state.on(call_state(1, sccp::DCallState::hold));
    for (std::uint32_t reference = 2; reference < 1000; ++reference) {
        state.on(call_state(reference, sccp::DCallState::off_hook));
        state.on(call_state(reference, sccp::DCallState::on_hook));
    }
    CHECK(state.calls().size() <= 128);
    CHECK(state.find(1) != nullptr);
    CHECK(state.calls().back().number == 999);
}
