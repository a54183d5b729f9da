// A ladder in characters: three life lines, an arrow per message, the states in the middle.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/ladder.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace {

constexpr std::size_t lane = 40; // columns between two life lines

/// Columns that UTF-8 text takes, wide characters aside.
std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shortened(std::string text, std::size_t limit) {
    if (columns(text) <= limit)
        return text;
    while (columns(text) > limit - 2)
        text.pop_back();
    return text + "..";
}

std::string centred(const std::string& text, std::size_t width, char fill) {
    const std::size_t free = width - std::min(width, columns(text));
    return std::string(free / 2, fill) + text + std::string(free - free / 2, fill);
}

std::string arrow(const std::string& label, bool to_right) {
    const std::string inner = centred(" " + shortened(label, lane - 8) + " ", lane - 2, '-');
    return to_right ? inner + "->" : "<-" + inner;
}

std::string rungs(const TraceEntry& entry) {
    const std::string label = ladder_label(entry);
    const std::string empty(lane, ' ');
    if (entry.kind == TraceEntry::Kind::sccp)
        return fmt::format("|{}|{}|", arrow(label, !entry.outgoing), empty);
    if (entry.kind == TraceEntry::Kind::sip)
        return fmt::format("|{}|{}|", empty, arrow(label, entry.outgoing));
    return fmt::format("|{}|", centred("[" + shortened(label, 2 * lane - 10) + "]", 2 * lane + 1, ' '));
}

} // namespace

std::string ladder_text(const CallLadder& ladder) {
    std::string out = fmt::format("call {}  {}", ladder.call, one_line(ladder.device));
    if (!ladder.entries.empty())
        out += "  " + iso_time(ladder.entries.front().at);
    if (!ladder.sip_call_id.empty())
        out += "  Call-ID " + one_line(ladder.sip_call_id);
    out += fmt::format("\n\n{:>10}  phone{}gateway{}PBX\n", "seconds", std::string(lane - 7, ' '),
                       std::string(lane - 5, ' '));
    for (const auto& entry : ladder.entries) {
        const double seconds = std::chrono::duration<double>(entry.at - ladder.entries.front().at).count();
        out += fmt::format("{:>10.3f}  {}\n", seconds, rungs(entry));
    }
    if (ladder.dropped > 0)
        out += fmt::format("{:>10}  {} more messages not kept\n", "", ladder.dropped);
    return out;
}

} // namespace gateway
