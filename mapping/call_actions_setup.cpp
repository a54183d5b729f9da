// The user dials: dial tone, digits, the complete number, and the order for the phone's media address (callflows 2.1 to
// 2.5).
#include "mapping/call_actions.hpp"
#include "mapping/codecs.hpp"
#include "mapping/features/going_down.hpp"
#include "mapping/leg.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

/// A phone that dials from its directory sends digits faster than a finger does (callflows 2.1).
constexpr std::int64_t burst_gap_ms = 400;
constexpr unsigned burst_digits = 4;
constexpr auto burst_wait = 2s;
constexpr auto overlap_wait = 1500ms;
constexpr int address_incomplete = 484;

} // namespace

void CallActions::seize_line() {
    if (!is_visible()) return;
    leg_.board.make_room(leg_.id);
    leg_.board.activate(leg_.id);
    view().stop_ringer(0, 0);
    if (leg_.hands_free) view().speaker(true);
    std::optional<Text> prompt;
    if (leg_.collect_done) prompt = Text{leg_.collect_prompt};
    if (leg_.room) prompt = Label::conference;
    if (leg_.takes_over) prompt = Label::connecting;
    show(leg_.collect_done ? LegDisplayState::digits : LegDisplayState::off_hook, prompt);
    view().call_plane(leg_.line_instance);
}

void CallActions::start_dial_tone() {
    if (leg_.collect_done) return play(sccp::DeviceTone::zip);
    if (leg_.shown != LegDisplayState::off_hook) show(LegDisplayState::off_hook);
    if (!has_service()) {
        // It stays: nothing that is entered here goes anywhere.
        if (is_visible())
            view().prompt(leg_.options().hint_no_service ? Text{Label::fallback_service_operating}
                                                         : no_service_prompt(),
                          leg_.line_instance, leg_.id);
        return play(sccp::DeviceTone::reorder_tone);
    }
    const bool is_hotline = !leg_.options().hotline.empty() && !leg_.consultation && leg_.entry.empty();
    if (is_hotline && leg_.options().hotline_delay == 0s) return;
    const bool stutters = leg_.line().status.messages_waiting && leg_.options().stutter_dialtone;
    play(stutters                           ? sccp::DeviceTone::message_waiting_indicator_tone
         : leg_.options().outside_dialtone ? sccp::DeviceTone::outside_dial_tone
                                           : sccp::DeviceTone::inside_dial_tone);
}

void CallActions::arm_first_digit() {
    // Once per leg: a digit that was taken back does not start the warm line again.
    const bool is_over = leg_.options().hotline.empty() || leg_.consultation || leg_.hotline_armed ||
                         leg_.collect_done || !has_service();
    if (is_over) return leg_.timers.arm(TimerKind::first_digit, leg_.device_options().first_digit);
    leg_.hotline_armed = true;
    if (leg_.options().hotline_delay == 0s)
        post(LegEvent{phone::DialNumber{leg_.options().hotline}});
    else   // in the place of the other: who dials nothing wants this number, however long it waits
        leg_.timers.arm(TimerKind::hotline, leg_.options().hotline_delay);
}

void CallActions::stop_or_secondary_tone() {
    hush();
    if (!leg_.collect_done) show(LegDisplayState::digits);
    if (leg_.entry.wants_secondary_tone()) play(sccp::DeviceTone::outside_dial_tone);
}

void CallActions::stop_tone() { hush(); }

Text CallActions::no_service_prompt() const {
    return leg_.line().status.service == LineStatus::Service::refused ? Label::device_not_authorized : Label::temp_fail;
}

void CallActions::play_reorder() {
    leg_.failure = dial_time_out();
    leg_.why = "nothing was dialled";
    leg_.howl = true;
    show_failed();
}

void CallActions::append_digit(const phone::Digit& digit) {
    const auto now = leg_.board.now_ms();
    const bool is_fast = !leg_.entry.empty() && now - leg_.last_digit_ms < burst_gap_ms;
    leg_.fast_digits = is_fast ? leg_.fast_digits + 1 : 1;
    leg_.last_digit_ms = now;
    leg_.incomplete = false;
    if (leg_.entry.push(digit.digit) == NumberEntry::Step::full) transient(Text{"No more digits"});
}

void CallActions::arm_inter_digit() {
    if (overlaps() && leg_.entry.accepts()) return leg_.timers.arm(TimerKind::inter_digit, overlap_wait);
    const bool is_burst = leg_.fast_digits >= burst_digits;
    leg_.timers.arm(TimerKind::inter_digit, is_burst ? std::min<seconds>(burst_wait, leg_.device_options().inter_digit)
                                                     : leg_.device_options().inter_digit);
}

void CallActions::drop_digit() {
    leg_.entry.pop();
    leg_.fast_digits = 0;
    if (leg_.entry.empty()) {
        // Nothing is left of an attempt that was too short (overlap sending).
        leg_.invited_ms = 0;
        close_media();
    }
    view().back_space(leg_.line_instance, leg_.id);
}

/// Nobody dialled the room: it is in no list of the phone, and Redial does not go there.
void CallActions::show_room() {
    leg_.dialled = leg_.room->number;
    set_call_info();
    show(LegDisplayState::proceeding, Label::conference);
}

/// Nobody dialled this one either: what another phone of the line holds is going to be a call of this one.
void CallActions::show_taking_over() {
    leg_.number_told = true;
    leg_.dialled = leg_.takes_over->number;
    set_call_info();
    leg_.info.called.name = leg_.takes_over->name;
    show(LegDisplayState::proceeding, Label::connecting);
}

/// Once per call, and with overlap sending not before the number is known to be complete.
void CallActions::tell_dialled() {
    if (is_visible() && !std::exchange(leg_.number_told, true))
        view().dialed_number(leg_.dialled, leg_.line_instance, leg_.id);
}

void CallActions::show_dialed(const Dialled& dialled) {
    if (leg_.room) return show_room();
    if (leg_.takes_over) return show_taking_over();
    if (!dialled.number.empty()) leg_.entry.append(dialled.number);
    leg_.dialled = leg_.entry.dialled();
    leg_.invite.number = leg_.entry.to_send();
    hush();
    if (leg_.collect_done) return;
    set_call_info();
    if (is_visible()) {
        show(LegDisplayState::proceeding);
        leg_.board.last_number.remember(leg_.line_instance, leg_.dialled);
    }
    if (leg_.consultation) leg_.board.post(TransferEvent{leg::TargetCalled{}});
}

/// Overlap sending: digits that come while the PBX still thinks about those before.
void CallActions::queue_digit(const phone::Digit& digit) {
    if (!leg_.entry.accepts()) return;
    append_digit(digit);
    leg_.digits_queued = true;
}

/// 484: the user goes on dialling as if nothing had been sent (RFC 3578 section 3.2).
void CallActions::collect_more() {
    leg_.challenges = 0;
    leg_.offers.reset();
    leg_.incomplete = !std::exchange(leg_.digits_queued, false);
    show(LegDisplayState::digits);
    if (leg_.incomplete)
        leg_.timers.arm(TimerKind::inter_digit, leg_.device_options().first_digit);
    else
        arm_inter_digit();
}

void CallActions::fail_unknown_number() {
    leg_.failure = failure_of(leg_.incomplete ? address_incomplete : 404, leg_.device_options());
    leg_.why = leg_.incomplete ? "the PBX wants more digits than " + leg_.entry.dialled()
                               : leg_.entry.dialled() + " matches no pattern of the dial plan";
    close_media();
    show_failed();
}

void CallActions::request_offer_media() {
    if (leg_.collect_done) {
        // The feature has its number; the leg stays a moment so that the user hears that it was taken.
        leg_.collect_done(leg_.dialled);
        play(sccp::DeviceTone::zip_zip);
        return leg_.timers.arm(TimerKind::prompt, 1s);
    }
    if (leg_.blind && leg_.consultation) return leg_.board.post(TransferEvent{phone::Transfer{leg_.id}});
    const bool is_open = overlaps() && leg_.invited_ms != 0;   // from the attempt before
    if (leg_.silent || is_open) return post(LegEvent{media::Ready{leg_.local.address, leg_.local.rtcp_port}});
    if (!has_service()) {
        const bool is_refused = leg_.line().status.service == LineStatus::Service::refused;
        leg_.failure = failure_of(is_refused ? 401 : 503, leg_.device_options());
        leg_.failure->prompt = no_service_prompt();
        leg_.why = is_refused ? "the PBX refuses the line's registration" : "the line is not registered with the PBX";
        return post(LegEvent{media::Failed{}});
    }
    if (leg_.options().offer == OfferPolicy::delayed) return post(LegEvent{media::Skipped{}});
    const auto offered = formats();
    if (offered.empty()) {
        leg_.failure = failure_of(488, leg_.device_options());
        leg_.why = "phone and line have no codec in common";
        return post(LegEvent{media::Failed{}});
    }
    leg_.board.close_other_audio(leg_.id);
    post(MediaEvent{media::Reserve{packed(offered.front())}});
}

/// The phone cannot open this codec now: the next one, or the same in packets of 20 ms, once (callflows 2.5).
void CallActions::try_next_codec(const media::Failed& failure) {
    auto reduced = leg_.phone();
    if (static_cast<sccp::MediaStatus>(failure.status) == sccp::MediaStatus::invalid_packet_size)
        leg_.short_packets = true;
    else if (media_.format())
        std::erase_if(reduced.capabilities,
                      [&](const Capability& one) { return one.payload == media_.format()->payload; });
    leg_.reduced_phone = std::move(reduced);
    if (leg_.incoming || leg_.agreement)
        request_answer_media(MaybeOffer{failure});
    else
        request_offer_media();
}

/// After this leg the trigger is handed to a new one (callflows 8.10).
void CallActions::request_new_leg() {
    auto& board = leg_.board;
    const auto line = leg_.line_instance;
    const bool hands_free = !board.handset_lifted;
    then([&board, line, hands_free] {
        if (is_too_late_for_a_call(board)) return;
        const auto id = board.ports.world.next_call_reference();
        board.open(id, line, false).context.hands_free = hands_free;
        board.post(id, LegEvent{phone::OffHook{}});
    });
}

} // namespace mapping
