// What a phone shows, plays and opens: the table of callflows 7.1, and which form of each message this phone gets.
#include "mapping/phone_view.hpp"

#include <algorithm>
#include <array>

#include "sccp/messages/call_control.hpp"
#include "sccp/messages/display.hpp"
#include "sccp/messages/registration.hpp"
#include "sccp/messages/sound.hpp"

namespace mapping {
namespace {

using State = LegDisplayState;
using Call = sccp::DCallState;
using Lamp = sccp::LampMode;
using Set = sccp::SoftKeySet;

constexpr std::size_t fixed_text = 31;      ///< of the 32 octets one ends the text
constexpr std::size_t dynamic_text = 96;
constexpr std::uint32_t routine = 4;        ///< precedence level that call managers give every ordinary call

constexpr DisplayOrder usual{DisplayStep::lamp, DisplayStep::call_state, DisplayStep::call_info, DisplayStep::keys,
                             DisplayStep::prompt};
constexpr DisplayOrder ring{DisplayStep::call_state, DisplayStep::call_info, DisplayStep::lamp, DisplayStep::keys,
                            DisplayStep::prompt};
constexpr DisplayOrder dial{DisplayStep::lamp, DisplayStep::call_info, DisplayStep::call_state, DisplayStep::prompt,
                            DisplayStep::keys};
constexpr DisplayOrder fail{DisplayStep::lamp, DisplayStep::call_state, DisplayStep::call_info, DisplayStep::prompt,
                            DisplayStep::keys};

// clang-format off
//           leg                      call state                  lamp         prompt                       soft keys                         order
const std::array displays{
StateDisplay{State::idle,              Call::on_hook,               Lamp::off,   Label::your_current_options, Set::on_hook,                     usual},
StateDisplay{State::off_hook,          Call::off_hook,              Lamp::on,    Label::enter_number,         Set::off_hook,                    dial},
StateDisplay{State::digits,            Call::off_hook,              Lamp::on,    {},                          Set::digits_following,            usual},
StateDisplay{State::proceeding,        Call::proceed,               Lamp::on,    Label::call_proceed,         Set::ring_out,                    dial},
StateDisplay{State::ring_out,          Call::ring_out,              Lamp::on,    Label::ring_out,             Set::ring_out,                    usual},
StateDisplay{State::ringing,           Call::ring_in,               Lamp::blink, Label::from,                 Set::ring_in,                     ring},
StateDisplay{State::call_waiting,      Call::ring_in,               Lamp::blink, Label::call_waiting,         Set::ring_in,                     ring},
StateDisplay{State::connected,         Call::connected,             Lamp::on,    Label::connected,            Set::connected,                   usual},
StateDisplay{State::consulting,        Call::call_transfer,         Lamp::wink,  Label::call_transfer,        Set::on_hold,                     usual},
StateDisplay{State::held,              Call::hold,                  Lamp::wink,  Label::hold,                 Set::on_hold,                     usual},
StateDisplay{State::held_by_far_end,   Call::connected,             Lamp::on,    Label::call_on_hold,         Set::connected,                   usual},
StateDisplay{State::hold_reversion,    Call::hold_revert,           Lamp::flash, Label::hold_reversion,       Set::on_hold,                     usual},
StateDisplay{State::in_use_elsewhere,  Call::call_remote_multiline, Lamp::on,    Label::in_use_remote,        Set::on_hook_with_stealable_call, ring},
StateDisplay{State::held_elsewhere,    Call::remote_hold,           Lamp::wink,  Label::hold,                 Set::on_hold,                     usual},
StateDisplay{State::busy,              Call::busy,                  Lamp::on,    Label::busy,                 Set::ring_out,                    fail},
StateDisplay{State::failed,            Call::congestion,            Lamp::on,    Label::temp_fail,            Set::ring_out,                    fail},
};

// Which leg of a line its lamp is for, the most important first (callflows 7.1).
constexpr std::array lamp_order{
    State::ringing, State::call_waiting, State::hold_reversion, State::connected, State::held_by_far_end,
    State::off_hook, State::digits, State::proceeding, State::ring_out, State::busy, State::failed,
    State::held, State::consulting, State::in_use_elsewhere, State::held_elsewhere,
};
// clang-format on

std::uint32_t seconds_of(std::chrono::seconds time) { return static_cast<std::uint32_t>(time.count()); }

/// Until StopTone; the others are over by themselves.
bool lasts(sccp::DeviceTone tone) {
    using sccp::DeviceTone;
    constexpr std::array lasting{
        DeviceTone::inside_dial_tone, DeviceTone::outside_dial_tone,     DeviceTone::message_waiting_indicator_tone,
        DeviceTone::alerting_tone,    DeviceTone::line_busy_tone,        DeviceTone::no_such_number_tone,
        DeviceTone::reorder_tone,     DeviceTone::receiver_off_hook_tone};
    return std::find(lasting.begin(), lasting.end(), tone) != lasting.end();
}

} // namespace

const StateDisplay& display_of(LegDisplayState state) {
    const auto found =
        std::find_if(displays.begin(), displays.end(), [&](const StateDisplay& row) { return row.state == state; });
    return found == displays.end() ? displays.front() : *found;
}

sccp::LampMode line_lamp(std::span<const LegDisplayState> legs) {
    for (const State state : lamp_order)
        if (std::find(legs.begin(), legs.end(), state) != legs.end()) return display_of(state).lamp;
    return Lamp::off;
}

PhoneView::PhoneView(const DeviceContext& device, PhonePort& phone) : device_(device), phone_(phone) {}

void PhoneView::reset() {
    keys_.clear();
    call_states_.clear();
    lamps_.clear();
    tones_.clear();
    shown_notice_.reset();
    std::erase_if(notices_, [](const auto& entry) { return entry.second.timeout.count() != 0; });
}

// ---- a leg as a whole -----------------------------------------------------------------------------------------------

void PhoneView::show(LegDisplayState state, const LegView& leg) {
    const StateDisplay& row = display_of(state);
    for (const DisplayStep next : row.order) step(next, row, leg);
}

void PhoneView::keys(LegDisplayState state, const LegView& leg) { step(DisplayStep::keys, display_of(state), leg); }

void PhoneView::step(DisplayStep step, const StateDisplay& row, const LegView& leg) {
    switch (step) {
    case DisplayStep::lamp: line_lamp(leg.line, leg.lamp.value_or(row.lamp)); break;
    case DisplayStep::call_state: show_call_state(row, leg); break;
    case DisplayStep::call_info:
        if (leg.info) call_info(*leg.info);
        if (!leg.dialled.empty()) dialed_number(leg.dialled, leg.line, leg.call);
        break;
    case DisplayStep::keys: select_soft_keys(leg.line, leg.call, set_of(row, leg), leg.keys); break;
    case DisplayStep::prompt: show_prompt(row, leg); break;
    }
}

void PhoneView::show_call_state(const StateDisplay& row, const LegView& leg) {
    Call state = leg.call_state.value_or(row.call_state);
    // RemoteHold is younger than the first generation of phones.
    if (state == Call::remote_hold && !model().newer) state = Call::hold;
    const auto shown = call_states_.find({leg.line, leg.call});
    if (shown == call_states_.end() || shown->second != state) call_state(leg.line, leg.call, state);
}

void PhoneView::show_prompt(const StateDisplay& row, const LegView& leg) {
    if (leg.prompt)
        prompt(*leg.prompt, leg.line, leg.call);
    else if (row.prompt)
        prompt(*row.prompt + leg.detail, leg.line, leg.call);
}

sccp::SoftKeySet PhoneView::set_of(const StateDisplay& row, const LegView& leg) const {
    if (row.keys == Set::off_hook && leg.keys.consultation) return Set::off_hook_with_features;
    if (row.keys != Set::connected) return row.keys;
    if (leg.conference) return model().no_conference_keys ? Set::connected : Set::connected_conference;
    return leg.keys.consultation ? Set::connected_transferable : Set::connected;
}

// ---- display --------------------------------------------------------------------------------------------------------

TextForm PhoneView::form(std::size_t limit) const {
    const auto& options = *device_.options;
    const auto charset =
        device_.is_utf8() ? Charset::utf8 : charset_named(options.codepage).value_or(Charset::iso_8859_1);
    return {charset, options.plain_labels || model().plain_labels, model().label_limited, limit};
}

std::string PhoneView::text(const Text& text, std::size_t limit) const {
    TextForm all = form(limit);
    all.labels_only = false;   // names of buttons are no prompts
    return render(text, all);
}

std::string PhoneView::short_text(const Text& text) const {
    return render(text, form(device_.is_dynamic() ? dynamic_text : fixed_text));
}

void PhoneView::prompt(const Text& text, unsigned line, LegId call, seconds timeout) {
    if (model().no_prompt_display) return;
    const std::string shown = short_text(text);
    if (shown.empty()) return clear_prompt(line, call);
    if (device_.is_dynamic())
        phone_.send(sccp::DisplayPromptStatusV2{seconds_of(timeout), line, call, shown});
    else
        phone_.send(sccp::DisplayPromptStatus{seconds_of(timeout), shown, line, call});
}

void PhoneView::clear_prompt(unsigned line, LegId call) {
    if (!model().no_prompt_display) phone_.send(sccp::ClearPromptStatus{line, call});
}

void PhoneView::notify(const Text& text, seconds timeout) {
    if (model().no_prompt_display) return;
    const std::string shown = short_text(text);
    if (shown.empty()) return;
    if (device_.is_dynamic())
        phone_.send(sccp::DisplayNotifyV2{seconds_of(timeout), shown});
    else
        phone_.send(sccp::DisplayNotify{seconds_of(timeout), shown});
}

void PhoneView::clear_notify() {
    if (!model().no_prompt_display) phone_.send(sccp::ClearNotify{});
}

void PhoneView::priority_notify(Notice level, const Text& text, seconds timeout) {
    notices_[level] = {text, timeout, false};
    show_highest_notice();
}

void PhoneView::clear_priority_notify(Notice level) {
    notices_.erase(level);
    if (shown_notice_ != level) return;
    shown_notice_.reset();
    if (!model().no_prompt_display) phone_.send(sccp::ClearPriNotify{static_cast<std::uint32_t>(level)});
    show_highest_notice();
}

void PhoneView::show_highest_notice() {
    // A timed notice that was on the display once is over for the user, though it stays until it is cleared.
    const auto highest = std::find_if(notices_.rbegin(), notices_.rend(), [&](const auto& entry) {
        return entry.first == shown_notice_ || !entry.second.was_shown || entry.second.timeout.count() == 0;
    });
    if (highest == notices_.rend()) return;
    auto& [level, notice] = *highest;
    if (shown_notice_ == level && notice.was_shown) return;
    notice.was_shown = true;
    shown_notice_ = level;
    send_notice(level, notice);
}

void PhoneView::send_notice(Notice level, const PriorityText& notice) {
    const std::string shown = short_text(notice.text);
    if (model().no_prompt_display || shown.empty()) return;
    const auto priority = static_cast<std::uint32_t>(level);
    if (device_.is_dynamic())
        phone_.send(sccp::DisplayPriNotifyV2{seconds_of(notice.timeout), priority, shown});
    else
        phone_.send(sccp::DisplayPriNotify{seconds_of(notice.timeout), priority, shown});
}

void PhoneView::call_state(unsigned line, LegId call, sccp::DCallState state, sccp::CallPrivacy privacy) {
    using Privacy = sccp::CallPrivacy;
    if (model().privacy_inverted) privacy = privacy == Privacy::none ? Privacy::full : Privacy::none;
    phone_.send(sccp::CallState{state, line, call, privacy, routine, 0});
    if (state != Call::on_hook) {
        call_states_[{line, call}] = state;
        return;
    }
    call_states_.erase({line, call});
    keys_.erase({line, call});
    tones_.erase({line, call});
}

void PhoneView::call_plane(unsigned line) { phone_.send(sccp::ActivateCallPlane{line}); }

void PhoneView::dialed_number(std::string_view number, unsigned line, LegId call) {
    phone_.send(sccp::DialedNumber{cut(number, Charset::utf8, 24), line, call});
}

void PhoneView::back_space(unsigned line, LegId call) { phone_.send(sccp::BackSpaceRes{line, call}); }

void PhoneView::call_history(sccp::CallHistoryDisposition list, unsigned line, LegId call) {
    using List = sccp::CallHistoryDisposition;
    if (model().newer)
        phone_.send(sccp::CallHistoryInfo{list, line, call});
    else if (list == List::ignore || list == List::received_calls)
        call_state(line, call, Call::connected, sccp::CallPrivacy::full);
}

void PhoneView::call_select(bool selected, unsigned line, LegId call) {
    phone_.send(sccp::CallSelectStatRes{selected ? 1u : 0u, call, line});
}

void PhoneView::time_date(const CivilTime& time) {
    const auto number = [](int value) { return static_cast<std::uint32_t>(value); };
    sccp::TimeDateRes message;
    message.time_data_info = {number(time.year), number(time.month),  number(time.weekday), number(time.day),
                              number(time.hour), number(time.minute), number(time.second),  number(time.millisecond)};
    message.system_time = time.unix_time;
    phone_.send(message);
}

// ---- lamps, ringer, tones, keys -------------------------------------------------------------------------------------

void PhoneView::lamp(sccp::DeviceStimulus stimulus, unsigned instance, sccp::LampMode mode) {
    // Models without a lamp in the handset still have one at each line.
    if (stimulus == sccp::DeviceStimulus::voice_mail && instance == 0 && model().no_mwi_lamp) return;
    lamps_[{stimulus, instance}] = mode;
    phone_.send(sccp::SetLamp{stimulus, instance, mode});
}

void PhoneView::line_lamp(unsigned line, sccp::LampMode mode) {
    const auto shown = lamps_.find({sccp::DeviceStimulus::line, line});
    if (shown == lamps_.end() || shown->second != mode) lamp(sccp::DeviceStimulus::line, line, mode);
}

void PhoneView::ringer(sccp::RingMode mode, sccp::RingDuration duration, unsigned line, LegId call) {
    phone_.send(sccp::SetRinger{mode, duration, line, call});
}

void PhoneView::stop_ringer(unsigned line, LegId call) {
    ringer(sccp::RingMode::ring_off, sccp::RingDuration::normal_ring, line, call);
}

void PhoneView::tone(sccp::DeviceTone tone, unsigned line, LegId call) {
    if (tones_.contains({line, call})) stop_tone(line, call);
    tones_[{line, call}] = tone;
    phone_.send(sccp::StartTone{tone, sccp::ToneOutputDirection::user, line, call});
}

void PhoneView::stop_tone(unsigned line, LegId call) {
    tones_.erase({line, call});
    phone_.send(sccp::StopTone{line, call, sccp::DeviceTone::silence});
}

bool PhoneView::beep(unsigned line, LegId call) {
    phone_.send(sccp::StartTone{sccp::DeviceTone::beep_bonk, sccp::ToneOutputDirection::user, line, call});
    return std::any_of(tones_.begin(), tones_.end(), [](const auto& playing) { return lasts(playing.second); });
}

void PhoneView::resume_tones() {
    for (const auto& [place, playing] : std::map(tones_))
        if (lasts(playing)) tone(playing, place.first, place.second);
}

void PhoneView::speaker(bool on) {
    phone_.send(sccp::SetSpeakerMode{on ? sccp::SpeakerMode::on : sccp::SpeakerMode::off});
}

void PhoneView::microphone(bool on) {
    phone_.send(sccp::SetMicroMode{on ? sccp::MicrophoneMode::on : sccp::MicrophoneMode::off});
}

bool PhoneView::has_soft_keys() const { return model().soft_keys; }

void PhoneView::select_soft_keys(unsigned line, LegId call, sccp::SoftKeySet set, std::uint32_t mask) {
    if (!has_soft_keys()) return;
    const Keys keys{set, mask};
    const auto [shown, is_new] = keys_.try_emplace({line, call}, keys);
    if (!is_new && shown->second == keys) return;
    shown->second = keys;
    phone_.send(sccp::SelectSoftKeys{line, call, set, static_cast<sccp::SoftKeyMask>(mask)});
}

void PhoneView::select_soft_keys(unsigned line, LegId call, sccp::SoftKeySet set, const KeyConditions& conditions) {
    select_soft_keys(line, call, set, key_mask(set, conditions));
}

bool PhoneView::offers(SoftKey key, unsigned line, LegId call) const {
    const auto shown = keys_.find({line, call});
    if (shown == keys_.end()) return true;
    const auto keys = keys_of(shown->second.set);
    const auto found = std::find(keys.begin(), keys.end(), key);
    return found != keys.end() && (shown->second.mask >> (found - keys.begin()) & 1U) != 0;
}

void PhoneView::idle_soft_keys(const KeyConditions& conditions) {
    keys_.erase({0, 0});
    select_soft_keys(0, 0, Set::on_hook, conditions);
}

} // namespace mapping
