// Every call can end: the user or the far end hangs up, or nobody says anything more, and the timers run.
#include <algorithm>

#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

using Phase = Dialog::Phase;
constexpr int rounds = 6, passes = 3;
constexpr int most_shots = 60;

sip::Message refused(int status) {
    sip::Message message;
    message.status = status;
    return message;
}

} // namespace

std::string_view name_of(Finish finish) {
    switch (finish) {
    case Finish::by_user: return "the user hangs up";
    case Finish::by_far_end: return "the far end hangs up";
    case Finish::in_silence: return "the user hangs up and nobody answers";
    case Finish::by_loss: break;
    }
    return "the phone never comes back";
}

std::vector<std::string> Bench::wrongs_after(Finish finish) {
    if (finish == Finish::by_loss && !phone_.is_lost) perform(Act{Does::loses_connection});
    if (finish != Finish::by_loss && phone_.is_lost) perform(Act{Does::comes_back_silent});
    // What fails or comes back to the user in one pass is ended in the next one.
    for (int pass = 0; pass < passes && (pass == 0 || !board().legs().empty()); ++pass) {
        for (int round = 0; round < rounds; ++round) end_once(finish);
        run_timers(finish != Finish::in_silence);
    }
    if (finish == Finish::by_far_end && (phone_.is_lifted || phone_.users_speaker)) {
        perform(Act{phone_.is_lifted ? Does::hangs_up : Does::presses_speaker});
        far_end_answers();
        run_timers(true);
    }
    if (finish == Finish::by_loss) {
        perform(Act{Does::comes_back_silent});
        run_timers(true);
    }
    auto found = wrongs();
    if (!board().legs().empty()) found.push_back("a call cannot end: " + states());
    if (!timers_.running().empty()) found.push_back("a timer runs on");
    return found;
}

void Bench::end_once(Finish finish) {
    const bool is_silent = finish == Finish::in_silence;
    if (!is_silent && finish != Finish::by_loss) phone_answers();
    if (finish == Finish::by_user || is_silent) user_ends_all();
    if (finish == Finish::by_far_end) far_end_ends_all();
    if (!is_silent) far_end_answers();
}

/// With what he sees: the keys of the calls on his display, and the handset.
void Bench::user_ends_all() {
    if (phone_.is_lifted) perform(Act{Does::hangs_up});
    std::vector<LegId> shown;
    for (const auto& [id, call] : phone_.calls) shown.push_back(id);
    for (const auto id : shown)
        if (phone_.calls.contains(id)) press(mapping::SoftKey::end_call, id);
    // A call that runs on without us: the phone's own key.
    for (const auto id : living())
        if (leg(id) && leg(id)->is("Preserved")) phone_.hangs_up(1, id);
}

void Bench::far_end_ends_all() {
    for (const auto id : living()) {
        const auto* dialog = pbx_.find(id);
        if (!dialog) continue;
        if (dialog->phase == Phase::inviting || dialog->phase == Phase::early) say(id, sip::Rejected{refused(486), false});
        else if (dialog->phase == Phase::ringing) say(id, sip::Cancelled{});
        else if (dialog->phase != Phase::over && dialog->phase != Phase::challenged) say(id, sip::HungUp{});
    }
}

/// To what it was asked; nothing of its own will.
void Bench::far_end_answers() {
    sip::Message ok = invitation().message;
    ok.status = 200;
    for (const auto id : living()) {
        const auto* dialog = pbx_.find(id);
        if (!dialog) continue;
        if (dialog->phase == Phase::inviting) say(id, sip::Ringing{refused(180)});
        else if (dialog->phase == Phase::early && dialog->cancelled) say(id, sip::Rejected{refused(487), false});
        else if (dialog->phase == Phase::ending) say(id, sip::ByeDone{200});
        else if (dialog->phase == Phase::answered || dialog->offer_in_200) say(id, sip::Ack{dialog->our_offer ? ok.body : std::string{}});
        else if (dialog->our_update) say(id, sip::OfferAccepted{ok});
        else if (dialog->phase == Phase::confirmed && dialog->refers) say(id, sip::ReferFailed{486});
    }
}

void Bench::phone_answers() {
    for (const auto id : living()) {
        const auto ids = living();
        const auto place = static_cast<std::uint8_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
        if (place == ids.size()) continue;
        if (phone_.owed_openings.contains(id) && phone_.owed_openings.at(id) > 0) perform(Act{Does::opens, place});
        if (leg(id) && phone_.owed_ports.contains(id) && phone_.owed_ports.at(id) > 0) perform(Act{Does::reserves_port, place});
    }
}

/// Without an answer the stack itself gives up an INVITE (RFC 3261 section 17.1.1.2).
void Bench::run_timers(bool answering) {
    for (const auto id : living())
        if (const auto* dialog = pbx_.find(id); dialog && !answering && dialog->phase == Phase::inviting)
            say(id, sip::Rejected{refused(408), false});
    for (int shot = 0; shot < most_shots; ++shot) {
        const auto due = timers_.next();
        if (!due) return;
        fire(due->first, due->second);
        if (answering) far_end_answers();
    }
}

} // namespace tests
