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

std::string text_of(const TakenRow& row) {
    std::string text{row.state};
    text += ' ' + written_word(row.event);
    if (!row.guard.empty()) text += " [" + written_word(row.guard) + ']';
    return text;
}

} // namespace mapping
