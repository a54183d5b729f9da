// How a call ends: channels, statistics, display, BYE (callflows 2.11, 3.9, 4.8, 4.10).
#include <utility>

#include "mapping/call_actions.hpp"
#include "mapping/leg.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

constexpr auto statistics_wait = 200ms;
constexpr auto farewell_time = 5s;

/// X-RTP-Stat, as some providers read it.
std::string rtp_stat(const Statistics& of) {
    return "PS=" + std::to_string(of.packets_sent) + ",OS=" + std::to_string(of.octets_sent) +
           ",PR=" + std::to_string(of.packets_received) + ",OR=" + std::to_string(of.octets_received) +
           ",PL=" + std::to_string(of.packets_lost) + ",JI=" + std::to_string(of.jitter_ms) +
           ",LA=" + std::to_string(of.latency_ms);
}

} // namespace

void CallActions::close_media() {
    request_stats();
    post(MediaEvent{media::Close{}});
}

/// Before the channels close, once, and not for a held leg: its counters were cleared with the hold.
void CallActions::request_stats() {
    if (!leg_.talked || leg_.statistics_asked || !media_.has_channel() || !is_visible()) return;
    leg_.statistics_asked = true;
    view().request_statistics(leg_.id, leg_.options().user);
}

/// What the user has to know of an end that he neither wanted nor hears: nothing is left of the call to show it on.
std::optional<Text> CallActions::farewell(const Ending& ending) const {
    if (ending.gone) return failure_of(ending.gone, leg_.device_options()).prompt;
    if (leg_.unusable) return failure_of(leg_.unusable->status, leg_.device_options()).prompt;
    // Long after he was told that it failed.
    if (ending.referred && leg_.state != "Referring") return Text{"Transfer completed"};
    // He answered, and another device of the line was faster (race 38).
    const bool is_lost_race = leg_.state == "AwaitingAck" ||
                              (leg_.state != "RingIn" && ending.reason && is_answered_elsewhere(*ending.reason));
    if (ending.by_far_end && leg_.incoming && is_lost_race) return Label::in_use_remote;
    return {};
}

void CallActions::clear_phone(const Ending& ending) {
    leg_.board.release(leg_.id);
    if (media_.keeps_port()) post(MediaEvent{media::Close{}});   // of a call that is on hold
    if (ending.gone) {
        leg_.why = dead_dialog(ending.gone);
        log(WorldPort::Level::warning, leg_.why);
    }
    if (!leg_.on_phone || !is_visible()) return;
    const bool was_ringing = leg_.shown == LegDisplayState::ringing || leg_.shown == LegDisplayState::call_waiting;
    const bool is_handset_call = ending.by_itself && !leg_.hands_free;   // it stays off the hook (callflows 2.9)
    const bool speaker_off = !ending.by_handset && !was_ringing && !is_handset_call;
    const bool was_held = leg_.state == "Hold" || leg_.state == "Holding";
    const bool tone = ending.by_far_end && !was_ringing && !was_held && leg_.device_options().tone_on_remote_hangup;
    // Behind the closing of the channels, which was ordered before (callflows 2.11).
    then([this, speaker_off, tone, words = farewell(ending)] {
        const bool howl = leg_.howl;
        take_off_display(speaker_off);
        if (howl) leg_.board.howl();
        if (tone) leg_.board.mourn();
        if (words) view().prompt(*words, 0, 0, farewell_time);
    });
}

void CallActions::take_off_display(bool switch_speaker_off) {
    if (!leg_.on_phone || !is_visible()) return;
    const auto line = leg_.line_instance;
    const bool was_ringing = leg_.shown == LegDisplayState::ringing || leg_.shown == LegDisplayState::call_waiting;
    hush();
    unmute();
    hush_elsewhere();
    if (was_ringing) stop_ring();
    else view().stop_ringer(line, leg_.id);
    end_reminder();
    leg_.board.ring_on();
    leg_.on_phone = leg_.selected = false;
    leg_.shown = LegDisplayState::idle;
    view().line_lamp(line, leg_.board.line_lamp(line));
    view().clear_prompt(line, leg_.id);
    if (leg_.history) view().call_history(*leg_.history, line, leg_.id);
    view().call_state(line, leg_.id, sccp::DCallState::on_hook);
    leg_.board.show_rest(switch_speaker_off);
}

// ---- BYE ------------------------------------------------------------------------------------------------------------

/// The stack has answered it.
void CallActions::accept_bye(const pbx::HungUp& event) {
    if (!event.reason.empty()) log(WorldPort::Level::info, "the far end hung up: " + event.reason.front());
}

bool CallActions::asks_statistics_first() const {
    return leg_.call_options().rtp_stat_bye && leg_.statistics_asked && !leg_.statistics;
}

void CallActions::send_bye(const Ending& ending) {
    leg_.bye_pending = leg_.timers.is_running(TimerKind::ack);   // RFC 3261 section 15: not before the ACK
    if (leg_.bye_pending || leg_.bye_sent || leg_.bye_waits) return;
    if (ending.restarted) leg_.end_cause = EndCause::endpoint_restarted;
    if (ending.no_ack) leg_.end_cause = EndCause::no_ack;
    if (asks_statistics_first()) {
        leg_.bye_waits = true;
        return leg_.timers.arm(TimerKind::statistics, statistics_wait);
    }
    send_bye_now();
}

void CallActions::send_bye_now() {
    leg_.bye_sent = true;
    leg_.bye_waits = false;
    // While there is a dialog in which it can be said: who transferred us hears that nothing came of it.
    for (const auto& [id, heir] : leg_.board.legs())
        if (heir->context.referee == leg_.id && !std::exchange(heir->context.referee_told, true))
            ports().sip.notify_refer(leg_.id, 487);
    sip::ExtraHeaders extra;
    extra.reason = leg_.end_reason.empty() ? reason_of(leg_.end_cause) : leg_.end_reason;
    if (leg_.call_options().rtp_stat_bye && leg_.statistics) extra.rtp_stat = rtp_stat(*leg_.statistics);
    ports().sip.bye(leg_.id, extra);
}

void CallActions::statistics_came() {
    if (!leg_.bye_waits) return;
    leg_.timers.cancel(TimerKind::statistics);
    send_bye_now();
}

} // namespace mapping
