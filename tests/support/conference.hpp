// Where scenarios about conferences begin.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include "tests/support/held_call.hpp"

namespace tests {

struct Conference : Scenario {
    explicit Conference(std::string rooms = "8{n}") { line().conference_room = std::move(rooms); }

    LegId first{}, second{}, room{};

    /// The first call held, a second one that rings, begun by Confrn.
    void consults() {
        std::tie(first, second) = consults_by(*this, SoftKey::conference);
        pbx.rings();
    }
    /// ... which answers; then Confrn again: the INVITE to the room is out.
    void calls_room() {
        consults();
        pbx.answers();
        phone.presses(SoftKey::conference, second);
        pbx.accepts_offer(held_answer, second);
        phone.opens_receive("192.0.2.7", 18200);
        room = pbx.call();
    }
    void room_answers(const std::string& contact = "<sip:focus1@pbx.test>;isfocus") {
        auto answer = pbx.message(200, far_sdp("8 101", 30500), "room-1");
        answer.headers.contact = contact;
        pbx.says(sip::Answered{answer}, room);
    }
    void confers() {
        calls_room();
        room_answers();
        for (const auto party : {first, second}) moves(party);
    }
    void moves(LegId party) {
        pbx.says(sip::ReferAccepted{}, party);
        pbx.says(sip::ReferSucceeded{}, party);
        pbx.confirms_bye(party);
    }
    /// A call, held.
    LegId held(std::string_view number) {
        calls();
        phone.presses(SoftKey::new_call);
        phone.dials(number);
        phone.dials("#");
        phone.opens_receive();
        pbx.answers();
        const auto call = pbx.call();
        phone.presses(SoftKey::hold, call);
        pbx.accepts_offer(held_answer, call);
        return call;
    }
};

} // namespace tests
