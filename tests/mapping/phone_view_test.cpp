// What a phone shows, plays and opens.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mapping/phone_view.hpp"
#include "tests/support/shown.hpp"

using namespace mapping;
using tests::Shown;
using std::chrono::seconds;
using State = LegDisplayState;
using Call = sccp::DCallState;
using Lamp = sccp::LampMode;
using Set = sccp::SoftKeySet;

namespace {

/// 7960 as in the field: protocol 11 with dynamic messages, no UTF-8. `fixed`: the same without the feature bit.
constexpr std::uint32_t features_7960 = 0x8560, features_fixed = 0x8460;

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("prompts and notices take the form that the phone understands") {
    struct Row { unsigned protocol; std::uint32_t features; bool dynamic; };
    const Row rows[] = {{17, 0x8572, true}, {8, 0x0100, true}, {7, 0x8572, false}, {17, 0x8472, false}, {3, 0, false}};
    for (const auto& row : rows) {
        CAPTURE(row.protocol);
        Shown s("7941", row.protocol, row.features);
        s.view.prompt(Label::connected, 1, 7);
        s.view.notify(Label::you_have_voice_mail);
        s.view.priority_notify(Notice::information, "Hello");
        s.view.call_info({});
        const Names fixed{"DisplayPromptStatus", "DisplayNotify", "DisplayPriNotify", "CallInfo"};
        const Names dynamic{"DisplayPromptStatusV2", "DisplayNotifyV2", "DisplayPriNotifyV2", "CallInfoV2"};
        CHECK(s.phone.names() == (row.dynamic ? dynamic : fixed));
    }
}

TEST_CASE("a prompt has its line, call, time and text") {
    Shown s;
    s.view.prompt(Label::from + Text("Zo\u00eb"), 2, 7, seconds{5});
    const auto prompt = s.phone.one<sccp::DisplayPromptStatusV2>();
    CHECK(prompt.text == "\200\27Zo\u00eb");
    CHECK(prompt.timeout == 5);
    CHECK(prompt.line_instance == 2);
    CHECK(prompt.call_reference == 7);
}

TEST_CASE("texts are cut and written as the phone can show them") {
    const Text caller = Label::from + Text("M\u00fcller, Zentrale Auftragsannahme und Versand");
    Shown latin("7960", 11, features_fixed);
    latin.view.prompt(caller, 1, 7);
    CHECK(latin.phone.one<sccp::DisplayPromptStatus>().prompt_status == "\200\27M\xfcller, Zentrale Auftragsanna");

    Shown polish("7960", 11, features_7960);
    polish.options.codepage = "ISO8859-2";
    polish.view.prompt("\u0141\u00f3d\u017a", 1, 7);
    CHECK(polish.phone.one<sccp::DisplayPromptStatusV2>().text == "\xa3\xf3" "d\xbc");

    Shown unknown_page("7960", 11, features_7960);
    unknown_page.options.codepage = "KOI8";
    unknown_page.view.prompt("M\u00fcller", 1, 7);
    CHECK(unknown_page.phone.one<sccp::DisplayPromptStatusV2>().text == "M\xfcller");

    Shown plain("7941");
    plain.options.plain_labels = true;
    plain.view.prompt(caller, 1, 7);
    CHECK(plain.phone.one<sccp::DisplayPromptStatusV2>().text.str().find("From M\u00fcller") == 0);

    Shown old("7912", 5, 0);                 // shows some label codes raw
    old.view.prompt(Label::connected, 1, 7);
    CHECK(old.phone.one<sccp::DisplayPromptStatus>().prompt_status == "Connected");
}

TEST_CASE("phones without a prompt line, and such with labels only") {
    Shown ata("ATA 186", 3, 0);
    REQUIRE(ata.context.model->no_prompt_display);
    ata.view.prompt(Label::connected, 1, 7);
    ata.view.clear_prompt(1, 7);
    ata.view.notify("x");
    ata.view.clear_notify();
    ata.view.priority_notify(Notice::incoming_call, "x");
    ata.view.clear_priority_notify(Notice::incoming_call);
    CHECK(ata.phone.sent.empty());
    ata.view.call_info({});
    CHECK(ata.phone.names() == Names{"CallInfo"});   // becomes caller identification on its port

    Shown limited("6941", 17);
    REQUIRE(limited.context.model->label_limited);
    limited.view.prompt(Label::from + Text("321"), 1, 7);
    CHECK(limited.phone.one<sccp::DisplayPromptStatusV2>().text == "\200\27");
    limited.phone.sent.clear();
    limited.view.prompt("Declined", 1, 7);           // better nothing than what was there before
    CHECK(limited.phone.names() == Names{"ClearPromptStatus"});
    CHECK(limited.view.text("Reception", 15) == "Reception");
}

TEST_CASE("only the highest notice is shown, and the next when it goes") {
    Shown s;
    const auto shown = [&] { return s.phone.one<sccp::DisplayPriNotifyV2>(); };
    s.view.priority_notify(Notice::do_not_disturb, Label::do_not_disturb_is_active);
    CHECK(shown().priority == 2);
    s.phone.sent.clear();

    s.view.priority_notify(Notice::incoming_call, Label::from + Text("1001"), seconds{10});
    CHECK(shown().priority == 5);
    CHECK(shown().timeout == 10);
    s.phone.sent.clear();

    s.view.priority_notify(Notice::registration, "204: no service");
    CHECK(s.phone.sent.empty());                     // waits
    s.view.clear_priority_notify(Notice::information);
    CHECK(s.phone.sent.empty());                     // was not shown

    s.view.clear_priority_notify(Notice::incoming_call);
    CHECK(s.phone.one<sccp::ClearPriNotify>().priority == 5);
    CHECK(shown().priority == 3);
    CHECK(shown().text == "204: no service");
    s.phone.sent.clear();

    s.view.clear_priority_notify(Notice::registration);
    CHECK(s.phone.names() == Names{"ClearPriNotify", "DisplayPriNotifyV2"});
    s.view.clear_priority_notify(Notice::do_not_disturb);
    CHECK(s.phone.names() == Names{"ClearPriNotify"});
}

TEST_CASE("a notice with an end is shown once") {
    Shown s;
    s.view.priority_notify(Notice::information, "Lunch!", seconds{30});
    s.view.priority_notify(Notice::do_not_disturb, Label::do_not_disturb_is_active);
    s.phone.sent.clear();
    s.view.clear_priority_notify(Notice::do_not_disturb);
    CHECK(s.phone.names() == Names{"ClearPriNotify"});       // lunch is over
    s.view.priority_notify(Notice::information, "Coffee!", seconds{30});
    CHECK(s.phone.one<sccp::DisplayPriNotifyV2>().text == "Coffee!");
}

TEST_CASE("CallInfo carries the parties in both forms") {
    CallInfoData info;
    info.type = sccp::CallType::forward_call;
    info.calling = {"Zo\u00eb", "+4930123456"};
    info.called = {"Reception", "204"};
    info.original_called = {"Sales", "301"};
    info.last_redirecting = {"", "302"};
    info.hunt_pilot = {"Queue", "300"};
    info.original_reason = RedirectReason::busy;
    info.last_reason = RedirectReason::no_answer;
    info.called_voice_mail = "*97";
    info.line = 1;
    info.call = 7;
    info.instance = 2;

    Shown fixed("7960", 11, features_fixed);
    fixed.view.call_info(info);
    const auto v1 = fixed.phone.one<sccp::CallInfo>();
    CHECK(v1.calling_party_name == "Zo\xeb");
    CHECK(v1.calling_party == "+4930123456");
    CHECK(v1.called_party == "204");
    CHECK(v1.original_called_party_name == "Sales");
    CHECK(v1.original_called_party == "301");
    CHECK(v1.last_redirecting_party == "302");
    CHECK(v1.original_cdpn_redirect_reason == 1);
    CHECK(v1.last_redirecting_reason == 2);
    CHECK(v1.cdpn_voice_mailbox == "*97");
    CHECK(v1.call_type == sccp::CallType::forward_call);
    CHECK(v1.call_instance == 2);
    CHECK(v1.line_instance == 1);
    CHECK(v1.call_reference == 7);

    Shown dynamic;
    dynamic.view.call_info(info);
    const auto v2 = dynamic.phone.one<sccp::CallInfoV2>();
    CHECK(v2.calling_party_name == "Zo\u00eb");
    CHECK(v2.calling_party == "+4930123456");
    CHECK(v2.alternate_calling_party == "+4930123456");
    CHECK(v2.called_party_name == "Reception");
    CHECK(v2.last_redirecting_party == "302");
    CHECK(v2.hunt_pilot_number == "300");
    CHECK(v2.hunt_pilot_name == "Queue");
    CHECK(v2.cdpn_voice_mailbox == "*97");

    info.type = sccp::CallType::out_bound_call;
    info.calling = {{}, {}, true};
    info.called.name = std::string(200, 'x');
    info.called.number = std::string(30, '1');
    dynamic.phone.sent.clear();
    dynamic.view.call_info(info);
    const auto restricted = dynamic.phone.one<sccp::CallInfoV2>();
    CHECK(restricted.alternate_calling_party.empty());
    CHECK(restricted.calling_party_name == "\200\66");
    CHECK(restricted.calling_party.empty());
    CHECK(static_cast<unsigned>(restricted.party_pi_restriction_bits) == 3);
    CHECK(restricted.called_party_name.size() == 120);
    CHECK(restricted.called_party.size() == 24);
    fixed.phone.sent.clear();
    fixed.view.call_info(info);
    CHECK(fixed.phone.one<sccp::CallInfo>().called_party_name.size() == 39);
    CHECK(fixed.phone.one<sccp::CallInfo>().called_party.size() == 23);
}

TEST_CASE("each state of a leg has its call state, lamp, prompt and keys") {
    struct Row { State state; Call call; Lamp lamp; const char* prompt; Set keys; };
    // clang-format off
    const Row rows[] = {
        {State::off_hook,         Call::off_hook,              Lamp::on,    "\200\40", Set::off_hook},
        {State::digits,           Call::off_hook,              Lamp::on,    "",        Set::digits_following},
        {State::proceeding,       Call::proceed,               Lamp::on,    "\200\36", Set::ring_out},
        {State::ring_out,         Call::ring_out,              Lamp::on,    "\200\26", Set::ring_out},
        {State::ringing,          Call::ring_in,               Lamp::blink, "\200\27", Set::ring_in},
        {State::call_waiting,     Call::ring_in,               Lamp::blink, "\200\33", Set::ring_in},
        {State::connected,        Call::connected,             Lamp::on,    "\200\30", Set::connected},
        {State::consulting,       Call::call_transfer,         Lamp::wink,  "\200\34", Set::on_hold},
        {State::held,             Call::hold,                  Lamp::wink,  "\200\3",  Set::on_hold},
        {State::held_by_far_end,  Call::connected,             Lamp::on,    "\36\42",  Set::connected},
        {State::hold_reversion,   Call::hold_revert,           Lamp::flash, "\36\43",  Set::on_hold},
        {State::in_use_elsewhere, Call::call_remote_multiline, Lamp::on,    "\200\37", Set::on_hook_with_stealable_call},
        {State::held_elsewhere,   Call::remote_hold,           Lamp::wink,  "\200\3",  Set::on_hold},
        {State::busy,             Call::busy,                  Lamp::on,    "\200\31", Set::ring_out},
        {State::failed,           Call::congestion,            Lamp::on,    "\200\43", Set::ring_out},
    };
    // clang-format on
    for (const auto& row : rows) {
        CAPTURE(static_cast<int>(row.state));
        Shown s;
        s.view.show(row.state, {.line = 1, .call = 7});
        const auto state = s.phone.one<sccp::CallState>();
        CHECK(state.call_state == row.call);
        CHECK(state.line_instance == 1);
        CHECK(state.call_reference == 7);
        CHECK(state.visibility == sccp::CallPrivacy::none);
        CHECK(state.precedence_level == 4);
        CHECK(state.precedence_domain == 0);
        const auto lamp = s.phone.one<sccp::SetLamp>();
        CHECK(lamp.stimulus == sccp::DeviceStimulus::line);
        CHECK(lamp.stimulus_instance == 1);
        CHECK(lamp.lamp_mode == row.lamp);
        CHECK(s.phone.one<sccp::SelectSoftKeys>().soft_key_set_index == row.keys);
        if (*row.prompt)
            CHECK(s.phone.one<sccp::DisplayPromptStatusV2>().text == row.prompt);
        else
            CHECK(s.phone.count<sccp::DisplayPromptStatusV2>() == 0);
    }
}

TEST_CASE("call state comes before keys and prompt, and the rest in the order of call managers") {
    Shown s;
    CallInfoData info;
    s.view.show(State::ringing, {.line = 1, .call = 7, .info = &info});
    CHECK(s.phone.names() == Names{"CallState", "CallInfoV2", "SetLamp", "SelectSoftKeys", "DisplayPromptStatusV2"});
    s.view.show(State::connected, {.line = 1, .call = 7, .info = &info});
    CHECK(s.phone.names() == Names{"SetLamp", "CallState", "CallInfoV2", "SelectSoftKeys", "DisplayPromptStatusV2"});
    s.view.show(State::off_hook, {.line = 2, .call = 8});
    CHECK(s.phone.names() == Names{"SetLamp", "CallState", "DisplayPromptStatusV2", "SelectSoftKeys"});
}

TEST_CASE("lamp, call state and keys are sent when they change") {
    Shown s;
    s.view.show(State::connected, {.line = 1, .call = 7});
    s.phone.sent.clear();
    s.view.show(State::connected, {.line = 1, .call = 7});
    CHECK(s.phone.names() == Names{"DisplayPromptStatusV2"});
    s.view.show(State::held_by_far_end, {.line = 1, .call = 7});
    CHECK(s.phone.names() == Names{"DisplayPromptStatusV2"});
    s.view.show(State::connected, {.line = 1, .call = 7, .keys = {.conference = true}});
    CHECK(s.phone.names() == Names{"SelectSoftKeys", "DisplayPromptStatusV2"});

    s.view.call_state(1, 7, Call::on_hook);
    s.view.lamp(sccp::DeviceStimulus::line, 1, Lamp::off);
    s.phone.sent.clear();
    s.view.show(State::connected, {.line = 1, .call = 7});
    CHECK(s.phone.names() == Names{"SetLamp", "CallState", "SelectSoftKeys", "DisplayPromptStatusV2"});

    s.view.reset();                                  // another registration: the display is empty
    s.view.show(State::connected, {.line = 1, .call = 7});
    CHECK(s.phone.names() == Names{"SetLamp", "CallState", "SelectSoftKeys", "DisplayPromptStatusV2"});
}

TEST_CASE("what a leg brings along changes its row") {
    Shown s;
    s.view.show(State::ringing, {.line = 1, .call = 7, .detail = "Alice", .lamp = Lamp::on});
    CHECK(s.phone.one<sccp::DisplayPromptStatusV2>().text == "\200\27" "Alice");
    CHECK(s.phone.one<sccp::SetLamp>().lamp_mode == Lamp::on);
    s.phone.sent.clear();
    s.view.show(State::failed, {.line = 1, .call = 7, .prompt = Text("Loop"), .call_state = Call::invalid_number});
    CHECK(s.phone.one<sccp::DisplayPromptStatusV2>().text == "Loop");
    CHECK(s.phone.one<sccp::CallState>().call_state == Call::invalid_number);
}

TEST_CASE("a consultation and a conference have key sets of their own") {
    struct Row { const char* model; State state; bool consultation, conference; Set set; };
    const Row rows[] = {
        {"7941", State::off_hook, true, false, Set::off_hook_with_features},
        {"7941", State::digits, true, false, Set::digits_following},
        {"7941", State::ring_out, true, false, Set::ring_out},
        {"7941", State::connected, true, false, Set::connected_transferable},
        {"7941", State::held, true, false, Set::on_hold},
        {"7941", State::connected, false, true, Set::connected_conference},
        {"6941", State::connected, false, true, Set::connected},
    };
    for (const auto& row : rows) {
        CAPTURE(row.model);
        CAPTURE(static_cast<int>(row.state));
        Shown s(row.model);
        s.view.show(row.state, {.line = 1, .call = 7, .conference = row.conference, .keys = {.consultation = row.consultation}});
        CHECK(s.phone.one<sccp::SelectSoftKeys>().soft_key_set_index == row.set);
    }
}

TEST_CASE("older phones know no remote hold") {
    Shown s("7960", 11, features_7960);
    s.view.show(State::held_elsewhere, {.line = 1, .call = 7});
    CHECK(s.phone.one<sccp::CallState>().call_state == Call::hold);
}

TEST_CASE("the lamp of a line is that of its most important leg") {
    struct Row { std::vector<State> legs; Lamp lamp; };
    const Row rows[] = {
        {{}, Lamp::off},
        {{State::idle}, Lamp::off},
        {{State::held}, Lamp::wink},
        {{State::held, State::connected}, Lamp::on},
        {{State::connected, State::ringing}, Lamp::blink},
        {{State::held, State::off_hook}, Lamp::on},
        {{State::in_use_elsewhere, State::held}, Lamp::wink},
        {{State::held_elsewhere}, Lamp::wink},
        {{State::held, State::hold_reversion}, Lamp::flash},
        {{State::connected, State::call_waiting}, Lamp::blink},
    };
    for (const auto& row : rows) CHECK(line_lamp(row.legs) == row.lamp);
}

TEST_CASE("soft keys go only to phones that have them, and at hang-up always") {
    Shown s;
    s.view.idle_soft_keys({});
    s.view.idle_soft_keys({});
    CHECK(s.phone.count<sccp::SelectSoftKeys>() == 2);
    s.phone.sent.clear();
    s.view.select_soft_keys(1, 7, Set::connected, 0x0007u);
    s.view.select_soft_keys(1, 7, Set::connected, 0x0007u);
    s.view.select_soft_keys(1, 7, Set::connected, 0x0003u);
    CHECK(s.phone.count<sccp::SelectSoftKeys>() == 2);
    s.phone.sent.clear();
    s.view.select_soft_keys(1, 8, Set::connected, KeyConditions{});
    CHECK(static_cast<unsigned>(s.phone.one<sccp::SelectSoftKeys>().valid_key_mask) == 0x0007);

    Shown without("7910", 3, 0);
    CHECK_FALSE(without.view.has_soft_keys());
    without.view.idle_soft_keys({});
    without.view.show(State::connected, {.line = 1, .call = 7});
    CHECK(without.phone.count<sccp::SelectSoftKeys>() == 0);
}

TEST_CASE("a playing tone is stopped before the next one of the leg") {
    Shown s;
    s.view.tone(sccp::DeviceTone::inside_dial_tone, 1, 7);
    const auto tone = s.phone.one<sccp::StartTone>();
    CHECK(tone.tone == sccp::DeviceTone::inside_dial_tone);
    CHECK(tone.tone_output_direction == sccp::ToneOutputDirection::user);
    CHECK(tone.line_instance == 1);
    CHECK(tone.call_reference == 7);
    s.view.tone(sccp::DeviceTone::call_waiting_tone, 2, 8);
    CHECK(s.phone.names() == Names{"StartTone", "StartTone"});
    s.view.tone(sccp::DeviceTone::reorder_tone, 1, 7);
    CHECK(s.phone.names() == Names{"StopTone", "StartTone"});
    s.view.stop_tone(1, 7);
    s.view.tone(sccp::DeviceTone::reorder_tone, 1, 7);
    CHECK(s.phone.names() == Names{"StopTone", "StartTone"});
}

TEST_CASE("a beep tells which tone it interrupts, and that can come back") {
    Shown s;
    CHECK_FALSE(s.view.beep(1, 7));
    s.view.tone(sccp::DeviceTone::zip, 1, 7);
    CHECK_FALSE(s.view.beep(1, 7));
    s.view.tone(sccp::DeviceTone::alerting_tone, 1, 7);
    CHECK(s.view.beep(2, 8));
    s.phone.names();
    s.view.resume_tones();
    CHECK(s.phone.names() == Names{"StopTone", "StartTone"});
    s.view.stop_tone(1, 7);
    CHECK_FALSE(s.view.beep(1, 7));
}

TEST_CASE("ringer, speaker, microphone and lamps") {
    Shown s;
    s.view.ringer(sccp::RingMode::outside_ring, sccp::RingDuration::single_ring, 1, 7);
    CHECK(s.phone.one<sccp::SetRinger>().ring_mode == sccp::RingMode::outside_ring);
    CHECK(s.phone.one<sccp::SetRinger>().ring_duration == sccp::RingDuration::single_ring);
    s.phone.sent.clear();
    s.view.stop_ringer(1, 7);
    CHECK(s.phone.one<sccp::SetRinger>().ring_mode == sccp::RingMode::ring_off);
    CHECK(s.phone.one<sccp::SetRinger>().ring_duration == sccp::RingDuration::normal_ring);
    s.view.speaker(true);
    CHECK(s.phone.one<sccp::SetSpeakerMode>().speaker_mode == sccp::SpeakerMode::on);
    s.view.microphone(false);
    CHECK(s.phone.one<sccp::SetMicroMode>().mic_mode == sccp::MicrophoneMode::off);

    Shown no_lamp("7970");
    REQUIRE(no_lamp.context.model->no_mwi_lamp);
    no_lamp.view.lamp(sccp::DeviceStimulus::voice_mail, 0, Lamp::on);
    CHECK(no_lamp.phone.sent.empty());
    no_lamp.view.lamp(sccp::DeviceStimulus::voice_mail, 1, Lamp::on);
    CHECK(no_lamp.phone.one<sccp::SetLamp>().stimulus_instance == 1);
}

TEST_CASE("a call is kept out of the missed ones in the way of the model") {
    Shown newer;
    newer.view.call_history(sccp::CallHistoryDisposition::ignore, 1, 7);
    CHECK(newer.phone.one<sccp::CallHistoryInfo>().call_history_disposition == sccp::CallHistoryDisposition::ignore);
    CHECK(newer.phone.one<sccp::CallHistoryInfo>().call_reference == 7);

    Shown older("7960", 11, features_7960);
    older.view.call_history(sccp::CallHistoryDisposition::ignore, 1, 7);
    CHECK(older.phone.one<sccp::CallState>().call_state == Call::connected);
    CHECK(older.phone.one<sccp::CallState>().visibility == sccp::CallPrivacy::full);
    older.phone.sent.clear();
    older.view.call_history(sccp::CallHistoryDisposition::missed_calls, 1, 7);   // it does that by itself
    CHECK(older.phone.sent.empty());
}

TEST_CASE("a model that reads privacy the wrong way round gets the other value") {
    Shown s("7920", 5, 0);
    REQUIRE(s.context.model->privacy_inverted);
    s.view.call_state(1, 7, Call::ring_in);
    CHECK(s.phone.one<sccp::CallState>().visibility == sccp::CallPrivacy::full);
}

TEST_CASE("small messages name line and call") {
    Shown s;
    s.view.call_plane(2);
    CHECK(s.phone.one<sccp::ActivateCallPlane>().line_instance == 2);
    s.view.dialed_number(std::string(30, '1'), 2, 7);
    CHECK(s.phone.one<sccp::DialedNumber>().dialed_number.str() == std::string(24, '1'));
    CHECK(s.phone.one<sccp::DialedNumber>().line_instance == 2);
    s.view.back_space(2, 7);
    CHECK(s.phone.one<sccp::BackSpaceRes>().call_reference == 7);
    s.view.call_select(true, 2, 7);
    CHECK(s.phone.one<sccp::CallSelectStatRes>().call_select_stat == 1);
    CHECK(s.phone.one<sccp::CallSelectStatRes>().line_instance == 2);
    s.view.clear_prompt(2, 7);
    CHECK(s.phone.one<sccp::ClearPromptStatus>().line_instance == 2);
    s.view.clear_notify();
    CHECK(s.phone.count<sccp::ClearNotify>() == 1);
}

TEST_CASE("the phone is told the time") {
    Shown s;
    s.view.time_date({2026, 3, 2, 1, 9, 30, 15, 250, 1'772'443'815});
    const auto time = s.phone.one<sccp::TimeDateRes>();
    CHECK(time.time_data_info.w_year == 2026);
    CHECK(time.time_data_info.w_month == 3);
    CHECK(time.time_data_info.w_day_of_week == 1);
    CHECK(time.time_data_info.w_day == 2);
    CHECK(time.time_data_info.w_hour == 9);
    CHECK(time.time_data_info.w_minute == 30);
    CHECK(time.time_data_info.w_second == 15);
    CHECK(time.time_data_info.w_milliseconds == 250);
    CHECK(time.system_time == 1'772'443'815);
}
