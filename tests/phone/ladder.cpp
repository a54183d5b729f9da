// The ladder's two forms.
#include "tests/phone/ladder.hpp"

#include <algorithm>
#include <cstdio>
#include <ostream>

namespace phone {
namespace {

constexpr std::size_t widest = 180;

bool is_empty_field(std::string_view field) {
    const auto equals = field.rfind('=');
    if (equals == std::string_view::npos)
        return false;
    const auto value = field.substr(equals + 1);
    return value == "0" || value == "\"\"" || value == "0.0.0.0" || value == "[]" || value == "{}" || value == "***";
}

} // namespace

void Ladder::add(const std::string& phone, Rung::Side side, std::string text) {
    if (rungs_.size() >= most_)
        rungs_.pop_front();
    rungs_.push_back({std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin_), phone, side, std::move(text)});
    if (live_ != nullptr)
        *live_ << rung_text(rungs_.back()) << std::endl;
}

std::string rung_text(const Rung& rung) {
    char time[32];
    std::snprintf(time, sizeof time, "%9.3f ", static_cast<double>(rung.at.count()) / 1e6);
    const char* arrow = rung.side == Rung::Side::from_phone ? " --> " : rung.side == Rung::Side::to_phone ? " <-- " : " *   ";
    std::string line = time + rung.phone + arrow + rung.text;
    if (line.size() > widest)
        line = line.substr(0, widest - 3) + "...";
    return line;
}

std::string Ladder::text(std::size_t count) const {
    std::string text;
    for (std::size_t i = rungs_.size() - std::min(count, rungs_.size()); i < rungs_.size(); ++i)
        text += rung_text(rungs_[i]) + "\n";
    return text;
}

std::string Ladder::mermaid() const {
    std::string text = "sequenceDiagram\n";
    for (const Rung& rung : rungs_) {
        std::string shown = rung.text;
        std::replace(shown.begin(), shown.end(), ';', ',');      // ends a statement there
        std::replace(shown.begin(), shown.end(), '#', '.');
        if (rung.side == Rung::Side::from_phone)
            text += "    " + rung.phone + "->>gateway: " + shown + "\n";
        else if (rung.side == Rung::Side::to_phone)
            text += "    gateway->>" + rung.phone + ": " + shown + "\n";
        else
            text += "    Note over " + rung.phone + ": " + shown + "\n";
    }
    return text;
}

std::string without_zeros(const std::string& printed) {
    const auto open = printed.find('{');
    if (open == std::string::npos || printed.back() != '}')
        return printed;
    std::string kept, field;
    bool quoted = false;
    int depth = 0;
    const auto end_field = [&] {
        if (!field.empty() && !is_empty_field(field))
            kept += (kept.empty() ? "" : " ") + field;
        field.clear();
    };
    for (std::size_t at = open + 1; at + 1 < printed.size(); ++at) {
        const char c = printed[at];
        if (c == '"')
            quoted = !quoted;
        if (!quoted && (c == '{' || c == '['))
            ++depth;
        if (!quoted && (c == '}' || c == ']'))
            --depth;
        if (c == ' ' && !quoted && depth == 0)
            end_field();
        else
            field += c;
    }
    end_field();
    return printed.substr(0, open) + (kept.empty() ? "" : "{" + kept + "}");
}

} // namespace phone
