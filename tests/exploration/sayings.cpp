// What a PBX may say, as a table.
#include "tests/exploration/sayings.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "tests/support/fake_pbx.hpp"

namespace tests {

namespace {

using Phase = Dialog::Phase;

sip::Message saying(int status, std::string sdp = {}) {
    sip::Message made;
    made.status = status;
    made.remote_tag = "far-1";
    made.body = std::move(sdp);
    if (!made.body.empty()) made.content_type = "application/sdp";
    made.headers.allow = {"INVITE", "ACK", "BYE", "CANCEL", "UPDATE", "PRACK", "REFER"};
    return made;
}
sip::Message reliably(sip::Message message) {
    message.reliable = true;
    return message;
}

sip::Message of_another_fork(sip::Message message) {
    message.remote_tag = "another";
    return message;
}

/// Another codec than the first one: the phone has to open its channel anew.
std::string other_codec() { return far_sdp("18"); }
std::string usual() { return far_sdp(); }
std::string moved() { return far_sdp("8 101", 31000, "203.0.113.10"); }
std::string held() { return far_sdp("8 101", 30000, "203.0.113.9", "a=sendonly"); }
std::string unusable() { return far_sdp("97", 30000, "203.0.113.9", "a=rtpmap:97 opus/48000/2"); }
std::string answer_to_hold() { return far_sdp("8 101", 30000, "203.0.113.9", "a=recvonly"); }
/// The codec that is open is not their first one: it has to be agreed on once more.
std::string several_codecs() { return far_sdp("18 8"); }

bool in_setup(const Dialog& d) { return d.phase == Phase::inviting || d.phase == Phase::early; }
bool in_setup_with_offer(const Dialog& d) { return in_setup(d) && !d.delayed && !d.reliable; }
bool before_offer(const Dialog& d) { return in_setup(d) && d.delayed; }
bool not_cancelled(const Dialog& d) { return in_setup(d) && !d.cancelled; }
bool has_early(const Dialog& d) { return d.phase == Phase::early; }
bool answered_reliably(const Dialog& d) { return d.phase == Phase::early && d.reliable; }
bool in_early_update(const Dialog& d) {
    return d.phase == Phase::early && d.reliable && !d.our_offer && d.their_requests == 0 && !d.cancelled;
}
bool up(const Dialog& d) { return d.phase == Phase::confirmed || d.phase == Phase::answered; }
bool confirmed(const Dialog& d) { return d.phase == Phase::confirmed; }
bool can_be_asked(const Dialog& d) { return up(d) && d.their_requests == 0; }
bool can_be_updated(const Dialog& d) { return can_be_asked(d) || in_early_update(d); }
bool is_asked(const Dialog& d) { return up(d) && d.their_requests == 1; }
bool hears_offer(const Dialog& d) {
    return (d.phase == Phase::confirmed || d.phase == Phase::early) && d.our_offer && d.our_update && !d.offer_in_200;
}
// before, the call ends with the answer to its INVITE
bool loses_dialog(const Dialog& d) { return hears_offer(d) && d.phase == Phase::confirmed; }
bool owes_ack(const Dialog& d) {
    return (d.phase == Phase::answered && !d.our_offer) ||
           (d.phase == Phase::confirmed && d.awaits_ack && !d.offer_in_200);
}
bool owes_ack_with_answer(const Dialog& d) {
    return (d.phase == Phase::answered && d.our_offer) || (d.phase == Phase::confirmed && d.awaits_ack && d.offer_in_200);
}
bool is_ringing(const Dialog& d) { return d.phase == Phase::ringing; }
bool can_cancel(const Dialog& d) {
    return d.phase == Phase::ringing || d.phase == Phase::answered ||
           (d.phase == Phase::confirmed && d.their_requests > 0);
}
bool can_be_updated_ringing(const Dialog& d) { return d.phase == Phase::ringing && d.their_requests == 0; }
bool said_goodbye(const Dialog& d) { return d.phase == Phase::ending; }
bool can_hang_up(const Dialog& d) { return up(d) || d.phase == Phase::ending || d.phase == Phase::accepted; }
bool is_referring(const Dialog& d) { return confirmed(d) && d.refers; }
bool can_accept_refer(const Dialog& d) { return is_referring(d) && !d.refer_accepted; }
bool can_refer(const Dialog& d) { return confirmed(d) && !d.referred; }
bool repeats_answer(const Dialog& d) { return confirmed(d) && d.outgoing; }

using sip::CallEvent;

// clang-format off
constexpr std::array all{
    Saying{"183",                              plain,       in_setup,             [] { return CallEvent{sip::Progress{saying(183)}}; }},
    Saying{"183 with SDP",                     early_media, in_setup_with_offer,  [] { return CallEvent{sip::Progress{saying(183, usual())}}; }},
    Saying{"183 with SDP of another codec",    early_media, in_setup_with_offer,  [] { return CallEvent{sip::Progress{saying(183, other_codec())}}; }},
    Saying{"183 with SDP, reliably",           early_media, in_setup_with_offer,  [] { return CallEvent{sip::Progress{reliably(saying(183, other_codec()))}}; }},
    Saying{"199",                              early_media, has_early,            [] { return CallEvent{sip::Progress{saying(199)}}; }},
    Saying{"183 with SDP of another fork",     early_media, in_setup_with_offer,  [] { return CallEvent{sip::Progress{of_another_fork(saying(183, usual()))}}; }},
    Saying{"199 of another fork",              early_media, has_early,            [] { return CallEvent{sip::Progress{of_another_fork(saying(199))}}; }},
    Saying{"181",                              redirection, in_setup,             [] { return CallEvent{sip::Progress{saying(181)}}; }},
    Saying{"180",                              plain,       in_setup,             [] { return CallEvent{sip::Ringing{saying(180)}}; }},
    Saying{"180 with SDP",                     early_media, in_setup_with_offer,  [] { return CallEvent{sip::Ringing{saying(180, usual())}}; }},
    Saying{"200",                              plain,       in_setup,             [] { return CallEvent{sip::Answered{saying(200, usual())}}; }},
    Saying{"200 with another codec",           early_media, in_setup,             [] { return CallEvent{sip::Answered{saying(200, other_codec())}}; }},
    Saying{"200 with several codecs",          offers,      in_setup_with_offer,  [] { return CallEvent{sip::Answered{saying(200, several_codecs())}}; }},
    Saying{"200 on hold",                      offers,      in_setup,             [] { return CallEvent{sip::Answered{saying(200, held())}}; }},
    Saying{"200 with an unusable codec",       glare,       in_setup,             [] { return CallEvent{sip::Answered{saying(200, unusable())}}; }},
    Saying{"200 without SDP",                  early_media, answered_reliably,    [] { return CallEvent{sip::Answered{saying(200)}}; }},
    Saying{"200 without SDP, which was due",   glare,       before_offer,         [] { return CallEvent{sip::Answered{saying(200)}}; }},
    Saying{"a second 200",                     offers,      repeats_answer,       [] { return CallEvent{sip::Answered{saying(200, usual())}}; }},
    Saying{"486",                              plain,       in_setup,             [] { return CallEvent{sip::Rejected{saying(486), false}}; }},
    Saying{"484",                              overlap,     in_setup,             [] { return CallEvent{sip::Rejected{saying(484), false}}; }},
    Saying{"503 from our own stack",           redirection, not_cancelled,        [] {
        auto message = saying(503);
        message.internal = true;
        return CallEvent{sip::Rejected{message, false}}; }},
    Saying{"401",                              redirection, not_cancelled,        [] { return CallEvent{sip::Rejected{saying(401), true}}; }},
    Saying{"302",                              redirection, in_setup,             [] { return CallEvent{sip::Redirected{saying(302), {"sip:301@pbx.test"}}}; }},
    Saying{"302 to two targets",               redirection, in_setup,             [] { return CallEvent{sip::Redirected{saying(302), {"sip:302@pbx.test", "sip:303@pbx.test"}}}; }},

    Saying{"ACK",                              plain,       owes_ack,             [] { return CallEvent{sip::Ack{}}; }},
    Saying{"ACK with the answer",              plain,       owes_ack_with_answer, [] { return CallEvent{sip::Ack{usual()}}; }},
    Saying{"ACK with another codec",           offers,      owes_ack_with_answer, [] { return CallEvent{sip::Ack{other_codec()}}; }},
    Saying{"ACK with an unusable answer",      glare,       owes_ack_with_answer, [] { return CallEvent{sip::Ack{unusable()}}; }},
    Saying{"ACK without the answer",           glare,       owes_ack_with_answer, [] { return CallEvent{sip::Ack{}}; }},
    Saying{"CANCEL",                           plain,       can_cancel,           [] { return CallEvent{sip::Cancelled{}}; }},
    Saying{"CANCEL, answered elsewhere",       redirection, is_ringing,           [] { return CallEvent{sip::Cancelled{{"SIP;cause=200;text=\"Call completed elsewhere\""}}}; }},
    Saying{"UPDATE while it rings",            offers,      can_be_updated_ringing, [] { return CallEvent{sip::Offer{saying(0, usual()), sip::OfferMethod::update}}; }},

    Saying{"an offer as before",               offers,      can_be_updated,       [] { return CallEvent{sip::Offer{saying(0, usual()), sip::OfferMethod::reinvite}}; }},
    Saying{"an offer of another address",      offers,      can_be_asked,         [] { return CallEvent{sip::Offer{saying(0, moved()), sip::OfferMethod::reinvite}}; }},
    Saying{"an offer of another codec",        offers,      can_be_updated,       [] { return CallEvent{sip::Offer{saying(0, other_codec()), sip::OfferMethod::reinvite}}; }},
    Saying{"an offer that holds",              offers,      can_be_asked,         [] { return CallEvent{sip::Offer{saying(0, held()), sip::OfferMethod::reinvite}}; }},
    Saying{"an unusable offer",                glare,       can_be_updated,       [] { return CallEvent{sip::Offer{saying(0, unusable()), sip::OfferMethod::reinvite}}; }},
    Saying{"a second offer",                   glare,       is_asked,             [] { return CallEvent{sip::Offer{saying(0, usual()), sip::OfferMethod::reinvite}}; }},
    Saying{"re-INVITE without SDP",            offers,      can_be_asked,         [] { return CallEvent{sip::OfferWanted{saying(0)}}; }},
    Saying{"UPDATE of the identity",           Chapter::identity, up,             [] { return CallEvent{sip::Identity{saying(0)}}; }},
    Saying{"UPDATE of the identity, ringing",  Chapter::identity, is_ringing,     [] { return CallEvent{sip::Identity{saying(0)}}; }},
    Saying{"UPDATE of the identity, early",    Chapter::identity, has_early,      [] { return CallEvent{sip::Identity{saying(0)}}; }},

    Saying{"200 to our offer",                 plain,       hears_offer,          [] { return CallEvent{sip::OfferAccepted{saying(200, usual())}}; }},
    Saying{"200 to our offer, they only listen", glare,     hears_offer,          [] { return CallEvent{sip::OfferAccepted{saying(200, answer_to_hold())}}; }},
    Saying{"200 to our offer, unusable",       glare,       hears_offer,          [] { return CallEvent{sip::OfferAccepted{saying(200, unusable())}}; }},
    Saying{"491 to our offer",                 glare,       hears_offer,          [] { return CallEvent{sip::OfferGlare{true}}; }},
    Saying{"488 to our offer",                 glare,       hears_offer,          [] { return CallEvent{sip::OfferRefused{488}}; }},
    Saying{"481 to our offer",                 lost_dialog, loses_dialog,         [] { return CallEvent{sip::DialogGone{481}}; }},
    Saying{"the dialog is gone",               lost_dialog, up,                   [] { return CallEvent{sip::DialogGone{408}}; }},

    Saying{"BYE",                              plain,       can_hang_up,          [] { return CallEvent{sip::HungUp{}}; }},
    Saying{"200 to our BYE",                   plain,       said_goodbye,         [] { return CallEvent{sip::ByeDone{200}}; }},

    Saying{"202 to our REFER",                 referring,   can_accept_refer,     [] { return CallEvent{sip::ReferAccepted{}}; }},
    Saying{"NOTIFY 180 of our REFER",          referring,   is_referring,         [] { return CallEvent{sip::ReferProgress{std::chrono::seconds{60}}}; }},
    Saying{"NOTIFY 200 of our REFER",          referring,   is_referring,         [] { return CallEvent{sip::ReferSucceeded{}}; }},
    Saying{"NOTIFY 486 of our REFER",          referring,   is_referring,         [] { return CallEvent{sip::ReferFailed{486}}; }},
    Saying{"REFER to 305",                     Chapter::referred, can_refer,      [] { return CallEvent{sip::ReferWanted{"sip:305@pbx.test", "<sip:202@pbx.test>", {}}}; }},
    Saying{"NOTIFY talk",                      Chapter::referred, up,             [] { return CallEvent{sip::TalkWanted{}}; }},
    Saying{"NOTIFY talk while it rings",       Chapter::referred, is_ringing,     [] { return CallEvent{sip::TalkWanted{}}; }},
    Saying{"NOTIFY hold",                      Chapter::referred, up,             [] { return CallEvent{sip::HoldWanted{}}; }},
};

constexpr std::array knocking{
    Knock{"INVITE",                            [](sip::Invited&) {}},
    Knock{"INVITE without SDP",                [](sip::Invited& invited) { invited.message.body.clear(); }},
    Knock{"INVITE with an unusable offer",     [](sip::Invited& invited) { invited.message.body = unusable(); }},
    Knock{"INVITE that answers itself",        [](sip::Invited& invited) { invited.message.headers.call_info = {"<sip:pbx.test>;answer-after=0"}; }},
    Knock{"INVITE that answers itself later",  [](sip::Invited& invited) { invited.message.headers.call_info = {"<sip:pbx.test>;answer-after=2"}; }},
    Knock{"INVITE without SDP, 100rel required", [](sip::Invited& invited) {
        invited.message.body.clear();
        invited.requires_100rel = true; }},
    Knock{"INVITE that replaces",              [](sip::Invited&) {}},
    Knock{"INVITE that replaces nobody",       [](sip::Invited& invited) { invited.replaces_unmatched = true; }},
    Knock{"INVITE on hold",                    [](sip::Invited& invited) { invited.message.body = held(); }},
};
// clang-format on

} // namespace

std::span<const Saying> sayings() { return all; }

std::span<const Knock> knocks() { return knocking; }

sip::Invited invitation() {
    sip::Invited invited;
    invited.message = saying(0, usual());
    invited.message.headers.from = "\"Bob\" <sip:202@pbx.test>;tag=b";
    invited.message.headers.to = "<sip:201@pbx.test>";
    invited.request_user = "SEP001120AABBCC-1";
    invited.from_registrar = true;
    return invited;
}

} // namespace tests
