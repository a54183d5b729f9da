// Who the far end is, as the display has it: a new name is shown whatever it comes with, and the caller stands behind
// the words of a ringing call only (callflows 3.6, 4.4, 7.1).
#include "tests/support/held_call.hpp"

using namespace tests;

namespace {

const std::string other_codec = far_sdp("0 101", 30000, "203.0.113.9", "a=sendrecv", 2);

sip::Message named(const Scenario& s, std::string sdp = {}) {
    auto message = s.pbx.message(sdp.empty() ? 0 : 200, std::move(sdp));
    message.headers.p_asserted_identity = "\"Dora\" <sip:204@pbx.test>";
    return message;
}

std::string far_name(const Scenario& s, LegId call) {
    const auto& shown = s.phone.call(call);
    return shown.type == sccp::CallType::in_bound_call ? shown.calling_name : shown.called_name;
}

} // namespace

TEST_CASE("a name that comes with an offer or an answer is shown, whatever else that brings") {
    Scenario s;
    const auto call = s.talks();
    SUBCASE("a re-INVITE with another codec") {
        s.pbx.says(sip::Offer{named(s, other_codec), sip::OfferMethod::reinvite}, call);
        s.phone.opens_receive();
    }
    SUBCASE("a re-INVITE without SDP") { s.pbx.says(sip::OfferWanted{named(s)}, call); }
    SUBCASE("a re-INVITE without SDP, on hold") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
        s.pbx.says(sip::OfferWanted{named(s)}, call);
    }
    SUBCASE("the 200 to our hold") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.says(sip::OfferAccepted{named(s, held_answer)}, call);
    }
    SUBCASE("the 200 to our resume") {
        s.phone.presses(SoftKey::hold, call);
        s.pbx.accepts_offer(held_answer, call);
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
        s.pbx.says(sip::OfferAccepted{named(s, far_sdp())}, call);
    }
    CHECK(far_name(s, call) == "Dora");
}

TEST_CASE("UPDATE without SDP is shown in every state in which the call is shown") {
    Scenario s;
    LegId call{};
    SUBCASE("talking") { call = s.talks(); }
    SUBCASE("before their ACK") {
        call = s.is_called();
        s.phone.lifts_handset();
        s.phone.opens_receive();
    }
    SUBCASE("on its way to hold") {
        call = s.talks();
        s.phone.presses(SoftKey::hold, call);
    }
    SUBCASE("while the channel opens for the resume") {
        call = holds(s);
        s.phone.presses(SoftKey::resume, call);
    }
    SUBCASE("before the far end has agreed to the resume") {
        call = holds(s);
        s.phone.presses(SoftKey::resume, call);
        s.phone.opens_receive();
    }
    SUBCASE("re-opening") {
        call = s.talks();
        s.pbx.offers(other_codec, call);
    }
    SUBCASE("answering") {
        call = s.is_called();
        s.phone.lifts_handset();
    }
    s.pbx.says(sip::Identity{named(s)}, call);
    CHECK(far_name(s, call) == "Dora");
}

TEST_CASE("once a call that came in is answered its words are those of the state, without the caller behind them") {
    Scenario s;
    const auto call = s.takes_call();
    CHECK(s.phone.call(call).prompt == "Connected");
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly", 2), call);
    CHECK(s.phone.call(call).prompt == "Call on hold");
    s.pbx.offers(far_sdp("8 101", 30000, "203.0.113.9", "a=sendrecv", 3), call);
    s.phone.presses(SoftKey::hold, call);
    CHECK(s.phone.call(call).prompt == "Hold");
    s.pbx.accepts_offer(held_answer, call);
    s.phone.hangs_up();
    s.wait(60s);
    CHECK(s.phone.call(call).prompt == "Hold reversion");
    s.phone.presses(SoftKey::transfer, call);
    CHECK(s.phone.call(call).prompt == "Call Transfer");
}

TEST_CASE("a call that came in and whose far end has been transferred names nobody who has left") {
    Scenario s;
    const auto call = s.takes_call();
    s.pbx.says(sip::Identity{named(s)}, call);
    s.phone.presses(SoftKey::hold, call);
    CHECK(s.phone.call(call).calling_name == "Dora");
    CHECK(s.phone.call(call).prompt.find("Bob") == std::string::npos);
}

TEST_CASE("a call whose caller's name changes while it waits shows and rings with the new one") {
    Scenario s;
    const auto talk = s.talks();
    const auto waiting = s.is_called();
    s.pbx.says(sip::Identity{named(s)}, waiting);
    CHECK(s.phone.call(waiting).calling_name == "Dora");
    CHECK(s.phone.call(waiting).prompt == "Call Waiting Dora");
    s.pbx.hangs_up(talk);
    CHECK(s.phone.call(waiting).prompt == "From Dora");
    CHECK(s.phone.notice == "From Dora");
}
