// Which call it is about when nobody says.
#include "gateway/calls_at_hand.hpp"

#include <doctest/doctest.h>

using gateway::CallsAtHand;

TEST_CASE("without a call nothing is at hand") {
    CallsAtHand hand;
    CHECK(hand.call() == 0);
    hand.changed(17, "OffHook");
    hand.changed(17, "Ended");
    CHECK(hand.call() == 17); // until what ended it is over: lamps go out
    hand.turn(0);
    CHECK(hand.call() == 0);
}

TEST_CASE("the call with the audio comes before those that ring and are held") {
    CallsAtHand hand;
    hand.changed(17, "Connected");
    hand.changed(18, "RingIn");
    CHECK(hand.call() == 18); // it is about the caller that waits
    hand.turn(0);
    CHECK(hand.call() == 17);
    hand.changed(17, "Hold");
    hand.turn(0);
    CHECK(hand.call() == 17); // the latest of the two
    hand.changed(19, "Dialling");
    hand.changed(18, "RingIn");
    hand.turn(0);
    CHECK(hand.call() == 19);
}

TEST_CASE("what happens to a call is about it, its machines' steps more than what is only known") {
    CallsAtHand hand;
    hand.changed(17, "Connected");
    hand.turn(18);
    CHECK(hand.call() == 18);
    hand.stepped(0); // a machine of the phone
    CHECK(hand.call() == 18);
    hand.stepped(17);
    CHECK(hand.call() == 17);
}
