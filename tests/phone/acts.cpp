// What a user does: keys, hook, numbers. A key is pressed only where the display offers it, as a person could.
#include <algorithm>
#include <array>
#include <charconv>

#include "tests/phone/labels.hpp"
#include "tests/phone/stage.hpp"

namespace phone {
namespace {

using namespace std::chrono_literals;

constexpr auto dial_pause = 300ms;      // for the dial plan to find the number complete by itself

std::uint32_t number(const std::string& text) {
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::uint32_t line_option(const Command& command, std::uint32_t otherwise) {
    const auto line = command.options.find("line");
    return line == command.options.end() ? otherwise : number(line->second);
}

/// First live call that `call=`, `line=` and the wish leave.
const Call* pick(const Actor& actor, const Command& command, bool (*wish)(const Call&)) {
    for (const Call* call : chosen_calls(actor.phone->state(), command))
        if (!call->has_ended() && wish(*call))
            return call;
    return nullptr;
}

bool any(const Call&) { return true; }
bool is_ringing(const Call& call) { return call.state == sccp::DCallState::ring_in; }
bool is_connected(const Call& call) { return call.state == sccp::DCallState::connected; }
bool collects_digits(const Call& call) { return call.state == sccp::DCallState::off_hook; }
bool is_held(const Call& call) {
    return call.state == sccp::DCallState::hold || call.state == sccp::DCallState::hold_revert ||
           call.state == sccp::DCallState::call_transfer || call.state == sccp::DCallState::remote_hold;
}

struct FoundKey {
    std::uint32_t event{}, line{}, reference{};
};

std::optional<FoundKey> find_key(const Actor& actor, const Command& command, const std::string& name, bool (*wish)(const Call&)) {
    const PhoneModelState& state = actor.phone->state();
    const auto wanted = key_of(name);
    const auto within = [&](const SelectedKeys& keys) -> std::optional<std::uint32_t> {
        for (const auto& [event, label] : state.offered(keys))
            if (key_of(label) == wanted)
                return event;
        return std::nullopt;
    };
    for (const Call* call : chosen_calls(state, command))
        if (call->keys && !call->has_ended() && wish(*call))
            if (const auto event = within(*call->keys))
                return FoundKey{*event, call->line, call->reference};
    if (state.idle_keys() && !command.options.contains("call") && wish == any)
        if (const auto event = within(*state.idle_keys()))
            return FoundKey{*event, line_option(command, 0), 0};
    return std::nullopt;
}

std::optional<FoundKey> forced_key(const Actor& actor, const Command& command, const std::string& name) {
    const auto& keys = actor.phone->state().soft_key_template().definition;
    const Call* call = pick(actor, command, any);
    for (const auto& key : keys)
        if (key_of(readable(key.soft_key_label, false)) == key_of(name))
            return FoundKey{static_cast<std::uint32_t>(key.soft_key_event), call != nullptr ? call->line : line_option(command, 1),
                            call != nullptr ? call->reference : 0};
    return std::nullopt;
}

Complaint press(Stage& stage, Actor& actor, const Command& command, const std::string& name, bool (*wish)(const Call&) = any) {
    std::optional<FoundKey> key;
    if (command.options.contains("force"))
        key = forced_key(actor, command, name);
    else
        stage.until([&] { return (key = find_key(actor, command, name, wish)).has_value(); }, patience(stage, command));
    if (!key)
        return "soft key " + name + " is not offered; " + glance(*actor.phone);
    actor.begin_act();
    if (static_cast<sccp::SoftKey>(key->event) == sccp::SoftKey::end_call)
        actor.ending = key->reference;
    actor.phone->press(static_cast<sccp::SoftKey>(key->event), key->line, key->reference);
    return std::nullopt;
}

/// For phones without soft keys.
Complaint stimulate(Stage& stage, Actor& actor, const Command& command, sccp::DeviceStimulus stimulus, bool (*wish)(const Call&)) {
    const Call* call = nullptr;
    stage.until([&] { return (call = pick(actor, command, wish)) != nullptr; }, patience(stage, command));
    if (call == nullptr)
        return "there is no call for that; " + glance(*actor.phone);
    actor.begin_act();
    actor.phone->stimulate(stimulus, call->line, call->reference);
    return std::nullopt;
}

Complaint key_or_stimulus(Stage& stage, Actor& actor, const Command& command, const std::string& key, sccp::DeviceStimulus stimulus,
                          bool (*wish)(const Call&)) {
    return actor.phone->profile().model.soft_keys ? press(stage, actor, command, key, wish)
                                                  : stimulate(stage, actor, command, stimulus, wish);
}

// ---- session ----

Complaint connect(Stage&, Actor& actor, const Command&) {
    actor.begin_act();
    actor.phone->connect();
    return std::nullopt;
}

Complaint do_register(Stage& stage, Actor& actor, const Command& command) {
    actor.begin_act();
    Phone& phone = *actor.phone;
    phone.connect();
    const bool ended = stage.until([&] { return phone.is_ready() || !phone.closed_because().empty(); }, patience(stage, command));
    if (phone.is_ready())
        return std::nullopt;
    if (phone.state().registration().rejected)
        return "refused: \"" + phone.state().registration().rejection + "\"";
    return ended ? phone.closed_because() : "no answer: waiting for " + phone.waiting_for();
}

Complaint unregister(Stage& stage, Actor& actor, const Command& command) {
    actor.begin_act();
    Phone& phone = *actor.phone;
    if (!phone.is_connected())
        return "not registered";
    phone.unregister();
    if (stage.until([&] { return phone.state().registration().unregistered || !phone.is_connected(); }, patience(stage, command)))
        return std::nullopt;
    return "UnregisterAck did not come";
}

Complaint drop(Stage&, Actor& actor, const Command&) { return actor.phone->drop(false), std::nullopt; }
Complaint reset_connection(Stage&, Actor& actor, const Command&) { return actor.phone->drop(true), std::nullopt; }
Complaint stand_by(Stage&, Actor& actor, const Command&) { return actor.begin_act(), actor.phone->stand_by(), std::nullopt; }
Complaint token(Stage&, Actor& actor, const Command&) { return actor.begin_act(), actor.phone->ask_for_token(), std::nullopt; }
Complaint silence(Stage&, Actor& actor, const Command&) { return actor.phone->silence_keepalive(), std::nullopt; }
Complaint forgive(Stage&, Actor& actor, const Command&) { return actor.phone->forgive(), std::nullopt; }

// ---- hook and keys ----

unsigned newest_call(const Actor& actor) {
    unsigned newest = 0;
    for (const Call& call : actor.phone->state().calls())
        newest = std::max(newest, call.number);
    return newest;
}

/// Newer phones name the ringing call when the handset is lifted, a 7960 does not.
Complaint lift(Stage&, Actor& actor, const Command& command) {
    actor.begin_act();
    const Call* ringing = pick(actor, command, is_ringing);
    const auto order = actor.phone->profile().model.order;
    const bool names = order == RegistrationOrder::second_series || order == RegistrationOrder::basic;
    if (names)
        actor.phone->send(sccp::MediaPathEvent{sccp::MediaPathID::handset, sccp::MediaPathState::on});
    if (names && ringing != nullptr)
        actor.phone->off_hook(ringing->line, ringing->reference);
    else
        actor.phone->off_hook(line_option(command, 0), 0);
    if (ringing == nullptr)
        actor.begun_behind = newest_call(actor);
    return std::nullopt;
}

Complaint hang_up(Stage&, Actor& actor, const Command& command) {
    actor.begin_act();
    const Call* call = pick(actor, command, [](const Call& c) { return !is_ringing(c) && !is_held(c); });
    actor.ending = call != nullptr ? call->reference : 0;
    actor.phone->on_hook(call != nullptr ? call->line : 0, actor.ending);
    return std::nullopt;
}

Complaint press_named(Stage& stage, Actor& actor, const Command& command) { return press(stage, actor, command, command.arguments[0]); }

Complaint stimulus(Stage&, Actor& actor, const Command& command) {
    for (std::uint32_t value = 0; value <= 255; ++value) {
        const auto candidate = static_cast<sccp::DeviceStimulus>(value);
        if (key_of(sccp::name(candidate)) != key_of(command.arguments[0]))
            continue;
        actor.begin_act();
        const Call* call = command.options.contains("call") ? pick(actor, command, any) : nullptr;
        actor.phone->stimulate(candidate, number(command.arguments[1]), call != nullptr ? call->reference : 0);
        return std::nullopt;
    }
    return "there is no stimulus '" + command.arguments[0] + "'";
}

/// Speed dials count together, with a busy lamp or without; a phone that has not asked for its buttons is not judged.
bool has_button(const PhoneModelState& state, sccp::DeviceStimulus wanted, unsigned instance) {
    using Type = sccp::ButtonType;
    const auto is_it = [&](const Button& button) {
        const bool is_kind = wanted == sccp::DeviceStimulus::line
                                 ? button.type == Type::line
                                 : button.type == Type::speed_dial || button.type == Type::busy_lamp_field_speeddial;
        return is_kind && button.instance == instance;
    };
    return state.buttons().empty() || std::any_of(state.buttons().begin(), state.buttons().end(), is_it);
}

template <sccp::DeviceStimulus button> Complaint press_button(Stage&, Actor& actor, const Command& command) {
    const auto instance = command.arguments.empty() ? 1 : number(command.arguments[0]);
    if (!command.arguments.empty() && !has_button(actor.phone->state(), button, instance))
        return "the phone has no such button; " + glance(*actor.phone);
    actor.begin_act();
    actor.phone->stimulate(button, instance, 0);
    return std::nullopt;
}

Complaint flash(Stage&, Actor& actor, const Command& command) {
    const Call* call = pick(actor, command, any);
    if (call == nullptr)
        return "there is no call to flash";
    actor.begin_act();
    actor.phone->flash(call->line, call->reference);
    return std::nullopt;
}

// ---- calls ----

Complaint new_call(Stage& stage, Actor& actor, const Command& command) {
    if (find_key(actor, command, "NewCall", any)) {
        auto complaint = press(stage, actor, command, "NewCall");
        actor.begun_behind = newest_call(actor);
        return complaint;
    }
    if (actor.phone->state().live_calls().empty())
        return lift(stage, actor, command);
    return "a new call is not offered; " + glance(*actor.phone);
}

Complaint type(Actor& actor, const Command& command, const std::string& digits) {
    if (digits.find_first_not_of("0123456789*#+ABCD") != std::string::npos)
        return "'" + digits + "' are not keys of a phone";
    for (const char digit : digits) {
        const Call* call = pick(actor, command, any);
        if (call == nullptr)
            return "no call takes digits; " + glance(*actor.phone);
        actor.phone->key(digit, call->line, call->reference);
    }
    return std::nullopt;
}

/// Behind the beginning of a call they wait for it, as a person does for the tone: before it is there they would go to
/// another call.
Complaint digits(Stage& stage, Actor& actor, const Command& command) {
    if (const auto behind = actor.begun_behind;
        behind && !stage.until([&] { return newest_call(actor) > *behind; }, patience(stage, command)))
        return "no dial tone: the new call has not come; " + glance(*actor.phone);
    actor.begin_act();
    return type(actor, command, command.arguments[0]);
}

/// Digits, then what says that the number is complete where the gateway does not see that itself.
Complaint complete_number(Stage& stage, Actor& actor, const Command& command, const std::string& wanted) {
    const auto collecting = [&] { return pick(actor, command, collects_digits); };
    if (!stage.until([&] { return collecting() != nullptr; }, patience(stage, command)))
        return "no dial tone: no call is off hook; " + glance(*actor.phone);
    actor.begin_act();
    if (auto complaint = type(actor, command, wanted))
        return complaint;
    if (stage.until([&] { return collecting() == nullptr; }, dial_pause))
        return std::nullopt;
    if (find_key(actor, command, "Dial", collects_digits))
        return press(stage, actor, command, "Dial", collects_digits);
    return type(actor, command, "#");
}

Complaint dial(Stage& stage, Actor& actor, const Command& command) {
    if (pick(actor, command, collects_digits) == nullptr)
        if (auto complaint = new_call(stage, actor, command))
            return complaint;
    return complete_number(stage, actor, command, command.arguments[0]);
}

Complaint dial_enbloc(Stage&, Actor& actor, const Command& command) {
    actor.begin_act();
    actor.phone->enbloc(command.arguments[0], line_option(command, 0));
    return std::nullopt;
}

Complaint redial(Stage& stage, Actor& actor, const Command& command) {
    if (actor.phone->profile().model.soft_keys)
        return press(stage, actor, command, "Redial");
    return press_button<sccp::DeviceStimulus::last_number_redial>(stage, actor, {});
}

Complaint answer(Stage& stage, Actor& actor, const Command& command) {
    if (!stage.until([&] { return pick(actor, command, is_ringing) != nullptr; }, patience(stage, command)))
        return "no call rings; " + glance(*actor.phone);
    if (actor.phone->profile().model.soft_keys)
        return press(stage, actor, command, "Answer", is_ringing);
    return lift(stage, actor, command);
}

Complaint reject(Stage& stage, Actor& actor, const Command& command) { return press(stage, actor, command, "EndCall", is_ringing); }

Complaint hold(Stage& stage, Actor& actor, const Command& command) {
    return key_or_stimulus(stage, actor, command, "Hold", sccp::DeviceStimulus::hold, is_connected);
}

Complaint resume(Stage& stage, Actor& actor, const Command& command) {
    return key_or_stimulus(stage, actor, command, "Resume", sccp::DeviceStimulus::hold, is_held);
}

/// A second press means another call: the one that was ended must be gone first.
Complaint end_call(Stage& stage, Actor& actor, const Command& command) {
    const auto is_gone = [&] {
        const Call* ended = actor.phone->state().find(actor.ending);
        return actor.ending == 0 || ended == nullptr || ended->has_ended();
    };
    if (!stage.until(is_gone, patience(stage, command)))
        return "the call that was ended before is still there; " + glance(*actor.phone);
    if (!actor.phone->profile().model.soft_keys || actor.phone->is_lifted())
        return hang_up(stage, actor, command);
    const auto rings_only = [&] {
        return pick(actor, command, is_ringing) != nullptr && pick(actor, command, [](const Call& c) { return !is_ringing(c); }) == nullptr;
    };
    auto complaint = press(stage, actor, command, "EndCall", [](const Call& call) { return !is_ringing(call); });
    return complaint && rings_only() ? "the call still rings: answer or reject it; " + glance(*actor.phone) : complaint;
}

Complaint begin_transfer(Stage& stage, Actor& actor, const Command& command) {
    if (auto complaint = key_or_stimulus(stage, actor, command, "Transfer", sccp::DeviceStimulus::transfer, is_connected))
        return complaint;
    const Command plain;
    return complete_number(stage, actor, plain, command.arguments[0]);
}

Complaint transfer_when(Stage& stage, Actor& actor, const Command& command, bool (*ready)(const Call&)) {
    if (auto complaint = begin_transfer(stage, actor, command))
        return complaint;
    const Command plain;
    if (!stage.until([&] { return pick(actor, plain, ready) != nullptr; }, patience(stage, command)))
        return "the target did not get that far; " + glance(*actor.phone);
    return key_or_stimulus(stage, actor, plain, "Transfer", sccp::DeviceStimulus::transfer, ready);
}

Complaint transfer(Stage& stage, Actor& actor, const Command& command) { return transfer_when(stage, actor, command, is_connected); }

Complaint blind_transfer(Stage& stage, Actor& actor, const Command& command) {
    return transfer_when(stage, actor, command, [](const Call& call) { return call.state == sccp::DCallState::ring_out; });
}

using S = sccp::DeviceStimulus;

// clang-format off
constexpr std::array table{
ActEntry{{"register",          "",                  "connect, register, wait until the phone is up"},            do_register},
ActEntry{{"connect",           "",                  "the same without waiting"},                                 connect},
ActEntry{{"unregister",        "",                  "leave, wait for the answer"},                               unregister},
ActEntry{{"drop",              "",                  "close the connection without a word"},                      drop},
ActEntry{{"reset-connection",  "",                  "the same with RST"},                                        reset_connection},
ActEntry{{"standby",           "",                  "a connection that only sends keep-alives"},                 stand_by},
ActEntry{{"token",             "",                  "ask for a registration token"},                             token},
ActEntry{{"sleep-keepalive",   "",                  "no more keep-alives"},                                      silence},
ActEntry{{"forgive",           "",                  "forget the breaches of the protocol so far"},               forgive},
ActEntry{{"offhook",           "",                  "lift the handset; answers a ringing call"},                 lift},
ActEntry{{"onhook",            "",                  "put it back"},                                              hang_up},
ActEntry{{"newcall",           "",                  "soft key NewCall, or the handset"},                         new_call},
ActEntry{{"dial",              "NUMBER",            "new call unless one waits for digits, digits, Dial or #"},  dial},
ActEntry{{"dial-enbloc",       "NUMBER",            "the whole number in one message"},                          dial_enbloc},
ActEntry{{"digits",            "NUMBER",            "keys, also in a call (KeypadButton and RTP events)"},       digits},
ActEntry{{"redial",            "",                  "last number"},                                              redial},
ActEntry{{"answer",            "",                  "soft key Answer, or the handset; waits for a call"},        answer},
ActEntry{{"reject",            "",                  "soft key EndCall on the ringing call"},                     reject},
ActEntry{{"hold",              "",                  "the connected call"},                                       hold},
ActEntry{{"resume",            "",                  "the held call"},                                            resume},
ActEntry{{"transfer",          "NUMBER",            "consult, and complete when the target has answered"},       transfer},
ActEntry{{"blind-transfer",    "NUMBER",            "complete while the target rings"},                          blind_transfer},
ActEntry{{"endcall",           "",                  "soft key EndCall, or the handset"},                         end_call},
ActEntry{{"key",               "KEY",               "a soft key, if it is offered or force=yes"},                press_named},
ActEntry{{"line",              "BUTTON",            "line key; line keys count by themselves, from 1"},          press_button<S::line>},
ActEntry{{"speeddial",         "BUTTON",            "speed dial key, counted among the keys speeddial and blf"}, press_button<S::speed_dial>},
ActEntry{{"blf",               "BUTTON",            "the same where the key has a busy lamp"},                   press_button<S::blf_speed_dial>},
ActEntry{{"messages",          "",                  "messages button"},                                          press_button<S::voice_mail>},
ActEntry{{"stimulus",          "STIMULUS INSTANCE", "any other button"},                                         stimulus},
ActEntry{{"flash",             "",                  "hook flash of an analogue phone"},                          flash},
};
// clang-format on

} // namespace

std::span<const ActEntry> act_entries() { return table; }

} // namespace phone
