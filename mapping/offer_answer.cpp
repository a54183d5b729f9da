// The four states of offer and answer in one dialog.
#include "mapping/offer_answer.hpp"

namespace mapping {

bool OfferAnswer::local_offer(LocalMedia local, std::vector<MediaFormat> formats) {
    if (state_ == State::remote_offer) {
        waiting_ = true;
        return false;
    }
    pending_ = Pair{std::move(local), std::move(formats), {}, {}};
    state_ = State::local_offer;
    return true;
}

OfferAnswer::Reception OfferAnswer::remote_offer(sip::Sdp offer) {
    if (state_ == State::local_offer) return Reception::glare;
    if (state_ == State::remote_offer) return Reception::busy;
    pending_ = Pair{{}, {}, std::move(offer), {}};
    state_ = State::remote_offer;
    return Reception::taken;
}

void OfferAnswer::answer_in(std::optional<sip::Sdp> answer, Agreement agreement) {
    if (state_ != State::local_offer) return;
    pending_->remote = std::move(answer);
    pending_->agreement = std::move(agreement);
    commit();
}

void OfferAnswer::answer_out(LocalMedia local, Agreement agreement) {
    if (state_ != State::remote_offer) return;
    pending_->local = std::move(local);
    pending_->agreement = std::move(agreement);
    commit();
}

void OfferAnswer::rejected() {
    if (state_ == State::local_offer) rollback();
}

void OfferAnswer::reject_out() {
    if (state_ == State::remote_offer) rollback();
}

void OfferAnswer::reset() {
    pending_.reset();
    committed_.reset();
    state_ = State::no_offer;
}

void OfferAnswer::commit() {
    committed_ = std::move(pending_);
    pending_.reset();
    state_ = State::stable;
}

void OfferAnswer::rollback() {
    pending_.reset();
    state_ = State::stable;
}

std::string_view name_of(OfferAnswer::State state) {
    switch (state) {
    case OfferAnswer::State::no_offer: return "NoOffer";
    case OfferAnswer::State::local_offer: return "LocalOffer";
    case OfferAnswer::State::remote_offer: return "RemoteOffer";
    case OfferAnswer::State::stable: break;
    }
    return "Stable";
}

} // namespace mapping
