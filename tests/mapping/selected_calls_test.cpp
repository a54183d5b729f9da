// Select, Join and direct transfer (callflows 5.3).
#include "tests/support/conference.hpp"

using namespace tests;

TEST_CASE("Select marks a call and takes the mark away; every other act does so too") {
    Conference s;
    const auto one = s.held("301"), two = s.held("302");
    s.phone.presses(SoftKey::select, one);
    CHECK(s.phone.call(one).selected);
    SUBCASE("Select") { s.phone.presses(SoftKey::select, one); }
    SUBCASE("another key") { s.phone.presses(SoftKey::resume, two); }
    SUBCASE("a line button") { s.phone.presses_line(1); }
    CHECK_FALSE(s.phone.call(one).selected);
}

TEST_CASE("a call that is not up cannot be selected") {
    Conference s;
    const auto call = s.rings_out();
    s.phone.presses(SoftKey::select, call);
    CHECK_FALSE(s.phone.call(call).selected);
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("Join makes a conference of the selected calls and the one that talks") {
    Conference s;
    const auto one = s.held("301"), two = s.held("302"), aside = s.held("303");
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("304#");
    s.phone.opens_receive();
    s.pbx.answers();
    const auto talking = s.pbx.call();
    s.phone.presses(SoftKey::select, one);
    s.phone.presses(SoftKey::select, two);
    s.phone.presses(SoftKey::join, talking);
    CHECK(s.state(talking) == "Holding");
    CHECK_FALSE(s.phone.call(one).selected);
    s.pbx.accepts_offer(held_answer, talking);
    s.phone.opens_receive();
    s.room = s.pbx.call();
    s.room_answers();
    CHECK(s.pbx.count("REFER") == 3);
    CHECK(s.pbx.all("REFER", aside).empty());
    for (const auto party : {one, two, talking}) s.moves(party);
    CHECK(s.phone.calls.size() == 2);
    CHECK(s.phone.has_audio(s.room));
    CHECK(s.state(aside) == "Hold");
}

TEST_CASE("Join with a conference among the calls brings the others into its room") {
    Conference s;
    s.confers();
    s.phone.presses(SoftKey::hold, s.room);
    s.pbx.accepts_offer(held_answer, s.room);
    s.phone.presses(SoftKey::new_call);
    s.phone.dials("304#");
    s.phone.opens_receive();
    s.pbx.answers();
    const auto talking = s.pbx.call();
    s.pbx.forget_log();
    s.phone.presses(SoftKey::select, s.room);
    s.phone.presses(SoftKey::join, talking);
    s.pbx.accepts_offer(held_answer, talking);
    CHECK_FALSE(s.pbx.got("INVITE"));
    CHECK(s.pbx.last("REFER").leg == talking);
    CHECK(s.pbx.last("REFER").text == "80");
    s.phone.opens_receive();
    s.pbx.accepts_offer(far_sdp(), s.room);
    s.moves(talking);
    CHECK(s.phone.calls.size() == 1);
    CHECK(s.phone.has_audio(s.room));
}

TEST_CASE("Join needs two calls and a bridge") {
    Conference s;
    SUBCASE("one call") {
        const auto call = s.talks();
        s.phone.presses(SoftKey::join, call);
        CHECK(s.phone.prompt == "Can not join calls");
        CHECK(s.state(call) == "Connected");
    }
    SUBCASE("no bridge") {
        s.line().conference_room.clear();
        const auto one = s.held("301"), two = s.held("302");
        s.phone.presses(SoftKey::select, one);
        s.phone.presses(SoftKey::join, two);
        CHECK(s.phone.prompt == "No conference bridge");
        CHECK(s.state(one) == "Hold");
    }
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

// ---- DirTrfr (5.3) --------------------------------------------------------------------------------------------------

TEST_CASE("direct transfer joins the only two calls of the line") {
    Conference s;
    const auto older = s.held("301");
    SUBCASE("the one that talks is the target") {
        s.phone.presses(SoftKey::new_call);
        s.phone.dials("302#");
        s.phone.opens_receive();
        s.pbx.answers();
        const auto talking = s.pbx.call();
        s.phone.presses(SoftKey::direct_transfer, talking);
        CHECK(s.pbx.last("REFER").leg == older);
        CHECK(s.pbx.last("REFER").replaces == talking);
    }
    SUBCASE("it is the older one that talks") {
        const auto newer = s.held("302");
        s.phone.presses(SoftKey::resume, older);
        s.phone.opens_receive();
        s.pbx.accepts_offer(far_sdp(), older);
        s.phone.presses(SoftKey::direct_transfer, older);
        CHECK(s.pbx.last("REFER").leg == newer);
        CHECK(s.pbx.last("REFER").replaces == older);
    }
    SUBCASE("both held: the newer one is the target") {
        const auto newer = s.held("302");
        s.phone.presses(SoftKey::direct_transfer, older);
        CHECK(s.pbx.last("REFER").leg == older);
        CHECK(s.pbx.last("REFER").replaces == newer);
        s.pbx.says(sip::ReferSucceeded{}, older);
        CHECK(s.phone.calls.empty());
        CHECK(s.pbx.count("BYE") == 2);
        s.pbx.confirms_bye(older);
        s.pbx.confirms_bye(newer);
        s.check_no_leak();
    }
}

TEST_CASE("direct transfer of two selected calls leaves a third alone") {
    Conference s;
    const auto one = s.held("301"), two = s.held("302"), three = s.held("303");
    SUBCASE("two selected") {
        s.phone.presses(SoftKey::select, one);
        s.phone.presses(SoftKey::select, three);
        s.phone.presses(SoftKey::direct_transfer, two);
        CHECK(s.pbx.last("REFER").leg == one);
        CHECK(s.pbx.last("REFER").replaces == three);
        CHECK_FALSE(s.phone.call(one).selected);
        CHECK(s.state(two) == "Hold");
    }
    SUBCASE("one selected, and the one under the key") {
        s.phone.presses(SoftKey::select, one);
        s.phone.presses(SoftKey::direct_transfer, two);
        CHECK(s.pbx.last("REFER").leg == one);
        CHECK(s.pbx.last("REFER").replaces == two);
    }
    SUBCASE("none selected") {
        s.phone.presses(SoftKey::direct_transfer, two);
        CHECK_FALSE(s.pbx.got("REFER"));
        CHECK(s.phone.prompt == "More than 2 calls, use Select");
    }
}

TEST_CASE("direct transfer needs two calls") {
    Conference s;
    const auto call = s.talks();
    s.phone.presses(SoftKey::direct_transfer, call);
    CHECK_FALSE(s.pbx.got("REFER"));
    CHECK(s.phone.prompt == "Can not join calls");
    CHECK(s.state(call) == "Connected");
}

TEST_CASE("a direct transfer that fails leaves both calls") {
    Conference s;
    const auto one = s.held("301"), two = s.held("302");
    s.phone.presses(SoftKey::direct_transfer, one);
    s.pbx.says(sip::ReferFailed{480}, one);
    CHECK(s.state(one) == "Hold");
    CHECK(s.state(two) == "Hold");
    CHECK(s.phone.call(one).prompt == "Can not complete transfer");
    CHECK(s.phone.beeped(DeviceTone::beep_bonk));
}

TEST_CASE("a call on hold offers Select as soon as there is another one to join it with, and no longer than that") {
    Conference s;
    const auto first = holds(s);
    CHECK_FALSE(s.phone.offers(SoftKey::select, first));
    LegId second{};
    SUBCASE("the user calls somebody") {
        s.phone.presses(SoftKey::new_call);
        s.phone.dials("205#");
        s.phone.opens_receive("192.0.2.7", 18100);
        s.pbx.answers();
        second = s.pbx.call();
    }
    SUBCASE("somebody calls, and he answers") {
        second = s.is_called();
        s.phone.presses(SoftKey::answer, second);
        s.phone.opens_receive("192.0.2.7", 18100, second);
        s.pbx.says(sip::Ack{}, second);
    }
    REQUIRE(s.phone.has_audio(second));
    CHECK(s.phone.offers(SoftKey::join, second));
    CHECK(s.phone.offers(SoftKey::select, first));
    CHECK(s.phone.offers(SoftKey::direct_transfer, first));
    s.pbx.hangs_up(second);
    CHECK_FALSE(s.phone.offers(SoftKey::select, first));
}
