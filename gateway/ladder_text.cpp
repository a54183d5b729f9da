// A ladder in characters: three life lines, an arrow per message, the states in the middle.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/ladder.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace {

std::string centred(const std::string& text, std::size_t width, char fill) {
    const std::size_t free = width - std::min(width, columns(text));
    return std::string(free / 2, fill) + text + std::string(free - free / 2, fill);
}

std::string arrow(const std::string& label, bool to_right, std::size_t lane) {
    const std::string inner = centred(" " + label + " ", lane - 2, '-');
    return to_right ? inner + "->" : "<-" + inner;
}

std::string in_the_middle(const std::string& text, std::size_t lane) {
    return fmt::format("|{}|", centred("[" + shortened(text, 2 * lane - 10) + "]", 2 * lane + 1, ' '));
}

/// `lane`: columns between two life lines.
std::string rungs(const TraceEntry& entry, std::size_t lane) {
    const std::string label = ladder_label(entry);
    const std::string empty(lane, ' ');
    if (entry.kind == TraceEntry::Kind::sccp)
        return fmt::format("|{}|{}|", arrow(label, !entry.outgoing, lane), empty);
    if (entry.kind == TraceEntry::Kind::sip)
        return fmt::format("|{}|{}|", empty, arrow(label, entry.outgoing, lane));
    return in_the_middle(label, lane);
}

/// As wide as the longest label asks for, so that most calls fit on a screen.
std::size_t lane_for(const CallLadder& ladder) {
    constexpr std::size_t least = 40, around_label = 8;
    std::size_t lane = least;
    for (const auto& entry : ladder.entries)
        if (entry.kind != TraceEntry::Kind::state)
            lane = std::max(lane, columns(ladder_label(entry)) + around_label);
    return lane;
}

} // namespace

std::string ladder_text(const CallLadder& ladder) {
    const std::size_t lane = lane_for(ladder);
    std::string out = fmt::format("call {}  {}", ladder.call, one_line(ladder.device));
    if (!ladder.entries.empty())
        out += "  " + iso_time(ladder.entries.front().at);
    if (!ladder.sip_call_id.empty())
        out += "  Call-ID " + one_line(ladder.sip_call_id);
    out += fmt::format("\n\n{:>10}  phone{}gateway{}PBX\n", "seconds", std::string(lane - 7, ' '),
                       std::string(lane - 5, ' '));
    const auto tell_dropped = [&](std::size_t before) {
        if (ladder.dropped > 0 && before == ladder.dropped_after)
            out += fmt::format("{:>10}  {}\n", "...", in_the_middle(dropped_words(ladder), lane));
    };
    std::size_t told = 0;
    for (const auto& entry : ladder.entries) {
        tell_dropped(told++);
        const double seconds = std::chrono::duration<double>(entry.at - ladder.entries.front().at).count();
        out += fmt::format("{:>10.3f}  {}\n", seconds, rungs(entry, lane));
    }
    tell_dropped(told);
    return out;
}

} // namespace gateway
