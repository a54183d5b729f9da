// The legs of one phone and the queue between their machines.
#include "mapping/switchboard.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "mapping/features/shared_line.hpp"
#include "mapping/leg.hpp"
#include "mapping/limits.hpp"
#include "mapping/transfer.hpp"

namespace mapping {

namespace {

using namespace std::chrono_literals;

/// Of the timer that ends the memory of an ended leg; legs count their generations from 1.
constexpr std::uint32_t memory_generation = 0;
constexpr auto memory_time = 10s;
constexpr auto howler_time = 60s;
constexpr auto beep_time = 1s;
constexpr auto end_tone_time = 10s;

} // namespace

Switchboard::Switchboard(DeviceContext& of_device, Ports& with_ports, PhoneView& with_view)
    : device(of_device), ports(with_ports), view(with_view), last_number(device, ports.world), timers_(ports.timers, 0),
      transfer_(std::make_unique<TransferController>(*this)) {}

Switchboard::~Switchboard() = default;

// ---- the queue ------------------------------------------------------------------------------------------------------

void Switchboard::post(LegId leg, LegEvent event) { fresh_.push_back({leg, std::move(event)}); }

void Switchboard::post(LegId leg, MediaEvent event) { fresh_.push_back({leg, std::move(event)}); }

void Switchboard::post(TransferEvent event) { fresh_.push_back({0, event}); }

void Switchboard::then(std::function<void()> work) { fresh_.push_back({0, std::move(work)}); }

void Switchboard::run() {
    if (running_) return;
    running_ = true;
    do {
        while (!fresh_.empty() || !waiting_.empty()) {
            // What is alone does not go through the queue: events carry whole messages, and moving one costs.
            const bool is_fresh = fresh_.size() == 1;
            if (!is_fresh) {
                std::move(fresh_.rbegin(), fresh_.rend(), std::back_inserter(waiting_));
                fresh_.clear();
            }
            auto& queue = is_fresh ? fresh_ : waiting_;
            const auto next = std::move(queue.back());
            queue.pop_back();
            handle(next);
        }
        settle();
        show_keys_for_several();
    } while (!fresh_.empty());
    if (legs_.empty())   // else each phone that has called once keeps kilobytes
        for (auto* queue : {&fresh_, &waiting_}) std::vector<Work>().swap(*queue);
    running_ = false;
}

/// Select, Join and DirTrfr are keys of each call as soon as there are two (callflows 7.2). The newcomer's come with
/// its display, behind those of the others: a phone has in front what it was told of last.
void Switchboard::show_keys_for_several(LegId newcomer) {
    const bool several = shows_several();
    if (std::exchange(had_several_, several) == several || phone_is_away) return;
    for (const auto& [id, leg] : legs_)
        if (id != newcomer && leg->context.on_phone) leg->actions.show_keys();
}

void Switchboard::handle(const Work& work) {
    try {
        if (const auto* task = std::get_if<std::function<void()>>(&work.what)) return (*task)();
        if (const auto* event = std::get_if<TransferEvent>(&work.what)) return transfer_->process(*event);
        auto* leg = find(work.leg);
        if (!leg) return;
        if (const auto* event = std::get_if<LegEvent>(&work.what)) return leg->process(*event);
        leg->process(std::get<MediaEvent>(work.what));
    } catch (const std::exception& error) {
        give_up(work.leg, error.what());
    }
}

/// A fault of ours must not leave a lit lamp or an open dialog behind: the call is released.
void Switchboard::give_up(LegId id, std::string_view what) {
    ports.world.log(WorldPort::Level::error, id, std::string{"call released: "}.append(what));
    ports.world.count("internal_errors");
    if (auto* leg = find(id)) {
        leg->context.state = "Ended";
        if (leg->media.has_channel()) {
            view.close_receive(id, PortUse::close);
            view.stop_transmit(id, PortUse::close);
        }
        leg->actions.take_off_display(true);
    }
}

void Switchboard::settle() {
    const bool removed = remove_ended();
    ring_in_turn();
    if (removed && legs_.empty() && hooks.when_idle) hooks.when_idle();
}

bool Switchboard::remove_ended() {
    bool removed = false;
    for (auto it = legs_.begin(); it != legs_.end();) {
        if (!it->second->has_ended()) {
            ++it;
            continue;
        }
        const auto id = it->first;
        release(id);
        if (it->second->context.talked) {
            ended[id] = it->second->snapshot();
            ports.timers.arm({TimerKind::statistics, id, memory_generation}, memory_time);
        }
        it->second->media.give_back_port();   // named when the call was over for the user already
        if (const auto& room = it->second->context.room; room && room->taken)
            ports.world.give_back_room(room->pattern, *room->taken);
        ports.sip.forget(id);
        it = legs_.erase(it);
        removed = true;
    }
    return removed;
}

/// Of the calls that ring the oldest is heard, and none while the user is in a call: one that is on hold is none
/// (callflows 3.3).
void Switchboard::ring_in_turn() {
    Leg* oldest = nullptr;
    Leg* heard = nullptr;
    for (const auto& [id, leg] : legs_) {
        if (!leg->is("RingIn") || leg->context.auto_answer) continue;
        if (!oldest) oldest = leg.get();
        if (leg->context.rings_aloud) heard = leg.get();
    }
    if (active() && heard) return heard->actions.wait_in_turn();
    if (!active() && !heard && oldest) oldest->actions.ring();
}

// ---- legs -----------------------------------------------------------------------------------------------------------

Leg& Switchboard::open(LegId id, unsigned line, bool incoming) {
    auto& leg = legs_[id];
    leg = std::make_unique<Leg>(*this, id, line, incoming);
    return *leg;
}

Leg* Switchboard::find(LegId id) {
    const auto found = legs_.find(id);
    return found == legs_.end() ? nullptr : found->second.get();
}

std::size_t Switchboard::count(unsigned line) const {
    return static_cast<std::size_t>(std::count_if(legs_.begin(), legs_.end(), [this, line](const auto& entry) {
        const auto& leg = entry.second->context;
        // One that rings may have to wait for its turn; of others that are not shown the user knows nothing.
        const bool is_call = leg.on_phone || (leg.dialog && leg.incoming && !leg.answered);
        return leg.line_instance == line && is_call && !entry.second->is("Releasing") &&
               !entry.second->is("Cancelling") && !transfer().has_let_go_of(entry.first);
    }));
}

unsigned Switchboard::instance_of(LegId id, unsigned line) const {
    unsigned instance = 1;
    for (const auto& [other, leg] : legs_)
        if (other < id && leg->context.line_instance == line && leg->context.on_phone) ++instance;
    return instance;
}

std::vector<Leg*> Switchboard::waiting(unsigned line) const {
    std::vector<Leg*> found;
    for (const auto& [id, leg] : legs_) {
        const bool waits = leg->is_held() || leg->context.background;
        if (waits && leg->context.on_phone && (line == 0 || leg->context.line_instance == line))
            found.push_back(leg.get());
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Leg* one, const Leg* other) { return one->context.held_as < other->context.held_as; });
    return found;
}

void Switchboard::clear_selection() {
    for (const auto& [id, leg] : legs_)
        if (std::exchange(leg->context.selected, false) && leg->context.on_phone)
            view.call_select(false, leg->context.line_instance, id);
}

// ---- the audio path -------------------------------------------------------------------------------------------------

Leg* Switchboard::active() { return active_ ? find(active_) : nullptr; }

void Switchboard::release(LegId id) {
    if (active_ == id) active_ = 0;
}

bool Switchboard::make_room(LegId for_whom) {
    auto* leg = active();
    if (!leg || leg->id() == for_whom) return true;
    if (leg->is_answering()) return false;
    if (leg->is_early()) {
        leg->actions.go_to_background();
    } else if (leg->is_up()) {
        leg->actions.hush();   // its hold may have to wait
        post(leg->id(), LegEvent{phone::Hold{}});
    } else {
        post(leg->id(), LegEvent{phone::OnHook{}});
    }
    return true;
}

void Switchboard::close_other_audio(LegId id) {
    for (const auto& [other, leg] : legs_) {
        if (other == id || !(leg->media.has_channel() || leg->media.reopen_queued())) continue;
        post(other, MediaEvent{media::CloseKeepingPort{}});
        // Their offer must not wait for a channel that will not open.
        if (leg->is("Reopening")) post(other, LegEvent{media::Failed{}});
    }
}

// ---- ringing --------------------------------------------------------------------------------------------------------

void Switchboard::ring_on() {
    for (const auto& [id, leg] : legs_) {
        const auto& of = leg->context;
        if (leg->is("RingIn") && of.rings_aloud && of.on_phone)
            return view.ringer(of.ring.mode, of.ring.duration, of.line_instance, id);
    }
}

Leg* Switchboard::ringing(unsigned line) {
    Leg* found = nullptr;
    for (const auto& [id, leg] : legs_) {
        if (!leg->is("RingIn") || (line && leg->context.line_instance != line)) continue;
        found = leg.get();
        if (device.options->answer_order == AnswerOrder::oldest) break;
    }
    return found;
}

// ---- display --------------------------------------------------------------------------------------------------------

sccp::LampMode Switchboard::line_lamp(unsigned line) const {
    std::vector<LegDisplayState> shown;
    for (const auto& [id, leg] : legs_) {
        const auto& context = leg->context;
        if (context.line_instance != line || !context.on_phone) continue;
        shown.push_back(context.background ? LegDisplayState::held : context.shown);
    }
    if (const auto state = hooks.elsewhere ? hooks.elsewhere->state_of(line) : std::nullopt) shown.push_back(*state);
    return mapping::line_lamp(shown);
}

KeyConditions Switchboard::key_conditions(unsigned line) const {
    KeyConditions keys;
    keys.redial = !last_number.number().empty();
    keys.transfer = device.options->transfer;
    keys.blind_transfer = device.options->blind_key;
    if (const auto* of = device.line(line)) {
        keys.voice_mail = !of->options->voicemail_number.empty();
        keys.conference = offers_conference(*of->options);
    }
    keys.several_legs = shows_several();
    return keys;
}

bool Switchboard::shows_several() const {
    return std::count_if(legs_.begin(), legs_.end(), [](const auto& entry) { return entry.second->context.on_phone; }) >
           1;
}

void Switchboard::show_rest(bool switch_speaker_off) {
    Leg* rest = active();
    // Also when the user's own key had switched it on, and no OnHook comes of our order. A handset that is up does not
    // mind the order to switch the speaker on later: CUCM sends SetSpeakerMode after OffHook as well.
    if (!rest && switch_speaker_off && !in_hand) handset_lifted = false;
    if (!rest)
        for (auto* leg : waiting())
            if (leg->is("Hold")) rest = leg;
    if (rest && rest->context.on_phone) {
        view.call_plane(rest->context.line_instance);
        rest->actions.show_again();
        if (!active() && switch_speaker_off) view.speaker(false);
        return;
    }
    if (hooks.show_idle) return hooks.show_idle(switch_speaker_off);
    view.idle_soft_keys(key_conditions(1));
    if (switch_speaker_off) view.speaker(false);
    view.time_date(ports.world.local_time(device.options->timezone));
    view.prompt(Label::your_current_options, 0, 0);
}

void Switchboard::beep(unsigned line, LegId call) {
    if (view.beep(line, call)) timers_.arm(TimerKind::tone_back, beep_time);
}

void Switchboard::refuse_key(unsigned line, LegId call) {
    beep(line, call);
    view.prompt(Label::key_is_not_active, call ? line : 0, call, transient_time);
    if (auto* leg = find(call); leg && leg->context.on_phone)
        leg->context.timers.arm(TimerKind::prompt, transient_time);
    else timers_.arm(TimerKind::device_prompt, transient_time);
}

void Switchboard::tell_for_a_moment(const Text& text) {
    view.prompt(text, 0, 0, transient_time);
    timers_.arm(TimerKind::device_prompt, transient_time);
}

void Switchboard::restore_prompt() {
    if (auto* leg = active(); leg && leg->context.on_phone) return leg->actions.prompt_is_over();
    if (hooks.show_idle_prompt) return hooks.show_idle_prompt();
    view.prompt(Label::your_current_options, 0, 0);
}

void Switchboard::howl() {
    if (!handset_lifted || active()) return;
    view.tone(sccp::DeviceTone::receiver_off_hook_tone, 0, 0);
    timers_.arm(TimerKind::howler, howler_time);
}

void Switchboard::mourn() {
    if (active()) return;
    view.tone(sccp::DeviceTone::reorder_tone, 0, 0);
    timers_.arm(TimerKind::howler, end_tone_time);
}

void Switchboard::stop_howling() {
    if (!timers_.is_running(TimerKind::howler)) return;
    timers_.cancel(TimerKind::howler);
    view.stop_tone(0, 0);
}

bool Switchboard::on_timer(TimerId timer) {
    if (timer.kind == TimerKind::statistics && timer.generation == memory_generation)
        return ended.erase(timer.owner) > 0;
    const bool is_ours =
        timer.kind == TimerKind::howler || timer.kind == TimerKind::device_prompt || timer.kind == TimerKind::tone_back;
    if (!is_ours || !timers_.takes(timer)) return false;
    if (timer.kind == TimerKind::howler) view.stop_tone(0, 0);
    else if (timer.kind == TimerKind::tone_back) view.resume_tones();
    else restore_prompt();
    return true;
}

std::int64_t Switchboard::now_ms() const {
    const auto now = ports.world.local_time(device.options->timezone);
    return std::int64_t{now.unix_time} * 1000 + now.millisecond;
}

} // namespace mapping
