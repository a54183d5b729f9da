// A ladder as a drawing.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/ladder.hpp"
#include "gateway/text.hpp"

namespace gateway {

namespace {

constexpr int phone_x = 130, gateway_x = 610, pbx_x = 1090, width = 1160, top = 70, step = 24;

std::string text_at(int x, int y, std::string_view kind, std::string_view text) {
    return fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\">{}</text>\n", x, y, kind, xml_escaped(text));
}

std::string arrow(int from, int to, int y, std::string_view kind) {
    return fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\" marker-end=\"url(#head)\"/>\n", from,
                       y, to, y, kind);
}

std::string in_the_middle(std::string_view text, int y) {
    constexpr int character = 8, least_half = 150; // of 12 pixels monospace, a little more
    const int half = std::max(least_half, static_cast<int>(columns(text)) * character / 2);
    return fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" rx=\"9\" class=\"state\"/>\n",
                       gateway_x - half, y - 11, 2 * half) +
           text_at(gateway_x, y + 2, "middle", text);
}

std::string rung(const TraceEntry& entry, int y) {
    const std::string label = ladder_label(entry);
    if (entry.kind == TraceEntry::Kind::state)
        return in_the_middle(shortened(label, 2 * longest_label), y);
    const bool is_sccp = entry.kind == TraceEntry::Kind::sccp;
    const int outer = is_sccp ? phone_x : pbx_x;
    const int from = entry.outgoing ? gateway_x : outer;
    const int to = entry.outgoing ? outer : gateway_x;
    return arrow(from, to, y, is_sccp ? "sccp" : "sip") + text_at((from + to) / 2, y - 4, "middle", label);
}

constexpr std::string_view head =
    R"(<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="3" orient="auto"><path d="M0,0 L7,3 L0,6 z"/></marker></defs>
<style>text{font:12px monospace;fill:#222}.middle{text-anchor:middle}.title{font-weight:bold}.time{fill:#777}line{stroke:#999}.sccp{stroke:#0a6}.sip{stroke:#06c}.state{fill:#ffd;stroke:#bb8}</style>
<rect width="100%" height="100%" fill="#fff"/>
)";

} // namespace

std::string ladder_svg(const CallLadder& ladder) {
    const int bottom = top + step * (static_cast<int>(ladder.entries.size() + (ladder.dropped > 0 ? 1 : 0)) + 1);
    std::string out =
        fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n",
                    width, bottom);
    out += head;
    out += text_at(10, 20, "title",
                   one_line(fmt::format("call {} {} {}", ladder.call, ladder.device, ladder.sip_call_id)));
    constexpr std::pair<int, std::string_view> ends[] = {{phone_x, "phone"}, {gateway_x, "gateway"}, {pbx_x, "PBX"}};
    for (const auto& [x, name] : ends) {
        out += text_at(x, 44, "middle title", name);
        out += fmt::format("<line x1=\"{0}\" y1=\"50\" x2=\"{0}\" y2=\"{1}\"/>\n", x, bottom - 8);
    }
    int y = top + step / 2;
    const auto tell_dropped = [&](std::size_t before) {
        if (ladder.dropped == 0 || before != ladder.dropped_after)
            return;
        out += in_the_middle(dropped_words(ladder), y);
        y += step;
    };
    std::size_t told = 0;
    for (const auto& entry : ladder.entries) {
        tell_dropped(told++);
        const double seconds = std::chrono::duration<double>(entry.at - ladder.entries.front().at).count();
        out += text_at(10, y, "time", fmt::format("{:.3f}", seconds));
        out += rung(entry, y);
        y += step;
    }
    tell_dropped(told);
    return out + "</svg>\n";
}

} // namespace gateway
