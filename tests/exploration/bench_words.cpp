// Acts in the words of the people who use a phone.
#include <algorithm>
#include <array>

#include "mapping/soft_keys.hpp"
#include "tests/exploration/bench.hpp"

namespace tests {

namespace {

using mapping::SoftKey;
using mapping::TimerKind;

// In the order of fixed_buttons and refusals of bench_acts.cpp.
constexpr std::array<std::string_view, 9> button_names{
    "the line key",        "the Hold button",   "the Transfer button", "a speed dial",         "the Redial button",
    "the Messages button", "the Answer button", "the Release button",  "the Conference button"};
constexpr std::array<unsigned, 3> refusal_numbers{6, 1, 255};

constexpr std::array timer_names{
    std::pair{TimerKind::first_digit, "first digit"},
    std::pair{TimerKind::inter_digit, "inter digit"},
    std::pair{TimerKind::hotline, "hotline"},
    std::pair{TimerKind::ring_out, "ring-out"},
    std::pair{TimerKind::fail_tone, "failure tone"},
    std::pair{TimerKind::no_answer, "no answer"},
    std::pair{TimerKind::auto_answer, "auto answer"},
    std::pair{TimerKind::ack, "ACK"},
    std::pair{TimerKind::glare, "glare"},
    std::pair{TimerKind::guard, "guard"},
    std::pair{TimerKind::hold_revert, "hold reversion"},
    std::pair{TimerKind::refer, "REFER"},
    std::pair{TimerKind::preserve, "preserve"},
    std::pair{TimerKind::receive_ack, "OpenReceiveChannelAck"},
    std::pair{TimerKind::port, "PortRes"},
    std::pair{TimerKind::abandoned, "abandoned channel"},
    std::pair{TimerKind::call_waiting, "call-waiting tone"},
    std::pair{TimerKind::prompt, "prompt"},
    std::pair{TimerKind::statistics, "statistics"},
    std::pair{TimerKind::howler, "howler"},
    std::pair{TimerKind::cancel_wait, "CANCEL of a transfer"},
    std::pair{TimerKind::transfer_refer, "REFER of a transfer"},
    std::pair{TimerKind::grace, "grace of a lost phone"},
    std::pair{TimerKind::reset_guard, "guard of a reset"},
    std::pair{TimerKind::tone_back, "end of a beep"},
};

} // namespace

std::string Bench::words(const Act& act) const {
    const auto call = act.call == Act::no_call     ? std::string{}
                      : act.call == Act::gone_call ? std::string{" of a call that is gone"}
                                                   : " of call " + std::to_string(act.call + 1);
    const auto key = [&] { return std::string{mapping::name_of(static_cast<SoftKey>(act.detail))}; };
    switch (act.does) {
    case Does::lifts: return "the user lifts the handset";
    case Does::hangs_up: return "the user hangs up";
    case Does::hangs_up_call: return "the phone goes on-hook with the number" + call;
    case Does::presses_speaker: return "the user presses the speaker key";
    case Does::presses_key: return "the user presses " + key() + call;
    case Does::presses_dead_key: return "the user presses " + key() + ", which is not offered," + call;
    case Does::presses_button: return "the user presses " + std::string{button_names.at(act.detail)};
    case Does::dials_digit: return std::string{"the user dials "} + static_cast<char>(act.detail);
    case Does::dials_en_bloc: return "the phone dials 206 en bloc";
    case Does::opens: return "the phone has opened the channel" + call;
    case Does::opens_elsewhere: return "the phone has opened the channel on another port" + call;
    case Does::opens_for_stranger: return "the phone acknowledges a channel of nobody";
    case Does::refuses_to_open:
        return "the phone refuses to open the channel (" + std::to_string(refusal_numbers.at(act.detail)) + ')' + call;
    case Does::sends: return "the phone has started to send" + call;
    case Does::refuses_to_send: return "the phone refuses to send" + call;
    case Does::fails_to_send: return "the phone's transmission fails" + call;
    case Does::reserves_port: return "the phone has reserved a port" + call;
    case Does::counts: return "the phone tells its statistics" + call;
    case Does::loses_connection: return "the phone's connection is lost";
    case Does::comes_back_talking: return "the phone is back and has kept its audio";
    case Does::comes_back_silent: return "the phone is back";
    case Does::comes_back_elsewhere: return "the phone is back at another address";
    case Does::registers_again: return "the phone registers again on its connection";
    case Does::takes_over: return "the phone registers on a new connection";
    case Does::leaves: return "the phone unregisters";
    case Does::is_reset: return "the operator resets the phone";
    case Does::is_reset_by_force: return "the operator resets the phone at once";
    case Does::is_ended_by_operator: return "the operator ends the call" + call;
    case Does::says: return "PBX: " + std::string{sayings()[act.detail].words} + call;
    case Does::knocks: return "PBX: " + std::string{knocks()[act.detail].words} + call;
    case Does::fires: break;
    }
    const auto named = std::find_if(timer_names.begin(), timer_names.end(),
                                    [&](const auto& one) { return one.first == static_cast<TimerKind>(act.detail); });
    return "timer " + std::string{named == timer_names.end() ? "?" : named->second} + call;
}

} // namespace tests
