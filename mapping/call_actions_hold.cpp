// Hold, resume, and the REFER that a transfer asks of its source (callflows 4.1, 4.2, 5.1).
#include <algorithm>
#include <utility>

#include "mapping/call_actions.hpp"
#include "mapping/leg.hpp"
#include "mapping/limits.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_subscription = 180s;   ///< as long as a call may ring (callflows 2.10)
constexpr auto reminder_notice = 10s;
constexpr std::uint32_t glare_step_ms = 10;

} // namespace

/// From here on the audio path is this leg's: whoever wants it next has to hold it.
void CallActions::hold_other_legs() {
    leg_.board.make_room(leg_.id);
    leg_.board.activate(leg_.id);
}

// ---- hold -----------------------------------------------------------------------------------------------------------

void CallActions::send_hold_offer() {
    leg_.timers.cancel(TimerKind::glare);
    if (!leg_.offers.is_stable() || !leg_.agreement) {
        leg_.hold_queued = true;
        return;
    }
    leg_.hold_queued = false;
    ports().sip.offer(leg_.id, local_offer(hold_direction(leg_.options().hold), {leg_.agreement->receive}),
                      sip::OfferMethod::reinvite);
}

void CallActions::queue_hold() { leg_.hold_queued = true; }

/// The answer to an offer that was under way before this one.
void CallActions::settle_offer(const Saying& saying) {
    refresh_call_info(saying);
    if (const auto answer = saying.message ? read_answer_in(*saying.message) : no_common_codec()) {
        take_answer(answer->sdp, answer->agreement);
    } else {
        leg_.offers.rejected();
        offer_again_when_up();
    }
    settled();
}

void CallActions::show_hold(const HoldBy& by) {
    leg_.board.release(leg_.id);
    if (by.back) {
        leg_.timers.cancel(TimerKind::preserve);
        leg_.lost = false;
    }
    // Behind the closing of the channel, which was ordered before (callflows 4.1).
    then([this, by] {
        hush();
        show(leg_.source ? LegDisplayState::consulting : LegDisplayState::held);
        // What the user has lifted himself stays as it is: nobody would switch it on for the resume.
        if (by.quiet && !leg_.board.handset_lifted && !leg_.board.is_busy() && is_visible()) view().speaker(false);
    });
}

void CallActions::show_as_source() { show(LegDisplayState::consulting); }

void CallActions::show_as_held() { show(LegDisplayState::held); }

void CallActions::confirm_hold() {
    leg_.offers.answer_in({}, leg_.agreement.value_or(Agreement{}));
    leg_.hold_unsignalled = false;
    do_queued();
}

/// The far end hears silence instead of music; a later offer repeats it.
void CallActions::mark_hold_unsignalled(const pbx::OfferRefused& refusal) {
    leg_.offers.rejected();
    leg_.hold_unsignalled = true;
    log(WorldPort::Level::warning,
        "the far end refused the hold (" + std::to_string(refusal.status) + "): it hears silence");
    do_queued();
}

void CallActions::do_queued() {
    if (leg_.refer_queued) post(LegEvent{leg::Refer{*leg_.refer_queued, false}});
    leg_.refer_queued.reset();
    // Who has turned to another call since does not want this one any more.
    if (leg_.resume_queued && !leg_.lost && !leg_.board.active()) post(LegEvent{phone::Resume{}});
    leg_.resume_queued = false;
}

void CallActions::queue_refer(const leg::Refer& order) { leg_.refer_queued = order.target; }

/// RFC 3261 section 14.1: who owns the Call-ID waits 2.1 to 4 s, the other 0 to 2 s.
void CallActions::arm_glare(const pbx::OfferGlare& glare) {
    leg_.offers.rejected();
    if (leg_.state == "Connected") leg_.refresh_queued = true;
    const auto chance = ports().world.random();
    const auto wait = glare.we_own_call_id ? 2'100 + glare_step_ms * (chance % 191) : glare_step_ms * (chance % 201);
    leg_.timers.arm(TimerKind::glare, milliseconds{wait});
}

void CallActions::arm_hold_revert() {
    if (leg_.device_options().hold_revert > 0s)
        leg_.timers.arm(TimerKind::hold_revert, leg_.device_options().hold_revert);
}

void CallActions::remind_held() {
    if (!is_visible() || leg_.source) return;
    if (const auto* active = leg_.board.active()) return beep_into(*active, sccp::DeviceTone::reverting_tone);
    if (leg_.board.ringing()) return;   // there is enough to hear
    show(LegDisplayState::hold_reversion);
    view().priority_notify(Notice::incoming_call, Label::hold_reversion, reminder_notice);
    view().ringer(sccp::RingMode::inside_ring, sccp::RingDuration::single_ring, leg_.line_instance, leg_.id);
}

void CallActions::end_reminder() {
    if (leg_.shown != LegDisplayState::hold_reversion || !is_visible()) return;
    view().stop_ringer(leg_.line_instance, leg_.id);
    if (!leg_.board.ringing()) view().clear_priority_notify(Notice::incoming_call);
}

void CallActions::answer_held(const pbx::Offer& event) {
    const auto offer = read_sdp(event.message);
    const auto next = agree(event.message, true);
    if (!offer || !next) return reject_488(MaybeOffer{event});
    if (leg_.offers.remote_offer(*offer) != OfferAnswer::Reception::taken) return reply_491();
    leg_.agreement = *next;
    leg_.local.direction = next->direction;
    ports().sip.answer_offer(leg_.id, leg_.own.publish(make_answer(*offer, *next, leg_.local)));
    leg_.offers.answer_out(leg_.local, *next);
}

void CallActions::send_200_held_offer() {
    auto current = leg_.agreement ? std::optional{leg_.agreement->receive.payload} : std::nullopt;
    ports().sip.answer_offer(leg_.id, local_offer(hold_direction(leg_.options().hold), formats(current)));
}

// ---- resume ---------------------------------------------------------------------------------------------------------

void CallActions::send_resume_offer(const MaybeReady& by) {
    leg_.timers.cancel(TimerKind::glare);
    if (by.ready && !set_local(*by.ready)) return post(LegEvent{pbx::OfferRefused{500}});
    if (!leg_.offers.is_stable()) {
        leg_.timers.arm(TimerKind::glare, 500ms);
        return;
    }
    const auto method = sip::OfferMethod::reinvite;
    ports().sip.offer(leg_.id, local_offer(sip::Direction::sendrecv, formats(media_.opened())), method);
    if (is_visible()) view().prompt(Label::connecting, leg_.line_instance, leg_.id);
}

/// Nothing is lifted: without the speaker nobody would hear the call (callflows 4.2).
void CallActions::put_on_speaker() {
    leg_.hands_free = !leg_.board.handset_lifted;
    if (leg_.hands_free && is_visible()) view().speaker(true);
}

void CallActions::show_resuming() {
    put_on_speaker();
    if (is_visible()) view().call_plane(leg_.line_instance);
}

/// The record of the refused offer must not stay open: the next resume could not offer.
void CallActions::give_up_resume(const pbx::OfferRefused& refusal) {
    leg_.offers.rejected();
    log(WorldPort::Level::warning, "the far end refused the resume (" + std::to_string(refusal.status) + ")");
    then([this] { transient(Label::temp_fail); });
    do_queued();
}

// ---- REFER ----------------------------------------------------------------------------------------------------------

void CallActions::send_refer(const leg::Refer& order) {
    leg_.timers.arm(TimerKind::refer, refer_time);
    leg_.refers_to = order.target.replaces;
    ports().sip.refer(leg_.id, order.target);
    if (is_visible()) view().prompt(refer_prompt(), leg_.line_instance, leg_.id);
}

void CallActions::show_transferring() {
    if (is_visible()) view().prompt(refer_prompt(), leg_.line_instance, leg_.id);
}

/// They are at work on it: the result comes within the subscription (RFC 3515 section 2.4.4), if they tell how long
/// that lasts.
void CallActions::await_notify(const pbx::ReferProgress& progress) {
    const auto told = progress.expires > 0s ? progress.expires : longest_subscription;
    leg_.timers.arm(TimerKind::refer, std::clamp<milliseconds>(told, refer_time, longest_subscription));
}

/// It is not shown before the result.
void CallActions::find_phone() {
    leg_.lost = false;
    leg_.detached = true;
}

/// The phone is gone, but a REFER names this call: it goes on without audio, and is held if it is answered.
void CallActions::ring_unheard() {
    leg_.background = true;
    leg_.early_media = false;
    release_audio();
}

/// The user has hung up, but a REFER names this call: it waits without audio, and on hold if it is not simply up.
void CallActions::go_on_unheard() {
    if (leg_.state == "LateOffer") {
        leg_.background = true;
    } else if (leg_.state == "Inviting" || leg_.state == "Proceed" || leg_.state == "RingOut") {
        go_to_background();
    } else if (leg_.state == "Reopening" || leg_.state == "ResumeOpening" || leg_.state == "Resuming") {
        post(LegEvent{phone::Hold{}});
    } else {
        stop_tx_rx();
        release_audio();   // whatever he does next is another call
        then([this] {
            if (leg_.on_phone) show_as_source();
        });
    }
}

void CallActions::release_audio() { leg_.board.release(leg_.id); }

void CallActions::restore_held() {
    if (leg_.selected) view().call_select(false, leg_.line_instance, leg_.id);
    const bool is_unseen = leg_.detached && !leg_.source;
    if (!leg_.source) leg_.detached = false;   // the transfer controller does so behind the hold of the other call
    leg_.selected = false;
    stop_tx_rx();
    give_back_target();
    if (leg_.lost) return wait_for_phone();
    show_hold(HoldBy{phone::Hold{}});
    if (is_unseen) then([this] {
        if (!leg_.board.is_busy()) post(LegEvent{timer::HoldRevert{}});
    });
}

/// What was kept for the REFER while the phone was away is a call like others now (callflows 1.6).
void CallActions::give_back_target() {
    const auto* target = leg_.board.find(std::exchange(leg_.refers_to, 0));
    if (!target || !target->context.lost) return;
    post_to(target->id(), phone::Lost{});
    if (!leg_.board.phone_is_away) post_to(target->id(), phone::Back{leg_.board.phone_kept_audio});
}

void CallActions::notify_transfer_failed() {
    if (leg_.source) return;   // the transfer controller knows what becomes of both calls
    const auto why = leg_.party ? Label::invalid_conference_participant : Label::can_not_complete_transfer;
    then([this, why] { tell_user(why); });
}

void CallActions::tell_user(Label what) {
    transient(what);
    if (is_visible()) leg_.board.beep(leg_.line_instance, leg_.id);
}

/// Behind the clearing of the display, which was ordered before.
void CallActions::detach() {
    then([this] { leg_.detached = true; });
}

/// The user has ended it: whether it reaches the room or not, it is no call of his any more.
void CallActions::leave_conference() {
    leg_.given_up = true;
    leg_.board.post(TransferEvent{leg::PartyLeft{leg_.id}});
}

/// The leg passes on what became of its REFER; a success is the end of the leg, which tells itself.
void CallActions::tell_refer(const LegEvent& event) {
    const bool failed = std::holds_alternative<pbx::ReferFailed>(event) || std::holds_alternative<timer::Refer>(event);
    if (failed && std::exchange(leg_.party, false)) leg_.board.post(TransferEvent{leg::PartyStays{leg_.id}});
    if (!leg_.source) return;
    if (std::holds_alternative<pbx::ReferAccepted>(event) && leg_.state == "Referring")
        leg_.board.post(TransferEvent{leg::ReferAccepted{}});
    if (failed) leg_.board.post(TransferEvent{leg::ReferFailed{}});
}

void CallActions::tell_end() {
    tell_referee(487);   // it has come to nothing
    // Of a transfer that the controller has left to this leg: whoever was to be replaced has been, or hangs up too.
    if (const auto target = std::exchange(leg_.refers_to, 0); target && !leg_.source)
        post_to(target, phone::OnHook{true});
    if (leg_.end_told) return;
    if (leg_.consultation) leg_.board.post(TransferEvent{leg::ConsultEnded{leg_.target_refusal}});
    if (leg_.source) leg_.board.post(TransferEvent{leg::SourceGone{}});
    if (leg_.party) leg_.board.post(TransferEvent{leg::PartyLeft{leg_.id}});
    if (leg_.room && leg_.board.transfer().room() == leg_.id) leg_.board.post(TransferEvent{leg::RoomEnded{}});
    leg_.end_told = leg_.consultation || leg_.source || leg_.party;
}

// ---- another call takes the place of one that is not answered yet ---------------------------------------------------

void CallActions::go_to_background() {
    leg_.background = true;
    leg_.held_as = leg_.board.count_hold();
    if (std::exchange(leg_.early_media, false)) leg_.early_waits = true;
    leg_.board.release(leg_.id);
    post(MediaEvent{media::CloseKeepingPort{}});
    hush();
    show(LegDisplayState::proceeding);   // nobody hears it ring
}

void CallActions::show_progress() { show(leg_.rang ? LegDisplayState::ring_out : LegDisplayState::proceeding); }

void CallActions::come_to_foreground() {
    if (!leg_.board.make_room(leg_.id)) return refuse_key();
    leg_.background = false;
    leg_.board.activate(leg_.id);
    then([this] {
        put_on_speaker();
        view().call_plane(leg_.line_instance);
        if (!is_being_set_up()) return show_again();   // it has failed meanwhile
        show_progress();
        if (leg_.early_waits)
            sound_early();
        else if (leg_.rang)
            local_ringback();
    });
}

} // namespace mapping
