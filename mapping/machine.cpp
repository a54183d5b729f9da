// The words of the tables, cut out of what the compiler calls their types.
#include "mapping/machine.hpp"

namespace mapping {

std::string written_word(std::string_view compiled) {
    auto word = std::string{compiled.substr(compiled.find("Type = ") + 7)};
    word.erase(std::min(word.find_first_of(";]"), word.size()));
    if (const auto member = word.rfind("::"); word.find('&') != std::string::npos && member != std::string::npos) {
        word.erase(0, member + 2);                    // ask<&Line::pick_target>
        word.erase(std::min(word.find_first_of("()>"), word.size()));
        return word;
    }
    if (word.starts_with("sip::")) return "pbx" + word.substr(3);
    if (word.starts_with("mapping::")) word.erase(0, 9);
    if (word.starts_with("operators::")) word.erase(8, 1);
    return word;
}

std::string row_text(std::string_view state, std::string_view event, std::string_view guard) {
    std::string text{state};
    text.append(" ").append(event);
    if (!guard.empty()) text.append(" [").append(guard).append("]");
    return text;
}

std::string text_of(const TakenRow& row) {
    return row_text(row.state, written_word(row.event), row.guard.empty() ? std::string{} : written_word(row.guard));
}

} // namespace mapping
