// Their INVITE: who may ring, how it rings, the answer, and every way not to answer (callflows 3.1 to 3.9).
#include <algorithm>
#include <utility>

#include "mapping/call_actions.hpp"
#include "mapping/features/shared_line.hpp"
#include "mapping/leg.hpp"
#include "mapping/limits.hpp"
#include "mapping/nat.hpp"
#include "mapping/transfer.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

constexpr unsigned most_diversions = 5;
constexpr std::uint32_t retry_soon_s = 10;
constexpr auto ring_guard = 180s;
constexpr auto notice_time = 10s;
constexpr auto waiting_tone_interval = 10s;
constexpr auto ack_time = 32s;
constexpr std::uint16_t discard_port = 9;   // RFC 863: of a call on hold, to which nothing is sent

sip::Rejection rejection(int status, std::optional<std::uint32_t> retry_after = {}) {
    sip::Rejection made;
    made.status = status;
    made.extra.retry_after = retry_after;
    return made;
}

Refusal refusal(int status, std::string why, std::optional<std::uint32_t> retry_after = {}) {
    return {rejection(status, retry_after), std::move(why)};
}

sip::Rejection moved_to(const std::string& to, const DeviceLine& line, std::string_view reason) {
    const auto& domain = line.options->domain;
    auto made = rejection(302);
    made.extra.contact = "<sip:" + sip::escape_user(to) + '@' + domain + '>';
    made.extra.diversion =
        "<sip:" + sip::escape_user(line.options->user) + '@' + domain + ">;reason=" + std::string{reason};
    return made;
}

} // namespace

// ---- admission ------------------------------------------------------------------------------------------------------

/// The rows of callflows 3.1 from "draining" on; nothing: the call may ring.
std::optional<Refusal> CallActions::why_not(const pbx::Invited& invited) const {
    const auto& device = leg_.board.device;
    if (device.draining) return refusal(503, "the gateway goes down", retry_soon_s);
    if (auto wrong = why_not_replacing(invited)) return wrong;
    if (device.in_grace) return refusal(480, "the phone has just lost its connection", retry_soon_s);
    if (!device.ready) return refusal(480, "the phone is not registered");
    if (!invited.message.body.empty()) {
        if (const auto agreement = agree(invited.message); !agreement)
            return Refusal{agreement.error(),
                           agreement.error().status == 415 ? "its body is of a type that is not understood" : ""};
    } else if (formats().empty()) {
        return Refusal{no_common_codec(), {}};
    }
    if (invited.replaces != 0) return {};
    const auto ring =
        ring_for(invited.message.headers, calling_party(invited.message.headers, invited.from_registrar).number,
                 leg_.call_options(), leg_.options());
    if (leg_.board.hooks.forwards)
        if (auto all = forwarded(leg_.board.hooks.forwards(leg_.line_instance).all, invited, "unconditional"))
            return all;
    if (device.dnd && device.dnd_mode == DndMode::reject && !ring.is_urgent)
        return refusal(leg_.options().dnd_code, "do not disturb");
    return refusal_by_load(invited, ring.is_urgent);
}

/// RFC 3891 section 3
std::optional<Refusal> CallActions::why_not_replacing(const pbx::Invited& invited) const {
    if (invited.replaces == 0 && !invited.replaces_unmatched) return {};
    const auto* old = leg_.board.find(invited.replaces);
    const bool is_there = old && !old->has_ended() && (old->context.answered || !old->context.incoming);
    if (invited.replaces_unmatched || !is_there) return refusal(481, "it replaces a call that is not there");
    const auto takes_it = [&](const auto& entry) {
        return entry.second->context.replaces == invited.replaces && !entry.second->has_ended();
    };
    const auto& legs = leg_.board.legs();
    if (old->is_leaving() || std::any_of(legs.begin(), legs.end(), takes_it))
        return refusal(603, "the call that it replaces is over");
    if (old->context.lost) return refusal(480, "the phone is away from the call that it replaces", retry_soon_s);
    if (old->context.answered && invited.replaces_early_only)
        return refusal(486, "the call that it replaces is answered");
    return {};
}

std::optional<Refusal> CallActions::refusal_by_load(const pbx::Invited& invited, bool urgent) const {
    const auto& options = leg_.options();
    const auto legs = leg_.board.count(leg_.line_instance);
    const auto trigger = options.call_waiting ? options.busy_trigger : 1;
    if (legs >= trigger && !urgent) {
        if (leg_.board.hooks.forwards)
            if (auto busy = forwarded(leg_.board.hooks.forwards(leg_.line_instance).busy, invited, "user-busy"))
                return busy;
        return refusal(486, "busy, calls on the line: " + std::to_string(legs));
    }
    if (legs >= options.max_calls || leg_.board.legs().size() > most_legs_of_a_device)
        return refusal(486, "no more calls fit on the line, it has " + std::to_string(legs));
    return {};
}

/// To itself or back to the caller a call is never forwarded.
bool CallActions::is_forward_loop(const std::string& to, const pbx::Invited& invited) const {
    return to == leg_.options().user || to == calling_party(invited.message.headers, invited.from_registrar).number;
}

std::optional<Refusal> CallActions::forwarded(const std::string& to, const pbx::Invited& invited,
                                              std::string_view reason) const {
    if (to.empty() || is_forward_loop(to, invited)) return {};
    if (diversions(invited.message.headers) > most_diversions) return refusal(486, "it was forwarded too often");
    return Refusal{moved_to(to, leg_.line(), reason), "forwarded to " + to + ", " + std::string{reason}};
}

/// The call rings although its line is forwarded: the user is told that his forwarding leads back (callflows 3.8).
void CallActions::tell_forward_loop() {
    if (!leg_.board.hooks.forwards || !leg_.invited) return;
    const auto to = leg_.board.hooks.forwards(leg_.line_instance).all;
    if (to.empty() || !is_forward_loop(to, *leg_.invited)) return;
    log(WorldPort::Level::warning, "not forwarded to " + to + ": that is the caller or the line itself");
    transient(Label::forward_all_loop);
}

void CallActions::reject_invite(const pbx::Invited& invited) {
    // before this call counts among the others
    const auto why = why_not(invited).value_or(refusal(480, "the phone is not there"));
    leg_.dialog = true;
    if (why.why.empty())
        note_unusable(why.how);
    else
        leg_.why = "refused with " + std::to_string(why.how.status) + ": " + why.why;
    ports().sip.reject(leg_.id, why.how);
    ports().world.count("calls_refused");
}

// ---- ringing --------------------------------------------------------------------------------------------------------

void CallActions::send_ringing(const pbx::Invited& invited) {
    leg_.dialog = true;
    leg_.invited = std::make_unique<const sip::Invited>(invited);
    leg_.is_trusted = invited.from_registrar;
    note_peer(invited.message);
    // A reliable 180 would have to carry an offer that only an open channel could give (callflows 3.7).
    if (invited.requires_100rel && invited.message.body.empty()) return;
    ports().sip.ring(leg_.id, leg_.board.is_busy() && leg_.options().call_waiting_182 ? 182 : 180);
}

void CallActions::present_ringing(const pbx::Invited& invited) {
    leg_.info = incoming_call(invited, leg_.line(), leg_.id, leg_.board.instance_of(leg_.id, leg_.line_instance));
    leg_.ring = ring_for(invited.message.headers, leg_.info.calling.number, leg_.call_options(), leg_.options());
    leg_.auto_answer = !leg_.board.is_busy() && auto_answer_after(invited, leg_.options()).has_value();
    const auto& device = leg_.board.device;
    if (device.dnd && device.dnd_mode == DndMode::silent && !leg_.ring.is_urgent)
        leg_.ring.mode = sccp::RingMode::flash_only;
    leg_.waits = leg_.board.is_busy();
    show(leg_.waits ? LegDisplayState::call_waiting : LegDisplayState::ringing);
    tell_forward_loop();
    if (leg_.auto_answer) return;
    if (!leg_.waits) {
        view().priority_notify(Notice::incoming_call, Text{Label::from} + shown(leg_.info.calling), notice_time);
        const auto rings = [this](const auto& entry) {
            return entry.first != leg_.id && entry.second->is("RingIn") && entry.second->context.rings_aloud;
        };
        if (std::none_of(leg_.board.legs().begin(), leg_.board.legs().end(), rings)) {
            leg_.rings_aloud = true;
            return view().ringer(leg_.ring.mode, leg_.ring.duration, leg_.line_instance, leg_.id);
        }
    }
    view().ringer(sccp::RingMode::flash_only, sccp::RingDuration::single_ring, leg_.line_instance, leg_.id);
    if (leg_.waits) beep_waiting();
}

void CallActions::beep_waiting() {
    const auto* active = leg_.board.active();
    if (!active || active->id() == leg_.id || leg_.ring.mode == sccp::RingMode::flash_only) return;
    beep_into(*active, sccp::DeviceTone::call_waiting_tone);
    if (leg_.device_options().cw_repeat) leg_.timers.arm(TimerKind::call_waiting, waiting_tone_interval);
}

/// A beep would silence the dial tone or the ringback for good, and a call that outlived its session is none of the
/// phone's.
void CallActions::beep_into(const Leg& active, sccp::DeviceTone tone) {
    if (active.context.tone_plays || !active.context.on_phone) return;
    if (leg_.beeps_on != active.id()) hush_elsewhere();
    leg_.beeps_on = active.id();
    view().tone(tone, active.context.line_instance, active.id());
}

void CallActions::ring() {
    leg_.rings_aloud = true;
    leg_.waits = false;
    leg_.timers.cancel(TimerKind::call_waiting);
    show(LegDisplayState::ringing);
    view().priority_notify(Notice::incoming_call, Text{Label::from} + shown(leg_.info.calling), notice_time);
    view().ringer(leg_.ring.mode, leg_.ring.duration, leg_.line_instance, leg_.id);
}

void CallActions::arm_no_answer() {
    leg_.timers.arm(TimerKind::no_answer, has_cfna() ? leg_.options().cfna_timeout : ring_guard);
}

void CallActions::arm_auto_answer(const pbx::Invited& invited) {
    leg_.timers.arm(TimerKind::no_answer, ring_guard);
    leg_.mute_on_answer = leg_.options().auto_answer_mute;
    if (const auto offer = agree(invited.message)) leg_.mute_on_answer |= !offer->may_send();
    const auto after = auto_answer_after(invited, leg_.options()).value_or(0s);
    if (after == 0s)
        answer_by_itself();
    else
        leg_.timers.arm(TimerKind::auto_answer, after);
}

/// Only a phone on which nobody talks answers by itself; another one rings (callflows 3.4).
void CallActions::answer_by_itself() {
    if (!leg_.board.is_busy()) return post(LegEvent{phone::Answer{true}});
    leg_.auto_answer = false;
    wait_in_turn();
}

void CallActions::wait_in_turn() {
    leg_.rings_aloud = false;
    leg_.waits = true;
    show(LegDisplayState::call_waiting);
    view().ringer(sccp::RingMode::flash_only, sccp::RingDuration::single_ring, leg_.line_instance, leg_.id);
    beep_waiting();
}

/// Our dialog with somebody is taken over by another one (RFC 3891; callflows 5.1).
void CallActions::inherit(const pbx::Invited& invited) {
    leg_.dialog = true;
    leg_.invited = std::make_unique<const sip::Invited>(invited);
    leg_.is_trusted = invited.from_registrar;
    leg_.replaces = invited.replaces;
    note_peer(invited.message);
    leg_.info = incoming_call(invited, leg_.line(), leg_.id, leg_.board.instance_of(leg_.id, leg_.line_instance));
}

void CallActions::bind_replaces(const pbx::Invited& invited) {
    inherit(invited);
    auto* old = leg_.board.find(leg_.replaces);
    const bool talked = old && old->context.answered;
    leg_.hands_free = old && old->context.hands_free;
    // It ends with our 200 (RFC 3891 section 3); if there is none, the user comes back to it.
    if (!leg_.board.make_room(leg_.id)) post_to(leg_.replaces, phone::OnHook{});
    then([this, talked] {
        leg_.board.activate(leg_.id);
        // The phone hears of the call before anything is opened for it.
        leg_.on_phone = true;
        leg_.board.show_keys_for_several(leg_.id);
        leg_.shown = talked ? LegDisplayState::connected : LegDisplayState::off_hook;
        view().line_lamp(leg_.line_instance, leg_.board.line_lamp(leg_.line_instance));
        view().call_state(leg_.line_instance, leg_.id,
                          talked ? sccp::DCallState::connected : sccp::DCallState::off_hook);
        view().call_plane(leg_.line_instance);
    });
}

/// What comes to nothing leaves the old call as it was (RFC 3891 section 3), unless the user has turned to another one.
void CallActions::return_to_replaced() {
    if (leg_.replaces == 0) return;
    then([&board = leg_.board, id = leg_.replaces] {
        auto* old = board.find(id);
        if (!old || board.active()) return;
        if (old->context.background && old->actions.is_being_set_up()) return old->actions.come_to_foreground();
        if (old->is_held()) board.post(id, LegEvent{phone::Resume{}});
    });
}

/// As the user left the old call he finds the new one: no channel opens, and nobody is heard whom he has not taken.
void CallActions::answer_on_hold(const pbx::Invited& invited) {
    inherit(invited);
    leg_.answered = leg_.answered_on_hold = leg_.hold_queued = true;
    leg_.answered_unix = unix_now(leg_.board);
    if (const auto* old = leg_.board.find(leg_.replaces)) leg_.local = old->context.local;
    if (leg_.local.address.port == 0)
        leg_.local.address = {publish(leg_.board.device, leg_.board.device.peer_address).host, discard_port};
    const auto offer = read_sdp(invited.message);
    const auto next = agree(invited.message, true);
    if (!invited.message.body.empty() && offer && next) {
        leg_.offers.remote_offer(*offer);
        leg_.agreement = *next;
        leg_.local.direction = next->direction;
        ports().sip.answer(leg_.id, leg_.own.publish(make_answer(*offer, *next, leg_.local)));
        leg_.offers.answer_out(leg_.local, *next);
    } else {
        ports().sip.answer(leg_.id, local_offer(hold_direction(leg_.options().hold), formats()));
    }
    post_to(leg_.replaces, phone::OnHook{});
    then([this] {
        show(LegDisplayState::held);
        if (leg_.board.active()) leg_.board.show_rest(false);
    });
}

// ---- the answer -----------------------------------------------------------------------------------------------------

void CallActions::stop_ring() {
    leg_.timers.cancel(TimerKind::call_waiting);
    leg_.rings_aloud = false;
    view().stop_ringer(leg_.line_instance, leg_.id);
    view().clear_priority_notify(Notice::incoming_call);
    hush_elsewhere();
}

void CallActions::show_answering(const phone::Answer& answer) {
    leg_.hands_free = answer.by_key && !leg_.board.handset_lifted;
    leg_.board.activate(leg_.id);
    leg_.muted = leg_.auto_answer && leg_.mute_on_answer;
    if (leg_.muted) view().microphone(false);
    if (leg_.hands_free) view().speaker(true);
    // Some phones send no audio when OffHook is left out; Connected comes now, so that a later failure is no missed
    // call (callflows 3.7).
    view().call_state(leg_.line_instance, leg_.id, sccp::DCallState::off_hook);
    view().call_plane(leg_.line_instance);
    view().call_state(leg_.line_instance, leg_.id, sccp::DCallState::connected);
    leg_.shown = LegDisplayState::connected;
    view().line_lamp(leg_.line_instance, leg_.board.line_lamp(leg_.line_instance));
}

void CallActions::send_200(const media::Ready& ready) {
    leg_.answered = true;
    if (!set_local(ready)) log(WorldPort::Level::warning, "the phone named no usable media address");
    const auto* pending = leg_.offers.pending();
    if (pending && pending->remote && leg_.agreement) {
        leg_.local.direction = leg_.agreement->direction;
        ports().sip.answer(leg_.id, leg_.own.publish(make_answer(*pending->remote, *leg_.agreement, leg_.local)));
        leg_.offers.answer_out(leg_.local, *leg_.agreement);
    } else {
        ports().sip.answer(leg_.id, local_offer(sip::Direction::sendrecv, formats(media_.opened())));
    }
    if (leg_.replaces != 0) post_to(leg_.replaces, phone::OnHook{});
}

void CallActions::start_tx_if_offered() {
    if (leg_.agreement) transmit(*leg_.agreement);
}

void CallActions::arm_ack() { leg_.timers.arm(TimerKind::ack, ack_time); }

void CallActions::apply_ack_answer(const pbx::Ack& ack) {
    const auto* pending = leg_.offers.pending();
    if (!pending || leg_.offers.state() != OfferAnswer::State::local_offer) return;
    const auto answer = sip::parse(ack.sdp);
    const auto agreement = answer ? agree_answer(*answer, *pending) : no_common_codec();
    if (agreement) return take_answer(*answer, *agreement);
    // A call that does not talk now goes on with what was agreed before.
    if (leg_.state != "Connected") return leg_.offers.rejected();
    refuse_answer(agreement.error());
}

void CallActions::blame_answer(const pbx::Ack& ack) {
    const auto* pending = leg_.offers.pending();
    const auto answer = sip::parse(ack.sdp);
    const auto agreement = pending && answer ? agree_answer(*answer, *pending) : no_common_codec();
    note_bad_answer(agreement ? no_common_codec() : agreement.error());
}

// ---- not answered ---------------------------------------------------------------------------------------------------

/// The stack has answered CANCEL and INVITE.
void CallActions::accept_487(const pbx::Cancelled&) {}

void CallActions::note_history(const Ending& ending) {
    const auto* elsewhere = leg_.board.hooks.elsewhere;
    const bool has_other = elsewhere && elsewhere->is_answered(leg_.line_instance, leg_.info.calling.number);
    if (ending.reason && (has_other || is_answered_elsewhere(*ending.reason)))
        leg_.history = sccp::CallHistoryDisposition::ignore;
    if (leg_.why.empty())
        leg_.why = !ending.reason ? "nobody answered" : leg_.history ? "answered elsewhere" : "the caller gave up";
}

void CallActions::reject_busy() {
    leg_.history = sccp::CallHistoryDisposition::received_calls;
    leg_.why = leg_.refuse_status ? "the gateway goes down" : "the user rejected it";
    ports().sip.reject(leg_.id, rejection(leg_.refuse_status ? leg_.refuse_status : leg_.options().reject_code));
}

void CallActions::reject_480() { ports().sip.reject(leg_.id, rejection(480)); }

void CallActions::reject_500(const media::Failed& failure) {
    if (leg_.unusable) return ports().sip.reject(leg_.id, *leg_.unusable);
    const auto status = static_cast<sccp::MediaStatus>(failure.status);
    const bool on_hook = !failure.no_ack && status == sccp::MediaStatus::device_on_hook;
    const bool no_family = !failure.no_ack && status == sccp::MediaStatus::requested_ip_addr_type_un_available;
    if (no_family) return ports().sip.reject(leg_.id, no_common_family());
    ports().sip.reject(leg_.id, rejection(on_hook ? 480 : 500));
}

void CallActions::redirect_302(const DivertedBy& by) {
    if (by.key) {
        leg_.history = sccp::CallHistoryDisposition::ignore;
        leg_.why = "the user sent it to voice mail";
        return ports().sip.reject(leg_.id, moved_to(leg_.options().voicemail_number, leg_.line(), "deflection"));
    }
    const auto to = leg_.board.hooks.forwards ? leg_.board.hooks.forwards(leg_.line_instance).no_answer : std::string{};
    leg_.why = "nobody answered, forwarded to " + to;
    ports().sip.reject(leg_.id, moved_to(to, leg_.line(), "no-answer"));
}

// ---- UPDATE while it rings ------------------------------------------------------------------------------------------

void CallActions::store_offer(const pbx::Offer& offer) { note_peer(offer.message); }

/// The offer of their INVITE is still unanswered (RFC 3311 section 5.2).
void CallActions::answer_update() { reply_500_retry_after(); }

} // namespace mapping
