// The words of a leg's tables: guards are propositions, actions are what is asked of phone, PBX and clock, one short
// function each (callflows 8.9, 8.10).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "mapping/leg_context.hpp"
#include "mapping/leg_events.hpp"
#include "mapping/media_leg.hpp"

namespace mapping {

/// Why a call failed: the PBX refused or redirected it, or its dialog is gone.
struct Why {
    Why(const pbx::Rejected& event) : message(&event.message) {}
    Why(const pbx::Redirected& event) : message(&event.message) {}
    Why(const pbx::DialogGone& event) : status(event.status) {}
    const sip::Message* message{};
    int status{};
};

/// Who ended the call, as far as that decides what the phone and the PBX are told.
struct Ending {
    Ending(const phone::OnHook& event) : by_handset(!event.by_key) {}
    Ending(const pbx::HungUp& event) : by_far_end(true), reason(&event.reason) {}
    Ending(const pbx::Cancelled& event) : by_far_end(true), reason(&event.reason) {}
    Ending(const phone::Back&) : restarted(true) {}
    Ending(const timer::FailTone&) : by_itself(true) {}
    Ending(const timer::Ack&) : no_ack(true) {}
    Ending(const pbx::DialogGone& event) : gone(event.status) {}
    Ending(const pbx::ReferSucceeded&) : referred(true) {}
    template <class Other> Ending(const Other&) {}
    bool by_handset{}, by_far_end{}, by_itself{}, restarted{}, no_ack{}, referred{};
    int gone{};                              ///< status that told of the death of the dialog
    const std::vector<std::string>* reason{};
};

/// An event that may carry a SIP message.
struct Saying {
    template <class Event> Saying(const Event& event) {
        if constexpr (requires { event.message; }) message = &event.message;
    }
    const sip::Message* message{};
};

/// What became of an offer of ours that was not taken.
struct OfferRefusal {
    OfferRefusal(const pbx::OfferRefused& event) : status(event.status) {}
    OfferRefusal(const pbx::OfferGlare&) : status(491) {}
    int status{};
};

/// A complete number, or the end of one that was collected.
struct Dialled {
    Dialled(const phone::DialNumber& event) : number(event.number) {}
    template <class Other> Dialled(const Other&) {}
    std::string number;
};

/// Why media could not be opened, when the phone said so.
struct MaybeFailure {
    MaybeFailure(const media::Failed& event) : failure(&event) {}
    template <class Other> MaybeFailure(const Other&) {}
    const media::Failed* failure{};
};

/// The phone's address, when an event brings it.
struct MaybeReady {
    MaybeReady() = default;
    MaybeReady(const media::Ready& event) : ready(&event) {}
    template <class Other> MaybeReady(const Other&) {}
    const media::Ready* ready{};
};

/// Whether the user asked for it, or his resume came to nothing: then a speaker that is ours is switched off.
struct HoldBy {
    HoldBy(const phone::Hold& event) : quiet(event.by_key) {}
    HoldBy(const media::Failed&) : quiet(true) {}
    HoldBy(const pbx::OfferRefused&) : quiet(true) {}
    HoldBy(const phone::Back&) : back(true) {}
    template <class Other> HoldBy(const Other&) {}
    bool quiet{}, back{};
};

/// By the user's key, or because nobody answered.
struct DivertedBy {
    DivertedBy(const phone::Divert&) : key(true) {}
    template <class Other> DivertedBy(const Other&) {}
    bool key{};
};

/// Did the consultation leg answer after all?
struct CancelOutcome {
    CancelOutcome(const pbx::Answered&) : answered(true) {}
    CancelOutcome(const pbx::Rejected& event) : refusal(refusal_of(event.message)) {}
    template <class Other> CancelOutcome(const Other&) {}
    bool answered{};
    int refusal{};      ///< the target said no, without having heard of our CANCEL

  private:
    static int refusal_of(const sip::Message& message) {
        const bool is_of_cancel = message.internal || message.status == 487 || message.status == 408;
        return is_of_cancel ? 0 : message.status;
    }
};

/// Why their call may not ring: what they are told, and the words for the log.
struct Refusal {
    sip::Rejection how;
    std::string why;
};

/// An offer of theirs, or the address that its answer waited for.
struct MaybeOffer {
    MaybeOffer(const pbx::Offer& event) : offer(&event) {}
    MaybeOffer(const media::Ready& event) : ready(&event) {}
    template <class Other> MaybeOffer(const Other&) {}
    const pbx::Offer* offer{};
    const media::Ready* ready{};
};

/// For the log: a request inside the dialog got this status, or the session has expired.
std::string dead_dialog(int status);

/// Owned by Leg, shared by its three machines. Posts to other machines, never calls them.
class CallActions {
  public:
    CallActions(LegContext& leg, MediaLeg& media);

    // ---- guards
    bool completes_now(const phone::Digit& digit) const;
    bool dial_plan_dead(const phone::Digit& digit) const;
    bool dial_plan_accepts() const;
    bool last_digit() const;
    bool overlaps() const { return leg_.device_options().overlap && !leg_.silent && !leg_.room && !leg_.takes_over; }
    bool wants_more_digits(const pbx::Rejected& rejection) const;
    bool has_next_codec(const media::Failed& failure) const;
    bool is_admissible(const pbx::Invited& invited) const;
    bool is_auto_answer(const pbx::Invited& invited) const;
    bool has_replaces(const pbx::Invited& invited) const;
    bool replaces_unattended(const pbx::Invited& invited) const;
    bool answered_on_hold() const { return leg_.answered_on_hold; }
    bool has_offer_body() const { return leg_.delayed_offer; }
    bool can_recurse(const pbx::Redirected& redirection) const;
    bool has_alternative(const Why& why) const;
    bool can_retry_auth(const pbx::Rejected& rejection) const;
    bool can_failover(const pbx::Rejected& rejection) const;
    bool can_refer_early() const { return leg_.device_options().semi_attended == SemiAttended::replaces; }
    bool has_cfna() const;
    bool ack_has_bad_answer(const pbx::Ack& ack) const;
    bool agrees_on_nothing(const pbx::Ack& ack) const { return !leg_.agreement && ack_has_bad_answer(ack); }
    /// Before the ACK of our 200 there are neither offers nor answers (RFC 3261 section 14).
    bool oa_stable() const { return leg_.offers.is_stable() && !leg_.timers.is_running(TimerKind::ack); }
    bool is_unheld() const;
    bool oa_busy() const { return leg_.offers.is_busy(); }
    bool can_answer_now(const pbx::Offer& offer) const;
    bool answers_meanwhile(const pbx::Offer& offer) const;
    bool needs_reopen(const pbx::Offer& offer) const;
    bool port_changed(const media::Ready& ready) const;
    bool preservable() const;
    bool is_being_replaced() const;
    bool phone_kept_call(const phone::Back& back) const { return back.kept_call; }
    bool phone_says_nothing(const media::Failed& failure) const { return failure.no_ack; }
    bool need_info_dtmf() const;
    bool is_unheard() const;
    bool may_reinvite() const { return is_unheard() && leg_.peer_takes_update; }
    bool is_forced(const phone::OnHook& event) const { return event.forced; }
    bool hold_queued() const { return leg_.hold_queued; }
    bool resume_queued() const { return leg_.resume_queued; }
    bool still_wanted() const { return leg_.hold_queued && leg_.board.active_id() == leg_.id; }
    bool is_party() const { return leg_.party; }
    bool is_given_up() const { return leg_.given_up; }
    bool bye_pending() const { return leg_.bye_pending; }
    bool for_transfer() const;
    bool can_retry_transmit() const { return media_.can_retry_transmit(); }

    // ---- the user dials (call_actions_setup.cpp)
    void seize_line();
    void start_dial_tone();
    void stop_or_secondary_tone();
    void stop_tone();
    void play_reorder();
    void append_digit(const phone::Digit& digit);
    void drop_digit();
    void queue_digit(const phone::Digit& digit);
    void collect_more();
    void show_dialed(const Dialled& dialled);
    void fail_unknown_number();
    void request_offer_media();
    void try_next_codec(const media::Failed& failure);
    void request_new_leg();

    // ---- our INVITE (call_actions_invite.cpp)
    void send_invite_with_offer(const media::Ready& ready);
    void send_invite_no_offer();
    void resend_with_auth();
    void try_next_target(const pbx::Rejected& rejection);
    void recurse(const pbx::Redirected& redirection);
    void call_alternative(const Why& why);
    void apply_progress(const pbx::Progress& progress);
    void apply_ringing(const pbx::Ringing& ringing);
    void sound_early();
    void repair_early_media(const media::Ready& ready);
    void give_up_early_media(const MaybeFailure& failure);
    void show_no_answer();
    void show_failure(const Why& why);
    void send_cancel();
    void finish_cancel() {}
    void tell_xfer(const CancelOutcome& outcome);
    void complete_early_transfer();
    void store_dialog(const pbx::Answered& answer);
    void send_ack();
    void re_ack() {}                                 ///< the stack repeats it
    void send_ack_with_answer(const media::Ready& ready);
    void send_ack_rejecting();
    void reply_504();

    // ---- their INVITE (call_actions_incoming.cpp)
    void reject_invite(const pbx::Invited& invited);
    void send_ringing(const pbx::Invited& invited);
    void present_ringing(const pbx::Invited& invited);
    void arm_auto_answer(const pbx::Invited& invited);
    void bind_replaces(const pbx::Invited& invited);
    void answer_on_hold(const pbx::Invited& invited);
    void stop_ring();
    void show_answering(const phone::Answer& answer);
    void send_200(const media::Ready& ready);
    void start_tx_if_offered();
    void apply_ack_answer(const pbx::Ack& ack);
    void return_to_replaced();
    void accept_487(const pbx::Cancelled& cancelled);
    void cancel_200_only() {}                        ///< the stack has answered it
    void note_history(const Ending& ending);
    void reject_busy();
    void reject_480();
    void reject_500(const media::Failed& failure);
    void redirect_302(const DivertedBy& by);
    void store_offer(const pbx::Offer& offer);
    void answer_update();

    // ---- a call that is up (call_actions_active.cpp)
    void apply_answer(const Saying& saying);
    void show_connected();
    void start_tx();
    void update_tx();
    void stop_tx_rx();
    void answer_offer(const MaybeOffer& offer);
    void send_200_with_offer();
    void send_refresh_offer(const MaybeReady& ready);
    void request_answer_media(const MaybeOffer& offer);
    void restore_media();
    void refresh_call_info(const Saying& saying);
    void reject_488(const MaybeOffer& offer);
    void reply_487();
    void reply_491();
    void reply_500();
    void reply_500_retry_after();
    void mark_unsynced(const OfferRefusal& refusal);
    void offer_by_reinvite();
    void send_info_dtmf(const phone::Digit& digit);
    void ignore_in_band();
    void note_tx_failed();
    void note_refusal(const media::Failed& failure);
    void tell_refusal(const media::Failed& failure);
    void blame_answer(const pbx::Ack& ack);
    void blame_far_end();
    void blame_phone(const MaybeFailure& failure);
    void fail_setup(const MaybeFailure& failure);
    void rebind_preserved();

    // ---- hold, resume, transfer (call_actions_hold.cpp)
    void hold_other_legs();
    void send_hold_offer();
    void queue_hold();
    void settle_offer(const Saying& saying);
    void show_hold(const HoldBy& by);
    void confirm_hold();
    void mark_hold_unsignalled(const pbx::OfferRefused& refusal);
    void queue_resume() { leg_.resume_queued = true; }
    void withdraw_resume() { leg_.resume_queued = false; }
    void withdraw_hold() { leg_.hold_queued = false; }
    void queue_refer(const leg::Refer& order);
    void remind_held();
    void answer_held(const pbx::Offer& offer);
    void send_200_held_offer();
    void show_resuming();
    void send_resume_offer(const MaybeReady& ready);
    void give_up_resume(const pbx::OfferRefused& refusal);
    void send_refer(const leg::Refer& order);
    void show_transferring();
    void await_notify(const pbx::ReferProgress& progress);
    void find_phone();
    void ring_unheard();
    void release_audio();
    void restore_held();
    void notify_transfer_failed();
    void detach();
    void leave_conference();

    // ---- the end (call_actions_end.cpp)
    void close_media();
    void clear_phone(const Ending& ending);
    void request_stats();
    void accept_bye(const pbx::HungUp& event);
    void send_bye(const Ending& ending);
    void drop() {}                                   ///< nothing is sent to the phone; the switchboard removes the leg

    void arm_first_digit();
    void arm_inter_digit();
    void arm_ring_out();
    void arm_fail_tone();
    void arm_no_answer();
    void arm_ack();
    void arm_glare(const pbx::OfferGlare& glare);
    void arm_preserve();
    void arm_hold_revert();

    // ---- of every machine
    void on_state(std::string_view name);
    void on_row(const TakenRow& row);
    void on_ignored(const std::string& event, std::string_view state);

    // ---- for the leg and the switchboard
    LegContext& leg() { return leg_; }
    void show_keys();
    void show_again();                               ///< after a transient text
    void show_as_source();                           ///< of a transfer: CallTransfer instead of Hold
    void show_as_held();
    void tell_user(Label what);                      ///< for a moment, with a beep
    void come_alone(bool was_on_hold);               ///< the call whose place this one is to take is over
    void refuse_key();
    void ring();                                     ///< the phone is free now: the waiting call rings
    /// the user has turned to another call: no ring over what he hears
    void wait_in_turn();
    void beep_waiting();                             ///< call-waiting tone into the active call
    void hush();
    /// It may still ring at the far end.
    bool is_being_set_up() const;
    void go_to_background();
    void go_on_unheard();
    void come_to_foreground();
    void statistics_came();                          ///< or 200 ms went by without
    void prompt_is_over();
    void answer_by_itself();
    void tell_refer(const LegEvent& event);          ///< to the transfer controller
    void take_off_display(bool switch_speaker_off);
    void tell_end();

  private:
    PhoneView& view() const { return leg_.board.view; }
    Ports& ports() const { return leg_.board.ports; }
    void post(LegEvent event) { leg_.board.post(leg_.id, std::move(event)); }
    void post(MediaEvent event) { leg_.board.post(leg_.id, std::move(event)); }
    void post_to(LegId other, LegEvent event) { leg_.board.post(other, std::move(event)); }
    void then(std::function<void()> work) { leg_.board.then(std::move(work)); }
    void log(WorldPort::Level level, std::string_view text) const { ports().world.log(level, leg_.id, text); }

    // display
    bool is_visible() const;
    LegView look() const;
    void show(LegDisplayState state, std::optional<Text> prompt = {}, std::optional<sccp::DCallState> call_state = {});
    void play(sccp::DeviceTone tone);
    void hush_elsewhere();
    void beep_into(const Leg& active, sccp::DeviceTone tone);
    void show_progress();
    void unmute();
    void transient(const Text& text);
    Text no_service_prompt() const;
    void show_failed();
    void show_talking();

    // media
    bool has_service() const;
    bool has_early_media() const { return leg_.early_media; }
    std::vector<MediaFormat> formats(std::optional<sccp::MediaPayloadType> preferred = {}) const;
    MediaFormat packed(MediaFormat format) const;
    bool set_local(const media::Ready& ready);
    std::string local_offer(sip::Direction direction, std::vector<MediaFormat> formats);
    void open_receive(const Agreement& agreement, bool again = false);
    void transmit(const Agreement& agreement);
    void hear_early(const sip::Message& message);
    void stop_early_media();
    bool end_early_dialog(const std::string& tag);
    void hear_another(const pbx::Progress& end);
    bool has_moved() const;
    bool can_tell_address() const;
    void local_ringback();
    bool quits_receiving(const Agreement& next) const;
    boost::system::result<Agreement, sip::Rejection> agree(const sip::Message& message, bool held = false) const;
    /// Their answer, and what it makes of our offer.
    struct ReadAnswer {
        sip::Sdp sdp;
        Agreement agreement;
    };
    boost::system::result<ReadAnswer, sip::Rejection> read_answer_in(const sip::Message& message) const;
    boost::system::result<Agreement, sip::Rejection> agree_answer(const sip::Sdp& answer,
                                                                  const OfferAnswer::Pair& to) const;
    void take_answer(const sip::Sdp& answer, const Agreement& agreement);
    void offer_again_when_up();
    void refuse_answer(const sip::Rejection& why);
    void note_bad_answer(const sip::Rejection& why);
    void settled();
    void note_unusable(const sip::Rejection& why);
    void put_on_speaker();
    std::optional<Text> farewell(const Ending& ending) const;
    void end_reminder();
    void do_queued();

    // SIP
    void note_peer(const sip::Message& message);
    void provisional(const sip::Message& message);
    void invite(std::string sdp);
    bool is_new_target(const std::string& contact) const;
    void call_next_target();
    void set_call_info();
    void tell_referee(int status);
    void tell_heir(std::string_view name);
    void show_room();
    void show_taking_over();
    void tell_dialled();
    Label refer_prompt() const { return leg_.party ? Label::conference : Label::call_transfer; }
    bool wants_audio() const;
    void wait_for_phone();
    void give_back_target();
    std::optional<Refusal> why_not(const pbx::Invited& invited) const;
    void inherit(const pbx::Invited& invited);
    std::optional<Refusal> why_not_replacing(const pbx::Invited& invited) const;
    std::optional<Refusal> refusal_by_load(const pbx::Invited& invited, bool urgent) const;
    std::optional<Refusal> forwarded(const std::string& to, const pbx::Invited& invited, std::string_view reason) const;
    void tell_forward_loop();
    bool is_forward_loop(const std::string& to, const pbx::Invited& invited) const;
    void send_bye_now();
    bool asks_statistics_first() const;

    LegContext& leg_;
    MediaLeg& media_;
};

} // namespace mapping
