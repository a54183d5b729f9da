// Saying and hearing: what proves that audio flows. And commands about the script itself.
#include <array>
#include <cstdlib>
#include <ostream>

#include "tests/phone/stage.hpp"

namespace phone {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

double seconds_in(const Command& command, std::size_t argument, double otherwise) {
    return command.arguments.size() > argument ? std::strtod(command.arguments[argument].c_str(), nullptr) : otherwise;
}

std::chrono::milliseconds to_ms(double seconds) { return std::chrono::milliseconds(static_cast<long>(seconds * 1000)); }

std::string heard(const Actor& actor) {
    std::string text = "heard " + actor.phone->media().ear().description() + ", " +
                       std::to_string(actor.phone->media().packets_received() - actor.packets_before) + " RTP packets";
    for (const auto& [party, channel] : actor.phone->state().channels())
        if (const Codec* codec = find_codec(channel.order.payload_capability); codec != nullptr && !codec->audible)
            text += ", " + std::string(codec->name) + " cannot be heard by this phone";
    return text + "; " + glance(*actor.phone);
}

Complaint hear(Stage& stage, Actor& actor, const Command& command, const std::vector<double>& frequencies, double seconds) {
    Ear& ear = actor.phone->media().ear();
    ear.listen_for(frequencies);
    if (stage.until([&] { return ear.tone_seconds() >= seconds; }, patience(stage, command)))
        return std::nullopt;
    return "not heard for " + std::to_string(seconds) + " s: " + heard(actor);
}

Complaint say_tone(Stage&, Actor& actor, const Command& command) {
    const auto frequencies = parse_frequencies(command.arguments[0]);
    if (frequencies.empty())
        return "'" + command.arguments[0] + "' is no frequency in Hz";
    actor.phone->media().voice().play(frequencies);
    return std::nullopt;
}

Complaint say_silence(Stage&, Actor& actor, const Command&) { return actor.phone->media().voice().play({}), std::nullopt; }

Complaint hear_tone(Stage& stage, Actor& actor, const Command& command) {
    const auto frequencies = parse_frequencies(command.arguments[0]);
    if (frequencies.empty())
        return "'" + command.arguments[0] + "' is no frequency in Hz";
    return hear(stage, actor, command, frequencies, seconds_in(command, 1, 0.3));
}

Complaint hear_own_tone(Stage& stage, Actor& actor, const Command& command) {
    const auto& frequencies = actor.phone->media().voice().frequencies();
    if (frequencies.empty())
        return "the phone says nothing: say-tone first";
    return hear(stage, actor, command, frequencies, seconds_in(command, 0, 0.3));
}

/// Quiet packets, or none at all.
Complaint hear_silence(Stage& stage, Actor& actor, const Command& command) {
    const double seconds = seconds_in(command, 0, 0.5);
    Media& media = actor.phone->media();
    media.ear().listen_for({});
    auto last_packets = media.packets_received();
    auto last_change = Clock::now();
    const auto quiet = [&] {
        if (media.packets_received() != last_packets) {
            last_packets = media.packets_received();
            last_change = Clock::now();
        }
        return media.ear().quiet_seconds() >= seconds || Clock::now() - last_change >= to_ms(seconds);
    };
    return stage.until(quiet, patience(stage, command)) ? std::nullopt : Complaint("not silent: " + heard(actor));
}

Complaint hear_nothing(Stage& stage, Actor& actor, const Command& command) {
    stage.let_pass(to_ms(seconds_in(command, 0, 0.5)));
    return actor.phone->media().packets_received() == actor.packets_before ? std::nullopt : Complaint(heard(actor));
}

Complaint let_pass(Stage& stage, Actor&, const Command& command) {
    stage.let_pass(to_ms(seconds_in(command, 0, 0)));
    return std::nullopt;
}

Complaint show(Stage& stage, Actor& actor, const Command&) {
    stage.out() << describe(*actor.phone) << std::flush;
    return std::nullopt;
}

Complaint show_ladder(Stage& stage, Actor&, const Command&) {
    stage.out() << stage.ladder().text() << std::flush;
    return std::nullopt;
}

Complaint print(Stage& stage, Actor&, const Command& command) {
    stage.out() << command.arguments[0] << std::endl;
    return std::nullopt;
}

// clang-format off
constexpr std::array table{
ActEntry{{"say-tone",      "FREQ",             "what the microphone picks up: 400, or 440+480"},                     say_tone},
ActEntry{{"say-silence",   "",                 "the microphone picks up nothing"},                                    say_silence},
ActEntry{{"hear-tone",     "FREQ [SECONDS]",   "this tone is received for so long (0.3)"},                            hear_tone},
ActEntry{{"hear-own-tone", "[SECONDS]",        "an echo"},                                                            hear_own_tone},
ActEntry{{"hear-silence",  "[SECONDS]",        "quiet packets or none (0.5)"},                                        hear_silence},
ActEntry{{"hear-nothing",  "[SECONDS]",        "no RTP at all (0.5)"},                                                hear_nothing},
ActEntry{{"wait",          "SECONDS",          "let time pass"},                                                      let_pass},
ActEntry{{"show",          "",                 "print what is on the display"},                                       show},
ActEntry{{"ladder",        "",                 "print the messages so far"},                                          show_ladder},
ActEntry{{"print",         "TEXT",             "print a line"},                                                       print},
};
// clang-format on

} // namespace

std::span<const ActEntry> sound_entries() { return table; }

} // namespace phone
