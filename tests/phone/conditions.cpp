// What `wait-` waits for and `expect-` demands: a table of questions to a phone.
#include <algorithm>
#include <array>
#include <charconv>

#include "tests/phone/arguments.hpp"
#include "tests/phone/labels.hpp"
#include "tests/phone/stage.hpp"

namespace phone {
namespace {

const PhoneModelState& state_of(const Actor& actor) { return actor.phone->state(); }

bool contains(const std::string& text, const std::string& part) {
    const auto lower = [](std::string s) {
        std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return s;
    };
    return lower(text).find(lower(part)) != std::string::npos;
}

unsigned number(const std::string& text) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Whether a fact is about a call that `call=` and `line=` leave.
bool is_about(const Actor& actor, const Command& command, const Fact& fact) {
    if (command.options.empty())
        return true;
    if (const auto line = command.options.find("line"); line != command.options.end() && number(line->second) != fact.line)
        return false;
    const auto call = command.options.find("call");
    if (call == command.options.end())
        return true;
    const Call* wanted = state_of(actor).by_number(number(call->second));
    return wanted != nullptr && wanted->reference == fact.reference;
}

bool is_chosen(const Command& command) { return command.options.contains("call") || command.options.contains("line"); }

// ---- calls ----

bool state_holds(const Actor& actor, const Command& command) {
    const auto calls = chosen_calls(state_of(actor), command);
    const auto& wanted = command.arguments[0];
    if (same_name("on_hook", wanted) || same_name("idle", wanted)) {
        if (is_chosen(command))
            return !calls.empty() && std::all_of(calls.begin(), calls.end(), [](const Call* call) { return call->has_ended(); });
        return state_of(actor).live_calls().empty();
    }
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) { return same_name(sccp::name(call->state), wanted); });
}

bool state_happened(const Actor& actor, const Command& command, const Fact& fact) {
    return is_about(actor, command, fact) && same_name(fact.value, command.arguments[0]);
}

bool idle_holds(const Actor& actor, const Command&) {
    const PhoneModelState& state = state_of(actor);
    const auto& lamps = state.lamps();
    const bool dark = std::none_of(lamps.begin(), lamps.end(), [](const auto& lamp) {
        return lamp.first.first == sccp::DeviceStimulus::line && lamp.second != sccp::LampMode::off;
    });
    return state.live_calls().empty() && !state.has_media() && state.tones().empty() && !state.is_ringing() && dark && !state.speaker();
}

bool calls_holds(const Actor& actor, const Command& command) {
    return state_of(actor).live_calls().size() == number(command.arguments[0]);
}

std::string field_of(const CallParties& parties, const std::string& name) {
    const auto key = key_of(name);
    if (key == "callingname") return parties.calling.name;
    if (key == "callingnumber") return parties.calling.number;
    if (key == "calledname") return parties.called.name;
    if (key == "callednumber") return parties.called.number;
    if (key == "originalname") return parties.original_called.name;
    if (key == "originalnumber") return parties.original_called.number;
    if (key == "redirectingname") return parties.last_redirecting.name;
    if (key == "redirectingnumber") return parties.last_redirecting.number;
    if (key == "type") return std::string(sccp::name(parties.type));
    return "?";
}

bool callinfo_holds(const Actor& actor, const Command& command) {
    const auto& text = command.arguments[0];
    const auto equals = text.find('=');
    if (equals == std::string::npos)
        return false;
    const auto calls = chosen_calls(state_of(actor), command);
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) {
        return field_of(call->parties, text.substr(0, equals)) == text.substr(equals + 1);
    });
}

bool dialled_holds(const Actor& actor, const Command& command) {
    const auto calls = chosen_calls(state_of(actor), command);
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) { return call->dialled == command.arguments[0]; });
}

bool value_happened(const Actor& actor, const Command& command, const Fact& fact) {
    return is_about(actor, command, fact) && same_name(fact.value, command.arguments[0]);
}

bool never(const Actor&, const Command&) { return false; }

// ---- display, keys, lamps ----

bool prompt_holds(const Actor& actor, const Command& command) {
    const auto calls = chosen_calls(state_of(actor), command);
    if (!is_chosen(command) && contains(state_of(actor).idle_prompt(), command.arguments[0]))
        return true;
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) {
        return !call->has_ended() && contains(call->prompt, command.arguments[0]);
    });
}

bool text_happened(const Actor& actor, const Command& command, const Fact& fact) {
    return is_about(actor, command, fact) && contains(fact.value, command.arguments[0]);
}

bool notify_holds(const Actor& actor, const Command& command) {
    const auto& notices = state_of(actor).notices();
    return std::any_of(notices.begin(), notices.end(), [&](const auto& notice) { return contains(notice.second, command.arguments[0]); });
}

/// The selections on the display: of the chosen calls, then of the idle phone.
std::vector<SelectedKeys> selections(const Actor& actor, const Command& command) {
    std::vector<SelectedKeys> result;
    for (const Call* call : chosen_calls(state_of(actor), command))
        if (call->keys && !call->has_ended())
            result.push_back(*call->keys);
    if (!is_chosen(command) && state_of(actor).idle_keys() && state_of(actor).live_calls().empty())
        result.push_back(*state_of(actor).idle_keys());
    return result;
}

bool keys_holds(const Actor& actor, const Command& command) {
    const auto selected = selections(actor, command);
    return std::any_of(selected.begin(), selected.end(), [&](const SelectedKeys& keys) {
        return same_name(sccp::name(keys.set), command.arguments[0]) ||
               std::to_string(static_cast<unsigned>(keys.set)) == command.arguments[0];
    });
}

bool key_holds(const Actor& actor, const Command& command) {
    for (const SelectedKeys& keys : selections(actor, command))
        for (const auto& [event, label] : state_of(actor).offered(keys))
            if (key_of(label) == key_of(command.arguments[0]))
                return true;
    return false;
}

bool no_key_holds(const Actor& actor, const Command& command) { return !key_holds(actor, command); }

bool lamp_holds(const Actor& actor, const Command& command) {
    for (const auto& [lamp, mode] : state_of(actor).lamps())
        if (same_name(sccp::name(lamp.first), command.arguments[0]) && lamp.second == number(command.arguments[1]))
            return same_name(sccp::name(mode), command.arguments[2]);
    return same_name("off", command.arguments[2]);
}

bool lamp_happened(const Actor&, const Command& command, const Fact& fact) {
    return key_of(fact.value) == key_of(command.arguments[0] + command.arguments[1] + command.arguments[2]);
}

bool label_holds(const Actor& actor, const Command& command) {
    const auto line = state_of(actor).lines().find(number(command.arguments[0]));
    return line != state_of(actor).lines().end() &&
           (contains(line->second.label, command.arguments[1]) || contains(line->second.name, command.arguments[1]));
}

bool forward_holds(const Actor& actor, const Command& command) {
    const auto& forwards = state_of(actor).forwards();
    const bool off = same_name("off", command.arguments[0]);
    for (const auto& [line, forward] : forwards)
        if (!command.options.contains("line") || number(command.options.at("line")) == line)
            if (off ? forward.all.empty() : forward.all == command.arguments[0])
                return true;
    return off && forwards.empty();
}

bool feature_holds(const Actor& actor, const Command& command) {
    const auto& features = state_of(actor).features();
    const auto found = features.find(number(command.arguments[0]));
    return found != features.end() && found->second == number(command.arguments[1]);
}

// ---- sound ----

bool ring_holds(const Actor& actor, const Command&) {
    return state_of(actor).is_ringing() && state_of(actor).ring() != sccp::RingMode::flash_only;
}
bool no_ring_holds(const Actor& actor, const Command&) { return !state_of(actor).is_ringing(); }
bool ring_mode_holds(const Actor& actor, const Command& command) {
    return same_name(sccp::name(state_of(actor).ring()), command.arguments[0]);
}
bool tone_holds(const Actor& actor, const Command& command) {
    const auto& tones = state_of(actor).tones();
    return std::any_of(tones.begin(), tones.end(),
                       [&](const Tone& tone) { return same_name(sccp::name(tone.tone), command.arguments[0]); });
}
bool no_tone_holds(const Actor& actor, const Command&) { return state_of(actor).tones().empty(); }
bool speaker_holds(const Actor& actor, const Command& command) {
    return state_of(actor).speaker() == same_name("on", command.arguments[0]);
}
bool microphone_holds(const Actor& actor, const Command& command) {
    return state_of(actor).microphone() == same_name("on", command.arguments[0]);
}

// ---- media ----

bool media_holds(const Actor& actor, const Command&) {
    const auto& channels = state_of(actor).channels();
    const auto& sending = state_of(actor).transmissions();
    return std::any_of(channels.begin(), channels.end(), [](const auto& c) { return c.second.phase == StreamPhase::open; }) &&
           std::any_of(sending.begin(), sending.end(), [](const auto& t) { return t.second.running; });
}
bool no_media_holds(const Actor& actor, const Command&) { return !state_of(actor).has_media(); }
bool codec_holds(const Actor& actor, const Command& command) {
    const Codec* codec = find_codec(command.arguments[0]);
    const auto& channels = state_of(actor).channels();
    return codec != nullptr && std::any_of(channels.begin(), channels.end(), [&](const auto& c) {
        return c.second.phase == StreamPhase::open && c.second.order.payload_capability == codec->payload;
    });
}
bool remote_holds(const Actor& actor, const Command& command) {
    const auto& sending = state_of(actor).transmissions();
    return std::any_of(sending.begin(), sending.end(), [&](const auto& t) {
        const std::string address = t.second.order.remote_ip_addr.to_text();
        return t.second.running &&
               (address == command.arguments[0] || address + ":" + std::to_string(t.second.order.remote_port) == command.arguments[0]);
    });
}
bool rtp_holds(const Actor& actor, const Command& command) {
    return actor.phone->media().packets_received() - actor.packets_before >= number(command.arguments[0]);
}
bool digits_holds(const Actor& actor, const Command& command) {
    return actor.phone->media().digits_received().find(command.arguments[0]) != std::string::npos;
}
bool loss_holds(const Actor& actor, const Command& command) {
    return actor.phone->media().packets_lost() <= number(command.arguments[0]);
}

// ---- session ----

bool ready_holds(const Actor& actor, const Command&) { return actor.phone->is_ready(); }
bool closed_holds(const Actor& actor, const Command&) { return !actor.phone->is_connected(); }
bool version_holds(const Actor& actor, const Command& command) { return actor.phone->version() == number(command.arguments[0]); }

// clang-format off
constexpr std::array table{
Condition{"ready",      "",                       "registered, and all questions of the registration answered", "",        ready_holds,      nullptr},
Condition{"closed",     "",                       "the connection is gone",                                     "",        closed_holds,     nullptr},
Condition{"rejected",   "TEXT",                   "the registration was refused with a text like this",         "rejected", never,           text_happened},
Condition{"unregistered","STATUS",                "the answer to unregister: ok, nak",                          "unregistered", never,       value_happened},
Condition{"token",      "ANSWER",                 "the answer to token: granted, refused",                      "token",   never,            text_happened},
Condition{"reset",      "RESET",                  "the gateway asked for it: reset, restart, apply-config",     "reset",   never,            value_happened},
Condition{"version",    "N",                      "the agreed protocol version",                                "",        version_holds,    nullptr},
Condition{"state",      "STATE",                  "a call is, or was since the last act, in this state",        "state",   state_holds,      state_happened},
Condition{"idle",       "",                       "no call, no audio, no tone, no ring, dark line lamps",       "",        idle_holds,       nullptr},
Condition{"calls",      "N",                      "number of calls on the phone",                               "",        calls_holds,      nullptr},
Condition{"callinfo",   "FIELD=VALUE",            "calling-name, calling-number, called-..., original-..., redirecting-..., type", "", callinfo_holds, nullptr},
Condition{"dialled",    "STRING",                 "the number for the list of placed calls",                    "",        dialled_holds,    nullptr},
Condition{"history",    "LIST",                   "the call list named: ignore, placed, received, missed",      "history", never,            text_happened},
Condition{"prompt",     "TEXT",                   "the prompt line shows this text",                            "prompt",  prompt_holds,     text_happened},
Condition{"notify",     "TEXT",                   "a notice shows this text",                                   "notify",  notify_holds,     text_happened},
Condition{"keys",       "SET",                    "soft key set by name or number",                             "keys",    keys_holds,       value_happened},
Condition{"key",        "KEY",                    "a soft key is offered",                                      "",        key_holds,        nullptr},
Condition{"no-key",     "KEY",                    "it is not",                                                  "",        no_key_holds,     nullptr},
Condition{"lamp",       "STIMULUS INSTANCE LAMP", "line 1 blink, voice-mail 0 on ...",                          "lamp",    lamp_holds,       lamp_happened},
Condition{"label",      "LINE TEXT",              "the label of a line button",                                 "",        label_holds,      nullptr},
Condition{"forward",    "TARGET",                 "all calls are forwarded there, or off",                      "",        forward_holds,    nullptr},
Condition{"feature",    "INDEX VALUE",            "status of a feature button",                                 "",        feature_holds,    nullptr},
Condition{"ring",       "",                       "the phone rings audibly",                                    "",        ring_holds,       nullptr},
Condition{"no-ring",    "",                       "it is silent",                                               "",        no_ring_holds,    nullptr},
Condition{"ring-mode",  "RING",                   "inside-ring, outside-ring, feature-ring, flash-only ...",    "ring",    ring_mode_holds,  value_happened},
Condition{"tone",       "TONE",                   "inside-dial, alerting, line-busy, reorder, zip ...",         "tone",    tone_holds,       value_happened},
Condition{"no-tone",    "",                       "no tone is played",                                          "",        no_tone_holds,    nullptr},
Condition{"speaker",    "ON-OFF",                 "on, off",                                                    "speaker", speaker_holds,    nullptr},
Condition{"microphone", "ON-OFF",                 "on, off",                                                    "microphone", microphone_holds, nullptr},
Condition{"media",      "",                       "audio goes both ways",                                       "",        media_holds,      nullptr},
Condition{"no-media",   "",                       "nothing is open",                                            "",        no_media_holds,   nullptr},
Condition{"codec",      "CODEC",                  "codec of the open channel: pcmu, pcma, g722, g729 ...",      "",        codec_holds,      nullptr},
Condition{"remote",     "ADDRESS[:PORT]",         "where audio is sent",                                        "",        remote_holds,     nullptr},
Condition{"rtp",        "PACKETS",                "received since the command began",                           "",        rtp_holds,        nullptr},
Condition{"loss",       "MOST",                   "no more packets lost than this",                             "",        loss_holds,       nullptr},
Condition{"digits",     "STRING",                 "received as RTP events",                                     "",        digits_holds,     nullptr},
};
// clang-format on

std::optional<std::uint64_t> find_fact(const Actor& actor, const Condition& condition, const Command& command, std::uint64_t first) {
    if (condition.happened == nullptr)
        return std::nullopt;
    const std::string kind(condition.kind);
    for (const Fact& fact : actor.phone->state().facts())
        if (fact.index >= first && fact.kind == kind && condition.happened(actor, command, fact))
            return fact.index;
    return std::nullopt;
}

} // namespace

std::span<const Condition> conditions() { return table; }

std::vector<const Call*> chosen_calls(const PhoneModelState& state, const Command& command) {
    std::vector<const Call*> calls;
    if (const auto call = command.options.find("call"); call != command.options.end()) {
        if (const Call* wanted = state.by_number(number(call->second)))
            calls.push_back(wanted);
        return calls;
    }
    calls = state.live_calls();
    for (auto ended = state.calls().rbegin(); ended != state.calls().rend(); ++ended)
        if (ended->has_ended())
            calls.push_back(&*ended);
    if (const auto line = command.options.find("line"); line != command.options.end())
        std::erase_if(calls, [&](const Call* call) { return call->line != number(line->second); });
    return calls;
}

Complaint wait_for(Stage& stage, Actor& actor, const Condition& condition, const Command& command) {
    const bool now_only = command.name.starts_with("expect-");
    const std::string kind(condition.kind);
    bool met = false;
    const auto check = [&] {
        if (condition.holds(actor, command)) {
            actor.read[kind] = actor.phone->state().next_fact();
            return met = true;
        }
        // What leaves no trace on the phone is demanded of what happened since the last act.
        if (now_only)
            return met = condition.holds == never && find_fact(actor, condition, command, actor.read_all);
        if (const auto fact = find_fact(actor, condition, command, actor.first_unread(kind))) {
            actor.read[kind] = *fact + 1;
            return met = true;
        }
        return false;
    };
    const auto limit = now_only ? std::chrono::milliseconds{0} : patience(stage, command);
    stage.until(check, limit);
    if (met)
        return std::nullopt;
    if (now_only)
        return "this is not so; " + glance(*actor.phone);
    return "did not happen within " + std::to_string(limit.count()) + " ms; " + glance(*actor.phone);
}

} // namespace phone
