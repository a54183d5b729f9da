// Turning the loop until something holds; running commands; what a phone looks like in words.
#include "tests/phone/stage.hpp"

#include <algorithm>
#include <ostream>

#include "tests/phone/arguments.hpp"

namespace phone {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto farewell = 1500ms;
constexpr auto call_farewell = 500ms;
constexpr auto refusal_pause = 250ms;
constexpr int most_farewells = 4;
constexpr auto poll = 20ms;          // the longest that a condition on time alone is not looked at

template <class Entries> const ActEntry* find_entry(const Entries& entries, const std::string& name) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const ActEntry& entry) { return entry.form.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

const Condition* find_condition(const std::string& command) {
    const auto dash = command.find('-');
    const auto prefix = command.substr(0, dash);
    if (dash == std::string::npos || (prefix != "wait" && prefix != "expect"))
        return nullptr;
    for (const Condition& condition : conditions())
        if (condition.name == command.substr(dash + 1))
            return &condition;
    return nullptr;
}

bool is_own(const Call& call) { return call.state != sccp::DCallState::call_remote_multiline; }

bool has_own_call(const Phone& phone) {
    const auto calls = phone.state().live_calls();
    return phone.is_registered() && std::any_of(calls.begin(), calls.end(), [](const Call* call) { return is_own(*call); });
}

/// Ringing and held calls end by the key only: putting the handset back is not about them.
void end_calls(Phone& phone) {
    for (const Call* call : phone.state().live_calls())
        if (is_own(*call) && phone.profile().model.soft_keys)
            phone.press(sccp::SoftKey::end_call, call->line, call->reference);
        else if (is_own(*call))
            phone.on_hook(call->line, call->reference);
    if (phone.is_lifted())
        phone.on_hook(0, 0);
}

/// The answer to the unregister request that began this act.
bool has_left_or_may_not(const Actor& actor) {
    const auto& facts = actor.phone->state().facts();
    return !actor.phone->is_registered() || std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
        return fact.index >= actor.read_all && fact.kind == "unregistered" && fact.value != "ok";
    });
}

std::string call_line(const Call& call) {
    std::string text = "call " + std::to_string(call.number) + " (line " + std::to_string(call.line) + ") " + sccp::to_string(call.state);
    if (!call.prompt.empty())
        text += " \"" + call.prompt + "\"";
    const Party& other = call.parties.type == sccp::CallType::out_bound_call ? call.parties.called : call.parties.calling;
    if (!other.name.empty() || !other.number.empty())
        text += ", " + other.name + " <" + other.number + ">";
    return text;
}

std::string keys_line(const PhoneModelState& state, const SelectedKeys& keys) {
    std::string text = sccp::to_string(keys.set) + ":";
    for (const auto& [event, label] : state.offered(keys))
        text += " " + label;
    return text;
}

} // namespace

void Actor::begin_act() {
    read.clear();
    begun_behind.reset();
    read_all = phone->state().next_fact();
    packets_before = phone->media().packets_received();
}

std::uint64_t Actor::first_unread(const std::string& kind) const {
    const auto found = read.find(kind);
    return found == read.end() ? read_all : std::max(read_all, found->second);
}

Stage::Stage(boost::asio::io_context& loop, Ladder& ladder, StageOptions options)
    : loop_(loop), work_(loop.get_executor()), ladder_(ladder), options_(options) {}

Actor& Stage::add(std::unique_ptr<Phone> phone) {
    actors_.push_back({std::move(phone), {}, 0, 0, 0, {}, false});
    return actors_.back();
}

Actor* Stage::find(const std::string& label) {
    const auto found = std::find_if(actors_.begin(), actors_.end(), [&](const Actor& actor) { return actor.phone->label() == label; });
    return found == actors_.end() ? nullptr : &*found;
}

bool Stage::until(const std::function<bool()>& holds, std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    loop_.poll();
    while (true) {
        if (holds())
            return true;
        const auto now = Clock::now();
        if (now >= deadline || interrupted_)
            return false;
        loop_.run_one_until(std::min(deadline, now + poll));
    }
}

std::chrono::milliseconds patience(const Stage& stage, const Command& command) {
    const auto within = command.options.find("within");
    if (within == command.options.end())
        return stage.timeout();
    return std::chrono::milliseconds(static_cast<long>(seconds(within->second).value_or(0) * 1000));
}

Complaint Stage::run(const std::vector<Command>& commands) {
    for (const Command& command : commands) {
        if (interrupted_)
            return "interrupted";
        if (auto complaint = run_one(command))
            return complaint;
    }
    return std::nullopt;
}

Complaint Stage::run_one(const Command& command) {
    if (command.name == "repeat") {
        for (auto times = whole_number(command.arguments[0]).value_or(0); times > 0; --times)
            if (auto complaint = run(command.body))
                return complaint;
        return std::nullopt;
    }
    std::vector<std::string> labels = command.phones;
    if (labels == std::vector<std::string>{"*"} || (labels.empty() && command.name != "ladder" && actors_.size() == 1)) {
        labels.clear();
        for (const Actor& actor : actors_)
            labels.push_back(actor.phone->label());
    }
    if (labels.empty())
        labels.push_back(actors_.front().phone->label());
    if (command.name == "wait")     // time passes for all of them at once
        labels.resize(1);
    for (const auto& label : labels) {
        Actor* actor = find(label);
        const std::string where = (command.line > 0 ? "line " + std::to_string(command.line) + ": " : "") + label + ": ";
        if (actor == nullptr)
            return where + "there is no phone of that name";
        ladder_.add(label, Rung::Side::note, command.text());
        if (auto complaint = act(*actor, command))
            return where + command.text() + ": " + *complaint;
    }
    return std::nullopt;
}

Complaint Stage::act(Actor& actor, const Command& command) {
    actor.packets_before = actor.phone->media().packets_received();
    if (const Condition* condition = find_condition(command.name))
        return wait_for(*this, actor, *condition, command);
    const ActEntry* entry = find_entry(act_entries(), command.name);
    if (entry == nullptr)
        entry = find_entry(sound_entries(), command.name);
    return entry != nullptr ? entry->act(*this, actor, command) : Complaint("unknown command");
}

void Stage::hang_up_all() {
    for (int tries = 0; tries < most_farewells; ++tries) {
        for (Actor& actor : actors_)
            if (actor.phone->is_registered())
                end_calls(*actor.phone);
        const auto all_ended = [&] {
            return std::none_of(actors_.begin(), actors_.end(), [](const Actor& a) { return has_own_call(*a.phone); });
        };
        if (until(all_ended, call_farewell))
            return;
    }
}

void Stage::unregister_all() {
    const auto all_gone = [&] {
        return std::none_of(actors_.begin(), actors_.end(), [](const Actor& a) { return a.phone->is_registered(); });
    };
    for (int tries = 0; tries < most_farewells && !all_gone(); ++tries) {
        for (Actor& actor : actors_)
            if (actor.phone->is_registered()) {
                actor.begin_act();
                actor.phone->unregister();
            }
        const auto all_answered = [&] { return std::all_of(actors_.begin(), actors_.end(), has_left_or_may_not); };
        if (!until(all_answered, farewell)) // silence will not end by asking again
            return;
        until(all_gone, refusal_pause);     // after a refusal the gateway has a moment to end its calls
    }
}

Complaint Stage::finish() {
    for (Actor& actor : actors_)
        actor.was_ready = actor.phone->is_ready();
    hang_up_all();
    unregister_all();
    std::string breaches;
    for (const Actor& actor : actors_)
        for (const auto& violation : actor.phone->violations())
            breaches += "\n  " + actor.phone->label() + ": " + violation;
    if (breaches.empty())
        return std::nullopt;
    return "the gateway broke the protocol:" + breaches;
}

std::string glance(const Phone& phone) {
    if (!phone.is_connected())
        return phone.closed_because().empty() ? "the phone is not connected" : "the connection is gone: " + phone.closed_because();
    const auto live = phone.state().live_calls();
    std::string text;
    for (const Call* call : live)
        text += (text.empty() ? "" : "; ") + call_line(*call);
    if (live.empty()) {
        text = "no call";
        if (!phone.state().calls().empty())
            text += ", the last one ended after \"" + phone.state().calls().back().prompt + "\"";
        text += ", prompt \"" + phone.state().idle_prompt() + "\"";
    }
    for (const Tone& tone : phone.state().tones())
        text += "; tone " + sccp::to_string(tone.tone);
    if (phone.state().is_ringing())
        text += "; " + sccp::to_string(phone.state().ring());
    const Call* front = live.empty() ? nullptr : live.front();
    if (front != nullptr && front->keys)
        text += "; keys " + keys_line(phone.state(), *front->keys);
    else if (front == nullptr && phone.state().idle_keys())
        text += "; keys " + keys_line(phone.state(), *phone.state().idle_keys());
    return text;
}

std::string describe(const Phone& phone) {
    const PhoneModelState& state = phone.state();
    std::string text = phone.label() + "  " + phone.profile().name + "  " + std::string(phone.profile().model.name) + "  protocol " +
                       std::to_string(phone.version()) + (phone.is_ready() ? "  registered" : "  not registered") + "\n";
    for (const auto& [number, line] : state.lines())
        text += "  line " + std::to_string(number) + "  " + line.number + "  " + line.label + "  lamp " +
                sccp::to_string(state.lamp(sccp::DeviceStimulus::line, number)) + "\n";
    for (const auto& [priority, notice] : state.notices())
        text += "  notice " + std::to_string(priority) + "  " + notice + "\n";
    text += "  " + glance(phone) + "\n";
    for (const auto& [party, stream] : phone.media().streams())
        text += "  audio: sent " + std::to_string(stream->counters().packets_sent) + ", received " +
                std::to_string(stream->counters().received.packets()) + ", lost " +
                std::to_string(stream->counters().received.lost()) + "\n";
    return text;
}

} // namespace phone
