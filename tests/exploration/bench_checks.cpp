// What must not be, whatever has happened.
#include <algorithm>
#include <string>

#include "mapping/transfer.hpp"
#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

/// States that are left by the phone's answer about media.
bool needs_media(const mapping::Leg& of) {
    const bool waits = of.is("Answering") || of.is("LateOffer") || of.is("Reopening") || of.is("ResumeOpening");
    return waits || (of.is("Opening") && !of.context.silent);
}

/// What is shown of a call that is up, against what it is.
bool is_shown_wrong(const mapping::Leg& of, sccp::DCallState shown) {
    using Shown = sccp::DCallState;
    if (of.is("Hold")) return shown != Shown::hold && shown != Shown::call_transfer && shown != Shown::hold_revert;
    if (of.is("RingIn")) return shown != Shown::ring_in;
    const bool goes = of.context.hold_queued || of.context.ends_quietly || of.context.source || of.context.consultation;
    if (of.is("Connected") && !goes) return shown != Shown::connected;
    return (of.is("Dialling") || of.is("OffHook")) && shown != Shown::off_hook;
}

/// Both have agreed, but not on the port that is open.
bool is_heard_elsewhere(const mapping::Leg& of) {
    const auto& offers = of.context.offers;
    const bool is_settled = of.is("Connected") && of.media.is_open() && offers.is_stable() && !of.context.refresh_queued;
    return is_settled && offers.current() && offers.current()->local.address.port != of.media.address().port;
}

std::string call_text(const mapping::Leg& of) { return std::string{of.state()} + " (media " + std::string{of.media.state()} + ')'; }

} // namespace

std::vector<std::string> Bench::wrongs() const {
    Wrongs found;
    for (const auto& act : impossible_) found.push_back("this setting cannot begin so: " + act);
    found.insert(found.end(), meddlers_.begin(), meddlers_.end());
    for (const auto& fault : phone_.faults) found.push_back("the phone stumbles: " + fault);
    for (const auto& fault : pbx_.faults) found.push_back("SIP does not allow " + fault);
    for (const auto& line : world_.lines) found.push_back("the log has an error: " + line.text);
    if (!phone_.is_lost) {
        check_display(found);
        check_sound(found);
    }
    check_media(found);
    check_dialogs(found);
    check_timers(found);
    if (board().legs().empty()) check_idle(found);
    return found;
}

void Bench::check_display(Wrongs& wrongs) const {
    bool lamp_has_call = false;
    for (const auto& [id, of] : board().legs()) {
        lamp_has_call = lamp_has_call || of->context.on_phone;
        if (of->context.on_phone && !phone_.calls.contains(id)) wrongs.push_back("a call should be on the display: " + call_text(*of));
    }
    for (const auto& [id, shown] : phone_.calls) {
        const auto* of = leg(id);
        if (!of || !of->context.on_phone) wrongs.push_back("a call stays on the display");
        if (of && is_shown_wrong(*of, shown.state))
            wrongs.push_back("the display shows " + std::to_string(static_cast<int>(shown.state)) +
                             " for a call that is " + call_text(*of));
        if (of && of->is("Connected") && !shown.keys && view_.has_soft_keys()) wrongs.push_back("a call has no keys: " + call_text(*of));
    }
    if (phone_.any_lamp() && !lamp_has_call) wrongs.push_back("the lamp of the line stays lit");
    if (!phone_.any_lamp() && lamp_has_call) wrongs.push_back("the lamp of the line is dark");
}

void Bench::check_sound(Wrongs& wrongs) const {
    for (const auto& [id, mode] : phone_.rings)
        if (const auto* of = leg(id); !of || !of->is("RingIn")) wrongs.push_back("the phone rings for nobody");
    if (phone_.idle_tone && !timers_.runs(0, mapping::TimerKind::howler)) wrongs.push_back("a tone without a call has no end");
    // Connected on the display means audio, or that it is about to come.
    for (const auto& [id, shown] : phone_.calls) {
        const auto* of = leg(id);
        if (!of || shown.state != sccp::DCallState::connected) continue;
        const auto& context = of->context;
        const bool comes = of->media.has_channel() || of->media.awaits_port() || of->media.reopen_queued() ||
                           (of->media.state() == "PortReserved" && context.offers.is_busy());
        // On its way to Hold, or the phone itself has hung up.
        const bool goes = context.hold_queued || context.ends_quietly;
        if (!comes && !goes) wrongs.push_back("connected without audio: " + call_text(*of));
        if (of->is("Connected") && of->media.is_sending() && !phone_.speaker && !phone_.is_lifted)
            wrongs.push_back("a call talks to nobody: nothing is lifted and the speaker is off");
        const bool should_send = of->is("Connected") && context.offers.is_stable() && context.agreement && context.agreement->may_send();
        if (should_send && of->media.state() == "ReceiveOpen")
            wrongs.push_back("connected, but the phone does not send: " + call_text(*of));
    }
}

void Bench::check_media(Wrongs& wrongs) const {
    const auto owners = std::count_if(board().legs().begin(), board().legs().end(),
                                      [](const auto& entry) { return entry.second->media.has_channel(); });
    if (owners > 1) wrongs.push_back("two calls own the audio");
    for (const auto& [id, of] : board().legs()) {
        if (of->is_held() && of->media.has_channel()) wrongs.push_back("a call on hold keeps the audio: " + call_text(*of));
        if (needs_media(*of) && !of->media.has_channel() && !of->media.awaits_port() && !of->media.reopen_queued())
            wrongs.push_back("a call waits for media that nobody opens: " + call_text(*of));
    }
    if (phone_.is_lost) return;
    for (const auto& [id, channel] : phone_.receiving) {
        const auto* of = leg(id);
        // What the phone has not answered yet is closed when it does.
        const auto owed = phone_.owed_openings.find(id);
        const bool is_answered = channel.open || owed == phone_.owed_openings.end() || owed->second == 0;
        if (!of) wrongs.push_back("a channel is open for nobody");
        else if (!of->media.has_channel() && is_answered) wrongs.push_back("a channel is open that nobody wants: " + call_text(*of));
    }
    for (const auto& [id, of] : board().legs())
        if (is_heard_elsewhere(*of)) wrongs.push_back("the far end sends to a port that the phone has left: " + call_text(*of));
    for (const auto& [id, sent] : phone_.sending) {
        const auto* of = leg(id);
        if (!of || !of->media.is_sending()) wrongs.push_back("the phone sends for nobody");
    }
}

void Bench::check_dialogs(Wrongs& wrongs) const {
    for (const auto& [id, dialog] : pbx_.dialogs) {
        const auto* of = leg(id);
        if (!of) {
            wrongs.push_back("a dialog has no call: " + std::string{name_of(dialog.phase)});
            continue;
        }
        const bool is_up = of->is("Connected") || of->is("Hold") || of->is("Preserved");
        if (dialog.their_requests && (is_up || of->is("Holding") || of->is("Resuming")))
            wrongs.push_back("their offer gets no answer: " + call_text(*of));
        const bool is_settled = dialog.phase == Dialog::Phase::confirmed && !dialog.our_offer && !dialog.their_offer &&
                                !dialog.their_requests;
        if (is_up && is_settled && of->context.offers.is_busy()) wrongs.push_back("the record of offers stays open: " + call_text(*of));
        if (dialog.phase == Dialog::Phase::over && !of->is("Failed") && !of->is("Ended"))
            wrongs.push_back("the dialog is over, the call is not: " + call_text(*of));
        if (is_up && dialog.phase != Dialog::Phase::confirmed)
            wrongs.push_back("a call is up whose dialog is " + std::string{name_of(dialog.phase)});
    }
}

void Bench::check_timers(Wrongs& wrongs) const {
    for (const auto& [owner, kind] : timers_.running()) {
        const bool remembers = kind == mapping::TimerKind::statistics && board().ended.contains(owner);
        if (owner != 0 && !leg(owner) && !remembers) wrongs.push_back("a timer has no owner");
    }
}

void Bench::check_idle(Wrongs& wrongs) const {
    const auto& transfer = board().transfer();
    if (!transfer.is_idle()) wrongs.push_back("a transfer without a call: " + std::string{transfer.state()});
    if (!pbx_.dialogs.empty()) wrongs.push_back("a dialog is left");
    if (phone_.is_lost) return;
    if (!phone_.reserved.empty()) wrongs.push_back("a port stays reserved");
    for (const auto button : {sccp::DeviceStimulus::transfer, sccp::DeviceStimulus::conference}) {
        const auto key = phone_.lamps.find({button, 1});
        if (key != phone_.lamps.end() && key->second != sccp::LampMode::off)
            wrongs.push_back("the lamp of the Transfer or Conference key stays lit");
    }
    if (phone_.speaker && !phone_.users_speaker) wrongs.push_back("the speaker stays on");
    if (!phone_.microphone) wrongs.push_back("the microphone stays off");
    if (phone_.prompt_stays && !phone_.prompt.empty() && phone_.prompt != "Your current options")
        wrongs.push_back("a prompt stays: " + phone_.prompt);
}

} // namespace tests
