// A third party asks of our calls: we are transferred (callflows 5.1).
#include <algorithm>

#include "tests/support/held_call.hpp"

using namespace tests;

// ---- we are the transferee ------------------------------------------------------------------------------------------

namespace {

struct Transferee : Scenario {
    LegId old{}, fresh{};
    void is_referred(const std::string& to = "sip:206@pbx.test", const std::string& replaces = {}) {
        old = talks("204");
        pbx.says(sip::ReferWanted{to, "<sip:204@pbx.test>", replaces}, old);
        if (pbx.count("INVITE") > 1) fresh = pbx.call();
    }
};

} // namespace

TEST_CASE("the far end transfers us: a new call takes the place of the old one without a pause on the phone") {
    Transferee s;
    std::string replaces;
    SUBCASE("blind") {}
    SUBCASE("attended") { replaces = "abc;to-tag=1;from-tag=2"; }
    s.is_referred("sip:206@pbx.test", replaces);
    CHECK(s.pbx.last("answer refer").status == 202);
    CHECK(s.pbx.last("NOTIFY refer").status == 100);
    REQUIRE(s.fresh != 0);
    CHECK(s.pbx.invites.at(s.fresh).request_uri == "sip:206@pbx.test");
    CHECK(s.pbx.invites.at(s.fresh).referred_by == "<sip:204@pbx.test>");
    CHECK(s.pbx.invites.at(s.fresh).replaces == replaces);
    CHECK(s.pbx.invites.at(s.fresh).sdp.find("m=audio 18000") != std::string::npos);
    CHECK(s.phone.has_audio(s.old));
    CHECK(s.phone.calls.size() == 1);
    s.pbx.rings();
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.is_silent(s.old));
    s.pbx.answers(far_sdp("8 101", 31000));
    CHECK(s.pbx.last("NOTIFY refer").leg == s.old);
    CHECK(s.pbx.last("NOTIFY refer").status == 200);
    CHECK(s.pbx.last("BYE").leg == s.old);
    s.phone.opens_receive();
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(s.fresh) == DCallState::connected);
    CHECK(s.phone.calls.at(s.fresh).called == "206");
    CHECK(s.phone.sending.at(s.fresh).port == 31000);
    CHECK(s.phone.lamp() == LampMode::on);
    s.pbx.confirms_bye(s.old);
    s.phone.hangs_up();
    CHECK(s.pbx.last("BYE").leg == s.fresh);
    s.pbx.confirms_bye(s.fresh);
    s.check_no_leak();
}

TEST_CASE("a transfer of us that fails leaves the old call as it is") {
    Transferee s;
    s.is_referred();
    REQUIRE(s.fresh != 0);
    SUBCASE("busy") {
        s.pbx.rejects(486);
        CHECK(s.pbx.last("NOTIFY refer").status == 486);
    }
    SUBCASE("never answered") {
        s.pbx.rings();
        s.wait(180s);
        CHECK(s.pbx.last("CANCEL").leg == s.fresh);
        CHECK(s.pbx.last("NOTIFY refer").status >= 400);
        s.pbx.says(sip::Rejected{s.pbx.message(487), false}, s.fresh);
    }
    CHECK(s.pbx.last("NOTIFY refer").leg == s.old);
    CHECK(s.phone.has_audio(s.old));
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.call(s.old).prompt == "Connected");
    CHECK(s.phone.is_silent(s.old));
    CHECK(s.state(s.old) == "Connected");
    CHECK(s.calls().snapshot().size() == 1);
}

TEST_CASE("the old call ends before the transfer of us is answered") {
    Transferee s;
    s.is_referred();
    REQUIRE(s.fresh != 0);
    SUBCASE("the far end hangs up: the new call is the user's now") {
        s.pbx.hangs_up(s.old);
        s.pbx.talk_about(s.fresh);
        s.pbx.answers(far_sdp("8 101", 31000));
        s.phone.opens_receive();
        CHECK(s.phone.has_audio(s.fresh));
        s.phone.hangs_up();
        s.pbx.confirms_bye(s.fresh);
    }
    SUBCASE("the user hangs up: he wants none of both") {
        s.phone.hangs_up();
        s.pbx.confirms_bye(s.old);
        s.pbx.talk_about(s.fresh);
        s.pbx.rings();
        CHECK(s.pbx.last("CANCEL").leg == s.fresh);
        s.pbx.rejects(487);
    }
    s.check_no_leak();
}

TEST_CASE("a held call is transferred: the new one is on hold in its place, and nobody hears the empty room") {
    Transferee s;
    s.old = holds(s);
    s.phone.hangs_up();
    s.pbx.says(sip::ReferWanted{"sip:206@pbx.test", "<sip:204@pbx.test>", {}}, s.old);
    s.fresh = s.pbx.call();
    REQUIRE(s.fresh != s.old);
    SUBCASE("answered while the old one is there") {
        s.pbx.answers(far_sdp("8 101", 31000));
        CHECK(s.pbx.last("NOTIFY refer").status == 200);
        CHECK(s.pbx.last("BYE").leg == s.old);
        s.pbx.confirms_bye(s.old);
    }
    SUBCASE("the far end leaves at once, as after a blind transfer") {
        s.pbx.hangs_up(s.old);
        s.pbx.talk_about(s.fresh);
        s.pbx.rings();
        CHECK(s.phone.is_silent(s.fresh));
        CHECK(s.phone.lamp() == LampMode::wink);
        s.pbx.answers(far_sdp("8 101", 31000));
    }
    s.pbx.accepts_offer(held_answer, s.fresh);
    CHECK(s.state(s.fresh) == "Hold");
    CHECK(s.phone.state(s.fresh) == DCallState::hold);
    CHECK_FALSE(s.phone.has_audio(s.fresh));
    CHECK_FALSE(s.phone.speaker);
}

TEST_CASE("a held call is transferred while the user talks to somebody else: he goes on talking") {
    for (const bool far_end_leaves : {false, true}) {
        for (const bool answered_in_183 : {false, true}) { // reliably, and the 200 has no description
            CAPTURE(far_end_leaves);
            CAPTURE(answered_in_183);
            Transferee s;
            s.old = holds(s);
            const auto other = s.is_called();
            s.phone.presses(SoftKey::answer, other);
            s.phone.opens_receive("192.0.2.7", 18002, other);
            s.pbx.says(sip::Ack{}, other);
            s.pbx.says(sip::ReferWanted{"sip:206@pbx.test", "<sip:204@pbx.test>", {}}, s.old);
            s.fresh = s.pbx.call();
            REQUIRE(s.fresh != other);
            if (far_end_leaves) {
                s.pbx.hangs_up(s.old);
                CHECK(s.phone.has_audio(other));
                CHECK(s.state(other) == "Connected");
                s.pbx.talk_about(s.fresh);
            }
            auto answer = s.pbx.message(183, far_sdp("8 101", 31000));
            answer.reliable = true;
            if (answered_in_183) s.pbx.says(sip::Progress{answer});
            s.pbx.answers(answered_in_183 ? "" : answer.body);
            s.pbx.accepts_offer(held_answer, s.fresh);
            CHECK(s.state(s.fresh) == "Hold");
            CHECK(s.phone.faults.empty());
            CHECK(s.phone.has_audio(other));
            CHECK(s.state(other) == "Connected");
        }
    }
}

TEST_CASE("a REFER that is not wanted places no call") {
    Transferee s;
    SUBCASE("accept_refer=no") {
        s.line().accept_refer = false;
        s.is_referred();
        CHECK(s.pbx.last("answer refer").status == 603);
    }
    SUBCASE("to nowhere") {
        s.is_referred("");
        CHECK(s.pbx.last("answer refer").status == 400);
    }
    SUBCASE("to what is no SIP, or to the line itself") {
        const auto own = s.line().user + "@" + s.line().domain;
        for (const auto& to : {std::string("tel:+49301234"), std::string("http://192.0.2.1/"), std::string("sip:"), "sip:" + own}) {
            CAPTURE(to);
            if (s.old == 0) s.is_referred(to);
            else s.pbx.says(sip::ReferWanted{to, "", ""}, s.old);
            CHECK(s.pbx.last("answer refer").status == 603);
        }
    }
    CHECK(s.pbx.count("INVITE") == 1);
    CHECK_FALSE(s.pbx.got("NOTIFY refer"));
    CHECK(s.phone.has_audio(s.old));
}

TEST_CASE("case 53: a second REFER while the first is followed is refused") {
    Transferee s;
    s.is_referred();
    REQUIRE(s.fresh != 0);
    s.pbx.says(sip::ReferWanted{"sip:207@pbx.test", "", ""}, s.old);
    CHECK(s.pbx.last("answer refer").status == 603);
    CHECK(s.pbx.count("INVITE") == 2);
}

TEST_CASE("who transfers us hears that nothing came of it, before the call in which it can be said ends") {
    Transferee s;
    s.is_referred();
    REQUIRE(s.fresh != 0);
    s.pbx.rings();
    SUBCASE("the user hangs up") { s.phone.hangs_up(); }
    SUBCASE("the phone is lost") { s.calls().on_lost(); }
    CHECK(s.pbx.last("NOTIFY refer").leg == s.old);
    CHECK(s.pbx.last("NOTIFY refer").status == 487);
    CHECK(s.pbx.last("CANCEL").leg == s.fresh);
    const auto told = std::find_if(s.pbx.asked.begin(), s.pbx.asked.end(),
                                   [](const auto& one) { return one.verb == "NOTIFY refer" && one.status == 487; });
    const auto bye = std::find_if(s.pbx.asked.begin(), s.pbx.asked.end(), [](const auto& one) { return one.verb == "BYE"; });
    CHECK(told < bye);
}
