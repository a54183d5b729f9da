// What can happen at a place, and how it is done.
#include <algorithm>
#include <array>

#include "mapping/soft_keys.hpp"
#include "mapping/transfer.hpp"
#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

using mapping::SoftKey;
using mapping::TimerKind;
using Button = sccp::DeviceStimulus;
using Status = sccp::MediaStatus;

constexpr std::array keys{SoftKey::redial, SoftKey::new_call, SoftKey::hold, SoftKey::transfer, SoftKey::back_space, SoftKey::end_call,
                          SoftKey::resume, SoftKey::answer, SoftKey::conference, SoftKey::join, SoftKey::select,
                          SoftKey::transfer_to_voice_mail, SoftKey::direct_transfer, SoftKey::divert, SoftKey::dial};
constexpr std::array fixed_buttons{Button::line, Button::hold, Button::transfer, Button::speed_dial, Button::last_number_redial,
                                   Button::voice_mail, Button::answer_release, Button::end_call, Button::conference};
constexpr std::array refusals{Status::invalid_codec, Status::unknown, Status::device_on_hook};
constexpr std::uint32_t usual_port = 18000, other_port = 18002;
constexpr LegId stranger = 0xFFFFFF;
constexpr std::size_t longest_number = 2;

bool opens_call(SoftKey key) {
    return key == SoftKey::redial || key == SoftKey::new_call || key == SoftKey::transfer || key == SoftKey::transfer_to_voice_mail ||
           key == SoftKey::conference || key == SoftKey::join;
}
bool is_of_transfer(SoftKey key) {
    return key == SoftKey::transfer || key == SoftKey::transfer_to_voice_mail || key == SoftKey::direct_transfer ||
           key == SoftKey::select || key == SoftKey::conference || key == SoftKey::join;
}

} // namespace

// ---- what can happen ------------------------------------------------------------------------------------------------

Acts Bench::offered() const {
    Acts acts;
    if (!phone_.is_lost) {
        offer_user(acts);
        offer_media(acts);
    }
    offer_connection(acts);
    offer_operator(acts);
    offer_pbx(acts);
    offer_timers(acts);
    return acts;
}

bool Bench::offers(const Act& act) const {
    const auto all = offered();
    return std::find(all.begin(), all.end(), act) != all.end();
}

bool Bench::may_open_another() const { return board().legs().size() < setting_.calls; }

void Bench::offer_user(Acts& acts) const {
    const auto ids = living();
    const bool rings = std::any_of(ids.begin(), ids.end(), [&](LegId id) { return leg(id)->is("RingIn"); });
    const bool failed = std::any_of(ids.begin(), ids.end(), [&](LegId id) { return leg(id)->is("Failed"); });
    if (phone_.is_lifted) {
        acts.push_back({Does::hangs_up});
    } else if (rings || failed || may_open_another()) {
        acts.push_back({Does::lifts});
    }
    const bool has_use = phone_.speaker || rings || failed || may_open_another();
    if ((setting_.phone & speaker_key) && !phone_.is_lifted && has_use) acts.push_back({Does::presses_speaker});
    for (std::uint8_t place = 0; place < ids.size(); ++place) {
        const auto* of = leg(ids[place]);
        const bool takes_digits = of->is_collecting() || (of->is("Inviting") && device_.overlap);
        if (takes_digits && of->context.entry.dialled().size() < longest_number) acts.push_back({Does::dials_digit, Act::no_call, '2'});
        if (of->is("Dialling")) acts.push_back({Does::dials_digit, Act::no_call, '#'});
        if (of->is_collecting() && !device_.dialplan.empty()) acts.push_back({Does::dials_digit, Act::no_call, '9'});
        if (of->is("Connected") || of->is("Proceed") || of->is("RingOut")) acts.push_back({Does::dials_digit, place, '5'});
        offer_keys(acts, ids[place], place);
        if (phone_.calls.contains(ids[place])) acts.push_back({Does::hangs_up_call, place});
    }
    const bool collects = std::any_of(ids.begin(), ids.end(), [&](LegId id) { return leg(id)->is_collecting(); });
    if ((setting_.phone & en_bloc) && (collects || may_open_another())) acts.push_back({Does::dials_en_bloc});
    if (may_open_another() && !(setting_.phone & buttons))
        acts.push_back({Does::presses_key, Act::no_call, static_cast<std::uint8_t>(SoftKey::new_call)});
    if (!(setting_.phone & buttons)) return;
    for (std::uint8_t at = 0; at < fixed_buttons.size(); ++at) {
        const auto button = fixed_buttons[at];
        const bool is_of_two = button == Button::transfer || button == Button::conference;
        const bool is_under_way = is_of_two && !board().transfer().is_idle();
        const bool takes_call = button == Button::line && (rings || !board().waiting().empty());
        const bool opens = !takes_call && button != Button::hold && button != Button::answer_release && button != Button::end_call;
        if (!opens || is_under_way || may_open_another()) acts.push_back({Does::presses_button, Act::no_call, at});
    }
}

void Bench::offer_keys(Acts& acts, LegId id, std::uint8_t place) const {
    if (!phone_.calls.contains(id) || (setting_.phone & buttons)) return;
    for (const auto key : keys) {
        const bool is_offered = phone_.offers(key, id);
        if (!is_offered && !(setting_.phone & dead_keys)) continue;
        if (is_of_transfer(key) && !(setting_.phone & transfers)) continue;
        const bool is_under_way = !board().transfer().is_idle();
        if (opens_call(key) && !may_open_another() && !is_under_way) continue;
        acts.push_back({is_offered ? Does::presses_key : Does::presses_dead_key, place, static_cast<std::uint8_t>(key)});
    }
}

void Bench::offer_media(Acts& acts) const {
    const auto ids = living();
    const auto owes = [](const std::map<LegId, int>& owed, LegId id) { return owed.contains(id) && owed.at(id) > 0; };
    const bool bad = setting_.phone & bad_media;
    for (std::uint8_t place = 0; place < ids.size(); ++place) {
        const auto id = ids[place];
        if (owes(phone_.owed_openings, id)) {
            acts.push_back({Does::opens, place});
            if (leg(id)->context.local.address.port) acts.push_back({Does::opens_elsewhere, place});
            for (std::uint8_t at = 0; bad && at < refusals.size(); ++at) acts.push_back({Does::refuses_to_open, place, at});
            if (bad) acts.push_back({Does::opens_for_stranger, place});
        }
        if (owes(phone_.owed_transmissions, id)) {
            acts.push_back({Does::sends, place});
            if (bad) acts.push_back({Does::refuses_to_send, place});
        }
        if (bad && phone_.sending.contains(id)) acts.push_back({Does::fails_to_send, place});
        if (owes(phone_.owed_ports, id)) acts.push_back({Does::reserves_port, place});
        if ((setting_.phone & statistics) && owes(phone_.owed_statistics, id)) acts.push_back({Does::counts, place});
    }
    if (!gone_with_debts()) return;
    if (owes(phone_.owed_openings, gone_with_debts())) acts.push_back({Does::opens, Act::gone_call});
    if (owes(phone_.owed_transmissions, gone_with_debts())) acts.push_back({Does::sends, Act::gone_call});
}

void Bench::offer_connection(Acts& acts) const {
    if (!(setting_.phone & connection)) return;
    if (!phone_.is_lost) {
        if (setting_.phone & resets) acts.insert(acts.end(), {{Does::registers_again}, {Does::takes_over}, {Does::leaves}});
        return acts.push_back({Does::loses_connection});
    }
    const bool is_kept = std::any_of(board().legs().begin(), board().legs().end(),
                                     [](const auto& entry) { return entry.second->is("Preserved"); });
    if (is_kept) acts.push_back({Does::comes_back_talking});
    acts.push_back({Does::comes_back_silent});
    acts.push_back({Does::comes_back_elsewhere});
}

void Bench::offer_operator(Acts& acts) const {
    if (registration_ && registration_->state() == "Ready") {
        acts.push_back({Does::is_reset});
        if (!board().legs().empty()) acts.push_back({Does::is_reset_by_force});
    }
    if (!(setting_.phone & operation)) return;
    const auto ids = living();
    for (std::uint8_t place = 0; place < ids.size(); ++place)
        if (!leg(ids[place])->is("Releasing") && !leg(ids[place])->is("Cancelling")) acts.push_back({Does::is_ended_by_operator, place});
}

void Bench::offer_pbx(Acts& acts) const {
    const auto ids = living();
    for (std::uint8_t place = 0; place < ids.size(); ++place) {
        const auto found = pbx_.dialogs.find(ids[place]);
        if (found == pbx_.dialogs.end()) continue;
        const auto all = sayings();
        for (std::uint8_t at = 0; at < all.size(); ++at) {
            const bool opens = all[at].words.starts_with("REFER");
            if ((all[at].chapter & setting_.pbx) && all[at].may(found->second) && (!opens || may_open_another()))
                acts.push_back({Does::says, place, at});
        }
    }
    if (!may_open_another()) return;
    for (std::uint8_t kind = 0; kind < knocks().size(); ++kind) {
        if (!(setting_.knocks & (1u << kind))) continue;
        if (kind == knock_replaces)
            for (std::uint8_t place = 0; place < ids.size(); ++place) acts.push_back({Does::knocks, place, kind});
        else
            acts.push_back({Does::knocks, Act::no_call, kind});
    }
}

void Bench::offer_timers(Acts& acts) const {
    const auto ids = living();
    for (const auto& [owner, kind] : timers_.running()) {
        const auto place = static_cast<std::uint8_t>(std::find(ids.begin(), ids.end(), owner) - ids.begin());
        if (owner == 0) acts.push_back({Does::fires, Act::no_call, static_cast<std::uint8_t>(kind)});
        else if (place < ids.size()) acts.push_back({Does::fires, place, static_cast<std::uint8_t>(kind)});
    }
}

// ---- how it is done -------------------------------------------------------------------------------------------------

void Bench::perform(const Act& act) {
    if (act.does <= Does::dials_en_bloc) return act_of_user(act);
    if (act.does <= Does::counts) return act_of_media(act);
    if (act.does <= Does::is_reset_by_force) return registration_ ? act_of_registration(act) : act_of_connection(act);
    if (act.does == Does::is_ended_by_operator) return void(calls_->hang_up(call_at(act.call)));
    if (act.does == Does::says) return say(call_at(act.call), sayings()[act.detail].make());
    if (act.does == Does::knocks) return knock_at(act);
    fire(act.call == Act::no_call ? 0 : call_at(act.call), static_cast<TimerKind>(act.detail));
}

void Bench::act_of_user(const Act& act) {
    const auto id = act.call == Act::no_call ? LegId{} : call_at(act.call);
    switch (act.does) {
    case Does::lifts:
        phone_.is_lifted = true;
        phone_.speaker = phone_.users_speaker = false;
        return phone_.lifts_handset();
    case Does::hangs_up:
        phone_.is_lifted = phone_.speaker = phone_.users_speaker = false;
        return phone_.hangs_up();
    case Does::hangs_up_call:
        // With the number of a call that has no audio it is no handset that goes down.
        if (id == board().active_id() || board().active_id() == 0) phone_.is_lifted = phone_.speaker = phone_.users_speaker = false;
        return phone_.hangs_up(1, id);
    case Does::presses_speaker:
        phone_.users_speaker = phone_.speaker = !phone_.speaker;
        return phone_.speaker ? phone_.says(sccp::OffHook{}) : phone_.hangs_up();
    case Does::presses_key: return press(static_cast<SoftKey>(act.detail), id);
    case Does::presses_dead_key: return press_dead(static_cast<SoftKey>(act.detail), id);
    case Does::presses_button: return phone_.presses(fixed_buttons.at(act.detail), 1, 0);
    case Does::dials_digit: return phone_.dials(std::string(1, static_cast<char>(act.detail)), id);
    default: return phone_.dials_en_bloc("206");
    }
}

void Bench::press(SoftKey key, LegId id) { phone_.presses(key, id); }

/// It may be taken as what the user means, but not for another call; those that open a call or tie two together are of
/// more than one.
void Bench::press_dead(SoftKey key, LegId id) {
    press(SoftKey::info, stranger);   // any key takes back the marks of Select
    const auto before = print_others(id);
    const bool had_audio = board().active_id() == id;
    press(key, id);
    // When it has ended the call or put it on hold, the next one rings.
    const bool makes_way = !leg(id) || (had_audio && board().active_id() != id);
    if (!makes_way && !opens_call(key) && !is_of_transfer(key) && print_others(id) != before)
        meddlers_.push_back("a key that is not offered acts on another call: " + std::string{mapping::name_of(key)});
}

void Bench::act_of_media(const Act& act) {
    const auto id = call_at(act.call);
    const auto open = [&](std::uint32_t port) {
        --phone_.owed_openings[id];
        // An order to close may have come meanwhile: then the answer was under way before it.
        if (const auto channel = phone_.receiving.find(id); channel != phone_.receiving.end() && phone_.owed_openings[id] == 0) {
            channel->second.open = true;
            channel->second.port = port;
        }
        phone_.answers_receive(Status::ok, "192.0.2.7", port, id);
    };
    switch (act.does) {
    case Does::opens: return open(usual_port);
    case Does::opens_elsewhere: return open(other_port);
    case Does::opens_for_stranger: return phone_.answers_receive(Status::ok, "192.0.2.7", usual_port, stranger);
    case Does::refuses_to_open:
        --phone_.owed_openings[id];
        if (phone_.owed_openings[id] == 0) phone_.receiving.erase(id);
        return phone_.answers_receive(refusals.at(act.detail), "0.0.0.0", 0, id);
    case Does::sends:
        --phone_.owed_transmissions[id];
        return phone_.says(sccp::StartMediaTransmissionAck{id, id, id, {}, 0, Status::ok});
    case Does::refuses_to_send:
        --phone_.owed_transmissions[id];
        if (phone_.owed_transmissions[id] == 0) phone_.sending.erase(id);
        return phone_.says(sccp::StartMediaTransmissionAck{id, id, id, {}, 0, Status::invalid_codec});
    case Does::fails_to_send: {
        sccp::MediaTransmissionFailure failure;
        failure.conference_id = failure.pass_thru_party_id = failure.call_reference = id;
        return phone_.says(failure);
    }
    case Does::reserves_port:
        --phone_.owed_ports[id];
        phone_.reserved[id] = 1;
        return phone_.says(sccp::PortRes{id, id, id, sccp::Address::from_text("192.0.2.7"), usual_port, usual_port + 1, {}});
    default: {
        --phone_.owed_statistics[id];
        sccp::ConnectionStatisticsRes counted;
        counted.call_reference = id;
        return phone_.says(counted);
    }
    }
}

/// The device machine's part: mapping/device_actions.cpp.
void Bench::act_of_connection(const Act& act) {
    if (act.does == Does::loses_connection) {
        phone_.loses_connection();
        context_.ready = false;
        context_.in_grace = true;
        phone_.lets_go = true;
        calls_->on_lost();
        phone_.lets_go = false;
        return;
    }
    const bool talking = act.does == Does::comes_back_talking;
    phone_.is_lost = phone_.is_lifted = false;
    // Audio that it kept is its own affair from now on (callflows 1.6).
    phone_.restarts();
    view_.reset();
    context_.ready = true;
    context_.in_grace = false;
    context_.active_streams = talking ? 1 : 0;
    calls_->on_back(act.does != Does::comes_back_elsewhere);
}

void Bench::act_of_registration(const Act& act) {
    if (act.does == Does::is_reset || act.does == Does::is_reset_by_force)
        return registration_->is_reset(act.does == Does::is_reset_by_force);
    if (act.does == Does::loses_connection || act.does == Does::leaves) {
        if (act.does == Does::leaves) {
            const bool may_not = calls_->has_active_call();
            registration_->unregisters();
            if (may_not || phone_.is_lost) return;
        }
        phone_.loses_connection();
        phone_.lets_go = true;
        registration_->is_lost();
        phone_.lets_go = false;
        return;
    }
    // Whatever it was before: it begins anew, but for the audio that it kept.
    phone_.loses_connection();
    phone_.is_lost = phone_.is_lifted = false;
    phone_.restarts();
    context_.active_streams = act.does == Does::comes_back_talking ? 1 : 0;
    context_.peer_address = act.does == Does::comes_back_elsewhere ? "192.0.2.9" : "192.0.2.7";
    registration_->registers(act.does == Does::takes_over);
}

void Bench::say(LegId id, const sip::CallEvent& event) {
    const auto* dialog = pbx_.find(id);
    if (!dialog) return;
    const auto line = dialog->line;
    pbx_.note_said(line, id, event);
    calls_->on_call(line, id, event);
}

void Bench::knock_at(const Act& act) {
    auto invited = invitation();
    knocks()[act.detail].change(invited);
    if (act.detail == knock_replaces) {
        invited.replaces = call_at(act.call);
        const auto* replaced = pbx_.find(invited.replaces);
        if (!replaced || replaced->phase == Dialog::Phase::ringing) invited.replaces_unmatched = true;
    }
    const auto id = world_.next_call_reference();
    pbx_.note_said(1, id, sip::CallEvent{invited});
    calls_->on_call(1, id, invited);
}

void Bench::fire(LegId owner, TimerKind kind) {
    if (kind == TimerKind::guard || kind == TimerKind::ack) pbx_.note_given_up(owner);
    if (kind == TimerKind::refer || kind == TimerKind::transfer_refer) pbx_.note_refer_given_up();
    timers_.shoot(owner, kind);
}

} // namespace tests
