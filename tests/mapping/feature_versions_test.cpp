// The features of a call that is up, at every protocol version, by soft keys and by the fixed buttons of phones that
// have no other (callflows 2.1, 3.3, 4.1, 4.2, 5.1, 5.2).
#include <string>
#include <string_view>

#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

using Button = sccp::DeviceStimulus;

/// How the user of this phone says what he wants.
struct Desk {
    const char* model;
    bool by_soft_keys;
    bool names_calls;          ///< its buttons tell the call reference

    LegId named(LegId call) const { return names_calls ? call : 0; }
    void holds(Scenario& s, LegId call) const {
        by_soft_keys ? s.phone.presses(SoftKey::hold, call) : s.phone.presses(Button::hold, 1, named(call));
    }
    void resumes(Scenario& s, LegId call) const {
        by_soft_keys ? s.phone.presses(SoftKey::resume, call) : s.phone.presses(Button::hold, 1, named(call));
    }
    void answers(Scenario& s, LegId call) const { by_soft_keys ? s.phone.presses(SoftKey::answer, call) : s.phone.presses_line(1); }
    /// Back to the one held call of the line.
    void swaps(Scenario& s, LegId call) const { by_soft_keys ? s.phone.presses(SoftKey::resume, call) : s.phone.presses_line(1); }
    void transfers(Scenario& s, LegId call) const {
        by_soft_keys ? s.phone.presses(SoftKey::transfer, call) : s.phone.presses(Button::transfer, 1, named(call));
    }
    void confers(Scenario& s, LegId call) const {
        by_soft_keys ? s.phone.presses(SoftKey::conference, call) : s.phone.presses(Button::conference, 1, named(call));
    }
};

constexpr Desk desks[] = {
    {"7960", true, true}, {"7975", true, true}, {"7910", false, true}, {"7910", false, false}, {"7902", false, false}, {"12SP+", false, false},
};

void at_every_desk(void (*test)(Scenario&, const Desk&)) {
    for (unsigned protocol = 3; protocol <= 22; ++protocol) {
        for (const auto& desk : desks) {
            if (desk.model == std::string_view{"12SP+"} && protocol != 3) continue;
            CAPTURE(protocol);
            CAPTURE(std::string{desk.model});
            Scenario s(1, desk.model, protocol);
            s.line().conference_room = "8{n}";
            test(s, desk);
        }
    }
}

/// Phones that play no tone over an open channel open it anew for the answer.
void opens_again(Scenario& s) {
    if (s.phone.awaits_opening()) s.phone.opens_receive();
}

LegId talks(Scenario& s) {
    const auto call = s.talks();
    opens_again(s);
    return call;
}

void answers(Scenario& s) {
    s.pbx.answers();
    opens_again(s);
}

void accepts_hold(Scenario& s, LegId call) { s.pbx.accepts_offer(held_answer, call); }

void opens_and_agrees(Scenario& s, LegId call) {
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), call);
}

} // namespace

TEST_CASE("hold and resume at every version, by every kind of key") {
    at_every_desk([](Scenario& s, const Desk& desk) {
        const auto call = talks(s);
        desk.holds(s, call);
        accepts_hold(s, call);
        CHECK(s.state(call) == "Hold");
        CHECK(s.phone.state(call) == DCallState::hold);
        CHECK(s.phone.lamp() == LampMode::wink);
        desk.resumes(s, call);
        opens_and_agrees(s, call);
        CHECK(s.state(call) == "Connected");
        CHECK(s.phone.has_audio(call));
        CHECK(s.phone.lamp() == LampMode::on);
        s.phone.hangs_up();
        s.pbx.confirms_bye(call);
        s.check_no_leak();
    });
}

TEST_CASE("a waiting call and back to the first at every version, by every kind of key") {
    at_every_desk([](Scenario& s, const Desk& desk) {
        const auto first = talks(s);
        const auto second = s.is_called();
        CHECK(s.phone.beeped(DeviceTone::call_waiting_tone));
        CHECK(s.phone.lamp() == LampMode::blink);
        desk.answers(s, second);
        accepts_hold(s, first);
        s.phone.opens_receive();
        s.pbx.talk_about(second);
        s.pbx.acknowledges();
        CHECK(s.phone.has_audio(second));
        CHECK(s.state(first) == "Hold");
        desk.swaps(s, first);
        accepts_hold(s, second);
        opens_and_agrees(s, first);
        CHECK(s.phone.has_audio(first));
        CHECK(s.state(second) == "Hold");
        CHECK(s.phone.state(second) == DCallState::hold);
        s.phone.hangs_up();
        s.pbx.confirms_bye(first);
        CHECK(s.phone.lamp() == LampMode::wink);
        s.pbx.hangs_up(second);
        s.check_no_leak();
    });
}

TEST_CASE("an attended transfer at every version, by every kind of key") {
    at_every_desk([](Scenario& s, const Desk& desk) {
        const auto source = talks(s);
        desk.transfers(s, source);
        accepts_hold(s, source);
        CHECK(s.phone.lamps.at({Button::transfer, 1}) == LampMode::flash);
        s.phone.dials("205#");
        s.phone.opens_receive();
        s.pbx.rings();
        answers(s);
        const auto target = s.pbx.call();
        CHECK(s.phone.has_audio(target));
        desk.transfers(s, target);
        CHECK(s.pbx.last("REFER").leg == source);
        CHECK(s.pbx.last("REFER").replaces == target);
        s.pbx.says(sip::ReferAccepted{}, source);
        s.pbx.says(sip::ReferSucceeded{}, source);
        if (!s.context.model->no_prompt_display) CHECK(s.phone.prompt == "Transfer completed");
        CHECK(s.phone.lamps.at({Button::transfer, 1}) == LampMode::off);
        s.pbx.confirms_bye(source);
        s.pbx.confirms_bye(target);
        s.phone.hangs_up();
        s.check_no_leak();
    });
}

TEST_CASE("a conference of three at every version, by every kind of key") {
    at_every_desk([](Scenario& s, const Desk& desk) {
        const auto first = talks(s);
        desk.confers(s, first);
        accepts_hold(s, first);
        s.phone.dials("205#");
        s.phone.opens_receive();
        answers(s);
        const auto second = s.pbx.call();
        desk.confers(s, second);
        accepts_hold(s, second);
        s.phone.opens_receive();
        answers(s);
        const auto room = s.pbx.call();
        CHECK(s.phone.has_audio(room));
        for (const auto party : {first, second}) {
            CHECK(s.pbx.all("REFER", party).size() == 1);
            s.pbx.says(sip::ReferSucceeded{}, party);
            s.pbx.confirms_bye(party);
        }
        CHECK(s.phone.calls.size() == 1);
        CHECK(s.phone.call(room).called_name == "Conference");
        s.phone.hangs_up();
        s.pbx.confirms_bye(room);
        s.check_no_leak();
    });
}
