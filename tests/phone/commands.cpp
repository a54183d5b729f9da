// The list of commands, made of the tables of acts, sounds and conditions.
#include <algorithm>
#include <deque>

#include "tests/phone/stage.hpp"

namespace phone {
namespace {

struct Forms {
    std::deque<std::string> names;       ///< keeps the made-up names alive
    std::vector<CommandForm> forms;

    Forms() {
        for (const auto& entry : act_entries())
            forms.push_back(entry.form);
        for (const auto& entry : sound_entries())
            forms.push_back(entry.form);
        for (const char* prefix : {"wait-", "expect-"})
            for (const auto& condition : conditions()) {
                names.push_back(prefix + std::string(condition.name));
                forms.push_back({names.back(), condition.arguments, condition.help});
            }
    }
};

const Forms& all() {
    static const Forms forms;
    return forms;
}

std::string row(const std::string& name, std::string_view arguments, std::string_view help) {
    std::string text = "  " + name;
    if (!arguments.empty())
        text += " " + std::string(arguments);
    text.resize(std::max<std::size_t>(text.size() + 2, 36), ' ');
    return text + std::string(help) + "\n";
}

} // namespace

std::span<const CommandForm> command_forms() { return all().forms; }

const CommandForm* find_command(std::string_view name) {
    const auto& forms = all().forms;
    const auto found = std::find_if(forms.begin(), forms.end(), [&](const CommandForm& form) { return form.name == name; });
    return found == forms.end() ? nullptr : &*found;
}

std::string command_help() {
    std::string text = "Acts:\n";
    for (const auto& entry : act_entries())
        text += row(std::string(entry.form.name), entry.form.arguments, entry.form.help);
    text += "Sound and script:\n";
    for (const auto& entry : sound_entries())
        text += row(std::string(entry.form.name), entry.form.arguments, entry.form.help);
    text += row("repeat", "N { ... }", "commands again and again");
    text += "Conditions, each as wait-NAME (at most --timeout) and as expect-NAME (now):\n";
    for (const auto& condition : conditions())
        text += row(std::string(condition.name), condition.arguments, condition.help);
    return text + "Behind a command: line=N call=N (1 = the first call this phone saw) within=SECONDS force=yes\n";
}

} // namespace phone
