// Conference over the PBX (callflows 5.2), and its rooms.
#include "mapping/features/conference_rooms.hpp"
#include "tests/support/conference.hpp"

using namespace tests;

// ---- Confrn (5.2) ---------------------------------------------------------------------------------------------------

TEST_CASE("the conference key is there where the line has a room or a factory") {
    Scenario s;
    SUBCASE("no room") {}
    SUBCASE("conference=none") {
        s.line().conference_room = "8{n}";
        s.line().conference = mapping::ConferenceMode::none;
    }
    const auto call = s.talks();
    CHECK_FALSE(s.phone.offers(SoftKey::conference));
    s.phone.presses(SoftKey::conference, call);
    CHECK(s.phone.prompt == "No conference bridge");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.state(call) == "Connected");
    CHECK(s.phone.has_audio(call));
}

TEST_CASE("Confrn holds the call and opens another with the keys of a conference") {
    Conference s;
    s.consults();
    CHECK(s.state(s.first) == "Hold");
    CHECK(s.phone.state(s.first) == DCallState::call_transfer);
    CHECK(s.phone.call(s.first).prompt == "Conference");
    CHECK_FALSE(s.phone.offers(SoftKey::transfer, s.second));
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::conference, 1}) == LampMode::flash);
    s.pbx.answers();
    CHECK(s.phone.offers(SoftKey::conference, s.second));
    CHECK_FALSE(s.phone.offers(SoftKey::transfer, s.second));
    CHECK(s.phone.has_audio(s.second));
    CHECK(s.phone.lamp() == LampMode::on);
}

TEST_CASE("the fixed conference button does what the key does") {
    Conference s;
    const auto call = s.talks();
    s.phone.presses(sccp::DeviceStimulus::conference, 1, call);
    CHECK(s.state(call) == "Holding");
    CHECK(s.phone.call(call).prompt == "Conference");
}

TEST_CASE("the second Confrn calls a room, and both parties are referred to it") {
    Conference s;
    s.calls_room();
    CHECK(s.state(s.second) == "Hold");
    CHECK(s.pbx.last("INVITE").text == "80");
    CHECK(s.phone.call(s.room).called_name == "Conference");
    CHECK(s.phone.placed.size() == 2);
    CHECK_FALSE(s.pbx.got("REFER"));
    s.room_answers();
    CHECK(s.phone.has_audio(s.room));
    CHECK(s.phone.sending.at(s.room).port == 30500);
    REQUIRE(s.pbx.count("REFER") == 2);
    for (const auto party : {s.first, s.second}) {
        REQUIRE(s.pbx.all("REFER", party).size() == 1);
        CHECK(s.pbx.all("REFER", party).front().text == "80");
        CHECK(s.pbx.all("REFER", party).front().replaces == 0);
        CHECK(s.phone.call(party).prompt == "Conference");
    }
    s.moves(s.first);
    s.moves(s.second);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.state(s.room) == DCallState::connected);
    CHECK(s.phone.call(s.room).keys == sccp::SoftKeySet::connected_conference);
    CHECK(s.phone.call(s.room).prompt == "Connected");
    CHECK(s.phone.has_audio(s.room));
    CHECK(s.pbx.count("BYE") == 2);
    CHECK(s.phone.lamps.at({sccp::DeviceStimulus::conference, 1}) == LampMode::off);
    SUBCASE("the initiator leaves") {
        s.phone.hangs_up();
        CHECK(s.pbx.last("BYE").leg == s.room);
        s.pbx.confirms_bye(s.room);
        CHECK(s.is_over());
    }
    SUBCASE("the bridge hangs up") { s.pbx.hangs_up(s.room); }
    s.check_no_leak();
}

TEST_CASE("parties may be taken over by BYE instead of a NOTIFY, in any order") {
    Conference s;
    s.calls_room();
    s.room_answers();
    s.pbx.says(sip::ReferAccepted{}, s.second);
    s.pbx.hangs_up(s.second);
    s.pbx.hangs_up(s.first);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.has_audio(s.room));
    CHECK_FALSE(s.pbx.got("BYE"));
}

TEST_CASE("Redial after a conference calls the last party, not the room") {
    Conference s;
    s.confers();
    s.phone.hangs_up();
    s.pbx.confirms_bye(s.room);
    s.phone.presses(SoftKey::redial);
    s.phone.opens_receive();
    CHECK(s.pbx.last("INVITE").text == "205");
}

TEST_CASE("a room that fails leaves both calls on hold") {
    Conference s;
    s.calls_room();
    SUBCASE("busy") {
        s.pbx.rejects(486);
        CHECK(s.phone.call(s.room).prompt == "Can not complete conference");
        s.wait(15s);
    }
    SUBCASE("given up") { s.phone.presses(SoftKey::end_call, s.room); }
    CHECK(s.phone.calls.size() == 2);
    for (const auto party : {s.first, s.second}) {
        CHECK(s.state(party) == "Hold");
        CHECK(s.phone.state(party) == DCallState::hold);
    }
    CHECK_FALSE(s.pbx.got("REFER"));
    s.phone.presses(SoftKey::resume, s.second);
    CHECK(s.state(s.second) == "ResumeOpening");
}

TEST_CASE("a party that does not move stays on hold, the others confer") {
    Conference s;
    s.calls_room();
    s.room_answers();
    LegId stays = s.first;
    SUBCASE("the first is refused") { s.pbx.says(sip::ReferFailed{603}, stays); }
    SUBCASE("the second is refused") {
        stays = s.second;
        s.pbx.says(sip::ReferFailed{603}, stays);
    }
    SUBCASE("nothing is heard of the first") {
        s.moves(s.second);
        s.wait(32s);
    }
    const auto other = stays == s.first ? s.second : s.first;
    CHECK(s.phone.call(stays).prompt == "Invalid participant");
    CHECK(s.state(stays) == "Hold");
    CHECK(s.phone.state(stays) == DCallState::hold);
    CHECK(s.phone.has_audio(s.room));
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    if (s.state(other) == "Referring") s.moves(other);
    s.phone.presses(SoftKey::resume, stays);
    CHECK(s.state(stays) == "ResumeOpening");
    CHECK(s.state(s.room) == "Holding");
}

TEST_CASE("one more party joins the conference that is") {
    Conference s;
    s.confers();
    s.pbx.forget_log();
    s.phone.presses(SoftKey::conference, s.room);
    s.pbx.accepts_offer(held_answer, s.room);
    s.phone.dials("206#");
    s.phone.opens_receive();
    s.pbx.answers();
    const auto third = s.pbx.call();
    s.phone.presses(SoftKey::conference, third);
    s.pbx.accepts_offer(held_answer, third);
    CHECK(s.pbx.last("REFER").leg == third);
    CHECK(s.pbx.last("REFER").text == "80");
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), s.room);
    CHECK(s.phone.has_audio(s.room));
    s.moves(third);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.pbx.count("INVITE") == 1);
}

TEST_CASE("a conference factory names the room by its Contact") {
    Conference s{"sip:conference-factory@pbx.test"};
    s.line().conference = mapping::ConferenceMode::factory;
    s.calls_room();
    CHECK(s.pbx.last("INVITE").text == "sip:conference-factory@pbx.test");
    SUBCASE("a focus") {
        s.room_answers();
        CHECK(s.pbx.count("REFER") == 2);
        CHECK(s.pbx.last("REFER").text == "sip:focus1@pbx.test");
    }
    SUBCASE("no focus") {
        s.room_answers("<sip:somebody@pbx.test>");
        CHECK_FALSE(s.pbx.got("REFER"));
        CHECK(s.pbx.last("BYE").leg == s.room);
        CHECK(s.phone.prompt == "Can not complete conference");
        CHECK(s.phone.state(s.first) == DCallState::hold);
        CHECK(s.phone.state(s.second) == DCallState::hold);
    }
}

TEST_CASE("before the second party has answered there is nobody to confer with") {
    Conference s;
    s.consults();
    s.phone.presses(SoftKey::conference, s.second);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    CHECK(s.pbx.count("INVITE") == 2);
    SUBCASE("the handset goes down: no transfer, the first call stays") {
        s.phone.hangs_up();
        s.pbx.rejects(487);
        CHECK_FALSE(s.pbx.got("REFER"));
        CHECK(s.phone.calls.size() == 1);
        CHECK(s.phone.state(s.first) == DCallState::hold);
    }
    SUBCASE("the transfer button does not make it a transfer") {
        s.phone.presses(sccp::DeviceStimulus::transfer, 1, s.second);
        CHECK_FALSE(s.pbx.got("CANCEL"));
        CHECK(s.state(s.second) == "RingOut");
    }
    SUBCASE("it is busy") {
        s.pbx.rejects(486);
        CHECK(s.phone.state(s.first) == DCallState::hold);
    }
}

TEST_CASE("the handset goes down while the second party talks: it is hung up, the first stays on hold") {
    Conference s;
    s.consults();
    s.pbx.answers();
    s.phone.hangs_up();
    CHECK(s.pbx.last("BYE").leg == s.second);
    CHECK(s.phone.state(s.first) == DCallState::hold);
    CHECK_FALSE(s.pbx.got("REFER"));
}

TEST_CASE("parties that hang up while the room is called are missed by nobody") {
    Conference s;
    s.calls_room();
    s.pbx.hangs_up(s.first);
    SUBCASE("one") {
        s.room_answers();
        CHECK(s.pbx.count("REFER") == 1);
        s.moves(s.second);
    }
    SUBCASE("both") {
        s.pbx.hangs_up(s.second);
        s.room_answers();
        CHECK_FALSE(s.pbx.got("REFER"));
    }
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.has_audio(s.room));
}

TEST_CASE("a party on its way into the room cannot be taken back") {
    Conference s;
    s.calls_room();
    s.phone.presses(SoftKey::resume, s.first);
    CHECK(s.state(s.first) == "Hold");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
    s.room_answers();
    CHECK(s.pbx.count("REFER") == 2);
}

TEST_CASE("the phone is lost while the parties move: REFER goes on") {
    Conference s;
    s.calls_room();
    s.room_answers();
    s.calls().on_lost();
    s.phone.restarts();
    s.moves(s.first);
    s.moves(s.second);
    CHECK(s.state(s.room) == "Preserved");
    s.wait(120s);
    s.pbx.confirms_bye(s.room);
    CHECK(s.is_over());
}

// ---- rooms ----------------------------------------------------------------------------------------------------------

TEST_CASE("no two conferences of the process share a room, and a room rests before it is used again") {
    mapping::ConferenceRooms rooms;
    CHECK(rooms.take("8{n}", 0, 2, 4) == 1u);
    CHECK(rooms.take("8{n}", 0, 2, 4) == 2u);
    rooms.give_back("8{n}", 1);
    CHECK(rooms.take("8{n}", 0, 2, 4) == 0u);
    CHECK(rooms.take("9{n}", 0, 2, 0) == 0u);
    CHECK(rooms.take("8{n}", 0, 2, 4) == 1u);
    CHECK_FALSE(rooms.take("8{n}", 0, 2, 4));
    CHECK(rooms.take("9{n}", 7, 7, 5) == 7u);
}

TEST_CASE("what conference_room becomes") {
    FakeWorld world;
    mapping::LineOptions line;
    line.domain = "pbx.test";
    line.conference_range = "10-12";
    SUBCASE("a number of the range") {
        line.conference_room = "8{n}0";
        world.chances = {1};
        const auto room = mapping::choose_room(line, world);
        REQUIRE(room);
        CHECK(room->number == "8110");
        CHECK(room->pattern == "8{n}0@pbx.test");
        CHECK(room->taken == 11u);
    }
    SUBCASE("random characters") {
        line.conference_room = "conf-{r8}";
        world.chances = {0, 1, 10, 11, 35, 36, 2, 3};
        const auto room = mapping::choose_room(line, world);
        REQUIRE(room);
        CHECK(room->number == "conf-01abz023");
        CHECK_FALSE(room->taken);
    }
    SUBCASE("the number itself") {
        line.conference_room = "900";
        CHECK(mapping::choose_room(line, world)->number == "900");
    }
    SUBCASE("a URI") {
        line.conference_room = "sip:factory@pbx.test";
        const auto room = mapping::choose_room(line, world);
        REQUIRE(room);
        CHECK(room->number.empty());
        CHECK(room->uri == "sip:factory@pbx.test");
    }
}

TEST_CASE("a room is free again when its conference is over; without one there is no conference") {
    Conference s;
    s.line().conference_range = "7-7";
    s.confers();
    const auto taken = [&] { return s.world.rooms.take("8{n}@pbx.test", 7, 7, 0); };
    CHECK_FALSE(taken());
    SUBCASE("over") {
        s.phone.hangs_up();
        s.pbx.confirms_bye(s.room);
        CHECK(taken() == 7u);
    }
    SUBCASE("none left") {
        s.phone.presses(SoftKey::hold, s.room);
        s.pbx.accepts_offer(held_answer, s.room);
        const auto old = s.room;
        const auto one = s.held("301"), two = s.held("302");
        s.phone.presses(SoftKey::end_call, old);
        s.pbx.confirms_bye(old);
        CHECK(taken() == 7u);
        s.phone.presses(SoftKey::select, one);
        s.phone.presses(SoftKey::join, two);
        CHECK(s.phone.prompt == "Can not complete conference");
        CHECK(s.state(one) == "Hold");
        CHECK(s.state(two) == "Hold");
        s.phone.presses(SoftKey::resume, two);
        CHECK(s.state(two) == "ResumeOpening");
    }
}
