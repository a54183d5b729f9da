// The record of offers and answers of a dialog.
#include "mapping/offer_answer.hpp"

#include <doctest/doctest.h>

using mapping::OfferAnswer;
using State = OfferAnswer::State;

namespace {

mapping::LocalMedia at(std::uint16_t port) { return {{"192.0.2.7", port}, 0, sip::Direction::sendrecv}; }
mapping::Agreement with(std::uint16_t port) {
    mapping::Agreement agreement;
    agreement.remote = {"203.0.113.9", port};
    return agreement;
}

} // namespace

TEST_CASE("an offer and its answer become the current pair") {
    OfferAnswer record;
    CHECK(record.state() == State::no_offer);
    CHECK(record.current() == nullptr);
    REQUIRE(record.local_offer(at(18000), {mapping::MediaFormat{}}));
    CHECK(record.is_busy());
    record.answer_in(sip::Sdp{}, with(30000));
    REQUIRE(record.is_stable());
    CHECK(record.current()->local.address.port == 18000);
    CHECK(record.current()->agreement.remote.port == 30000);
    CHECK(record.pending() == nullptr);
}

TEST_CASE("a refused offer leaves the last pair in force") {
    OfferAnswer record;
    record.local_offer(at(18000), {});
    record.answer_in(sip::Sdp{}, with(30000));
    record.local_offer(at(18002), {});
    record.rejected();
    CHECK(record.is_stable());
    CHECK(record.current()->local.address.port == 18000);

    REQUIRE(record.remote_offer(sip::Sdp{}) == OfferAnswer::Reception::taken);
    record.reject_out();
    CHECK(record.is_stable());
    CHECK(record.current()->agreement.remote.port == 30000);
}

TEST_CASE("their offer while ours is open is glare, a second one of theirs has to wait") {
    OfferAnswer record;
    record.local_offer(at(18000), {});
    CHECK(record.remote_offer(sip::Sdp{}) == OfferAnswer::Reception::glare);
    record.answer_in(sip::Sdp{}, with(30000));
    CHECK(record.remote_offer(sip::Sdp{}) == OfferAnswer::Reception::taken);
    CHECK(record.remote_offer(sip::Sdp{}) == OfferAnswer::Reception::busy);
}

TEST_CASE("our offer waits until theirs is answered") {
    OfferAnswer record;
    record.remote_offer(sip::Sdp{});
    CHECK_FALSE(record.local_offer(at(18000), {}));
    CHECK(record.state() == State::remote_offer);
    record.answer_out(at(18000), with(30000));
    CHECK(record.is_stable());
    CHECK(record.take_waiting());
    CHECK_FALSE(record.take_waiting());
}

TEST_CASE("answers that nobody asked for change nothing, a new INVITE forgets everything") {
    OfferAnswer record;
    record.answer_in(sip::Sdp{}, with(1));
    record.answer_out(at(1), with(1));
    record.rejected();
    record.reject_out();
    CHECK(record.state() == State::no_offer);
    record.local_offer(at(18000), {});
    record.reset();
    CHECK(record.state() == State::no_offer);
    CHECK(record.pending() == nullptr);
    CHECK(name_of(State::local_offer) == "LocalOffer");
    CHECK(name_of(State::stable) == "Stable");
}
