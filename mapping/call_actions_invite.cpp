// Our INVITE: from the phone's address to the final response, with early media, redirection, fail-over and CANCEL
// (callflows 2.6 to 2.11).
#include <algorithm>
#include <iterator>
#include <utility>

#include "mapping/call_actions.hpp"
#include "mapping/leg.hpp"
#include "mapping/transfer.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

constexpr std::size_t most_early_dialogs = 8;   ///< with media of their own: a proxy may fork to more
constexpr int moved = 181, queued = 182, early_dialog_terminated = 199;
constexpr int gone = 481;
constexpr std::size_t longest_queue_text = 24;

/// For the log: a status that no peer said is no status.
std::string said(const sip::Message& response) {
    return response.internal ? "no answer from the PBX: " + response.phrase
                             : std::to_string(response.status) + ' ' + response.phrase;
}

} // namespace

std::string dead_dialog(int status) {
    // RFC 3261 section 12.2.1.2
    const std::string what = status == gone ? "knows nothing of the call" : "cannot be reached";
    return "the far end " + what + " any more (" + std::to_string(status) + ')';
}

void CallActions::invite(std::string sdp) {
    leg_.dialog = true;
    leg_.invite.sdp = std::move(sdp);
    leg_.invite.identity = leg_.options().identity;
    leg_.invite.user_phone = leg_.options().user_phone;
    leg_.invited_ms = leg_.board.now_ms();
    leg_.provisional = false;
    leg_.is_trusted = true;
    // A PBX that says 100 and then nothing more ends no transaction: the user is not left in silence for ever.
    leg_.timers.arm(TimerKind::ring_out, leg_.call_options().ringout_timeout);
    ports().sip.invite(leg_.line().id, leg_.id, leg_.invite);
}

void CallActions::send_invite_with_offer(const media::Ready& ready) {
    if (!set_local(ready)) {
        leg_.failed_over = true;
        pbx::Rejected unusable;
        unusable.message.status = 500;
        return post(LegEvent{unusable});
    }
    leg_.invite.target = leg_.line().status.target;
    invite(local_offer(sip::Direction::sendrecv, formats(media_.opened())));
}

void CallActions::send_invite_no_offer() {
    leg_.delayed_offer = true;
    leg_.invite.target = leg_.line().status.target;
    invite({});
}

void CallActions::resend_with_auth() {
    ++leg_.challenges;
    leg_.provisional = false;
    ports().sip.resend_with_credentials(leg_.id);
}

void CallActions::try_next_target(const pbx::Rejected& rejection) {
    leg_.failed_over = true;
    leg_.challenges = 0;
    const auto line = leg_.line().id;
    const auto count = leg_.options().registrars.size();
    auto next = leg_.invite.target + 1;
    while (next + 1 < count && !ports().registrar.target_alive(line, next)) ++next;
    leg_.invite.target = next;
    leg_.invite.fresh_call_id = true;
    log(WorldPort::Level::warning,
        "the registrar does not answer, the call goes to the next one: " + said(rejection.message));
    if (rejection.message.internal && leg_.board.hooks.target_failed)
        leg_.board.hooks.target_failed(leg_.line_instance);
    invite(leg_.invite.sdp);
}

/// Whom this target names comes before who is left of an earlier redirection.
void CallActions::recurse(const pbx::Redirected& redirection) {
    auto at = leg_.alternatives.begin();
    for (const auto& contact : redirection.contacts)
        if (is_new_target(contact)) at = std::next(leg_.alternatives.insert(at, contact));
    call_next_target();
}

void CallActions::call_alternative(const Why& why) {
    log(WorldPort::Level::info, "the next target of the redirection is called: " + said(*why.message));
    call_next_target();
}

/// The same call once more: of what was heard from the last target nothing is true of the next one.
void CallActions::call_next_target() {
    const auto target = leg_.alternatives.front();
    leg_.alternatives.erase(leg_.alternatives.begin());
    leg_.redirects.push_back(target);
    leg_.challenges = 0;
    leg_.invite.request_uri = target;
    leg_.invite.fresh_call_id = false;
    leg_.early_dialogs.clear();
    leg_.rang = leg_.early_reliable = leg_.early_waits = leg_.unsynced = leg_.refresh_queued = false;
    if (leg_.early_media) stop_early_media();
    hush();
    const auto uri = sip::parse_uri(target);
    if (!leg_.background) show(LegDisplayState::proceeding, Text{Label::forwarded_to} + Text{uri ? uri->user : target});
    leg_.offers.reset();
    if (leg_.delayed_offer) return invite({});
    if (has_moved()) set_local(media::Ready{media_.address(), leg_.local.rtcp_port});
    invite(local_offer(sip::Direction::sendrecv, formats(media_.opened())));
}

// ---- provisional responses ------------------------------------------------------------------------------------------

void CallActions::note_peer(const sip::Message& message) {
    if (!message.headers.call_id.empty()) leg_.call_id = message.headers.call_id;
    const auto& allow = message.headers.allow;
    if (leg_.room && !message.headers.contact.empty()) leg_.focus = message.headers.contact;
    if (!allow.empty()) leg_.peer_takes_update = std::find(allow.begin(), allow.end(), "UPDATE") != allow.end();
    const auto& supported = message.headers.supported;
    if (!supported.empty())
        leg_.peer_takes_replaces = std::find(supported.begin(), supported.end(), "replaces") != supported.end();
}

void CallActions::provisional(const sip::Message& message) {
    const bool is_first = !std::exchange(leg_.provisional, true);
    if (overlaps() && message.status != 100) tell_dialled();
    note_peer(message);
    if (is_first) leg_.timers.cancel(TimerKind::ring_out);
    if (message.status != queued) arm_ring_out();
    if (leg_.consultation) leg_.board.transfer().target_alerts();
}

/// Early media: the phone hears the dialog that sent SDP last (callflows 2.7).
void CallActions::hear_early(const sip::Message& message) {
    if (message.body.empty() || leg_.delayed_offer) return;
    // We are the transferee: until the new call is answered the phone is in the old one (callflows 5.1).
    const bool may_sound = leg_.options().early_media && !leg_.silent;
    if (!may_sound && !message.reliable) return;
    const auto heard = read_answer_in(message);
    if (!heard) return log(WorldPort::Level::info, "early media that the phone cannot play");
    leg_.early_reliable = message.reliable;
    leg_.agreement = heard->agreement;
    // A reliable provisional response carries the final answer (RFC 3262 section 5).
    if (message.reliable) leg_.offers.answer_in(heard->sdp, heard->agreement);
    if (!may_sound || (has_moved() && !can_tell_address())) return;
    end_early_dialog(message.remote_tag);
    if (leg_.early_dialogs.size() == most_early_dialogs) leg_.early_dialogs.erase(leg_.early_dialogs.begin());
    leg_.early_dialogs.push_back({message.remote_tag, heard->agreement, message.reliable});
    if (leg_.background)
        leg_.early_waits = true;
    else
        sound_early();
}

/// False: it is not the one that is heard.
bool CallActions::end_early_dialog(const std::string& tag) {
    auto& dialogs = leg_.early_dialogs;
    const bool is_heard = !dialogs.empty() && dialogs.back().tag == tag;
    std::erase_if(dialogs, [&](const auto& dialog) { return dialog.tag == tag; });
    return is_heard;
}

/// 199: of the others the last one that has sent SDP, else ringback (RFC 6228, callflows 2.7).
void CallActions::hear_another(const pbx::Progress& end) {
    if (!end_early_dialog(end.message.remote_tag)) return;
    if (leg_.early_dialogs.empty()) {
        leg_.early_waits = false;
        return give_up_early_media(end);
    }
    leg_.agreement = leg_.early_dialogs.back().agreement;
    leg_.early_reliable = leg_.early_dialogs.back().reliable;
    if (leg_.early_media) sound_early();
}

void CallActions::sound_early() {
    leg_.early_media = true;
    leg_.early_waits = false;
    hush();
    open_receive(*leg_.agreement);
    transmit(*leg_.agreement);
}

void CallActions::apply_progress(const pbx::Progress& progress) {
    const auto& message = progress.message;
    provisional(message);
    if (message.status == early_dialog_terminated) return hear_another(progress);
    const bool identity_changed = refresh(leg_.info, message.headers, leg_.is_trusted);
    if (identity_changed && leg_.on_phone && !leg_.background) view().call_info(leg_.info);
    hear_early(message);
    if (leg_.background) return;
    if (message.status == moved) {
        const auto number = forwarded_to(message.headers);   // a Diversion names only who diverted
        show(leg_.shown, number.empty() ? Text{"Forwarded"} : Text{Label::forwarded_to} + Text{number});
    } else if (message.status == queued) {
        const bool is_short = message.phrase.size() < longest_queue_text && message.phrase != "Queued";
        show(leg_.shown, is_short && !message.phrase.empty() ? Text{"Queued"} + Text{message.phrase} : Text{"Queued"});
    }
}

void CallActions::apply_ringing(const pbx::Ringing& ringing) {
    const bool is_first = !leg_.rang;
    leg_.rang = true;
    provisional(ringing.message);
    const bool identity_changed = refresh(leg_.info, ringing.message.headers, leg_.is_trusted);
    hear_early(ringing.message);
    if (leg_.background) return;
    if (is_first || identity_changed) show(LegDisplayState::ring_out);
    if (!leg_.early_media && !leg_.tone_plays) local_ringback();
}

void CallActions::arm_ring_out() {
    if (leg_.timers.is_running(TimerKind::ring_out)) return;
    leg_.timers.arm(TimerKind::ring_out, leg_.call_options().ringout_timeout);
}

/// Phones of the first generation play no tone while a receive channel is open (callflows 2.7).
void CallActions::local_ringback() {
    const auto* model = leg_.board.device.model;
    const bool needs_closed = leg_.device_options().tone_needs_closed_rx.value_or(model && model->tone_needs_closed_rx);
    if (needs_closed && media_.has_channel()) post(MediaEvent{media::CloseKeepingPort{}});
    then([this] { play(sccp::DeviceTone::alerting_tone); });
}

/// The phone listens elsewhere than our offer says.
bool CallActions::has_moved() const {
    return media_.is_open() && port_changed(media::Ready{media_.address(), leg_.local.rtcp_port});
}

/// Before the call is answered (RFC 3311 section 5.1).
bool CallActions::can_tell_address() const {
    return leg_.early_reliable && leg_.peer_takes_update && leg_.offers.is_stable();
}

/// The channel was opened again for the early codec and the phone took another port: the far end sends to the old one.
void CallActions::repair_early_media(const media::Ready& ready) {
    if (!can_tell_address() || !set_local(ready)) return give_up_early_media(ready);
    ports().sip.offer(leg_.id, local_offer(sip::Direction::sendrecv, formats(media_.opened())),
                      sip::OfferMethod::update);
}

void CallActions::give_up_early_media(const MaybeFailure& by) {
    if (by.failure) note_refusal(*by.failure);
    if (!leg_.early_media) return;
    stop_early_media();
    if (leg_.rang && !leg_.background) local_ringback();
}

/// A channel that still waits for its turn would open over a tone.
void CallActions::stop_early_media() {
    leg_.early_media = false;
    post(MediaEvent{media::StopTransmit{}});
    if (media_.reopen_queued()) post(MediaEvent{media::CloseKeepingPort{}});
}

// ---- the end of an attempt ------------------------------------------------------------------------------------------

void CallActions::show_no_answer() {
    leg_.failure = no_answer();
    leg_.why = "nobody answered";
    tell_referee(408);
    show_failed();
}

void CallActions::show_failure(const Why& why) {
    leg_.failure = why.message ? failure_of(*why.message, leg_.options(), leg_.device_options())
                               : failure_of(why.status, leg_.device_options());
    leg_.why = why.message ? said(*why.message) : dead_dialog(why.status);
    const int status = why.message ? why.message->status : why.status;
    if (leg_.takes_over && !leg_.talked && status == gone) leg_.failure->prompt = Label::no_call_available_for_pickup;
    tell_referee(status);
    show_failed();
}

/// Who transferred us hears what came of it, once.
void CallActions::tell_referee(int status) {
    if (const auto referee = std::exchange(leg_.referee, 0); referee && !leg_.referee_told)
        ports().sip.notify_refer(referee, status);
}

bool CallActions::is_being_set_up() const {
    return leg_.state == "Opening" || leg_.state == "Inviting" || leg_.state == "Proceed" || leg_.state == "RingOut";
}

/// Until now the user talked to somebody else while this call was set up; now it is all that he has of both. Where he
/// was not in that call it rings on in the background, as one of his own that he has left for another (callflows 4.1).
void CallActions::come_alone(bool was_on_hold) {
    if (!leg_.silent || leg_.lost || !is_being_set_up()) return;
    leg_.silent = false;
    view().call_state(leg_.line_instance, leg_.id, sccp::DCallState::off_hook);
    if (was_on_hold || leg_.board.active()) {
        go_to_background();
        return leg_.board.show_rest(false);
    }
    leg_.board.activate(leg_.id);
    show_progress();
    view().call_plane(leg_.line_instance);
    if (leg_.rang) local_ringback();
}

/// The SIP side keeps it back until a provisional response, which may be a 100 that no leg hears of (RFC 3261 section
/// 9.1).
void CallActions::send_cancel() { ports().sip.cancel(leg_.id, {}); }

void CallActions::tell_xfer(const CancelOutcome& outcome) {
    if (!leg_.consultation) return;
    leg_.answered = leg_.answered || outcome.answered;
    leg_.target_refusal = outcome.refusal;
    if (outcome.answered && leg_.lost) arm_preserve();
    if (outcome.answered)
        leg_.board.post(TransferEvent{leg::TargetAnswered{}});
    else
        tell_end();
}

void CallActions::complete_early_transfer() {
    sip::ReferTarget target;
    target.number = leg_.invite.number;
    target.replaces = leg_.id;
    leg_.board.post(leg_.board.transfer().source(), LegEvent{leg::Refer{target, false}});
}

// ---- ACK ------------------------------------------------------------------------------------------------------------

void CallActions::store_dialog(const pbx::Answered& answer) {
    leg_.answered = true;
    note_peer(answer.message);
    refresh(leg_.info, answer.message.headers, leg_.is_trusted);
    const auto offer = read_sdp(answer.message);
    const auto agreement = agree(answer.message);
    if (offer) leg_.offers.remote_offer(*offer);
    if (offer && agreement) {
        leg_.agreement = *agreement;
        return;
    }
    leg_.unusable = agreement ? offer.error() : agreement.error();
    leg_.end_cause = EndCause::media_unusable;
    post(LegEvent{media::Failed{}});
}

/// The stack acknowledges by itself unless the answer has to go into the ACK.
void CallActions::send_ack() {
    leg_.answered = true;
    if (leg_.delayed_offer) send_ack_rejecting();
}

void CallActions::send_ack_with_answer(const media::Ready& ready) {
    const auto* pending = leg_.offers.pending();
    if (!pending || !pending->remote || !leg_.agreement || !set_local(ready)) return send_ack_rejecting();
    leg_.local.direction = leg_.agreement->direction;
    ports().sip.ack(leg_.id, leg_.own.publish(make_answer(*pending->remote, *leg_.agreement, leg_.local)));
    leg_.offers.answer_out(leg_.local, *leg_.agreement);
}

void CallActions::send_ack_rejecting() {
    // An answer that came too late to be read: its offer is refused all the same, as one of one stream.
    if (leg_.offers.state() == OfferAnswer::State::no_offer) {
        sip::Sdp unread;
        unread.media.emplace_back().formats = {"0"};
        leg_.offers.remote_offer(unread);
    }
    const auto* pending = leg_.offers.pending();
    const auto address = leg_.board.device.peer_address;
    ports().sip.ack(leg_.id,
                    leg_.own.publish(refuse_all(pending && pending->remote ? *pending->remote : sip::Sdp{}, address)));
    leg_.offers.reject_out();
}

void CallActions::reply_504() { ports().sip.reject_offer(leg_.id, {504, {}, {}}); }

} // namespace mapping
