// A line that several phones of this gateway have: what each shows of the calls of the others (callflows 3.10).
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/configured_phone.hpp"

using namespace std::chrono_literals;
using tests::ConfiguredPhone;
using tests::far_sdp;
using mapping::ElsewhereCall;
using mapping::LegId;
using mapping::SoftKey;
using sccp::DCallState;
using sccp::LampMode;

namespace {

constexpr mapping::LegId there = 4711;
constexpr unsigned line = 2;

ElsewhereCall bobs_call(bool is_held = false) { return {there, is_held, true, "202", "Bob"}; }

ElsewhereCall bobs_held_call() {
    auto call = bobs_call(true);
    call.can_be_taken = true;
    return call;
}

ConfiguredPhone& in_service(ConfiguredPhone& phone) {
    phone.is_in_service();
    phone.wire.forget_log();
    return phone;
}

std::vector<std::string> names(const ConfiguredPhone& phone) { return phone.wire.names(); }

} // namespace

TEST_CASE("a call that another phone of the line has is shown as in use there, and goes with it") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call()});
    CHECK(phone.wire.state(there) == DCallState::call_remote_multiline);
    CHECK(phone.wire.lamp(line) == LampMode::on);
    CHECK(phone.wire.call(there).prompt == "In Use Remote");
    CHECK(phone.wire.call(there).keys == sccp::SoftKeySet::on_hook_with_stealable_call);
    CHECK_FALSE(phone.wire.offers(SoftKey::resume, there));
    CHECK(phone.wire.call(there).calling == "202");
    CHECK(phone.wire.call(there).called == "1110");
    CHECK(names(phone) == std::vector<std::string>{"CallState", "CallInfoV2", "SetLamp", "SelectSoftKeys", "DisplayPromptStatusV2"});
    phone.wire.forget_log();
    phone.phone->show_elsewhere(line, {bobs_call()});
    CHECK(phone.wire.sent.empty());
    phone.phone->show_elsewhere(line, {});
    CHECK(phone.wire.is_idle());
    CHECK(phone.phone->snapshot().calls.empty());
}

TEST_CASE("a call that another phone holds blinks, on old phones as Hold") {
    ConfiguredPhone phone;
    DCallState expected{};
    SUBCASE("a phone that knows RemoteHold") {
        phone.is_a(sccp::DeviceType::cisco_7970, 17);
        expected = DCallState::remote_hold;
    }
    SUBCASE("one of the first generation") { expected = DCallState::hold; }
    in_service(phone).phone->show_elsewhere(line, {bobs_call()});
    phone.phone->show_elsewhere(line, {bobs_call(true)});
    CHECK(phone.wire.state(there) == expected);
    CHECK(phone.wire.lamp(line) == LampMode::wink);
    CHECK(phone.wire.call(there).prompt == "Hold");
    CHECK(phone.wire.call(there).keys == sccp::SoftKeySet::on_hold);
    CHECK_FALSE(phone.wire.offers(SoftKey::resume, there));
    CHECK(phone.wire.offers(SoftKey::new_call, there));
    CHECK_FALSE(phone.wire.offers(SoftKey::end_call, there));
    CHECK_FALSE(phone.wire.offers(SoftKey::transfer, there));
    phone.phone->show_elsewhere(line, {});
    CHECK(phone.wire.is_idle());
}

TEST_CASE("a call of another phone cannot be ended or held here, nor taken if it is not offered") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call(true)});
    for (const auto key : {SoftKey::resume, SoftKey::hold, SoftKey::transfer}) {
        phone.wire.forget_log();
        phone.wire.presses(key, there, line);
        CHECK(phone.wire.beeped(sccp::DeviceTone::beep_bonk));
    }
    phone.wire.presses(SoftKey::end_call, there, line);
    CHECK(phone.wire.call(there).prompt == "Hold");
    CHECK_FALSE(phone.pbx.got("INVITE"));
}

TEST_CASE("who shares a line may call on it all the same, and its lamp is that of the own call first") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call(true)});
    const auto own = phone.is_called(line);
    CHECK(phone.wire.lamp(line) == LampMode::blink);
    phone.pbx.cancels();
    CHECK(phone.call_state(own).empty());
    CHECK(phone.wire.lamp(line) == LampMode::wink);
    phone.wire.presses_line(line);
    CHECK(phone.wire.lamp(line) == LampMode::on);
    phone.wire.hangs_up();
    CHECK(phone.wire.lamp(line) == LampMode::wink);
}

TEST_CASE("a call that another phone answered is no missed call here, even if the PBX does not say so") {
    ConfiguredPhone phone;
    phone.is_a(sccp::DeviceType::cisco_7970, 17);
    const auto call = in_service(phone).is_called(line);
    bool answered_there{};
    SUBCASE("answered there") { answered_there = true; }
    SUBCASE("the caller gave up") {}
    if (answered_there) phone.phone->show_elsewhere(line, {bobs_call()});
    phone.pbx.cancels();
    CHECK(phone.wire.histories.contains(call) == answered_there);
    if (answered_there) CHECK(phone.wire.histories.at(call) == sccp::CallHistoryDisposition::ignore);
}

TEST_CASE("a phone that comes back is shown the calls of the others; while it is away it is told nothing") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call()});
    phone.phone->on_lost();
    phone.wire.restarts();
    phone.wire.forget_log();
    phone.phone->show_elsewhere(line, {bobs_call(true)});
    CHECK(phone.wire.sent.empty());
    SUBCASE("held meanwhile") {
        phone.gets_ready();
        CHECK(phone.wire.call(there).prompt == "Hold");
        CHECK(phone.wire.lamp(line) == LampMode::wink);
    }
    SUBCASE("over meanwhile") {
        phone.phone->show_elsewhere(line, {});
        phone.gets_ready();
        CHECK(phone.wire.is_idle());
    }
}

// ---- Resume of a call that another phone holds ----------------------------------------------------------------------

namespace {

/// A phone that sees Bob's call, held elsewhere, and may take it.
struct Taker : ConfiguredPhone {
    Taker() {
        in_service(*this).phone->show_elsewhere(line, {bobs_held_call()});
        wire.forget_log();
    }
    void resumes() { wire.presses(SoftKey::resume, there, line); }
    /// ... and opens its channel.
    LegId invites() {
        resumes();
        wire.opens_receive();
        return pbx.call();
    }
    LegId own() const {
        const auto calls = phone->snapshot().calls;
        return calls.empty() ? 0 : calls.back().id;
    }
    /// Nothing of the attempt is left, the held call is shown as before and may be tried again.
    void check_as_before(LegId call) {
        CHECK(call_state(call).empty());
        CHECK_FALSE(wire.calls.contains(call));
        CHECK(wire.receiving.empty());
        CHECK(wire.sending.empty());
        CHECK_FALSE(wire.speaker);
        CHECK_FALSE(timers.is_running(mapping::TimerKind::ring_out));
        CHECK(wire.call(there).prompt == "Hold");
        CHECK(wire.lamp(line) == LampMode::wink);
        CHECK(wire.offers(SoftKey::resume, there));
        wire.forget_log();
        pbx.forget_log();
        resumes();
        wire.opens_receive();
        CHECK(pbx.count("INVITE") == 1);
    }
};

} // namespace

TEST_CASE("a call that another phone holds can be resumed: Resume is lit only if that can be done") {
    ConfiguredPhone phone;
    in_service(phone).phone->show_elsewhere(line, {bobs_call(true)});
    CHECK_FALSE(phone.wire.offers(SoftKey::resume, there));
    phone.phone->show_elsewhere(line, {bobs_held_call()});
    CHECK(phone.wire.offers(SoftKey::resume, there));
    CHECK(phone.wire.offers(SoftKey::new_call, there));
    CHECK_FALSE(phone.wire.offers(SoftKey::end_call, there));
    phone.phone->show_elsewhere(line, {bobs_call()});
    CHECK_FALSE(phone.wire.offers(SoftKey::resume, there));
}

TEST_CASE("Resume opens the channel, then calls with Replaces, and what was held there is a call of this phone") {
    Taker phone;
    SUBCASE("by its key") { phone.resumes(); }
    SUBCASE("by its key, without a reference") { phone.wire.presses(SoftKey::resume, 0, 0); }
    SUBCASE("by the line key") { phone.wire.presses_line(line); }
    SUBCASE("by the Hold button") { phone.wire.presses(sccp::DeviceStimulus::hold, 1, there); }
    SUBCASE("by the Hold button of a phone that names no call") { phone.wire.presses(sccp::DeviceStimulus::hold); }
    const auto call = phone.own();
    CHECK(call != there);
    CHECK(phone.wire.speaker);
    CHECK(phone.wire.call(call).prompt == "Connecting");
    CHECK(phone.wire.call(call).called == "202");
    CHECK(phone.wire.call(call).called_name == "Bob");
    CHECK_FALSE(phone.pbx.got("INVITE"));                          // the phone's address first
    phone.wire.opens_receive();
    const auto invite = phone.pbx.last("INVITE");
    CHECK(invite.replaces == there);
    CHECK(invite.text.empty());                                    // the far end is where that dialog has it
    CHECK(invite.sdp.find("m=audio 18000") != std::string::npos);
    CHECK(phone.pbx.line_of.at(call) == ConfiguredPhone::first_line + line - 1);
    phone.pbx.answers();
    CHECK(phone.call_state(call) == "Connected");
    CHECK(phone.wire.has_audio(call));
    CHECK(phone.wire.call(call).keys == sccp::SoftKeySet::connected);
    phone.phone->show_elsewhere(line, {});                         // the other phone's leg got its BYE
    CHECK_FALSE(phone.wire.calls.contains(there));
    CHECK(phone.wire.lamp(line) == LampMode::on);
    CHECK(phone.wire.placed.empty());                              // nobody dialled it
    CHECK(phone.world.memory.empty());
    phone.wire.presses(SoftKey::end_call, call, line);
    phone.pbx.confirms_bye();
    CHECK(phone.wire.is_idle());
}

TEST_CASE("Resume with a challenge, pressed twice, with a dial tone, out of another call") {
    Taker phone;
    SUBCASE("challenged: the same INVITE again, with credentials") {
        phone.invites();
        phone.pbx.challenges();
        CHECK(phone.pbx.got("INVITE+auth"));
    }
    SUBCASE("pressed twice") {
        phone.resumes();
        phone.resumes();
        CHECK_FALSE(phone.wire.beeped(sccp::DeviceTone::beep_bonk));
        phone.wire.opens_receive();
        phone.resumes();
        CHECK(phone.pbx.count("INVITE") == 1);
    }
    SUBCASE("the handset is lifted: its dial tone gives way, the speaker stays off") {
        phone.wire.lifts_handset();
        phone.invites();
        CHECK_FALSE(phone.wire.speaker);
        CHECK(phone.phone->snapshot().calls.size() == 1);
    }
    SUBCASE("the present call is held first") {
        const auto first = phone.talks();
        phone.resumes();
        CHECK(phone.pbx.last("offer").leg == first);
        phone.pbx.accepts_offer(far_sdp(), first);
        CHECK(phone.call_state(first) == "Hold");
        phone.wire.opens_receive();
        CHECK(phone.pbx.last("INVITE").replaces == there);
    }
    const auto call = phone.pbx.last("INVITE").leg;
    phone.pbx.talk_about(call);
    phone.pbx.answers();
    CHECK(phone.call_state(call) == "Connected");
}

TEST_CASE("a call that cannot be resumed here stays where it is held, and the phone says why") {
    Taker phone;
    LegId call{};
    std::string words;
    SUBCASE("the dialog is gone") {
        call = phone.invites();
        phone.pbx.rejects(481);
        words = "No call available for pickup";
    }
    SUBCASE("the PBX does not know Replaces") {
        call = phone.invites();
        phone.pbx.rejects(420);
        words = "Incompatible device type";
    }
    SUBCASE("it says busy") {
        call = phone.invites();
        phone.pbx.rejects(486);
        words = "Busy";
    }
    SUBCASE("both resumed, the other phone was faster") {
        call = phone.invites();
        phone.pbx.rejects(491);
        words = "Temp Fail";
    }
    SUBCASE("it does not answer at all") {
        call = phone.invites();
        auto nothing = phone.pbx.message(408);
        nothing.internal = true;
        phone.pbx.says(sip::Rejected{nothing, false});
        words = "Temp Fail";
    }
    SUBCASE("it tries for ever") {
        call = phone.invites();
        phone.wait(phone.call_options.ringout_timeout);
        words = "No answer";
        CHECK(phone.wire.call(call).prompt == words);
        phone.pbx.progresses(183);
        phone.pbx.rejects(487);
    }
    SUBCASE("the phone opens no channel") {
        phone.resumes();
        call = phone.own();
        phone.wire.refuses_receive(sccp::MediaStatus::out_of_sockets);
        words = "No resources";
        CHECK_FALSE(phone.pbx.got("INVITE"));
    }
    CHECK(phone.wire.call(call).prompt.find(words) == 0);
    CHECK(phone.wire.call(there).prompt == "Hold");
    CHECK(phone.wire.receiving.empty());
    phone.wait(phone.call_options.t_failtone);
    phone.check_as_before(call);
}

TEST_CASE("who changes his mind while he resumes a call leaves it where it is held") {
    Taker phone;
    LegId call{};
    SUBCASE("before the phone has opened") {
        phone.resumes();
        call = phone.own();
        phone.wire.presses(SoftKey::end_call, call, line);
        CHECK_FALSE(phone.pbx.got("INVITE"));
        phone.wire.opens_receive("192.0.2.7", 18000, call);   // its answer crosses the hang-up
    }
    SUBCASE("before an answer") {
        call = phone.invites();
        phone.pbx.progresses(183);
        phone.wire.presses(SoftKey::end_call, call, line);
        CHECK(phone.pbx.got("CANCEL"));
        phone.pbx.rejects(487);
    }
    phone.check_as_before(call);
}

TEST_CASE("a resumed call whose far end, or whose other phone, hangs up at that moment leaves nothing behind") {
    Taker phone;
    const auto call = phone.invites();
    SUBCASE("the other phone's call ends first, then 481") {
        phone.phone->show_elsewhere(line, {});
        CHECK_FALSE(phone.wire.calls.contains(there));
        phone.pbx.rejects(481);
        CHECK(phone.wire.call(call).prompt == "No call available for pickup");
        phone.wait(phone.call_options.t_failtone);
    }
    SUBCASE("BYE behind the answer") {
        phone.pbx.answers();
        phone.pbx.hangs_up();
        phone.phone->show_elsewhere(line, {});
    }
    CHECK_FALSE(phone.phone->has_calls());
    CHECK(phone.wire.is_idle());
    CHECK_FALSE(phone.wire.speaker);
}

TEST_CASE("a held call may be taken by another phone when its far end knows Replaces and nothing ties it") {
    ConfiguredPhone phone;
    bool expected = true;
    SUBCASE("it does") {}
    SUBCASE("it does not") {
        phone.pbx.headers_supported = "timer";
        expected = false;
    }
    in_service(phone);
    const auto call = phone.talks();
    const auto may = [&] { return phone.phone->call_snapshots().front().can_be_taken; };
    CHECK_FALSE(may());
    phone.wire.presses(SoftKey::hold, call);
    CHECK_FALSE(may());                                            // the far end has not agreed yet
    phone.pbx.accepts_offer();
    CHECK(may() == expected);
    phone.wire.presses(SoftKey::resume, call);
    CHECK_FALSE(may());
    phone.wire.opens_receive();
    phone.pbx.accepts_offer();
    phone.wire.presses(SoftKey::transfer, call);
    phone.pbx.accepts_offer(far_sdp(), call);
    CHECK(phone.call_state(call) == "Hold");
    CHECK_FALSE(may());                                            // on its way to somebody else
}

TEST_CASE("the phone whose held call was taken shows it as in use elsewhere") {
    ConfiguredPhone phone;
    const auto call = in_service(phone).is_called(line);
    phone.wire.lifts_handset(line, call);
    phone.wire.opens_receive();
    phone.pbx.acknowledges();
    phone.wire.presses(SoftKey::hold, call, line);
    phone.pbx.accepts_offer();
    const ElsewhereCall taken{there, false, false, "202", "Bob"};
    SUBCASE("BYE comes first") {
        phone.pbx.hangs_up(call);
        phone.phone->show_elsewhere(line, {taken});
    }
    SUBCASE("it is resumed here at that moment") {
        phone.wire.presses(SoftKey::resume, call, line);
        phone.phone->show_elsewhere(line, {taken});
        phone.pbx.hangs_up(call);
    }
    CHECK_FALSE(phone.wire.calls.contains(call));
    CHECK(phone.wire.state(there) == DCallState::call_remote_multiline);
    CHECK(phone.wire.call(there).prompt == "In Use Remote");
    CHECK(phone.wire.lamp(line) == LampMode::on);
    CHECK(phone.wire.sending.empty());
}
