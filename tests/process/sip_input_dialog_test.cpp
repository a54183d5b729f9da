// Bad SIP input, cases 28 to 40, 42 and 43 of the list (tests/sip/README.md): requests and answers out of order, lost,
// repeated, or against the rules of a dialog.
#include "tests/process/sip_caller.hpp"

using namespace std::chrono_literals;
using namespace tests;

namespace {

constexpr const char* moved_sdp = "v=0\r\no=- 9 10 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.3\r\nt=0 0\r\nm=audio 30010 RTP/AVP 8\r\n";

} // namespace

TEST_CASE("case 28: offers that cross: theirs gets 491, ours is made again after its time") {
    Called house;
    house.talks();
    house.phone.say(sccp::SoftKeyEvent{sccp::SoftKey::hold, 1, house.reference});
    const auto ours = house.caller.expect_request("INVITE");
    house.caller.say("INVITE", {}, moved_sdp);
    house.caller.acknowledge(house.caller.expect(491, "INVITE"));
    house.caller.answer(ours, {.status = 491});
    house.caller.expect_request("ACK");
    house.turn(2s); // RFC 3261 section 14.1: at most 2 s, by chance at once, for who does not own the Call-ID
    const auto again = house.caller.expect_request("INVITE");
    CHECK(contains(again.body(), "a=sendonly"));
    house.caller.answer(again, {.headers = house.caller.contact(), .body = std::string(Registrar::sdp) + "a=recvonly\r\n"});
    house.caller.expect_request("ACK");
    CHECK(state_of(house, house.reference) == "Hold");
    house.hang_up();
    check_unharmed(house, house.phone);
}

TEST_CASE("case 29, case 35: a 200 that crosses our CANCEL, and two of two forks: each is acknowledged, what is too much ended") {
    Calling house;
    house.answer(180, {});
    REQUIRE(house.until([&] { return state_of(house, house.reference) == "RingOut"; }));
    std::size_t byes = 1;
    SUBCASE("hung up at that moment") {
        house.phone.say(sccp::OnHook{1, house.reference});
        REQUIRE(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
        house.answer(200, Registrar::sdp);
        CHECK(house.until([&] { return house.pbx.count("ACK") == 1 && house.pbx.count("BYE") == 1; }));
    }
    SUBCASE("two forks") {
        house.answer(200, Registrar::sdp, "one");
        house.answer(200, Registrar::sdp, "two");
        CHECK(house.until([&] {
            return house.pbx.count("ACK", "tag=one") == 1 && house.pbx.count("ACK", "tag=two") == 1 &&
                   house.pbx.count("BYE", "tag=two") == 1;
        }));
        CHECK(house.pbx.count("BYE", "tag=one") == 0);
        CHECK(state_of(house, house.reference) == "Connected");
        house.phone.say(sccp::OnHook{1, house.reference});
        byes = 2;
    }
    CHECK(house.until([&] { return house.pbx.count("BYE") == byes; }));
    check_unharmed(house, house.phone);
}

// RFC 3261 section 15: of his early dialog
TEST_CASE("case 30: BYE of a caller who does not wait for an answer ends the ringing") {
    Called house;
    house.caller.say("INVITE", {}, Registrar::sdp);
    house.caller.learn(house.caller.expect(180, "INVITE"));
    ringing_call(house);
    house.caller.say("BYE");
    house.caller.expect(200, "BYE");
    house.caller.set_cseq(1);
    house.caller.acknowledge(house.caller.expect(487, "INVITE"));
    CHECK(house.until([&] { return house.phone.heard<sccp::SetRinger>()->ring_mode == sccp::RingMode::ring_off; }));
    check_unharmed(house, house.phone);
}

TEST_CASE("case 30, case 31, case 32: BYE before ACK, no ACK at all, and an ACK that was lost") {
    Called house;
    const auto ok = house.answered(Registrar::sdp);
    SUBCASE("BYE before ACK") {
        house.caller.say("BYE");
        house.caller.expect(200, "BYE");
        CHECK(house.until([&] { return is_quiet(house); }));
        house.caller.say("ACK"); // comes late, for nobody
    }
    SUBCASE("never: BYE after 64*T1") {
        house.turn(31s);
        CHECK_FALSE(house.caller.has_request("BYE"));
        CHECK(house.answers_keep_alive(house.phone));
        house.turn(2s);
        house.caller.answer(house.caller.expect_request("BYE"), {});
        CHECK(house.until([&] { return state_of(house, house.reference) != "Connected"; }));
        house.phone.say(sccp::OnHook{1, house.reference});
    }
    SUBCASE("lost: the 200 comes again, the call stands") {
        house.turn(600ms);
        house.turn(1100ms);
        CHECK(house.caller.expect(200, "INVITE").tag("To") == ok.tag("To"));
        house.caller.say("ACK");
        house.settle();
        house.caller.inbox().clear();
        house.turn(33s);
        CHECK(house.caller.inbox().empty());
        CHECK(house.caller.count(200) == 0);
        CHECK(state_of(house, house.reference) == "Connected");
        house.hang_up();
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 33, case 34, case 57: CANCEL, BYE and all else for what does not exist, in any number") {
    Called house;
    house.talks();
    for (const char* const method : {"CANCEL", "BYE", "INFO", "UPDATE", "NOTIFY", "PRACK"}) {
        CAPTURE(method);
        SipCaller ghost(house);
        ghost.learn(SipText{"SIP/2.0 200 OK\r\nTo: <sip:1001@pbx.test>;tag=guessed\r\n\r\n"});
        if (std::string(method) == "CANCEL") ghost.request("INVITE");
        CHECK(ghost.outcome(ghost.request(method, "Event: refer\r\nSubscription-State: active\r\nRAck: 1 1 INVITE\r\n")) == 481);
    }
    SipCaller flood(house);
    for (int i = 0; i < 2'000; ++i) {
        flood.start_call();
        flood.learn(SipText{"SIP/2.0 200 OK\r\nTo: <sip:1001@pbx.test>;tag=guessed" + std::to_string(i) + "\r\n\r\n"});
        flood.say("BYE");
        if (i % 200 == 0) CHECK(house.answers_keep_alive(house.phone));
        flood.poll();
    }
    CHECK(house.answers_keep_alive(house.phone));
    CHECK(flood.count(200) == 0);
    const auto dropped = house.event("sip_dropped");       // those are told and counted
    // some get lost where nobody reads fast enough
    CHECK(house.until([&] { return static_cast<double>(flood.count(481)) + dropped >= 1'000; }));
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();
    check_unharmed(house, house.phone);
}

TEST_CASE("case 36: late, strange and endless provisional answers") {
    Calling house;
    SUBCASE("180 after the 200") {
        house.answer(200, Registrar::sdp);
        REQUIRE(house.until([&] { return state_of(house, house.reference) == "Connected"; }));
        const auto tones = house.phone.count<sccp::StartTone>();
        house.answer(180, {});
        house.answer(183, Registrar::sdp);
        house.settle();
        CHECK(state_of(house, house.reference) == "Connected");
        CHECK(house.phone.count<sccp::StartTone>() == tones);
        house.phone.say(sccp::OnHook{1, house.reference});
    }
    SUBCASE("199, 183 without SDP, 142: nothing is heard") {
        const auto tones = house.phone.count<sccp::StartTone>();
        for (const int status : {183, 199, 142, 183}) house.answer(status, {});
        house.settle();
        CHECK(house.phone.count<sccp::StartTone>() == tones);
        CHECK(state_of(house, house.reference) == "Proceed");
        house.phone.say(sccp::OnHook{1, house.reference});
        CHECK(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
        house.pbx.say(house.invite, {.status = 487});
    }
    SUBCASE("one 1xx after the other for ever: given up after the time of ringing out") {
        int status = 0;
        SUBCASE("180") { status = 180; }
        SUBCASE("183") { status = 183; }
        for (int minute = 0; minute < 3; ++minute) {
            house.answer(status, {});
            pass(house, house.phone, 59s);
        }
        CHECK(house.pbx.count("CANCEL") == 0);
        house.answer(status, {});
        house.turn(5s);
        CHECK(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
        house.pbx.say(house.invite, {.status = 487});
        CHECK(house.until([&] { return state_of(house, house.reference) == "Failed"; }));
        house.phone.say(sccp::OnHook{1, house.reference});
    }
    SUBCASE("100 and then nothing for ever: given up after the same time") {
        house.answer(100, {});
        pass(house, house.phone, 178s);
        CHECK(house.pbx.count("CANCEL") == 0);
        house.turn(5s);
        CHECK(house.until([&] { return house.pbx.count("CANCEL") == 1; }));
        house.pbx.say(house.invite, {.status = 487});
        CHECK(house.until([&] { return state_of(house, house.reference) == "Failed"; }));
        house.phone.say(sccp::OnHook{1, house.reference});
    }
    check_unharmed(house, house.phone);
}

TEST_CASE("case 37: PRACK where it is required, and one that acknowledges nothing") {
    Called house;
    house.caller.say("INVITE", "Require: 100rel\r\n", Registrar::sdp);
    const auto ringing = house.caller.expect(180, "INVITE");
    CHECK(contains(ringing.header("Require"), "100rel"));
    const auto invite_cseq = std::to_string(house.caller.cseq());
    house.caller.learn(ringing);
    house.caller.say("PRACK", "RAck: 99999 " + invite_cseq + " INVITE\r\n");
    house.caller.expect(481, "PRACK");
    house.caller.say("PRACK", "RAck: x\r\n");
    CHECK(house.caller.expect_final("PRACK").status() >= 400);
    house.caller.say("PRACK", "RAck: " + ringing.header("RSeq") + " " + invite_cseq + " INVITE\r\n");
    house.caller.expect(200, "PRACK");
    house.reference = ringing_call(house);
    answer_call(house, house.phone, house.reference);
    house.caller.expect(200, "INVITE");
    const auto next = house.caller.cseq();
    house.caller.set_cseq(static_cast<unsigned>(std::stoul(invite_cseq)) + 1);
    house.caller.say("ACK");
    house.caller.set_cseq(next + 1);
    CHECK(house.until([&] { return state_of(house, house.reference) == "Connected"; }));
    house.hang_up();
    check_unharmed(house, house.phone);
}

TEST_CASE("case 38: UPDATE and re-INVITE that move the audio, and one that changes the codec to what the phone lacks") {
    Called house;
    house.talks();
    for (const char* const method : {"UPDATE", "INVITE"}) {
        CAPTURE(method);
        const auto started = house.phone.count<sccp::StartMediaTransmission>();
        const auto port = std::string(method) == "UPDATE" ? "30010" : "30012";
        auto moved = std::string(moved_sdp);
        moved.replace(moved.find("30010"), 5, port);
        house.caller.say(method, {}, moved);
        CHECK(contains(house.caller.expect(200, method).body(), "m=audio 20000 RTP/AVP 8"));
        if (std::string(method) == "INVITE") house.caller.say("ACK");
        REQUIRE(house.until([&] { return house.phone.count<sccp::StartMediaTransmission>() > started; }));
        CHECK(house.phone.heard<sccp::StartMediaTransmission>()->remote_port == static_cast<std::uint32_t>(std::stoi(port)));
    }
    auto other = std::string(moved_sdp);
    other.replace(other.find("AVP 8"), 5, "AVP 3");
    house.caller.say("UPDATE", {}, other);
    house.caller.expect(488, "UPDATE");
    house.caller.say("INVITE", {}, other);
    house.caller.acknowledge(house.caller.expect(488, "INVITE"));
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();

    house.caller.start_call();
    house.caller.inbox().clear();
    house.caller.say("INVITE", "Require: 100rel\r\n", Registrar::sdp);
    const auto ringing = house.caller.expect(180, "INVITE");
    house.caller.learn(ringing);
    house.caller.say("PRACK", "RAck: " + ringing.header("RSeq") + " 1 INVITE\r\n");
    house.caller.expect(200, "PRACK");
    house.caller.say("UPDATE", "P-Asserted-Identity: \"Carol\" <sip:203@pbx.test>\r\n");
    house.caller.expect(200, "UPDATE");
    house.caller.say("UPDATE", {}, moved_sdp);
    CHECK(house.caller.expect_final("UPDATE").status() >= 500); // the phone has opened nothing yet
    CHECK(state_of(house, ringing_call(house)) == "RingIn");
    house.caller.set_cseq(1);
    for (const auto& one : house.gateway->calls()) house.gateway->hang_up(one.call.id);
    house.caller.acknowledge(house.caller.expect_final("INVITE"));
    check_unharmed(house, house.phone);
}

TEST_CASE("case 39: CSeq that is lower, skipped, or beyond its range") {
    Called house;
    house.talks();
    house.caller.set_cseq(50);
    house.caller.say("UPDATE");
    house.caller.expect(200, "UPDATE"); // RFC 3261 section 12.2.2: gaps are legal
    house.caller.set_cseq(10);
    house.caller.say("UPDATE");
    house.caller.expect(500, "UPDATE");
    house.caller.set_cseq(10);
    house.caller.say("BYE");
    house.caller.expect(500, "BYE");
    CHECK(state_of(house, house.reference) == "Connected");
    for (const char* const number : {"4294967296", "99999999999999999999", "-1", "x"}) {
        CAPTURE(number);
        house.caller.set_cseq(60);
        auto text = house.caller.request("INFO");
        text.replace(text.find("CSeq: 60"), 8, std::string("CSeq: ") + number);
        CHECK(house.caller.outcome(text) == 400);
    }
    CHECK(state_of(house, house.reference) == "Connected");
    house.caller.set_cseq(61);
    house.hang_up();
    check_unharmed(house, house.phone);
}

TEST_CASE("case 40, case 43: the same INVITE again, by another way, back in a spiral, with no hops left") {
    Called house;
    const auto invite = house.caller.request("INVITE", {}, Registrar::sdp);
    house.caller.send(invite);
    house.caller.send(invite);
    ringing_call(house);
    house.caller.settle();
    CHECK(house.gateway->calls().size() == 1);
    CHECK(house.phone.count<sccp::CallInfo>() == 1);
    auto loop = invite;
    loop.replace(loop.find("branch=z9hG4bK"), 14, "branch=z9hG4bKother");
    house.caller.send(loop);
    house.caller.acknowledge(house.caller.expect(482, "INVITE"));
    CHECK(house.gateway->calls().size() == 1);
    auto spiral = invite; // to the other line: RFC 3261 section 16.3 allows it
    spiral.replace(spiral.find("SEP001120AABB01"), 15, "SEP001120AABB02");
    spiral.replace(spiral.find("branch=z9hG4bK"), 14, "branch=z9hG4bKspiral");
    auto& other = house.register_phone(2);
    house.caller.send(spiral);
    CHECK(house.until([&] { return other.heard<sccp::SetRinger>() != nullptr; }));
    CHECK(house.gateway->calls().size() == 2);
    for (const auto& one : house.gateway->calls()) house.gateway->hang_up(one.call.id);
    house.caller.acknowledge(house.caller.expect_final("INVITE"));
    house.caller.acknowledge(house.caller.expect_final("INVITE"));

    // Max-Forwards is for proxies: who is called takes what reaches him (RFC 4475 section 3.3.11).
    house.caller.start_call();
    auto spent = house.caller.request("INVITE", {}, Registrar::sdp);
    CHECK(house.caller.outcome(spent.replace(spent.find("Max-Forwards: 70"), 16, "Max-Forwards: 0")) == rings);
    check_unharmed(house, house.phone);
    check_unharmed(house, other);
}

TEST_CASE("case 42: what is required and unknown is refused by its name") {
    Called house;
    house.caller.say("INVITE", "Require: 100rel, x-unknown, y\r\n", Registrar::sdp);
    const auto refused = house.caller.expect(420, "INVITE");
    CHECK(refused.header("Unsupported") == "x-unknown, y");
    house.caller.acknowledge(refused);
    for (const char* const method : {"OPTIONS", "MESSAGE", "NOTIFY"}) {
        house.caller.start_call();
        CHECK(house.caller.outcome(house.caller.request(method, "Require: x-unknown\r\nEvent: check-sync\r\n")) == 420);
    }
    house.talks();
    CHECK(house.caller.outcome(house.caller.request("UPDATE", "Require: x-unknown\r\n")) == 420);
    CHECK(state_of(house, house.reference) == "Connected");
    house.hang_up();
    check_unharmed(house, house.phone);
}
