// Keys that are not offered, lines and references that are not there, words about calls long gone: ignored, or the
// phone's own error tone; never an act on another call (callflows 0.4 rule 4, 8.7).
#include <array>

#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

constexpr std::array keys_of_a_call{
    SoftKey::hold, SoftKey::transfer, SoftKey::back_space, SoftKey::end_call, SoftKey::resume, SoftKey::answer, SoftKey::conference,
    SoftKey::join, SoftKey::select, SoftKey::transfer_to_voice_mail, SoftKey::direct_transfer, SoftKey::divert, SoftKey::dial,
};
constexpr std::array buttons_of_a_call{
    sccp::DeviceStimulus::hold, sccp::DeviceStimulus::transfer, sccp::DeviceStimulus::conference, sccp::DeviceStimulus::select,
    sccp::DeviceStimulus::end_call, sccp::DeviceStimulus::answer_release,
};

/// All calls, what the phone shows of them and what the PBX was asked: nothing of it may change.
std::string picture(Scenario& s) {
    std::string text;
    for (const auto& call : s.calls().snapshot()) {
        if (call.state == "Ended") continue;
        const auto& shown = s.phone.call(call.id);
        text += std::to_string(call.id) + ' ' + call.state + ' ' + call.media_state + ' ' + std::to_string(static_cast<int>(shown.state)) +
                (shown.selected ? " selected" : "") + '\n';
    }
    return text + std::to_string(s.pbx.asked.size());
}

/// A call that ended by itself: its number is known, the call is not.
LegId gone(Scenario& s) {
    const auto call = s.talks("209");
    s.pbx.hangs_up();
    s.phone.hangs_up();
    return call;
}
LegId one_held_one_talking(Scenario& s) {
    holds(s);
    s.phone.hangs_up();
    return s.takes_call();
}
LegId held_and_ringing(Scenario& s) {
    holds(s);
    s.phone.hangs_up();
    return s.is_called();
}
LegId held_and_collecting(Scenario& s) {
    holds(s);
    s.phone.hangs_up();
    s.phone.lifts_handset();
    s.phone.dials("20");
    return 0;
}
constexpr std::array scenes{one_held_one_talking, held_and_ringing, held_and_collecting};

} // namespace

TEST_CASE("a key with the number of a call long gone acts on no other call") {
    for (const auto scene : scenes) {
        for (const auto key : keys_of_a_call) {
            CAPTURE(mapping::name_of(key));
            Scenario s;
            s.line().conference_room = "8{n}";
            s.line().voicemail_number = "800";
            const auto old = gone(s);
            scene(s);
            const auto before = picture(s);
            s.phone.presses(key, old);
            CHECK(picture(s) == before);
        }
        for (const auto button : buttons_of_a_call) {
            CAPTURE(static_cast<int>(button));
            Scenario s;
            s.line().conference_room = "8{n}";
            const auto old = gone(s);
            scene(s);
            const auto before = picture(s);
            s.phone.presses(button, 1, old);
            CHECK(picture(s) == before);
        }
    }
}

TEST_CASE("hook and digits with the number of a call long gone touch no other call") {
    Scenario s;
    const auto old = gone(s);
    SUBCASE("on-hook") {
        const auto talking = one_held_one_talking(s);
        const auto before = picture(s);
        s.phone.hangs_up(1, old);
        CHECK(picture(s) == before);
        CHECK(s.phone.has_audio(talking));
    }
    SUBCASE("digit") {
        held_and_collecting(s);
        s.phone.dials("5", old);
        s.phone.dials("#");
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("20"));
    }
    SUBCASE("the backspace key") {
        held_and_collecting(s);
        s.phone.presses(SoftKey::back_space, old);
        s.phone.dials("#");
        s.phone.opens_receive();
        CHECK(s.pbx.was_invited("20"));
    }
    SUBCASE("hook flash") {
        one_held_one_talking(s);
        const auto before = picture(s);
        s.phone.says(sccp::HookFlash{1, old});
        CHECK(picture(s) == before);
    }
}

TEST_CASE("a key that a ringing call does not offer leaves the call alone that talks") {
    for (const auto key : keys_of_a_call) {
        if (key == SoftKey::answer || key == SoftKey::divert || key == SoftKey::end_call) continue;
        CAPTURE(mapping::name_of(key));
        Scenario s;
        const auto talking = s.takes_call();
        const auto ringing = s.is_called();
        const auto before = picture(s);
        s.phone.presses(key, ringing);
        CHECK(picture(s) == before);
        CHECK(s.phone.has_audio(talking));
        CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    }
}

TEST_CASE("a key that a held call does not offer leaves the call alone that talks") {
    for (const auto key : {SoftKey::hold, SoftKey::answer, SoftKey::back_space, SoftKey::dial}) {
        CAPTURE(mapping::name_of(key));
        Scenario s;
        const auto held = holds(s);
        s.phone.hangs_up();
        s.takes_call();
        const auto before = picture(s);
        s.phone.presses(key, held);
        CHECK(picture(s) == before);
    }
}

TEST_CASE("the key of a line that the phone does not have touches no call") {
    for (const unsigned protocol : {11u, 17u}) {
        for (const auto scene : scenes) {
            Scenario s(1, "7960", protocol);
            s.calls();
            scene(s);
            const auto before = picture(s);
            s.phone.forget_log();
            s.phone.presses_line(99);
            CHECK(picture(s) == before);
            CHECK(s.phone.beeped(DeviceTone::beep_bonk));
        }
    }
}

TEST_CASE("Release and Answer without a call to release or to answer are noted and nothing more") {
    Scenario s;
    s.calls();
    s.phone.presses(sccp::DeviceStimulus::end_call, 1);
    s.phone.presses(sccp::DeviceStimulus::answer_release, 1);
    CHECK(s.phone.calls.empty());
    CHECK(s.world.ignored_events.size() == 2);
}
