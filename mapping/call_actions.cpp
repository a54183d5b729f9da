// What all actions of a leg use: its display, and what a new state brings with it (callflows 7.1, 8.7).
#include "mapping/call_actions.hpp"

#include <utility>

#include "mapping/leg.hpp"
#include "mapping/limits.hpp"
#include "mapping/transfer.hpp"
#include "sip/headers.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

constexpr auto guard_time = 32s;
constexpr auto quiet_time = 2s;

} // namespace

CallActions::CallActions(LegContext& leg, MediaLeg& media) : leg_(leg), media_(media) {}

// ---- display --------------------------------------------------------------------------------------------------------

bool CallActions::is_visible() const { return !leg_.silent && !leg_.detached && !leg_.lost; }

// A phone is Ready before its first REGISTER is answered: while a living registrar makes up its mind, a call may try.
bool CallActions::has_service() const {
    const auto& status = leg_.line().status;
    return !leg_.options().register_line || status.service == LineStatus::Service::up ||
           (status.service == LineStatus::Service::pending &&
            ports().registrar.target_alive(leg_.line().id, status.target));
}

LegView CallActions::look() const {
    LegView made;
    made.line = leg_.line_instance;
    made.call = leg_.id;
    made.keys = leg_.board.key_conditions(leg_.line_instance);
    made.keys.consultation = leg_.consultation;
    made.keys.consultation_for_conference = leg_.consultation && leg_.board.transfer().is_for_conference();
    made.conference = leg_.room.has_value();
    made.lamp = leg_.board.line_lamp(leg_.line_instance);
    if (!leg_.info.calling.number.empty() || !leg_.info.called.number.empty() || leg_.incoming) made.info = &leg_.info;
    return made;
}

void CallActions::show(LegDisplayState state, std::optional<Text> prompt, std::optional<sccp::DCallState> call_state) {
    if (state != LegDisplayState::hold_reversion) end_reminder();
    leg_.shown = state;
    if (!is_visible()) return;
    if (!std::exchange(leg_.on_phone, true)) leg_.board.show_keys_for_several(leg_.id);
    auto made = look();
    if (state == LegDisplayState::ringing || state == LegDisplayState::call_waiting)
        made.detail = mapping::shown(leg_.info.calling);
    made.prompt = std::move(prompt);
    if (state == LegDisplayState::consulting && leg_.board.transfer().is_for_conference())
        made.prompt = Label::conference;
    made.call_state = call_state;
    const bool tells_number = state == LegDisplayState::proceeding && !overlaps() && !leg_.room;
    if (tells_number && !std::exchange(leg_.number_told, true)) made.dialled = leg_.dialled;
    view().show(state, made);
}

void CallActions::show_keys() {
    if (is_visible()) view().keys(leg_.shown, look());
}

void CallActions::show_again() {
    if (leg_.failure && leg_.state == "Failed") return show(leg_.shown, leg_.failure->prompt, leg_.failure->call_state);
    show(leg_.shown);
}

void CallActions::play(sccp::DeviceTone tone) {
    if (!is_visible() || !leg_.on_phone) return;
    hush();
    view().tone(tone, leg_.line_instance, leg_.id);
    leg_.tone_plays = true;
}

/// Whatever sounds in this call: its own tone, or that of a call that waits or is held.
void CallActions::hush() {
    bool sounds = std::exchange(leg_.tone_plays, false);
    for (const auto& [id, leg] : leg_.board.legs())
        if (leg->context.beeps_on == leg_.id) sounds = true, leg->context.beeps_on = 0;
    if (sounds && is_visible()) view().stop_tone(leg_.line_instance, leg_.id);
}

/// What sounds in another call because of this one. That call may be on its way to hold already: an answer makes room.
void CallActions::hush_elsewhere() {
    const auto* beeped = leg_.board.find(std::exchange(leg_.beeps_on, LegId{}));
    if (beeped && beeped->context.on_phone) view().stop_tone(beeped->context.line_instance, beeped->id());
}

void CallActions::transient(const Text& text) {
    if (!is_visible()) return;
    view().prompt(text, leg_.line_instance, leg_.id, transient_time);
    leg_.timers.arm(TimerKind::prompt, transient_time);
}

/// The phone itself restores nothing (callflows 7.1). A leg that collected a number for a feature is over now.
void CallActions::prompt_is_over() {
    if (leg_.collect_done && leg_.state == "Opening") return post(LegEvent{phone::OnHook{true}});
    if (leg_.on_phone) show_again();
}

void CallActions::refuse_key() { leg_.board.refuse_key(leg_.line_instance, leg_.on_phone ? leg_.id : 0); }

/// Behind the closing of the channels, so that the tone finds a free path (callflows 2.9).
void CallActions::show_failed() {
    if (!leg_.failure || leg_.ends_quietly) return;
    if (leg_.room && !leg_.talked) leg_.failure->prompt = Label::can_not_complete_conference;
    then([this] {
        const auto& failure = *leg_.failure;
        const bool is_busy = failure.call_state == sccp::DCallState::busy;
        show(is_busy ? LegDisplayState::busy : LegDisplayState::failed, failure.prompt, failure.call_state);
        if (!leg_.background) play(failure.tone);
    });
}

void CallActions::arm_fail_tone() {
    // nobody knows of it: it must not be counted as a call of the phone
    if (leg_.silent) return post(LegEvent{timer::FailTone{}});
    leg_.timers.arm(TimerKind::fail_tone, leg_.ends_quietly ? quiet_time : leg_.call_options().t_failtone);
}

/// From the first loss on: a phone that comes and goes does not keep a call for ever.
void CallActions::arm_preserve() {
    if (!leg_.timers.is_running(TimerKind::preserve) && !is_being_replaced())
        leg_.timers.arm(TimerKind::preserve, leg_.call_options().preserve_max);
}

/// Held for a phone that went away meanwhile: as long as any other call is kept for it.
void CallActions::wait_for_phone() {
    if (preservable())
        arm_preserve();
    else
        post(LegEvent{phone::OnHook{true}});
}

void CallActions::set_call_info() {
    // nobody dialled it
    const auto referred_to = leg_.referee != 0 ? sip::parse_uri(leg_.invite.request_uri) : std::nullopt;
    leg_.info = outgoing_call(referred_to ? referred_to->user : leg_.dialled, leg_.line(), leg_.id,
                              leg_.board.instance_of(leg_.id, leg_.line_instance));
    leg_.info.called.is_conference = leg_.room.has_value();
}

// ---- of every machine -----------------------------------------------------------------------------------------------

void CallActions::on_state(std::string_view name) {
    if (leg_.handing_over) return;
    const auto is_held = [](std::string_view state) { return state == "Holding" || state == "Hold"; };
    if (is_held(name) && !is_held(leg_.state)) leg_.held_as = leg_.board.count_hold();
    leg_.state = name;
    if (name == "OnHook") return;
    ports().world.state_changed("call", leg_.id, name, name == "Failed" || name == "Ended" ? leg_.why : std::string{});
    const bool is_over = name == "Releasing" || name == "Ended" || name == "Failed" || name == "CancellingWithTone";
    if (name == "Cancelling" || name == "Releasing") leg_.timers.arm(TimerKind::guard, guard_time);
    if (name == "Hold") arm_hold_revert();
    if (name == "Hold" || name == "Releasing") leg_.hold_queued = false;
    if (name == "Connected" && leg_.hold_queued) {
        leg_.hold_queued = false;
        post(LegEvent{phone::Hold{}});
    }
    if (is_over || (name == "Cancelling" && !for_transfer())) tell_end();
    if (name == "Cancelling" || name == "Releasing") leg_.board.release(leg_.id);
    tell_heir(name);
}

/// We are being transferred: the user who hangs up wants none of the two calls, a far end that is faster than the new
/// one only its own end.
void CallActions::tell_heir(std::string_view name) {
    if (name != "Releasing" && name != "Ended") return;
    const bool is_on_hold = leg_.shown == LegDisplayState::held || leg_.shown == LegDisplayState::hold_reversion ||
                            leg_.shown == LegDisplayState::consulting;
    for (const auto& [id, heir] : leg_.board.legs()) {
        if (heir->context.referee != leg_.id || heir->has_ended()) continue;
        if (name == "Releasing") post_to(id, phone::OnHook{true});
        else if (heir->context.silent) then([&heir = *heir, held = is_on_hold] { heir.actions.come_alone(held); });
    }
}

namespace {

bool is_key(const std::string& event) {
    return event == "phone::Answer" || event == "phone::Hold" || event == "phone::Resume" || event == "phone::Divert" ||
           event == "phone::BackSpace" || event == "phone::DialKey";
}

} // namespace

void CallActions::on_row(const TakenRow& row) { ports().world.took(leg_.id, row); }

/// Callflows 8.7
void CallActions::on_ignored(const std::string& event, std::string_view state) {
    ports().world.ignored(leg_.id, event, state);
    if (event == "pbx::Offer" || event == "pbx::OfferWanted") reply_491();
    if (is_key(event) && is_visible()) refuse_key();
}

} // namespace mapping
