// What the phone shows and offers on its way through a transfer, and what its keys do that transfer_test.cpp does not
// press (callflows 5.1).
#include "tests/support/held_call.hpp"

using namespace tests;

TEST_CASE("from the second Transfer key on the target offers no key, until that has failed") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    REQUIRE(s.phone.offers(SoftKey::end_call, target));
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.phone.call(target).mask == 0);
    CHECK(s.phone.call(target).prompt == "Call Transfer");
    CHECK(s.phone.call(source).prompt == "Call Transfer");
    s.pbx.says(sip::ReferAccepted{}, source);
    CHECK(s.phone.call(target).mask == 0);
    s.pbx.says(sip::ReferFailed{503}, source);
    CHECK(s.phone.offers(SoftKey::end_call, target));
    CHECK(s.phone.offers(SoftKey::transfer, target));
    CHECK(s.phone.call(target).prompt == "Connected");
    CHECK(s.phone.offers(SoftKey::resume, source));
}

TEST_CASE("the success of a transfer is shown for five seconds, without a tone if none is wanted") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::transfer, target);
    s.pbx.says(sip::ReferSucceeded{}, source);
    CHECK(s.phone.prompt == "Transfer completed");
    CHECK(s.phone.last<sccp::DisplayPromptStatusV2>().timeout == 5);
    CHECK_FALSE(s.phone.beeped(DeviceTone::zip));
    s.wait(5s);
    CHECK(s.phone.prompt == "Your current options");
}

TEST_CASE("a speed dial in a consultation calls the target, if it is not to transfer at once") {
    Scenario s;
    s.device.buttons.push_back({mapping::Button::Kind::speed_dial, "205", "Eve"});
    const auto source = s.talks();
    s.phone.presses(SoftKey::transfer, source);
    s.pbx.accepts_offer(held_answer, source);
    s.phone.presses(sccp::DeviceStimulus::speed_dial, 1);
    s.phone.opens_receive("192.0.2.7", 18100);
    const auto target = s.pbx.call();
    CHECK(target != source);
    CHECK(s.pbx.last("INVITE").text == "205");
    CHECK_FALSE(s.pbx.got("REFER"));
    s.pbx.rings();
    CHECK(s.phone.offers(SoftKey::transfer, target));
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.pbx.last("CANCEL").leg == target);
}

TEST_CASE("the Transfer key is refused in a call that rings out, and in a consultation without a number") {
    Scenario s;
    std::size_t calls = 1;
    SUBCASE("rings out") {
        const auto call = s.rings_out();
        CHECK_FALSE(s.phone.offers(SoftKey::transfer, call));
        s.phone.presses(SoftKey::transfer, call);
        CHECK(s.phone.call(call).prompt == "Key is not active");
        CHECK(s.state(call) == "RingOut");
    }
    SUBCASE("half a number") {
        const auto source = s.talks();
        s.phone.presses(SoftKey::transfer, source);
        s.pbx.accepts_offer(held_answer, source);
        s.phone.dials("20");
        const auto consultation = s.phone.calls.rbegin()->first;
        s.phone.presses(SoftKey::transfer, consultation);
        CHECK(s.phone.call(consultation).prompt == "Key is not active");
        CHECK(s.state(consultation) == "Dialling");
        CHECK(s.state(source) == "Hold");
        calls = 2;
    }
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.phone.calls.size() == calls);
    CHECK_FALSE(s.pbx.got("REFER"));
}

TEST_CASE("EndCall on the first call of a consultation ends that one, the other goes on as any call") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.pbx.answers();
    s.phone.presses(SoftKey::end_call, source);
    CHECK(s.pbx.last("BYE").leg == source);
    CHECK(s.pbx.count("BYE") == 1);
    CHECK_FALSE(s.phone.calls.contains(source));
    CHECK(s.phone.has_audio(target));
    CHECK(s.phone.call(target).keys == sccp::SoftKeySet::connected);
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::transfer, 1}) == LampMode::off);
    s.phone.hangs_up();
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.pbx.last("BYE").leg == target);
}

TEST_CASE("the words of a transfer under way stand on the first call while the target still rings and is given up") {
    Scenario s;
    const auto [source, target] = consults_ringing(s);
    s.phone.presses(SoftKey::transfer, target);
    CHECK(s.phone.call(source).prompt == "Call Transfer");
    CHECK_FALSE(s.phone.calls.contains(target));
    s.pbx.rejects(487);
    REQUIRE(s.pbx.last("REFER").leg == source);
    CHECK(s.phone.call(source).prompt == "Call Transfer");
    s.pbx.says(sip::ReferAccepted{}, source);
    CHECK(s.phone.call(source).prompt == "Call Transfer");
    CHECK(s.phone.lamp() == LampMode::wink);
}

// ---- calls that came in ---------------------------------------------------------------------------------------------

namespace {

constexpr auto second_caller = "\"Eve\" <sip:203@pbx.test>;tag=e";

/// Bob calls and is put on hold for Eve, who calls as well.
struct CalledByTwo : Scenario {
    LegId bob{}, other{};

    CalledByTwo() {
        bob = takes_call();
        other = is_called(second_caller);
        phone.presses(SoftKey::answer, other);
        pbx.accepts_offer(held_answer, bob);
        phone.opens_receive("192.0.2.7", 18100, other);
        pbx.says(sip::Ack{}, other);
        REQUIRE(state(bob) == "Hold");
        REQUIRE(phone.has_audio(other));
    }
};

} // namespace

TEST_CASE("direct transfer brings two callers together: the older is referred to the number and the dialog of the other") {
    CalledByTwo s;
    s.phone.presses(SoftKey::direct_transfer, s.other);
    CHECK(s.pbx.last("REFER").leg == s.bob);
    CHECK(s.pbx.last("REFER").text == "203");
    CHECK(s.pbx.last("REFER").replaces == s.other);
    s.pbx.says(sip::ReferAccepted{}, s.bob);
    SUBCASE("it works") {
        s.pbx.says(sip::ReferSucceeded{}, s.bob);
        CHECK(s.phone.calls.empty());
        CHECK(s.phone.prompt == "Transfer completed");
        s.pbx.confirms_bye(s.bob);
        s.pbx.confirms_bye(s.other);
        s.check_no_leak();
    }
    SUBCASE("it does not: one stays on hold, one goes on") {
        s.pbx.says(sip::ReferFailed{503}, s.bob);
        CHECK(s.phone.state(s.bob) == DCallState::hold);
        CHECK(s.phone.has_audio(s.other));
    }
}

TEST_CASE("a caller is transferred after a consultation, and comes back when that fails") {
    Scenario s;
    const auto bob = s.takes_call();
    s.phone.presses(SoftKey::transfer, bob);
    s.pbx.accepts_offer(held_answer, bob);
    CHECK(s.phone.state(bob) == DCallState::call_transfer);
    s.phone.dials("205#");
    s.phone.opens_receive("192.0.2.7", 18100);
    const auto target = s.pbx.call();
    s.pbx.rings();
    SUBCASE("to a target that talks") {
        s.pbx.answers();
        s.phone.presses(SoftKey::transfer, target);
        CHECK(s.pbx.last("REFER").leg == bob);
        CHECK(s.pbx.last("REFER").text == "205");
        CHECK(s.pbx.last("REFER").replaces == target);
        s.pbx.says(sip::ReferSucceeded{}, bob);
        CHECK(s.phone.calls.empty());
    }
    SUBCASE("to nobody") {
        s.pbx.rejects(486);
        CHECK(s.phone.call(target).prompt == "Transfer destination is busy");
        s.phone.presses(SoftKey::resume, bob);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), bob);
        CHECK(s.phone.has_audio(bob));
        CHECK(s.phone.call(bob).calling_name == "Bob");
        CHECK(s.phone.state(bob) == DCallState::connected);
    }
}
