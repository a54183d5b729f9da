// What sccp-phone is told to do: words from the command line or from a file, cut into commands.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phone {

/// Names of a command's arguments, as the help shows them: "FREQ [SECONDS]". One in brackets may be left out and is a
/// number. The kinds are in arguments.cpp.
struct CommandForm {
    std::string_view name, arguments, help;
};

/// Every command there is, by chapter.
std::span<const CommandForm> command_forms();
const CommandForm* find_command(std::string_view name);
/// The table as text, for --help-commands and for the man page.
std::string command_help();

struct Command {
    std::vector<std::string> phones;              ///< who does it; empty: the only phone
    std::string name;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> options;   ///< line=, call=, within=, force=
    int line{};                                   ///< of the script; 0 on the command line
    std::vector<Command> body;                    ///< of `repeat`

    std::string text() const;
};

/// A phone that a script declares: `phone A --model 7960 ...`.
struct Declaration {
    std::string name;
    std::vector<std::string> options;
    int line{};
};

struct Script {
    std::vector<Declaration> phones;
    std::vector<Command> commands;
};

struct Word {
    std::string text;
    int line{};
    bool quoted{};
};

/// Words of a script: blanks divide, quotes hold together, `#` before a word starts a comment. Error: an open quote.
struct Words {
    std::vector<Word> words;
    std::optional<std::string> error;
};
Words split_words(std::string_view text);

/// Either a script or a sentence that says what is wrong with it and where.
struct ParsedScript {
    Script script;
    std::string error;
};
ParsedScript parse_script(std::span<const Word> words);

/// `labels`: the phones there are, the script's own too. Says which one is declared twice or named without being there.
std::optional<std::string> fault_of_cast(const Script& script, const std::vector<std::string>& labels);

} // namespace phone
