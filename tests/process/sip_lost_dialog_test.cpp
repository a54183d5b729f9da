// Calls whose far end says that it has none, or says nothing: it gets a BYE, and the phone words.
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

struct Lost : Called {
    SipText presses(sccp::SoftKey key) {
        phone.say(sccp::SoftKeyEvent{key, 1, reference});
        return caller.expect_request("INVITE");
    }
    SipText resumes() {
        const auto hold = presses(sccp::SoftKey::hold);
        caller.answer(hold, {.headers = caller.contact(), .body = std::string(Registrar::sdp) + "a=recvonly\r\n"});
        CHECK(until([&] { return state_of(*this, reference) == "Hold"; }));
        const auto opened = phone.count<sccp::OpenReceiveChannel>();
        phone.say(sccp::SoftKeyEvent{sccp::SoftKey::resume, 1, reference});
        open_channel(phone, opened);
        return caller.expect_request("INVITE");
    }
    bool shows_words() const {
        return std::ranges::any_of(phone.inbox, [](const auto& message) {
            const auto* const told = std::get_if<sccp::DisplayPromptStatus>(&message);
            return told && told->call_reference == 0 && told->time_out_value != 0 && !told->prompt_status.str().empty();
        });
    }
    /// Once, and nothing is left on the phone.
    void check_ended() {
        caller.answer(caller.expect_request("BYE"), {.status = 481});
        CHECK(until([&] { return is_quiet(*this) && shows_words(); }));
        const auto on_hook = std::ranges::count_if(phone.inbox, [&](const auto& message) {
            const auto* const state = std::get_if<sccp::CallState>(&message);
            return state && state->call_reference == reference && state->call_state == sccp::DCallState::on_hook;
        });
        CHECK(on_hook == 1);
        CHECK_FALSE(caller.has_request("BYE"));
        check_unharmed(*this, phone);
    }
};

} // namespace

// callflows 4.1
TEST_CASE("a hold or a resume that finds no call at the far end ends it: BYE, and words on the phone") {
    for (const int status : {408, 481})
        for (const bool is_resume : {false, true}) {
            CAPTURE(status);
            CAPTURE(is_resume);
            Lost house;
            house.talks();
            const auto offer = is_resume ? house.resumes() : house.presses(sccp::SoftKey::hold);
            house.phone.inbox.clear();
            house.caller.answer(offer, {.status = status});
            house.check_ended();
        }
}

TEST_CASE("a hold that nobody answers ends the call: BYE, and words on the phone") {
    Lost house;
    house.talks();
    house.presses(sccp::SoftKey::hold);
    house.phone.inbox.clear();
    for (int i = 0; i < 5 && !house.caller.has_request("BYE"); ++i)
        pass(house, house.phone, 8s);
    house.check_ended();
}

TEST_CASE("case 7: what may stand once and stands twice does no harm, two Replaces are a bad request") {
    Called house;
    for (const char* const twice :
         {"Max-Forwards: 70\r\n", "Min-Expires: 5\r\nMin-Expires: 5\r\n", "Subject: a\r\nSubject: b\r\n",
          "Expires: 60\r\nExpires: 60\r\n", "Session-Expires: 90\r\nSession-Expires: 90\r\n",
          "Priority: urgent\r\nPriority: urgent\r\n"}) {
        CAPTURE(twice);
        const int became = house.outcome(Registrar::sdp, "application/sdp", twice);
        CHECK((became == rings || became == 400));
    }
    CHECK(house.outcome(Registrar::sdp, "application/sdp",
                        "Replaces: a;to-tag=b;from-tag=c\r\nReplaces: d;to-tag=e;from-tag=f\r\n") == 400);
    check_unharmed(house, house.phone);
}
