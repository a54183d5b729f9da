// A call that is up: answers to our offers, their offers, media orders, digits, identity (callflows 2.8, 4.3 to 4.5).
#include <algorithm>
#include <array>
#include <utility>

#include "mapping/call_actions.hpp"
#include "mapping/codecs.hpp"
#include "mapping/dtmf.hpp"
#include "mapping/leg.hpp"
#include "mapping/nat.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

namespace {

constexpr std::uint32_t longest_retry_s = 10;
constexpr unsigned short_packet_ms = 20;

/// We are the transferee, and the user is not in the call that is transferred: he holds it, or has turned to another
/// one.
bool is_unattended_heir(const LegContext& leg) {
    const auto* active = leg.board.active();
    return leg.referee && leg.silent && (!active || active->id() != leg.referee);
}

} // namespace

// ---- what both sides can --------------------------------------------------------------------------------------------

std::vector<MediaFormat> CallActions::formats(std::optional<sccp::MediaPayloadType> preferred) const {
    return formats_to_offer(leg_.options(), leg_.phone(), preferred);
}

MediaFormat CallActions::packed(MediaFormat format) const {
    if (leg_.short_packets) format.packet_ms = std::min(format.packet_ms, short_packet_ms);
    return format;
}

/// Which agreement their offer leads to. The codec in use stays if they still have it: a phone cannot change it in an
/// open channel.
boost::system::result<Agreement, sip::Rejection> CallActions::agree(const sip::Message& message, bool held) const {
    const auto offer = read_sdp(message);
    if (!offer) return offer.error();
    std::optional<sccp::MediaPayloadType> current;
    if (leg_.agreement && leg_.offers.current()) current = leg_.agreement->receive.payload;
    return choose(*offer, leg_.options(), leg_.phone(), current, held, media_.address().host);
}

boost::system::result<CallActions::ReadAnswer, sip::Rejection>
CallActions::read_answer_in(const sip::Message& message) const {
    auto answer = read_sdp(message);
    if (!answer) return answer.error();
    const auto* pair = leg_.offers.pending() ? leg_.offers.pending() : leg_.offers.current();
    if (!pair) return no_common_codec();
    auto agreement = agree_answer(*answer, *pair);
    if (!agreement) return agreement.error();
    return ReadAnswer{std::move(*answer), std::move(*agreement)};
}

boost::system::result<Agreement, sip::Rejection> CallActions::agree_answer(const sip::Sdp& answer,
                                                                           const OfferAnswer::Pair& to) const {
    return read_answer(answer, to.offered, leg_.options(), leg_.phone(), to.local.direction, media_.opened(),
                       media_.address().host);
}

/// The address of an ack as it goes into SDP; false: it is of no use.
bool CallActions::set_local(const media::Ready& ready) {
    const auto published = publish(leg_.board.device, ready.address.host);
    if (published.host.empty()) return false;
    leg_.local.address = {published.host, ready.address.port};
    leg_.local.rtcp_port = ready.rtcp_port;
    return true;
}

/// The text of our next offer; the record knows from now on that it is under way.
std::string CallActions::local_offer(sip::Direction direction, std::vector<MediaFormat> offered) {
    for (auto& format : offered) format = packed(format);
    leg_.local.direction = direction;
    auto text = leg_.own.publish(make_offer(leg_.local, offered));
    leg_.offers.local_offer(leg_.local, std::move(offered));
    return text;
}

// ---- media orders ---------------------------------------------------------------------------------------------------

void CallActions::open_receive(const Agreement& agreement, bool again) {
    hush();
    leg_.board.close_other_audio(leg_.id);
    post(MediaEvent{media::OpenReceive{packed(agreement.receive), agreement.remote, again}});
}

void CallActions::transmit(const Agreement& agreement) {
    if (agreement.may_send())
        post(MediaEvent{media::StartTransmit{packed(agreement.send), agreement.remote}});
    else
        post(MediaEvent{media::StopTransmit{}});
}

void CallActions::start_tx() {
    if (leg_.agreement) transmit(*leg_.agreement);
}

/// Before the answer only what is heard already moves; over the ringback of the phone nothing starts.
void CallActions::update_tx() {
    if (leg_.state != "Connected" && !leg_.early_media) return;
    start_tx();
    then([this] {
        if (leg_.state == "Connected") show_talking();
    });
}

void CallActions::show_talking() {
    show(leg_.agreement && leg_.agreement->far_end_holds ? LegDisplayState::held_by_far_end
                                                         : LegDisplayState::connected);
}

void CallActions::stop_tx_rx() { post(MediaEvent{media::CloseKeepingPort{}}); }

/// Some phones stop listening with the transmission: what would only stop or move it opens the channel anew (callflows
/// 4.3).
bool CallActions::quits_receiving(const Agreement& next) const {
    const auto* model = leg_.board.device.model;
    if (!leg_.device_options().stop_tx_closes_rx.value_or(model && model->stop_tx_closes_rx) || !media_.is_sending())
        return false;
    return !next.may_send() || next.remote != media_.sent().remote;
}

/// Which channel an answer of ours needs: for their INVITE, their offer, or what was agreed before a hold.
void CallActions::request_answer_media(const MaybeOffer& of) {
    if (leg_.unusable) return;
    const sip::Message* message = of.offer                         ? &of.offer->message
                                  : leg_.invited && !leg_.answered ? &leg_.invited->message
                                                                   : nullptr;
    if (message && !message->body.empty()) {
        const auto offer = read_sdp(*message);
        const auto next = agree(*message);
        if (!offer || !next) {
            leg_.unusable = next ? no_common_codec() : next.error();
            return post(LegEvent{media::Failed{}});
        }
        if (!leg_.offers.is_busy()) leg_.offers.remote_offer(*offer);
        const bool again = quits_receiving(*next);
        leg_.before = leg_.agreement;
        leg_.agreement = *next;
        return open_receive(*next, again);
    }
    if (leg_.agreement) return open_receive(*leg_.agreement);
    const auto offered = formats();
    if (offered.empty()) return post(LegEvent{media::Failed{}});
    leg_.board.close_other_audio(leg_.id);
    post(MediaEvent{media::Reserve{packed(offered.front())}});
}

/// Their offer could not be served: the channel as it was.
void CallActions::restore_media() {
    if (leg_.before) leg_.agreement = leg_.before;
    leg_.before.reset();
    leg_.offers.reject_out();
    if (!leg_.agreement || leg_.hold_queued) return;
    open_receive(*leg_.agreement);
    start_tx();
    settled();
}

// ---- answers to our offers ------------------------------------------------------------------------------------------

void CallActions::apply_answer(const Saying& saying) {
    if (!saying.message) return;
    const auto& message = *saying.message;
    note_peer(message);
    refresh_call_info(saying);
    if (message.body.empty() && leg_.offers.is_stable() && leg_.agreement) {
        // The answer came in a reliable provisional response.
        if (wants_audio()) {
            open_receive(*leg_.agreement);
            start_tx();
        }
        return settled();
    }
    const auto answer = read_answer_in(message);
    if (!answer) return refuse_answer(answer.error());
    take_answer(answer->sdp, answer->agreement);
}

void CallActions::take_answer(const sip::Sdp& answer, const Agreement& agreement) {
    leg_.offers.answer_in(answer, agreement);
    leg_.agreement = agreement;
    leg_.unsynced = leg_.hold_unsignalled = false;
    if (agreement.needs_lock) leg_.refresh_queued = true;
    if (wants_audio()) {
        open_receive(agreement);
        transmit(agreement);
        if (leg_.state == "Connected") show_talking();
    }
    settled();
}

void CallActions::note_unusable(const sip::Rejection& why) {
    const auto& what = why.extra.warning.empty() ? why.phrase : why.extra.warning;
    leg_.why = "their session description cannot be used: " + (what.empty() ? "it is none" : what);
    log(WorldPort::Level::warning, leg_.why);
    ports().world.count("unusable_descriptions");
}

/// A call that is held, on its way to the audio path or without its phone only keeps what was agreed.
bool CallActions::wants_audio() const {
    constexpr std::array<std::string_view, 6> without{"Hold",       "Holding",   "ResumeOpening",
                                                      "Cancelling", "Preserved", "Releasing"};
    if (leg_.background || leg_.hold_queued || leg_.lost || is_unattended_heir(leg_)) return false;
    if (std::find(without.begin(), without.end(), leg_.state) != without.end()) return false;
    return leg_.state != "Referring" || media_.has_channel();
}

void CallActions::refuse_answer(const sip::Rejection& why) {
    note_bad_answer(why);
    post(LegEvent{media::Failed{}});
}

void CallActions::note_bad_answer(const sip::Rejection& why) {
    leg_.offers.rejected();
    leg_.unusable = why;
    note_unusable(why);
    leg_.end_cause = EndCause::media_unusable;
}

/// Work that waited for its turn to offer.
void CallActions::settled() {
    const bool waits = leg_.offers.take_waiting();
    if (leg_.refresh_queued || waits || (leg_.state == "Holding" && leg_.hold_queued))
        post(LegEvent{leg::OffersSettled{}});
}

void CallActions::show_connected() {
    if (leg_.unusable) return;
    if (leg_.answered_unix == 0) leg_.answered_unix = unix_now(leg_.board);
    if (leg_.room && !leg_.talked) leg_.board.post(TransferEvent{leg::RoomAnswered{}});
    if (is_unattended_heir(leg_)) {
        const auto old = leg_.referee;
        tell_referee(200);
        leg_.silent = false;
        leg_.background = true;
        post_to(old, phone::OnHook{});
    }
    if (leg_.background) {
        // Answered while the user talks to somebody else, or calls him: it waits for him on hold (callflows 4.1).
        leg_.background = false;
        hush();
        post(LegEvent{phone::Hold{}});
        // Behind the hold: a user who is in no call has to be told, unless it takes the place of one that he had on
        // hold.
        return then([this] {
            if (leg_.invite.referred_by.empty() && !leg_.board.is_busy() && !leg_.board.handset_lifted)
                post(LegEvent{timer::HoldRevert{}});
        });
    }
    const bool first = !leg_.talked;
    if (first && overlaps() && !leg_.incoming) tell_dialled();
    leg_.talked = leg_.answered = true;
    const auto referee = leg_.referee;
    if (referee) {
        tell_referee(200);
        leg_.silent = false;
        post_to(referee, phone::OnHook{});
    }
    hush();
    if (!leg_.hold_queued) leg_.board.activate(leg_.id);   // the user may have turned to another call already
    leg_.info.security = sccp::CallSecurityStatusType::not_authenticated;   // as CUCM from the answer on
    show_talking();
    if (referee) view().call_plane(leg_.line_instance);
    if (first && leg_.auto_answer) then([this] { play(sccp::DeviceTone::zip); });
    if (first && leg_.consultation) leg_.board.post(TransferEvent{leg::TargetAnswered{}});
}

// ---- their offers ---------------------------------------------------------------------------------------------------

void CallActions::answer_offer(const MaybeOffer& of) {
    if (of.offer) {
        const auto offer = read_sdp(of.offer->message);
        const auto next = agree(of.offer->message);
        if (!offer || !next) return;
        note_peer(of.offer->message);
        if (leg_.offers.remote_offer(*offer) != OfferAnswer::Reception::taken) return reply_491();
        leg_.agreement = *next;
    }
    const auto* pending = leg_.offers.pending();
    if (!pending || !pending->remote || !leg_.agreement) return;
    leg_.before.reset();
    if (of.ready) {
        set_local(*of.ready);
        show_talking();
    }
    leg_.local.direction = leg_.agreement->direction;
    ports().sip.answer_offer(leg_.id, leg_.own.publish(make_answer(*pending->remote, *leg_.agreement, leg_.local)));
    leg_.offers.answer_out(leg_.local, *leg_.agreement);
    settled();
}

void CallActions::send_200_with_offer() {
    auto current = leg_.agreement ? std::optional{leg_.agreement->receive.payload} : std::nullopt;
    ports().sip.answer_offer(leg_.id, local_offer(sip::Direction::sendrecv, formats(current)));
}

/// With the present address and one codec: our port changed, or they may still send another codec (RFC 3264 section
/// 10.2).
void CallActions::send_refresh_offer(const MaybeReady& by) {
    if (by.ready && !set_local(*by.ready)) return;
    leg_.timers.cancel(TimerKind::glare);
    if (!leg_.offers.is_stable()) {
        leg_.refresh_queued = true;
        return;
    }
    if (!leg_.agreement) return;
    leg_.refresh_queued = false;
    const auto method = leg_.peer_takes_update ? sip::OfferMethod::update : sip::OfferMethod::reinvite;
    ports().sip.offer(leg_.id, local_offer(sip::Direction::sendrecv, {leg_.agreement->receive}), method);
}

void CallActions::reject_488(const MaybeOffer& of) {
    auto why = no_common_codec();
    if (of.offer)
        if (const auto next = agree(of.offer->message); !next) why = next.error();
    log(WorldPort::Level::warning,
        "their offer is refused: " + (why.extra.warning.empty() ? std::to_string(why.status) : why.extra.warning));
    ports().world.count("unusable_descriptions");
    leg_.offers.reject_out();
    ports().sip.reject_offer(leg_.id, why);
}

void CallActions::reply_487() {
    if (leg_.offers.state() != OfferAnswer::State::remote_offer) return;
    leg_.offers.reject_out();
    ports().sip.reject_offer(leg_.id, {487, {}, {}});
}

/// The phone does not answer: BYE follows, and no request of theirs may be left without an answer.
void CallActions::reply_500() {
    leg_.offers.reject_out();
    ports().sip.reject_offer(leg_.id, {500, {}, {}});
}

void CallActions::reply_491() { ports().sip.reject_offer(leg_.id, {491, {}, {}}); }

/// RFC 3261 section 14.2
void CallActions::reply_500_retry_after() {
    sip::Rejection busy;
    busy.status = 500;
    busy.extra.retry_after = ports().world.random() % (longest_retry_s + 1);
    ports().sip.reject_offer(leg_.id, busy);
}

/// A far end that has not answered the call yet, and does not know where the phone listens now.
void CallActions::offer_again_when_up() {
    if (!leg_.answered && is_unheard()) leg_.refresh_queued = true;
}

void CallActions::mark_unsynced(const OfferRefusal& refusal) {
    leg_.offers.rejected();
    leg_.unsynced = true;
    offer_again_when_up();
    log(WorldPort::Level::warning,
        "the far end refused our offer (" + std::to_string(refusal.status) + ") and goes on with the last one");
    settled();
}

/// UPDATE may be what it does not like.
void CallActions::offer_by_reinvite() {
    leg_.offers.rejected();
    leg_.peer_takes_update = false;
    send_refresh_offer({});
}

void CallActions::refresh_call_info(const Saying& saying) {
    if (!saying.message || !refresh(leg_.info, saying.message->headers, leg_.is_trusted)) return;
    if (!leg_.on_phone || !is_visible()) return;
    view().call_info(leg_.info);
    if (leg_.state == "RingIn") show_again();   // the caller is in its prompt too
}

// ---- digits, faults -------------------------------------------------------------------------------------------------

/// Any digit lets the user speak who was called into the room (callflows 5.12).
void CallActions::unmute() {
    if (std::exchange(leg_.muted, false) && is_visible()) view().microphone(true);
}

void CallActions::send_info_dtmf(const phone::Digit& digit) {
    unmute();
    const auto body = info_body(leg_.options().dtmf_info, digit.digit);
    ports().sip.info(leg_.id, body.content_type, body.body);
}

void CallActions::ignore_in_band() {
    unmute();
    ports().world.count("digits_in_band");
}

void CallActions::note_tx_failed() {
    log(WorldPort::Level::warning, "the phone could not send audio; tried again when the call is up");
}

namespace {

std::string words_of(const media::Failed& failure) {
    if (failure.no_ack) return "the phone did not answer OpenReceiveChannel";
    const auto status = static_cast<sccp::MediaStatus>(failure.status);
    if (status == sccp::MediaStatus::ok) return "no audio was opened: no codec that all sides have";
    const auto name = sccp::name(status);
    const auto words =
        "the phone opened no audio: " + (name.empty() ? "status " + std::to_string(failure.status) : std::string{name});
    // A phone that ran out of sockets has leaked them: only a reset helps (callflows 2.5).
    return status == sccp::MediaStatus::out_of_sockets ? words + "; it needs a reset" : words;
}

} // namespace

/// Status 0 is our own doing: another call took the audio path.
void CallActions::note_refusal(const media::Failed& failure) {
    if (failure.no_ack || failure.status != 0) log(WorldPort::Level::warning, words_of(failure));
}

/// The call stays on hold; the user pressed Resume and is told why nothing comes of it.
void CallActions::tell_refusal(const media::Failed& failure) {
    note_refusal(failure);
    then([this] { transient(Label::temp_fail); });
}

/// The phone's audio ends the call, or what the far end said of its own did; the BYE that follows says which.
void CallActions::blame_phone(const MaybeFailure& by) {
    if (leg_.unusable) return;
    leg_.end_reason = "Q.850;cause=47";   // resources unavailable
    leg_.why = by.failure ? words_of(*by.failure) : "the phone could not send audio, twice";
    log(WorldPort::Level::warning, leg_.why);
}

/// It refused the phone's new address twice: it is not heard any more, and a call without audio is none.
void CallActions::blame_far_end() {
    leg_.offers.rejected();
    leg_.end_reason = "Q.850;cause=47";   // resources unavailable
    leg_.why = "the far end refused the phone's new address";
    log(WorldPort::Level::warning, leg_.why);
}

void CallActions::fail_setup(const MaybeFailure& by) {
    using Status = sccp::MediaStatus;
    const bool on_hook =
        by.failure && !by.failure->no_ack && static_cast<Status>(by.failure->status) == Status::device_on_hook;
    if (leg_.unusable)
        leg_.failure = failure_of(leg_.unusable->status, leg_.device_options());
    else if (!leg_.failure)
        leg_.failure = !by.failure ? media_failure(Status::unknown)
                       : by.failure->no_ack ? no_media_ack()
                                            : media_failure(static_cast<Status>(by.failure->status));
    if (by.failure && leg_.why.empty()) {
        leg_.why = words_of(*by.failure);
        log(WorldPort::Level::warning, leg_.why);
    }
    tell_referee(leg_.unusable ? leg_.unusable->status : 500);
    close_media();
    leg_.ends_quietly = on_hook;
    if (leg_.incoming && !leg_.answered) {
        // Nobody may be left with a lamp of a call that never was.
        const auto prompt = leg_.failure->prompt;
        clear_phone(Ending{phone::OnHook{true}});
        return then([&board = leg_.board, prompt] { board.tell_for_a_moment(prompt); });
    }
    show_failed();
}

void CallActions::rebind_preserved() {
    leg_.timers.cancel(TimerKind::preserve);
    if (!leg_.board.active()) leg_.board.activate(leg_.id);   // the phone's hook is about this call
}

} // namespace mapping
